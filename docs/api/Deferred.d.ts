// Written by `npm run api` from the built declarations.

export interface Deferred<in out E, in out A> {
  readonly _E?: ((_: E) => E) | undefined
  readonly _A?: ((_: A) => A) | undefined
}

declare const awaitDeferred: <E, A>(deferred: Deferred<E, A>) => Coroutine<unknown, E, A>
export { awaitDeferred as await }

export declare const done: <E, A>(deferred: Deferred<E, A>, exit: Exit<E, A>) => Coroutine<unknown, never, boolean>

export declare const fail: <E, A>(deferred: Deferred<E, A>, error: NoInfer<E>) => Coroutine<unknown, never, boolean>

export declare const isDone: <E, A>(deferred: Deferred<E, A>) => Coroutine<unknown, never, boolean>

export declare const make: <E = never, A = void>() => Coroutine<unknown, never, Deferred<E, A>>

export declare const succeed: <E, A>(deferred: Deferred<E, A>, value: NoInfer<A>) => Coroutine<unknown, never, boolean>

export declare const unsafeDone: <E, A>(deferred: Deferred<E, A>, result: Either<E, A>) => IO<boolean>

export declare const unsafeMake: <E, A>() => Deferred<E, A>
