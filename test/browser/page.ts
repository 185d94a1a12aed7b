// What a browser does with the library: fibers, a timeout, a race, interruptions and a run of a Runner, on the real clock.
// page.html shows each line as it comes.
import * as C from 'fiber-ts/Coroutine'
import * as Fiber from 'fiber-ts/Fiber'
import * as Queue from 'fiber-ts/Queue'
import { run } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'

const fibers = C.gen(function* () {
  const queue = yield* Queue.bounded<number>(16)
  const producer = yield* C.fork(
    C.traverseArray((n: number) => Queue.offer(queue, n))(Array.from({ length: 1000 }, (_, n) => n))
  )
  let sum = 0
  for (let i = 0; i < 1000; i++) sum += yield* Queue.take(queue)
  yield* Fiber.join(producer)
  return `a thousand numbers through a queue of sixteen: ${sum}`
})

const timeout = pipe(
  C.sleep(60_000),
  C.timeout(20, () => 'too slow'),
  C.match(
    (error) => `a timeout: ${error}`,
    () => 'never'
  )
)

const race = pipe(
  C.of('the slow one'),
  C.delay(60_000),
  C.race(pipe(C.of('the quick one'), C.delay(10))),
  C.map((first) => `a race: ${first}`)
)

const interruption = C.gen(function* () {
  const lines: Array<string> = []
  const say = (line: string) => C.fromIO(() => void lines.push(line))
  const fiber = yield* C.fork(pipe(C.never, C.onInterrupt(say('interrupted')), C.ensuring(say('cleaned up'))))
  yield* C.sleep(10)
  yield* Fiber.interrupt(fiber)
  return `an interruption: ${lines.join(', ')}`
})

const aborted = C.gen(function* () {
  let heard = 'was not told'
  const request = C.tryCatch(
    (signal) =>
      new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => {
          heard = 'was told'
          reject(signal.reason)
        })
      ),
    String
  )
  yield* C.toEither(C.timeout(10, () => 'too slow')(request))
  return `a promise: ${heard} by its AbortSignal`
})

const programs = [fibers, timeout, race, interruption, aborted]

/** Runs them one after the other, and then all at once. */
export const main = async (show: (line: string) => void): Promise<void> => {
  for (const program of programs) show(await C.toPromise(program))
  show(await run(C.map((all: ReadonlyArray<string>) => `by run, all at once: ${all.length}`)(C.all(programs))))
}
