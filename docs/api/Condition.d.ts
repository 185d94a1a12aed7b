// Written by `npm run api` from the built declarations.

export interface Condition {
  readonly _tag: 'Condition'
}

export interface Statistics {
  readonly isLocked: boolean
  readonly waitingForLock: number
  readonly waiting: number
}

export declare const make: (lock?: Lock) => Coroutine<unknown, never, Condition>

export declare const notify: (condition: Condition, count?: number) => Coroutine<unknown, never, void>

export declare const notifyAll: (condition: Condition) => Coroutine<unknown, never, void>

export declare const statistics: (condition: Condition) => Coroutine<unknown, never, Statistics>

export declare const wait: (condition: Condition) => Coroutine<unknown, never, void>

export declare const waitFor: <R, E>(condition: Condition, predicate: Coroutine<R, E, boolean>) => Coroutine<R, E, void>

export declare const withLock: (condition: Condition) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>
