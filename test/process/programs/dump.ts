/** Programs that list their fibers when they are asked to. */
import * as C from 'fiber-ts/Coroutine'
import * as Lock from 'fiber-ts/Lock'
import { run, runMain, Runner } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { outcome, play, print, say } from './stage.js'

const waiting = C.gen(function* () {
  const lock = yield* Lock.make
  yield* C.fork(
    pipe(
      say('ready'),
      C.chain(() => C.never),
      Lock.withLock(lock),
      C.named('holder')
    )
  )
  yield* C.fork(pipe(C.of(undefined), Lock.withLock(lock), C.named('waiter')))
  return yield* pipe(C.promise(() => new Promise<void>((resolve) => process.stdin.once('data', () => resolve()))))
})

const ended = (): void => {
  process.stdin.destroy()
  print(`listeners ${process.listenerCount('SIGUSR2')}`)
}

play({
  run: () => outcome(run(pipe(waiting, C.named('main')), { dumpSignal: 'SIGUSR2' })).then(ended),
  main: () => runMain(pipe(waiting, C.named('main')), { dumpSignal: 'SIGUSR2' }).then(ended),
  quit: () => outcome(run(pipe(waiting, C.named('main')), { dumpSignal: 'SIGQUIT' })).then(ended),
  'between-runs': async () => {
    const runner = new Runner({ dumpSignal: 'SIGUSR2' })
    await runner.run(C.of(1))
    runner.fork(pipe(C.never, C.named('handler')))
    print('ready')
    await new Promise((resolve) => process.stdin.once('data', resolve))
    await runner.close()
    ended()
  },
  without: () => outcome(run(waiting))
})
