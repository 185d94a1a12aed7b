// Written by `npm run api` from the built declarations.

export declare const bounded: <A>(ord: Ord<A>, capacity: number) => Coroutine<unknown, never, Queue<A>>

export declare const unbounded: <A>(ord: Ord<A>) => Coroutine<unknown, never, Queue<A>>
