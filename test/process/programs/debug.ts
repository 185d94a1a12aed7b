/** Programs in debug mode. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as C from 'fiber-ts/Coroutine'
import { run, Runner } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { block, outcome, play, print } from './stage.js'

const dropped = async (): Promise<void> => {
  const runner = new Runner()
  await runner.run(C.of(1))
}

const closed = async (): Promise<void> => {
  const runner = new Runner()
  await runner.run(C.of(1))
  await runner.close()
  await run(C.of(1))
  // Node has nothing to wait for, and says so, while the run waits
  await run(C.promise(() => new Promise((resolve) => setTimeout(resolve, 50).unref())))
  new Runner() // never needed: there is nothing to close
}

const collect = async (): Promise<void> => {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  for (let turn = 0; turn < 20; turn++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

play({
  dropped: () => dropped().then(() => print('end')),
  // while the program still runs, which is before Node has nothing left to do
  'dropped-and-collected': () => {
    const { stderr } = process
    const write = stderr.write.bind(stderr)
    stderr.write = (line: string | Uint8Array) => {
      if (String(line).includes('never closed')) print('reported')
      return write(line)
    }
    return dropped()
      .then(collect)
      .then(() => print('end'))
  },
  closed: () =>
    closed()
      .then(collect)
      .then(() => print('end')),
  blocked: () =>
    outcome(
      run(
        C.gen(function* () {
          yield* C.sleep(500) // by then the worker has started
          yield* pipe(
            C.fromIO(function busy() {
              block(1_500)
              print('unblocked')
            }),
            C.named('culprit')
          )
          // between two steps nobody is blocked, however long that lasts
          yield* C.sleep(500)
        })
      )
    ),
  // where the names of the runtime mean something else
  'blocked-shadowed': () =>
    outcome(
      run(
        C.gen(function* () {
          yield* C.sleep(500)
          yield* C.fromIO(() => {
            const shadowed = (Symbol: null): void => {
              const until = Date.now() + 1_500
              while (Symbol === null && Date.now() < until);
            }
            shadowed(null)
          })
        })
      )
    ),
  'blocked-often': () =>
    outcome(
      run(
        C.gen(function* () {
          yield* C.sleep(500)
          for (let i = 0; i < 4; i++) {
            yield* C.fromIO(() => block(200))
            yield* C.yieldNow
          }
        })
      )
    ),
  'blocked-and-signalled': () =>
    outcome(
      run(
        pipe(
          C.sleep(500),
          C.flatMap(() =>
            C.fromIO(function busy() {
              print('ready')
              for (;;);
            })
          )
        )
      )
    ),
  'slow-step': () =>
    outcome(
      run(
        C.gen(function* () {
          yield* C.yieldNow
          yield* C.fromIO(() => block(150))
        })
      )
    )
})
