// Written by `npm run api` from the built declarations.

export declare const cached: (
  lifetime: number
) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<unknown, never, Coroutine<R, E, A>>

export declare const memoize: <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<unknown, never, Coroutine<R, E, A>>
