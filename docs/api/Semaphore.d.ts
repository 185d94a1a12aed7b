// Written by `npm run api` from the built declarations.

export interface Semaphore {
  readonly _tag: 'Semaphore'
}

export interface Statistics {
  readonly permits: number
  readonly free: number
  readonly waiting: number
}

export declare const acquire: (semaphore: Semaphore, permits?: number) => Coroutine<unknown, never, void>

export declare const make: (permits: number) => Coroutine<unknown, never, Semaphore>

export declare const release: (semaphore: Semaphore, permits?: number) => Coroutine<unknown, never, void>

export declare const statistics: (semaphore: Semaphore) => Coroutine<unknown, never, Statistics>

export declare const unsafeMake: (permits: number) => Semaphore

export declare const withPermits: (
  semaphore: Semaphore,
  permits?: number
) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, A>

export declare const withPermitsIfFree: (
  semaphore: Semaphore,
  permits?: number
) => <R, E, A>(ma: Coroutine<R, E, A>) => Coroutine<R, E, Option<A>>
