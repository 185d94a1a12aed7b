// Written by `npm run api` from the built declarations.

export interface Dequeue<out A> {
  readonly _tag: 'Queue'
  readonly _Out?: (() => A) | undefined
}

export interface Queue<in out A> extends Dequeue<A> {
  readonly _In?: ((_: A) => void) | undefined
}

export interface Statistics {
  readonly capacity: number
  readonly size: number
  readonly takers: number
  readonly offerers: number
  readonly unfinished: number
  readonly isShutdown: boolean
}

export declare const bounded: <A>(capacity: number) => Coroutine<unknown, never, Queue<A>>

export declare const dropping: <A>(capacity: number) => Coroutine<unknown, never, Queue<A>>

export declare const join: (queue: Dequeue<unknown>) => Coroutine<unknown, never, void>

export declare const offer: <A>(queue: Queue<A>, item: NoInfer<A>) => Coroutine<unknown, QueueShutdown, boolean>

export declare const offerAll: <A>(
  queue: Queue<A>,
  items: ReadonlyArray<NoInfer<A>>
) => Coroutine<unknown, QueueShutdown, ReadonlyArray<A>>

export declare const poll: <A>(queue: Dequeue<A>) => Coroutine<unknown, never, Option<A>>

export declare const rendezvous: <A>() => Coroutine<unknown, never, Queue<A>>

export declare const shutdown: (queue: Queue<any>) => Coroutine<unknown, never, void>

export declare const shutdownNow: <A>(queue: Queue<A>) => Coroutine<unknown, never, ReadonlyArray<A>>

export declare const sliding: <A>(capacity: number) => Coroutine<unknown, never, Queue<A>>

export declare const statistics: (queue: Dequeue<unknown>) => Coroutine<unknown, never, Statistics>

export declare const take: <A>(queue: Dequeue<A>) => Coroutine<unknown, QueueShutdown, A>

export declare const takeAll: <A>(queue: Dequeue<A>) => Coroutine<unknown, QueueShutdown, ReadonlyNonEmptyArray<A>>

export declare const takeUpTo: <A>(
  queue: Dequeue<A>,
  max: number
) => Coroutine<unknown, QueueShutdown, ReadonlyNonEmptyArray<A>>

export declare const taskDone: (queue: Dequeue<unknown>) => Coroutine<unknown, never, void>

export declare const unbounded: <A>() => Coroutine<unknown, never, Queue<A>>

export declare const unsafeOffer: <A>(queue: Queue<A>, item: NoInfer<A>) => IO<boolean>

export declare const unsafeUnbounded: <A>() => Queue<A>
