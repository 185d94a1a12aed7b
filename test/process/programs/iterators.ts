/** Programs that leave async iterators open which nothing can close. */
import * as C from 'fiber-ts/Coroutine'
import { run, runMain } from 'fiber-ts/Runner'
import * as Scope from 'fiber-ts/Scope'
import { pipe } from 'fp-ts/lib/function.js'
import { outcome, play, print, slowly } from './stage.js'

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

async function* closesSlowly(): AsyncGenerator<number> {
  try {
    yield 1
  } finally {
    await new Promise((resolve) => setTimeout(resolve, 10))
    print(`generator closed, ${listening()}`)
  }
}

const order = C.gen(function* () {
  yield* C.forkDaemon(pipe(C.never, C.ensuring(slowly(10, 'leftover is interrupted', 'leftover ended'))))
  yield* leaveOpen(closesSlowly())
  yield* C.sleep(1)
  return yield* pipe(C.of('value'), C.ensuring(slowly(10, 'finalizer of main', 'main ended')))
})

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
  order: () => outcome(run(order)).then(() => print(`settled, ${listening()}`)),
  'never-ends': () => outcome(run(C.as('value')(leaveOpen(neverEnds())), { iteratorTimeout: 100 })),
  'never-ends-main': () => runMain(leaveOpen(neverEnds()), { iteratorTimeout: 100 }),
  'never-ends-in-time': () => outcome(run(leaveOpen(neverEnds()))),
  stuck: () => outcome(run(C.named('root')(consume(isStuck())))),
  flat
})
