// The loop breathes: whatever fibers do, timers and signals get their turn. On the real clock, for that is what it is about.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Fiber from 'fiber-ts/Fiber'
import { Runner } from 'fiber-ts/Runner'

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
