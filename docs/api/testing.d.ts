// Written by `npm run api` from the built declarations.

export interface Arbitrary<A> {
  map<B>(f: (a: A) => B): Arbitrary<B>
  readonly generate: any
  readonly canShrinkWithoutContext: any
  readonly shrink: any
  readonly filter: any
  readonly chain: any
}

export interface Candidate {
  readonly path: string
  readonly taken: number
  readonly expected: number
  readonly index: number
}

export type ChoiceKind = 'fiber' | 'interrupt'

export declare class ExplorationError extends Error {
  readonly report: Report<unknown, unknown>
  readonly name = 'ExplorationError'
  constructor(report: Report<unknown, unknown>)
}

export interface ExploreOptions extends RunOptions {
  readonly strategy?: Strategy
  readonly schedules?: number
  readonly seed?: number
  readonly shrink?: number
}

export type Explored<R, E, A> = Coroutine<R, E, A> | (() => Coroutine<R, E, A> | Scenario<R, E, A>)

export interface FastCheckArrays {
  integer(constraints: { min: number; max: number }): Arbitrary<number>
  array(
    arbitrary: Arbitrary<any>,
    constraints?: {
      minLength?: number
      maxLength?: number
    }
  ): Arbitrary<any>
}

export type Given<R, Options> = [unknown] extends [R]
  ? [
      options?: Options & {
        readonly context?: R
      }
    ]
  : [
      options: Options & {
        readonly context: R
      }
    ]

export interface Options {
  readonly count: number
  readonly fibers: ReadonlyArray<Candidate>
  readonly usual: number
  readonly free: number
}

export interface Report<E, A> {
  readonly verdict: Verdict<E, A>
  readonly schedules: number
  readonly exhausted: number | undefined
  readonly steps: {
    readonly least: number
    readonly most: number
  }
  readonly seed: number
  readonly trace: string | undefined
  readonly preemptions: number | undefined
  readonly message: string
}

export interface Run {
  readonly length: number
  readonly counts: ArrayLike<number>
  readonly chosen: ArrayLike<number>
  readonly usual: ArrayLike<number>
  readonly free: ArrayLike<number>
}

export interface RunInfo {
  readonly run: number
  readonly schedules: number
  readonly choices: number
  readonly places: number
}

export interface RunOptions {
  readonly granularity?: 'op' | 'yield' | 'async'
  readonly maxSteps?: number
  readonly timers?:
    | 'due'
    | {
        readonly anytime: number
      }
  readonly leaks?: 'error' | 'ignore'
  readonly invariants?: Readonly<Record<string, () => boolean>>
}

export interface RunTestOptions extends Pick<RunOptions, 'maxSteps' | 'leaks'> {}

export interface Scenario<R, E, A> {
  readonly program: Coroutine<R, E, A>
  readonly invariants?: Readonly<Record<string, () => boolean>>
  readonly check?: (exit: Exit<E, A>) => void
}

export interface Schedule {
  readonly choose: (kind: ChoiceKind, options: Options) => number
  readonly interrupts?: 'root' | 'all'
}

export interface Search {
  readonly next: (info: RunInfo) => Schedule | undefined
  readonly end?: (run: Run) => void
  readonly exhausted?: () => number | undefined
}

export interface Strategy {
  readonly name: string
  readonly start: (random: () => number) => Search
}

export declare class TestLoop {
  readonly reported: Array<ExceptionContext>
  constructor(options?: TestLoopOptions)
  now(): number
  get eventLoop(): EventLoop
  setExceptionHandler(handler: ExceptionHandler | null): void
  start<R, E, A>(program: Coroutine<R, E, A>, ...context: unknown extends R ? [] : [R]): TestRun<E, A>
  signal(name: Signal): void
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
  readonly interrupt: (by?: 'host' | Signal, reason?: unknown) => void
}

export type Verdict<E, A> =
  | {
      readonly _tag: 'Ok'
      readonly exit: Exit<E, A>
    }
  | {
      readonly _tag: 'Failed'
      readonly exit: Exit<E, A>
      readonly error: unknown
    }
  | {
      readonly _tag: 'Deadlock'
      readonly waiting: ReadonlyArray<Waiting>
      readonly cycle: ReadonlyArray<string>
    }
  | {
      readonly _tag: 'Livelock'
      readonly steps: number
    }
  | {
      readonly _tag: 'Leak'
      readonly exit: Exit<E, A>
      readonly left: ReadonlyArray<string>
    }
  | {
      readonly _tag: 'Unhandled'
      readonly exit: Exit<E, A>
      readonly failures: ReadonlyArray<ExceptionContext>
    }
  | {
      readonly _tag: 'Invariant'
      readonly name: string
      readonly step: number
    }
  | {
      readonly _tag: 'Uncontrolled'
      readonly waiting: ReadonlyArray<Waiting>
      readonly message: string
    }

export interface Waiting {
  readonly path: string
  readonly name: string | undefined
  readonly waitsFor: string
  readonly heldBy: ReadonlyArray<string>
  readonly isExternal: boolean
  readonly origin: string | undefined
}

export declare const assertAll: <R, E, A>(
  explored: Explored<R, E, A>,
  ...given: Given<R, ExploreOptions>
) => Report<E, A>

export declare const bounded: (preemptions: number) => Strategy

export declare const chaos: (whom?: 'root' | 'all') => Strategy

export declare const explore: <R, E, A>(explored: Explored<R, E, A>, ...given: Given<R, ExploreOptions>) => Report<E, A>

export declare const fcSchedule: (fc: FastCheckArrays, deviations?: number) => Arbitrary<Strategy>

export declare const fifo: Strategy

export declare const isFree: (free: number, index: number) => boolean

export * as laws from './testing.laws'

export declare const pct: (depth: number) => Strategy

export declare const portfolio: (...strategies: ReadonlyArray<Strategy>) => Strategy

export declare const random: Strategy

export declare const replay: (trace: string) => Strategy

export declare const runTest: <R, E, A>(program: Coroutine<R, E, A>, ...given: Given<R, RunTestOptions>) => A

export declare const sweep: (whom?: 'root' | 'all') => Strategy

export declare const weighted: Strategy
