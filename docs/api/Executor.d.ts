// Written by `npm run api` from the built declarations.

export interface Executor {
  readonly submit: <Args extends ReadonlyArray<unknown>, A>(
    job: Job<Args, A>,
    options: SubmitOptions<Args>
  ) => Coroutine<unknown, JobError, A>
}

export declare class ExportNotFound extends Error {
  readonly _tag: 'ExportNotFound'
  readonly job: string
  readonly module: string
  constructor(job: Job<never, unknown>, found: string, exports: ReadonlyArray<string>)
}

export type FunctionNames<M> = {
  readonly [K in keyof M]: M[K] extends (this: any, ...args: any) => unknown ? K : never
}[keyof M] &
  string

export interface Job<in Args extends ReadonlyArray<unknown>, out A> {
  readonly _tag: 'Job'
  readonly module: string
  readonly name: string
  readonly _Args?: ((_: Args) => void) | undefined
  readonly _A?: (() => A) | undefined
}

export declare class JobAborted extends Error {
  readonly _tag: 'JobAborted'
  readonly job: string
  readonly reason: unknown
  constructor(job: Job<never, unknown>, reason: unknown)
}

export interface JobContext {
  readonly signal: AbortSignal
  readonly get: <A>(variable: ContextVar<A>) => A
  readonly transfer: <A>(value: A, transfer: ReadonlyArray<object>) => A
}

export type JobError =
  JobFailed | NonErrorThrown | ThreadExited | OutOfMemory | ModuleNotFound | ExportNotFound | NotCloneable | JobAborted

export declare class JobFailed extends Error {
  readonly _tag: 'JobFailed'
  readonly job: string
  readonly cause: Error
  constructor(job: Job<never, unknown>, cause: Error)
}

export type JobOf<F> = F extends (this: any, ...args: infer Args) => infer A ? Job<Args, Awaited<A>> : never

export declare class ModuleNotFound extends Error {
  readonly _tag: 'ModuleNotFound'
  readonly job: string
  readonly module: string
  constructor(job: Job<never, unknown>)
}

export declare class NonErrorThrown extends Error {
  readonly _tag: 'NonErrorThrown'
  readonly job: string
  readonly thrown: unknown
  constructor(job: Job<never, unknown>, thrown: unknown, text: string)
}

export declare class NotCloneable extends Error {
  readonly _tag: 'NotCloneable'
  readonly job: string
  readonly what: 'arguments' | 'result'
  constructor(job: Job<never, unknown>, what: 'arguments' | 'result', which: string, cause: Error)
}

export declare class OutOfMemory extends Error {
  readonly _tag: 'OutOfMemory'
  readonly job: string
  constructor(job: Job<never, unknown>, reason: string)
}

export interface SubmitOptions<out Args extends ReadonlyArray<unknown>> {
  readonly args: Args
  readonly signal?: AbortSignal | undefined
  readonly transfer?: ReadonlyArray<object> | undefined
}

export interface ThreadExecutor extends Executor {
  readonly close: Coroutine<unknown, never, void>
}

export declare class ThreadExited extends Error {
  readonly _tag: 'ThreadExited'
  readonly job: string
  readonly exitCode: number
  constructor(job: Job<never, unknown>, exitCode: number)
}

export interface ThreadOptions {
  readonly threads?: number
  readonly grace?: number
  readonly idleTimeout?: number
  readonly resourceLimits?: {
    readonly maxOldGenerationSizeMb?: number
    readonly maxYoungGenerationSizeMb?: number
    readonly codeRangeSizeMb?: number
    readonly stackSizeMb?: number
  }
}

export declare const job: {
  <M, K extends FunctionNames<M>>(module: URL | string, name: K): JobOf<M[K]>
  <F extends (this: any, ...args: any) => unknown>(module: URL | string, name: string): JobOf<F>
}

export declare const make: (options?: ThreadOptions) => ThreadExecutor

export declare const runInExecutor: <Args extends ReadonlyArray<unknown>, A>(
  job: Job<Args, A>,
  ...args: Args
) => Coroutine<unknown, JobError, A>

export declare const submit: <Args extends ReadonlyArray<unknown>, A>(
  job: Job<Args, A>,
  options: SubmitOptions<Args>
) => Coroutine<unknown, JobError, A>

export declare const toThread: <Args extends ReadonlyArray<unknown>, A>(
  job: Job<Args, A>,
  transfer?: (...args: Args) => ReadonlyArray<object>
) => (...args: Args) => Coroutine<unknown, JobError, A>
