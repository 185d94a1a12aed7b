// Written by `npm run api` from the built declarations.

export interface Disposable<out A> {
  readonly value: A
  [Symbol.asyncDispose](): Promise<void>
}

export interface HasScope {
  readonly [key]: Scope
}

export interface Scope {
  readonly _tag: 'Scope'
}

export interface Statistics {
  readonly phase: 'open' | 'closing' | 'closed'
  readonly finalizers: number
  readonly fibers: number
}

export declare const acquireRelease: <R, E, A, R2>(
  acquire: Coroutine<R, E, A>,
  release: (resource: A, exit: Exit<unknown, unknown>) => Coroutine<R2, never, unknown>
) => Coroutine<R & R2 & HasScope, E, A>

export declare const addFinalizer: <R>(
  scope: Scope,
  finalizer: (exit: Exit<unknown, unknown>) => Coroutine<R, never, unknown>
) => Coroutine<R, never, void>

export declare const close: (scope: Scope, exit: Exit<unknown, unknown>) => Coroutine<unknown, never, void>

export declare const current: Coroutine<HasScope, never, Scope>

export declare const dispatcher: <R = unknown>() => Coroutine<
  R & HasScope,
  never,
  <E, A>(ma: Coroutine<R, E, A>) => Fiber<E, A>
>

export declare const forkIn: (scope: Scope) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Fiber<E, A>>

export declare const fromDisposable: <
  R,
  E,
  A extends
    | {
        [Symbol.asyncDispose](): PromiseLike<unknown>
      }
    | {
        [Symbol.dispose](): void
      }
>(
  acquire: Coroutine<R, E, A>
) => Coroutine<R & HasScope, E, A>

export declare const key: unique symbol

export declare const make: Coroutine<unknown, never, Scope>

export declare const provide: (scope: Scope) => <R, E, A>(ma: Coroutine<R & HasScope, E, A>) => Coroutine<R, E, A>

export declare const scoped: <R, E, A>(ma: Coroutine<R & HasScope, E, A>) => Coroutine<R, E, A>

export declare const statistics: (scope: Scope) => Coroutine<unknown, never, Statistics>

export declare const toAsyncDisposable: <E, A>(ma: Coroutine<HasScope, E, A>) => Task<Disposable<A>>
