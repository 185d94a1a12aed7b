// Written by `npm run api` from the built declarations.

export interface Ref<in out A> {
  readonly _tag: 'Ref'
  readonly _A?: ((_: A) => A) | undefined
}

export interface Statistics {
  readonly updating: boolean
  readonly waiting: number
}

export declare const make: <A>(value: A) => Coroutine<unknown, never, Ref<A>>

export declare const modify: <A>(ref: Ref<A>, f: (value: A) => A) => Coroutine<unknown, never, A>

export declare const modifyCoroutine: <A, R, E>(ref: Ref<A>, f: (value: A) => Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const modifyState: <A, B>(ref: Ref<A>, f: StateOf<A, B>) => Coroutine<unknown, never, B>

export declare const read: <A>(ref: Ref<A>) => Coroutine<unknown, never, A>

export declare const statistics: (ref: Ref<any>) => Coroutine<unknown, never, Statistics>

export declare const unsafeMake: <A>(value: A) => Ref<A>

export declare const write: <A>(ref: Ref<A>, value: NoInfer<A>) => Coroutine<unknown, never, void>
