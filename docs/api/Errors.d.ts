// Written by `npm run api` from the built declarations.

export declare class BrokenBarrier extends Error {
  readonly _tag: 'BrokenBarrier'
  constructor()
}

export declare class Deadlock extends Error {}

export declare class FiberFailure<out E = unknown> extends Error {
  readonly failures: Cause<E>
  constructor(failures: Cause<E>)
}

export declare class InterruptedError extends Error {
  readonly by: Interruptor
  readonly reason: unknown
  readonly at: number
  constructor(interrupt: Interrupt, message?: string)
}

export declare class KeyboardInterrupt extends InterruptedError {
  constructor(interrupt: Interrupt)
}

export declare class QueueShutdown extends Error {
  readonly _tag: 'QueueShutdown'
  constructor()
}

export declare class RuntimeError extends Error {}
