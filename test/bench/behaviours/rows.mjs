// What is compared, row by row: the smallest program for each peer, written as the documentation of its library would write
// it. `holds` says from what the program printed, and how it ended, whether it does what the title says.
//
// - `press`: how often Ctrl-C is pressed once the program has printed "ready".
// - `types`: the programs are compiled, by TypeScript, and not run. Python has no such moment: its program is run, and holds
//   if it ends well.
// - `absent`: a peer that exports nothing of such a name has no means for it. A peer that does needs a program.
// - `only`: what is shown in place of "yes", where more has to be said.
// - A peer without any of these has nothing to compare: no fibers, or no first Ctrl-C that is heard.
// - `test`: where this library is held to it.

const printed = (line) => (result) => result.stdout.split('\n').includes(line)
const endedWell = ({ status }) => status === 0

/** How many run now, and at most. */
const counter = `
    let [now, most] = [0, 0]
    const begin = () => { most = Math.max(most, ++now) }
    const end = () => { now-- }
    const report = () => console.log('at most ' + most)`

/** What every program of a peer begins with. */
export const preludes = {
  'fiber-ts': `
    import * as C from 'fiber-ts/Coroutine'
    import * as Deferred from 'fiber-ts/Deferred'
    import * as Fiber from 'fiber-ts/Fiber'
    import { run, runMain } from 'fiber-ts/Runner'
    import * as RA from 'fp-ts/lib/ReadonlyArray.js'
    import { pipe } from 'fp-ts/lib/function.js'
    const say = (line) => C.fromIO(() => console.log(line))${counter}`,
  asyncio: `import asyncio, contextvars, gc, typing
`,
  'fp-ts': `
    import * as T from 'fp-ts/lib/Task.js'
    import * as TE from 'fp-ts/lib/TaskEither.js'
    import * as RTE from 'fp-ts/lib/ReaderTaskEither.js'
    import * as RA from 'fp-ts/lib/ReadonlyArray.js'
    import { pipe } from 'fp-ts/lib/function.js'
    const say = (line) => TE.fromIO(() => console.log(line))
    const sleep = (millis) => TE.fromTask(T.delay(millis)(T.of(undefined)))${counter}`,
  Fluture: `
    import * as F from 'fluture'
    const done = F.fork((error) => console.log('failed', error))((value) => console.log('ended', value))
    const say = (line) => F.attempt(() => console.log(line))${counter}`,
  'Effect 4': `
    import { runMain } from '@effect/platform-node-shared/NodeRuntime'
    import { Deferred, Effect, Fiber } from 'effect'
    import { TestClock } from 'effect/testing'
    const say = (line) => Effect.sync(() => console.log(line))${counter}`
}

/** Prints every name that a peer exports. */
export const names = {
  asyncio: `print(*dir(asyncio), sep='\\n')`,
  'fp-ts': `
    import * as all from 'fp-ts'
    for (const [module, content] of Object.entries(all)) console.log([module, ...Object.keys(content)].join('\\n'))`,
  Fluture: `console.log(Object.keys(F).join('\\n'))`,
  'Effect 4': `
    import * as all from 'effect'
    import * as testing from 'effect/testing'
    import * as NodeRuntime from '@effect/platform-node-shared/NodeRuntime'
    const modules = { ...all, ...testing, NodeRuntime }
    for (const [module, content] of Object.entries(modules)) console.log([module, ...Object.keys(content)].join('\\n'))`
}

export const rows = [
  {
    title: 'failures are in the type',
    test: '[types](test/types/Coroutine.tst.ts)',
    types: true,
    holds: endedWell,
    programs: {
      'fiber-ts': `
        export const mayFail: C.Coroutine<unknown, string, number> = C.left('bad')
        // @ts-expect-error
        export const cannotFail: C.Coroutine<unknown, never, number> = mayFail`,
      // it yields, is sent, and returns: there is no place for a fourth
      asyncio: `typing.Coroutine[None, None, int, ValueError]`,
      'fp-ts': `
        export const mayFail: TE.TaskEither<string, number> = TE.left('bad')
        // @ts-expect-error
        export const cannotFail: TE.TaskEither<never, number> = mayFail`,
      Fluture: `
        export const mayFail: F.FutureInstance<string, number> = F.reject('bad')
        // @ts-expect-error
        export const cannotFail: F.FutureInstance<never, number> = mayFail`,
      'Effect 4': `
        export const mayFail: Effect.Effect<number, string> = Effect.fail('bad')
        // @ts-expect-error
        export const cannotFail: Effect.Effect<number, never> = mayFail`
    }
  },
  {
    title: 'a program without the environment that it needs does not compile',
    test: '[types](test/types/Runner.tst.ts)',
    types: true,
    holds: endedWell,
    absent: /\bask|^env|reader|provide/i,
    programs: {
      'fiber-ts': `
        const port = C.asks((env: { port: number }) => env.port)
        void run(port, { context: { port: 80 } })
        // @ts-expect-error
        void run(port)`,
      asyncio: `
port = contextvars.ContextVar('port')
async def main(): return port.get()
asyncio.run(main())`,
      'fp-ts': `
        const port = RTE.asks((env: { port: number }) => env.port)
        void port({ port: 80 })()
        // @ts-expect-error
        void port()()`,
      'Effect 4': `
        import { Context } from 'effect'
        class Port extends Context.Service<Port, number>()('Port') {}
        const port = Effect.flatMap(Port, (port) => Effect.succeed(port))
        void Effect.runPromise(Effect.provideService(port, Port, 80))
        // @ts-expect-error
        void Effect.runPromise(port)`
    }
  },
  {
    title: 'a timeout stops what it times out, and its finalizers run',
    test: '[timeouts](test/structure/timeouts.test.ts)',
    holds: printed('released'),
    programs: {
      'fiber-ts': `await run(pipe(C.sleep(60_000), C.ensuring(say('released')), C.timeoutOption(20)))`,
      asyncio: `
async def work():
    try: await asyncio.sleep(60)
    finally: print('released')
async def main():
    try: await asyncio.wait_for(work(), 0.02)
    except TimeoutError: pass
asyncio.run(main())`,
      'fp-ts': `
        await T.getRaceMonoid().concat(
          TE.bracket(TE.of(1), () => sleep(60_000), () => say('released')),
          sleep(20)
        )()
        process.exit()`,
      Fluture: `done(F.race(F.after(20)('late'))(F.hook(F.resolve(1))(() => say('released'))(() => F.after(60_000)(1))))`,
      'Effect 4': `await Effect.runPromise(Effect.timeoutOption(Effect.ensuring(Effect.sleep(60_000), say('released')), 20))`
    }
  },
  {
    title: 'a resource is released when its use throws',
    test: '[resources](test/kernel/resources.test.ts)',
    holds: printed('released'),
    programs: {
      'fiber-ts': `
        const broken = C.fromIO(() => { throw new Error('bug') })
        await run(C.bracket(C.of(1), () => broken, () => say('released'))).catch(() => {})`,
      asyncio: `
async def main():
    try: raise Exception('bug')
    finally: print('released')
try: asyncio.run(main())
except Exception: pass`,
      'fp-ts': `
        const broken = TE.fromIO(() => { throw new Error('bug') })
        await TE.bracket(TE.of(1), () => broken, () => say('released'))().catch(() => {})`,
      Fluture: `
        process.on('uncaughtException', () => {})
        F.forkCatch(() => {})(() => {})(() => {})(
          F.hook(F.resolve(1))(() => say('released'))(() => F.map(() => { throw new Error('bug') })(F.resolve(1)))
        )`,
      'Effect 4': `
        const broken = Effect.sync(() => { throw new Error('bug') })
        const program = Effect.acquireUseRelease(Effect.succeed(1), () => broken, () => say('released'))
        await Effect.runPromise(program).catch(() => {})`
    }
  },
  {
    title: '`finally` of a generator or coroutine runs when it is interrupted',
    test: '[generators](test/kernel/generators.test.ts)',
    holds: printed('finally'),
    programs: {
      'fiber-ts': `
        const work = C.gen(function* () { try { yield* C.never } finally { console.log('finally') } })
        await run(pipe(work, C.timeoutOption(20)))`,
      asyncio: `
async def work():
    try: await asyncio.sleep(60)
    finally: print('finally')
async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.wait([task])
asyncio.run(main())`,
      Fluture: `
        const stop = done(F.go(function* () { try { yield F.never } finally { console.log('finally') } }))
        setTimeout(stop, 20)`,
      'Effect 4': `
        const work = Effect.gen(function* () { try { yield* Effect.never } finally { console.log('finally') } })
        await Effect.runPromise(Effect.timeoutOption(work, 20))`
    }
  },
  {
    title: 'children end before the fiber that started them',
    test: '[structure](test/kernel/structure.test.ts)',
    holds: ({ stdout }) => stdout === 'child has ended\nparent has ended\n',
    only: { asyncio: 'in a `TaskGroup`' },
    programs: {
      'fiber-ts': `
        const child = pipe(C.never, C.ensuring(pipe(say('child has ended'), C.delay(50))))
        const parent = pipe(C.fork(child), C.flatMap(() => C.sleep(20)))
        await run(pipe(C.fork(parent), C.flatMap(Fiber.join), C.flatMap(() => say('parent has ended'))))`,
      asyncio: `
async def child():
    try: await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.05)
        print('child has ended')
async def parent():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(child())
            await asyncio.sleep(0.02)
            raise ValueError
    except* ValueError: pass
async def main():
    await asyncio.create_task(parent())
    print('parent has ended')
asyncio.run(main())`,
      'Effect 4': `
        const child = Effect.ensuring(Effect.never, Effect.delay(say('child has ended'), 50))
        const parent = Effect.andThen(Effect.forkChild(child), Effect.sleep(20))
        await Effect.runPromise(
          Effect.andThen(Effect.flatMap(Effect.forkChild(parent), Fiber.join), say('parent has ended'))
        )`
    }
  },
  {
    title: 'a child that fails, and that nobody looks at, is reported',
    test: '[structure](test/kernel/structure.test.ts)',
    holds: ({ stderr, stdout }) => /lost/.test(stderr + stdout),
    programs: {
      'fiber-ts': `await run(pipe(C.fork(C.left('lost')), C.flatMap(() => C.sleep(20))))`,
      asyncio: `
async def lost(): raise Exception('lost')
async def main():
    asyncio.create_task(lost())
    await asyncio.sleep(0.02)
    gc.collect()
asyncio.run(main())`,
      'Effect 4': `await Effect.runPromise(Effect.andThen(Effect.forkChild(Effect.fail('lost')), Effect.sleep(20)))`
    }
  },
  {
    title: 'waiting for what never comes is an error, and finalizers run',
    test: '[waiting](test/process/waiting.test.ts)',
    holds: ({ stdout, status }) => /released/.test(stdout) && status === 1,
    programs: {
      'fiber-ts': `await run(pipe(Deferred.make(), C.flatMap(Deferred.await), C.ensuring(say('released'))))`,
      asyncio: `
async def main():
    try: await asyncio.get_running_loop().create_future()
    finally: print('released')
asyncio.run(main())`,
      'fp-ts': `await TE.bracket(TE.of(1), () => () => new Promise(() => {}), () => say('released'))()`,
      Fluture: `done(F.hook(F.resolve(1))(() => say('released'))(() => F.never))`,
      'Effect 4': `
        const waiting = Effect.flatMap(Deferred.make(), Deferred.await)
        await Effect.runPromise(Effect.ensuring(waiting, say('released')))`
    }
  },
  {
    title: 'Ctrl-C runs finalizers',
    test: '[signals](test/process/signals.test.ts)',
    press: 1,
    holds: printed('released'),
    programs: {
      'fiber-ts': `await runMain(pipe(say('ready'), C.flatMap(() => C.sleep(60_000)), C.ensuring(say('released'))))`,
      asyncio: `
async def main():
    print('ready', flush=True)
    try: await asyncio.sleep(60)
    finally: print('released')
asyncio.run(main())`,
      'fp-ts': `await TE.bracket(say('ready'), () => sleep(60_000), () => say('released'))()`,
      Fluture: `done(F.hook(say('ready'))(() => say('released'))(() => F.after(60_000)(1)))`,
      'Effect 4': `runMain(Effect.ensuring(Effect.andThen(say('ready'), Effect.sleep(60_000)), say('released')))`
    }
  },
  {
    title: 'the second Ctrl-C ends `while (true) {}`, after the first was heard',
    test: '[watchdog](test/process/watchdog.test.ts)',
    press: 2,
    holds: ({ status, stderr }) => status !== 'SIGKILL' && /KeyboardInterrupt/.test(stderr),
    programs: {
      'fiber-ts': `
        const stuck = C.fromIO(() => { console.log('ready'); while (true); })
        await runMain(pipe(C.sleep(500), C.flatMap(() => stuck)))`,
      asyncio: `
async def main():
    print('ready', flush=True)
    while True: pass
asyncio.run(main())`,
      'Effect 4': `runMain(Effect.andThen(Effect.sleep(500), Effect.sync(() => { console.log('ready'); while (true); })))`
    }
  },
  {
    title: 'a limit to how many of a list run at once',
    test: '[concurrency](test/coroutine/concurrency.test.ts)',
    holds: printed('at most 2'),
    only: { asyncio: 'by a `Semaphore`' },
    programs: {
      'fiber-ts': `
        const job = () => pipe(C.fromIO(begin), C.flatMap(() => C.sleep(20)), C.tapIO(() => end))
        await run(pipe([1, 2, 3, 4], C.traverseArrayN(2)(job)))
        report()`,
      asyncio: `
now = most = 0
async def job(limit):
    global now, most
    async with limit:
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
async def main():
    limit = asyncio.Semaphore(2)
    await asyncio.gather(*[job(limit) for _ in range(4)])
    print('at most', most)
asyncio.run(main())`,
      // all in parallel, or one after the other
      'fp-ts': `
        const job = () => pipe(TE.fromIO(begin), TE.flatMap(() => sleep(20)), TE.tapIO(() => end))
        await pipe([1, 2, 3, 4], TE.traverseArray(job))()
        report()`,
      Fluture: `
        const job = F.chain(() => F.chain(() => F.attempt(end))(F.after(20)(1)))(F.attempt(begin))
        F.fork(console.error)(report)(F.parallel(2)([job, job, job, job]))`,
      'Effect 4': `
        const job = () => Effect.sync(begin).pipe(Effect.andThen(Effect.sleep(20)), Effect.andThen(Effect.sync(end)))
        await Effect.runPromise(Effect.forEach([1, 2, 3, 4], job, { concurrency: 2 }))
        report()`
    }
  },
  {
    title: "instances of fp-ts' type classes",
    test: '[instances](test/coroutine/instances.test.ts), [laws](docs/laws.md)',
    holds: printed('[2,4]'),
    absent: /^(ApplicativePar|Monad)$/,
    programs: {
      'fiber-ts': `console.log(JSON.stringify(await run(RA.traverse(C.ApplicativePar)((n) => C.of(n * 2))([1, 2]))))`,
      'fp-ts': `console.log(JSON.stringify(await RA.traverse(T.ApplicativePar)((n) => T.of(n * 2))([1, 2])()))`
    }
  },
  {
    title: 'tests on virtual time',
    test: '[timeouts](test/structure/timeouts.test.ts)',
    holds: printed('an hour later'),
    absent: /test|virtual|clock/i,
    programs: {
      'fiber-ts': `
        import { TestLoop } from 'fiber-ts/testing'
        new TestLoop().run(pipe(say('an hour later'), C.delay(3_600_000)))`,
      'Effect 4': `
        const program = Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(Effect.delay(say('an hour later'), 3_600_000))
          yield* TestClock.adjust(3_600_000)
          yield* Fiber.join(fiber)
        })
        await Effect.runPromise(Effect.provide(program, TestClock.layer()))`
    }
  },
  {
    title: 'races found by a search of schedules',
    test: '[the ten bugs](test/explore/bugs.test.ts), [testing](docs/testing.md)',
    holds: printed('found'),
    absent: /explore|preempt|replay/i,
    programs: {
      'fiber-ts': `
        import { explore } from 'fiber-ts/testing'
        import * as Ref from 'fiber-ts/Ref'
        const program = C.gen(function* () {
          const balance = yield* Ref.make(0)
          const deposit = pipe(Ref.get(balance), C.flatMap((before) => Ref.set(balance, before + 1)))
          yield* C.all([deposit, deposit])
          if ((yield* Ref.get(balance)) !== 2) throw new Error('a deposit is lost')
        })
        if (explore(program).verdict._tag === 'Failed') console.log('found')`
    }
  }
]
