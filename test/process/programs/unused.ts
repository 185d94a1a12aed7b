/** Coroutines that are built, and run or not. */
import * as C from 'fiber-ts/Coroutine'
import * as Fiber from 'fiber-ts/Fiber'
import * as Queue from 'fiber-ts/Queue'
import { run } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { inspect } from 'node:util'
import { outcome, play, print, say } from './stage.js'

export const constant = C.fromIO(() => 'built when the module was loaded')

/** Members of a record are built together, and hardly ever all of them run. */
const service = (name: string) => ({ read: say(`read ${name}`), write: say(`write ${name}`) })

play({
  forgotten: () =>
    outcome(
      run(
        C.gen(function* () {
          yield* say('hello')
          say('greeting')
          for (let i = 0; i < 3; i++)
            pipe(
              C.sleep(1),
              C.map(() => i)
            )
          C.left('failure')
          yield* C.sleep(300)
          print('still running')
        })
      )
    ),
  printed: () =>
    outcome(
      run(
        C.gen(function* () {
          print(inspect(say('greeting')))
          print(String(say('greeting')))
          yield* C.sleep(300)
        })
      )
    ),
  again: () =>
    outcome(
      run(
        C.gen(function* () {
          for (let i = 0; i < 3; i++) {
            say('greeting')
            yield* C.sleep(50)
          }
        })
      )
    ),
  used: () =>
    outcome(
      run(
        C.gen(function* () {
          yield* C.all([C.sleep(1), C.sleep(2)], { concurrency: 1 })
          yield* C.all({ a: C.of(1), b: C.fromIO(() => 2) })
          yield* pipe([1, 2, 3], RA.traverse(C.ApplicativePar)(C.sleep))
          yield* C.bracket(
            C.fromIO(() => 'file'),
            () => C.sleep(1),
            () => C.fromIO(() => undefined)
          )
          const queue = yield* Queue.unbounded<C.Coroutine<unknown, never, void>>()
          yield* Queue.offer(queue, say('never taken'))
          const file = service('file')
          yield* file.read
          // a loser of a race is interrupted in the middle, or before it has begun
          yield* pipe(C.never, C.race(C.sleep(1)))
          const fiber = yield* C.fork(
            C.gen(function* () {
              yield* C.never
              yield* say('not reached')
            })
          )
          yield* C.yieldNow
          yield* Fiber.interrupt(fiber)
        })
      )
    ),
  // what is held beyond the moment may still be run
  held: () =>
    outcome(
      run(
        C.gen(function* () {
          const file = service('a')
          const fallback = say('fallback')
          yield* pipe(
            C.sleep(300),
            C.orElse(() => fallback)
          )
          yield* file.read
        })
      )
    )
})
