// The situations of situations.mjs for Effect, with the `runMain` of its package for Node.
import { runMain } from '@effect/platform-node-shared/NodeRuntime'
import { Effect } from 'effect'
import { isMainThread, Worker } from 'node:worker_threads'
import * as S from './stage.mjs'

const say = (line) => Effect.sync(() => S.say(line))
const then = (next) => Effect.flatMap(() => next)
const finalized = Effect.sleep(50).pipe(then(say('finalized')))
const until = (finalizer) => say('ready').pipe(then(Effect.never), Effect.ensuring(finalizer))
const step = (f) => Effect.sync(f).pipe(Effect.ensuring(say('finalized')))

S.play({
  suspended: () => runMain(until(finalized)),
  spinning: () => runMain(say('ready').pipe(then(Effect.forever(Effect.succeed(1))), Effect.ensuring(finalized))),
  'not started': () => {
    runMain(say('started').pipe(then(Effect.never)))
    S.interruptMyself()
  },
  block: () => runMain(step(() => (S.say('ready'), S.block(1_300))).pipe(then(Effect.never))),
  'last block': () => runMain(step(() => (S.say('ready'), S.block(1_300)))),
  masked: () =>
    runMain(
      Effect.uninterruptible(say('ready').pipe(then(Effect.sleep(1_300)), then(say('region done')))).pipe(
        then(say('next step'))
      )
    ),
  'finalizer fails': () => runMain(until(Effect.die(new Error('unreleased')))),
  'interrupted itself': () =>
    runMain(
      Effect.interrupt.pipe(Effect.ensuring(say('ready').pipe(then(Effect.sleep(1_300)), then(say('finalized')))))
    ),
  'done already': () =>
    runMain(
      Effect.gen(function* () {
        yield* Effect.forkChild(
          Effect.never.pipe(Effect.ensuring(say('ready').pipe(then(Effect.sleep(1_300)), then(say('finalized')))))
        )
        yield* Effect.yieldNow
      })
    ),
  'finalizer waits': () => runMain(until(Effect.never)),
  'finalizer spins': () => runMain(until(Effect.forever(Effect.succeed(1)))),
  loop: () => runMain(step(S.loopForEver)),
  'regular expression': () => runMain(step(S.backtrack)),
  callback: () =>
    runMain(Effect.sync(() => void setImmediate(S.loopForEver)).pipe(then(Effect.never), Effect.ensuring(finalized))),
  'child process': () => runMain(step(S.waitForChild)),
  hash: () => runMain(step(S.hash)),
  read: () => runMain(step(S.readForEver)),
  'other listener': () => {
    S.listen()
    runMain(until(finalized))
  },
  'worker thread': async () => {
    if (!isMainThread)
      return Effect.runPromise(Effect.sleep(1).pipe(Effect.tap(() => say('finalized')))).then(() => undefined)
    new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) })
  }
})
