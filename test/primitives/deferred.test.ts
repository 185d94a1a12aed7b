// Deferred: what a completion from code without types may be. How it waits and wakes is in test/kernel and the sweeps.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Exit from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'

const awaited = (complete: (deferred: Deferred.Deferred<unknown, unknown>) => C.Coroutine<unknown, never, boolean>) =>
  new TestLoop().run(
    C.gen(function* () {
      const deferred = yield* Deferred.make<unknown, unknown>()
      const isFirst = yield* complete(deferred)
      return [isFirst, yield* C.toExit(Deferred.await(deferred))] as const
    })
  )

test('done completes with how something ended', (t) => {
  for (const exit of [Exit.succeed(1), Exit.fail('no'), Exit.die('bug')])
    t.deepEqual(
      awaited((deferred) => Deferred.done(deferred, exit)),
      Exit.succeed([true, exit] as const)
    )
})

test('done with what is no Exit: waiters get a defect that says so', (t) => {
  for (const no of [
    5,
    undefined,
    {},
    { _tag: 'Left', left: [] },
    { _tag: 'Left', left: 'no' },
    { _tag: 'Left', left: [1] }
  ])
    t.like(
      awaited((deferred) => Deferred.done(deferred, no as never)),
      { right: [true, { left: [{ _tag: 'Die', defect: { name: 'TypeError' } }] }] },
      JSON.stringify(no)
    )
})

test('unsafeDone with what is no Either: waiters get a defect that says so', (t) => {
  for (const no of ['value', 5, undefined, {}])
    t.like(
      awaited((deferred) => C.fromIO(Deferred.unsafeDone(deferred, no as never))),
      { right: [true, { left: [{ _tag: 'Die', defect: { name: 'TypeError' } }] }] },
      JSON.stringify(no)
    )
})
