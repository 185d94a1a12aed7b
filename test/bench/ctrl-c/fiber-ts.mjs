// The situations of situations.mjs for this library.
import * as C from 'fiber-ts/Coroutine'
import * as Fiber from 'fiber-ts/Fiber'
import { run, runMain } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { isMainThread, Worker } from 'node:worker_threads'
import * as S from './stage.mjs'

const say = (line) => C.fromIO(() => S.say(line))
const then = (next) => C.flatMap(() => next)
const finalized = pipe(C.sleep(50), then(say('finalized')))
const until = (finalizer) => pipe(say('ready'), then(C.never), C.ensuring(finalizer))
const step = (f) => pipe(C.fromIO(f), C.ensuring(say('finalized')))

S.play({
  suspended: () => runMain(until(finalized)),
  spinning: () => runMain(pipe(say('ready'), then(C.forever(C.of(1))), C.ensuring(finalized))),
  'not started': () => {
    const running = runMain(pipe(say('started'), then(C.never)))
    S.interruptMyself()
    return running
  },
  block: () =>
    runMain(
      pipe(
        step(() => (S.say('ready'), S.block(1_300))),
        then(C.never)
      )
    ),
  'last block': () => runMain(pipe(step(() => (S.say('ready'), S.block(1_300))))),
  masked: () =>
    runMain(
      pipe(
        C.uninterruptible(pipe(say('ready'), then(C.sleep(1_300)), then(say('region done')))),
        then(say('next step'))
      )
    ),
  'finalizer fails': () => runMain(until(C.die(new Error('unreleased')))),
  'interrupted itself': () =>
    runMain(
      C.gen(function* () {
        const self = yield* Fiber.self
        yield* pipe(Fiber.interrupt(self), C.ensuring(pipe(say('ready'), then(C.sleep(1_300)), then(say('finalized')))))
      })
    ),
  'done already': () =>
    runMain(
      C.gen(function* () {
        yield* C.fork(pipe(C.never, C.ensuring(pipe(say('ready'), then(C.sleep(1_300)), then(say('finalized'))))))
        yield* C.yieldNow
      })
    ),
  'finalizer waits': () => runMain(until(C.never)),
  'finalizer spins': () => runMain(until(C.forever(C.of(1)))),
  loop: () => runMain(step(S.loopForEver)),
  'regular expression': () => runMain(step(S.backtrack)),
  callback: () =>
    runMain(
      pipe(
        C.fromIO(() => void setImmediate(S.loopForEver)),
        then(C.never),
        C.ensuring(finalized)
      )
    ),
  'child process': () => runMain(step(S.waitForChild)),
  hash: () => runMain(step(S.hash)),
  read: () => runMain(step(S.readForEver)),
  'other listener': () => {
    S.listen()
    return runMain(until(finalized))
  },
  'worker thread': async () => {
    if (!isMainThread)
      return run(
        pipe(
          C.sleep(1),
          C.tapIO(() => () => S.say('finalized'))
        )
      )
    new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) })
  }
})
