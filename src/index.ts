/**
 * Everything, by namespace: `import { Coroutine, Runner } from 'fiber-ts'`. Each namespace is also a module of its own
 * (`fiber-ts/Coroutine`), which is how programs that care for their size import it.
 *
 * @module
 * @since 0.1.0
 */
export * as Barrier from './Barrier.js'
export * as Cause from './Cause.js'
export * as Condition from './Condition.js'
export * as Config from './Config.js'
export * as ContextVar from './ContextVar.js'
export * as Coroutine from './Coroutine.js'
export * as Decode from './Decode.js'
export * as Deferred from './Deferred.js'
export * as Diagnostics from './Diagnostics.js'
export * as Errors from './Errors.js'
export * as Event from './Event.js'
export * as EventLoop from './EventLoop.js'
export * as Executor from './Executor.js'
export * as Exit from './Exit.js'
export * as Fiber from './Fiber.js'
export * as FiberDump from './FiberDump.js'
export * as Lock from './Lock.js'
export * as Memo from './Memo.js'
export * as PriorityQueue from './PriorityQueue.js'
export * as PubSub from './PubSub.js'
export * as Queue from './Queue.js'
export * as Ref from './Ref.js'
export * as RetryPolicy from './RetryPolicy.js'
export * as Runner from './Runner.js'
export * as Scope from './Scope.js'
export * as Semaphore from './Semaphore.js'
export * as TaskGroup from './TaskGroup.js'
