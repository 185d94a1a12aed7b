// Who runs when: first in first out, never on the caller's stack, and never so long that timers and signals starve.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { Runner } from 'fiber-ts/Runner'
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

// -------------------------------------------------------------------------------------
// the loop breathes: on the real clock, for that is what it is about
// -------------------------------------------------------------------------------------

const resolved = Promise.resolve(1)

const spinners: ReadonlyArray<readonly [string, C.Coroutine<unknown, never, never>]> = [
  ['forever(of(1))', C.forever(C.of(1))],
  ['forever(yieldNow)', C.forever(C.yieldNow)],
  ['unbounded recursion', C.suspend(() => recursion(0))],
  [
    'a generator over resolved values',
    C.gen(function* () {
      for (;;) yield* C.of(1)
    })
  ],
  [
    'a generator over synchronous steps',
    C.gen(function* () {
      for (;;) yield* C.fromIO(() => 1)
    })
  ],
  ['a loop over resolved promises', C.forever(C.fromTask(() => resolved))],
  ['a loop over slow synchronous steps', C.forever(C.fromIO(() => busy(0.2)))],
  ['two fibers that spin', C.flatMap(C.all([C.forever(C.of(1)), C.forever(C.of(2))]), ([never]) => never)]
]

const recursion = (n: number): C.Coroutine<unknown, never, never> => C.flatMap(C.of(n + 1), recursion)

const busy = (millis: number): void => {
  const until = performance.now() + millis
  while (performance.now() < until);
}

/** How long a host timer of 10 milliseconds takes. */
const timer = (): Promise<number> => {
  const start = performance.now()
  return new Promise((resolve) => setTimeout(() => resolve(performance.now() - start), 10))
}

for (const [name, spinner] of spinners) {
  test.serial(
    `beside ${name}, a timer fires within two slices of what it does idle, and an interruption ends it`,
    async (t) => {
      // a machine that is busy with something else delays both: the best of some trials says what the loop does
      let late = Infinity
      for (let trial = 0; trial < 10 && late > 20; trial++) {
        const idle = await timer()
        const runner = new Runner()
        const fiber = runner.fork(spinner)
        late = Math.min(late, (await timer()) - idle)
        const exit = await C.toPromise(Fiber.interrupt(fiber))
        t.is(exit._tag, 'Left')
        await runner.close()
      }
      t.true(late <= 20, `${late} ms late`)
    }
  )
}

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
