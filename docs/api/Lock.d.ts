// Written by `npm run api` from the built declarations.

export interface Lock {
  readonly _tag: 'Lock'
}

export interface Statistics {
  readonly isLocked: boolean
  readonly waiting: number
}

export declare const acquire: (lock: Lock) => Coroutine<unknown, never, void>

export declare const make: Coroutine<unknown, never, Lock>

export declare const release: (lock: Lock) => Coroutine<unknown, never, void>

export declare const statistics: (lock: Lock) => Coroutine<unknown, never, Statistics>

export declare const unsafeMake: () => Lock

export declare const withLock: (lock: Lock) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>
