// Scope: fibers and resources end together, fibers first, the last resource first, whatever each of them does.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as ContextVar from 'fiber-ts/ContextVar'
import * as Deferred from 'fiber-ts/Deferred'
import { RuntimeError } from 'fiber-ts/Errors'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { run, Runner } from 'fiber-ts/Runner'
import * as Scope from 'fiber-ts/Scope'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import { exitOf, makeLog, reasonsOf } from '../coroutine/fixtures.js'
import { causeOf, defectOf, start, valueOf } from '../support/programs.js'
import { chaos, schedules, sweep, sweepAll } from '../support/sweep.js'

const done = Exit.succeed(undefined)

/** A resource that tells of its life. */
const resource = (say: (line: string) => C.Coroutine<unknown, never, void>, name: string) =>
  Scope.acquireRelease(C.map(() => name)(say(`open ${name}`)), (_, exit) => say(`close ${name} ${exit._tag}`))

test('releases run in reverse order, after the fibers of the scope, forked either way', (t) => {
  const { lines, say } = makeLog()
  const fiber = (name: string) => pipe(C.never, C.ensuring(C.flatMap(C.sleep(1), () => say(`${name} ended`))))
  valueOf(
    Scope.scoped(
      C.gen(function* () {
        yield* resource(say, 'a')
        yield* start(fiber('child'))
        const scope = yield* Scope.current
        yield* Scope.forkIn(scope)(fiber('fiber of the scope'))
        yield* C.yieldNow
        yield* resource(say, 'b')
      })
    )
  )
  t.deepEqual(lines, ['open a', 'open b', 'child ended', 'fiber of the scope ended', 'close b Right', 'close a Right'])
})

test('releases are told how the scope ended, and none keeps the others from running', (t) => {
  for (const end of [C.left('no'), C.die('bug'), C.interrupt]) {
    const { lines, say } = makeLog()
    const failing = (name: string) => Scope.acquireRelease(C.of(name), () => C.die(`close ${name}`))
    const exit = exitOf(
      Scope.scoped(
        C.gen(function* () {
          yield* resource(say, 'a')
          yield* failing('b')
          yield* failing('c')
          yield* resource(say, 'd')
          yield* end
        })
      )
    )
    t.deepEqual(lines.slice(2), ['close d Left', 'close a Left'])
    t.deepEqual(causeOf(exit).slice(1), ['close c', 'close b'])
  }
})

test('a release that throws, or opens the mask and is interrupted, does not keep the others from running', (t) => {
  const { lines, say } = makeLog()
  const loop = new TestLoop()
  const run = loop.start(
    Scope.scoped(
      C.gen(function* () {
        yield* resource(say, 'a')
        yield* Scope.acquireRelease(C.of('b'), () => C.interruptible(C.never))
        yield* Scope.acquireRelease(C.of('c'), () => {
          throw new Error('thrown')
        })
      })
    )
  )
  loop.runReady()
  run.interrupt('host', 'enough')
  loop.runAll()
  t.deepEqual(lines, ['open a', 'close a Right'])
  t.deepEqual(causeOf(run.exit()).length, 2)
})

test('types: the scope is part of the environment, and scoped takes it out again', (t) => {
  type Db = { readonly db: string }
  const open: C.Coroutine<Db & Scope.HasScope, never, string> = Scope.acquireRelease(
    C.asks((r: Db) => r.db),
    () => C.asks((r: Db) => void r)
  )
  const inGen = Scope.scoped(
    C.gen(function* () {
      const first = yield* open
      const second = yield* open
      return `${first} ${second}`
    })
  )
  const closed: C.Coroutine<Db, never, string> = inGen
  const needsNothing: C.Coroutine<unknown, never, number> = pipe(
    Scope.acquireRelease(C.of(1), () => C.of(undefined)),
    C.map((n) => n + 1),
    Scope.scoped
  )
  t.deepEqual(exitOf(C.provide({ db: 'sqlite' })(closed)), Exit.succeed('sqlite sqlite'))
  t.deepEqual(exitOf(needsNothing), Exit.succeed(2))
})

test('a release runs in the environment in which its resource was acquired', (t) => {
  const seen: Array<number> = []
  const acquire = Scope.acquireRelease(C.of('a'), () => C.asks((r: { readonly n: number }) => seen.push(r.n)))
  const main = Scope.scoped(
    pipe(
      acquire,
      C.local((r: Scope.HasScope) => ({ ...r, n: 7 }))
    )
  )
  valueOf(main)
  t.deepEqual(seen, [7])
})

test('scopes nest, and a resource goes to the innermost', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    Scope.scoped(
      C.gen(function* () {
        yield* resource(say, 'outer')
        yield* Scope.scoped(resource(say, 'inner'))
        yield* say('between')
      })
    )
  )
  t.deepEqual(lines, ['open outer', 'open inner', 'close inner Right', 'between', 'close outer Right'])
})

test('a scope of ones own lives until it is closed; closing again waits, and changes nothing', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const scope = yield* Scope.make
      yield* pipe(resource(say, 'a'), Scope.provide(scope))
      yield* Scope.addFinalizer(scope, () => C.sleep(10))
      t.deepEqual(yield* Scope.statistics(scope), { phase: 'open', finalizers: 2, fibers: 0 })
      const closing = yield* start(Scope.close(scope, done))
      t.is((yield* Scope.statistics(scope)).phase, 'closing')
      const impatient = yield* start(Scope.close(scope, done))
      yield* Fiber.interrupt(impatient)
      yield* Scope.close(scope, Exit.fail('too late to say'))
      t.deepEqual(lines, ['open a', 'close a Right'])
      yield* Fiber.join(closing)
      t.is((yield* Scope.statistics(scope)).phase, 'closed')
      yield* Scope.close(scope, done)
    })
  )
})

test('in a scope that is closed nothing is started and nothing acquired, and a finalizer runs at once', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const scope = yield* Scope.make
      yield* Scope.close(scope, done)
      const fork = yield* C.toExit(Scope.forkIn(scope)(say('forked')))
      const acquire = yield* C.toExit(pipe(resource(say, 'a'), Scope.provide(scope)))
      t.deepEqual(lines, [])
      const add = yield* C.toExit(Scope.addFinalizer(scope, () => say('finalizer')))
      t.deepEqual(lines, ['finalizer'])
      for (const exit of [fork, acquire, add]) t.true(defectOf(exit) instanceof RuntimeError)
      const broken = yield* C.toExit(
        Scope.addFinalizer(scope, () => {
          throw new Error('bug')
        })
      )
      t.deepEqual(causeOf(broken).map(String), ['RuntimeError: the Scope is closed', 'Error: bug'])
    })
  )
})

test('what is being acquired while the scope closes is released at once', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const scope = yield* Scope.make
      const slow = Scope.acquireRelease(
        C.flatMap(C.sleep(10), () => say('open')),
        () => say('close')
      )
      const fiber = yield* start(pipe(C.toExit(slow), Scope.provide(scope)))
      yield* Scope.close(scope, done)
      t.true(defectOf(yield* Fiber.join(fiber)) instanceof RuntimeError)
    })
  )
  t.deepEqual(lines, ['open', 'close'])
})

test('a finalizer that comes while the scope closes runs at once, and that it is too late is an error', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    C.gen(function* () {
      const scope = yield* Scope.make
      yield* Scope.addFinalizer(scope, () => C.flatMap(C.sleep(10), () => say('slow')))
      const closing = yield* start(Scope.close(scope, done))
      t.true(defectOf(yield* C.toExit(Scope.addFinalizer(scope, () => say('late')))) instanceof RuntimeError)
      yield* Fiber.join(closing)
    })
  )
  t.deepEqual(lines, ['late', 'slow'])
})

test('closing waits for the slowest fiber, and cannot be interrupted', (t) => {
  const { lines, say } = makeLog()
  const slow = (millis: number) => pipe(C.never, C.ensuring(C.flatMap(C.sleep(millis), () => say(`fiber ${millis}`))))
  valueOf(
    C.gen(function* () {
      const scope = yield* Scope.make
      yield* Scope.addFinalizer(scope, () => C.flatMap(C.sleep(5), () => say('finalizer')))
      for (const millis of [5, 20]) yield* Scope.forkIn(scope)(slow(millis))
      yield* C.yieldNow
      const closing = yield* start(Scope.close(scope, done))
      for (const millis of [2, 20]) {
        yield* C.sleep(millis)
        yield* C.fork(Fiber.interrupt(closing))
      }
      yield* Fiber.await(closing)
    })
  )
  t.deepEqual(lines, ['fiber 5', 'fiber 20', 'finalizer'])
})

test('two fibers that close a scope at once close it once, and both wait for its end', (t) => {
  schedules(() => {
    const { lines, say } = makeLog()
    return {
      program: C.gen(function* () {
        const scope = yield* Scope.make
        for (const name of ['a', 'b'])
          yield* Scope.addFinalizer(scope, () =>
            pipe(
              say(`${name} begins`),
              C.tap(() => C.sleep(1)),
              C.tap(() => say(`${name} ends`))
            )
          )
        const close = C.tap(Scope.close(scope, done), () => say('closed'))
        yield* C.all([close, close])
      }),
      check: () => {
        if (lines.join() !== 'b begins,b ends,a begins,a ends,closed,closed') throw new Error(lines.join())
      }
    }
  })
  t.pass()
})

test('what belongs to a scope cannot close it: it would wait for itself', (t) => {
  valueOf(
    C.gen(function* () {
      const scope = yield* Scope.make
      const close = C.toExit(Scope.close(scope, done))
      const exits = [
        yield* Fiber.join(yield* Scope.forkIn(scope)(close)),
        yield* Fiber.join(yield* Scope.forkIn(scope)(C.timeout(100, () => 'late')(close)))
      ]
      let inFinalizer: Exit.Exit<unknown, unknown> | undefined
      yield* Scope.addFinalizer(scope, () =>
        C.map((exit: Exit.Exit<unknown, unknown>) => {
          inFinalizer = exit
        })(close)
      )
      yield* Scope.close(scope, done)
      for (const exit of [...exits, inFinalizer]) t.true(defectOf(exit) instanceof RuntimeError)
    })
  )
})

test('a fiber of a scope: joined with its value, reported when it fails and nobody waits, shown by the loop', (t) => {
  const loop = new TestLoop()
  const exit = loop.run(
    Scope.scoped(
      C.gen(function* () {
        const scope = yield* Scope.current
        t.is(yield* C.flatMap(Scope.forkIn(scope)(C.delay(1)(C.of(1))), Fiber.join), 1)
        yield* Scope.forkIn(scope)(C.left('unseen'))
        const seen = yield* Scope.forkIn(scope)(C.delay(1)(C.left('seen')))
        t.deepEqual(yield* Fiber.await(seen), Exit.fail('seen'))
        yield* pipe(C.never, C.named('worker'), Scope.forkIn(scope))
        yield* C.yieldNow
        t.is((yield* Scope.statistics(scope)).fibers, 1)
        t.deepEqual(
          loop.fibers().map((fiber) => fiber.name),
          [undefined, 'worker']
        )
      })
    )
  )
  t.deepEqual(exit, Exit.succeed(undefined))
  t.deepEqual(
    loop.reported.map(({ exception }) => exception),
    ['unseen']
  )
})

test.serial('a run ends the fibers of a scope that nobody has closed', async (t) => {
  const { lines, say } = makeLog()
  const main = C.gen(function* () {
    const scope = yield* Scope.make
    yield* pipe(C.never, C.ensuring(C.flatMap(C.sleep(5), () => say('ended'))), Scope.forkIn(scope))
    yield* C.yieldNow
    return 'value'
  })
  t.is(await run(main, { handleSignals: false }), 'value')
  t.deepEqual(lines, ['ended'])
})

test.serial('a run ends what its fibers start in a scope as they end', async (t) => {
  const { lines, say } = makeLog()
  const main = C.gen(function* () {
    const scope = yield* Scope.make
    const late = Scope.forkIn(scope)(pipe(C.never, C.ensuring(say('never started'))))
    yield* pipe(C.never, C.ensuring(C.flatMap(C.sleep(1), () => C.flatMap(late, Fiber.await))), Scope.forkIn(scope))
    yield* C.yieldNow
    return 'value'
  })
  t.is(await run(main, { handleSignals: false }), 'value')
  t.deepEqual(lines, [])
})

test('100,000 resources in one scope', (t) => {
  let open = 0
  const acquire = Scope.acquireRelease(
    C.fromIO(() => void open++),
    () => C.fromIO(() => void open--)
  )
  valueOf(Scope.scoped(C.forEach(() => acquire, { concurrency: 1 })(Array.from({ length: 100_000 }))))
  t.is(open, 0)
})

// ---------------------------------------------------------------------------------------------------------------------
// dispatcher
// ---------------------------------------------------------------------------------------------------------------------

type Dispatch<R = unknown> = <E, A>(ma: C.Coroutine<R, E, A>) => Fiber.Fiber<E, A>

/** A program in whose scope callbacks start fibers: how to do that, and the loop that it waits on. */
const serving = <R extends object>(env: R, before: C.Coroutine<unknown, never, unknown> = C.of(undefined)) => {
  const loop = new TestLoop()
  let dispatch!: Dispatch<R>
  const main = C.gen(function* () {
    yield* before
    dispatch = yield* Scope.dispatcher<R>()
    yield* C.never
  })
  const program = loop.start(pipe(Scope.scoped(main), C.provide(env)))
  loop.runAll()
  return { loop, program, dispatch }
}

test('dispatcher: callbacks start fibers in the scope, while all others wait and while some sleep', (t) => {
  const { lines, say } = makeLog()
  const { loop, program, dispatch } = serving({})
  const first = dispatch(pipe(say('first'), C.delay(10), C.named('first')))
  t.deepEqual(lines, [], 'nothing runs on the stack of the callback')
  loop.advance(5)
  t.deepEqual(
    loop.fibers().map((fiber) => fiber.name),
    [undefined, 'first']
  )
  dispatch(say('second'))
  loop.advance(5)
  t.deepEqual(lines, ['second', 'first'])
  const joined = loop.start(Fiber.await(first))
  loop.runAll()
  t.deepEqual(joined.exit(), Exit.succeed(Exit.succeed(undefined)))
  t.is(program.exit(), undefined)
  t.deepEqual(loop.reported, [])
})

test('dispatcher: with the environment and the fiber-local values of where it was made', (t) => {
  const variable = ContextVar.make('variable', 'at first')
  const seen: Array<unknown> = []
  const look = C.gen(function* () {
    const { n } = yield* C.ask<{ readonly n: number }>()
    seen.push(n, yield* ContextVar.get(variable))
    yield* ContextVar.set(variable, 'its own')
  })
  const { loop, dispatch } = serving({ n: 7 }, ContextVar.set(variable, 'where it was made'))
  dispatch(look)
  loop.runReady()
  dispatch(C.provide({ n: 8 })(look))
  loop.runReady()
  t.deepEqual(seen, [7, 'where it was made', 8, 'where it was made'])
})

test('dispatcher: called by a fiber it starts another one, which outlives the caller and not the scope', (t) => {
  const { lines, say } = makeLog()
  valueOf(
    Scope.scoped(
      C.gen(function* () {
        const dispatch = yield* Scope.dispatcher()
        const worker = pipe(C.never, C.ensuring(say('interrupted')))
        yield* C.flatMap(
          C.fork(
            C.fromIO(() => {
              dispatch(C.flatMap(say('begun'), () => worker))
              lines.push('goes on')
            })
          ),
          Fiber.join
        )
        yield* C.sleep(1)
        yield* say('leaving')
      })
    )
  )
  t.deepEqual(lines, ['goes on', 'begun', 'leaving', 'interrupted'])
})

test('dispatcher: the end of the scope, by a signal too, interrupts what it has started and waits for it', (t) => {
  const { lines, say } = makeLog()
  const { loop, program, dispatch } = serving({}, C.of(undefined))
  const slow = (name: string) => pipe(C.never, C.ensuring(C.flatMap(C.sleep(10), () => say(`${name} ended`))))
  for (const name of ['a', 'b']) dispatch(slow(name))
  loop.runReady()
  loop.signal('SIGTERM')
  loop.runReady()
  t.is(program.exit(), undefined)
  loop.runAll()
  t.deepEqual(lines, ['b ended', 'a ended'])
  t.deepEqual(reasonsOf(program.exit()), ['interrupt'])
  t.deepEqual(loop.fibers(), [])
})

test('dispatcher: in a scope that is closed, or being closed, it throws and starts nothing', (t) => {
  const { loop, program, dispatch } = serving({})
  const late = C.fromIO(() => t.fail())
  dispatch(C.uninterruptible(C.sleep(10)))
  loop.runReady()
  program.interrupt()
  loop.runReady()
  t.throws(() => dispatch(late), { instanceOf: RuntimeError, message: 'the Scope is being closed' })
  loop.runAll()
  t.throws(() => dispatch(late), { instanceOf: RuntimeError, message: 'the Scope is closed' })
  loop.runAll()
  t.deepEqual(loop.fibers(), [])
})

test('dispatcher: a program that was abandoned starts nothing any more', (t) => {
  const { loop, dispatch } = serving({})
  dispatch(C.uninterruptible(C.never))
  loop.runReady()
  loop.signal('SIGINT')
  loop.signal('SIGINT')
  t.throws(() => dispatch(C.of(1)), { instanceOf: RuntimeError })
  t.deepEqual(loop.fibers(), [])
})

test('dispatcher: a failure that nobody joins or awaits is reported when it happens', (t) => {
  const { loop, dispatch } = serving({})
  const seen = dispatch(C.left('seen'))
  const awaiting = loop.start(Fiber.await(seen))
  dispatch(C.left('unseen'))
  loop.runReady()
  t.deepEqual(awaiting.exit(), Exit.succeed(Exit.fail('seen')))
  t.deepEqual(
    loop.reported.map(({ exception }) => exception),
    ['unseen']
  )
})

test('dispatcher: what is no coroutine is refused where it was handed over; without a scope there is none', (t) => {
  const { dispatch } = serving({})
  t.throws(() => dispatch((async () => {}) as never), { instanceOf: TypeError, message: /^a Coroutine was expected/ })
  t.regex(
    String(defectOf(exitOf(Scope.dispatcher() as C.Coroutine<unknown, never, unknown>))),
    /there is no Scope here: put `Scope.scoped` around it$/
  )
})

test.serial('dispatcher: a run that waits goes on when a callback of the platform comes', async (t) => {
  type Env = { readonly factor: number }
  const main = Scope.scoped(
    C.gen(function* () {
      const dispatch = yield* Scope.dispatcher<Env>()
      const sum = yield* Deferred.make<never, number>()
      let products = 0
      const add = (n: number) =>
        pipe(
          C.asks(({ factor }: Env) => (products += n * factor)),
          C.delay(1),
          C.flatMap(() => (n === 3 ? Deferred.succeed(sum, products) : C.of(false)))
        )
      for (const n of [1, 2, 3]) setTimeout(() => dispatch(add(n)), 20 * n)
      return yield* Deferred.await(sum)
    })
  )
  t.is(await run(main, { context: { factor: 10 }, handleSignals: false }), 60)
})

test.serial('dispatcher: of a scope that nobody closes, it starts fibers until the loop is closed', async (t) => {
  const { lines, say } = makeLog()
  const runner = new Runner()
  const main = C.flatMap(Scope.make, (scope) => Scope.provide(scope)(Scope.dispatcher()))
  const dispatch = await runner.run(main, { handleSignals: false })
  dispatch(pipe(say('begun'), C.apSecond(C.never), C.ensuring(say('ended'))))
  await new Promise((resolve) => setTimeout(resolve, 5))
  t.deepEqual(lines, ['begun'])
  await runner.close()
  t.deepEqual(lines, ['begun', 'ended'])
  t.throws(() => dispatch(C.of(1)), { instanceOf: RuntimeError, message: 'the event loop is closed' })
})

// ---------------------------------------------------------------------------------------------------------------------
// disposables
// ---------------------------------------------------------------------------------------------------------------------

test('fromDisposable: objects that dispose of themselves, at once or by a promise', async (t) => {
  const log: Array<string> = []
  const asynchronous = {
    async [Symbol.asyncDispose]() {
      await Promise.resolve()
      log.push('asynchronous')
    }
  }
  const synchronous = { [Symbol.dispose]: () => void log.push('synchronous') }
  await C.toPromise(
    Scope.scoped(
      C.gen(function* () {
        yield* Scope.fromDisposable(C.of(synchronous))
        yield* Scope.fromDisposable(C.of(asynchronous))
        log.push('use')
      })
    )
  )
  t.deepEqual(log, ['use', 'asynchronous', 'synchronous'])
})

test('toAsyncDisposable: open until it is disposed of; one that cannot be opened leaves nothing open', async (t) => {
  const { lines, say } = makeLog()
  const opened = await Scope.toAsyncDisposable(resource(say, 'a'))()
  t.is(opened.value, 'a')
  t.deepEqual(lines, ['open a'])
  await opened[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
  t.deepEqual(lines, ['open a', 'close a Right'])
  const failing = C.flatMap(resource(say, 'b'), () => C.left('no'))
  t.is(await Scope.toAsyncDisposable(failing)().then(String, String), 'no')
  t.deepEqual(lines.slice(2), ['open b', 'close b Left'])
})

// ---------------------------------------------------------------------------------------------------------------------
// sweeps
// ---------------------------------------------------------------------------------------------------------------------

test('wherever and whoever is interrupted, what was acquired is released, in order, and no fiber outlives it', (t) => {
  const world = () => {
    const open: Array<number> = []
    const problems: Array<string> = []
    let fibers = 0
    const slot = (n: number) =>
      Scope.acquireRelease(
        C.flatMap(C.yieldNow, () => C.fromIO(() => void open.push(n))),
        () =>
          C.flatMap(C.yieldNow, () =>
            C.fromIO(() => {
              if (fibers > 0) problems.push(`${fibers} fibers run while ${n} is released`)
              if (open.pop() !== n) problems.push(`${n} is released out of turn`)
            })
          )
      )
    const fiber = C.bracket(
      C.fromIO(() => void fibers++),
      () => C.sleep(1),
      () => C.flatMap(C.yieldNow, () => C.fromIO(() => void fibers--))
    )
    return {
      program: Scope.scoped(
        C.gen(function* () {
          yield* slot(1)
          const scope = yield* Scope.current
          yield* Scope.forkIn(scope)(fiber)
          yield* C.fork(fiber)
          yield* slot(2)
          yield* C.sleep(1)
        })
      ),
      check: () => {
        if (problems.length > 0 || open.length > 0 || fibers > 0)
          throw new Error(`${problems.join(', ')}; ${open.length} resources and ${fibers} fibers are left`)
      }
    }
  }
  t.true(sweep(world) > 20)
  t.true(sweepAll(world) > 40)
  schedules(world)
  chaos(world)
})

test('what needs a scope and has none says so, and so does what cannot be disposed of', (t) => {
  const open = Scope.acquireRelease(C.of(1), () => C.of(undefined)) as C.Coroutine<unknown, never, number>
  for (const program of [open, C.provide({})(open), Scope.current as C.Coroutine<unknown, never, unknown>]) {
    const defect = defectOf(exitOf(program))
    t.true(defect instanceof RuntimeError)
    t.regex(String(defect), /there is no Scope here: put `Scope.scoped` around it$/)
  }
  for (const other of [undefined, {}, 1])
    t.regex(
      String(defectOf(exitOf(Scope.scoped(Scope.fromDisposable(C.of(other as never)))))),
      /^TypeError: fromDisposable: an object that can be disposed of was expected, got /
    )
})
