// timeout, timeoutOption, timeoutTo: what asyncio promises of `timeout` and `wait_for`, and what is promised beyond that.
//
// test_asyncio/test_timeouts.py                          here
// -----------------------------------------------------  --------------------------------------------------------
// test_timeout_basic, test_timeout_at_basic              a step that takes too long is interrupted, with the reason
// test_timeout_not_called, _expired_in_the_past          a result in time is the result, and no timer is left
// test_timeout_zero, test_wait_for_timeout_less_then_0   a timeout of 0 lets a step end that need not wait
// test_timeout_disabled                                  a timeout of Infinity never comes
// test_foreign_exception_passed                          a failure of the step is the failure
// test_foreign_cancel_doesnt_timeout_if_not_expired      an interruption from outside is no timeout
// test_outer_task_is_not_cancelled                       the fiber that waits is not interrupted
// test_nested_timeouts_…, test_nested_timeout_in_finally nested timeouts only report their own
// test_timeout_after_cancellation, _in_timeout           the same, with interruptions
// test_reschedule, test_repr                             (no counterpart)
// test_waitfor.py
// test_wait_for_cancels_inner, _waits_for_task_cancel…   its finalizers have run before it is over
// test_wait_for_cancellation_race_condition, _suppress…  a result that is there when it is over is not lost
// test_wait_for_blocking(_with_timeout), self_cancell…   a masked step ends before the timeout is told
// test_wait_for_reraises_exception_during_cancellation   what a finalizer does wrong is not hidden by the timeout
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { exitOf, makeLog } from '../coroutine/fixtures.js'
import { causeOf } from '../support/programs.js'
import { chaos, schedules, sweep, sweepAll } from '../support/sweep.js'

const slow = pipe(C.of('slow'), C.delay(1000))

/** A program on a loop of its own, with what is left of it. */
const observed = <E, A>(program: C.Coroutine<unknown, E, A>) => {
  const loop = new TestLoop()
  const exit = loop.run(program)
  return { exit, at: loop.now(), left: [loop.fibers().length, loop.sleeping(), loop.reported.length] }
}

test('a step that takes too long is interrupted, with the reason, and its finalizers have run before it is over', (t) => {
  let reason: unknown
  const step = pipe(
    slow,
    C.onExit((exit) => C.flatMap(C.sleep(7), () => C.fromIO(() => void (reason = causeOf(exit)[0]))))
  )
  t.deepEqual(observed(C.timeout(500, () => 'too late')(step)), {
    exit: Exit.fail('too late'),
    at: 507,
    left: [0, 0, 0]
  })
  t.is(reason, 'interrupted: timeout 500 ms')
})

test('a result in time is the result, a failure of the step is the failure, and no timer is left', (t) => {
  const timed = C.timeout(500, () => 'too late')
  t.deepEqual(observed(timed(C.delay(10)(C.of(1)))), { exit: Exit.succeed(1), at: 10, left: [0, 0, 0] })
  t.deepEqual(observed(timed(C.delay(10)(C.left('no')))), { exit: Exit.fail('no'), at: 10, left: [0, 0, 0] })
  t.deepEqual(observed(timed(C.delay(10)(C.die('bug')))).exit, Exit.die('bug'))
})

test('timeoutOption and timeoutTo', (t) => {
  t.deepEqual(exitOf(C.timeoutOption(10)(slow)), Exit.succeed(O.none))
  t.deepEqual(exitOf(C.timeoutOption(10)(C.of(1))), Exit.succeed(O.some(1)))
  t.deepEqual(exitOf(C.timeoutTo(10, () => C.of('instead'))(slow)), Exit.succeed('instead'))
})

test('a timeout of 0 lets a step end that need not wait; one of Infinity never comes', (t) => {
  const timed = (millis: number) => C.timeout(millis, () => 'too late')
  t.deepEqual(exitOf(timed(0)(C.flatMap(C.yieldNow, () => C.of(1)))), Exit.succeed(1))
  t.deepEqual(exitOf(timed(-5)(slow)), Exit.fail('too late'))
  t.deepEqual(observed(timed(Infinity)(slow)), { exit: Exit.succeed('slow'), at: 1000, left: [0, 0, 0] })
})

test('a timeout that is asked for wrongly says so, and starts nothing', (t) => {
  const { lines, say } = makeLog()
  const step = say('started')
  for (const wrong of [NaN, '10', undefined] as ReadonlyArray<any>)
    for (const timed of [
      C.timeout(wrong, () => 'too late'),
      C.timeoutOption(wrong),
      C.timeoutTo(wrong, () => C.of('instead'))
    ])
      t.regex(
        String(causeOf(exitOf(timed(step) as C.Coroutine<unknown, never, unknown>))[0]),
        /^RangeError: timeout: a number of milliseconds was expected, got (number NaN|string 10|undefined)$/
      )
  for (const wrong of [undefined, C.of('instead')] as ReadonlyArray<any>)
    for (const timed of [C.timeout(10, wrong), C.timeoutTo(10, wrong)])
      t.regex(
        String(causeOf(exitOf(timed(step) as C.Coroutine<unknown, never, unknown>))[0]),
        /^TypeError: timeout: a function was expected, got /
      )
  t.deepEqual(lines, [])
})

test('a result that is there when it is over is not lost', (t) => {
  // both at the very same millisecond, in either order
  const timed = pipe(C.of('result'), C.delay(10), C.timeoutOption(10))
  t.deepEqual(exitOf(timed), Exit.succeed(O.some('result')))
  const masked = pipe(slow, C.uninterruptible, C.timeoutOption(10))
  t.deepEqual(observed(masked), { exit: Exit.succeed(O.some('slow')), at: 1000, left: [0, 0, 0] })
})

test('what a finalizer does wrong is not hidden by the timeout', (t) => {
  t.deepEqual(causeOf(exitOf(pipe(slow, C.ensuring(C.die('bug')), C.timeoutOption(10)))), ['bug'])
})

test('an interruption from outside is no timeout', (t) => {
  const loop = new TestLoop()
  const { lines, say } = makeLog()
  const run = loop.start(
    pipe(
      slow,
      C.onInterrupt(C.delay(5)(say('cleaned up'))),
      C.timeout(100, () => 'too late')
    )
  )
  loop.advance(50)
  run.interrupt('host', 'enough')
  loop.runAll()
  t.deepEqual(causeOf(run.exit()), ['interrupted: enough'])
  t.deepEqual([loop.now(), lines], [55, ['cleaned up']])
})

test('an interruption while what is timed out cleans up waits for that', (t) => {
  const loop = new TestLoop()
  const run = loop.start(
    pipe(
      slow,
      C.onInterrupt(C.sleep(20)),
      C.timeout(100, () => 'too late')
    )
  )
  loop.advance(110)
  run.interrupt('host', 'enough')
  loop.runAll()
  t.deepEqual(causeOf(run.exit()), ['interrupted: enough'])
  t.is(loop.now(), 120)
})

test('nested timeouts only report their own', (t) => {
  const nested = (inner: number, outer: number) =>
    pipe(
      slow,
      C.timeout(inner, () => 'inner'),
      C.orElse((e) => C.delay(50)(C.left(`${e} recovered`))),
      C.timeout(outer, () => 'outer')
    )
  t.deepEqual(exitOf(nested(10, 100)), Exit.fail('inner recovered'))
  t.deepEqual(exitOf(nested(100, 10)), Exit.fail('outer'))
  t.deepEqual(exitOf(nested(10, 40)), Exit.fail('outer'))
  // at the same millisecond the inner one was there first, and what recovers from it is timed out
  t.deepEqual(exitOf(nested(10, 10)), Exit.fail('outer'))
  const inFinalizer = pipe(
    C.sleep(1000),
    C.ensuring(C.timeoutOption(10)(slow)),
    C.timeout(100, () => 'outer')
  )
  t.deepEqual(observed(inFinalizer), { exit: Exit.fail('outer'), at: 110, left: [0, 0, 0] })
})

test('disconnect: a timeout over a masked step returns in time, and the step goes on to its end', (t) => {
  const { lines, say } = makeLog()
  const loop = new TestLoop()
  const exit = loop.run(
    pipe(
      slow,
      C.flatMap(() => say('done')),
      C.uninterruptible,
      C.disconnect,
      C.timeout(100, () => 'too late'),
      C.toEither,
      C.tap(() => C.fromIO(() => t.is(loop.now(), 100)))
    )
  )
  t.deepEqual(exit._tag, 'Right')
  loop.runAll()
  t.deepEqual([lines, loop.now(), loop.fibers()], [['done'], 1000, []])
})

test('wherever and whoever is interrupted, and whatever the schedule: nothing is left, nothing lost', (t) => {
  for (const [inner, outer] of [
    [1, 3],
    [3, 1],
    [2, 2]
  ] as const) {
    const world = () => {
      let open = 0
      const resource = C.bracket(
        C.fromIO(() => void open++),
        () => C.sleep(2),
        () => C.flatMap(C.sleep(1), () => C.fromIO(() => void open--))
      )
      return {
        program: pipe(
          resource,
          C.timeoutOption(inner),
          C.flatMap(() => resource),
          C.timeoutOption(outer)
        ),
        check: () => {
          if (open !== 0) throw new Error(`${open} resources are left`)
        }
      }
    }
    t.true(sweep(world) > 10)
    t.true(sweepAll(world) > 30)
    schedules(world, 100)
    chaos(world, 100)
  }
})
