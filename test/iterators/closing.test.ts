// Async iterators: taken from with back-pressure, and closed whatever their authors wrote.
import { setTimeout as after } from 'node:timers/promises'
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import { InterruptedError, RuntimeError } from 'fiber-ts/Errors'
import type { ExceptionContext } from 'fiber-ts/EventLoop'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { run, runExit, Runner } from 'fiber-ts/Runner'
import * as Scope from 'fiber-ts/Scope'
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { exitLater, makeLog } from '../coroutine/fixtures.js'
import { causeOf, defectOf, start } from '../support/programs.js'

/** Numbers from 1 on, and a line when it is closed. */
async function* count(lines: Array<string>, last = Infinity): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= last; n++) {
      lines.push(`give ${n}`)
      yield n
    }
  } finally {
    lines.push('closed')
  }
}

/** Runs a program with a handler that keeps what is reported. */
const reporting = async <E, A>(
  program: C.Coroutine<unknown, E, A>,
  options: { readonly iteratorTimeout?: number } = {}
): Promise<{ readonly exit: Exit.Exit<E, A>; readonly reported: ReadonlyArray<ExceptionContext> }> => {
  const reported: Array<ExceptionContext> = []
  const exit = await runExit(program, { ...options, exceptionHandler: (context) => void reported.push(context) })
  return { exit, reported }
}

/** Leaves an iterator open at the end of the program, with so many items taken. */
const leaveOpen = <A>(source: AsyncIterable<A> | ((signal: C.AbortSignal) => AsyncIterable<A>), items: number) =>
  C.gen(function* () {
    const next = yield* pipe(C.fromAsyncIterable(source), Scope.provide(yield* Scope.make))
    for (let i = 0; i < items; i++) yield* next
    return 'value'
  })

const stuck = (): Promise<never> => new Promise(() => {})

// -------------------------------------------------------------------------------------
// taking items
// -------------------------------------------------------------------------------------

test.serial(
  'items come in order, one is asked for when the last one is done with, and none after the end',
  async (t) => {
    const { lines, say } = makeLog()
    const program = pipe(
      C.fromAsyncIterable(count(lines, 3)),
      C.forEachAsync((n, index) =>
        pipe(
          C.sleep(2),
          C.flatMap(() => say(`done ${n} at ${index}`))
        )
      )
    )
    t.deepEqual(await exitLater(program), Exit.succeed(undefined))
    t.deepEqual(lines, ['give 1', 'done 1 at 0', 'give 2', 'done 2 at 1', 'give 3', 'done 3 at 2', 'closed'])
  }
)

test.serial('after the end there is nothing more, however often it is asked', async (t) => {
  const program = Scope.scoped(
    C.gen(function* () {
      const next = yield* C.fromAsyncIterable(count([], 1))
      return [yield* next, yield* next, yield* next]
    })
  )
  t.deepEqual(await run(program), [O.some(1), O.none, O.none])
})

test.serial('with concurrency, so many items are worked on at once, and no more are asked for', async (t) => {
  const lines: Array<string> = []
  let now = 0
  let most = 0
  let seen = 0
  const job = C.bracket(
    C.fromIO(() => void (most = Math.max(most, ++now))),
    () => C.sleep(1),
    () =>
      C.fromIO(() => {
        now--
        seen++
        t.true(lines.length <= seen + 3)
      })
  )
  await run(
    pipe(
      C.fromAsyncIterable(count(lines, 10)),
      C.forEachAsync(() => job, { concurrency: 3 })
    )
  )
  t.deepEqual([most, seen], [3, 10])
  for (const concurrency of [0, 1.5, Number.NaN, Infinity]) {
    const exit = await runExit(
      pipe(
        C.fromAsyncIterable(count([])),
        C.forEachAsync(() => C.of(1), { concurrency })
      )
    )
    t.true(defectOf(exit) instanceof RangeError)
  }
})

test.serial('a failure of the function closes the iterator first, and interrupts the others', async (t) => {
  const { lines, say } = makeLog()
  const body = (n: number) => (n === 2 ? C.left('no') : pipe(C.never, C.onInterrupt(say('interrupted'))))
  const exit = await runExit(pipe(C.fromAsyncIterable(count(lines)), C.forEachAsync(body, { concurrency: 2 })))
  t.deepEqual(exit, Exit.fail('no'))
  t.deepEqual(lines, ['give 1', 'give 2', 'interrupted', 'closed'])
})

test.serial('a rejection is a defect, or the typed error that is made of it; nothing is closed then', async (t) => {
  const error = new Error('torn')
  let returns = 0
  const torn = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(error),
      return: async () => (returns++, { done: true as const, value: undefined })
    })
  }
  const consume = C.forEachAsync(() => C.of(1))
  t.is(defectOf(await runExit(consume(C.fromAsyncIterable(torn)))), error)
  t.deepEqual(await runExit(consume(C.fromAsyncIterable(torn, (reason) => ({ reason })))), Exit.fail({ reason: error }))
  t.is(returns, 0)
})

test.serial('what is not iterable, and what answers no object, is said so', async (t) => {
  const consume = C.forEachAsync(() => C.of(1))
  const bad: ReadonlyArray<any> = [null, 1, {}, [1], () => 7]
  for (const source of bad)
    t.regex(String(defectOf(await runExit(consume(C.fromAsyncIterable(source))))), /was expected/)
  const answersNothing: any = { [Symbol.asyncIterator]: () => ({ next: () => 7 }) }
  const throws: any = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        throw new Error('thrown')
      }
    })
  }
  t.regex(String(defectOf(await runExit(consume(C.fromAsyncIterable(answersNothing))))), /is to answer an object/)
  t.deepEqual(await runExit(consume(C.fromAsyncIterable(throws, String))), Exit.fail('Error: thrown'))
})

test.serial('an interrupted wait loses no item', async (t) => {
  async function* slow() {
    for (let n = 1; n <= 3; n++) {
      await after(20)
      yield n
    }
  }
  const program = Scope.scoped(
    C.gen(function* () {
      const next = yield* C.fromAsyncIterable(slow())
      const got: Array<unknown> = []
      let waits = 0
      for (;;) {
        const item = yield* pipe(next, C.timeoutOption(3))
        waits++
        if (item._tag === 'None') continue
        if (item.value._tag === 'None') break
        got.push(item.value.value)
      }
      return { got, waited: waits > 4 }
    })
  )
  t.deepEqual(await run(program), { got: [1, 2, 3], waited: true })
})

test.serial('several fibers that take from one iterator each get items of their own', async (t) => {
  const program = Scope.scoped(
    C.gen(function* () {
      const next = yield* C.fromAsyncIterable(count([], 5))
      const items = yield* C.all(Array.from({ length: 7 }, () => next))
      return items.flatMap((item) => (O.isSome(item) ? [item.value] : [])).sort((a, b) => a - b)
    })
  )
  t.deepEqual(await run(program), [1, 2, 3, 4, 5])
})

// -------------------------------------------------------------------------------------
// closing at the end of the scope
// -------------------------------------------------------------------------------------

test.serial(
  'the end of the scope closes the iterator, and waits until it is closed: before what was acquired earlier',
  async (t) => {
    const { lines, say } = makeLog()
    async function* slowToClose() {
      try {
        yield 1
      } finally {
        await after(5)
        lines.push('closed')
      }
    }
    for (const end of [C.of('ok'), C.left('no'), C.die('bug'), C.interrupt]) {
      lines.length = 0
      await runExit(
        Scope.scoped(
          C.gen(function* () {
            yield* Scope.acquireRelease(C.of('db'), () => say('db released'))
            yield* yield* C.fromAsyncIterable(slowToClose())
            yield* end
          })
        )
      )
      t.deepEqual(lines, ['closed', 'db released'])
    }
  }
)

test.serial(
  'what the function acquires goes to the scope outside of forEachAsync, which is for the iterator only',
  async (t) => {
    const { lines, say } = makeLog()
    await run(
      Scope.scoped(
        pipe(
          C.fromAsyncIterable(count(lines, 2)),
          C.forEachAsync((n) => Scope.acquireRelease(C.of(n), () => say(`release ${n}`))),
          C.tap(() => say('consumed'))
        )
      )
    )
    t.deepEqual(lines, ['give 1', 'give 2', 'closed', 'consumed', 'release 2', 'release 1'])
  }
)

test.serial('a program that is interrupted while it works on an item closes the iterator', async (t) => {
  const { lines } = makeLog()
  const program = pipe(
    C.fromAsyncIterable(count(lines)),
    C.forEachAsync(() => C.never),
    C.timeoutOption(5)
  )
  t.deepEqual(await run(program), O.none)
  t.deepEqual(lines, ['give 1', 'closed'])
})

test.serial('whoever waits for an item of another scope that closes is told that there are no more', async (t) => {
  const program = C.gen(function* () {
    const scope = yield* Scope.make
    const next = yield* pipe(C.fromAsyncIterable(silent()), Scope.provide(scope))
    const waiting = yield* start(next)
    yield* Scope.close(scope, Exit.succeed(undefined))
    return [yield* Fiber.join(waiting), yield* next]
  })
  t.deepEqual(await run(program), [O.none, O.none])
})

/** An iterator that never answers, and can be closed all the same. */
const silent = (): AsyncIterable<number> => ({
  [Symbol.asyncIterator]: () => ({ next: stuck, return: async () => ({ done: true, value: undefined }) })
})

test.serial('a function gets a signal that stops a generator in its await', async (t) => {
  const reasons: Array<unknown> = []
  async function* waits(signal: C.AbortSignal) {
    try {
      yield 1
      await after(60_000, undefined, { signal })
    } finally {
      reasons.push(signal.reason)
    }
  }
  const program = pipe(
    C.fromAsyncIterable(waits),
    C.forEachAsync(() => C.of(1)),
    C.timeoutOption(5)
  )
  const { exit, reported } = await reporting(program)
  t.deepEqual(exit, Exit.succeed(O.none))
  t.deepEqual(reported, [])
  t.true(reasons[0] instanceof InterruptedError)
  t.is((reasons[0] as InterruptedError).reason, 'timeout 5 ms')
})

test.serial('the signal is not aborted while a generator cleans up, and is once it has', async (t) => {
  let signal: C.AbortSignal | undefined
  let meanwhile: boolean | undefined
  const source = async function* (given: C.AbortSignal) {
    signal = given
    try {
      yield 1
    } finally {
      meanwhile = given.aborted
    }
  }
  await run(Scope.scoped(C.flatten(C.fromAsyncIterable(source))))
  t.deepEqual([meanwhile, signal?.aborted], [false, true])
})

test.serial('what goes wrong in closing is a defect of the scope, as with any release', async (t) => {
  const bug = new Error('thrown in finally')
  async function* throws() {
    try {
      yield 1
    } finally {
      // oxlint-disable-next-line no-unsafe-finally
      throw bug
    }
  }
  async function* yields() {
    try {
      yield 1
    } finally {
      yield 2
    }
  }
  const takeOne = (source: AsyncIterable<number>) => Scope.scoped(C.flatten(C.fromAsyncIterable(source)))
  t.deepEqual(causeOf(await runExit(takeOne(throws()))), [bug])
  const ignored = defectOf(await runExit(takeOne(yields())))
  t.true(ignored instanceof RuntimeError)
  t.regex(String(ignored), /ignored return/)
  const interrupted = await runExit(
    pipe(
      C.fromAsyncIterable(throws()),
      C.forEachAsync(() => C.interrupt)
    )
  )
  t.deepEqual(causeOf(interrupted), ['interrupted: undefined', bug])
})

test.serial('a failure that came when nobody waited any more is not lost', async (t) => {
  const late = new Error('late')
  async function* failsLate() {
    yield await after(10).then(() => Promise.reject(late))
  }
  const program = Scope.scoped(
    C.gen(function* () {
      const next = yield* C.fromAsyncIterable(failsLate())
      yield* pipe(next, C.timeoutOption(1))
      yield* C.sleep(30)
    })
  )
  t.deepEqual(causeOf(await runExit(program)), [late])
})

test.serial('a generator that is stuck in an await is waited for until the deadline, and reported', async (t) => {
  async function* waits() {
    yield 1
    await stuck()
  }
  const program = pipe(
    C.fromAsyncIterable(waits()),
    C.forEachAsync(() => C.of(1)),
    C.timeoutOption(5)
  )
  const { exit, reported } = await reporting(program, { iteratorTimeout: 20 })
  t.deepEqual(exit, Exit.succeed(O.none))
  t.is(reported.length, 1)
  t.regex(
    reported[0]!.message,
    /^an error occurred during closing of asynchronous generator AsyncGenerator, opened by fiber #\d+$/
  )
  t.regex(String(reported[0]!.exception), /stuck in an await.*20 ms.*AbortSignal/)
})

// -------------------------------------------------------------------------------------
// closing at shutdown
// -------------------------------------------------------------------------------------

test.serial('shutdown closes what is still open, after the leftover fibers and before the run settles', async (t) => {
  const { lines, say } = makeLog()
  const program = C.gen(function* () {
    yield* C.forkDaemon(pipe(C.never, C.ensuring(C.flatMap(C.sleep(2), () => say('leftover ended')))))
    yield* C.yieldNow
    return yield* pipe(leaveOpen(count(lines), 1), C.ensuring(say('finalizer of main')))
  })
  const { exit, reported } = await reporting(program)
  lines.push('settled')
  t.deepEqual(exit, Exit.succeed('value'))
  t.deepEqual(reported, [])
  t.deepEqual(lines, ['give 1', 'finalizer of main', 'leftover ended', 'closed', 'settled'])
})

test.serial(
  'shutdown closes a generator that never started without a word, and one that is done not at all',
  async (t) => {
    const lines: Array<string> = []
    const program = C.flatMap(leaveOpen(count(lines), 0), () => leaveOpen(count(lines, 1), 2))
    const { exit, reported } = await reporting(program)
    t.deepEqual(exit, Exit.succeed('value'))
    t.deepEqual(reported, [])
    t.deepEqual(lines, ['give 1', 'closed'])
  }
)

test.serial(
  'awkward generators at shutdown: each is reported, all at once, and the value of the run stays',
  async (t) => {
    const bug = new Error('thrown in finally')
    const closing = (f: () => AsyncGenerator<number>) =>
      async function* () {
        try {
          yield 1
        } finally {
          yield* f()
        }
      }
    const throws = closing(async function* () {
      throw bug
    })
    const yields = closing(async function* () {
      yield 2
    })
    const neverEnds = closing(async function* () {
      await stuck()
    })
    async function* isStuck() {
      yield 1
      await stuck()
    }
    const program = C.gen(function* () {
      for (const f of [throws, yields, neverEnds]) yield* leaveOpen(f(), 1)
      const next = yield* pipe(C.fromAsyncIterable(isStuck()), Scope.provide(yield* Scope.make))
      yield* next
      yield* pipe(next, C.timeoutOption(1))
      return 'value'
    })
    const begin = performance.now()
    const { exit, reported } = await reporting(program, { iteratorTimeout: 100 })
    t.true(performance.now() - begin < 180 + 1_000)
    t.deepEqual(exit, Exit.succeed('value'))
    t.deepEqual(
      reported.map(({ exception }) => String(exception)),
      [
        String(bug),
        'RuntimeError: the async generator ignored return: it yielded once more',
        'RuntimeError: its return() has not been answered in 100 ms',
        'RuntimeError: it is stuck in an await, and its return() has not been answered in 100 ms; an iterable that is made ' +
          'by a function can be stopped by the AbortSignal that the function gets'
      ]
    )
    for (const { message } of reported)
      t.regex(
        message,
        /^an error occurred during closing of asynchronous generator AsyncGenerator, opened by fiber #1$/
      )
    t.is(reported[0]!.exception, bug)
  }
)

test.serial('a Runner keeps iterators open between its runs, and closes them by close', async (t) => {
  const lines: Array<string> = []
  const runner = new Runner()
  const scope = await runner.run(Scope.make)
  const next = await runner.run(pipe(C.fromAsyncIterable(count(lines)), Scope.provide(scope)))
  t.deepEqual([await runner.run(next), await runner.run(next)], [O.some(1), O.some(2)])
  t.deepEqual(lines, ['give 1', 'give 2'])
  await runner.close()
  t.deepEqual(lines, ['give 1', 'give 2', 'closed'])
})

test.serial('when the time for shutdown is over, iterators are told to close and not waited for', async (t) => {
  const lines: Array<string> = []
  async function* quick() {
    try {
      yield 1
    } finally {
      lines.push('closed')
    }
  }
  const program = C.gen(function* () {
    yield* C.forkDaemon(C.uninterruptible(C.never))
    yield* C.yieldNow
    return yield* leaveOpen(quick(), 1)
  })
  // a deadline keeps no process alive
  const hold = setInterval(() => {}, 1_000)
  t.is(await run(program, { shutdownTimeout: 20 }), 'value')
  clearInterval(hold)
  t.deepEqual(lines, ['closed'])
})

test.serial('the deadline has to be a number of milliseconds', async (t) => {
  await t.throwsAsync(run(C.of(1), { iteratorTimeout: -1 }), { instanceOf: RangeError, message: /iteratorTimeout/ })
})
