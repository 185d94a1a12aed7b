/**
 * The executor that a loop makes for itself. It is cheap until the first job: only then is the package under the thread
 * pool loaded.
 */
import type { Coroutine } from '../Coroutine.js'
import { RuntimeError } from '../Errors.js'
import type { Executor, Job, SubmitOptions, ThreadOptions } from '../Executor.js'
import { taskOp } from '../internal/async.js'
import type { JobError } from '../internal/jobs.js'
import { die, flatMap, suspend } from '../internal/op.js'
import { count } from '../internal/shutdown.js'
import { printLine } from './process.js'
import { makeThreads, type Threads, type Wait } from './threads.js'

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
      if (this.threads !== undefined) return this.threads.submit(job, options)
      if (this.closing !== undefined)
        return die(new RuntimeError('a job cannot be submitted after the executor was shut down'))
      return flatMap(
        taskOp(() => this.load()),
        (threads: Threads) => threads.submit(job, options)
      )
    })
  }

  /** The jobs that are running, and since when: one line each. */
  running(): ReadonlyArray<string> {
    return this.threads?.running() ?? []
  }

  /** Takes no more jobs, waits for those it has, and ends its threads. Answers the jobs that it did not wait for. */
  shutdown(wait: Wait): Promise<ReadonlyArray<string>> {
    // one that could not be loaded has nothing to end, and whoever submitted has heard of it
    return (this.closing ??= Promise.resolve(this.loading).then(
      (threads) => threads?.shutdown(wait) ?? [],
      () => []
    ))
  }

  /** The same for the executor that a run has made for itself; the jobs that it did not wait for are named on stderr. */
  async end(wait: Wait): Promise<void> {
    const late = await this.shutdown(wait)
    if (late.length > 0)
      printLine(`fiber-ts: the executor is shut down: terminated ${count(late, 'job')}:\n${late.join('\n')}`)
  }

  private load(): Promise<Threads> {
    return (this.loading ??= makeThreads(this.options).then((threads) => (this.threads = threads)))
  }
}
