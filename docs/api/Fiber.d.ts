// Written by `npm run api` from the built declarations.

export interface Fiber<out E, out A> {
  readonly id: FiberId
  readonly name: string | undefined
  readonly _E?: (() => E) | undefined
  readonly _A?: (() => A) | undefined
}

export type Status<E, A> =
  | {
      readonly _tag: 'Ready'
    }
  | {
      readonly _tag: 'Running'
    }
  | {
      readonly _tag: 'Suspended'
      readonly waitsFor: string
    }
  | {
      readonly _tag: 'Done'
      readonly exit: Exit<E, A>
    }

declare const awaitFiber: <E, A>(fiber: Fiber<E, A>) => Coroutine<unknown, never, Exit<E, A>>
export { awaitFiber as await }

export declare const interrupt: <E, A>(fiber: Fiber<E, A>, reason?: unknown) => Coroutine<unknown, never, Exit<E, A>>

export declare const interruptAll: (
  fibers: ReadonlyArray<Fiber<any, any>>,
  reason?: unknown
) => Coroutine<unknown, never, void>

export declare const join: <E, A>(fiber: Fiber<E, A>) => Coroutine<unknown, E, A>

export declare const self: Coroutine<unknown, never, Fiber<unknown, unknown>>

export declare const status: <E, A>(fiber: Fiber<E, A>) => Coroutine<unknown, never, Status<E, A>>
