/**
 * What a dump shows: the tree of the fibers, what each of them waits for and who holds it. On virtual time, so that every text
 * is exact; the texts stand in the files of dumps/ (written anew when UPDATE_DUMPS is set).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Condition from 'fiber-ts/Condition'
import * as Deferred from 'fiber-ts/Deferred'
import * as Fiber from 'fiber-ts/Fiber'
import * as FiberDump from 'fiber-ts/FiberDump'
import * as Lock from 'fiber-ts/Lock'
import * as Queue from 'fiber-ts/Queue'
import { Runner } from 'fiber-ts/Runner'
import * as Scope from 'fiber-ts/Scope'
import * as Semaphore from 'fiber-ts/Semaphore'
import * as TaskGroup from 'fiber-ts/TaskGroup'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

/** Compares a dump with its file, and checks what is true of every dump. */
const shows = (t: ExecutionContext, name: string, dump: FiberDump.FiberDump): void => {
  t.deepEqual(JSON.parse(JSON.stringify(dump)), dump, 'it is plain data')
  const file = `test/observability/dumps/${name}.txt`
  const text = `${FiberDump.show(dump)}\n`
  if (process.env['UPDATE_DUMPS'] !== undefined) writeFileSync(file, text)
  t.is(text, readFileSync(file, 'utf8'))
}

/** The dump of a program after some milliseconds. */
const after = (millis: number, program: C.Coroutine<unknown, unknown, unknown>): FiberDump.FiberDump => {
  const loop = new TestLoop()
  loop.start(program)
  loop.advance(millis)
  return FiberDump.of(loop.eventLoop)
}

const named =
  (name: string) =>
  <R, E, A>(ma: C.Coroutine<R, E, A>): C.Coroutine<R, E, A> =>
    C.named(name)(ma)

// ---------------------------------------------------------------------------------------------------------------------
// what is waited for
// ---------------------------------------------------------------------------------------------------------------------

test('each fiber says what it waits for, and the tree whose child it is', (t) => {
  const program = C.gen(function* () {
    const config = yield* Deferred.make<never, string>()
    const jobs = yield* Queue.bounded<number>(10)
    const scope = yield* Scope.make
    yield* Scope.forkIn(scope)(pipe(C.never, named('in a scope')))
    const worker = yield* C.fork(pipe(Queue.take(jobs), named('worker')))
    return yield* C.all([
      pipe(Deferred.await(config), named('config')),
      pipe(C.sleep(90_000), named('sleeper')),
      pipe(Fiber.join(worker), named('joiner')),
      pipe(
        C.async<never, void>(() => undefined),
        named('callback')
      ),
      pipe(C.raceAll([C.never, C.sleep(2_500)]), named('race')),
      pipe(
        C.never,
        C.timeout(5_000, () => 'late'),
        named('timeout')
      ),
      pipe(
        TaskGroup.run((group) => TaskGroup.fork(group)(pipe(C.never, named('member')))),
        named('group')
      )
    ])
  })
  shows(t, 'waits', after(1_300, pipe(program, named('main'))))
})

test('a promise is named after the function that makes it', (t) => {
  const fetchUser = (): Promise<string> => new Promise(() => {})
  const dump = after(0, C.fromTask(fetchUser))
  t.is(dump.fibers[0]?.waitsFor?.what, 'a promise (fetchUser)')
  t.true(dump.fibers[0]?.waitsFor?.isExternal)
})

// ---------------------------------------------------------------------------------------------------------------------
// who holds it
// ---------------------------------------------------------------------------------------------------------------------

const transfer = (name: string, first: Lock.Lock, second: Lock.Lock) =>
  pipe(
    C.sleep(10),
    C.flatMap(() => Lock.withLock(second)(C.of(undefined))),
    Lock.withLock(first),
    C.onExit(() => C.sleep(0)),
    named(name)
  )

const transfers = C.gen(function* () {
  const [a, b] = [yield* Lock.make, yield* Lock.make]
  return yield* C.all([transfer('a→b', a, b), transfer('b→a', b, a), pipe(C.never, named('idle'))])
})

test('two fibers that wait for each other are a cycle, which is named', (t) => {
  const dump = after(20, pipe(transfers, named('main')))
  t.deepEqual(dump.cycles, [[2, 3]])
  shows(t, 'cycle', dump)
})

test('a fiber that waits for a lock that it holds itself is a cycle of one', (t) => {
  const program = C.flatMap(Lock.make, (lock) => Lock.withLock(lock)(Lock.withLock(lock)(C.of(undefined))))
  t.deepEqual(after(0, program).cycles, [[1]])
})

test('a cycle may go through the end of a child', (t) => {
  const program = C.flatMap(Lock.make, (lock) =>
    Lock.withLock(lock)(C.all([Lock.withLock(lock)(C.of(undefined)), C.sleep(10_000)]))
  )
  t.deepEqual(after(0, program).cycles, [[1, 2]])
})

test('what can still go on is no cycle: a timeout, another holder, somebody unknown', (t) => {
  const again = (lock: Lock.Lock) => Lock.withLock(lock)(C.of(undefined))
  const programs = [
    C.flatMap(Lock.make, (lock) =>
      Lock.withLock(lock)(
        pipe(
          again(lock),
          C.timeout(1_000, () => 'late')
        )
      )
    ),
    C.flatMap(Lock.make, (lock) => Lock.withLock(lock)(C.raceAll([again(lock), C.sleep(1_000)]))),
    C.flatMap(Lock.make, (lock) => C.flatMap(Lock.acquire(lock), () => again(lock))),
    C.flatMap(Semaphore.make(2), (semaphore) =>
      C.all([
        pipe(C.sleep(10_000), Semaphore.withPermits(semaphore)),
        pipe(C.of(undefined), Semaphore.withPermits(semaphore), Semaphore.withPermits(semaphore))
      ])
    )
  ]
  for (const program of programs) t.deepEqual(after(0, program).cycles, [])
})

test('permits: how many are free, and who holds the others', (t) => {
  const program = C.gen(function* () {
    const [db, cache] = [yield* Semaphore.make(3), yield* Semaphore.make(2)]
    const query = (name: string, permits: number) =>
      pipe(C.sleep(1_000), Semaphore.withPermits(db, permits), named(name))
    return yield* C.all([
      query('first', 1),
      query('second', 1),
      query('both', 2),
      pipe(C.never, Semaphore.withPermits(cache, 2), Semaphore.withPermits(db))
    ])
  })
  shows(t, 'permits', after(100, program))
})

test('permits that were taken by hand are held by who took them, until somebody gives them back', (t) => {
  const semaphore = Semaphore.unsafeMake(4)
  const lock = Lock.unsafeMake()
  const loop = new TestLoop()
  const start = (program: C.Coroutine<unknown, unknown, unknown>): void => {
    loop.start(program)
    loop.runReady()
  }
  let condition: Condition.Condition | undefined
  start(C.map((made: Condition.Condition) => void (condition = made))(Condition.make(lock))) // 1
  const stay = C.flatMap(() => C.never)
  const holders = (): ReadonlyArray<ReadonlyArray<number>> =>
    FiberDump.of(loop.eventLoop).fibers.flatMap(({ waitsFor }) =>
      waitsFor?.what.match(/Semaphore|Lock/) ? [waitsFor.heldBy] : []
    )

  start(pipe(Semaphore.acquire(semaphore, 2), stay)) // 2
  start(Semaphore.acquire(semaphore)) // 3, which ends
  start(pipe(C.never, Semaphore.withPermits(semaphore))) // 4
  start(pipe(Semaphore.acquire(semaphore, 3), stay)) // 5, which waits
  t.deepEqual(holders(), [[4, 2, 3]])
  t.regex(FiberDump.show(FiberDump.of(loop.eventLoop)), /held by #4, #2, #3 \(which has ended\)/)

  start(Semaphore.release(semaphore)) // one of those that 2 took, who was first
  t.deepEqual(holders(), [[4, 2, 3]])
  start(Semaphore.release(semaphore))
  t.deepEqual(holders(), [[4, 3]])
  start(Semaphore.release(semaphore)) // 5 goes on
  start(Semaphore.acquire(semaphore)) // 9, which waits
  t.deepEqual(holders(), [[4, 5]])

  start(
    pipe(
      Lock.acquire(lock),
      C.flatMap(() => Condition.wait(condition as Condition.Condition)),
      stay
    )
  ) // 10 lets go, and waits to be notified
  start(pipe(Lock.acquire(lock), stay)) // 11
  start(Lock.withLock(lock)(C.of(undefined))) // 12, which waits
  t.deepEqual(holders(), [[4, 5], [11]])
  start(Condition.notify(condition as Condition.Condition)) // 10 waits for the lock again, behind 12
  start(Lock.release(lock))
  start(Lock.acquire(lock)) // 15
  t.deepEqual(holders(), [[4, 5], [10]])
})

// ---------------------------------------------------------------------------------------------------------------------
// masks, interruptions, finalizers
// ---------------------------------------------------------------------------------------------------------------------

test('masks, interruptions that are pending and that have taken effect, and what is open', (t) => {
  class Connection {}
  const loop = new TestLoop()
  const open = C.bracket(
    C.fromIO(() => new Connection()),
    () => pipe(C.never, C.ensuring(C.of(undefined)), C.ensuring(C.of(undefined))),
    () => C.sleep(5_000)
  )
  const { fiber } = loop.start(
    C.gen(function* () {
      yield* C.fork(pipe(open, named('open')))
      const masked = yield* C.fork(pipe(C.sleep(60_000), C.uninterruptible, named('masked')))
      const closing = yield* C.fork(pipe(open, named('closing')))
      yield* C.sleep(100)
      yield* C.fork(pipe(Fiber.interrupt(closing, 'not needed'), named('one')))
      yield* C.fork(pipe(Fiber.interrupt(masked, new Error('too slow\nby far')), named('other')))
      return yield* C.sleep(60_000)
    })
  )
  loop.advance(1_100)
  t.is(loop.now(), 1_100)
  shows(t, 'interruptions', FiberDump.of(loop.eventLoop))
  loop.interrupt(fiber, 'enough')
  loop.runReady()
  shows(t, 'interrupted', FiberDump.of(loop.eventLoop))
})

test('in debug mode it is known since when, and where a fiber was started', async (t) => {
  const loop = new TestLoop()
  const runner = new Runner({ debug: true, loopFactory: () => loop.eventLoop })
  runner.fork(pipe(C.sleep(5_000), named('early')))
  loop.advance(1_500)
  runner.fork(pipe(C.never, named('late')))
  loop.advance(500)
  const { fibers } = runner.dump()
  t.deepEqual(
    fibers.map(({ since }) => since),
    [0, 1_500]
  )
  for (const { startedAt } of fibers) t.regex(startedAt ?? '', /dump\.test\.[jt]s:\d+:\d+\)?$/)
  t.regex(FiberDump.show(runner.dump()), /#2 "late" +suspended 500 ms  never  started at .*dump\.test\.[jt]s/)
  const closing = runner.close()
  loop.runAll()
  await closing
})

// ---------------------------------------------------------------------------------------------------------------------
// many, and deep
// ---------------------------------------------------------------------------------------------------------------------

test('siblings that do the same are one line with their number, from 20 on', (t) => {
  const program = C.gen(function* () {
    const jobs = yield* Queue.bounded<number>(10)
    const worker = pipe(C.all([Queue.take(jobs), C.never]), named('worker'))
    yield* C.fork(pipe(C.all(Array.from({ length: 19 }, () => pipe(C.never, named('few')))), named('nineteen')))
    yield* C.fork(pipe(C.all(Array.from({ length: 64 }, () => worker)), named('pool')))
    yield* C.fork(
      pipe(
        C.all(Array.from({ length: 30 }, (_, i) => (i === 7 ? pipe(C.never, named('odd')) : C.sleep(1_000 + i)))),
        named('sleepers')
      )
    )
    return yield* C.never
  })
  shows(t, 'folded', after(500, pipe(program, named('main'))))
})

test('the lag is by how much the next one to be woken is overdue', (t) => {
  const dump = after(100, C.all([C.sleep(150), C.sleep(400)]))
  t.notRegex(FiberDump.show(dump), /lag/)
  t.regex(FiberDump.show({ ...dump, at: 1_650 }), /suspended \(2 sleeping\) · lag 1\.5 s$/m)
})

test('fibers may be nested deeper than a stack', (t) => {
  const nest = (depth: number): C.Coroutine<unknown, never, unknown> =>
    depth === 0 ? C.never : C.suspend(() => C.all([nest(depth - 1)]))
  const dump = after(0, nest(20_000))
  t.is(dump.fibers.length, 20_001)
  t.is(JSON.parse(JSON.stringify(dump)).fibers.length, 20_001)
  t.is(FiberDump.show(dump).split('\n').length, 20_002)
})

// ---------------------------------------------------------------------------------------------------------------------
// when it is taken
// ---------------------------------------------------------------------------------------------------------------------

test.serial('a dump can be taken by a step of the program itself, which is running then', async (t) => {
  const runner = new Runner()
  const dump = await runner.run(
    C.gen(function* () {
      yield* C.fork(C.never)
      yield* C.yieldNow
      return yield* C.fromIO(() => runner.dump())
    })
  )
  t.deepEqual(
    dump.fibers.map(({ id, state }) => [id, state]),
    [
      [1, 'Running'],
      [2, 'Suspended']
    ]
  )
  t.is(dump.pid, process.pid)
  await runner.close()
})

test.serial('a Runner that has no fibers, yet or any more, has an empty dump', async (t) => {
  const runner = new Runner()
  t.deepEqual(runner.dump().fibers, [])
  await runner.run(C.of(undefined))
  await runner.close()
  t.deepEqual(runner.dump().fibers, [])
})

test('nothing that a program gave as a reason or a name prevents a dump', (t) => {
  const hostile = Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('no')
    }
  })
  const loop = new TestLoop()
  const { fiber } = loop.start(pipe(C.never, C.uninterruptible, named('a\n"b"')))
  loop.interrupt(fiber, hostile)
  shows(t, 'hostile', FiberDump.of(loop.eventLoop))
})

// ---------------------------------------------------------------------------------------------------------------------
// from outside
// ---------------------------------------------------------------------------------------------------------------------

interface Live {
  readonly loops: ReadonlySet<{ readonly dump: () => string; readonly json: () => string }>
}
const live = (): Live => (globalThis as never)[Symbol.for('fiber-ts')]

test('every live loop of the process can be found under one symbol, from its first use to its close', async (t) => {
  const runner = new Runner()
  const others = new Set(live()?.loops)
  runner.fork(pipe(C.never, named('seen')))
  const [mine, ...rest] = [...live().loops].filter((loop) => !others.has(loop))
  t.deepEqual(rest, [])
  t.regex(mine?.dump() ?? '', /^1 fiber: .*\n#1 "seen"  suspended  never$/)
  t.is(JSON.parse(mine?.json() ?? '').fibers[0].name, 'seen')
  await runner.close()
  t.false(live().loops.has(mine as never))
})

test('a dump taken in a finalizer lists every fiber, whatever groups are being interrupted around it', (t) => {
  const loop = new TestLoop()
  const dumps: Array<FiberDump.FiberDump> = []
  const look = C.fromIO(() => dumps.push(FiberDump.of(loop.eventLoop)))
  type Program = C.Coroutine<unknown, never, unknown>
  const groups: ReadonlyArray<(ma: Program) => Program> = [C.race(C.never), (ma) => C.all([ma]), C.timeoutOption(99)]
  for (const group of groups) {
    const inner = named('inner')(group(named('innermost')(pipe(C.never, C.ensuring(look)))))
    loop.run(pipe(named('outer')(group(inner)), C.race(C.sleep(3))))
  }
  t.is(dumps.length, 3)
  for (const { fibers } of dumps) {
    t.deepEqual(
      ['outer', 'inner', 'innermost'].filter((name) => !fibers.some((fiber) => fiber.name === name)),
      []
    )
    for (const { parent } of fibers) t.true(parent === null || fibers.some(({ id }) => id === parent))
  }
})
