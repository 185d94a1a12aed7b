/**
 * Work for other threads: what would keep the event loop from everything else runs in an executor, and the fiber that wants
 * its result waits. `loop.run_in_executor` and `asyncio.to_thread`, and a job that is no longer wanted is stopped.
 *
 * A job is a function that another thread finds by itself: a module and the name of an export. Its arguments and its result
 * are copied, as by `structuredClone`, or transferred. Every loop makes an executor of its own when it is used first, a pool
 * of threads; a Runner can be given another one, which is an object with one method.
 *
 * When a fiber is interrupted, a job of it that still waits for a thread is dropped. One that runs gets its `AbortSignal`
 * aborted; if it has not ended 100 milliseconds later, its thread is terminated and replaced. The interruption goes on when
 * nothing of the job runs any more.
 *
 * Rejected: functions sent as source text, for they lose what they close over; a thread that runs several jobs at a time, for
 * terminating one would take the others with it.
 *
 * @module
 * @since 0.1.0
 */
import type { ContextVar } from './ContextVar.js'
import type { AbortSignal, Coroutine } from './Coroutine.js'
import type { URL } from './Config.js'
import { taskOp } from './internal/async.js'
import { type Fiber, redirect } from './internal/fiber.js'
import {
  ExportNotFound,
  JobAborted,
  type JobError,
  JobFailed,
  JobValue,
  ModuleNotFound,
  NonErrorThrown,
  NotCloneable,
  OutOfMemory,
  ThreadExited
} from './internal/jobs.js'
import { describe, expected, map, Op, Tag } from './internal/op.js'
import { LazyThreads } from './node/platform.js'
import { nodeProcess } from './node/process.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A function in another thread, that takes `Args` and answers an `A`.
 *
 * @category model
 * @since 0.1.0
 */
export interface Job<in Args extends ReadonlyArray<unknown>, out A> {
  readonly _tag: 'Job'
  /** The URL of the module. */
  readonly module: string
  /** The name of the export. */
  readonly name: string
  readonly _Args?: ((_: Args) => void) | undefined
  readonly _A?: (() => A) | undefined
}

/**
 * What a job is submitted with.
 *
 * @category model
 * @since 0.1.0
 */
export interface SubmitOptions<out Args extends ReadonlyArray<unknown>> {
  readonly args: Args
  /** Stops the job when it is aborted, which is then a `JobAborted`. Interrupting the fiber needs none. */
  readonly signal?: AbortSignal | undefined
  /** What is moved to the other thread and not copied: `ArrayBuffer`s, `MessagePort`s and the like. */
  readonly transfer?: ReadonlyArray<object> | undefined
}

/**
 * Where jobs run. Whoever has another pool writes one method: a coroutine that ends with what the job answers, and stops
 * the job when it is interrupted.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { type Executor, job, JobFailed, runInExecutor } from 'fiber-ts/Executor'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * // runs jobs in this thread
 * const here: Executor = {
 *   submit: (job, { args }) =>
 *     C.tryCatch(
 *       async () => (await import(job.module))[job.name](...args),
 *       (thrown) => new JobFailed(job, thrown as Error)
 *     )
 * }
 * const basename = job<typeof import('node:path'), 'basename'>('node:path', 'basename')
 * assert.deepStrictEqual(await run(runInExecutor(basename, '/a/b.txt'), { executor: here }), 'b.txt')
 *
 * @category model
 * @since 0.1.0
 */
export interface Executor {
  readonly submit: <Args extends ReadonlyArray<unknown>, A>(
    job: Job<Args, A>,
    options: SubmitOptions<Args>
  ) => Coroutine<unknown, JobError, A>
}

/**
 * What a job that is a function (and no arrow) finds in its `this`.
 *
 * @category model
 * @since 0.1.0
 */
export interface JobContext {
  /**
   * Aborted when the fiber that waits is interrupted. A job that computes without pause hears no event, but sees `aborted`
   * change, and `throwIfAborted` throws.
   */
  readonly signal: AbortSignal
  /**
   * The value that a variable has in the fiber that waits; what was set there and cannot be copied is an error. Variables
   * are found by their names.
   */
  readonly get: <A>(variable: ContextVar<A>) => A
  /** A result of which some parts are moved to the waiting thread and not copied: to be returned. */
  readonly transfer: <A>(value: A, transfer: ReadonlyArray<object>) => A
}

/**
 * How a thread pool behaves.
 *
 * @category model
 * @since 0.1.0
 */
export interface ThreadOptions {
  /** How many threads there are at most, and so how many jobs run at a time. Default: as many as there are processors. */
  readonly threads?: number
  /** How long a job may take to end once its signal was aborted, in milliseconds, before its thread is terminated. Default 100. */
  readonly grace?: number
  /** How long a thread is kept that has nothing to do, in milliseconds. Default 10,000. */
  readonly idleTimeout?: number
  /** The limits of each thread, as of `worker_threads`. */
  readonly resourceLimits?: {
    readonly maxOldGenerationSizeMb?: number
    readonly maxYoungGenerationSizeMb?: number
    readonly codeRangeSizeMb?: number
    readonly stackSizeMb?: number
  }
}

/**
 * An executor that somebody owns.
 *
 * @category model
 * @since 0.1.0
 */
export interface ThreadExecutor extends Executor {
  /** Takes no more jobs, waits for those it has, and ends the threads. */
  readonly close: Coroutine<unknown, never, void>
}

// -------------------------------------------------------------------------------------
// errors
// -------------------------------------------------------------------------------------

export type { JobError }

export {
  ExportNotFound,
  JobAborted,
  JobFailed,
  ModuleNotFound,
  NonErrorThrown,
  NotCloneable,
  OutOfMemory,
  ThreadExited
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * The job that a function is: what it takes, and what it ends with.
 *
 * @category model
 * @since 0.1.0
 */
export type JobOf<F> = F extends (this: any, ...args: infer Args) => infer A ? Job<Args, Awaited<A>> : never

/**
 * The names under which a module exports functions.
 *
 * @category model
 * @since 0.1.0
 */
export type FunctionNames<M> = {
  readonly [K in keyof M]: M[K] extends (this: any, ...args: any) => unknown ? K : never
}[keyof M] &
  string

const hrefOf = (module: unknown): string => {
  const text = module instanceof globalThis.URL ? module.href : module
  if (typeof text === 'string') {
    if (/^(?:\/|[A-Za-z]:[\\/])/.test(text) && nodeProcess !== undefined)
      return nodeProcess.getBuiltinModule('node:url').pathToFileURL(text).href
    if (/^[A-Za-z][\w+.-]+:/.test(text)) return text
  }
  const got = typeof text === 'string' ? `'${text}'` : describe(text)
  throw new TypeError(
    `job: the URL of a module was expected, as by new URL('./hash.js', import.meta.url), or an absolute path; got ${got}`
  )
}

/**
 * Names a function that is to run in another thread: the URL of its module, and the export. It takes its type from the
 * module (`job<typeof import('./hash.js'), 'sha256'>`) or from the function itself (`job<typeof sha256>`, with
 * `import type`). The function may answer a promise.
 *
 * @example
 * import { job, runInExecutor } from 'fiber-ts/Executor'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const basename = job<typeof import('node:path'), 'basename'>('node:path', 'basename')
 * assert.deepStrictEqual(await run(runInExecutor(basename, '/a/b.txt', '.txt')), 'b')
 *
 * @category constructors
 * @since 0.1.0
 */
export const job: {
  <M, K extends FunctionNames<M>>(module: URL | string, name: K): JobOf<M[K]>
  <F extends (this: any, ...args: any) => unknown>(module: URL | string, name: string): JobOf<F>
} = (module: unknown, name: unknown): any => {
  if (typeof name !== 'string') throw new TypeError(`job: the name of an export was expected, got ${describe(name)}`)
  return new JobValue(hrefOf(module), name)
}

/**
 * A pool of threads of one's own, to be given to a Runner as `executor` or used directly. Its owner closes it; threads that
 * have nothing to do keep no process alive.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Executor from 'fiber-ts/Executor'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const join = Executor.job<typeof import('node:path'), 'join'>('node:path', 'join')
 * const main = C.bracket(
 *   C.fromIO(() => Executor.make({ threads: 1 })),
 *   (executor) => executor.submit(join, { args: ['a', 'b'] }),
 *   (executor) => executor.close
 * )
 * assert.deepStrictEqual(await run(main), 'a/b')
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: ThreadOptions = {}): ThreadExecutor => new OwnThreads(options)

const checkNumber = (name: string, n: number | undefined, least: number): void => {
  if (n !== undefined && !(typeof n === 'number' && n >= least))
    throw new RangeError(
      `${name}: a number from ${least} on was expected, got ${typeof n === 'number' ? n : describe(n)}`
    )
}

class OwnThreads implements ThreadExecutor {
  private readonly threads: LazyThreads
  readonly submit: Executor['submit']
  constructor(options: ThreadOptions) {
    checkNumber('threads', options.threads, 1)
    if (options.threads !== undefined && !Number.isSafeInteger(options.threads))
      throw new RangeError(`threads: a whole number was expected, got ${options.threads}`)
    checkNumber('grace', options.grace, 0)
    checkNumber('idleTimeout', options.idleTimeout, 0)
    this.threads = new LazyThreads(options)
    this.submit = (job, submission) => this.threads.submit(job, submission)
  }
  get close(): Coroutine<unknown, never, void> {
    const wait = { millis: Infinity, cut: new Promise(() => {}) }
    return map(
      taskOp(() => this.threads.shutdown(wait)),
      () => undefined
    )
  }
}

// -------------------------------------------------------------------------------------
// running
// -------------------------------------------------------------------------------------

interface Submitted {
  readonly job: Job<any, any>
  readonly options: SubmitOptions<any>
}

const submitTo = (fiber: Fiber, { job, options }: Submitted): undefined => {
  const { loop } = fiber
  // a loop that no Runner has made runs programs at the edges
  loop.makeExecutor ??= () => new LazyThreads()
  return redirect(fiber, loop.executor.submit(job, options) as Op)
}

/**
 * Runs a job in the executor of the fiber's loop: `runInExecutor`, with what is transferred and a signal besides.
 *
 * @example
 * import { job, submit } from 'fiber-ts/Executor'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const inflate = job<typeof import('node:zlib'), 'inflateSync'>('node:zlib', 'inflateSync')
 * const bytes = Uint8Array.from([120, 156, 75, 4, 0, 0, 98, 0, 98])
 * const inflated = await run(submit(inflate, { args: [bytes], transfer: [bytes.buffer] }))
 * assert.deepStrictEqual(new TextDecoder().decode(inflated), 'a')
 * assert.deepStrictEqual(bytes.length, 0)
 *
 * @category running
 * @since 0.1.0
 */
export const submit = <Args extends ReadonlyArray<unknown>, A>(
  job: Job<Args, A>,
  options: SubmitOptions<Args>
): Coroutine<unknown, JobError, A> => new Op(Tag.Primitive, submitTo, checked({ job, options }))

const checkJob = (job: unknown): void => {
  if ((job as Job<any, any> | undefined)?._tag !== 'Job')
    throw new TypeError(`a job was expected, got ${describe(job)}: make it with \`job\``)
}

const checked = (submitted: Submitted): Submitted => {
  checkJob(submitted.job)
  const { args, signal } = submitted.options ?? {}
  if (!Array.isArray(args)) throw expected('submit: an array of args', args)
  if (signal !== undefined && typeof signal.addEventListener !== 'function')
    throw expected('submit: an AbortSignal', signal)
  return submitted
}

/**
 * Runs a job in the executor of the fiber's loop, `loop.run_in_executor` of asyncio: the fiber waits, and the loop does not.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { job, runInExecutor } from 'fiber-ts/Executor'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const parse = job<typeof import('node:querystring'), 'parse'>('node:querystring', 'parse')
 * assert.deepStrictEqual({ ...(await run(runInExecutor(parse, 'a=1'))) }, { a: '1' })
 *
 * const toPath = job<typeof import('node:url'), 'fileURLToPath'>('node:url', 'fileURLToPath')
 * const main = pipe(
 *   runInExecutor(toPath, 'http://host/'),
 *   C.catchTag('JobFailed', ({ cause }) => C.of(`${cause.name}: ${cause.message}`))
 * )
 * assert.deepStrictEqual(await run(main), 'TypeError: The URL must be of scheme file')
 *
 * @category running
 * @since 0.1.0
 */
export const runInExecutor = <Args extends ReadonlyArray<unknown>, A>(
  job: Job<Args, A>,
  ...args: Args
): Coroutine<unknown, JobError, A> => submit(job, { args })

/**
 * Makes a function of a job, `asyncio.to_thread`: called with the job's arguments, it answers the coroutine that runs it.
 * `transfer` says which parts of the arguments are moved and not copied.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { job, toThread } from 'fiber-ts/Executor'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const basename = toThread(job<typeof import('node:path').basename>('node:path', 'basename'))
 * const main = pipe(['/a/b', '/c/d'], C.traverseArray((path) => basename(path)))
 * assert.deepStrictEqual(await run(main), ['b', 'd'])
 *
 * @category running
 * @since 0.1.0
 */
export const toThread = <Args extends ReadonlyArray<unknown>, A>(
  job: Job<Args, A>,
  transfer?: (...args: Args) => ReadonlyArray<object>
): ((...args: Args) => Coroutine<unknown, JobError, A>) => {
  checkJob(job)
  return (...args) => submit(job, { args, transfer: transfer?.(...args) })
}
