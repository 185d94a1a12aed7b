// cancel, shield, gather, as_completed: what asyncio promises of them, said of fork, interrupt, all, race and shield.
//
// test_asyncio/test_tasks.py                             here
// -----------------------------------------------------  --------------------------------------------------------
// test_cancel, _yield, _at_end, _inner_future            interrupting a fiber where it waits, wherever that is
// test_cancel_task_before_start / _with_cancelled_…      a fiber that is interrupted before it starts takes no step
// test_cancel_done_future, test_cancel_awaited_task      interrupting a fiber that has ended changes nothing
// test_cancel_task_catching, _ignoring, test_uncancel_*  an interruption cannot be swallowed; its cleanup may take time
// test_cancel_with_message_*                             an interruption says by whom, why and when
// test_cancel_gather_1, _2, test_cancel_wait_for         interrupting who waits for several interrupts all of them
// GatherTests test_success, test_env_var_child           all: the values in the order of the items
//             test_one_exception, test_exception_marsh…  all: the first failure interrupts the others
//             test_return_exceptions, …                  all of exits: nobody is interrupted
//             test_one_cancellation, _cancelled_in_the…  all: a member that is interrupted fails the rest
//             test_constructor_empty_sequence            all of nothing
//             test_duplicate_coroutines                  one coroutine twice runs twice
//             test_run_*_cancelled                       what members do wrong when they are interrupted is kept
// ShieldTests test_shield_result, _exception             shield: its result is the result
//             test_shield_inner_cancel                   shield: an interruption of what is inside is seen
//             test_shield_outer_cancel, _shortcut        shield: goes on when who waits is interrupted
//             test_shield_gather, test_gather_shield     shield around all, all around shield
//             test_shield_effect, _(non_)refcycle        a failure after that is reported
// test_as_completed_*                                    a queue gives the results in the order in which they come
// test_wait_first_completed, first_exception             raceFirst, race: the losers have cleaned up when it is over
import test from 'ava'
import * as ContextVar from 'fiber-ts/ContextVar'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import * as Queue from 'fiber-ts/Queue'
import { limitRetries } from 'fiber-ts/RetryPolicy'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import { exitOf, makeLog } from '../coroutine/fixtures.js'
import { causeOf, start, valueOf } from '../support/programs.js'
import { chaos, schedules, sweep, sweepAll } from '../support/sweep.js'

const after = <A>(millis: number, value: A): C.Coroutine<unknown, never, A> => C.delay(millis)(C.of(value))
const failAfter = (millis: number, error: string): C.Coroutine<unknown, string, never> => C.delay(millis)(C.left(error))

// ---------------------------------------------------------------------------------------------------------------------
// cancel
// ---------------------------------------------------------------------------------------------------------------------

test('interrupting a fiber where it waits, wherever that is; it says by whom, why and when', (t) => {
  const waits: ReadonlyArray<C.Coroutine<unknown, never, unknown>> = [
    C.never,
    C.sleep(1000),
    C.all([C.never, C.sleep(1)]),
    C.flatMap(C.fork(C.never), Fiber.join),
    C.timeoutOption(1000)(C.never)
  ]
  for (const wait of waits) {
    const loop = new TestLoop()
    const exit = loop.run(
      C.gen(function* () {
        const fiber = yield* C.fork(wait)
        yield* C.sleep(5)
        return [yield* Fiber.interrupt(fiber, 'enough'), (yield* Fiber.self).id] as const
      })
    )
    t.deepEqual(exit._tag === 'Right' && exit.right[0], {
      _tag: 'Left',
      left: [{ _tag: 'Interrupt', by: exit._tag === 'Right' ? exit.right[1] : 0, reason: 'enough', at: 5 }]
    })
    t.deepEqual([loop.now(), loop.fibers().length, loop.sleeping()], [5, 0, 0])
  }
})

test('a fiber that is interrupted before it starts takes no step', (t) => {
  const { lines, say } = makeLog()
  valueOf(C.flatMap(C.fork(say('ran')), (fiber) => Fiber.interrupt(fiber)))
  t.deepEqual(lines, [])
})

test('what a waiting fiber was given is not lost to an interruption that comes before it runs, be it a failure', (t) => {
  const { lines, say } = makeLog()
  const loop = new TestLoop()
  const exit = loop.run(
    C.gen(function* () {
      const deferred = yield* Deferred.make<string, never>()
      const fiber = yield* start(
        C.orElse(Deferred.await(deferred), (error) => C.flatMap(say(`recovers from ${error}`), () => C.never))
      )
      const recovered = yield* start(
        C.orElse(Deferred.await(deferred), (error) => (lines.push(`sees ${error}`), C.never))
      )
      yield* Deferred.fail(deferred, 'no')
      return [yield* Fiber.interrupt(fiber, 'enough'), yield* Fiber.interrupt(recovered, 'enough')].map(causeOf)
    })
  )
  t.deepEqual(exit, Exit.succeed([['interrupted: enough'], ['interrupted: enough']]))
  t.deepEqual([lines, loop.reported], [['sees no'], []])
})

test('interrupting a fiber that has ended changes nothing', (t) => {
  valueOf(
    C.gen(function* () {
      const fiber = yield* start(C.of(1))
      t.deepEqual(yield* Fiber.interrupt(fiber), Exit.succeed(1))
      t.is(yield* Fiber.join(fiber), 1)
    })
  )
})

test('an interruption cannot be swallowed; its cleanup may take time', (t) => {
  const { lines, say } = makeLog()
  const loop = new TestLoop()
  loop.run(
    C.gen(function* () {
      const fiber = yield* start(
        C.gen(function* () {
          try {
            yield* C.never
          } catch {
            yield* say('caught')
          } finally {
            yield* C.sleep(10)
            yield* say('cleaned up')
          }
          yield* say('went on')
        })
      )
      yield* Fiber.interrupt(fiber)
      yield* say('interrupted')
    })
  )
  t.deepEqual(lines, ['cleaned up', 'interrupted'])
  t.is(loop.now(), 10)
})

// ---------------------------------------------------------------------------------------------------------------------
// all
// ---------------------------------------------------------------------------------------------------------------------

test('all: the values in the order of the items, at the time of the slowest', (t) => {
  const loop = new TestLoop()
  t.deepEqual(loop.run(C.all([after(3, 'a'), after(1, 'b'), C.of('c')])), Exit.succeed(['a', 'b', 'c']))
  t.is(loop.now(), 3)
  t.deepEqual(exitOf(C.all({ a: after(1, 1), b: C.of('2') })), Exit.succeed({ a: 1, b: '2' }))
  t.deepEqual(exitOf(C.all([])), Exit.succeed([]))
})

test('all: one coroutine twice runs twice', (t) => {
  let runs = 0
  const once = C.fromIO(() => ++runs)
  t.deepEqual(exitOf(C.all([once, once])), Exit.succeed([1, 2]))
})

test('all: the first failure interrupts the others, whose finalizers run before it is over', (t) => {
  for (const concurrency of [3, 2]) {
    const reasons: Array<unknown> = []
    const loop = new TestLoop()
    const member = pipe(
      C.never,
      C.onExit((exit) => C.flatMap(C.sleep(4), () => C.fromIO(() => void reasons.push(...causeOf(exit)))))
    )
    t.deepEqual(loop.run(C.all([member, failAfter(1, 'no'), member], { concurrency })), Exit.fail('no'))
    t.deepEqual(
      reasons,
      Array.from({ length: concurrency - 1 }, () => 'interrupted: sibling failed')
    )
    t.deepEqual([loop.now(), loop.fibers().length], [5, 0])
  }
})

test('all: what members do wrong when they are interrupted is kept', (t) => {
  const failed = pipe(C.left('neither'), C.ensuring(C.sleep(1)))
  const exit = exitOf(C.all([pipe(C.never, C.ensuring(C.die('bug'))), failAfter(1, 'no'), failed]))
  // the third one had failed as well before it could be interrupted
  t.deepEqual(causeOf(exit), ['no', 'neither', 'bug'])
})

test('all: a member that is interrupted fails the rest', (t) => {
  const exit = exitOf(C.all([C.never, C.interrupt]))
  t.is(causeOf(exit).length, 1)
  t.true(exit._tag === 'Left' && exit.left[0]._tag === 'Interrupt')
})

test('all: the interruption of a member is no interruption of who waits, who goes on', (t) => {
  const exit = exitOf(C.map((e: Exit.Exit<never, unknown>) => e._tag)(C.toExit(C.all([C.never, C.interrupt]))))
  t.deepEqual(exit, Exit.succeed('Left'))
})

test('all of exits: nobody is interrupted', (t) => {
  const exit = exitOf(C.all([C.toExit(failAfter(1, 'no')), C.toExit(after(5, 1))]))
  t.deepEqual(exit, Exit.succeed([Exit.fail('no'), Exit.succeed(1)]))
})

test('all: interrupting who waits interrupts all of them, and waits for their end', (t) => {
  const { lines, say } = makeLog()
  const loop = new TestLoop()
  const member = (name: string) => pipe(C.never, C.onInterrupt(C.delay(3)(say(name))))
  const run = loop.start(C.all([member('a'), member('b')]))
  loop.runReady()
  run.interrupt('host', 'enough')
  loop.runAll()
  t.deepEqual(causeOf(run.exit()), ['interrupted: enough'])
  t.deepEqual([lines.sort(), loop.now()], [['a', 'b'], 3])
})

test('all with a limit: so many at once, and none after a failure', (t) => {
  let running = 0
  let most = 0
  const started: Array<number> = []
  const member = (n: number) =>
    C.bracketW(
      C.fromIO(() => {
        started.push(n)
        most = Math.max(most, ++running)
      }),
      () => (n === 4 ? failAfter(1, 'no') : C.sleep(2)),
      () => C.fromIO(() => void running--)
    )
  const exit = exitOf(C.all([0, 1, 2, 3, 4, 5, 6, 7, 8].map(member), { concurrency: 2 }))
  t.deepEqual(exit, Exit.fail('no'))
  t.deepEqual([most, running, started], [2, 0, [0, 1, 2, 3, 4, 5]])
})

test('all with a limit: after a failure no function is called, not even by a worker that has its value already', (t) => {
  const called: Array<number> = []
  const exit = exitOf(
    C.flatMap(Deferred.make<never, number>(), (deferred) =>
      C.forEach(
        (index: number): C.Coroutine<unknown, string, number> => {
          called.push(index)
          return index === 0
            ? Deferred.await(deferred)
            : C.delay(1)(C.flatMap(Deferred.succeed(deferred, 1), () => C.left('no')))
        },
        { concurrency: 2 }
      )([0, 1, 2, 3])
    )
  )
  t.deepEqual(exit, Exit.fail('no'))
  t.deepEqual(called, [0, 1])
})

type Together = (
  members: readonly [C.Coroutine<unknown, never, never>, C.Coroutine<unknown, never, never>]
) => C.Coroutine<unknown, never, unknown>

for (const [name, together] of [
  ['all', (members) => C.all(members)],
  ['race', (members) => C.raceAll(members)]
] as ReadonlyArray<readonly [string, Together]>)
  test(`${name}: what members do wrong when it is interrupted is kept, at once or later`, (t) => {
    const wrong = (what: string, millis: number) =>
      pipe(C.never, C.ensuring(millis === 0 ? C.die(what) : C.delay(millis)(C.die(what))))
    for (const millis of [
      [0, 0],
      [1, 2]
    ] as const) {
      const loop = new TestLoop()
      const run = loop.start(together([wrong('a', millis[0]), wrong('b', millis[1])]))
      loop.runReady()
      run.interrupt('host', 'enough')
      loop.runAll()
      const [first, ...others] = causeOf(run.exit())
      t.deepEqual(
        [first, others.length, others.includes('a'), others.includes('b')],
        ['interrupted: enough', 2, true, true]
      )
      t.deepEqual(loop.reported, [])
    }
  })

// ---------------------------------------------------------------------------------------------------------------------
// race
// ---------------------------------------------------------------------------------------------------------------------

test('race: the first success; the losers have cleaned up when it is over, and know why', (t) => {
  const reasons: Array<unknown> = []
  const loser = <E>(ma: C.Coroutine<unknown, E, string>) =>
    C.onExit((exit: Exit.Exit<E, string>) =>
      C.flatMap(C.sleep(2), () => C.fromIO(() => void reasons.push(...causeOf(exit))))
    )(ma)
  const loop = new TestLoop()
  const exit = loop.run(pipe(failAfter(1, 'no'), C.race(loser(after(10, 'slow'))), C.race(after(5, 'fast'))))
  t.deepEqual(exit, Exit.succeed('fast'))
  t.deepEqual(reasons, ['interrupted: race lost'])
  t.deepEqual([loop.now(), loop.fibers().length, loop.reported.length], [7, 0, 0])
})

test('race: if all fail, so does the race, with every failure, in order', (t) => {
  t.deepEqual(causeOf(exitOf(C.raceAll([failAfter(2, 'b'), failAfter(1, 'a')]))), ['a', 'b'])
})

test('race: what failed before it was interrupted has decided nothing', (t) => {
  const undecided = pipe(failAfter(1, 'no'), C.race(C.never))
  t.deepEqual(exitOf(C.timeout(5, () => 'too late')(undecided)), Exit.fail('too late'))
  const loop = new TestLoop()
  const run = loop.start(undecided)
  loop.advance(2)
  run.interrupt('host', 'enough')
  loop.runAll()
  t.deepEqual(causeOf(run.exit()), ['interrupted: enough'])
})

test('race: nobody wins once it was interrupted, and nobody is a loser', (t) => {
  const loop = new TestLoop()
  const masked = C.uninterruptible(after(2, 'value'))
  const wrong = pipe(C.never, C.ensuring(C.delay(3)(C.die('finalizer'))))
  const run = loop.start(C.raceAll([masked, wrong]))
  loop.advance(1)
  run.interrupt('host', 'enough')
  loop.runAll()
  t.deepEqual(causeOf(run.exit()), ['interrupted: enough', 'finalizer'])
  t.deepEqual(loop.reported, [])
})

test('race: a racer that never ends changes nothing; two successes at once are one', (t) => {
  t.deepEqual(exitOf(pipe(after(1, 1), C.race(C.never))), Exit.succeed(1))
  t.deepEqual(
    exitOf(
      pipe(
        C.never,
        C.race(failAfter(1, 'no')),
        C.timeoutOption(5),
        C.map((o) => o._tag)
      )
    ),
    Exit.succeed('None')
  )
  t.deepEqual(exitOf(pipe(after(1, 'left'), C.race(after(1, 'right')))), Exit.succeed('left'))
})

test('raceFirst: whoever ends first decides, be it by failing', (t) => {
  t.deepEqual(exitOf(pipe(failAfter(1, 'no'), C.raceFirst(after(5, 'slow')))), Exit.fail('no'))
  t.deepEqual(exitOf(pipe(after(1, 'fast'), C.raceFirst(failAfter(5, 'no')))), Exit.succeed('fast'))
})

test('race: what a loser does wrong is reported, and the winner wins all the same', (t) => {
  const loop = new TestLoop()
  const exit = loop.run(pipe(after(1, 'won'), C.race(pipe(C.never, C.ensuring(C.die('bug'))))))
  t.deepEqual(exit, Exit.succeed('won'))
  t.deepEqual(
    loop.reported.map(({ exception }) => exception),
    ['bug']
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// shield
// ---------------------------------------------------------------------------------------------------------------------

test('shield: its result is the result; an interruption of what is inside is seen', (t) => {
  t.deepEqual(exitOf(C.shield(after(1, 1))), Exit.succeed(1))
  t.deepEqual(exitOf(C.shield(failAfter(1, 'no'))), Exit.fail('no'))
  const inner = exitOf(C.toExit(C.shield(C.interrupt)))
  t.true(inner._tag === 'Right' && inner.right._tag === 'Left')
})

test('shield: goes on when who waits is interrupted; a failure after that is reported', (t) => {
  for (const end of [C.of(1), C.left('no')]) {
    const { lines, say } = makeLog()
    const loop = new TestLoop()
    const run = loop.start(
      pipe(
        C.sleep(10),
        C.flatMap(() => say('done')),
        C.flatMap((): C.Coroutine<unknown, string, number> => end),
        C.shield
      )
    )
    loop.advance(5)
    run.interrupt('host', 'enough')
    loop.runReady()
    t.deepEqual(causeOf(run.exit()), ['interrupted: enough'])
    loop.runAll()
    t.deepEqual([lines, loop.fibers().length], [['done'], 0])
    t.is(loop.reported.length, end._tag === 'Fail' ? 1 : 0)
  }
})

test('shield, disconnect: what is inside has the environment and the fiber-local values of its place', (t) => {
  const variable = ContextVar.make('variable', 'initial')
  const inside = C.flatMap(ContextVar.get(variable), (value) => C.asks((env: string) => `${env} ${value}`))
  for (const apart of [C.shield(inside), C.disconnect(inside)])
    t.deepEqual(exitOf(C.provide('env')(ContextVar.locally(variable, 'local')(apart))), Exit.succeed('env local'))
})

test('shield around all, all around shield', (t) => {
  const { lines, say } = makeLog()
  const member = (name: string) => C.delay(10)(say(name))
  const programs = [C.shield(C.all([member('a'), member('b')])), C.all([C.shield(member('c')), member('d')])]
  for (const program of programs) {
    const loop = new TestLoop()
    const run = loop.start<unknown, never, unknown>(program)
    loop.advance(5)
    run.interrupt()
    loop.runAll()
    t.is(run.exit()?._tag, 'Left')
  }
  t.deepEqual(lines, ['a', 'b', 'c'])
})

// ---------------------------------------------------------------------------------------------------------------------
// as_completed
// ---------------------------------------------------------------------------------------------------------------------

test('a queue gives the results in the order in which they come', (t) => {
  const results = valueOf(
    C.gen(function* () {
      const completed = yield* Queue.unbounded<string>()
      for (const [millis, name] of [
        [3, 'c'],
        [1, 'a'],
        [2, 'b']
      ] as const)
        yield* pipe(
          after(millis, name),
          C.flatMap((value) => Queue.offer(completed, value)),
          C.fork
        )
      return [yield* Queue.take(completed), yield* Queue.take(completed), yield* Queue.take(completed)]
    })
  )
  t.deepEqual(results, ['a', 'b', 'c'])
})

// ---------------------------------------------------------------------------------------------------------------------
// sweeps
// ---------------------------------------------------------------------------------------------------------------------

test('wherever and whoever is interrupted, and whatever the schedule: what was acquired is released', (t) => {
  const combine: ReadonlyArray<
    (mas: ReadonlyArray<C.Coroutine<unknown, string, number>>) => C.Coroutine<unknown, unknown, unknown>
  > = [
    (mas) => C.all(mas),
    (mas) => C.all(mas, { concurrency: 2 }),
    (mas) => C.raceAll(mas as never),
    ([a, b, c]) => pipe(a!, C.raceFirst(b!), C.raceFirst(c!)),
    (mas) => C.forEach((ma: C.Coroutine<unknown, string, number>) => C.fork(ma))(mas),
    (mas) => C.timeoutOption(2)(C.disconnect(C.all(mas))),
    (mas) =>
      pipe(
        mas,
        C.forEach((ma) => ma, { concurrency: 2 })
      ),
    (mas) => C.traverseArrayN(2)((ma: C.Coroutine<unknown, string, number>) => ma)(mas),
    (mas) => C.retry(limitRetries(2))(C.all(mas)),
    (mas) => C.retryWhile((error) => error === 'no', limitRetries(2))(C.all(mas)),
    (mas) => C.repeat(limitRetries(2))(C.all(mas)),
    (mas) => C.timeoutTo(2, () => C.of(0))(C.all(mas)),
    (mas) => C.shield(C.all(mas))
  ]
  // these go on in the background when who waits is interrupted: a failure there is the loop's to report
  const goesOn = (f: unknown): boolean => f === combine[5] || f === combine.at(-1)
  for (const f of combine)
    for (const failing of [false, true]) {
      const world = () => {
        let open = 0
        const member = (n: number) =>
          C.bracketW(
            C.fromIO(() => void open++),
            () => (failing && n === 2 && !goesOn(f) ? failAfter(n, 'no') : after(n, n)),
            () => C.flatMap(C.yieldNow, () => C.fromIO(() => void open--))
          )
        return {
          // failures of forked members are for the loop to report, which is not what this is about
          program: C.toExit(
            f([1, 2, 3].map((n) => (f === combine[4] ? C.orElse(member(n), () => C.of(0)) : member(n))))
          ),
          check: () => {
            if (open !== 0 && !goesOn(f)) throw new Error(`${open} resources are left`)
          }
        }
      }
      t.true(sweep(world) > 10)
      t.true(sweepAll(world) > 20)
      schedules(world, 60)
      chaos(world, 60)
    }
})

test('something else than a Fiber is refused by name', (t) => {
  for (const wrong of [undefined, null, 5, {}, C.fork(C.of(1))])
    for (const operation of [Fiber.join, Fiber.await, Fiber.interrupt, Fiber.status])
      t.throws(() => operation(wrong as never), { instanceOf: TypeError, message: /^a Fiber was expected, got / })
})
