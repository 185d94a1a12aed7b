/**
 * Jobs in other threads: what they answer, how they fail, how they are stopped, and what the end of a run does to them.
 */
import test, { type ExecutionContext } from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as ContextVar from 'fiber-ts/ContextVar'
import { RuntimeError } from 'fiber-ts/Errors'
import * as Executor from 'fiber-ts/Executor'
import * as Fiber from 'fiber-ts/Fiber'
import { run, Runner } from 'fiber-ts/Runner'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as Module from './jobs.js'
import { requestId, user } from './variables.js'

type Jobs = typeof Module
const here = new URL('./jobs.js', import.meta.url)
const job = <K extends Executor.FunctionNames<Jobs>>(name: K) => Executor.job<Jobs, K>(here, name)

/** One pool for the tests that need nothing else, as a program would have it. */
const shared = Executor.make({ threads: 2 })
test.after.always(() => C.toPromise(shared.close))

const submit = <Args extends ReadonlyArray<unknown>, A>(
  job: Executor.Job<Args, A>,
  ...args: Args
): Promise<E.Either<Executor.JobError, A>> => C.toPromise(C.toEither(shared.submit(job, { args })))

const failure = async (t: ExecutionContext, answer: Promise<E.Either<Executor.JobError, unknown>>) => {
  const result = await answer
  if (E.isRight(result)) throw t.fail(`it answered ${String(result.right)}`)
  t.true(result.left instanceof Error)
  return result.left
}

const cells = (): Int32Array => new Int32Array(new SharedArrayBuffer(8))

// ---------------------------------------------------------------------------------------------------------------------
// what a job answers
// ---------------------------------------------------------------------------------------------------------------------

test('a job answers what its function returns, or what its promise resolves to', async (t) => {
  t.deepEqual(await submit(job('add'), 1, 2), E.right(3))
  t.deepEqual(await submit(job('sleep'), 1), E.right(1))
})

test('the fiber waits, and the loop does not', async (t) => {
  const runner = new Runner({ executor: shared })
  const main = C.gen(function* () {
    const fiber = yield* C.fork(Executor.runInExecutor(job('sleep'), 200))
    let turns = 0
    while ((yield* Fiber.status(fiber))._tag !== 'Done') {
      turns++
      yield* C.sleep(5)
    }
    return [turns > 3, yield* Fiber.join(fiber)]
  })
  t.deepEqual(await runner.run(main, { handleSignals: false }), [true, 200])
  await runner.close()
})

test('toThread makes a function of a job', async (t) => {
  const add = Executor.toThread(job('add'))
  const main = pipe(
    [1, 2, 3],
    C.traverseArray((n) => add(n, n))
  )
  t.deepEqual(await C.toPromise(main), [2, 4, 6])
})

test('a module is named by a URL, its text, or an absolute path', (t) => {
  const { href, pathname } = here
  t.is(Executor.job<Jobs, 'add'>(href, 'add').module, href)
  t.is(Executor.job<Jobs, 'add'>(pathname, 'add').module, href)
  t.throws(() => Executor.job<Jobs, 'add'>('./jobs.js', 'add'), {
    instanceOf: TypeError,
    message: /^job: the URL of a module was expected.*; got '\.\/jobs\.js'$/
  })
  t.throws(() => Executor.job(here, 1 as never), { message: 'job: the name of an export was expected, got number 1' })
  t.throws(() => Executor.runInExecutor((() => 1) as never), { instanceOf: TypeError, message: /^a job was expected/ })
})

test('what is transferred is moved: arguments and results', async (t) => {
  const argument = new Uint8Array(100)
  const size = Executor.toThread(job('size'), (bytes) => [bytes.buffer])
  t.is(await C.toPromise(size(argument)), 100)
  t.is(argument.length, 0)
  t.deepEqual(await submit(job('bytes'), 3), E.right(new Uint8Array([7, 7, 7])))
})

test('more jobs than threads: no thread runs two, and the arguments of those that wait are not copied yet', async (t) => {
  const executor = Executor.make({ threads: 2 })
  const argument = { n: 0 }
  const threads = await C.toPromise(
    C.all(Array.from({ length: 20 }, () => executor.submit(job('thread'), { args: [] })))
  )
  t.true(new Set(threads).size <= 2)
  const late = await C.toPromise(
    C.gen(function* () {
      const fibers = yield* C.all([1, 2].map(() => C.forkDaemon(executor.submit(job('sleep'), { args: [100] }))))
      const echo = Executor.job<{ readonly stringify: (u: unknown) => string }, 'stringify'>(
        'node:querystring',
        'stringify'
      )
      const waiting = yield* C.forkDaemon(executor.submit(echo, { args: [argument] }))
      yield* C.sleep(10)
      argument.n = 1
      yield* C.all(fibers.map(Fiber.join))
      return yield* Fiber.join(waiting)
    })
  )
  t.is(late, 'n=1')
  await C.toPromise(executor.close)
})

test('values of ContextVars are visible in a job, as far as they can be copied', async (t) => {
  const see = shared.submit(job('variables'), { args: [] })
  const inside = pipe(see, ContextVar.locally(user, { name: 'ann' }))
  t.deepEqual(await C.toPromise(inside), ['none', { name: 'ann' }])
  t.deepEqual(await C.toPromise(pipe(inside, ContextVar.locally(requestId, 'r1'))), ['r1', { name: 'ann' }])
  const message = (ma: typeof see) =>
    C.toPromise(
      pipe(
        ma,
        C.match(
          (error) => error.message,
          () => 'no error'
        )
      )
    )
  t.regex(await message(see), /the ContextVar "user" has no value in this job, and no initial one$/)
  t.regex(
    await message(pipe(see, ContextVar.locally(user, { name: 'ann', greet: () => 'hello' }))),
    /the ContextVar "user" has a value that cannot be copied to another thread$/
  )
  const changed: { name: string; greet?: () => string } = { name: 'ann' }
  const later = pipe(
    see,
    C.tap(() => C.fromIO(() => (changed.greet = () => 'hello'))),
    C.flatMap(() => shared.submit(job('add'), { args: [1, 2] })),
    ContextVar.locally(user, changed)
  )
  t.is(await C.toPromise(later), 3)
  const twin = ContextVar.make<string>('user')
  t.regex(await message(pipe(inside, ContextVar.locally(twin, 'bob'))), /the ContextVar "user" is not the only one/)
})

// ---------------------------------------------------------------------------------------------------------------------
// how a job fails
// ---------------------------------------------------------------------------------------------------------------------

test('an error comes back with name, message, stack, cause and own properties', async (t) => {
  const error = await failure(t, submit(job('fails')))
  t.is(error.message, 'fails of jobs.js failed: TypeError: not like this')
  t.true(error instanceof Executor.JobFailed && error._tag === 'JobFailed' && error.job === 'fails of jobs.js')
  const cause = error.cause as Error & { readonly code: string }
  t.true(cause instanceof TypeError)
  t.deepEqual([cause.name, cause.message, cause.code], ['TypeError', 'not like this', 'E_WRONG'])
  t.regex(cause.stack ?? '', /^TypeError: not like this\n {4}at \S*fails \([^\n]*jobs\.[jt]s:\d+:\d+\)$/)
  const deeper = cause.cause as Error
  t.true(deeper instanceof RangeError)
  t.deepEqual([deeper.message, deeper.cause], ['too far', 'far'])

  const own = (await failure(t, submit(job('failsInItsOwnWay')))).cause as Error
  t.deepEqual([own.name, own.message], ['OwnError', 'mine'])
  const many = (await failure(t, submit(job('failsManyTimes')))).cause as AggregateError
  t.deepEqual([many.name, (many.errors[0] as Error).message, many.errors[1]], ['AggregateError', 'one', 2])
})

test('what is thrown and no Error comes back as it is, or as what it looks like', async (t) => {
  const text = await failure(t, submit(job('throwsText')))
  t.true(text instanceof Executor.NonErrorThrown && text.thrown === 'text')
  t.is(text.message, "throwsText of jobs.js threw what is no Error: 'text'")
  const f = await failure(t, submit(job('throwsFunction')))
  t.true(f instanceof Executor.NonErrorThrown && f.thrown === '[Function (anonymous)]')
})

test('an error that nothing in the job catches is its failure', async (t) => {
  const error = await failure(t, submit(job('crashes')))
  t.is(error._tag, 'JobFailed')
  t.is((error.cause as Error).message, 'from a timer')
  t.deepEqual(await submit(job('add'), 1, 2), E.right(3))
})

test('a job that ends its thread', async (t) => {
  const error = await failure(t, submit(job('exits'), 3))
  t.true(error instanceof Executor.ThreadExited && error.exitCode === 3)
  t.is(error.message, 'exits of jobs.js ended its thread with exit code 3, and has no result')
  t.deepEqual(await submit(job('add'), 1, 2), E.right(3))
})

test('a job that runs out of memory', async (t) => {
  const executor = Executor.make({ threads: 1, resourceLimits: { maxOldGenerationSizeMb: 20 } })
  const error = await failure(t, C.toPromise(C.toEither(executor.submit(job('eats'), { args: [] }))))
  t.is(error._tag, 'OutOfMemory')
  t.regex(error.message, /^eats of jobs\.js ran out of memory/)
  t.is(await C.toPromise(executor.submit(job('add'), { args: [1, 2] })), 3)
  await C.toPromise(executor.close)
})

test('a module that is not there, one that cannot be loaded, an export that is not there or no function', async (t) => {
  const missing = Executor.job<() => void>(new URL('./nowhere.js', here), 'f')
  const error = await failure(t, submit(missing))
  t.is(error._tag, 'ModuleNotFound')
  t.is(error.message, `f of nowhere.js: there is no such module (${new URL('./nowhere.js', here).href})`)
  const broken = await failure(t, submit(Executor.job<() => void>('data:text/javascript,throw new Error("load")', 'f')))
  t.deepEqual([broken._tag, (broken.cause as Error).message], ['JobFailed', 'load'])
  const none = await failure(t, submit(Executor.job<() => void>(here, 'nothing')))
  t.is(none._tag, 'ExportNotFound')
  t.regex(none.message, /^nothing of jobs\.js: a function was expected, got nothing; its functions are add, /)
  t.regex((await failure(t, submit(Executor.job<() => void>(here, 'notAFunction')))).message, /expected, got 5;/)
})

test('arguments and results that cannot be copied', async (t) => {
  const argument = await failure(t, submit(job('add'), 1, (() => 2) as never))
  t.is(argument._tag, 'NotCloneable')
  t.is(
    argument.message,
    'add of jobs.js: its argument 1 cannot be copied to another thread: () => 2 could not be cloned.'
  )
  const result = await failure(t, submit(job('answersFunction')))
  t.true(result instanceof Executor.NotCloneable && result.what === 'result')
  t.regex(result.message, /its result cannot be copied/)
  t.deepEqual(await submit(job('add'), 1, 2), E.right(3))
})

test('each failure is recovered from by its tag', async (t) => {
  const main = pipe(
    Executor.runInExecutor(job('exits'), 1),
    C.catchTag('ThreadExited', ({ exitCode }) => C.of(exitCode))
  )
  t.is(await C.toPromise(main), 1)
})

// ---------------------------------------------------------------------------------------------------------------------
// how a job is stopped
// ---------------------------------------------------------------------------------------------------------------------

for (const name of ['obeys', 'looks', 'throwsWhenAborted'] as const)
  test(`interrupted, a job that ${name} ends by itself, and the interruption waits for that`, async (t) => {
    const shared = cells()
    const executor = Executor.make({ threads: 1, grace: 60_000 })
    await C.toPromise(
      C.gen(function* () {
        const fiber = yield* C.fork(executor.submit(job(name), { args: [shared] }))
        while (shared[0] === 0) yield* C.sleep(5)
        yield* Fiber.interrupt(fiber)
      })
    )
    t.is(shared[1], 1)
    // its thread has not been lost
    t.is(await C.toPromise(executor.submit(job('add'), { args: [1, 2] })), 3)
    await C.toPromise(executor.close)
  })

test('a grace period and an idle time without an end: a job may clean up, and its thread stays', async (t) => {
  const shared = cells()
  const executor = Executor.make({ threads: 1, grace: Infinity, idleTimeout: Infinity })
  const same = await C.toPromise(
    C.gen(function* () {
      const before = yield* executor.submit(job('thread'), { args: [] })
      yield* C.sleep(50)
      const fiber = yield* C.fork(executor.submit(job('cleansUp'), { args: [shared] }))
      while (shared[0] === 0) yield* C.sleep(5)
      yield* Fiber.interrupt(fiber)
      return before === (yield* executor.submit(job('thread'), { args: [] }))
    })
  )
  t.is(shared[1], 1)
  t.true(same)
  await C.toPromise(executor.close)
})

test('interrupted, a job that ignores it is gone within 250 ms, and the next one gets a new thread', async (t) => {
  const executor = Executor.make({ threads: 1 })
  let best = Infinity
  for (let i = 0; i < 5 && best > 250; i++) {
    const shared = cells()
    const took = await C.toPromise(
      C.gen(function* () {
        const fiber = yield* C.fork(executor.submit(job('ignores'), { args: [shared] }))
        while (shared[0] === 0) yield* C.sleep(5)
        const start = performance.now()
        yield* Fiber.interrupt(fiber)
        return performance.now() - start
      })
    )
    const count = shared[0]
    await new Promise((resolve) => setTimeout(resolve, 20))
    t.is(shared[0], count, 'it counts on')
    best = Math.min(best, took)
  }
  t.true(best <= 250, `took ${best} ms`)
  t.is(await C.toPromise(executor.submit(job('add'), { args: [1, 2] })), 3)
  await C.toPromise(executor.close)
})

test('interrupted, a job that waits for a thread is dropped at once, and those behind it move up', async (t) => {
  const executor = Executor.make({ threads: 1 })
  const never = cells()
  const result = await C.toPromise(
    C.gen(function* () {
      const running = yield* C.fork(executor.submit(job('sleep'), { args: [600] }))
      const dropped = yield* C.fork(executor.submit(job('ignores'), { args: [never] }))
      const behind = yield* C.fork(executor.submit(job('add'), { args: [1, 2] }))
      yield* C.sleep(20)
      yield* Fiber.interrupt(dropped)
      t.not((yield* Fiber.status(running))._tag, 'Done', 'it has not waited for the one that runs')
      return [yield* Fiber.join(running), yield* Fiber.join(behind)]
    })
  )
  t.deepEqual(result, [600, 3])
  t.is(never[0], 0)
  await C.toPromise(executor.close)
})

test('a timeout stops its job, and a job that takes the same thread is not told to stop', async (t) => {
  const executor = Executor.make({ threads: 1 })
  const main = pipe(executor.submit(job('spin'), { args: [] }), C.timeoutOption(30))
  t.deepEqual(await C.toPromise(main), O.none)
  t.is(await C.toPromise(executor.submit(job('sleep'), { args: [150] })), 150)
  await C.toPromise(executor.close)
})

test('a signal stops its job, running or not: JobAborted with its reason', async (t) => {
  const executor = Executor.make({ threads: 1 })
  const reason = new Error('enough')
  const abort = new AbortController()
  const options = { args: [] as [], signal: abort.signal }
  const running = C.toPromise(C.toEither(executor.submit(job('spin'), options)))
  const waiting = C.toPromise(C.toEither(executor.submit(job('spin'), options)))
  await new Promise((resolve) => setTimeout(resolve, 50))
  abort.abort(reason)
  for (const answer of [running, waiting, C.toPromise(C.toEither(executor.submit(job('spin'), options)))]) {
    const error = await failure(t, answer)
    t.true(error instanceof Executor.JobAborted && error.reason === reason)
  }
  await C.toPromise(executor.close)
})

// ---------------------------------------------------------------------------------------------------------------------
// the end
// ---------------------------------------------------------------------------------------------------------------------

test.serial('the executor of a loop is made when it is asked for first, and stays the same', async (t) => {
  const runner = new Runner()
  const { executor } = runner.getLoop()
  t.is(runner.getLoop().executor, executor)
  t.is(await runner.run(Executor.runInExecutor(job('add'), 1, 2), { handleSignals: false }), 3)
  await runner.close()
  await t.throwsAsync(C.toPromise(executor.submit(job('add'), { args: [1, 2] })), {
    instanceOf: RuntimeError,
    message: 'a job cannot be submitted after the executor was shut down'
  })
})

test.serial('an executor that was never asked for before the end takes no jobs after it', async (t) => {
  const runner = new Runner()
  const loop = runner.getLoop()
  await runner.close()
  await t.throwsAsync(C.toPromise(loop.executor.submit(job('add'), { args: [1, 2] })), { instanceOf: RuntimeError })
})

test.serial("an executor of one's own is used, and not closed", async (t) => {
  t.is(await run(Executor.runInExecutor(job('add'), 1, 2), { executor: shared, handleSignals: false }), 3)
  t.deepEqual(await submit(job('add'), 1, 2), E.right(3))
  const executor: Executor.Executor = { submit: ({ name }, { args }) => C.of(`${name}(${args.join()})` as never) }
  t.is(
    await run(pipe(Executor.runInExecutor(job('add'), 1, 2), C.map(String)), { executor, handleSignals: false }),
    'add(1,2)'
  )
})

test.serial('the shutdown waits for a job that somebody else waits for', async (t) => {
  const runner = new Runner()
  const answer = C.toPromise(runner.getLoop().executor.submit(job('sleep'), { args: [200] }))
  await runner.run(C.sleep(50), { handleSignals: false })
  await runner.close()
  t.is(await answer, 200)
})

test.serial('executorTimeout: a job that does not end is terminated, and whoever waits is told', async (t) => {
  const runner = new Runner({ executorTimeout: 100 })
  const answer = C.toPromise(C.toEither(runner.getLoop().executor.submit(job('spin'), { args: [] })))
  await runner.run(C.sleep(200), { handleSignals: false })
  const start = performance.now()
  await runner.close()
  t.true(performance.now() - start < 5_000)
  const error = await failure(t, answer)
  t.is(error.message, 'spin of jobs.js was aborted: the executor was shut down')
})

test('options are checked', (t) => {
  t.throws(() => Executor.make({ threads: 0 }), {
    instanceOf: RangeError,
    message: 'threads: a number from 1 on was expected, got 0'
  })
  for (const threads of [1.5, Infinity])
    t.throws(() => Executor.make({ threads }), {
      instanceOf: RangeError,
      message: `threads: a whole number was expected, got ${threads}`
    })
  t.throws(() => Executor.make({ grace: -1 }), { instanceOf: RangeError })
  t.throws(() => Executor.make({ idleTimeout: Number.NaN }), { instanceOf: RangeError })
  t.throws(() => new Runner({ executorTimeout: -1 }), { instanceOf: RangeError, message: /^executorTimeout: / })
})

test('a submission that makes no sense is refused where it is made', (t) => {
  for (const [wrong, message] of [
    [undefined, 'submit: an array of args was expected, got undefined'],
    [{}, 'submit: an array of args was expected, got undefined'],
    [{ args: 5 }, 'submit: an array of args was expected, got number 5'],
    [{ args: [1, 2], signal: 5 }, 'submit: an AbortSignal was expected, got number 5']
  ] as ReadonlyArray<[unknown, string]>)
    t.throws(() => Executor.submit(job('add'), wrong as never), { instanceOf: TypeError, message })
  t.throws(() => Executor.toThread(5 as never), {
    instanceOf: TypeError,
    message: /^a job was expected, got number 5: /
  })
})
