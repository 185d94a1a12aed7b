// Written by `npm run api` from the built declarations.

export interface ContextVar<in out A> {
  readonly _tag: 'ContextVar'
  readonly name: string
  readonly _A?: ((_: A) => A) | undefined
}

export interface Token<in out A> {
  readonly variable: ContextVar<A>
}

export declare const get: <A>(variable: ContextVar<A>) => Coroutine<unknown, never, A>

export declare const getOption: <A>(variable: ContextVar<A>) => Coroutine<unknown, never, Option<A>>

export declare const locally: <A>(
  variable: ContextVar<A>,
  value: NoInfer<A>
) => <R, E, B>(ma: Coroutine<R, E, B>) => Coroutine<R, E, B>

export declare const make: <A>(name: string, ...initial: [initial?: A]) => ContextVar<A>

export declare const reset: <A>(token: Token<A>) => Coroutine<unknown, never, void>

export declare const set: <A>(variable: ContextVar<A>, value: NoInfer<A>) => Coroutine<unknown, never, Token<A>>
