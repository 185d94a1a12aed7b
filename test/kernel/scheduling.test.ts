// Who runs when: first in first out, and never on the caller's stack. That timers do not starve is in test/clock.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

test('whoever completes a Deferred goes on before its waiters run, which run in the order in which they came', (t) => {
  const log: Array<string> = []
  const note = (line: string): C.Coroutine<unknown, never, void> => C.fromIO(() => void log.push(line))
  const program = C.gen(function* () {
    const deferred = yield* Deferred.make<never, void>()
    for (const name of ['a', 'b', 'c']) yield* C.fork(C.flatMap(Deferred.await(deferred), () => note(`${name} runs`)))
    yield* C.yieldNow
    yield* Deferred.succeed(deferred, undefined)
    yield* note('completer goes on')
    yield* C.yieldNow
    yield* note('completer again')
  })
  new TestLoop().run(program)
  t.deepEqual(log, ['completer goes on', 'a runs', 'b runs', 'c runs', 'completer again'])
})

test('a forked fiber runs after the one that forked it gives way', (t) => {
  const log: Array<string> = []
  const note = (line: string): C.Coroutine<unknown, never, void> => C.fromIO(() => void log.push(line))
  const program = C.gen(function* () {
    const child = yield* C.fork(note('child'))
    yield* note('parent')
    yield* Fiber.join(child)
  })
  new TestLoop().run(program)
  t.deepEqual(log, ['parent', 'child'])
})

test('fibers that yield take turns', (t) => {
  const log: Array<string> = []
  const worker = (name: string): C.Coroutine<unknown, never, void> =>
    C.gen(function* () {
      for (let i = 0; i < 3; i++) {
        log.push(name)
        yield* C.yieldNow
      }
    })
  new TestLoop().run(C.all([worker('a'), worker('b')]))
  t.deepEqual(log, ['a', 'b', 'a', 'b', 'a', 'b'])
})

test('fibers run in the order in which they became ready, be they hundreds, some of which were there before', (t) => {
  const log: Array<number> = []
  const note = (n: number) => C.fromIO(() => void log.push(n))
  const program = C.gen(function* () {
    for (let i = 0; i < 40; i++) yield* C.fork(note(i))
    yield* C.yieldNow
    for (let i = 40; i < 300; i++) yield* C.fork(note(i))
  })
  new TestLoop().run(C.flatMap(program, () => C.sleep(1)))
  t.deepEqual(
    log,
    Array.from({ length: 300 }, (_, i) => i)
  )
})

test('a fiber that spins leaves the others their turns', (t) => {
  let spins = 0
  let spinsBefore = -1
  const spin = C.fromIO(() => void spins++)
  new TestLoop().run(
    C.gen(function* () {
      yield* C.fork(C.forEach(() => spin, { concurrency: 1 })(Array.from({ length: 100_000 })))
      yield* C.fork(C.fromIO(() => void (spinsBefore = spins)))
      yield* C.sleep(1)
    })
  )
  t.is(spins, 100_000)
  t.true(spinsBefore > 0 && spinsBefore < 10_000, `its turn came after ${spinsBefore} spins`)
})

test('sleepers wake in the order of their times, and at equal times in the order in which they went to sleep', (t) => {
  const log: Array<string> = []
  const sleeper = ([name, millis]: readonly [string, number]): C.Coroutine<unknown, never, void> =>
    C.flatMap(C.sleep(millis), () => C.fromIO(() => void log.push(name)))
  const loop = new TestLoop()
  loop.run(
    C.forEach(sleeper)([
      ['d', 30],
      ['b', 20],
      ['a', 10],
      ['c', 20]
    ] as const)
  )
  t.deepEqual(log, ['a', 'b', 'c', 'd'])
  t.is(loop.now(), 30)
})

test('100,000 sleeps of mixed lengths each last what they say', (t) => {
  const loop = new TestLoop()
  let wrong = 0
  const sleeper = (i: number): C.Coroutine<unknown, never, void> => {
    const millis = (i * 7919) % 1_000
    return C.flatMap(C.sleep(millis), () => C.fromIO(() => void (loop.now() === millis || wrong++)))
  }
  loop.run(C.traverseArray(sleeper)(Array.from({ length: 100_000 }, (_, i) => i)))
  t.is(wrong, 0)
  t.is(loop.sleeping(), 0)
})

test('a sleep never ends early, whatever the fraction of a millisecond at which it began', (t) => {
  const loop = new TestLoop()
  loop.advance(0.25)
  const first = loop.start(C.sleep(0.75))
  loop.advance(0.5)
  const second = loop.start(C.sleep(1))
  loop.advance(0.75)
  t.deepEqual([first.exit(), second.exit()], [Exit.succeed(undefined), undefined])
  loop.advance(2)
  t.deepEqual(second.exit(), Exit.succeed(undefined))
})

test('a spinning program on virtual time gives way too', (t) => {
  const loop = new TestLoop({ maxTurns: 100 })
  const started = loop.start(C.forever(C.of(1)))
  t.throws(() => loop.runReady(), { message: /does not come to rest/ })
  started.interrupt()
  loop.runReady()
  t.is(started.exit()?._tag, 'Left')
})

test('a sleep takes 0 for less than 0, waits for ever for Infinity, and does not take what is no number', (t) => {
  const loop = new TestLoop()
  t.deepEqual(loop.run(C.sleep(-1)), Exit.succeed(undefined))
  const started = loop.start(C.sleep(Infinity))
  loop.runAll()
  t.is(started.exit(), undefined)
  const exit = loop.run(pipe(C.sleep(NaN), C.toExit))
  t.true(exit._tag === 'Right' && exit.right._tag === 'Left' && exit.right.left[0]._tag === 'Die')
})
