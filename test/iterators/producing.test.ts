// Coroutines as async iterables and streams, streams as items, and abort signals both ways.
import { EventEmitter, getEventListeners } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'
import { setTimeout as after } from 'node:timers/promises'
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as ContextVar from 'fiber-ts/ContextVar'
import { InterruptedError, RuntimeError } from 'fiber-ts/Errors'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { Runner } from 'fiber-ts/Runner'
import * as Scope from 'fiber-ts/Scope'
import { TestLoop } from 'fiber-ts/testing'
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { exitLater, exitOf, makeLog, reasonsOf } from '../coroutine/fixtures.js'
import { causeOf, defectOf } from '../support/programs.js'

const { toPromise } = C

/** Emits numbers from 1 on, with a line for each, and one when it is over. */
const count =
  (say: (line: string) => C.Coroutine<unknown, never, void>, last = Infinity) =>
  (emit: C.Emit<number>) =>
    pipe(
      C.gen(function* () {
        for (let n = 1; n <= last; n++) {
          yield* say(`emit ${n}`)
          yield* emit(n)
        }
      }),
      C.ensuring(C.flatMap(C.sleep(1), () => say('over')))
    )

// -------------------------------------------------------------------------------------
// toAsyncIterable
// -------------------------------------------------------------------------------------

test('a loop runs while an item is asked for, and no further', async (t) => {
  const { lines, say } = makeLog()
  await toPromise(
    Scope.scoped(
      C.gen(function* () {
        const numbers = yield* C.toAsyncIterable(count(say, 2))
        yield* C.promise(async () => {
          const iterator = numbers[Symbol.asyncIterator]()
          await after(2)
          lines.push('ask')
          t.deepEqual(await iterator.next(), { done: false, value: 1 })
          await after(2)
          lines.push('ask')
          t.deepEqual(await iterator.next(), { done: false, value: 2 })
          await after(2)
          lines.push('ask')
          t.deepEqual(await iterator.next(), { done: true, value: undefined })
          t.deepEqual(await iterator.next(), { done: true, value: undefined })
        })
      })
    )
  )
  t.deepEqual(lines, ['ask', 'emit 1', 'ask', 'emit 2', 'ask', 'over'])
})

test('leaving a for await interrupts the loop, and waits until its finalizers have run', async (t) => {
  const { lines, say } = makeLog()
  await toPromise(
    Scope.scoped(
      C.gen(function* () {
        const numbers = yield* C.toAsyncIterable(count(say))
        yield* C.promise(async () => {
          for await (const n of numbers) if (n === 2) break
          lines.push('left')
          for await (const n of numbers) if (n === 1) break
          lines.push('left again')
        })
      })
    )
  )
  t.deepEqual(lines, ['emit 1', 'emit 2', 'over', 'left', 'emit 1', 'over', 'left again'])
})

test('an iteration that never started has nothing to end', async (t) => {
  const { lines, say } = makeLog()
  await toPromise(
    Scope.scoped(
      C.flatMapTask(C.toAsyncIterable(count(say)), (numbers) => async () => {
        const iterator = numbers[Symbol.asyncIterator]()
        t.deepEqual(await iterator.return!('x'), { done: true, value: 'x' })
        t.deepEqual(await iterator.next(), { done: true, value: undefined })
      })
    )
  )
  t.deepEqual(lines, [])
})

test('the loop has the environment and the fiber-local values of the fiber that made the iterable', async (t) => {
  const user = ContextVar.make('user', 'nobody')
  const seen = C.gen(function* () {
    return `${yield* C.asks((r: { readonly db: string }) => r.db)} ${yield* ContextVar.get(user)}`
  })
  const lines: Array<string> = []
  const log = C.flatMap(seen, (line) => C.fromIO(() => void lines.push(line)))
  const program = Scope.scoped(
    C.gen(function* () {
      yield* ContextVar.set(user, 'ada')
      const items = yield* C.toAsyncIterable<string, { readonly db: string }>((emit) =>
        pipe(C.flatMap(seen, emit), C.ensuring(log))
      )
      yield* ContextVar.set(user, 'bob')
      return yield* pipe(
        C.promise(async () => {
          for await (const item of items) return item
          return ''
        }),
        C.local(() => ({ db: 'another' }))
      )
    })
  )
  t.is(await toPromise(C.provide({ db: 'sqlite' })(program)), 'sqlite ada')
  t.deepEqual(lines, ['sqlite ada'])
})

test('the consumer gets the very error, or defect, and it is reported nowhere else', async (t) => {
  const bug = new Error('bug')
  const reported: Array<unknown> = []
  const runner = new Runner({ exceptionHandler: (context) => void reported.push(context) })
  for (const [end, error] of [
    [C.left('no'), 'no'],
    [C.die(bug), bug]
  ] as const) {
    const program = Scope.scoped(
      C.flatMapTask(
        C.toAsyncIterable<number>((emit) => C.flatMap(emit(1), () => end)),
        (items) => async () => {
          const iterator = items[Symbol.asyncIterator]()
          t.deepEqual(await iterator.next(), { done: false, value: 1 })
          const thrown = await iterator.next().catch((e: unknown) => e)
          t.is(thrown, error)
          t.deepEqual(await iterator.next(), { done: true, value: undefined })
        }
      )
    )
    await toPromise(program)
  }
  t.deepEqual(reported, [])
  await runner.close()
})

test('a finalizer that fails on the way out is what return rejects with', async (t) => {
  const bug = new Error('bug')
  const program = Scope.scoped(
    C.flatMapTask(
      C.toAsyncIterable<number>((emit) => pipe(emit(1), C.ensuring(C.die(bug)))),
      (items) => async () => {
        for await (const item of items) return item
        return 0
      }
    )
  )
  t.deepEqual(causeOf(await exitLater(program)), [bug])
})

test('the end of the scope interrupts an iteration: it rejects, and does not look complete', async (t) => {
  const { lines, say } = makeLog()
  const iterable = await toPromise(
    Scope.scoped(
      C.gen(function* () {
        const numbers = yield* C.toAsyncIterable(count(say))
        const iterator = numbers[Symbol.asyncIterator]()
        yield* C.promise(() => iterator.next())
        return { iterator, numbers }
      })
    )
  )
  t.deepEqual(lines, ['emit 1', 'over'])
  const error = await t.throwsAsync(iterable.iterator.next())
  t.true(error instanceof InterruptedError)
  t.is((error as InterruptedError).reason, 'scope closed')
  const tooLate = await t.throwsAsync(iterable.numbers[Symbol.asyncIterator]().next())
  t.true(tooLate instanceof RuntimeError)
  t.regex(tooLate.message, /the Scope is closed/)
})

test('items that several fibers emit all arrive', async (t) => {
  const program = Scope.scoped(
    C.flatMapTask(
      C.toAsyncIterable<number>((emit) =>
        C.all(
          [1, 2, 3, 4].map((n) =>
            pipe(
              C.sleep(n % 2),
              C.flatMap(() => emit(n))
            )
          )
        )
      ),
      (items) => async () => {
        const got: Array<number> = []
        for await (const item of items) got.push(item)
        return got.sort((a, b) => a - b)
      }
    )
  )
  t.deepEqual(await toPromise(program), [1, 2, 3, 4])
})

test('requests that do not wait for one another are answered in order', async (t) => {
  const program = Scope.scoped(
    C.flatMapTask(
      C.toAsyncIterable<number>((emit) => C.flatMap(emit(1), () => emit(2))),
      (items) => () => {
        const iterator = items[Symbol.asyncIterator]()
        return Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()])
      }
    )
  )
  const answers = await toPromise(program)
  t.deepEqual(
    answers.map(({ done, value }) => (done === true ? 'done' : value)),
    [1, 2, 'done', 'done']
  )
})

test('return waits for no item: requests that are under way are told that there are no more', async (t) => {
  const { lines, say } = makeLog()
  let begin = (): void => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const program = Scope.scoped(
    C.flatMapTask(
      C.toAsyncIterable<number>((emit) =>
        pipe(
          C.fromIO(begin),
          C.flatMap(() => C.never),
          C.ensuring(say('over')),
          C.flatMap(emit)
        )
      ),
      (items) => async () => {
        const early = items[Symbol.asyncIterator]()
        const beforeFirstStep = await Promise.all([early.next(), early.return!()])
        const iterator = items[Symbol.asyncIterator]()
        const asked = [iterator.next(), iterator.next()]
        await begun
        return [...beforeFirstStep, await iterator.return!(), ...(await Promise.all(asked))]
      }
    )
  )
  t.true((await toPromise(program)).every(({ done }) => done))
  t.deepEqual(lines, ['over'])
})

test('the two are inverse: what is emitted is what is taken', async (t) => {
  const program = Scope.scoped(
    C.gen(function* () {
      const numbers = yield* C.toAsyncIterable(count(() => C.of(undefined), 3))
      const next = yield* C.fromAsyncIterable(numbers)
      return [yield* next, yield* next, yield* next, yield* next]
    })
  )
  t.deepEqual(await toPromise(program), [O.some(1), O.some(2), O.some(3), O.none])
})

test('an iteration that is left open is interrupted at shutdown, in the context of its owner', async (t) => {
  const lines: Array<string> = []
  const log = C.flatMap(C.ask<{ readonly name: string }>(), ({ name }) => C.fromIO(() => void lines.push(name)))
  const runner = new Runner({ context: { name: 'owner' } })
  await runner.run(
    C.gen(function* () {
      const scope = yield* Scope.make
      const items = yield* pipe(
        C.toAsyncIterable<number, { readonly name: string }>((emit) => pipe(emit(1), C.ensuring(log))),
        Scope.provide(scope)
      )
      yield* C.promise(() => items[Symbol.asyncIterator]().next())
    })
  )
  t.deepEqual(lines, [])
  await runner.close()
  t.deepEqual(lines, ['owner'])
})

// -------------------------------------------------------------------------------------
// streams
// -------------------------------------------------------------------------------------

const encoder = new TextEncoder()

/** A web stream of numbers, with a line for each one asked for, and why it was cancelled. */
const webStream = (lines: Array<string>, last = Infinity): ReadableStream<number> => {
  let n = 0
  return new ReadableStream<number>(
    {
      pull(controller) {
        if (++n > last) return controller.close()
        lines.push(`pull ${n}`)
        controller.enqueue(n)
      },
      cancel: () => void lines.push('cancelled')
    },
    { highWaterMark: 0 }
  )
}

test('a web stream is read to its end, or cancelled; its lock is given back', async (t) => {
  for (const [last, expected] of [
    [2, ['pull 1', 'pull 2']],
    [Infinity, ['pull 1', 'pull 2', 'cancelled']]
  ] as const) {
    const lines: Array<string> = []
    const stream = webStream(lines, last)
    const program = pipe(
      C.fromReadableStream(stream),
      C.forEachAsync((n) => (n === 2 && last > 2 ? C.left('enough') : C.of(n)))
    )
    await toPromise(C.toExit(program))
    t.deepEqual(lines, [...expected])
    t.false(stream.locked)
  }
})

test('a web stream that is waited for is cancelled at once', async (t) => {
  const lines: Array<string> = []
  const stream = new ReadableStream<number>({ cancel: () => void lines.push('cancelled') })
  const program = pipe(
    C.fromReadableStream(stream),
    C.forEachAsync(() => C.of(1)),
    C.timeoutOption(2)
  )
  t.deepEqual(await toPromise(program), O.none)
  t.deepEqual(lines, ['cancelled'])
})

test('a stream of Node is read to its end, or destroyed, also while a chunk is waited for', async (t) => {
  const chunks: Array<unknown> = []
  await toPromise(
    pipe(
      C.fromReadableStream(Readable.from(['a', 'b'])),
      C.forEachAsync((chunk) => C.fromIO(() => void chunks.push(chunk)))
    )
  )
  t.deepEqual(chunks, ['a', 'b'])
  for (const open of [(s: PassThrough) => C.fromReadableStream(s), (s: PassThrough) => C.fromAsyncIterable(s)]) {
    const silent = new PassThrough()
    const program = pipe(
      open(silent),
      C.forEachAsync(() => C.of(1)),
      C.timeoutOption(2)
    )
    t.deepEqual(await toPromise(program), O.none)
    t.true(silent.destroyed)
    t.true(silent.closed)
  }
})

test('a stream of Node that was never read from is destroyed, and what that meets is a defect', async (t) => {
  const bug = new Error('bug')
  const stream = new Readable({ read() {}, destroy: (_, callback) => callback(bug) })
  t.is(defectOf(await exitLater(Scope.scoped(C.fromReadableStream(stream)))), bug)
})

test('an error of a stream is typed', async (t) => {
  const torn = new Error('torn')
  const ofNode = new Readable({
    read() {
      this.destroy(torn)
    }
  })
  const ofWeb = new ReadableStream<number>({ pull: (controller) => controller.error(torn) })
  const consume = C.forEachAsync(() => C.of(1))
  t.deepEqual(await exitLater(consume(C.fromReadableStream(ofNode, (e) => ({ e })))), Exit.fail({ e: torn }))
  t.deepEqual(await exitLater(consume(C.fromReadableStream(ofWeb, (e) => ({ e })))), Exit.fail({ e: torn }))
})

test('a loop as a web stream: read whole, cancelled, failing', async (t) => {
  const { lines, say } = makeLog()
  const words = (emit: C.Emit<Uint8Array>) =>
    pipe(
      C.forEach((word: string) => emit(encoder.encode(word)), { concurrency: 1 })(['a', 'b', 'c']),
      C.ensuring(say('over'))
    )
  const failing = (emit: C.Emit<Uint8Array>) => C.flatMap(emit(encoder.encode('a')), () => C.left('no'))
  await toPromise(
    Scope.scoped(
      C.gen(function* () {
        const whole = yield* C.toReadableStream(words)
        t.is(yield* C.promise(() => new Response(whole).text()), 'abc')
        t.deepEqual(lines.splice(0), ['over'])
        const cut = yield* C.toReadableStream(words)
        yield* C.promise(async () => {
          const reader = cut.getReader()
          await reader.read()
          t.deepEqual(lines, [])
          await reader.cancel('enough')
        })
        t.deepEqual(lines.splice(0), ['over'])
        const fails = yield* C.toReadableStream(failing)
        t.is(yield* C.promise(() => text(fails).catch((e: unknown) => e)), 'no')
      })
    )
  )
})

test('a loop as a stream of Node, with pipeline', async (t) => {
  const program = Scope.scoped(
    C.gen(function* () {
      const lines = yield* C.toAsyncIterable<string>((emit) => C.flatMap(emit('a\n'), () => emit('b\n')))
      const target = new PassThrough()
      const [written] = yield* C.promise(() => Promise.all([text(target), pipeline(Readable.from(lines), target)]))
      return written
    })
  )
  t.is(await toPromise(program), 'a\nb\n')
})

// -------------------------------------------------------------------------------------
// abort signals
// -------------------------------------------------------------------------------------

test('a signal interrupts the fiber, with its reason, and finalizers see it', (t) => {
  const loop = new TestLoop()
  const controller = new AbortController()
  const seen: Array<unknown> = []
  const program = pipe(
    C.never,
    C.onExit((exit) => C.fromIO(() => void seen.push(...causeOf(exit)))),
    C.fromAbortSignal(controller.signal),
    C.orElse(() => C.of('recovered'))
  )
  const run = loop.start(program)
  loop.runReady()
  t.is(getEventListeners(controller.signal, 'abort').length, 1)
  controller.abort('the client has gone')
  loop.runAll()
  t.deepEqual(causeOf(run.exit()), ['interrupted: the client has gone'])
  t.deepEqual(seen, ['interrupted: the client has gone'])
  const exit = run.exit()
  t.is(exit?._tag === 'Left' && exit.left[0]._tag === 'Interrupt' && exit.left[0].by, 'host')
  t.is(getEventListeners(controller.signal, 'abort').length, 0)
})

test('a signal that was aborted before stops the coroutine before its first step', (t) => {
  const steps: Array<number> = []
  const program = pipe(
    C.fromIO(() => steps.push(1)),
    C.fromAbortSignal(AbortSignal.abort('too late'))
  )
  t.deepEqual(causeOf(exitOf(program)), ['interrupted: too late'])
  t.deepEqual(steps, [])
})

test('the listener is gone however the coroutine ends, and a later abort reaches nobody', (t) => {
  for (const end of [C.of('ok'), C.left('no'), C.die('bug'), C.interrupt]) {
    const controller = new AbortController()
    const outcome = reasonsOf(exitOf(end))
    t.deepEqual(reasonsOf(exitOf(pipe(end, C.delay(1), C.fromAbortSignal(controller.signal)))), outcome)
    t.is(getEventListeners(controller.signal, 'abort').length, 0)
  }
  const controller = new AbortController()
  const program = pipe(
    C.of(1),
    C.fromAbortSignal(controller.signal),
    C.tapIO(() => () => controller.abort())
  )
  t.deepEqual(exitOf(program), Exit.succeed(1))
})

test('an abort is honoured at the end of an uninterruptible region, and only the fiber that listens is interrupted', (t) => {
  const controller = new AbortController()
  const abort = C.fromIO(() => controller.abort('stop'))
  const { lines, say } = makeLog()
  const masked = pipe(
    C.uninterruptible(C.flatMap(abort, () => say('goes on'))),
    C.tap(() => say('not reached')),
    C.fromAbortSignal(controller.signal)
  )
  const program = C.gen(function* () {
    const fiber = yield* C.fork(masked)
    const exit = yield* Fiber.await(fiber)
    return causeOf(exit)
  })
  t.deepEqual(exitOf(program), Exit.succeed(['interrupted: stop']))
  t.deepEqual(lines, ['goes on'])
})

test('many coroutines share a signal by one listener, for Node takes more than ten for a leak', (t) => {
  const loop = new TestLoop()
  const controller = new AbortController()
  const stoppable = C.fromAbortSignal(controller.signal)
  const run = loop.start(
    C.all([
      pipe(C.of('done'), stoppable),
      // the inner part is over, the outer one still listens
      pipe(
        C.of('inner'),
        stoppable,
        C.flatMap(() => C.never),
        stoppable,
        C.fork,
        C.flatMap(Fiber.await)
      ),
      ...Array.from({ length: 20 }, () => pipe(C.never, stoppable, C.fork, C.flatMap(Fiber.await)))
    ] as ReadonlyArray<C.Coroutine<unknown, never, unknown>>)
  )
  loop.run(C.sleep(5))
  t.is(getEventListeners(controller.signal, 'abort').length, 1)
  controller.abort('closing')
  loop.runAll()
  const exit = run.exit()
  t.true(exit?._tag === 'Right')
  const [done, ...stopped] = exit?._tag === 'Right' ? exit.right : []
  t.is(done, 'done')
  t.deepEqual(
    stopped.map((each) => reasonsOf(each as Exit.Exit<never, never>)),
    Array.from({ length: 21 }, () => ['interrupt'])
  )
  t.is(getEventListeners(controller.signal, 'abort').length, 0)
})

test('what is no signal is said so', (t) => {
  t.regex(String(defectOf(exitOf(C.fromAbortSignal({} as never)(C.of(1))))), /an AbortSignal was expected/)
})

test('the end of a scope aborts its signal, with what the scope ended with', async (t) => {
  const signals: Array<AbortSignal> = []
  const ends = [C.of('ok'), C.left('no'), C.die('bug'), C.interrupt]
  for (const end of ends)
    exitOf(
      Scope.scoped(
        C.gen(function* () {
          const signal = yield* C.toAbortSignal
          t.false(signal.aborted)
          signals.push(signal)
          yield* end
        })
      )
    )
  t.true(signals.every((signal) => signal.aborted))
  const reasons = signals.map(({ reason }) => (reason instanceof InterruptedError ? reason.message : reason))
  t.regex(reasons[0], /^interrupted by fiber #1: scope closed$/)
  t.deepEqual(reasons.slice(1, 3), ['no', 'bug'])
  t.regex(reasons[3], /^interrupted by fiber #1/)
})

test('each run has a signal of its own', (t) => {
  const program = Scope.scoped(C.toAbortSignal)
  const [first, second] = [exitOf(program), exitOf(program)]
  t.not(first._tag === 'Right' && first.right, second._tag === 'Right' && second.right)
})

test('nothing is kept: listeners on a signal and on an emitter that live longer', async (t) => {
  const emitter = new EventEmitter()
  const controller = new AbortController()
  const program = Scope.scoped(
    C.gen(function* () {
      const signal = yield* C.toAbortSignal
      emitter.on('x', () => {})
      signal.addEventListener('abort', () => emitter.removeAllListeners('x'))
      yield* pipe(C.yieldNow, C.fromAbortSignal(controller.signal))
    })
  )
  await toPromise(C.forEach(() => program, { concurrency: 1 })(Array.from({ length: 1_000 }, (_, i) => i)))
  t.is(emitter.listenerCount('x'), 0)
  t.is(getEventListeners(controller.signal, 'abort').length, 0)
})
