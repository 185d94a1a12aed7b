/**
 * Everything, by namespace: `import { Coroutine, Runner } from 'fiber-ts'`. Each namespace is also a module of its own
 * (`fiber-ts/Coroutine`), which is how programs that care for their size import it.
 *
 * @module
 * @since 0.1.0
 */
export * as Cause from './Cause.js'
export * as Coroutine from './Coroutine.js'
export * as Deferred from './Deferred.js'
export * as Errors from './Errors.js'
export * as EventLoop from './EventLoop.js'
export * as Exit from './Exit.js'
export * as Fiber from './Fiber.js'
export * as RetryPolicy from './RetryPolicy.js'
export * as Runner from './Runner.js'
