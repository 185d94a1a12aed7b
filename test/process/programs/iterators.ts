/** Programs that leave async iterators open which nothing can close. */
import * as C from 'fiber-ts/Coroutine'
import * as EventLoop from 'fiber-ts/EventLoop'
import { job, runInExecutor } from 'fiber-ts/Executor'
import { run, runMain } from 'fiber-ts/Runner'
import * as Scope from 'fiber-ts/Scope'
import { pipe } from 'fp-ts/lib/function.js'
import type * as Jobs from './iterator-jobs.js'
import { outcome, play, print, say, slowly } from './stage.js'

async function* neverEnds(): AsyncGenerator<number> {
  try {
    yield 1
  } finally {
    print('closing')
    await new Promise(() => {})
  }
}

async function* isStuck(): AsyncGenerator<number> {
  yield 1
  print('stuck')
  await new Promise(() => {})
}

/** Takes an item of an iterator, and leaves it open. */
const leaveOpen = (source: AsyncIterable<number>): C.Coroutine<unknown, never, void> =>
  C.gen(function* () {
    yield* yield* pipe(C.fromAsyncIterable(source), Scope.provide(yield* Scope.make))
  })

const consume = (source: AsyncIterable<number>): C.Coroutine<unknown, never, void> =>
  pipe(
    C.fromAsyncIterable(source),
    C.forEachAsync(() => C.of(undefined))
  )

/** Whether anybody hears SIGINT now. */
const listening = (): string => (process.listenerCount('SIGINT') > 0 ? 'listening' : 'not listening')

const jobs = new URL('./iterator-jobs.js', import.meta.url)
const add = job<typeof Jobs, 'add'>(jobs, 'add')
const waits = job<typeof Jobs, 'waits'>(jobs, 'waits')

/** One of everything that a shutdown has to end, and what each says about it. */
const order = async (): Promise<void> => {
  const loop = EventLoop.make()
  const cells = new Int32Array(new SharedArrayBuffer(4))

  async function* closesByJob(): AsyncGenerator<number> {
    try {
      yield 1
    } finally {
      const sum = await C.toPromise(loop.executor.submit(add, { args: [1, 2] }))
      print(`generator closed by a job that says ${sum}, ${listening()}`)
      setTimeout(() => {
        Atomics.store(cells, 0, 1)
        Atomics.notify(cells, 0)
      }, 10)
    }
  }

  const produced = (emit: C.Emit<number>) =>
    pipe(
      emit(1),
      C.ensuring(
        pipe(
          runInExecutor(add, 2, 2),
          C.orDie,
          C.flatMap((sum) => say(`loop of an iterable ended by a job that says ${sum}`))
        )
      )
    )

  let background: Promise<void> | undefined
  const main = C.gen(function* () {
    const scope = yield* Scope.make
    const items = yield* pipe(C.toAsyncIterable(produced), Scope.provide(scope))
    yield* C.promise(() => items[Symbol.asyncIterator]().next())
    yield* leaveOpen(closesByJob())
    // one that is nobody's in the program
    background = C.toPromise(loop.executor.submit(waits, { args: [cells] })).then(() =>
      print(`job ended, ${listening()}`)
    )
    return yield* pipe(C.of('value'), C.ensuring(slowly(10, 'finalizer of main', 'main ended')))
  })
  await outcome(run(main, { loopFactory: () => loop }))
  print(`settled, ${listening()}`)
  await background
  await outcome(C.toPromise(loop.executor.submit(add, { args: [3, 3] })))
}

const heap = (): number => {
  gc?.()
  return process.memoryUsage().heapUsed
}

/** Opens, reads and closes, in every way there is; and a signal that lives longer. */
const many = (times: number): C.Coroutine<unknown, never, void> => {
  const controller = new AbortController()
  const once = pipe(
    C.fromAsyncIterable((_signal) => closable()),
    C.forEachAsync((n) => (n === 2 ? C.left('enough') : C.of(n))),
    C.orElse(() => Scope.scoped(C.toAsyncIterable<number>((emit) => emit(1)))),
    C.flatMap(() => Scope.scoped(C.toAbortSignal)),
    C.fromAbortSignal(controller.signal)
  )
  return C.forEach(() => once, { concurrency: 1 })(Array.from({ length: times }))
}

async function* closable(): AsyncGenerator<number> {
  yield 1
  yield 2
  yield 3
}

const flat = async (): Promise<void> => {
  await run(many(1_000))
  const before = heap()
  await run(many(10_000))
  print(`grown by less than 1 MB: ${heap() - before < 1_000_000}`)
}

play({
  order,
  'never-ends': () => outcome(run(C.as('value')(leaveOpen(neverEnds())), { iteratorTimeout: 100 })),
  'never-ends-main': () => runMain(leaveOpen(neverEnds()), { iteratorTimeout: 100 }),
  'never-ends-in-time': () => outcome(run(leaveOpen(neverEnds()))),
  stuck: () => outcome(run(C.named('root')(consume(isStuck())))),
  flat
})
