// Written by `npm run api` from the built declarations.

export interface MainOptions<in E> extends Omit<RunOptions, 'handleSignals'>, RunnerOptions {
  readonly render?: (error: E) => string
}

export type Needs<R, Given, Options> = [Given] extends [R]
  ? [
      options?: Options & {
        readonly context?: R
      }
    ]
  : [
      optionsWithContext: Options & {
        readonly context: R
      }
    ]

export interface RunOptions {
  readonly handleSignals?: 'auto' | boolean
  readonly watchdog?: boolean
  readonly shutdownTimeout?: number
  readonly vars?: ReadonlyMap<object, unknown>
}

export declare class Runner<out R0 = unknown> {
  #private
  constructor(...options: Needs<R0, unknown, RunnerOptions>)
  static use<A>(f: (runner: Runner) => PromiseLike<A> | A, options?: RunnerOptions): Promise<A>
  run<R, E, A>(main: Coroutine<R, E, A>, ...options: Needs<R, R0, RunOptions>): Promise<A>
  runExit<R, E, A>(main: Coroutine<R, E, A>, ...options: Needs<R, R0, RunOptions>): Promise<Exit<E, A>>
  fork<R, E, A>(main: Coroutine<R, E, A>, ...options: Needs<R, R0, object>): Fiber<E, A>
  getLoop(): EventLoop
  dump(): FiberDump
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface RunnerOptions {
  readonly debug?: boolean
  readonly slowCallbackDuration?: number
  readonly loopFactory?: () => EventLoop
  readonly exceptionHandler?: ExceptionHandler
  readonly shutdownTimeout?: number
  readonly iteratorTimeout?: number
  readonly executor?: Executor
  readonly executorTimeout?: number
  readonly dumpSignal?: 'SIGUSR2' | 'SIGQUIT' | 'SIGBREAK'
}

export declare const run: <R, E, A>(
  main: Coroutine<R, E, A>,
  ...options: Needs<R, unknown, RunOptions & RunnerOptions>
) => Promise<A>

export declare const runExit: <R, E, A>(
  main: Coroutine<R, E, A>,
  ...options: Needs<R, unknown, RunOptions & RunnerOptions>
) => Promise<Exit<E, A>>

export declare const runMain: <R, E, A>(
  main: Coroutine<R, E, A>,
  ...options: Needs<R, unknown, MainOptions<E>>
) => Promise<void>
