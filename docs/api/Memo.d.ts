// Written by `npm run api` from the built declarations.

export declare const cached: (
  lifetime: number
) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<unknown, never, Coroutine<R, E, A>>

export declare const cachedK: (
  lifetime: number
) => <K, R, E, A>(f: (key: K) => Coroutine<R, E, A>) => Coroutine<unknown, never, (key: K) => Coroutine<R, E, A>>

export declare const memoize: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<unknown, never, Coroutine<R, E, A>>

export declare const memoizeK: <K, R, E, A>(
  f: (key: K) => Coroutine<R, E, A>
) => Coroutine<unknown, never, (key: K) => Coroutine<R, E, A>>

export declare const unsafeMemoize: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>
