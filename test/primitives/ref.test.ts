// Ref, and results that are computed once.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { cached, memoize } from 'fiber-ts/Memo'
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
// memoize, cached
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
