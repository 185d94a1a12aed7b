/**
 * Running programs: `run` for one, `Runner` for several on one loop, `runMain` for the entry of a process.
 *
 * After Python's `asyncio.run` and `asyncio.Runner`: the program is interrupted by Ctrl-C and cleans up, a second Ctrl-C
 * waits for nothing, and when the promise settles nothing of the run is left. Where this departs from asyncio,
 * docs/from-asyncio.md says why.
 *
 * @module
 * @since 0.1.0
 */
import type { Signal } from './Cause.js'
import type { Coroutine } from './Coroutine.js'
import { RuntimeError } from './Errors.js'
import type { EventLoop, ExceptionHandler } from './EventLoop.js'
import type { Executor } from './Executor.js'
import type { Exit } from './Exit.js'
import type { Fiber } from './Fiber.js'
import type { FiberDump } from './FiberDump.js'
import { append } from './internal/cause.js'
import { callSite, isDebug, noteSite, observeLoop } from './internal/debug.js'
import { exitOfOutcome } from './internal/exit.js'
import { announce, textOf } from './internal/live.js'
import { Loop } from './internal/loop.js'
import { describe, expected, isOp, type Op, Tag } from './internal/op.js'
import { rejectionOf } from './internal/run.js'
import { isRunning, nested, occupy } from './internal/thread.js'
import type { Vars } from './internal/vars.js'
import { runAsMain } from './node/main.js'
import {
  checkDumpSignal,
  detectBlocked,
  dumpOf,
  expectClose,
  hasListener,
  LazyThreads,
  onDumpSignal,
  prepare,
  publishFibers,
  updateDetector
} from './node/platform.js'
import { nodeProcess, printLine } from './node/process.js'
import { Program } from './node/program.js'

declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * How one run behaves.
 *
 * @category model
 * @since 0.1.0
 */
export interface RunOptions {
  /**
   * Whether SIGINT interrupts the program: `'auto'` (the default) unless somebody listens to it already, `true` in any
   * case, `false` never. Only Node's main thread gets signals.
   */
  readonly handleSignals?: 'auto' | boolean
  /**
   * Whether a second SIGINT also ends a main thread that is stuck in a synchronous step, where no listener is called: a
   * worker watches then while the program runs. Default true, where signals are handled.
   */
  readonly watchdog?: boolean
  /**
   * How long the end of the program may take, in milliseconds. It begins when the program's own steps are done, its
   * finalizers among them, and lasts until its children and what it left behind have ended; or it begins with the first
   * signal, or an interruption from outside, and then its finalizers are part of it. Whatever is not done by then is named on
   * stderr and abandoned, and what had gone wrong in it is reported. Default: as long as it takes.
   */
  readonly shutdownTimeout?: number
  /** Fiber-local values to run with, in place of the Runner's; what the run sets is not kept then. */
  readonly vars?: ReadonlyMap<object, unknown>
}

/**
 * How a Runner behaves.
 *
 * @category model
 * @since 0.1.0
 */
export interface RunnerOptions {
  /**
   * Debug mode: reports and dumps say where a fiber was started and since when it waits; a step that takes too long is
   * reported on stderr while it does, with the place where it is, and so is a Runner that is dropped unclosed. By default
   * what the environment variable `FIBER_TS_DEBUG` says (`1` or `true`).
   */
  readonly debug?: boolean
  /** In debug mode, how long a fiber may run without giving way before that is reported, in milliseconds. Default 100. */
  readonly slowCallbackDuration?: number
  /** Makes the event loop, called once when it is needed first. One that throws leaves the Runner as it was. */
  readonly loopFactory?: () => EventLoop
  /** Told of failures that nobody else hears of; by default a line on stderr. */
  readonly exceptionHandler?: ExceptionHandler
  /** As in `RunOptions`, for every run and for `close`. */
  readonly shutdownTimeout?: number
  /**
   * How long closing an async iterator may take, in milliseconds, at the end of its scope and at shutdown. One that is not
   * closed by then is reported to the exception handler, and waited for no more. Default 10,000.
   */
  readonly iteratorTimeout?: number
  /** Where `runInExecutor` runs jobs. It stays its owner's: the Runner does not close it. By default a thread pool. */
  readonly executor?: Executor
  /**
   * How long the shutdown waits for the jobs of the default executor, in milliseconds; then they are named on stderr and
   * terminated. Default 300,000.
   */
  readonly executorTimeout?: number
  /**
   * A signal on which all fibers are listed on stderr, what each waits for and who holds it: `kill -USR2 PID`, or Ctrl-\\ for
   * `'SIGQUIT'`, or Ctrl-Break on Windows. By default no signal does that. Only Node's main thread gets signals.
   */
  readonly dumpSignal?: 'SIGUSR2' | 'SIGQUIT' | 'SIGBREAK'
}

/**
 * The environment that a program needs and nobody has provided yet: an option that must be there exactly then.
 *
 * @category model
 * @since 0.1.0
 */
export type Needs<R, Given, Options> = [Given] extends [R]
  ? [options?: Options & { readonly context?: R }]
  : [optionsWithContext: Options & { readonly context: R }]

// -------------------------------------------------------------------------------------
// checks
// -------------------------------------------------------------------------------------

/** The program itself, or the error that says what was passed instead. */
const toOp = (main: unknown): Op => {
  if (isOp(main)) return main
  throw expected('a Coroutine', main)
}

const checkMillis = (name: string, millis: number | undefined): number | undefined => {
  if (millis === undefined || (typeof millis === 'number' && millis >= 0)) return millis
  throw new RangeError(
    `${name}: a number of milliseconds from 0 on was expected, got ${typeof millis === 'number' ? millis : describe(millis)}`
  )
}

const check = (name: string, isExpected: boolean, what: string, got: unknown): void => {
  if (got !== undefined && !isExpected) throw expected(`${name}: ${what}`, got)
}

const checkFunction = (name: string, f: unknown): void => check(name, typeof f === 'function', 'a function', f)

const signalsFor = (handle: RunOptions['handleSignals'] = 'auto'): ReadonlyArray<Signal> => {
  check('handleSignals', handle === 'auto' || typeof handle === 'boolean', 'auto or a boolean', handle)
  return handle === true || (handle && !hasListener('SIGINT')) ? ['SIGINT'] : []
}

// -------------------------------------------------------------------------------------
// Runner
// -------------------------------------------------------------------------------------

/** How a run ended, and what the shutdown after it met. */
interface Ended {
  readonly outcome: Op
  readonly leftovers: Op | null
}

const valueOf = (outcome: Op): any => {
  if (outcome.tag === Tag.Succeed) return outcome.first
  throw rejectionOf(outcome)
}

/** What a run is told, its own options and what the library adds to them. */
interface Execution extends RunOptions {
  readonly context?: unknown
  /** Whether the loop ends with the run. */
  readonly andClose: boolean
  /** The signals to take, whoever else listens. */
  readonly signals?: ReadonlyArray<Signal>
  readonly signalTimeout?: number | undefined
  /** Gets how to interrupt the program from outside. */
  readonly onStart?: (interrupt: (reason: unknown) => void) => void
}

/** How long a step may take in debug mode, in milliseconds, where nothing else is said. */
const slowCallbackDuration = 100

/** How long a shutdown waits for jobs, in milliseconds, where nothing else is said. */
const executorTimeout = 300_000

/** A run of which the shutdown of its Runner is a part. */
let runOnce: (main: unknown, options: RunnerOptions & Omit<Execution, 'andClose'>) => Promise<Ended>

type Phase =
  | { readonly _tag: 'Created' }
  | { readonly _tag: 'Open'; readonly loop: Loop }
  | { readonly _tag: 'Closed'; readonly closing: Promise<void> }

/**
 * Runs programs one after the other on one event loop, with one context and one set of fiber-local values.
 *
 * Making one does nothing: the loop comes into being at the first `run`, `fork` or `getLoop`. `close` interrupts what the
 * runs have left behind and gives everything back.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { Runner } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const runner = new Runner({ context: { greeting: 'hello' } })
 * const greet = C.asks((r: { greeting: string }) => r.greeting)
 * assert.deepStrictEqual([await runner.run(greet), await runner.run(greet)], ['hello', 'hello'])
 * await runner.close()
 *
 * @category model
 * @since 0.1.0
 */
export class Runner<out R0 = unknown> {
  #phase: Phase = { _tag: 'Created' }
  #running = false
  #vars: Vars = undefined
  #context: unknown
  readonly #options: RunnerOptions
  readonly #debug: boolean
  /** In debug mode, where this Runner was made, as the end of a line. */
  readonly #made: string = ''
  /** Nobody needs to see this Runner any more: neither who looks from outside, nor who watches for its being dropped. */
  #closed = (): void => {}
  /** What the last run wanted of signals: `close` wants the same. */
  #signals: Pick<RunOptions, 'handleSignals' | 'watchdog'> = {}

  constructor(...options: Needs<R0, unknown, RunnerOptions>) {
    this.#options = options[0] ?? {}
    const { context, debug, executor } = this.#options as RunnerOptions & { readonly context?: unknown }
    check('options', typeof this.#options === 'object', 'an object', this.#options)
    for (const name of ['shutdownTimeout', 'slowCallbackDuration', 'iteratorTimeout', 'executorTimeout'] as const)
      checkMillis(name, this.#options[name])
    for (const name of ['loopFactory', 'exceptionHandler'] as const) checkFunction(name, this.#options[name])
    check('debug', typeof debug === 'boolean', 'a boolean', debug)
    check('executor', typeof executor?.submit === 'function', 'an Executor', executor)
    checkDumpSignal(this.#options.dumpSignal)
    this.#context = context
    this.#debug = debug ?? isDebug(nodeProcess?.env['FIBER_TS_DEBUG'])
    if (this.#debug) {
      const site = callSite()
      if (site !== undefined) this.#made = `, made at ${site}`
    }
  }

  /**
   * Makes a Runner, hands it to a function, and closes it whatever happens. When both the function and `close` fail, the
   * error has both, as `error` and `suppressed`.
   */
  static async use<A>(f: (runner: Runner) => PromiseLike<A> | A, options: RunnerOptions = {}): Promise<A> {
    checkFunction('use', f ?? null)
    const runner: Runner = new Runner(options)
    const errors: Array<unknown> = []
    let value: A | undefined
    try {
      runner.getLoop()
      value = await f(runner)
    } catch (error) {
      errors.push(error)
    }
    try {
      await runner.close()
    } catch (error) {
      errors.unshift(error)
    }
    const [error, suppressed] = errors
    if (errors.length > 1) throw Object.assign(new Error('both the body and the close failed'), { error, suppressed })
    if (errors.length > 0) throw error
    return value as A
  }

  /**
   * Runs a program to its end: resolves with its value, or rejects with the very error it failed with, the defect that was
   * thrown, an `InterruptedError` (by a signal: `KeyboardInterrupt`), or a `FiberFailure` when there are several. Rejects
   * with a `RuntimeError`, and starts nothing, while another run is in progress in this thread or when the Runner is closed.
   */
  async run<R, E, A>(main: Coroutine<R, E, A>, ...options: Needs<R, R0, RunOptions>): Promise<A> {
    return valueOf((await this.#execute(main, { ...options[0], andClose: false })).outcome)
  }

  /** The same, but resolves with how the program ended. Rejects only when it is called wrongly. */
  async runExit<R, E, A>(main: Coroutine<R, E, A>, ...options: Needs<R, R0, RunOptions>): Promise<Exit<E, A>> {
    return exitOfOutcome((await this.#execute(main, { ...options[0], andClose: false })).outcome)
  }

  /**
   * Starts a program as a fiber of this Runner's loop and does not wait for it, for the edges of a program: a handler, a
   * callback. It needs no run in progress, and is interrupted by `close`. A failure that nobody joins or awaits is reported.
   */
  fork<R, E, A>(main: Coroutine<R, E, A>, ...options: Needs<R, R0, object>): Fiber<E, A> {
    const op = toOp(main)
    const loop = this.#open()
    const fiber = loop.forkDaemon(noteSite(op), options[0]?.context ?? this.#context, this.#vars)
    loop.start(fiber)
    return fiber
  }

  /** The event loop, made if it is not there yet. Throws a `RuntimeError` when the Runner is closed. */
  getLoop(): EventLoop {
    return this.#open()
  }

  /**
   * What the fibers of this Runner do at this moment: which there are, what each of them waits for and who holds it.
   * `FiberDump.show` makes a text of it. It changes nothing, can be called at any time, and a Runner that is closed or whose
   * loop was never needed has no fibers.
   */
  dump(): FiberDump {
    return dumpOf(this.#phase._tag === 'Open' ? this.#phase.loop : new Loop())
  }

  /**
   * Interrupts every fiber that the runs have left behind, waits for their finalizers, and releases the loop and the
   * context. Closing again waits for the same end; closing from inside a run rejects with a `RuntimeError`; a Runner whose
   * loop was never needed stays as it is. Ctrl-C meanwhile is heard as in `run`: the close then rejects with
   * `KeyboardInterrupt` when it is done, or at once after a second one.
   */
  close(): Promise<void> {
    const phase = this.#phase
    if (phase._tag === 'Closed') return phase.closing
    if (phase._tag === 'Created') return Promise.resolve()
    if (this.#running)
      return Promise.reject(new RuntimeError('Runner#close cannot be called while a run of it is in progress'))
    const closing = this.#shutdown(phase.loop)
    this.#phase = { _tag: 'Closed', closing }
    return closing
  }

  /** `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  static {
    runOnce = (main, options) => new Runner<any>(options).#execute(main, { ...options, andClose: true })
  }

  #open(): Loop {
    const phase = this.#phase
    if (phase._tag === 'Closed') throw new RuntimeError('Runner is closed')
    if (phase._tag === 'Open') {
      // by another Runner that it was given to as well
      if (phase.loop.isClosed()) throw new RuntimeError('loopFactory: the event loop is closed')
      publishFibers(phase.loop)
      return phase.loop
    }
    const loop: unknown = this.#options.loopFactory === undefined ? new Loop() : this.#options.loopFactory()
    if (!(loop instanceof Loop)) throw expected('loopFactory: an EventLoop', loop)
    if (loop.isClosed()) throw new RuntimeError('loopFactory: the event loop is closed')
    // one that an own loop brings with it stays
    if (this.#options.executor !== undefined) loop.ownExecutor = this.#options.executor
    loop.makeExecutor ??= () => new LazyThreads({}, loop.isClosed())
    if (this.#options.exceptionHandler !== undefined) loop.setExceptionHandler(this.#options.exceptionHandler)
    if (this.#options.iteratorTimeout !== undefined) loop.iteratorTimeout = this.#options.iteratorTimeout
    let wasClosed: (() => void) | undefined
    if (this.#debug) {
      const longest = this.#options.slowCallbackDuration ?? slowCallbackDuration
      observeLoop(loop, longest, detectBlocked(longest) ?? undefined)
      wasClosed = expectClose(this, this.#made)
    }
    publishFibers(loop)
    prepare()
    const forget = announce(loop)
    const { dumpSignal } = this.#options
    const deafen =
      dumpSignal === undefined
        ? undefined
        : onDumpSignal(dumpSignal, () => printLine(`fiber-ts: ${textOf(loop, dumpSignal)}`))
    this.#closed = () => {
      forget()
      deafen?.()
      wasClosed?.()
    }
    this.#phase = { _tag: 'Open', loop }
    return loop
  }

  async #execute(main: unknown, options: Execution): Promise<Ended> {
    const op = toOp(main)
    const shutdownTimeout = checkMillis('shutdownTimeout', options.shutdownTimeout) ?? this.#options.shutdownTimeout
    check('watchdog', typeof options.watchdog === 'boolean', 'a boolean', options.watchdog)
    check('vars', typeof options.vars?.get === 'function', 'a Map', options.vars)
    if (this.#phase._tag === 'Closed') throw new RuntimeError('Runner is closed')
    if (isRunning()) throw nested()
    const signals = options.signals ?? signalsFor(options.handleSignals)
    this.#signals = options
    const leave = occupy() // before the loop is made: what makes it may be the user's
    this.#running = true
    try {
      const loop = this.#open()
      const program = new Program(loop, op, {
        env: options.context ?? this.#context,
        vars: options.vars ?? this.#vars,
        signals,
        watchdog: options.watchdog ?? true,
        shutdownTimeout,
        signalTimeout: options.signalTimeout,
        keepsFailures: options.andClose,
        executorTimeout: this.#options.executorTimeout ?? executorTimeout,
        onVars: (vars) => {
          if (options.vars === undefined) this.#vars = vars
        }
      })
      if (this.#debug) updateDetector()
      options.onStart?.((reason) => program.interrupt(reason))
      await program.run()
      const leftovers = options.andClose ? await program.endLeftovers() : null
      if (options.andClose) await program.endExecutor()
      if (options.andClose) loop.close()
      return { outcome: await program.close(), leftovers }
    } finally {
      if (options.andClose) this.#closed()
      this.#running = false
      leave()
    }
  }

  async #shutdown(loop: Loop): Promise<void> {
    const { handleSignals, watchdog = true } = this.#signals
    const isIdle =
      loop.kids === null && loop.families.size === 0 && loop.iterators === null && loop.ownExecutor === null
    const program = new Program(loop, null, {
      env: undefined,
      vars: undefined,
      signals: isIdle ? [] : signalsFor(handleSignals),
      watchdog,
      shutdownTimeout: this.#options.shutdownTimeout,
      signalTimeout: undefined,
      keepsFailures: false,
      executorTimeout: this.#options.executorTimeout ?? executorTimeout
    })
    await program.endLeftovers()
    await program.endExecutor()
    loop.close()
    const outcome = await program.close()
    this.#context = this.#vars = undefined
    this.#closed()
    valueOf(outcome)
  }
}

// -------------------------------------------------------------------------------------
// running
// -------------------------------------------------------------------------------------

/**
 * Runs a program from its start to its end, on a loop of its own: `asyncio.run`.
 *
 * Resolves with the identical value. A lone typed failure rejects with the identical error and a lone defect with the thrown
 * object itself; an interruption with `InterruptedError`, by a signal with `KeyboardInterrupt`; anything else with a
 * `FiberFailure`. Before it settles, every fiber that the program left behind is interrupted and has run its finalizers,
 * and nothing of the run is left. SIGINT interrupts the program; a second one waits for nothing.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const main = pipe(
 *   C.sleep(1),
 *   C.map(() => 'hello')
 * )
 * assert.deepStrictEqual(await run(main), 'hello')
 *
 * @category running
 * @since 0.1.0
 */
export const run = async <R, E, A>(
  main: Coroutine<R, E, A>,
  ...options: Needs<R, unknown, RunOptions & RunnerOptions>
): Promise<A> => valueOf((await runOnce(main, options[0] ?? {})).outcome)

/**
 * Runs a program as `run` does, and resolves with how it ended, whatever it did. Failures of fibers that were still alive
 * when the program ended are part of the exit. Rejects only when it is called wrongly.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { runExit } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(await runExit(C.left('no')), Exit.fail('no'))
 *
 * @category running
 * @since 0.1.0
 */
export const runExit = async <R, E, A>(
  main: Coroutine<R, E, A>,
  ...options: Needs<R, unknown, RunOptions & RunnerOptions>
): Promise<Exit<E, A>> => {
  const { outcome, leftovers } = await runOnce(main, options[0] ?? {})
  if (leftovers === null) return exitOfOutcome(outcome)
  return exitOfOutcome(outcome.tag === Tag.Succeed ? leftovers : append(outcome, leftovers))
}

/**
 * How a program behaves that is the entry of a process.
 *
 * @category model
 * @since 0.1.0
 */
export interface MainOptions<in E> extends Omit<RunOptions, 'handleSignals'>, RunnerOptions {
  /** What to print on stderr for a typed failure: by default its message and those of its causes. */
  readonly render?: (error: E) => string
}

/** From the first signal on, all of the shutdown has so many milliseconds. */
const mainSignalTimeout = 30_000

/**
 * Runs a program as the entry of a process. Never rejects.
 *
 * As `run`, and besides: SIGINT, SIGTERM and SIGHUP interrupt the program, whoever else listens to them, and from then on it
 * has 30 seconds to end, or what `shutdownTimeout` says. A failure is reported on stderr, typed failures by `render`. The exit code is 0, 1, or the
 * `exitCode` that the failure carries; after a signal the process ends by that signal. Output drains first. An uncaught
 * exception or unhandled rejection is reported, interrupts the program, and makes the exit code 1.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { runMain } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * await runMain(C.of('done'), { render: (error: string) => `sorry: ${error}` })
 * assert.deepStrictEqual(process.exitCode, 0)
 *
 * @category running
 * @since 0.1.0
 */
export const runMain = <R, E, A>(
  main: Coroutine<R, E, A>,
  ...options: Needs<R, unknown, MainOptions<E>>
): Promise<void> =>
  runAsMain({
    render: options[0]?.render,
    run: async (onStart) => {
      checkFunction('render', options[0]?.render)
      const { outcome } = await runOnce(main, {
        ...options[0],
        signals: ['SIGINT', 'SIGTERM', 'SIGHUP'],
        signalTimeout: options[0]?.shutdownTimeout === undefined ? mainSignalTimeout : undefined,
        onStart
      })
      return outcome
    }
  })
