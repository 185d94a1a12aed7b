// Written by `npm run api` from the built declarations.

export interface PubSub<in out A> {
  readonly _tag: 'PubSub'
  readonly _A?: ((_: A) => A) | undefined
}

export interface Statistics {
  readonly capacity: number
  readonly subscribers: number
  readonly publishers: number
  readonly isShutdown: boolean
}

export declare const bounded: <A>(capacity: number) => Coroutine<unknown, never, PubSub<A>>

export declare const dropping: <A>(capacity: number) => Coroutine<unknown, never, PubSub<A>>

export declare const publish: <A>(pubsub: PubSub<A>, message: NoInfer<A>) => Coroutine<unknown, QueueShutdown, boolean>

export declare const shutdown: (pubsub: PubSub<any>) => Coroutine<unknown, never, void>

export declare const sliding: <A>(capacity: number) => Coroutine<unknown, never, PubSub<A>>

export declare const statistics: (pubsub: PubSub<any>) => Coroutine<unknown, never, Statistics>

export declare const subscribe: <A>(pubsub: PubSub<A>) => Coroutine<HasScope, never, Dequeue<A>>

export declare const unbounded: <A>() => Coroutine<unknown, never, PubSub<A>>
