// Written by `npm run api` from the built declarations.

export interface EventLoop {
  readonly now: () => number
  readonly fibers: () => ReadonlyArray<Fiber<unknown, unknown>>
  readonly setExceptionHandler: (handler: ExceptionHandler | null) => void
  readonly callExceptionHandler: (context: ExceptionContext) => void
  readonly executor: Executor
  readonly isClosed: () => boolean
  readonly isDebug: () => boolean
}

export interface EventLoopOptions {
  readonly slice?: number
}

export interface ExceptionContext {
  readonly message: string
  readonly exception: unknown
  readonly fiber?: string
}

export type ExceptionHandler = (context: ExceptionContext) => void

export declare const make: (options?: EventLoopOptions) => EventLoop
