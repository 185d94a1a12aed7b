// TaskGroup: what asyncio promises of it, and what is promised beyond that.
//
// test_asyncio/test_taskgroups.py                        here
// -----------------------------------------------------  --------------------------------------------------------
// test_taskgroup_01, 03, 10                              it ends when its body and all of its fibers have ended
// test_taskgroup_02, 04, 05, 06, 20                      the first failure interrupts the others, which clean up
// test_taskgroup_07, 08, 09, 12, 13                      interrupting who waits for it ends all of it
// test_taskgroup_11, 14, 21(a), 22, 23, 25, 26           every failure is kept, in order, the body's included
// test_taskgroup_15, 16, 17, 18, 19, 24                  an interruption and failures are both kept
// test_taskgroup_27, 28, 30, 31                          (ExceptionGroups of BaseExceptions: no counterpart)
// test_taskgroup_32, 34, 35, 36, 37                      groups in groups: only what failed is in the cause
// test_taskgroup_already_entered, _double_enter          (a group exists inside of run only)
// test_taskgroup_finished, _not_entered                  nothing is started in a group that has ended
// test_taskgroup_without_parent_task                     (does not apply)
// test_coro_closed_when_tg_closed                        nothing is started in a group that is shutting down
// test_cancelling_level_preserved, nested_groups_both…   a group that fails inside of one that is interrupted
// test_exception_refcycles_*, test_name, test_context    (does not apply), names by C.named, ContextVar in its tests
// test_taskgroup_error_before / task_cancelled_…         a fiber that is only interrupted is no failure
// (3.15)  TaskGroup.cancel                               it can be ended early, without a failure
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import { RuntimeError } from 'fiber-ts/Errors'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import * as TaskGroup from 'fiber-ts/TaskGroup'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import { exitOf, makeLog } from '../coroutine/fixtures.js'
import { causeOf, defectOf, valueOf } from '../support/programs.js'
import { chaos, schedules, sweep, sweepAll } from '../support/sweep.js'

type Group<A = never> = TaskGroup.TaskGroup<string, A>

const failAfter = (millis: number, error: string): C.Coroutine<unknown, string, never> => C.delay(millis)(C.left(error))

test('it ends when its body and all of its fibers have ended, also those that fibers have started', (t) => {
  const { lines, say } = makeLog()
  const loop = new TestLoop()
  const exit = loop.run(
    TaskGroup.run((group) =>
      C.gen(function* () {
        yield* pipe(
          TaskGroup.fork(group)(C.delay(20)(say('grandchild'))),
          C.flatMap(() => say('child')),
          C.delay(10),
          TaskGroup.fork(group)
        )
        t.deepEqual(yield* TaskGroup.statistics(group), { phase: 'open', fibers: 1 })
        yield* say('body')
        return 'value'
      })
    )
  )
  t.deepEqual(exit, Exit.succeed('value'))
  t.deepEqual(lines, ['body', 'child', 'grandchild'])
  t.is(loop.now(), 30)
})

test('the first failure interrupts the others and the body, which clean up before it ends', (t) => {
  const { lines, say } = makeLog()
  const cleanUp = (name: string) => C.onInterrupt(C.flatMap(C.sleep(5), () => say(`${name} cleaned up`)))
  const exit = exitOf(
    TaskGroup.run((group: Group) =>
      C.gen(function* () {
        yield* pipe(C.never, cleanUp('sibling'), TaskGroup.fork(group))
        yield* pipe(failAfter(10, 'no'), TaskGroup.fork(group))
        yield* pipe(C.never, cleanUp('body'))
      })
    )
  )
  t.deepEqual(exit, Exit.fail('no'))
  t.deepEqual(lines.sort(), ['body cleaned up', 'sibling cleaned up'])
})

test('a failure of the body interrupts the fibers', (t) => {
  const { lines, say } = makeLog()
  const exit = exitOf(
    TaskGroup.run((group) =>
      C.gen(function* () {
        yield* pipe(C.never, C.onInterrupt(say('interrupted')), TaskGroup.fork(group))
        yield* C.yieldNow
        return yield* C.left('body')
      })
    )
  )
  t.deepEqual(exit, Exit.fail('body'))
  t.deepEqual(lines, ['interrupted'])
})

test('every failure is kept, in order, the defects and the ones of the body included', (t) => {
  const bug = new Error('bug')
  const exit = exitOf(
    TaskGroup.run((group: Group) =>
      C.gen(function* () {
        yield* pipe(C.never, C.ensuring(C.delay(2)(C.die(bug))), TaskGroup.fork(group))
        yield* pipe(failAfter(1, 'first'), TaskGroup.fork(group))
        yield* pipe(
          C.never,
          C.onInterrupt(C.sleep(1)),
          C.matchExit(() => C.of(1)),
          C.ensuring(C.orDie(C.left('cleanup'))),
          TaskGroup.fork(group)
        )
        return yield* pipe(C.never, C.ensuring(C.die('body')))
      })
    )
  )
  t.deepEqual(causeOf(exit), ['first', 'body', 'cleanup', bug])
})

test('a failure is recovered from outside by the one rule, whichever fiber failed first', (t) => {
  const main = TaskGroup.run((group: Group) =>
    C.gen(function* () {
      yield* pipe(failAfter(2, 'second'), TaskGroup.fork(group))
      yield* pipe(failAfter(1, 'first'), TaskGroup.fork(group))
    })
  )
  t.deepEqual(exitOf(C.orElse(main, (error) => C.of(`recovered from ${error}`))), Exit.succeed('recovered from first'))
})

test('a fiber that is only interrupted is no failure', (t) => {
  const exit = exitOf(
    TaskGroup.run((group) =>
      C.gen(function* () {
        const one = yield* pipe(C.never, TaskGroup.fork(group))
        const other = yield* pipe(C.of(1), C.delay(10), TaskGroup.fork(group))
        yield* Fiber.interrupt(one)
        yield* pipe(C.interrupt, TaskGroup.fork(group))
        return yield* Fiber.join(other)
      })
    )
  )
  t.deepEqual(exit, Exit.succeed(1))
})

test('a body that joins a failing fiber tells of the failure once', (t) => {
  const loop = new TestLoop()
  const exit = loop.run(
    TaskGroup.run((group: Group) =>
      C.gen(function* () {
        const fiber = yield* pipe(failAfter(1, 'no'), TaskGroup.fork(group))
        yield* Fiber.join(fiber)
      })
    )
  )
  t.deepEqual(exit, Exit.fail('no'))
  t.deepEqual(loop.fibers(), [])
})

test('interrupting who waits for it ends all of it; an interruption and failures are both kept', (t) => {
  const { lines, say } = makeLog()
  const loop = new TestLoop()
  const run = loop.start(
    TaskGroup.run((group) =>
      C.gen(function* () {
        yield* pipe(C.never, C.onInterrupt(C.delay(5)(say('fiber'))), TaskGroup.fork(group))
        yield* pipe(C.never, C.ensuring(C.die('bug')), TaskGroup.fork(group))
        yield* pipe(C.never, C.onInterrupt(C.delay(1)(say('body'))))
      })
    )
  )
  loop.runReady()
  run.interrupt('host', 'enough')
  loop.runAll()
  t.deepEqual(causeOf(run.exit()), ['interrupted: enough', 'bug'])
  t.deepEqual(lines, ['body', 'fiber'])
})

test('groups in groups: only what failed is in the cause', (t) => {
  const inner = (error: string) =>
    TaskGroup.run((group: Group) => C.flatMap(TaskGroup.fork(group)(failAfter(1, error)), () => C.never))
  const exit = exitOf(
    TaskGroup.run((outer: Group) =>
      C.gen(function* () {
        yield* TaskGroup.fork(outer)(inner('inner'))
        yield* TaskGroup.fork(outer)(inner('interrupted in time'))
        yield* C.never
      })
    )
  )
  // both fail at the same millisecond: the second one had failed before it could be interrupted
  t.deepEqual(causeOf(exit), ['inner', 'interrupted in time'])
})

test('a group that fails inside of one that is interrupted', (t) => {
  const loop = new TestLoop()
  const exit = loop.run(
    TaskGroup.run((outer: Group) =>
      C.gen(function* () {
        yield* TaskGroup.fork(outer)(failAfter(1, 'outer'))
        yield* TaskGroup.run((inner: Group) =>
          C.gen(function* () {
            yield* pipe(C.never, C.ensuring(C.delay(3)(C.die('inner'))), TaskGroup.fork(inner))
            yield* C.never
          })
        )
      })
    )
  )
  t.deepEqual(causeOf(exit), ['outer', 'inner'])
  t.is(loop.now(), 4)
})

test('it can be ended early, without a failure, by the body or by a fiber; the first one counts', (t) => {
  const { lines, say } = makeLog()
  const endedBy = (millis: number, value: string, group: Group<string>) =>
    C.delay(millis)(TaskGroup.end(group as TaskGroup.TaskGroup<never, string>, value))
  const exit = exitOf(
    TaskGroup.run((group: Group<string>) =>
      C.gen(function* () {
        yield* pipe(C.never, C.onInterrupt(C.delay(5)(say('cleaned up'))), TaskGroup.fork(group))
        yield* pipe(endedBy(20, 'slow', group), TaskGroup.fork(group))
        yield* pipe(
          endedBy(10, 'fast', group),
          C.ensuring(TaskGroup.end(group as never, 'late' as never)),
          TaskGroup.fork(group)
        )
        return 'body'
      })
    )
  )
  t.deepEqual(exit, Exit.succeed('fast'))
  t.deepEqual(lines, ['cleaned up'])
  const byBody = TaskGroup.run((group: TaskGroup.TaskGroup<never, string>) =>
    C.flatMap(TaskGroup.end(group, 'early'), () => C.never)
  )
  t.deepEqual(exitOf(byBody), Exit.succeed('early'))
})

test('what it was ended with counts for more than what its body has all the same', (t) => {
  const program = TaskGroup.run((group: TaskGroup.TaskGroup<never, string>) =>
    C.uninterruptible(C.as(TaskGroup.end(group, 'ended'), 'body'))
  )
  t.deepEqual(exitOf(program), Exit.succeed('ended'))
})

test('a failure of what cleans up after an early end is a failure all the same', (t) => {
  const exit = exitOf(
    TaskGroup.run((group: TaskGroup.TaskGroup<never, string>) =>
      C.gen(function* () {
        yield* pipe(C.never, C.ensuring(C.die('bug')), TaskGroup.fork(group))
        yield* C.yieldNow
        yield* TaskGroup.end(group, 'early')
      })
    )
  )
  t.deepEqual(causeOf(exit), ['bug'])
})

test('nothing is started in a group that has ended, or is shutting down', (t) => {
  const { lines, say } = makeLog()
  const exit = exitOf(
    C.gen(function* () {
      const leaked = yield* TaskGroup.run((group) => C.of(group))
      t.is((yield* TaskGroup.statistics(leaked)).phase, 'ended')
      t.true(defectOf(yield* C.toExit(TaskGroup.fork(leaked)(say('never')))) instanceof RuntimeError)
      t.true(defectOf(yield* C.toExit(TaskGroup.end(leaked as never, 1 as never))) instanceof RuntimeError)
      return yield* TaskGroup.run((group: Group) =>
        C.gen(function* () {
          yield* pipe(C.never, C.ensuring(TaskGroup.fork(group)(say('never'))), TaskGroup.fork(group))
          yield* C.yieldNow
          yield* C.left('no')
        })
      )
    })
  )
  t.deepEqual(lines, [])
  t.is(causeOf(exit)[0], 'no')
  t.regex(String(defectOf(exit)), /shutting down/)
})

test('a fiber of a group may be interrupted by a sibling while its value is on the way', (t) => {
  t.deepEqual(
    valueOf(
      TaskGroup.run((group) =>
        C.gen(function* () {
          const fiber = yield* pipe(C.of(1), C.delay(5), TaskGroup.fork(group))
          yield* C.fork(C.delay(5)(Fiber.interrupt(fiber)))
          return yield* Fiber.join(fiber)
        })
      )
    ),
    1
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// sweeps
// ---------------------------------------------------------------------------------------------------------------------

const world = (failing: boolean) => {
  let live = 0
  const resource = <E>(body: C.Coroutine<unknown, E, unknown>) =>
    C.bracketW(
      C.fromIO(() => void live++),
      () => body,
      () => C.flatMap(C.yieldNow, () => C.fromIO(() => void live--))
    )
  return {
    program: TaskGroup.run((group: Group) =>
      C.gen(function* () {
        const fiber = yield* pipe(resource(C.delay(2)(C.of(1))), TaskGroup.fork(group))
        yield* pipe(resource(TaskGroup.fork(group)(resource(C.sleep(3)))), TaskGroup.fork(group))
        if (failing) yield* pipe(resource(failAfter(1, 'no')), TaskGroup.fork(group))
        return yield* resource(Fiber.join(fiber))
      })
    ),
    check: () => {
      if (live !== 0) throw new Error(`${live} resources are left`)
    }
  }
}

test('wherever and whoever is interrupted, everything that was acquired is released', (t) => {
  for (const failing of [false, true]) {
    t.true(sweep(() => world(failing)) > 20)
    t.true(sweepAll(() => world(failing)) > 50)
    schedules(() => world(failing))
    chaos(() => world(failing))
  }
})
