// Written by `npm run api` from the built declarations.

export interface FiberEnd {
  readonly fiber: Fiber<unknown, unknown>
  readonly exit: Exit<unknown, unknown>
}

export interface FiberResume {
  readonly fiber: Fiber<unknown, unknown>
}

export interface FiberStart {
  readonly fiber: Fiber<unknown, unknown>
  readonly parent: Fiber<unknown, unknown> | null
  readonly startedAt: string | null
}

export interface FiberSuspend {
  readonly fiber: Fiber<unknown, unknown>
  readonly waitsFor: string
}

export interface RunEnd {
  readonly fiber: Fiber<unknown, unknown>
  readonly exit: Exit<unknown, unknown>
}

export interface RunStart {
  readonly fiber: Fiber<unknown, unknown>
}

export type Unhandled = ExceptionContext

export declare const channels: {
  readonly runStart: 'fiber-ts:run:start'
  readonly runEnd: 'fiber-ts:run:end'
  readonly fiberStart: 'fiber-ts:fiber:start'
  readonly fiberSuspend: 'fiber-ts:fiber:suspend'
  readonly fiberResume: 'fiber-ts:fiber:resume'
  readonly fiberEnd: 'fiber-ts:fiber:end'
  readonly unhandled: 'fiber-ts:unhandled'
}
