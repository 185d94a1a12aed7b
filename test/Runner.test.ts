/**
 * `run` and `Runner` as far as one thread can see them. Signals, exit codes and what the process looks like from outside
 * are in test/process/.
 *
 * The cases of CPython 3.13's Lib/test/test_asyncio/test_runners.py, and what stands for each of them here ("process:" is
 * a test in test/process/):
 *
 *   BaseTest.tearDown (loop closed, generators shut down)  every run ends with a closed loop and no fiber left
 *   RunTests
 *     test_asyncio_run_return                              run resolves with what the program ends with
 *     test_asyncio_run_raises                              run rejects with the very error the program fails with
 *     test_asyncio_run_only_coro                           what is no Coroutine is refused, and nothing is touched
 *     test_asyncio_run_debug                               debug mode is what the option says, or else the environment
 *     test_asyncio_run_from_running_loop                   a run inside a run is refused, and the refused program never starts
 *     test_asyncio_run_cancels_hanging_tasks               what a program leaves behind is interrupted before run settles
 *     test_asyncio_run_reports_hanging_tasks_errors        a failure during shutdown is reported once, and lost to nobody
 *     test_asyncio_run_closes_gens_after_hanging_tasks_errors
 *                                                          the finally blocks of a generator run at shutdown, also when one fails
 *                                                          (of async iterators: test/iterators/closing.test.ts, from
 *                                                          shutdown closes what is still open on)
 *     test_asyncio_run_set_event_loop                      none: there is no current loop that could be set
 *     test_asyncio_run_without_uncancel                    none: an interruption is asked for once and never taken back, so
 *                                                          there is no `uncancel` that a Task class could lack; who interrupted
 *                                                          is identity: process: a program that interrupted itself stays so
 *     test_asyncio_run_loop_factory                        loopFactory is called once, without arguments, at the first need
 *     test_loop_factory_default_event_loop                 a loop made by EventLoop.make serves as loopFactory
 *   RunnerTests
 *     test_non_debug, test_debug                           debug mode is what the option says, or else the environment
 *     test_custom_factory                                  loopFactory is called once, without arguments, at the first need
 *     test_run                                             a Runner runs programs until it is closed
 *     test_run_non_coro                                    what is no Coroutine is refused, and nothing is touched
 *     test_run_future                                      what is no Coroutine is refused (a Deferred, a Promise, a Task)
 *     test_explicit_close                                  a Runner runs programs until it is closed
 *     test_double_close                                    to close again changes nothing
 *     test_second_with_block_raises                        a Runner that `await using` has closed is closed for good
 *     test_run_keeps_context                               fiber-local values of one run are there in the next
 *     test_recursive_run                                   a run inside a run is refused, and the refused program never starts
 *                                                          (no warning about the refused one: a Coroutine is a value)
 *     test_interrupt_call_soon                             process: the first Ctrl-C ends a program that spins
 *     test_interrupt_wait                                  process: the first Ctrl-C ends a program that waits
 *     test_interrupt_cancelled_task                        process: a program that interrupted itself stays so
 *     test_signal_install_not_supported_ok                 process: in a worker thread
 *     test_set_event_loop_called_once                      none: there is no current loop that could be set
 *     test_no_repr_is_called_on_the_task_result            a result is handed on without a look at it
 */
import { createRequire } from 'node:module'
import anyTest from 'ava'
import type * as Library from 'fiber-ts'
import * as Cause from 'fiber-ts/Cause'
import * as ContextVar from 'fiber-ts/ContextVar'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import { FiberFailure, InterruptedError, KeyboardInterrupt, RuntimeError } from 'fiber-ts/Errors'
import * as EventLoop from 'fiber-ts/EventLoop'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import * as Scope from 'fiber-ts/Scope'
import { run, runExit, Runner, type RunnerOptions } from 'fiber-ts/Runner'
import { TestLoop } from 'fiber-ts/testing'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'

// one run at a time in a thread
const test = anyTest.serial

const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`a rejection was expected, got ${String(value)}`)
}

const say = (log: Array<string>, line: string) => C.fromIO(() => void log.push(line))

/** The text that goes to stderr while `f` runs. The process is kept alive meanwhile, as by an open socket. */
const stderrOf = async (f: () => Promise<unknown>): Promise<string> => {
  const { stderr } = process
  const write = stderr.write
  const { error } = console
  const socket = setInterval(() => {}, 1_000)
  let text = ''
  stderr.write = (chunk: string) => {
    text += chunk
    return true
  }
  console.error = (...parts: ReadonlyArray<unknown>) => {
    text += `${parts.map(String).join(' ')}\n`
  }
  try {
    await f()
  } finally {
    clearInterval(socket)
    stderr.write = write
    console.error = error
  }
  return text
}

/** A Runner on virtual time, and what its exception handler was told. */
const virtual = (options: Omit<RunnerOptions, 'loopFactory'> = {}) => {
  const loop = new TestLoop()
  return { loop, runner: new Runner({ ...options, loopFactory: () => loop.eventLoop }) }
}

/** A fiber that nothing ends but the given Deferred: it stands for a finalizer that takes its time. */
const stubborn = (until: Deferred.Deferred<never, void>) => C.uninterruptible(Deferred.await(until))

/** Lets everything that is under way in microtasks happen. */
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

// -------------------------------------------------------------------------------------
// results and errors
// -------------------------------------------------------------------------------------

test('run resolves with what the program ends with', async (t) => {
  const value = { identical: true }
  const main = C.gen(function* () {
    yield* C.yieldNow
    return value
  })
  t.is(await run(main), value)
  t.is(await run(C.of(value)), value)
})

test('run rejects with the very error the program fails with', async (t) => {
  const error = { _tag: 'Spam' }
  const main = pipe(
    C.yieldNow,
    C.flatMap(() => C.left(error))
  )
  t.is(await rejection(run(main)), error)
})

test('run rejects with the very object that was thrown', async (t) => {
  const defect = new TypeError('spam')
  t.is(
    await rejection(
      run(
        C.fromIO(() => {
          throw defect
        })
      )
    ),
    defect
  )
  t.is(await rejection(run(C.die('a string'))), 'a string')
  t.is(await rejection(run(C.promise(() => Promise.reject(defect)))), defect)
})

test('run rejects with a FiberFailure when several things failed: the first is its cause, all are its failures', async (t) => {
  const failed = new Error('failed')
  const unreleased = new Error('unreleased')
  const main = pipe(C.left(failed), C.ensuring(C.die(unreleased)))
  const failure = await rejection(run(main))
  t.true(failure instanceof FiberFailure)
  if (!(failure instanceof FiberFailure)) return
  t.is(failure.cause, failed)
  t.deepEqual(failure.failures, [
    { _tag: 'Fail', error: failed },
    { _tag: 'Die', defect: unreleased }
  ])
  t.is(failure.name, 'FiberFailure')
  t.regex(failure.message, /failed \(and 1 more\)/)
})

test('several typed failures are a FiberFailure too, although the first of them could be recovered from', async (t) => {
  const failure = await rejection(
    run(C.fromExit(Exit.failCause(Cause.getSemigroup<string>().concat(Cause.fail('a'), Cause.fail('b')))))
  )
  t.true(failure instanceof FiberFailure)
  t.is((failure as FiberFailure).cause, 'a')
  t.deepEqual((failure as FiberFailure).failures, [...Cause.fail('a'), ...Cause.fail('b')])
})

test('a typed failure by which a program can be recovered is what run rejects with, whoever else was interrupted', async (t) => {
  const main = C.gen(function* () {
    const interrupted = yield* C.fork(C.never)
    yield* Fiber.interrupt(interrupted)
    const exit = yield* Fiber.await(interrupted)
    return yield* C.fromExit(exit._tag === 'Left' ? Exit.failCause([{ _tag: 'Fail', error: 'a' }, ...exit.left]) : exit)
  })
  t.is(await rejection(run(main)), 'a')
})

test('an interruption by the program itself says who, why and when', async (t) => {
  const { loop, runner } = virtual()
  const running = rejection(
    runner.run(
      C.gen(function* () {
        const self = yield* Fiber.self
        yield* C.sleep(500)
        yield* Fiber.interrupt(self, 'enough')
      })
    )
  )
  loop.runAll()
  const error = await running
  await runner.close()
  t.true(error instanceof InterruptedError)
  t.false(error instanceof KeyboardInterrupt)
  if (!(error instanceof InterruptedError)) return
  t.is(typeof error.by, 'number')
  t.is(error.reason, 'enough')
  t.is(error.at, 500)
  t.regex(error.message, /^interrupted by fiber #\d+: enough$/)
})

test('runExit resolves with how the program ended, whatever it did', async (t) => {
  const error = { _tag: 'Spam' }
  const defect = new Error('bug')
  t.deepEqual(await runExit(C.of(1)), Exit.succeed(1))
  t.deepEqual(await runExit(C.left(error)), Exit.fail(error))
  t.deepEqual(await runExit(C.die(defect)), Exit.die(defect))
  const both = await runExit(pipe(C.left(error), C.ensuring(C.die(defect))))
  t.deepEqual(
    both,
    Exit.failCause([
      { _tag: 'Fail', error },
      { _tag: 'Die', defect }
    ])
  )
  const interrupted = await runExit(C.interrupt)
  t.is(interrupted._tag === 'Left' && interrupted.left[0]._tag, 'Interrupt')
})

test('a thenable result is flattened by the promise of run, and kept by runExit', async (t) => {
  const thenable = { then: (resolve: (value: string) => void) => resolve('flattened') }
  t.is(await run(C.of(thenable)), 'flattened')
  const exit = await runExit(C.of(thenable))
  t.is(exit._tag === 'Right' && exit.right, thenable)
  const runner = new Runner()
  const again = await runner.runExit(C.of(thenable))
  t.is(again._tag === 'Right' && again.right, thenable)
  await runner.close()
})

test('a result is handed on without a look at it', async (t) => {
  const untouchable: object = new Proxy(
    {},
    {
      get: (_, key) => {
        if (key === 'then') return undefined // asked for by the promise
        throw new Error(`somebody looked at ${String(key)}`)
      },
      ownKeys: () => {
        throw new Error('somebody listed the keys')
      }
    }
  )
  t.true((await run(C.of(untouchable), { debug: true })) === untouchable)
})

// -------------------------------------------------------------------------------------
// misuse
// -------------------------------------------------------------------------------------

const notCoroutines: ReadonlyArray<readonly [what: string, value: unknown, described: RegExp]> = [
  ['a number', 123, /got number 123$/],
  ['nothing', undefined, /got undefined$/],
  ['null', null, /got null$/],
  ['a Task', async () => 1, /got function/],
  ['a Promise', Promise.resolve(1), /got an object of class Promise$/],
  ['a Deferred', Deferred.unsafeMake(), /got an object of class/],
  ['an Either', Exit.succeed(1), /got an object of class Object$/],
  ['a generator', (function* () {})(), /got an object of class/]
]

for (const [what, value, described] of notCoroutines)
  test(`what is no Coroutine is refused, and nothing is touched: ${what}`, async (t) => {
    const touched: Array<string | symbol> = []
    const onListener = (event: string | symbol) => void touched.push(event)
    let loops = 0
    const runner = new Runner({
      loopFactory: () => {
        loops++
        return EventLoop.make()
      }
    })
    process.on('newListener', onListener)
    const errors = [
      await rejection(run(value as never)),
      await rejection(runExit(value as never)),
      await rejection(runner.run(value as never)),
      await rejection(runner.runExit(value as never)),
      t.throws(() => runner.fork(value as never), { any: true })
    ]
    process.removeListener('newListener', onListener)
    for (const error of errors) {
      t.true(error instanceof TypeError)
      t.regex((error as Error).message, /^a Coroutine was expected, got /)
      t.regex((error as Error).message, described)
    }
    t.deepEqual(touched, [])
    t.is(loops, 0)
  })

test('a run inside a run is refused, and the refused program never starts', async (t) => {
  const log: Array<string> = []
  const touched: Array<string | symbol> = []
  const onListener = (event: string | symbol) => void touched.push(event)
  const other = new Runner({ loopFactory: () => t.fail('a loop was made') })
  const runner = new Runner()
  const main = C.gen(function* () {
    process.on('newListener', onListener)
    const refused = [
      yield* C.promise(() => rejection(run(say(log, 'run')))),
      yield* C.promise(() => rejection(runExit(say(log, 'runExit')))),
      yield* C.promise(() => rejection(other.run(say(log, 'another Runner')))),
      yield* C.promise(() => rejection(runner.run(say(log, 'the same Runner')))),
      yield* C.promise(() => rejection(runner.runExit(say(log, 'the same Runner'))))
    ]
    process.removeListener('newListener', onListener)
    return refused
  })
  for (const error of await runner.run(main)) {
    t.true(error instanceof RuntimeError)
    t.regex((error as Error).message, /^run\(\) cannot be called while another run is in progress in this thread\./)
    for (const way of ['yield*', 'flatMap', 'all', 'Runner#fork', 'toPromise', 'toTask', 'toTaskEither'])
      t.true((error as Error).message.includes(way), way)
  }
  t.deepEqual(log, [])
  t.deepEqual(touched, [])
  await runner.close()
})

test('a run beside a run is refused until the first has settled, and possible again from then on', async (t) => {
  const gate = Deferred.unsafeMake<never, number>()
  const first = run(Deferred.await(gate))
  t.true((await rejection(run(C.of(1)))) instanceof RuntimeError)
  Deferred.unsafeDone(gate, E.right(1))()
  t.true((await rejection(run(C.of(2)))) instanceof RuntimeError)
  t.is(await first, 1)
  t.is(await run(C.of(3)), 3)
})

test('copies of the package in one process know the errors and the runs of each other', async (t) => {
  const require = createRequire(import.meta.url)
  const copy: typeof Library = require(new URL('../../dist/cjs/index.js', import.meta.url).pathname)
  t.not(copy.Runner.run, run)
  const gate = Deferred.unsafeMake<never, number>()
  const running = run(Deferred.await(gate))
  const refused = await rejection(copy.Runner.run(copy.Coroutine.of(1)))
  t.true(refused instanceof copy.Errors.RuntimeError)
  t.true(refused instanceof RuntimeError)
  Deferred.unsafeDone(gate, E.right(1))()
  await running
  const interrupted = await rejection(copy.Runner.run(copy.Coroutine.interrupt))
  t.true(interrupted instanceof InterruptedError)
  t.false(interrupted instanceof KeyboardInterrupt)
  t.true((await rejection(copy.Runner.run(1 as never))) instanceof TypeError)
})

test('a run that fails, is interrupted or is refused leaves the thread free', async (t) => {
  await rejection(run(C.left('no')))
  await rejection(run(C.interrupt))
  await rejection(run(C.die('bug')))
  await rejection(run(1 as never))
  await rejection(
    run(C.of(1), {
      loopFactory: () => {
        throw new Error('no loop')
      }
    })
  )
  t.is(await run(C.of('free')), 'free')
})

test('options that make no sense are refused', async (t) => {
  t.throws(() => new Runner({ shutdownTimeout: -1 }), { instanceOf: RangeError, message: /^shutdownTimeout: / })
  t.throws(() => new Runner({ shutdownTimeout: NaN }), { instanceOf: RangeError })
  t.throws(() => new Runner({ loopFactory: 1 as never }), { instanceOf: TypeError, message: /^loopFactory: / })
  t.throws(() => new Runner({ exceptionHandler: {} as never }), {
    instanceOf: TypeError,
    message: /^exceptionHandler: /
  })
  t.throws(() => new Runner({ slowCallbackDuration: -1 }), {
    instanceOf: RangeError,
    message: /^slowCallbackDuration: /
  })
  for (const executor of [5, {}, { submit: 1 }, null])
    t.throws(() => new Runner({ executor: executor as never }), {
      instanceOf: TypeError,
      message: /^executor: an Executor was expected, got /
    })
  t.throws(() => new Runner(5 as never), {
    instanceOf: TypeError,
    message: 'options: an object was expected, got number 5'
  })
  t.throws(() => new Runner({ shutdownTimeout: '5' as never }), {
    instanceOf: RangeError,
    message: 'shutdownTimeout: a number of milliseconds from 0 on was expected, got string 5'
  })
  const started: Array<string> = []
  for (const vars of [{}, [], 5, null])
    t.regex(
      String(await rejection(run(say(started, 'started'), { vars: vars as never }))),
      /^TypeError: vars: a Map was /
    )
  t.regex(String(await rejection(Runner.use(5 as never))), /^TypeError: use: a function was expected, got number 5$/)
  for (const handleSignals of ['never', 0, null])
    t.regex(
      String(await rejection(run(say(started, 'started'), { handleSignals: handleSignals as never }))),
      /^TypeError: handleSignals: auto or a boolean was expected, got /
    )
  t.is(await run(C.of('free')), 'free')
  t.deepEqual(started, [])
  t.true((await rejection(run(C.of(1), { shutdownTimeout: -1 }))) instanceof RangeError)
  const runner = new Runner()
  t.true((await rejection(runner.run(C.of(1), { shutdownTimeout: -1 }))) instanceof RangeError)
  t.is(await run(C.of(1), {}), 1)
})

// -------------------------------------------------------------------------------------
// Runner: loop, context, variables
// -------------------------------------------------------------------------------------

test('a Runner runs programs until it is closed', async (t) => {
  const runner = new Runner()
  const main = pipe(
    C.yieldNow,
    C.map(() => 'done')
  )
  t.is(await runner.run(main), 'done')
  const loop = runner.getLoop()
  t.is(runner.getLoop(), loop)
  t.is(await runner.run(main), 'done')
  t.is(runner.getLoop(), loop)
  t.false(loop.isClosed())
  await runner.close()
  t.true(loop.isClosed())
  const closed = { instanceOf: RuntimeError, message: 'Runner is closed' }
  t.throws(() => runner.getLoop(), closed)
  t.throws(() => runner.fork(C.of(1)), closed)
  const log: Array<string> = []
  for (const refused of [runner.run(say(log, 'run')), runner.runExit(say(log, 'runExit'))]) {
    const error = await rejection(refused)
    t.true(error instanceof RuntimeError)
    t.is((error as Error).message, 'Runner is closed')
  }
  t.deepEqual(log, [])
})

test('to make a Runner does nothing', (t) => {
  const touched: Array<string | symbol> = []
  const onListener = (event: string | symbol) => void touched.push(event)
  process.on('newListener', onListener)
  const runner = new Runner({
    loopFactory: () => t.fail('a loop was made')
  })
  process.removeListener('newListener', onListener)
  t.true(runner instanceof Runner)
  t.deepEqual(touched, [])
})

test('loopFactory is called once, without arguments, at the first need', async (t) => {
  const calls: Array<ReadonlyArray<unknown>> = []
  const loop = EventLoop.make()
  const options: RunnerOptions = {
    loopFactory: (...args: ReadonlyArray<unknown>) => {
      calls.push(args)
      return loop
    }
  }
  const runner = new Runner(options)
  t.deepEqual(calls, [])
  t.is(runner.getLoop(), loop)
  await runner.run(C.of(1))
  t.is(runner.getLoop(), loop)
  await runner.run(C.of(2))
  await runner.close()
  t.deepEqual(calls, [[]])
  t.true(loop.isClosed())

  const other = EventLoop.make()
  let ran = 0
  const live = await run(
    C.fromIO(() => other.fibers().length),
    {
      loopFactory: () => {
        ran++
        return other
      }
    }
  )
  t.is(live, 1)
  t.is(ran, 1)
  t.true(other.isClosed())
})

test('a loop made by EventLoop.make serves as loopFactory', async (t) => {
  t.is(await run(C.of(1), { loopFactory: EventLoop.make }), 1)
})

test('a run that is refused changes nothing: close ends what was forked before', async (t) => {
  const runner = new Runner()
  let finalized = false
  runner.fork(pipe(C.never, C.ensuring(C.fromIO(() => void (finalized = true)))))
  t.true((await rejection(runner.run(C.of(1), { handleSignals: 'x' as never }))) instanceof TypeError)
  await runner.close()
  t.true(finalized)
})

test('a loopFactory that throws leaves the Runner as it was, and the next call tries again', async (t) => {
  const noLoop = new Error('no loop')
  let calls = 0
  const runner = new Runner({
    loopFactory: () => {
      if (++calls < 3) throw noLoop
      return EventLoop.make()
    }
  })
  t.is(
    t.throws(() => runner.getLoop()),
    noLoop
  )
  t.is(await rejection(runner.run(C.of(1))), noLoop)
  t.is(await runner.run(C.of(2)), 2)
  t.is(await runner.run(C.of(3)), 3)
  t.is(calls, 3)
  await runner.close()
})

test('a run that a loopFactory starts is one inside of a run', async (t) => {
  const refused: Array<Promise<unknown>> = []
  const loopFactory = () => {
    refused.push(rejection(run(C.of('never started'))))
    return EventLoop.make()
  }
  t.is(await run(C.of(1), { loopFactory }), 1)
  t.true((await refused[0]) instanceof RuntimeError)
  t.is(await run(C.of('free')), 'free')
})

test('a Runner whose loop another one has closed runs nothing any more', async (t) => {
  const loop = EventLoop.make()
  const [one, other] = [new Runner({ loopFactory: () => loop }), new Runner({ loopFactory: () => loop })]
  t.deepEqual([await one.run(C.of(1)), await other.run(C.of(2))], [1, 2])
  await one.close()
  const late = await rejection(other.run(C.of(3)))
  t.true(late instanceof RuntimeError)
  t.is((late as Error).message, 'loopFactory: the event loop is closed')
  await other.close()
})

test('what a loopFactory answers has to be an open event loop', async (t) => {
  const closed = EventLoop.make()
  await run(C.of(1), { loopFactory: () => closed })
  const misuse = await rejection(run(C.of(1), { loopFactory: () => ({}) as never }))
  t.true(misuse instanceof TypeError)
  t.regex((misuse as Error).message, /^loopFactory: an EventLoop was expected, got an object/)
  const late = await rejection(run(C.of(1), { loopFactory: () => closed }))
  t.true(late instanceof RuntimeError)
  t.is((late as Error).message, 'loopFactory: the event loop is closed')
})

test('the context of a Runner is there in every run, and a run can have its own', async (t) => {
  const runner = new Runner({ context: { name: 'runner' } })
  const name = C.asks((r: { readonly name: string }) => r.name)
  t.is(await runner.run(name), 'runner')
  t.is(await runner.run(name, { context: { name: 'run' } }), 'run')
  t.is(await runner.run(name), 'runner')
  t.is(await run(name, { context: { name: 'alone' } }), 'alone')
  const seen: Array<string> = []
  const fiber = runner.fork(pipe(name, C.flatMap((s) => say(seen, s)))) // prettier-ignore
  await runner.run(Fiber.join(fiber))
  t.deepEqual(seen, ['runner'])
  await runner.close()
})

test('fiber-local values of one run are there in the next', async (t) => {
  const variable = ContextVar.make('variable', -1)
  const exchange = (value: number) =>
    C.gen(function* () {
      const old = yield* ContextVar.get(variable)
      yield* C.yieldNow
      yield* ContextVar.set(variable, value)
      return old
    })
  const runner = new Runner()
  t.is(await runner.run(exchange(1)), -1)
  t.is(await runner.run(exchange(2)), 1)
  t.is(await runner.run(ContextVar.get(variable)), 2)
  await runner.close()
  t.is(await run(ContextVar.get(variable)), -1, 'another Runner has its own')
})

test('fiber-local values are kept also by a run that fails, dies, or is interrupted', async (t) => {
  const variable = ContextVar.make('variable', 'initial')
  const runner = new Runner()
  const endings: ReadonlyArray<readonly [string, C.Coroutine<unknown, string, unknown>]> = [
    ['failed', C.left('no')],
    ['died', C.die('bug')],
    ['interrupted', C.interrupt]
  ]
  for (const [name, ending] of endings) {
    await runner.runExit(
      pipe(
        ContextVar.set(variable, name),
        C.flatMap(() => ending)
      )
    )
    t.is(await runner.run(ContextVar.get(variable)), name)
  }
  await runner.close()
})

test('the option vars isolates one run: it has these values, and leaves none behind', async (t) => {
  const variable = ContextVar.make('variable', 'initial')
  const runner = new Runner()
  const exchange = (value: string) =>
    pipe(
      ContextVar.get(variable),
      C.flatMap((old) => pipe(ContextVar.set(variable, value), C.as(old)))
    )
  await runner.run(ContextVar.set(variable, 'kept'))
  t.is(await runner.run(exchange('lost'), { vars: new Map() }), 'initial')
  t.is(await runner.run(exchange('lost'), { vars: new Map([[variable, 'given']]) }), 'given')
  t.is(await runner.run(ContextVar.get(variable)), 'kept')
  await runner.close()
})

test('what is forked on a Runner starts with the values that its runs have left', async (t) => {
  const variable = ContextVar.make('variable', 'initial')
  const runner = new Runner()
  await runner.run(ContextVar.set(variable, 'kept'))
  const fiber = runner.fork(pipe(ContextVar.get(variable), C.tap(() => ContextVar.set(variable, 'its own')))) // prettier-ignore
  t.is(await runner.run(Fiber.join(fiber)), 'kept')
  t.is(await runner.run(ContextVar.get(variable)), 'kept')
  await runner.close()
})

test('a Runner runs the next program after one that failed or was interrupted', async (t) => {
  const runner = new Runner()
  t.is(await rejection(runner.run(C.left('no'))), 'no')
  t.true((await rejection(runner.run(C.interrupt))) instanceof InterruptedError)
  t.is(await runner.run(C.of(1)), 1)
  await runner.close()
})

test('what one run leaves behind goes on beside the next one', async (t) => {
  const runner = new Runner()
  const gate = Deferred.unsafeMake<never, string>()
  const fiber = await runner.run(C.forkDaemon(Deferred.await(gate)))
  t.is(runner.getLoop().fibers().length, 1)
  await runner.run(Deferred.succeed(gate, 'kept'))
  t.is(await runner.run(Fiber.join(fiber)), 'kept')
  await runner.close()
})

// -------------------------------------------------------------------------------------
// close
// -------------------------------------------------------------------------------------

test('to close again changes nothing', async (t) => {
  const runner = new Runner()
  const loop = runner.getLoop()
  const closing = runner.close()
  t.is(runner.close(), closing)
  await closing
  t.true(loop.isClosed())
  t.is(runner.close(), closing)
  await runner.close()
  t.true(loop.isClosed())
})

test('callers that close at the same time wait for the same end', async (t) => {
  const { loop, runner } = virtual()
  runner.fork(pipe(C.never, C.ensuring(C.sleep(1_000))))
  const log: Array<string> = []
  const closing = [
    runner.close().then(() => log.push('first')),
    runner.close().then(() => log.push('second')),
    runner[Symbol.asyncDispose]().then(() => log.push('third'))
  ]
  loop.advance(999)
  await settled()
  t.deepEqual(log, [])
  loop.advance(1)
  await Promise.all(closing)
  t.deepEqual(log, ['first', 'second', 'third'])
})

test('to close from inside a run of the Runner is refused, and nothing happens', async (t) => {
  const runner = new Runner()
  const error = await runner.run(C.promise(() => rejection(runner.close())))
  t.true(error instanceof RuntimeError)
  t.false(runner.getLoop().isClosed())
  t.is(await runner.run(C.of('open')), 'open')
  await runner.close()
})

test('to close beside a run of the Runner is refused, and the run goes on', async (t) => {
  const runner = new Runner()
  const gate = Deferred.unsafeMake<never, number>()
  const running = runner.run(Deferred.await(gate))
  t.true((await rejection(runner.close())) instanceof RuntimeError)
  Deferred.unsafeDone(gate, E.right(1))()
  t.is(await running, 1)
  await runner.close()
})

test('to close a Runner whose loop was never made does nothing at all', async (t) => {
  const runner = new Runner()
  await runner.close()
  t.is(await runner.run(C.of('still open')), 'still open')
  await runner.close()
  t.throws(() => runner.getLoop(), { message: 'Runner is closed' })
})

test('close interrupts what the runs have left behind, all at once, and waits for it', async (t) => {
  const { loop, runner } = virtual()
  const log: Array<string> = []
  const leftover = (name: string, millis: number) =>
    pipe(
      C.never,
      C.ensuring(
        pipe(
          C.sleep(millis),
          C.flatMap(() => say(log, name))
        )
      )
    )
  await runner.run(C.forkDaemon(leftover('slow', 300)))
  await runner.run(C.forkDaemon(leftover('fast', 200)))
  loop.runReady()
  let closed = false
  const closing = runner.close().then(() => (closed = true))
  loop.advance(299)
  await settled()
  t.deepEqual(log, ['fast'])
  t.false(closed)
  loop.advance(1)
  await closing
  t.deepEqual(log, ['fast', 'slow'])
  t.deepEqual(loop.fibers(), [])
})

test('a Runner that `await using` has closed is closed for good', async (t) => {
  const log: Array<string> = []
  const runner = new Runner()
  // what `await using` compiles to
  await (async () => {
    try {
      await runner.run(say(log, 'first'))
    } finally {
      await runner[Symbol.asyncDispose]()
    }
  })()
  t.is(((await rejection(runner.run(say(log, 'second')))) as Error).message, 'Runner is closed')
  t.deepEqual(log, ['first'])
})

test('Runner.use makes the loop, hands the Runner out and closes it', async (t) => {
  let loops = 0
  const options: RunnerOptions = {
    loopFactory: () => {
      loops++
      return EventLoop.make()
    }
  }
  let kept: Runner | undefined
  const value = await Runner.use(async (runner) => {
    kept = runner
    t.is(loops, 1)
    return [await runner.run(C.of(1)), await runner.run(C.of(2))]
  }, options)
  t.deepEqual(value, [1, 2])
  t.throws(() => kept?.getLoop(), { message: 'Runner is closed' })
  t.is(await Runner.use(() => 'at once'), 'at once')
})

test('Runner.use closes the Runner when its body fails, and rejects with what the body threw', async (t) => {
  const bug = new Error('bug')
  const log: Array<string> = []
  const body = async (runner: Runner) => {
    await runner.run(C.forkDaemon(pipe(C.never, C.ensuring(say(log, 'finalized')))))
    await runner.run(C.yieldNow)
    throw bug
  }
  t.is(await rejection(Runner.use(body)), bug)
  t.deepEqual(log, ['finalized'])
})

test('Runner.use keeps the error of the body and the error of close', async (t) => {
  const bug = new Error('bug')
  const gate = Deferred.unsafeMake<never, void>()
  let running: Promise<void> | undefined
  const both = await rejection(
    Runner.use((runner) => {
      running = runner.run(Deferred.await(gate)) // forgotten: close is refused
      throw bug
    })
  )
  t.true(both instanceof Error)
  t.is((both as { suppressed?: unknown }).suppressed, bug)
  t.true((both as { error?: unknown }).error instanceof RuntimeError)
  Deferred.unsafeDone(gate, E.right(undefined))()
  await running
})

test('Runner.use rejects with the error of close when the body was fine', async (t) => {
  const gate = Deferred.unsafeMake<never, void>()
  let running: Promise<void> | undefined
  const error = await rejection(
    Runner.use((runner) => {
      running = runner.run(Deferred.await(gate))
    })
  )
  t.true(error instanceof RuntimeError)
  Deferred.unsafeDone(gate, E.right(undefined))()
  await running
})

// -------------------------------------------------------------------------------------
// Runner#fork
// -------------------------------------------------------------------------------------

test('fork starts a program at once, with no run in progress', async (t) => {
  const runner = new Runner()
  const log: Array<string> = []
  const fiber = runner.fork(say(log, 'forked'))
  t.deepEqual(log, ['forked'])
  t.deepEqual(await runner.run(Fiber.status(fiber)), { _tag: 'Done', exit: Exit.succeed(undefined) })
  await runner.close()
})

test('fork inside of a step of the same Runner takes its turn after that step', async (t) => {
  const { loop, runner } = virtual()
  const log: Array<string> = []
  const running = runner.run(
    C.gen(function* () {
      log.push('before')
      runner.fork(say(log, 'forked'))
      log.push('after')
      yield* C.yieldNow
      log.push('again')
    })
  )
  loop.runAll()
  await running
  t.deepEqual(log, ['before', 'after', 'forked', 'again'])
  await runner.close()
})

test('fork works while a run is in progress, and both go on side by side', async (t) => {
  const { loop, runner } = virtual()
  const log: Array<string> = []
  const running = runner.run(
    pipe(
      C.sleep(20),
      C.flatMap(() => say(log, 'run'))
    )
  )
  runner.fork(
    pipe(
      C.sleep(10),
      C.flatMap(() => say(log, 'forked'))
    )
  )
  loop.runAll()
  await running
  t.deepEqual(log, ['forked', 'run'])
  await runner.close()
})

test('what was forked is interrupted by close', async (t) => {
  const runner = new Runner()
  const log: Array<string> = []
  runner.fork(pipe(C.never, C.ensuring(say(log, 'finalized'))))
  await runner.close()
  t.deepEqual(log, ['finalized'])
})

test('a failure of what was forked is reported when nobody joins or awaits it', async (t) => {
  const bug = new Error('bug')
  const reports: Array<EventLoop.ExceptionContext> = []
  const runner = new Runner({ exceptionHandler: (context) => void reports.push(context) })
  const gate = Deferred.unsafeMake<Error, never>()
  const joined = runner.fork(Deferred.await(gate))
  const joining = rejection(runner.run(Fiber.join(joined)))
  runner.fork(pipe(C.left(bug), C.named('handler')))
  Deferred.unsafeDone(gate, E.left(new Error('joined')))()
  t.is(((await joining) as Error).message, 'joined')
  t.is(reports.length, 1)
  t.is(reports[0]?.exception, bug)
  t.regex(reports[0]?.message ?? '', /"handler" failed and nobody joined or awaited it/)
  await runner.close()
  t.is(reports.length, 1)
})

// -------------------------------------------------------------------------------------
// shutdown
// -------------------------------------------------------------------------------------

test('what a program leaves behind is interrupted before run settles', async (t) => {
  const log: Array<string> = []
  let leftover: Fiber.Fiber<never, never> | undefined
  const main = C.gen(function* () {
    leftover = yield* C.forkDaemon(pipe(C.never, C.ensuring(say(log, 'finalized'))))
    yield* C.yieldNow
    return 123
  })
  t.is(await run(main), 123)
  t.deepEqual(log, ['finalized'])
  const status = await run(Fiber.status(leftover as Fiber.Fiber<never, never>))
  t.is(status._tag, 'Done')
})

test('every run ends with a closed loop and no fiber left', async (t) => {
  for (const main of [C.of(1), C.left('no'), C.die('bug'), C.interrupt]) {
    const loop = EventLoop.make()
    await runExit(
      pipe(
        C.forkDaemon(pipe(C.never, C.ensuring(C.sleep(1)))),
        C.flatMap(() => C.fork(C.never)),
        C.flatMap((): C.Coroutine<unknown, string, unknown> => main)
      ),
      { loopFactory: () => loop }
    )
    t.true(loop.isClosed())
    t.deepEqual(loop.fibers(), [])
  }
})

test('leftovers are interrupted until none is left: what a finalizer starts is too', async (t) => {
  const { loop, runner } = virtual()
  const log: Array<string> = []
  const started: Array<Fiber.Fiber<unknown, unknown>> = []
  const first = pipe(
    C.never,
    C.ensuring(
      C.gen(function* () {
        started.push(yield* C.forkDaemon(say(log, 'a daemon')))
        started.push(yield* C.fork(C.never))
        yield* C.sleep(10)
        started.push(yield* C.forkDaemon(C.never))
        for (const fiber of started.slice(0, 1)) yield* Fiber.await(fiber)
        log.push('first')
      })
    )
  )
  await runner.run(C.forkDaemon(first))
  loop.runReady()
  let closed = false
  const closing = runner.close().then(() => (closed = true))
  loop.advance(9)
  await settled()
  t.false(closed)
  loop.advance(1)
  await closing
  t.deepEqual(log, ['first'], 'what is started during shutdown takes no step')
  t.deepEqual(loop.fibers(), [])
  for (const fiber of started) t.is((await run(Fiber.status(fiber)))._tag, 'Done')
})

test('the finally blocks of a generator run at shutdown, also when one fails', async (t) => {
  const log: Array<string> = []
  const reports: Array<EventLoop.ExceptionContext> = []
  const error = { _tag: 'FancyExit' }
  const bug = new Error('division by zero')
  const fidget = C.gen(function* () {
    try {
      for (;;) yield* C.sleep(1_000)
    } finally {
      yield* C.yieldNow
      log.push('fidget closed')
    }
  })
  const spin = C.gen(function* () {
    try {
      yield* fidget
    } finally {
      log.push('spin closed')
      yield* C.die(bug)
    }
  })
  const main = C.gen(function* () {
    yield* C.forkDaemon(spin)
    yield* C.yieldNow
    return yield* C.left(error)
  })
  t.is(await rejection(run(main, { exceptionHandler: (context) => void reports.push(context) })), error)
  t.deepEqual(log, ['fidget closed', 'spin closed'])
  t.deepEqual(
    reports.map((report) => report.exception),
    [bug]
  )
})

test('a failure during shutdown is reported once, and lost to nobody', async (t) => {
  const bug = new Error('division by zero')
  const reports: Array<EventLoop.ExceptionContext> = []
  const exceptionHandler: EventLoop.ExceptionHandler = (context) => void reports.push(context)
  const main = C.gen(function* () {
    yield* C.forkDaemon(pipe(C.never, C.ensuring(C.die(bug)), C.named('leftover')))
    yield* C.yieldNow
    return 123
  })
  t.is(await run(main, { exceptionHandler }), 123)
  t.is(reports.length, 1)
  t.is(reports[0]?.exception, bug)
  t.regex(reports[0]?.message ?? '', /^unhandled exception during run\(\) shutdown, in fiber #\d+ "leftover"$/)
  t.regex(reports[0]?.fiber ?? '', /^#\d+ "leftover"$/)

  t.deepEqual(await runExit(main, { exceptionHandler }), Exit.die(bug))
  t.is(reports.length, 2)
})

test('the exit of runExit has the program first and its leftovers after it, in the order in which they ended', async (t) => {
  const leftover = (defect: string, turns: number) =>
    pipe(
      C.never,
      C.ensuring(
        C.gen(function* () {
          for (let i = 0; i < turns; i++) yield* C.yieldNow
          yield* C.die(defect)
        })
      )
    )
  const main = C.gen(function* () {
    yield* C.forkDaemon(leftover('second', 3))
    yield* C.forkDaemon(leftover('first', 1))
    yield* C.yieldNow
    return yield* C.left('root')
  })
  t.deepEqual(
    await runExit(main, { exceptionHandler: () => {} }),
    Exit.failCause([
      { _tag: 'Fail', error: 'root' },
      { _tag: 'Die', defect: 'first' },
      { _tag: 'Die', defect: 'second' }
    ])
  )
})

test('the exit of runExit has what its children did wrong at its end, and nothing that was reported before', async (t) => {
  const reported: Array<unknown> = []
  const main = C.gen(function* () {
    yield* C.fork(pipe(C.never, C.ensuring(C.die('child'))))
    yield* C.fork(
      pipe(
        C.fork(pipe(C.never, C.ensuring(C.die('grandchild')))),
        C.flatMap(() => C.never)
      )
    )
    yield* C.fork(C.die('before'))
    yield* C.yieldNow
    return 'value'
  })
  const exit = await runExit(main, { exceptionHandler: ({ exception }) => void reported.push(exception) })
  t.is(exit._tag, 'Left')
  const defects: ReadonlyArray<unknown> = exit._tag === 'Left' ? Cause.defects(exit.left) : []
  t.deepEqual(new Set(defects), new Set(['child', 'grandchild']))
  t.deepEqual(new Set(reported), new Set(['before', 'child', 'grandchild']))
  t.is(reported.length, 3)
})

test('leftovers that were merely interrupted are no failure, whoever interrupted them', async (t) => {
  const main = C.gen(function* () {
    const gate = Deferred.unsafeMake<never, void>()
    const fiber = yield* C.forkDaemon(pipe(C.never, C.ensuring(C.sleep(1))))
    yield* C.forkDaemon(C.never)
    yield* C.forkDaemon(pipe(C.interrupt, C.ensuring(Deferred.await(gate))))
    yield* C.yieldNow
    yield* C.forkDaemon(Fiber.interrupt(fiber, 'by the program'))
    yield* C.yieldNow
    yield* Deferred.succeed(gate, undefined)
    return 'done'
  })
  const reports: Array<EventLoop.ExceptionContext> = []
  t.deepEqual(await runExit(main, { exceptionHandler: (context) => void reports.push(context) }), Exit.succeed('done'))
  t.deepEqual(reports, [])
})

test('a failure that nobody observes is reported when the fiber ends, once', async (t) => {
  const reports: Array<EventLoop.ExceptionContext> = []
  const main = C.gen(function* () {
    const daemon = yield* C.forkDaemon(C.left('daemon'))
    yield* C.yieldNow
    const seen = reports.map((report) => report.exception)
    const late = yield* Fiber.await(daemon)
    yield* Scope.scoped(
      pipe(
        C.fork(C.left('child')),
        C.flatMap(() => C.yieldNow)
      )
    )
    return [seen, late, reports.map((report) => report.exception)]
  })
  const ended = await run(main, { exceptionHandler: (context) => void reports.push(context) })
  t.deepEqual(ended, [['daemon'], Exit.fail('daemon'), ['daemon', 'child']])
  t.is(reports.length, 2)
})

test('failures go to the handler that the program sets on its loop, and to stderr by default', async (t) => {
  const runner = new Runner()
  const heard: Array<unknown> = []
  runner.getLoop().setExceptionHandler((context) => void heard.push(context.exception))
  runner.fork(C.left('heard'))
  runner.getLoop().setExceptionHandler(null)
  const text = await stderrOf(async () => {
    runner.fork(pipe(C.left('printed'), C.named('worker')))
    await runner.close()
  })
  t.deepEqual(heard, ['heard'])
  t.regex(text, /^fiber-ts: fiber #\d+ "worker" failed and nobody joined or awaited it: printed\n$/)
})

test('an exception handler that throws is reported, with what it was told, and the run goes on', async (t) => {
  const main = C.gen(function* () {
    yield* C.forkDaemon(C.left('told'))
    yield* C.yieldNow
    return 'went on'
  })
  let value: string | undefined
  const text = await stderrOf(async () => {
    value = await run(main, {
      exceptionHandler: () => {
        throw new Error('thrown by the handler')
      }
    })
  })
  t.is(value, 'went on')
  t.regex(text, /the exception handler failed: Error: thrown by the handler/)
  t.regex(text, /nobody joined or awaited it: told/)
})

// -------------------------------------------------------------------------------------
// deadlines
// -------------------------------------------------------------------------------------

test('what had gone wrong in fibers that are abandoned is reported, once', async (t) => {
  const failing = (what: string) => pipe(C.never, C.ensuring(C.die(what)))
  const stuck = pipe(C.never, C.ensuring(C.never))
  const cases: ReadonlyArray<readonly [string, C.Coroutine<unknown, never, unknown>]> = [
    ['in a fiber', C.forkDaemon(pipe(failing('in a fiber'), C.ensuring(C.never)))],
    ['in a sibling', C.forkDaemon(C.all([failing('in a sibling'), stuck]))],
    ['of the program', C.fork(stuck)]
  ]
  for (const [what, forked] of cases) {
    const main = C.gen(function* () {
      yield* forked
      yield* C.yieldNow
      if (what === 'of the program') yield* C.left(what)
    })
    const heard: Array<unknown> = []
    const options: RunnerOptions = {
      shutdownTimeout: 20,
      exceptionHandler: ({ exception }) => void heard.push(exception)
    }
    const text = await stderrOf(() => run(main, options).catch((error: unknown) => void heard.push(error)))
    t.deepEqual(heard, [what])
    t.regex(text, /abandoned \d fibers?:/)
  }
})

test('shutdownTimeout counts from the first signal, and from an interruption from outside', async (t) => {
  const loop = new TestLoop()
  const runner = new Runner({ loopFactory: () => loop.eventLoop, shutdownTimeout: 20 })
  const text = await stderrOf(async () => {
    const ended = t.throwsAsync(runner.run(pipe(C.never, C.ensuring(C.never))), { instanceOf: KeyboardInterrupt })
    await new Promise((resolve) => void setImmediate(resolve))
    loop.signal('SIGINT')
    await ended
    await runner.close()
  })
  t.regex(text, /the time for shutdown is over: abandoned 1 fiber:/)
})

test('a defect that cannot be looked into is one like any other', async (t) => {
  const trap = Object.defineProperty({}, 'code', {
    get: () => {
      throw new Error('trap')
    }
  })
  const listeners = process.listenerCount('SIGINT')
  t.is(await run(C.die(trap)).catch((error: unknown) => error), trap)
  t.is(process.listenerCount('SIGINT'), listeners)
})

test('what is not done by shutdownTimeout is named, abandoned, and never takes another step', async (t) => {
  const gate = Deferred.unsafeMake<never, void>()
  const log: Array<string> = []
  let resume: (() => void) | undefined
  const promise = new Promise<void>((resolve) => (resume = resolve))
  const main = C.gen(function* () {
    yield* C.forkDaemon(pipe(stubborn(gate), C.ensuring(say(log, 'gate')), C.named('waiter')))
    yield* C.forkDaemon(
      pipe(C.uninterruptible(C.promise(() => promise)), C.ensuring(say(log, 'promise')), C.named('downloader'))
    )
    yield* C.forkDaemon(
      pipe(
        C.uninterruptible(C.forever(pipe(C.yieldNow, C.flatMap(() => C.fromIO(() => void spins++))))),
        C.ensuring(say(log, 'spinner')),
        C.named('spinner')
      )
    ) // prettier-ignore
    yield* C.yieldNow
    return 'value'
  })
  let spins = 0
  let value: string | undefined
  const text = await stderrOf(async () => {
    value = await run(main, { shutdownTimeout: 20 })
  })
  t.is(value, 'value')
  t.regex(text, /the time for shutdown is over: abandoned 3 fibers:/)
  t.regex(
    text,
    /#\d+ "waiter" +suspended  a Deferred  open: a finalizer  uninterruptible  interrupt pending: by host \(shutdown\)/
  )
  t.regex(text, /#\d+ "downloader" +suspended  a promise  open: a finalizer  uninterruptible/)
  t.regex(text, /#\d+ "spinner" +ready  .*uninterruptible/)
  const before = spins
  Deferred.unsafeDone(gate, E.right(undefined))()
  resume?.()
  await settled()
  await settled()
  t.deepEqual(log, [])
  t.is(spins, before)
})

test('shutdownTimeout counts for the children of the program too', async (t) => {
  const gate = Deferred.unsafeMake<never, void>()
  let value: string | undefined
  const text = await stderrOf(async () => {
    value = await run(
      pipe(
        C.fork(pipe(stubborn(gate), C.named('child'))),
        C.flatMap(() => C.yieldNow),
        C.map(() => 'value')
      ),
      { shutdownTimeout: 20 }
    )
  })
  t.is(value, 'value')
  t.regex(text, /#\d+ "child"  suspended  a Deferred/)
})

test('shutdownTimeout: 0 waits for nothing', async (t) => {
  const text = await stderrOf(() =>
    run(
      pipe(
        C.forkDaemon(stubborn(Deferred.unsafeMake())),
        C.flatMap(() => C.yieldNow)
      ),
      { shutdownTimeout: 0 }
    )
  )
  t.regex(text, /abandoned 1 fiber:/)
})

for (const shutdownTimeout of [Infinity, 2 ** 40])
  test(`shutdownTimeout: ${shutdownTimeout} abandons nothing in our time`, async (t) => {
    const done: Array<string> = []
    const text = await stderrOf(() =>
      run(
        pipe(
          C.forkDaemon(pipe(C.never, C.ensuring(C.delay(50)(say(done, 'cleaned up'))))),
          C.flatMap(() => C.yieldNow)
        ),
        { shutdownTimeout }
      )
    )
    t.is(text, '')
    t.deepEqual(done, ['cleaned up'])
  })

test('the deadline of one run is over with that run', async (t) => {
  const runner = new Runner({ shutdownTimeout: 20 })
  await runner.run(C.of('first'))
  t.is(await runner.run(C.delay(100)(C.of('second'))), 'second')
  await runner.close()
})

test('a Runner whose run was cut short runs the next one, and its close has the deadline too', async (t) => {
  const runner = new Runner({ shutdownTimeout: 20 })
  const text = await stderrOf(async () => {
    const main = pipe(
      C.fork(stubborn(Deferred.unsafeMake())),
      C.flatMap(() => C.yieldNow)
    )
    await runner.run(main)
    t.is(await runner.run(C.of('next')), 'next')
    runner.fork(pipe(stubborn(Deferred.unsafeMake()), C.named('left')))
    await runner.close()
  })
  t.is(text.match(/abandoned (2 fibers|1 fiber):/g)?.length, 2)
  t.regex(text, /"left"  suspended  a Deferred/)
  t.throws(() => runner.getLoop(), { message: 'Runner is closed' })
})

test('a shutdown that takes long says after a second what it waits for', async (t) => {
  const gate = Deferred.unsafeMake<never, void>()
  const text = await stderrOf(async () => {
    const running = run(
      pipe(
        C.forkDaemon(pipe(stubborn(gate), C.named('slow'))),
        C.flatMap(() => C.yieldNow)
      )
    )
    setTimeout(() => Deferred.unsafeDone(gate, E.right(undefined))(), 1_200)
    await running
  })
  t.regex(text, /^fiber-ts: shutting down, waiting for 1 fiber[^\n]*: #\d+ "slow" waits for a Deferred/)
})

// -------------------------------------------------------------------------------------
// debug mode
// -------------------------------------------------------------------------------------

const withVariable = async (value: string | undefined, f: () => Promise<void> | void): Promise<void> => {
  const before = process.env['FIBER_TS_DEBUG']
  if (value === undefined) delete process.env['FIBER_TS_DEBUG']
  else process.env['FIBER_TS_DEBUG'] = value
  try {
    await f()
  } finally {
    if (before === undefined) delete process.env['FIBER_TS_DEBUG']
    else process.env['FIBER_TS_DEBUG'] = before
  }
}

const isDebug = async (options: RunnerOptions): Promise<boolean> => {
  const runner = new Runner(options)
  const debug = runner.getLoop().isDebug()
  await runner.close()
  return debug
}

test('debug mode is what the option says, or else the environment', async (t) => {
  for (const value of [undefined, '', '0', 'false'])
    await withVariable(value, async () => {
      t.false(await isDebug({}), String(value))
      t.true(await isDebug({ debug: true }))
    })
  for (const value of ['1', 'true'])
    await withVariable(value, async () => {
      t.true(await isDebug({}), value)
      t.false(await isDebug({ debug: false }))
    })
})

test('the environment is read when the Runner is made', async (t) => {
  let made: Runner | undefined
  await withVariable('1', () => {
    made = new Runner()
  })
  t.true(made?.getLoop().isDebug())
  await made?.close()
  let off: Runner | undefined
  await withVariable('0', () => {
    off = new Runner()
  })
  await withVariable('1', () => {
    t.false(off?.getLoop().isDebug())
  })
  await off?.close()
})

test('debug mode: reports say where a fiber was started', async (t) => {
  const reports: Array<EventLoop.ExceptionContext> = []
  const main = C.gen(function* () {
    yield* pipe(C.left('unobserved'), C.named('daemon'), C.forkDaemon)
    yield* C.forkDaemon(pipe(stubborn(Deferred.unsafeMake()), C.named('forked')))
    yield* C.fork(pipe(stubborn(Deferred.unsafeMake()), C.named('child')))
    yield* C.yieldNow
  })
  const text = await stderrOf(() =>
    run(main, { debug: true, shutdownTimeout: 10, exceptionHandler: (context) => void reports.push(context) })
  )
  const here = /[\\/]test[\\/]Runner\.test\.[jt]s:\d+:\d+/
  for (const name of ['forked', 'child']) {
    const line = text.split('\n').find((candidate) => candidate.includes(`"${name}"`)) ?? ''
    t.regex(line, / {2}started at /, name)
    t.regex(line, here, name)
  }
  const root = text.split('\n').find((line) => line.includes('its child fibers')) ?? ''
  t.regex(root, here)
  t.regex(reports[0]?.message ?? '', here)
})

test('debug mode: one body that is forked in two places has two places', async (t) => {
  const reports: Array<EventLoop.ExceptionContext> = []
  const body = C.left('unobserved')
  const fork = () => C.forkDaemon(body)
  await run(
    C.gen(function* () {
      const first = fork()
      const second = C.forkDaemon(body)
      yield* first
      yield* second
      yield* C.yieldNow
    }),
    { debug: true, exceptionHandler: (context) => void reports.push(context) }
  )
  const [first, second] = reports.map(({ message }) => /, started at (.*)$/.exec(message)?.[1])
  t.regex(first ?? '', /Runner\.test/)
  t.regex(second ?? '', /Runner\.test/)
  t.not(first, second)
})

test('debug mode: a program that ends with a coroutine, which nobody runs, is told of', async (t) => {
  const forgotten = C.gen(function* () {
    yield* C.yieldNow
    return C.left('no')
  })
  const warning = 'fiber-ts: the program ended with a Coroutine that was not run: `yield*`, flatMap or flatten it\n'
  t.is(await stderrOf(() => run(forgotten, { debug: true })), warning)
  t.is(await stderrOf(() => runExit(C.of(C.never), { debug: true })), warning)
  t.is(await stderrOf(() => run(forgotten, { debug: false })), '')
  t.is(await stderrOf(() => run(C.flatten(C.of(C.of(1))), { debug: true })), '')
  t.is(await stderrOf(() => runExit(C.left(C.of(1)), { debug: true })), '')
})

test('no stack is captured outside of debug mode', async (t) => {
  const reports: Array<EventLoop.ExceptionContext> = []
  await run(
    pipe(
      C.forkDaemon(C.left('unobserved')),
      C.flatMap(() => C.yieldNow)
    ),
    { debug: false, exceptionHandler: (context) => void reports.push(context) }
  )
  t.notRegex(reports[0]?.message ?? '', /started at/)
})

const busy = (millis: number) =>
  C.fromIO(() => {
    const until = performance.now() + millis
    while (performance.now() < until);
  })

test('debug mode: a step that takes too long is reported, with the fiber that took it', async (t) => {
  const { loop, runner } = virtual({ debug: true, slowCallbackDuration: 50 })
  const takes = (millis: number) => C.fromIO(() => loop.advance(millis))
  const text = await stderrOf(async () => {
    const running = runner.run(
      C.gen(function* () {
        yield* takes(51)
        yield* C.sleep(1_000)
        yield* takes(50)
        const fiber = yield* C.fork(pipe(takes(60), C.named('hog')))
        yield* Fiber.join(fiber)
        yield* C.sleep(1_000)
        for (let i = 0; i < 10; i++) {
          yield* takes(10)
          yield* C.yieldNow
        }
      })
    )
    loop.runAll()
    await running
    runner.fork(takes(70))
    await runner.close()
  })
  const [first = '', second = '', third = '', ...more] = text.split('\n')
  t.regex(first, /^fiber-ts: fiber #1 ran for 51 ms without giving way, started at .*Runner\.test/)
  t.regex(second, /^fiber-ts: fiber #2 "hog" ran for 60 ms without giving way, started at .*Runner\.test/)
  t.regex(third, /^fiber-ts: fiber #3 ran for 70 ms without giving way, started at .*Runner\.test/)
  t.deepEqual(more, [''])
})

test('debug mode: a step after a promise counts', async (t) => {
  const text = await stderrOf(() =>
    run(
      pipe(
        C.promise(() => Promise.resolve()),
        C.flatMap(() => busy(60)),
        C.named('promised')
      ),
      { debug: true, slowCallbackDuration: 50 }
    )
  )
  t.regex(text, /fiber #1 "promised" ran for \d+ ms without giving way/)
})

test('outside of debug mode, or below slowCallbackDuration, no step is reported', async (t) => {
  t.is(await stderrOf(() => run(busy(60), { debug: false, slowCallbackDuration: 10 })), '')
  t.is(await stderrOf(() => run(busy(60), { debug: true, slowCallbackDuration: 10_000 })), '')
})

test('what is no text is no reason to lose a failure', async (t) => {
  const textless: object = Object.create(null)
  const failed = C.ensuring(C.die('finalizer'))(C.left(textless))
  const failure = await t.throwsAsync<FiberFailure>(run(failed), { instanceOf: FiberFailure })
  t.is(failure?.cause, textless)
  t.is(failure?.message, 'a value without text (and 1 more)')
  const interrupted = C.flatMap(Fiber.self, (self) => Fiber.interrupt(self, textless))
  const error = await t.throwsAsync<InterruptedError>(run(interrupted), { instanceOf: InterruptedError })
  t.is(error?.reason, textless)
})

test('fiber-local values that a run has set are there in the next, also when it was abandoned', async (t) => {
  const variable = ContextVar.make('variable', 0)
  const runner = new Runner({ shutdownTimeout: 1 })
  const main = C.gen(function* () {
    yield* ContextVar.set(variable, 5)
    yield* C.fork(pipe(C.never, C.ensuring(C.never)))
    yield* C.yieldNow
  })
  await stderrOf(() => runner.run(main))
  t.is(await runner.run(ContextVar.get(variable)), 5)
  await runner.close()
})

test('options that are no booleans are said to be none', async (t) => {
  t.throws(() => new Runner({ debug: 'yes' as never }), { message: 'debug: a boolean was expected, got string yes' })
  await t.throwsAsync(run(C.of(1), { watchdog: 0 as never }), {
    message: 'watchdog: a boolean was expected, got number 0'
  })
})
