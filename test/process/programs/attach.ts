/** Programs to look at from outside. Each says `ready` when there is something to see. */
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parentPort, Worker } from 'node:worker_threads'
import * as C from 'fiber-ts/Coroutine'
import * as Semaphore from 'fiber-ts/Semaphore'
import { run, runMain } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { play, print, say } from './stage.js'

const family = (main: C.Coroutine<unknown, never, unknown>) =>
  C.named('main')(
    C.gen(function* () {
      const door = yield* Semaphore.make(1)
      yield* C.fork(pipe(C.never, Semaphore.withPermits(door, 1), C.named('holder')))
      yield* C.yieldNow
      yield* C.fork(pipe(C.never, Semaphore.withPermits(door, 1), C.named('waiter')))
      yield* C.yieldNow
      yield* main
    })
  )

/** One that ends by itself, should the test be killed. */
const forMillis = (millis: number): void => {
  const until = performance.now() + millis
  while (performance.now() < until);
}

play({
  waiting: () =>
    runMain(
      family(
        pipe(
          say('ready'),
          C.flatMap(() => C.sleep(60_000))
        )
      )
    ),
  'names of several lines': () =>
    runMain(
      pipe(
        say('ready'),
        C.flatMap(() => C.sleep(60_000)),
        C.named('first line\nsecond line')
      )
    ),
  stuck: () =>
    runMain(
      family(
        C.fromIO(() => {
          print('ready')
          forMillis(20_000)
        })
      )
    ),
  'worker threads': () => {
    const file = fileURLToPath(import.meta.url)
    const workers = ['first', 'second'].map((name) => new Worker(file, { argv: ['in a worker'], name }))
    // one that never answers: no JavaScript is cut in while it waits for this
    new Worker(`require('node:child_process').execFileSync('sleep', ['10'])`, { eval: true, name: 'blocked' }).unref()
    for (const worker of workers) worker.unref()
    return runMain(
      family(
        pipe(
          C.promise(() => Promise.all(workers.map((worker) => once(worker, 'message')))),
          C.flatMap(() => say('ready')),
          C.flatMap(() => C.sleep(60_000))
        )
      )
    )
  },
  'in a worker': () =>
    run(
      pipe(
        C.fromIO(() => parentPort?.postMessage('begun')),
        C.flatMap(() => C.sleep(60_000)),
        C.named('in a worker')
      )
    ),
  'nothing yet': () => {
    setTimeout(() => {}, 60_000)
    print('ready')
  },
  'its own listener': () => {
    process.on('SIGUSR1', () => print('heard SIGUSR1'))
    setTimeout(() => {}, 60_000)
    print('ready')
  }
})
