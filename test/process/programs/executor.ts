/** Programs with jobs in other threads. */
import * as C from 'fiber-ts/Coroutine'
import * as EventLoop from 'fiber-ts/EventLoop'
import * as Executor from 'fiber-ts/Executor'
import { run, runMain, Runner } from 'fiber-ts/Runner'
import * as Scope from 'fiber-ts/Scope'
import { pipe } from 'fp-ts/lib/function.js'
import type * as Jobs from '../../executor/jobs.js'
import { outcome, play, print, say, slowly } from './stage.js'

const job = <K extends Executor.FunctionNames<typeof Jobs>>(name: K) =>
  Executor.job<typeof Jobs, K>(new URL('../../executor/jobs.js', import.meta.url), name)
const add = Executor.toThread(job('add'))

/** A job that nobody in the run waits for. */
const detached = <Args extends ReadonlyArray<unknown>, A>(
  loop: EventLoop.EventLoop,
  made: Executor.Job<Args, A>,
  ...args: Args
): Promise<unknown> => C.toPromise(C.toEither(loop.executor.submit(made, { args })))

const spinning = C.gen(function* () {
  const cells = new Int32Array(new SharedArrayBuffer(4))
  const fiber = yield* C.fork(Executor.runInExecutor(job('ignores'), cells))
  while (cells[0] === 0) yield* C.sleep(1)
  yield* say('ready')
  return fiber
})

/** An iterator that is open when the program ends, and whose `finally` asks for a job. */
async function* closesByJob({ executor }: EventLoop.EventLoop): AsyncGenerator<number> {
  try {
    yield 1
  } finally {
    const sum = await C.toPromise(executor.submit(job('add'), { args: [1, 2] }))
    print(`generator closed, its job answered ${sum}`)
  }
}

/** Every stage of the end says a line when it is done. */
const golden = async (): Promise<void> => {
  process.on('removeListener', (event) => {
    if (event === 'SIGINT') print('listener removed')
  })
  const loop = EventLoop.make()
  const main = C.gen(function* () {
    yield* C.forkDaemon(pipe(C.never, C.ensuring(slowly(10, 'leftover interrupted', 'leftover ended'))))
    yield* yield* pipe(C.fromAsyncIterable(closesByJob(loop)), Scope.provide(yield* Scope.make))
    const asleep = detached(loop, job('sleep'), 300)
    void asleep.then(() => print('last job of the executor ended'))
    return yield* pipe(C.of('value'), C.ensuring(slowly(10, "main's finalizer", 'main ended')))
  })
  await run(main, { loopFactory: () => loop, watchdog: false })
  print('settled')
}

const heap = (): number => {
  gc?.()
  return process.memoryUsage().heapUsed
}

const many = (times: number) =>
  C.traverseArrayN(4)((n: number) => add(n, 1))(Array.from({ length: times }, (_, n) => n))

play({
  golden,
  'spins-at-the-end': () => runMain(C.flatMap(spinning, () => say('done'))),
  'spins-for-nobody': async () => {
    const runner = new Runner({ executorTimeout: 200 })
    void detached(runner.getLoop(), job('spin'))
    await runner.run(C.sleep(300))
    await runner.close()
    print(`held by ${process.getActiveResourcesInfo().join()}`)
  },
  interrupted: () =>
    runMain(
      pipe(
        spinning,
        C.flatMap(() => C.never)
      )
    ),
  uninterruptible: () =>
    runMain(
      C.uninterruptible(
        C.flatMap(say('ready'), () => Executor.runInExecutor(job('ignores'), new Int32Array(new SharedArrayBuffer(4))))
      )
    ),
  'at-the-edge': () => outcome(C.toPromise(add(1, 2))),
  'leaves-nothing': async () => {
    await outcome(run(add(1, 2)))
    // threads write through the streams of the process, which Node opens for them, and which hold nothing
    print(
      `left: ${process
        .getActiveResourcesInfo()
        .filter((name) => !/^(?:Pipe|TTY)Wrap$|^CloseReq$/.test(name))
        .join()}`
    )
  },
  memory: () =>
    run(
      C.gen(function* () {
        yield* many(2_000)
        const before = heap()
        yield* many(10_000)
        print(`grew by ${Math.round((heap() - before) / 1024)} KiB`)
      })
    )
})
