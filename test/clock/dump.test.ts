/** A dump is taken while a program runs, or is stuck: it has to be quick, however many fibers there are. */
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as FiberDump from 'fiber-ts/FiberDump'
import * as Lock from 'fiber-ts/Lock'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

/** The best of some rounds, in milliseconds: what the machine does besides only makes them longer. */
const best = (f: () => unknown): number => {
  let least = Infinity
  for (let round = 0; round < 8; round++) {
    const start = performance.now()
    f()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

test.serial('10,000 fibers, half of which wait for a lock, are dumped in a fraction of a second', (t) => {
  const loop = new TestLoop()
  const lock = Lock.unsafeMake()
  const one = (_: unknown, i: number) =>
    pipe(
      i % 2 === 0 ? C.sleep(1 + i) : Lock.withLock(lock)(C.of(undefined)),
      C.ensuring(C.of(1)),
      C.named(`fiber ${i}`)
    )
  loop.start(Lock.withLock(lock)(C.all(Array.from({ length: 10_000 }, one))))
  loop.runReady()
  let dump: FiberDump.FiberDump | undefined
  const took = best(() => {
    dump = FiberDump.of(loop.eventLoop)
  })
  t.is(dump?.fibers.length, 10_001)
  // 13 to 30 ms on a machine that does nothing else
  t.true(took < 250, `${took} ms`)
  const drawn = best(() => FiberDump.show(dump as FiberDump.FiberDump))
  t.true(drawn < 500, `${drawn} ms as text`)
})

test.serial('200,000 siblings are dumped', (t) => {
  const loop = new TestLoop()
  loop.start(C.all(Array.from({ length: 200_000 }, () => C.never)))
  loop.runReady()
  t.is(FiberDump.of(loop.eventLoop).fibers.length, 200_001)
})
