/**
 * The thread pool: who waits for a thread, what each thread runs, and how a job is stopped.
 *
 *   submitted ──► waiting (a list of fibers) ──► running (on a thread) ──► over
 *                    │                              │
 *                    └── interrupted: dropped       └── interrupted: told by its signal; after the grace period its thread
 *                                                       is terminated, and the next job gets a new one
 *
 * The threads are those of tinypool. It is handed a job only when a thread is free: so one thread never holds two jobs, one
 * of which would go down with the other; whoever submits waits as a fiber, which is the back-pressure; and the arguments of
 * what waits are not copied yet.
 *
 * Two things the pool does not do are done here: it tells a job that it is to stop (a flag in shared memory, behind the
 * job's `AbortSignal`), and it notices a job that ends its thread (the pool would wait for it for ever).
 */
import type { Interrupt } from '../Cause.js'
import type { AbortSignal } from '../Coroutine.js'
import { InterruptedError, RuntimeError } from '../Errors.js'
import type { Job, SubmitOptions, ThreadOptions } from '../Executor.js'
import { asyncOp } from '../internal/async.js'
import { type Fiber, park, readyOutcome, redirect } from '../internal/fiber.js'
import {
  ExportNotFound,
  JobAborted,
  type JobError,
  JobFailed,
  labelOf,
  ModuleNotFound,
  NonErrorThrown,
  NotCloneable,
  OutOfMemory,
  ThreadExited
} from '../internal/jobs.js'
import { die, fail, Op, succeed, Tag } from '../internal/op.js'
import { longestTimer } from '../internal/timers.js'
import { type Parked, WaitList } from '../internal/waiters.js'
import type { Tinypool, TinypoolWorker } from 'tinypool'
import { jobThread } from './job-thread.js'
import { nodeProcess } from './process.js'
import { copyVars } from './vars.js'

/** The numbers that a thread shares with this one, from where its flag is. */
const enum Cell {
  /** 1 when the job is to stop. */
  Flag,
  /** The number of the thread once the job has started, negative once it has returned. */
  Thread,
  Count
}

/** How long a job may take to end once it was told to, in milliseconds. */
const defaultGrace = 100
/** How long a thread without a job is kept, in milliseconds. */
const defaultIdle = 10_000

/** How a shutdown waits. */
export interface Wait {
  /** How long jobs may take, in milliseconds. */
  readonly millis: number
  /** Resolves when nobody waits any more. */
  readonly cut: Promise<unknown>
}

const poolName: string = 'tinypool'

/** Loads the pool, which is not imported by name: a bundler would take it in, and it would not find its own files. */
export const makeThreads = async (options: ThreadOptions): Promise<Threads> => {
  const process = nodeProcess
  if (process === undefined)
    throw new RuntimeError('there are no threads here: give the Runner an `executor` of your own')
  let pool: { readonly Tinypool: typeof Tinypool }
  try {
    pool = await import(poolName)
  } catch (cause) {
    throw Object.assign(
      new RuntimeError(
        `the package '${poolName}', which the executor is built on, cannot be loaded: it comes with fiber-ts, and beside a bundle it has to be installed`
      ),
      { cause }
    )
  }
  return new Threads(
    pool.Tinypool,
    options.threads ?? process.getBuiltinModule('node:os').availableParallelism(),
    options
  )
}

export class Threads {
  private pool: Tinypool
  private readonly cells: Int32Array
  /** Places in `cells` that no job has. */
  private readonly free: Array<number>
  private readonly waiting = new WaitList()
  private readonly jobs = new Set<Submission>()
  /** What ends with a thread, by the thread. */
  private readonly exits = new WeakMap<TinypoolWorker, Promise<void>>()
  private closed = false
  private onIdle: () => void = () => {}
  readonly grace: number

  constructor(
    private readonly Pool: typeof Tinypool,
    private readonly size: number,
    private readonly options: ThreadOptions
  ) {
    this.grace = options.grace ?? defaultGrace
    this.cells = new Int32Array(new SharedArrayBuffer(size * Cell.Count * Int32Array.BYTES_PER_ELEMENT))
    this.free = Array.from({ length: size }, (_, i) => (size - 1 - i) * Cell.Count)
    this.pool = this.makePool()
  }

  private makePool(): Tinypool {
    const { idleTimeout = defaultIdle, resourceLimits } = this.options
    const pool = new this.Pool({
      minThreads: 0,
      maxThreads: this.size,
      idleTimeout: Math.min(idleTimeout, longestTimer),
      workerData: this.cells,
      filename: jobThread(),
      ...(resourceLimits && { resourceLimits })
    })
    // a thread that failed without a job: the next job gets another one
    pool.on('error', () => {})
    return pool
  }

  // ---- submitting

  submit(job: Job<any, any>, options: SubmitOptions<any>): Op {
    return new Op(Tag.Primitive, (fiber: Fiber) => this.begin(new Submission(this, fiber, job, options)), null)
  }

  private begin(submission: Submission): undefined {
    const { fiber, signal } = submission
    if (this.closed)
      return redirect(fiber, die(new RuntimeError('a job cannot be submitted after the executor was shut down')))
    if (signal?.aborted) return redirect(fiber, fail(new JobAborted(submission.job, signal.reason)))
    signal?.addEventListener('abort', submission.onAbort)
    park(fiber, submission)
    if (this.free.length > 0 && this.waiting.head === null) this.start(submission)
    else this.waiting.push(fiber)
  }

  /** A place is free, or somebody who waited has gone. */
  private startNext(): void {
    while (this.free.length > 0) {
      const fiber = this.waiting.shift()
      if (fiber === null) break
      this.start(fiber.slot as Submission)
    }
    if (this.jobs.size === 0 && this.waiting.head === null) this.onIdle()
  }

  private start(submission: Submission): void {
    const { job, options } = submission
    const flag = (submission.flag = this.free.pop() as number)
    this.cells[flag + Cell.Flag] = this.cells[flag + Cell.Thread] = 0
    submission.since = Date.now()
    submission.started = performance.now()
    this.jobs.add(submission)
    const { variables, lost } = copyVars(submission.fiber.vars)
    const { pool } = this
    const answer = pool.run(
      { module: job.module, name: job.name, args: options.args, flag, variables, lost },
      {
        name: 'default',
        signal: submission.controller.signal,
        ...(options.transfer && { transferList: options.transfer as Array<any> })
      }
    )
    answer.then(
      (result: Result) => this.ended(submission, outcomeOf(submission, result)),
      (error: unknown) => {
        // of one whose thread is being terminated the pool says so at once, and it ends when the thread has
        if (!submission.killed) this.ended(submission, fail(this.errorOf(submission, error)))
      }
    )
    for (const thread of pool.threads) if (!this.exits.has(thread)) this.watch(thread, pool)
  }

  /** The job has an outcome, whoever wants it. */
  private ended(submission: Submission, outcome: Op): void {
    if (!this.jobs.delete(submission)) return
    this.free.push(submission.flag)
    submission.ended(outcome)
    this.startNext()
  }

  /** A fiber that was interrupted while its job waits: nothing has happened yet. */
  drop(submission: Submission): void {
    this.waiting.remove(submission.fiber)
    submission.forget()
    this.startNext()
  }

  // ---- stopping

  /** Tells a running job that it is to stop, and terminates its thread if it does not. */
  stop(submission: Submission): void {
    if (submission.stopping) return
    submission.stopping = true
    Atomics.store(this.cells, submission.flag + Cell.Flag, 1)
    Atomics.notify(this.cells, submission.flag + Cell.Flag)
    // one whose thread has not got to it cannot hear, and has done nothing yet
    const grace = this.cells[submission.flag + Cell.Thread] === 0 ? 0 : this.grace
    const timer = setTimeout(() => void this.kill(submission), Math.min(grace, longestTimer))
    submission.onEnded.push(() => clearTimeout(timer))
  }

  /** Terminates the thread of a job; the job has ended when the thread has. */
  private async kill(submission: Submission): Promise<void> {
    if (submission.killed || !this.jobs.has(submission)) return
    submission.killed = true
    const before = this.pool.threads
    submission.controller.abort()
    const left = new Set(this.pool.threads)
    for (const thread of before) if (!left.has(thread)) await this.exits.get(thread)
    this.ended(submission, fail(new JobAborted(submission.job, submission.reason)))
  }

  /** Hears of the end of a thread. A job that ended it by itself has no answer that the pool would hear of. */
  private watch(thread: TinypoolWorker, pool: Tinypool): void {
    const exit = new Promise<void>((resolve) => {
      thread.once('exit', (code: number) => {
        resolve()
        // a turn later: one that failed has said why, and the pool passes that on
        setImmediate(() => this.exited(thread, pool, code))
      })
    })
    this.exits.set(thread, exit)
  }

  private exited(thread: TinypoolWorker, pool: Tinypool, code: number): void {
    for (const submission of this.jobs)
      if (Math.abs(this.cells[submission.flag + Cell.Thread]!) === thread.threadId) return this.lost(submission, code)
    if (pool === this.pool && pool.threads.includes(thread)) this.replacePool(code)
  }

  private lost(submission: Submission, code: number): void {
    if (submission.killed) return
    // so that the pool forgets the thread
    submission.killed = true
    submission.controller.abort()
    this.ended(submission, fail(new ThreadExited(submission.job, code)))
  }

  /** A thread has ended before it ran anything, and the pool waits for it: what was handed to it fails. */
  private replacePool(code: number): void {
    const { pool } = this
    this.pool = this.makePool()
    for (const submission of this.jobs) if (this.cells[submission.flag + Cell.Thread] === 0) this.lost(submission, code)
    void pool.destroy().catch(() => {})
  }

  // ---- the end

  running(): ReadonlyArray<string> {
    return [...this.jobs].map((submission) => submission.line())
  }

  async shutdown({ millis, cut }: Wait): Promise<ReadonlyArray<string>> {
    this.closed = true
    if (this.jobs.size > 0 || this.waiting.head !== null) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.min(millis, longestTimer))
      })
      const idle = new Promise<void>((resolve) => {
        this.onIdle = resolve
      })
      await Promise.race([idle, late, cut])
      clearTimeout(timer)
    }
    const lines = this.running()
    const error = new RuntimeError('the executor was shut down')
    for (let fiber = this.waiting.shift(); fiber !== null; fiber = this.waiting.shift()) {
      const submission = fiber.slot as Submission
      submission.ended(fail(new JobAborted(submission.job, error)))
    }
    await Promise.all(
      [...this.jobs].map((submission) => {
        submission.reason ??= error
        return this.kill(submission)
      })
    )
    await this.pool.destroy()
    return lines
  }

  // ---- what went wrong

  private errorOf(submission: Submission, error: unknown): JobError {
    const { job, options } = submission
    const thrown = error instanceof Error ? error : new Error(String(error))
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
      return new OutOfMemory(job, thrown.message)
    const thread = this.cells[submission.flag + Cell.Thread]!
    // it never started
    if (thread === 0 && thrown.name === 'DataCloneError')
      return new NotCloneable(job, 'arguments', argumentAt(options), thrown)
    // it returned, and its thread could not send what; why gets lost with the thread
    if (thread < 0)
      return new NotCloneable(job, 'result', 'result', new Error('it holds a function, a promise or the like'))
    return new JobFailed(job, thrown)
  }
}

/** Which argument it is that cannot be copied, as far as that can be told without giving away what is to be transferred. */
const argumentAt = ({ args, transfer }: SubmitOptions<ReadonlyArray<unknown>>): string => {
  if (transfer !== undefined && transfer.length > 0) return 'arguments'
  const index = args.findIndex((arg) => {
    try {
      structuredClone(arg)
      return false
    } catch {
      return true
    }
  })
  return index === -1 ? 'arguments' : `argument ${index}`
}

// -------------------------------------------------------------------------------------
// one job
// -------------------------------------------------------------------------------------

class Submission implements Parked {
  readonly controller: AbortController = new AbortController()
  readonly signal: AbortSignal | undefined
  /** Where its cells are, once it is running. */
  flag = -1
  /** The time of day at which it started, and the same on a clock that never goes back. */
  since = 0
  started = 0
  stopping = false
  killed = false
  /** Why it was stopped. */
  reason: unknown = undefined
  readonly onEnded: Array<() => void> = []
  /** Whether the fiber still waits for the outcome. */
  private wanted = true
  private isOver = false

  constructor(
    private readonly threads: Threads,
    readonly fiber: Fiber,
    readonly job: Job<any, any>,
    readonly options: SubmitOptions<any>
  ) {
    this.signal = options.signal
  }

  get isExternal(): true {
    return true
  }

  describe(): string {
    return this.flag === -1
      ? `a thread for the job ${labelOf(this.job)}`
      : `the job ${labelOf(this.job)} in another thread`
  }

  line(): string {
    const seconds = ((performance.now() - this.started) / 1000).toFixed(1)
    return `  ${labelOf(this.job)} (${this.job.module}), running for ${seconds} s, since ${new Date(this.since).toISOString()}`
  }

  /** The fiber is interrupted: it goes on when nothing of the job runs any more. */
  cancel(fiber: Fiber): Op | null {
    this.wanted = false
    if (this.flag === -1) {
      this.threads.drop(this)
      return null
    }
    this.reason ??= new InterruptedError(fiber.interruption as Interrupt)
    this.threads.stop(this)
    return asyncOp((resume) => {
      const done = (): void => resume({ _tag: 'Right', right: undefined })
      if (this.isOver) done()
      else this.onEnded.push(done)
    })
  }

  readonly onAbort = (): void => {
    this.reason ??= this.signal?.reason
    if (this.flag === -1) {
      this.threads.drop(this)
      this.resume(fail(new JobAborted(this.job, this.reason)))
    } else this.threads.stop(this)
  }

  ended(outcome: Op): void {
    this.isOver = true
    this.forget()
    for (const f of this.onEnded) f()
    // one that was told to stop has no result, whatever it still said
    this.resume(this.stopping ? fail(new JobAborted(this.job, this.reason)) : outcome)
  }

  /** Nobody is listened to any more. */
  forget(): void {
    this.signal?.removeEventListener('abort', this.onAbort)
  }

  private resume(outcome: Op): void {
    if (!this.wanted) return
    this.wanted = false
    readyOutcome(this.fiber, outcome)
  }
}

// -------------------------------------------------------------------------------------
// what a thread answers
// -------------------------------------------------------------------------------------

interface ErrorData {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly data: object
  readonly cause?: Thrown
  readonly errors?: ReadonlyArray<Thrown>
}

interface NonError {
  readonly thrown: unknown
  readonly text: string
}

type Thrown = ErrorData | NonError

type Result =
  | { readonly _tag: 'Returned'; readonly value: unknown }
  | { readonly _tag: 'Thrown'; readonly error: Thrown }
  | { readonly _tag: 'ModuleNotFound' }
  | { readonly _tag: 'ExportNotFound'; readonly found: string; readonly exports: ReadonlyArray<string> }

const outcomeOf = ({ job }: Submission, result: Result): Op => {
  switch (result._tag) {
    case 'Returned':
      return succeed(result.value)
    case 'ModuleNotFound':
      return fail(new ModuleNotFound(job))
    case 'ExportNotFound':
      return fail(new ExportNotFound(job, result.found, result.exports))
    case 'Thrown': {
      const { error } = result
      return fail(
        'thrown' in error ? new NonErrorThrown(job, error.thrown, error.text) : new JobFailed(job, toError(error))
      )
    }
  }
}

const builtIn: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError
}

/** The error that was thrown in the other thread, as near as it can be had here. */
const toError = ({ name, message, stack, data, cause, errors }: ErrorData): Error => {
  const error = new (builtIn[name] ?? Error)(message)
  const hidden = (key: string, value: unknown): void =>
    void Object.defineProperty(error, key, { value, configurable: true, writable: true })
  if (error.name !== name) hidden('name', name)
  hidden('stack', stack)
  if (cause !== undefined) hidden('cause', valueOf(cause))
  if (errors !== undefined) hidden('errors', errors.map(valueOf))
  return Object.assign(error, data)
}

const valueOf = (thrown: Thrown): unknown => ('thrown' in thrown ? thrown.thrown : toError(thrown))
