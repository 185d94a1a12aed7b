// A test that is about what a program answers: its value, or what it failed with, and nothing left behind.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Lock from 'fiber-ts/Lock'
import * as Scope from 'fiber-ts/Scope'
import { bounded, explore, pct, replay, runTest, TestLoop } from 'fiber-ts/testing'

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
  t.throws(() => runTest(C.interrupt), { name: 'InterruptedError' })
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
says(
  'a fiber that would need time to end, which no run gives it',
  C.forkDaemon(C.sleep(1e6)),
  /^leak: .*left fiber 0.1, which waits for sleep \(1000000 ms left\); 1 timer$/
)
says('one that would fail later', C.forkDaemon(C.delay(50)(C.die('too late'))), /^leak: .*; 1 timer$/)
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
  /^uncontrolled: .*0 waits for a promise\nvirtual time drives neither promises nor callbacks: .*by its environment.*`run`/
)
says('a program that spins', C.forever(C.yieldNow), /^livelock: the program has not ended after 500 steps$/)
says('one that does nothing else', C.forever(C.of(1)), /^livelock: the program has not ended after 500 steps$/)

test('a TestLoop says the same of a promise, and not of what would never end in any case', (t) => {
  t.throws(() => new TestLoop().run(C.promise(() => new Promise(() => {}))), {
    message:
      /^the program never ends:\n.*\n#1 {2}suspended {2}a promise\nvirtual time drives neither promises nor callbacks: /
  })
  const callback = C.all([C.async(() => undefined), C.never])
  t.throws(() => new TestLoop().run(callback), { message: / a callback[^]*\nvirtual time drives neither promises/ })
  t.throws(() => new TestLoop().run(C.never), { message: /^the program never ends:[^]*suspended  never$/ })
})

test('what is left can be ignored', (t) => {
  t.notThrows(() => runTest(C.forkDaemon(C.never), { leaks: 'ignore' }))
})

test('what is no program is an error that says so', (t) => {
  const message = /^a Coroutine, a Scenario, or a function that makes one of them, was expected, got undefined$/
  t.throws(() => runTest(undefined as never), { instanceOf: TypeError, message })
  t.throws(() => explore(undefined as never), { instanceOf: TypeError, message })
  t.throws(() => explore((() => undefined) as never), { instanceOf: TypeError, message })
})

test('a wrong option is an error that names it: a test that looks at nothing would pass', (t) => {
  const wrong: ReadonlyArray<readonly [() => unknown, RegExp]> = [
    [() => runTest(C.of(1), { maxSteps: Number.NaN }), /^maxSteps: a number from 1 on was expected, got NaN$/],
    [() => runTest(C.of(1), { leaks: 'ignored' as never }), /^leaks: one of error, ignore was expected, got ignored$/],
    [() => explore(C.of(1), { granularity: 'step' as never }), /^granularity: one of op, yield, async was expected/],
    [() => explore(C.of(1), { timers: 'early' as never }), /^timers: one of due was expected/],
    [() => explore(C.of(1), { timers: { anytime: -1 } }), /^timers.anytime: a number from 0 on was expected, got -1$/],
    [
      () => explore(C.of(1), { strategy: 'random' as never }),
      /^strategy: one such as .* was expected, got string random$/
    ],
    [() => pct(Number.NaN), /^pct: a number from 1 on was expected, got NaN$/],
    [() => bounded(-1), /^bounded: a number from 0 on was expected, got -1$/],
    [() => replay(undefined as never), /^a trace was expected/],
    [() => new TestLoop({ maxTurns: Number.NaN }), /^maxTurns: a number from 1 on was expected, got NaN$/],
    [() => new TestLoop().advance(Number.NaN), /^advance: a number from 0 on was expected, got NaN$/],
    [() => new TestLoop().advance(-1), /^advance: a number from 0 on was expected, got -1$/],
    [() => new TestLoop().advance(Infinity), /^advance: for ever is too long/],
    [() => new TestLoop().signal('SIGFOO' as never), /^signal: one of SIGINT, SIGTERM, SIGHUP was expected/]
  ]
  for (const [use, message] of wrong) t.throws(use, { message })
})
