// Effect 3: the programs of effect.mjs, with the names that version had.
import { Context, Deferred, Effect, Fiber, pipe, Queue } from 'effect3'
import { programs } from './effect.mjs'

const Env = Context.GenericTag('Env')

export const { workloads, parked } = programs({
  Deferred,
  Effect,
  Fiber,
  Queue,
  pipe,
  env: Env,
  provideEnv: Effect.provideService(Env, { step: 1, bonus: 1 }),
  callback: Effect.async,
  catchAll: Effect.catchAll,
  fork: Effect.fork,
  yieldNow: Effect.yieldNow(),
  fn: Effect.fnUntraced,
  semaphore: Effect.makeSemaphore,
  withPermits: (semaphore) => semaphore.withPermits(1)
})
