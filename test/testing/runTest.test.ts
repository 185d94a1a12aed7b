// A test that is about what a program answers: its value, or what it failed with, and nothing left behind.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Lock from 'fiber-ts/Lock'
import * as Scope from 'fiber-ts/Scope'
import { runTest } from 'fiber-ts/testing'

test('it answers the value, and time is virtual', (t) => {
  t.is(runTest(C.as(C.sleep(86_400_000), 'a day later')), 'a day later')
})

test('it passes the context on', (t) => {
  t.is(runTest(C.ask<number>(), { context: 42 }), 42)
})

test('it throws what the program failed with: the error, the defect, the interruption', (t) => {
  const error = new Error('no')
  t.is(
    t.throws(() => runTest(C.left(error))),
    error
  )
  t.is(
    t.throws(() => runTest(C.die(error))),
    error
  )
  t.throws(() => runTest(C.interrupt), { name: 'FiberFailure' })
})

const says = (title: string, program: C.Coroutine<unknown, unknown, unknown>, message: RegExp): void =>
  test(title, (t) => {
    t.throws(() => runTest(program, { maxSteps: 500 }), { message })
  })

says(
  'a fiber that is left',
  C.forkDaemon(C.named('stray')(C.never)),
  /^leak: .*left fiber 0.1 "stray", which waits for never$/
)
says('a timer that is left', C.forkDaemon(C.forever(C.sleep(5))), /1 timer$/)
says(
  'a finalizer that is open',
  C.flatMap(Scope.make, (scope) => Scope.addFinalizer(scope, () => C.of(undefined))),
  /^leak: .*a Scope that is not closed, with 1 finalizer$/
)
says('a lock that is locked', C.flatMap(Lock.make, Lock.acquire), /^leak: .*a Lock that is still locked$/)
says(
  'a failure that nobody saw, and what is left besides',
  C.flatMap(C.forkDaemon(C.left('lost')), () => C.flatMap(C.yieldNow, () => C.forkDaemon(C.never))),
  /^unhandled: fiber #2 failed and nobody joined or awaited it.*: lost\nleak: fiber 0.2, which waits for never$/
)
says(
  'an end that never comes',
  C.flatMap(Deferred.make<never, void>(), (d) => Deferred.await(d)),
  /^deadlock: 0 waits for a Deferred$/
)
says(
  'a promise',
  C.fromTask(() => Promise.resolve(1)),
  /^uncontrolled: .*0 waits for a promise$/
)
says('a program that spins', C.forever(C.yieldNow), /^livelock: the program has not ended after \d+ steps$/)

test('what is left can be ignored', (t) => {
  t.notThrows(() => runTest(C.forkDaemon(C.never), { leaks: 'ignore' }))
})
