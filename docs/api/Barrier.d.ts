// Written by `npm run api` from the built declarations.

export interface Barrier {
  readonly _tag: 'Barrier'
}

export interface Statistics {
  readonly parties: number
  readonly waiting: number
  readonly isBroken: boolean
}

export declare const abort: (barrier: Barrier) => Coroutine<unknown, never, void>

export declare const make: (parties: number) => Coroutine<unknown, never, Barrier>

export declare const reset: (barrier: Barrier) => Coroutine<unknown, never, void>

export declare const statistics: (barrier: Barrier) => Coroutine<unknown, never, Statistics>

export declare const wait: (barrier: Barrier) => Coroutine<unknown, BrokenBarrier, number>
