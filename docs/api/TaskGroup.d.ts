// Written by `npm run api` from the built declarations.

export interface Statistics {
  readonly phase: 'open' | 'ending' | 'ended'
  readonly fibers: number
}

export interface TaskGroup<in E = never, in A = never> {
  readonly _tag: 'TaskGroup'
  readonly _E?: ((_: E) => void) | undefined
  readonly _A?: ((_: A) => void) | undefined
}

export declare const end: <AG>(group: TaskGroup<never, AG>, value: AG) => Coroutine<unknown, never, void>

export declare const fork: <EG>(
  group: TaskGroup<EG>
) => <R, E extends EG, A>(ma: Coroutine<R, E, A>) => Coroutine<R, never, Fiber<E, A>>

export declare const run: <R, E, A, EG = never, AG = never>(
  body: (group: TaskGroup<EG, AG>) => Coroutine<R, E, A>
) => Coroutine<R, E | EG, A | AG>

export declare const statistics: (group: TaskGroup) => Coroutine<unknown, never, Statistics>
