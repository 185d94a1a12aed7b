/**
 * The executor that a loop makes for itself. It is cheap until the first job: only then is the package under the thread
 * pool loaded.
 */
import type { Coroutine } from '../Coroutine.js'
import { RuntimeError } from '../Errors.js'
import type { Executor, Job, SubmitOptions, ThreadOptions } from '../Executor.js'
import { taskOp } from '../internal/async.js'
import type { JobError } from '../internal/jobs.js'
import { die, flatMap, type Op, suspend } from '../internal/op.js'
import { makeThreads, type Threads, type Wait } from './threads.js'

const closedError = (): Op => die(new RuntimeError('a job cannot be submitted after the executor was shut down'))

export class LazyThreads implements Executor {
  private loading: Promise<Threads> | undefined
  private threads: Threads | undefined
  private closing: Promise<ReadonlyArray<string>> | undefined

  constructor(
    private readonly options: ThreadOptions = {},
    isClosed = false
  ) {
    if (isClosed) this.closing = Promise.resolve([])
  }

  submit<Args extends ReadonlyArray<unknown>, A>(
    job: Job<Args, A>,
    options: SubmitOptions<Args>
  ): Coroutine<unknown, JobError, A> {
    return suspend(() => {
      if (this.closing !== undefined) return closedError()
      if (this.threads !== undefined) return this.threads.submit(job, options)
      return flatMap(
        taskOp(() => this.load()),
        (threads: Threads) => (this.closing === undefined ? threads.submit(job, options) : closedError())
      )
    })
  }

  /** The jobs that are running, and since when: one line each. */
  running(): ReadonlyArray<string> {
    return this.threads?.running() ?? []
  }

  /** Takes no more jobs, waits for those it has, and ends its threads. Answers the jobs that it did not wait for. */
  shutdown(wait: Wait): Promise<ReadonlyArray<string>> {
    return (this.closing ??= this.loading === undefined ? Promise.resolve([]) : this.end(this.loading, wait))
  }

  private async end(loading: Promise<Threads>, wait: Wait): Promise<ReadonlyArray<string>> {
    // one that could not be loaded has nothing to end, and whoever submitted has heard of it
    const threads = await loading.catch(() => undefined)
    return threads === undefined ? [] : threads.shutdown(wait)
  }

  private load(): Promise<Threads> {
    return (this.loading ??= makeThreads(this.options).then((threads) => (this.threads = threads)))
  }
}
