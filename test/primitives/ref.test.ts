// Ref, and results that are computed once.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { cached, cachedK, memoize, memoizeK, unsafeMemoize } from 'fiber-ts/Memo'
import * as Ref from 'fiber-ts/Ref'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import { exitOf, makeLog } from '../coroutine/fixtures.js'
import { causeOf, defectOf, start, valueOf } from '../support/programs.js'

test('Ref: read, write, modify, modifyState', (t) => {
  valueOf(
    C.gen(function* () {
      const ref = yield* Ref.make(1)
      yield* Ref.write(ref, 2)
      t.is(yield* Ref.modify(ref, (n) => n + 1), 3)
      t.is(yield* Ref.modifyState(ref, (n) => [`was ${n}`, n * 2]), 'was 3')
      t.is(yield* Ref.read(ref), 6)
    })
  )
})

test('Ref: a function that throws, an update that fails or is interrupted, changes nothing and holds nothing', (t) => {
  const ref = Ref.unsafeMake(1)
  const updates: ReadonlyArray<C.Coroutine<unknown, string, unknown>> = [
    Ref.modify(ref, () => {
      throw new Error('bug')
    }),
    Ref.modifyCoroutine(ref, () => C.left('no')),
    Ref.modifyCoroutine(ref, () => {
      throw new Error('bug')
    }),
    Ref.modifyCoroutine(ref, () => C.interrupt)
  ]
  for (const update of updates) t.is(exitOf(update)._tag, 'Left')
  t.deepEqual(valueOf(Ref.statistics(ref)), { updating: false, waiting: 0 })
  t.is(valueOf(Ref.read(ref)), 1)
})

test('Ref: changes wait for an update of many steps, in order; reading does not', (t) => {
  valueOf(
    C.gen(function* () {
      const ref = yield* Ref.make('')
      const append = (text: string) => (value: string) => value + text
      const update = yield* start(Ref.modifyCoroutine(ref, (value) => pipe(C.of(`${value}a`), C.delay(10))))
      const waiting = [
        yield* start(Ref.modify(ref, append('b'))),
        yield* start(Ref.modifyCoroutine(ref, (value) => C.of(`${value}c`))),
        yield* start(Ref.modifyState(ref, (value) => [undefined, `${value}d`]))
      ]
      const gone = yield* start(Ref.write(ref, 'lost'))
      t.deepEqual([yield* Ref.read(ref), yield* Ref.statistics(ref)], ['', { updating: true, waiting: 4 }])
      yield* Fiber.interrupt(gone)
      t.is(yield* Fiber.join(update), 'a')
      for (const fiber of waiting) yield* Fiber.join<never, unknown>(fiber)
      t.deepEqual([yield* Ref.read(ref), yield* Ref.statistics(ref)], ['abcd', { updating: false, waiting: 0 }])
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// memoize, cached, and both by key
// ---------------------------------------------------------------------------------------------------------------------

const counted = (end: (n: number) => C.Coroutine<unknown, string, number>) => {
  let runs = 0
  const computation = C.flatMap(
    C.fromIO(() => ++runs),
    (n) => C.delay(10)(end(n))
  )
  return { computation, runs: () => runs }
}

test('memoize: runs once for all who ask, during it and later', (t) => {
  const { computation, runs } = counted(C.of)
  valueOf(
    C.gen(function* () {
      const once = yield* memoize(computation)
      t.deepEqual(yield* C.all([once, once, C.delay(5)(once), C.delay(50)(once)]), [1, 1, 1, 1])
    })
  )
  t.is(runs(), 1)
})

test('memoize: a failure is kept as a value is', (t) => {
  const { computation, runs } = counted(() => C.left('no'))
  const exit = exitOf(C.flatMap(memoize(computation), (once) => C.all([C.toExit(once), C.toExit(C.delay(50)(once))])))
  t.deepEqual(exit, Exit.succeed([Exit.fail('no'), Exit.fail('no')]))
  t.is(runs(), 1)
})

test('memoize: an interruption is not kept', (t) => {
  const { computation, runs } = counted((n) => (n === 1 ? C.interrupt : C.of(n)))
  valueOf(
    C.gen(function* () {
      const once = yield* memoize(computation)
      t.is((yield* C.toExit(once))._tag, 'Left')
      t.is(yield* once, 2)
    })
  )
  t.is(runs(), 2)
})

test('memoize: goes on when the one who asked first is interrupted', (t) => {
  const { computation, runs } = counted(C.of)
  valueOf(
    C.gen(function* () {
      const once = yield* memoize(computation)
      const first = yield* start(once)
      const second = yield* start(once)
      yield* C.sleep(5)
      yield* Fiber.interrupt(first)
      t.is(yield* Fiber.join(second), 1)
    })
  )
  t.is(runs(), 1)
})

test('memoize: is interrupted when nobody waits any more, who waits for its end; the next one starts it again', (t) => {
  const { lines, say } = makeLog()
  const slow = pipe(
    say('start'),
    C.flatMap(() => C.sleep(10)),
    C.onInterrupt(C.flatMap(C.sleep(3), () => say('cleaned up'))),
    C.map(() => 'done')
  )
  const loop = new TestLoop()
  const exit = loop.run(
    C.gen(function* () {
      const once = yield* memoize(slow)
      const both = [yield* start(once), yield* start(once)]
      yield* C.sleep(5)
      yield* C.fork(
        pipe(
          once,
          C.tap((value) => say(`late: ${value}`)),
          C.delay(1)
        )
      )
      yield* Fiber.interruptAll(both)
      yield* say('interrupted')
      return yield* once
    })
  )
  t.deepEqual(exit, Exit.succeed('done'))
  t.deepEqual(lines, ['start', 'cleaned up', 'start', 'interrupted', 'late: done'])
  t.deepEqual([loop.now(), loop.fibers().length, loop.reported], [18, 0, []])
})

test('memoize: what its finalizers do wrong reaches who waited for its end', (t) => {
  const loop = new TestLoop()
  const run = loop.start(C.flatMap(memoize(pipe(C.never, C.ensuring(C.die('bug')))), (once) => once))
  loop.runReady()
  run.interrupt('host', 'stop')
  loop.runAll()
  t.deepEqual(causeOf(run.exit()), ['interrupted: stop', 'bug'])
  t.deepEqual([loop.fibers().length, loop.reported], [0, []])
})

test('memoize: runs in the environment of who asks', (t) => {
  const main = C.flatMap(memoize(C.asks((r: { readonly n: number }) => r.n)), (once) => C.all([once, once]))
  t.deepEqual(exitOf(C.provide({ n: 7 })(main)), Exit.succeed([7, 7]))
})

test('cached: keeps a value for its lifetime, and a failure not at all', (t) => {
  const { computation, runs } = counted((n) => (n === 1 ? C.left('no') : C.of(n)))
  valueOf(
    C.gen(function* () {
      const rate = yield* cached(100)(computation)
      t.deepEqual(yield* C.toExit(rate), Exit.fail('no'))
      t.deepEqual(yield* C.all([rate, rate]), [2, 2])
      yield* C.sleep(99)
      t.is(yield* rate, 2)
      yield* C.sleep(1)
      t.is(yield* rate, 3)
    })
  )
  t.is(runs(), 3)
  for (const millis of [-1, NaN]) t.true(defectOf(exitOf(cached(millis)(C.of(1)))) instanceof RangeError)
})

test('unsafeMemoize: one for all runs', (t) => {
  const { computation, runs } = counted(C.of)
  const once = unsafeMemoize(computation)
  t.deepEqual(exitOf(C.all([once, once])), Exit.succeed([1, 1]))
  t.deepEqual(exitOf(once), Exit.succeed(1))
  t.is(runs(), 1)
})

test('unsafeMemoize: what ended with its run is run again in the next one', (t) => {
  const { computation, runs } = counted(C.of)
  const once = unsafeMemoize(computation)
  const loop = new TestLoop()
  const run = loop.start(once)
  loop.advance(5)
  run.interrupt('host', 'stop')
  loop.runAll()
  t.deepEqual([causeOf(run.exit()), loop.fibers().length], [['interrupted: stop'], 0])
  t.deepEqual(exitOf(once), Exit.succeed(2))
  t.is(runs(), 2)
})

/** Counts what is asked for, and ends after 10 ms as `end` says. */
const countedByKey = <K>(end: (key: K, n: number) => C.Coroutine<unknown, string, string>) => {
  const calls: Array<K> = []
  const load = (key: K) => C.delay(10)(C.suspend(() => end(key, calls.filter((other) => other === key).length)))
  return { calls, load: (key: K) => (calls.push(key), load(key)) }
}

const numbered = (key: unknown, n: number) => C.of(`${String(key)} ${n}`)

test('memoizeK: runs once for each key, for all who ask, during it and later', (t) => {
  const { calls, load } = countedByKey<string>(numbered)
  valueOf(
    C.gen(function* () {
      const once = yield* memoizeK(load)
      t.deepEqual(yield* C.all([once('a'), once('b'), once('a'), C.delay(5)(once('b')), C.delay(50)(once('a'))]), [
        'a 1',
        'b 1',
        'a 1',
        'b 1',
        'a 1'
      ])
      const anotherOne = yield* memoizeK(load)
      t.is(yield* anotherOne('a'), 'a 2')
    })
  )
  t.deepEqual(calls, ['a', 'b', 'a'])
})

test('memoizeK: keys are those of a Map', (t) => {
  const { calls, load } = countedByKey<unknown>(numbered)
  const [one, other] = [{}, {}]
  const keys = [NaN, NaN, 0, -0, '0', one, one, other, undefined]
  valueOf(C.flatMap(memoizeK(load), (once) => C.traverseSeqArray(once)(keys)))
  t.deepEqual(calls, [NaN, 0, '0', one, other, undefined])
})

test('memoizeK: a failure is kept as a value is, an interruption is not', (t) => {
  const { calls, load } = countedByKey<string>((key, n) =>
    key === 'a' ? C.left('no') : n === 1 ? C.interrupt : C.of('yes')
  )
  valueOf(
    C.gen(function* () {
      const once = yield* memoizeK(load)
      t.deepEqual(yield* C.toExit(once('a')), Exit.fail('no'))
      t.deepEqual(yield* C.toExit(once('a')), Exit.fail('no'))
      t.is((yield* C.toExit(once('b')))._tag, 'Left')
      t.is(yield* once('b'), 'yes')
    })
  )
  t.deepEqual(calls, ['a', 'b', 'b'])
})

test('memoizeK: one key may need another, in the environment of who asks', (t) => {
  const main = C.gen(function* () {
    const fibonacci: (n: number) => C.Coroutine<{ readonly first: number }, never, number> = yield* memoizeK(
      (n: number) =>
        n < 2
          ? C.asks((env: { readonly first: number }) => (n === 0 ? 0 : env.first))
          : C.map(([a, b]: readonly [number, number]) => a + b)(C.all([fibonacci(n - 1), fibonacci(n - 2)]))
    )
    return yield* fibonacci(70)
  })
  t.deepEqual(exitOf(C.provide({ first: 1 })(main)), Exit.succeed(190_392_490_709_135))
})

test('memoizeK: a function that throws is a defect of who asks, and nothing is kept of it', (t) => {
  const bug = new Error('bug')
  let calls = 0
  const throwsOnce = (key: string): C.Coroutine<unknown, never, string> => {
    if (++calls === 1) throw bug
    return C.of(key)
  }
  valueOf(
    C.gen(function* () {
      const once = yield* memoizeK(throwsOnce)
      t.deepEqual(yield* C.toExit(once('a')), Exit.die(bug))
      t.is(yield* once('a'), 'a')
    })
  )
})

test('cachedK: keeps the value of each key for its lifetime, and a failure not at all', (t) => {
  const { calls, load } = countedByKey<string>((key, n) => (n === 1 ? C.left(`no ${key}`) : C.of(`${key} ${n}`)))
  valueOf(
    C.gen(function* () {
      const rate = yield* cachedK(100)(load)
      t.deepEqual(yield* C.all([C.toExit(rate('a')), C.toExit(rate('a'))]), [Exit.fail('no a'), Exit.fail('no a')])
      t.deepEqual(yield* C.all([rate('a'), rate('a')]), ['a 2', 'a 2'])
      yield* C.sleep(50)
      t.deepEqual(yield* C.toExit(rate('b')), Exit.fail('no b'))
      t.is(yield* rate('b'), 'b 2')
      yield* C.sleep(29)
      t.is(yield* rate('a'), 'a 2')
      yield* C.sleep(1)
      t.deepEqual(yield* C.all([rate('a'), rate('b')]), ['a 3', 'b 2'])
    })
  )
  t.deepEqual(calls, ['a', 'a', 'b', 'b', 'a'])
})

test('cachedK: keeps what has not expired however many keys are asked for', (t) => {
  const { calls, load } = countedByKey<number>(numbered)
  const keys = Array.from({ length: 1_000 }, (_, key) => key)
  valueOf(
    C.gen(function* () {
      const rate = yield* cachedK(100)(load)
      for (let i = 0; i < 3; i++) yield* C.traverseArray(rate)(keys)
    })
  )
  t.is(calls.length, 1_000)
})

test('by key: what is no function or no time is an error that says so', (t) => {
  const missing = undefined as never
  t.is(String(defectOf(exitOf(memoizeK(missing)))), 'TypeError: memoizeK: a function was expected, got undefined')
  t.is(String(defectOf(exitOf(cachedK(1)(missing)))), 'TypeError: cachedK: a function was expected, got undefined')
  for (const millis of [-1, NaN])
    t.is(
      String(defectOf(exitOf(cachedK(millis)(C.of)))),
      `RangeError: cachedK: a number of milliseconds from 0 on was expected, got ${millis}`
    )
})
