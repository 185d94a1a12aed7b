/**
 * Jobs: what runs in other threads, and how it fails. Plain data and errors; the threads are in src/node.
 */
import type { Job } from '../Executor.js'
import { brand } from './brand.js'

/** A function that another thread finds by itself: a module, and the name of an export. */
export class JobValue {
  constructor(
    readonly module: string,
    readonly name: string
  ) {}
  get _tag(): 'Job' {
    return 'Job'
  }
}

/** A job as it is named in messages. */
export const labelOf = ({ module, name }: Job<never, unknown>): string => {
  const file = /[^/\\]+$/.exec(module)?.[0] ?? module
  return name === 'default' ? `the default export of ${file}` : `${name} of ${file}`
}

/** Where a job is to be found, at the end of a message. */
const whereOf = ({ module }: Job<never, unknown>): string => `(${module})`

/**
 * The job threw an Error, or its module did: the `cause` has its name, message, stack, cause and own properties.
 *
 * @category errors
 * @since 0.1.0
 */
export class JobFailed extends Error {
  readonly _tag = 'JobFailed' as const
  readonly job: string
  declare readonly cause: Error
  constructor(job: Job<never, unknown>, cause: Error) {
    super(`${labelOf(job)} failed: ${cause.name}: ${cause.message}`, { cause })
    this.job = labelOf(job)
  }
}
brand(JobFailed, 'JobFailed')

/**
 * The job threw something that is no Error: `thrown`, or what it looks like if it could not be copied.
 *
 * @category errors
 * @since 0.1.0
 */
export class NonErrorThrown extends Error {
  readonly _tag = 'NonErrorThrown' as const
  readonly job: string
  readonly thrown: unknown
  constructor(job: Job<never, unknown>, thrown: unknown, text: string) {
    super(`${labelOf(job)} threw what is no Error: ${text}`)
    this.job = labelOf(job)
    this.thrown = thrown
  }
}
brand(NonErrorThrown, 'NonErrorThrown')

/**
 * The job ended its thread, as by `process.exit`.
 *
 * @category errors
 * @since 0.1.0
 */
export class ThreadExited extends Error {
  readonly _tag = 'ThreadExited' as const
  readonly job: string
  readonly exitCode: number
  constructor(job: Job<never, unknown>, exitCode: number) {
    super(`${labelOf(job)} ended its thread with exit code ${exitCode}, and has no result`)
    this.job = labelOf(job)
    this.exitCode = exitCode
  }
}
brand(ThreadExited, 'ThreadExited')

/**
 * The job ran out of memory. Its thread is gone, and the pool goes on.
 *
 * @category errors
 * @since 0.1.0
 */
export class OutOfMemory extends Error {
  readonly _tag = 'OutOfMemory' as const
  readonly job: string
  constructor(job: Job<never, unknown>, reason: string) {
    super(`${labelOf(job)} ran out of memory, which ended its thread: ${reason}`)
    this.job = labelOf(job)
  }
}
brand(OutOfMemory, 'OutOfMemory')

/**
 * There is no file where the job's module is said to be.
 *
 * @category errors
 * @since 0.1.0
 */
export class ModuleNotFound extends Error {
  readonly _tag = 'ModuleNotFound' as const
  readonly job: string
  readonly module: string
  constructor(job: Job<never, unknown>) {
    super(`${labelOf(job)}: there is no such module ${whereOf(job)}`)
    this.job = labelOf(job)
    this.module = job.module
  }
}
brand(ModuleNotFound, 'ModuleNotFound')

/**
 * The job's module exports no function of that name. The message lists those that it exports.
 *
 * @category errors
 * @since 0.1.0
 */
export class ExportNotFound extends Error {
  readonly _tag = 'ExportNotFound' as const
  readonly job: string
  readonly module: string
  constructor(job: Job<never, unknown>, found: string, exports: ReadonlyArray<string>) {
    const there = exports.length === 0 ? 'it exports no functions' : `its functions are ${exports.join(', ')}`
    super(`${labelOf(job)}: a function was expected, got ${found}; ${there} ${whereOf(job)}`)
    this.job = labelOf(job)
    this.module = job.module
  }
}
brand(ExportNotFound, 'ExportNotFound')

/**
 * The arguments or the result of a job cannot be copied to another thread: they hold functions, promises, symbols.
 *
 * @category errors
 * @since 0.1.0
 */
export class NotCloneable extends Error {
  readonly _tag = 'NotCloneable' as const
  readonly job: string
  readonly what: 'arguments' | 'result'
  constructor(job: Job<never, unknown>, what: 'arguments' | 'result', which: string, cause: Error) {
    super(`${labelOf(job)}: its ${which} cannot be copied to another thread: ${cause.message}`, { cause })
    this.job = labelOf(job)
    this.what = what
  }
}
brand(NotCloneable, 'NotCloneable')

/**
 * The job was stopped by the signal it was submitted with, or by the end of the executor; `reason` says which.
 *
 * @category errors
 * @since 0.1.0
 */
export class JobAborted extends Error {
  readonly _tag = 'JobAborted' as const
  readonly job: string
  readonly reason: unknown
  constructor(job: Job<never, unknown>, reason: unknown) {
    super(`${labelOf(job)} was aborted: ${reason instanceof Error ? reason.message : String(reason)}`)
    this.job = labelOf(job)
    this.reason = reason
  }
}
brand(JobAborted, 'JobAborted')

/**
 * Everything that can go wrong with a job.
 *
 * @category errors
 * @since 0.1.0
 */
export type JobError =
  JobFailed | NonErrorThrown | ThreadExited | OutOfMemory | ModuleNotFound | ExportNotFound | NotCloneable | JobAborted
