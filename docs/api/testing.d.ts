// Written by `npm run api` from the built declarations.

export declare class TestLoop {
  readonly reported: Array<ExceptionContext>
  constructor(options?: TestLoopOptions)
  now(): number
  get eventLoop(): EventLoop
  setExceptionHandler(handler: ExceptionHandler | null): void
  start<R, E, A>(program: Coroutine<R, E, A>, ...context: unknown extends R ? [] : [R]): TestRun<E, A>
  interrupt(fiber: Fiber<any, any>, reason?: unknown): void
  runReady(): void
  advance(millis: number): void
  runAll(): void
  run<R, E, A>(program: Coroutine<R, E, A>, ...context: unknown extends R ? [] : [R]): Exit<E, A>
  fibers(): ReadonlyArray<Fiber<unknown, unknown>>
  dump(): string
  sleeping(): number
}

export interface TestLoopOptions {
  readonly maxTurns?: number
  readonly choose?: (count: number) => number
  readonly granularity?: 'yield' | 'step'
  readonly onStep?: (step: number) => void
}

export interface TestRun<E, A> {
  readonly fiber: Fiber<E, A>
  readonly exit: () => Exit<E, A> | undefined
  readonly interrupt: (by?: 'host' | 'SIGINT', reason?: unknown) => void
}

export * as laws from './testing.laws'
