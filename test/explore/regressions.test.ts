// What the search has found in the library: each with the schedule that showed it, and searched again.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Queue from 'fiber-ts/Queue'
import { bounded, explore, fifo, replay } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

/** A resource that is taken in a region that can be interrupted, in a way that takes the value on through a handler. */
const taking = (take: (queue: Queue.Queue<string>) => C.Coroutine<unknown, unknown, unknown>) => () => {
  let size = 0
  return {
    program: C.gen(function* () {
      const queue = yield* Queue.unbounded<string>()
      yield* Queue.offer(queue, 'the only one')
      const use = pipe(
        C.bracket(
          C.interruptible(take(queue)),
          () => C.sleep(10),
          () => C.orDie(C.asUnit(Queue.offer(queue, 'the only one')))
        ),
        C.timeoutOption(10)
      )
      yield* C.all([use, use])
      size = (yield* Queue.statistics(queue)).size
    }),
    check: () => {
      if (size !== 1) throw new Error(`there are ${size} of them`)
    }
  }
}

for (const [name, take] of Object.entries({
  orDie: (queue: Queue.Queue<string>) => C.orDie(Queue.take(queue)),
  catchTag: (queue: Queue.Queue<string>) =>
    pipe(
      Queue.take(queue),
      C.catchTag('QueueShutdown', () => C.of('none'))
    ),
  toEither: (queue: Queue.Queue<string>) => C.toEither(Queue.take(queue)),
  orElse: (queue: Queue.Queue<string>) =>
    pipe(
      Queue.take(queue),
      C.orElse(() => C.of('none'))
    )
}))
  test(`${name}: what a fiber was given passes the handler, and no interruption comes in between`, (t) => {
    for (const strategy of [replay('cf1.h1scm97n'), fifo, bounded(1)]) {
      const { verdict, message } = explore(taking(take), { strategy })
      t.is(verdict._tag, 'Ok', message)
    }
  })
