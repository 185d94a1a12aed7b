// What an exploration says about a program: a verdict with its evidence, a trace that repeats it, and a table.
import * as assert from 'node:assert'
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import * as Lock from 'fiber-ts/Lock'
import * as Ref from 'fiber-ts/Ref'
import * as Scope from 'fiber-ts/Scope'
import * as Semaphore from 'fiber-ts/Semaphore'
import {
  assertAll,
  bounded,
  chaos,
  ExplorationError,
  explore,
  fifo,
  pct,
  portfolio,
  random,
  replay,
  type Strategy,
  sweep,
  weighted
} from 'fiber-ts/testing'

const effect = <A>(f: () => A): C.Coroutine<unknown, never, A> => C.fromIO(f)

/** Two fibers that write down in which order their steps are taken. */
const letters = (steps: number, orders: Set<string>) => (): C.Coroutine<unknown, never, unknown> => {
  let order = ''
  const write = (letter: string): C.Coroutine<unknown, never, void> => effect(() => void (order += letter))
  const worker = (letter: string) => C.forEach(() => write(letter), { concurrency: 1 })(Array.from({ length: steps }))
  return C.flatMap(C.all([worker('a'), worker('b')]), () => effect(() => orders.add(order)))
}

const lostUpdate = C.gen(function* () {
  const counter = yield* Ref.make(0)
  const increment = C.gen(function* () {
    const n = yield* Ref.read(counter)
    yield* Ref.write(counter, n + 1)
  })
  yield* C.all([increment, increment])
  assert.strictEqual(yield* Ref.read(counter), 2)
})

// ---------------------------------------------------------------------------------------------------------------------
// verdicts
// ---------------------------------------------------------------------------------------------------------------------

test('ok: what was run, and what is certain by that', (t) => {
  const report = explore(C.all([C.yieldNow, C.yieldNow]), { strategy: bounded(2) })
  t.deepEqual(report.verdict, { _tag: 'Ok', exit: Exit.succeed([undefined, undefined]) })
  t.is(report.exhausted, 2)
  t.is(report.trace, undefined)
  t.regex(report.message, /^ok: \d+ schedules, all with up to 2 preemptions, of \d+ to \d+ steps$/)
})

test('failed: a typed failure and a defect, with their identity', (t) => {
  const error = new Error('no')
  const { verdict } = explore(C.left(error))
  t.true(verdict._tag === 'Failed' && verdict.error === error)
  const died = explore(C.die(error)).verdict
  t.true(died._tag === 'Failed' && died.error === error)
})

test('failed: the check judges instead of the exit', (t) => {
  t.is(explore(() => ({ program: C.left('expected'), check: () => undefined })).verdict._tag, 'Ok')
  const { verdict } = explore(() => ({
    program: C.of(1),
    check: (exit) => assert.deepStrictEqual(exit, Exit.succeed(2))
  }))
  t.is(verdict._tag, 'Failed')
})

test('deadlock: who waits for what', (t) => {
  const { verdict } = explore(
    C.flatMap(Deferred.make<never, void>(), (d) => C.named('main')(Deferred.await(d))),
    { strategy: fifo }
  )
  t.true(verdict._tag === 'Deadlock')
  if (verdict._tag !== 'Deadlock') return
  t.deepEqual(
    verdict.waiting.map(({ path, name, waitsFor }) => ({ path, name, waitsFor })),
    [{ path: '0', name: 'main', waitsFor: 'a Deferred' }]
  )
  t.is(explore(C.never).verdict._tag, 'Deadlock')
})

test('livelock: a program that spins, whoever gets a turn', (t) => {
  t.is(explore(C.forever(C.yieldNow), { strategy: fifo, maxSteps: 500 }).verdict._tag, 'Livelock')
  t.is(explore(C.forever(C.of(1)), { strategy: fifo, maxSteps: 500 }).verdict._tag, 'Livelock')
})

test('livelock: what is said is how many steps it may take, and not how many were tried in vain after them', (t) => {
  for (const program of [C.forever(C.yieldNow), C.forever(C.of(1))]) {
    const { verdict, message } = explore(program, { strategy: fifo, maxSteps: 50 })
    t.deepEqual(verdict, { _tag: 'Livelock', steps: 50 })
    t.regex(message, /^livelock: the program has not ended after 50 steps\n/)
  }
})

test('no livelock: a program that spins only as long as nobody else has a turn, or time stands still', (t) => {
  const spinning = (other: C.Coroutine<unknown, never, void>) =>
    C.gen(function* () {
      const done = yield* Ref.make(false)
      yield* C.fork(C.flatMap(other, () => Ref.write(done, true)))
      while (!(yield* Ref.read(done))) yield* C.yieldNow
    })
  for (const strategy of [fifo, random, bounded(1), pct(2)]) {
    t.is(explore(spinning(C.yieldNow), { strategy, maxSteps: 500, schedules: 50 }).verdict._tag, 'Ok', strategy.name)
    t.is(explore(spinning(C.sleep(5)), { strategy, maxSteps: 500, schedules: 50 }).verdict._tag, 'Ok', strategy.name)
  }
})

test('leak: fibers, timers, finalizers, permits', (t) => {
  const left = (program: C.Coroutine<unknown, unknown, unknown>): ReadonlyArray<string> => {
    const { verdict } = explore(program, { strategy: fifo, maxSteps: 500 })
    return verdict._tag === 'Leak' ? verdict.left : []
  }
  t.deepEqual(left(C.forkDaemon(C.named('stray')(C.never))), ['fiber 0.1 "stray", which waits for never'])
  t.regex(left(C.forkDaemon(C.forever(C.sleep(5)))).join(), /sleep \(5 ms left\),1 timer$/)
  t.deepEqual(left(C.flatMap(Lock.make, Lock.acquire)), ['a Lock that is still locked'])
  t.deepEqual(left(C.flatMap(Semaphore.make(3), (s) => Semaphore.acquire(s, 2))), ['2 permits of a Semaphore'])
  t.deepEqual(left(C.flatMap(Scope.make, (scope) => Scope.addFinalizer(scope, () => C.of(undefined)))), [
    'a Scope that is not closed, with 1 finalizer'
  ])
  t.is(explore(C.flatMap(Lock.make, Lock.acquire), { leaks: 'ignore' }).verdict._tag, 'Ok')
})

test('leak: time does not go on for what the program has left behind, which a run interrupts as it ends', (t) => {
  const judged = (left: C.Coroutine<unknown, never, unknown>) => {
    const { verdict } = explore(C.forkDaemon(left), { timers: { anytime: 3 } })
    return verdict._tag === 'Leak' ? verdict.left : verdict._tag
  }
  t.deepEqual(judged(C.sleep(1e6)), ['fiber 0.1, which waits for sleep (1000000 ms left)', '1 timer'])
  const holding = C.bracket(
    C.of(1),
    () => C.sleep(1e9),
    () => C.of(undefined)
  )
  t.deepEqual(judged(holding), ['fiber 0.1, which waits for sleep (1000000000 ms left)', '1 timer'])
  const dying = C.delay(50)(C.die('too late'))
  t.deepEqual(judged(dying), ['fiber 0.1, which waits for sleep (50 ms left)', '1 timer'])
  t.deepEqual(judged(C.timeoutOption(50)(C.never)).slice(-1), ['1 timer'])
})

test('no leak: what is ready when the program ends, and needs no more time, still ends', (t) => {
  const ready = C.flatMap(C.yieldNow, () => C.flatMap(C.sleep(0), () => C.yieldNow))
  t.is(explore(C.forkDaemon(ready)).verdict._tag, 'Ok')
  // both wake at the same millisecond
  const together = C.flatMap(C.forkDaemon(C.sleep(5)), () => C.sleep(5))
  t.is(explore(together, { strategy: bounded(2) }).verdict._tag, 'Ok')
})

test('leak: a program that is interrupted leaves behind what it would have waited for', (t) => {
  const waits = C.flatMap(C.forkDaemon(C.sleep(5)), Fiber.join)
  t.is(explore(waits, { strategy: bounded(2) }).verdict._tag, 'Ok')
  t.is(explore(waits, { strategy: sweep() }).verdict._tag, 'Leak')
})

test('unhandled: a failure that nobody hears of', (t) => {
  const { verdict } = explore(
    C.gen(function* () {
      yield* C.fork(C.left('lost'))
      yield* C.yieldNow
    })
  )
  t.true(verdict._tag === 'Unhandled' && verdict.failures[0]?.exception === 'lost')
})

test('invariant: what has to hold after every step, and does not hold for one of them', (t) => {
  const transfer = (): { program: C.Coroutine<unknown, never, void>; invariants: Record<string, () => boolean> } => {
    const account = { a: 1, b: 0 }
    return {
      program: C.flatMap(
        effect(() => void account.a--),
        () => effect(() => void account.b++)
      ),
      invariants: { 'no money is lost': () => account.a + account.b === 1 }
    }
  }
  const { verdict, message } = explore(transfer)
  t.deepEqual(verdict, { _tag: 'Invariant', name: 'no money is lost', step: 1 })
  t.regex(message, /^invariant: "no money is lost" does not hold after step 1\n/)
})

test('uncontrolled: a promise decides', (t) => {
  const { verdict, message } = explore(C.named('main')(C.fromTask(() => Promise.resolve(1))))
  t.is(verdict._tag, 'Uncontrolled')
  t.regex(message, /0 "main" waits for a promise\nvirtual time drives neither promises nor callbacks: /)
})

test('uncontrolled: the program does not do the same twice', (t) => {
  let run = 0
  const { verdict } = explore(C.suspend(() => (++run === 1 ? C.left('first') : C.of(1))))
  t.is(verdict._tag, 'Uncontrolled')
})

// ---------------------------------------------------------------------------------------------------------------------
// strategies
// ---------------------------------------------------------------------------------------------------------------------

test('bounded: every schedule once, those with fewer preemptions first', (t) => {
  const orders = (preemptions: number): ReadonlyArray<string> => {
    const seen = new Set<string>()
    const report = explore(letters(2, seen), { strategy: bounded(preemptions), schedules: 10_000 })
    t.is(report.exhausted, preemptions)
    return [...seen].sort()
  }
  t.deepEqual(orders(0), ['aabb', 'bbaa'])
  t.deepEqual(orders(1), ['aabb', 'abba', 'baab', 'bbaa'])
  t.deepEqual(orders(2), ['aabb', 'abab', 'abba', 'baab', 'baba', 'bbaa'])
})

test('bounded: nothing is claimed about what there was no budget for', (t) => {
  t.is(explore(letters(8, new Set()), { strategy: bounded(2), schedules: 20 }).exhausted, 0)
})

for (const strategy of [
  random,
  weighted,
  pct(3),
  portfolio(),
  portfolio(random, pct(2)),
  chaos('all')
] as Array<Strategy>)
  test(`${strategy.name}: a seed repeats the search`, (t) => {
    const orders = (seed: number): ReadonlyArray<string> => {
      const seen = new Set<string>()
      explore(letters(4, seen), { strategy, seed, schedules: 200 })
      return [...seen]
    }
    t.true(orders(1).length > 1)
    t.deepEqual(orders(1), orders(1))
    t.notDeepEqual(orders(1), orders(2))
  })

test('sweep: interrupted before each of its steps, and the interruption is no failure', (t) => {
  let interrupted = 0
  const report = explore(
    () => ({
      program: C.flatMap(C.yieldNow, () => C.sleep(1)),
      check: (exit) => {
        if (exit._tag === 'Left') interrupted++
      }
    }),
    { strategy: sweep() }
  )
  t.is(report.verdict._tag, 'Ok')
  t.true(interrupted >= 4)
  t.is(explore(C.sleep(1), { strategy: sweep() }).verdict._tag, 'Ok')
})

test('sweep: a cleanup that an interruption breaks is found, and its trace says where', (t) => {
  const program = C.gen(function* () {
    const lock = yield* Lock.make
    yield* Lock.acquire(lock)
    yield* C.ensuring(Lock.release(lock))(C.yieldNow)
  })
  const { verdict, trace, message } = explore(program)
  t.is(verdict._tag, 'Leak')
  t.regex(trace ?? '', /\.i[0-9a-z]+-1\./)
  t.regex(message, /⚡ interrupted from outside/)
  t.is(explore(program, { strategy: replay(trace ?? '') }).verdict._tag, 'Leak')
})

test('a strategy is a description: the same one searches the same way again', (t) => {
  const strategy = bounded(1)
  t.is(explore(lostUpdate, { strategy }).schedules, explore(lostUpdate, { strategy }).schedules)
})

// ---------------------------------------------------------------------------------------------------------------------
// time, granularity
// ---------------------------------------------------------------------------------------------------------------------

test('timers of the same instant fire in any order, others in theirs', (t) => {
  const winners = (a: number, b: number, timers?: { anytime: number }): ReadonlyArray<string> => {
    const seen = new Set<string>()
    explore(
      () => ({
        program: C.flatMap(C.race(C.as(C.sleep(a), 'a'))(C.as(C.sleep(b), 'b')), (winner) =>
          effect(() => seen.add(winner))
        ),
        check: () => undefined
      }),
      { strategy: bounded(1), ...(timers && { timers }) }
    )
    return [...seen].sort()
  }
  t.deepEqual(winners(1, 1), ['a', 'b'])
  t.deepEqual(winners(1, 2), ['a'])
  t.deepEqual(winners(1, 2, { anytime: 2 }), ['a', 'b'])
})

test('a timer that fires while fibers are ready: a step that was slow', (t) => {
  const slow = C.timeoutOption(5)(C.flatMap(C.yieldNow, () => C.yieldNow))
  const timedOut = (anytime: number): boolean => {
    let is = false
    explore(
      () =>
        C.map((option: { readonly _tag: string }) => {
          is ||= option._tag === 'None'
        })(slow),
      { strategy: bounded(1), timers: { anytime } }
    )
    return is
  }
  t.false(timedOut(0))
  t.true(timedOut(1))
})

test('granularity: between any two operations, where a fiber yields, or only where it waits', (t) => {
  const fails = (granularity: 'op' | 'yield' | 'async', program: C.Coroutine<unknown, unknown, unknown>): boolean =>
    explore(program, { granularity, strategy: bounded(2) }).verdict._tag !== 'Ok'
  const yielding = (step: C.Coroutine<unknown, never, void>) =>
    C.gen(function* () {
      const counter = yield* Ref.make(0)
      const increment = C.gen(function* () {
        const n = yield* Ref.read(counter)
        yield* step
        yield* Ref.write(counter, n + 1)
      })
      yield* C.all([increment, increment])
      assert.strictEqual(yield* Ref.read(counter), 2)
    })
  t.deepEqual(
    (['op', 'yield', 'async'] as const).map((granularity) =>
      [C.asUnit(C.of(1)), C.yieldNow, C.sleep(1)].map((step) => fails(granularity, yielding(step)))
    ),
    [
      [true, true, true],
      [false, true, true],
      [false, false, true]
    ]
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// failures, told
// ---------------------------------------------------------------------------------------------------------------------

test('a failure is told in one line with a trace, and in a table with a column for each fiber', (t) => {
  const { message, trace } = explore(lostUpdate)
  const [first, second, ...rows] = message.split('\n')
  t.regex(first ?? '', /^failed: AssertionError: Expected values to be strictly equal/)
  t.true(message.includes(`again with: FIBER_TS_TRACE=${trace} npm test\n`), second)
  t.regex(message, /step +ms +where +0 +0\.1 +0\.2\n/)
  t.true(
    rows.some((row) => /explore\.test\.[jt]s:\d+/.test(row)),
    message
  )
})

test('it is told with as few preemptions as there can be', (t) => {
  const { preemptions } = explore(lostUpdate, { strategy: random })
  t.is(preemptions, 1)
  t.true((explore(lostUpdate, { strategy: pct(3), shrink: 0 }).preemptions ?? 0) >= 1)
})

test('a trace survives that somebody else is forked first', (t) => {
  const wrong = explore(lostUpdate, { strategy: replay('cf1.3-0.h0') })
  t.true(['Ok', 'Failed'].includes(wrong.verdict._tag))
})

test('what is no trace is refused', (t) => {
  t.throws(() => replay('cf9.nonsense'), { instanceOf: TypeError, message: /a trace was expected/ })
})

test('a seed is a whole number', (t) => {
  for (const seed of ['random', NaN, 0.5])
    t.throws(() => explore(lostUpdate, { seed: seed as never }), {
      instanceOf: RangeError,
      message: /seed: a whole number was expected/
    })
})

test('assertAll throws the report', (t) => {
  const error = t.throws(() => assertAll(lostUpdate), { instanceOf: ExplorationError })
  t.is(error?.report.verdict._tag, 'Failed')
  t.true(error?.cause instanceof assert.AssertionError)
  t.is(assertAll(C.of(1)).verdict._tag, 'Ok')
})

test('the context is passed on', (t) => {
  const { verdict } = explore(C.ask<number>(), { context: 42, strategy: fifo })
  t.deepEqual(verdict, { _tag: 'Ok', exit: Exit.succeed(42) })
})

test('children see the same interpreter as ever: a joined failure, a masked interruption', (t) => {
  const program = C.gen(function* () {
    const fiber = yield* C.fork(C.uninterruptible(C.flatMap(C.yieldNow, () => C.of('kept'))))
    yield* C.yieldNow
    const exit = yield* Fiber.interrupt(fiber)
    assert.ok(exit._tag === 'Right' ? exit.right === 'kept' : exit.left[0]._tag === 'Interrupt')
  })
  t.is(explore(program).verdict._tag, 'Ok')
})

// ---------------------------------------------------------------------------------------------------------------------
// from the command line
// ---------------------------------------------------------------------------------------------------------------------

const withSettings = <A>(settings: Readonly<Record<string, string>>, f: () => A): A => {
  Object.assign(process.env, settings)
  try {
    return f()
  } finally {
    for (const name of Object.keys(settings)) delete process.env[name]
  }
}

test('FIBER_TS_TRACE runs one schedule of the program that it belongs to, and leaves the others alone', (t) => {
  const { trace = '' } = explore(lostUpdate)
  withSettings({ FIBER_TS_TRACE: trace }, () => {
    const again = explore(lostUpdate)
    t.deepEqual([again.verdict._tag, again.schedules, again.trace], ['Failed', 1, trace])
    t.is(explore(C.all([C.sleep(1), C.sleep(1)])).schedules, 500)
  })
  withSettings({ FIBER_TS_TRACE: 'nonsense' }, () => {
    t.throws(() => explore(lostUpdate), { instanceOf: TypeError, message: /a trace was expected/ })
  })
})

test('FIBER_TS_SCHEDULES and FIBER_TS_SEED are the defaults, and options go first', (t) => {
  withSettings({ FIBER_TS_SCHEDULES: '7', FIBER_TS_SEED: '3' }, () => {
    const report = explore(C.sleep(1), { strategy: random })
    t.deepEqual([report.schedules, report.seed], [7, 3])
    t.is(explore(C.sleep(1), { strategy: random, schedules: 2, seed: 9 }).schedules, 2)
  })
  withSettings({ FIBER_TS_SEED: 'random' }, () => {
    t.not(explore(C.of(1), { strategy: fifo }).seed, explore(C.of(1), { strategy: fifo }).seed)
  })
  withSettings({ FIBER_TS_SCHEDULES: 'many' }, () => {
    t.throws(() => explore(C.of(1)), { instanceOf: RangeError, message: /FIBER_TS_SCHEDULES: a whole number/ })
  })
})

test('a deadlock names who waits for whom, in a circle', (t) => {
  const program = C.gen(function* () {
    const [a, b] = [yield* Lock.make, yield* Lock.make]
    const both = (x: Lock.Lock, y: Lock.Lock) =>
      Lock.withLock(x)(C.flatMap(C.yieldNow, () => Lock.withLock(y)(C.of(1))))
    yield* C.all([C.named('alice')(both(a, b)), C.named('bob')(both(b, a))])
  })
  const { verdict, message } = explore(program)
  t.true(verdict._tag === 'Deadlock' && [...verdict.cycle].sort().join() === '0.1,0.2')
  t.regex(message, /0\.1 "alice" waits for Lock \w+ \(0\.2\).*, 0\.2 "bob" waits for Lock \w+ \(0\.1\)/)
})
