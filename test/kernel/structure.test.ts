// Structured fork: a child never outlives the scope that it was forked in, and no failure goes unseen.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import * as Scope from 'fiber-ts/Scope'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

type Note = (line: string) => C.Coroutine<unknown, never, void>

const logged = (
  program: (note: Note) => C.Coroutine<unknown, unknown, unknown>
): { readonly log: ReadonlyArray<string>; readonly loop: TestLoop; readonly exit: Exit.Exit<unknown, unknown> } => {
  const log: Array<string> = []
  const loop = new TestLoop()
  const exit = loop.run(program((line) => C.fromIO(() => void log.push(line))))
  return { log, loop, exit }
}

/** A child that lives until it is interrupted, and takes its time to end. */
const child = (note: Note, name: string): C.Coroutine<unknown, never, never> =>
  pipe(C.never, C.ensuring(C.flatMap(C.sleep(1), () => note(`${name} ended`))))

/** Forks, and gives the child its first turn. */
const forked = (ma: C.Coroutine<unknown, never, unknown>): C.Coroutine<unknown, never, unknown> =>
  C.tap(C.fork(ma), () => C.yieldNow)

test('a fiber ends when its children have ended', (t) => {
  const { log, exit } = logged((note) =>
    C.gen(function* () {
      const fiber = yield* C.fork(
        C.gen(function* () {
          yield* C.fork(child(note, 'grandchild'))
          yield* C.yieldNow
          yield* note('child returns')
          return 'value'
        })
      )
      const value = yield* Fiber.join(fiber)
      yield* note(`joined ${value}`)
    })
  )
  t.deepEqual(log, ['child returns', 'grandchild ended', 'joined value'])
  t.deepEqual(exit, Exit.succeed(undefined))
})

test("the children of a bracket's use end before the release runs, whether use succeeds or fails", (t) => {
  for (const outcome of [C.of('value'), C.left('failed')] as ReadonlyArray<C.Coroutine<unknown, string, string>>) {
    const { log } = logged((note) =>
      C.bracket(
        note('acquired'),
        () => C.flatMap(forked(child(note, 'child')), () => outcome),
        () => note('released')
      )
    )
    t.deepEqual(log, ['acquired', 'child ended', 'released'])
  }
})

test('children that were forked before a bracket outlive it', (t) => {
  const { log } = logged((note) =>
    C.gen(function* () {
      yield* C.fork(child(note, 'elder'))
      yield* C.bracket(
        C.of(1),
        () => forked(child(note, 'younger')),
        () => note('released')
      )
      yield* note('goes on')
    })
  )
  t.deepEqual(log, ['younger ended', 'released', 'goes on', 'elder ended'])
})

test('scoped ends what was forked inside, whether it succeeds or fails', (t) => {
  for (const outcome of [C.of('value'), C.left('failed')] as ReadonlyArray<C.Coroutine<unknown, string, string>>) {
    const { log } = logged((note) =>
      C.gen(function* () {
        yield* C.fork(child(note, 'elder'))
        yield* C.toExit(Scope.scoped(C.flatMap(forked(child(note, 'inside')), () => outcome)))
        yield* note('goes on')
      })
    )
    t.deepEqual(log, ['inside ended', 'goes on', 'elder ended'])
  }
})

test('whoever waits for its children waits for the slowest', (t) => {
  const { log } = logged((note) => {
    const slow = (millis: number) =>
      forked(pipe(C.never, C.ensuring(C.flatMap(C.sleep(millis), () => note(`${millis} ms`)))))
    return C.flatMap(Scope.scoped(C.flatMap(slow(3), () => C.flatMap(slow(1), () => slow(2)))), () => note('goes on'))
  })
  t.deepEqual(log, ['1 ms', '2 ms', '3 ms', 'goes on'])
})

test('children are interrupted all at once, with a reason that says why', (t) => {
  const reasons: Array<unknown> = []
  const loop = new TestLoop()
  const slow = pipe(
    C.never,
    C.onExit((exit) =>
      C.flatMap(C.sleep(10), () =>
        C.fromIO(
          () => void reasons.push(exit._tag === 'Left' && exit.left[0]._tag === 'Interrupt' && exit.left[0].reason)
        )
      )
    )
  )
  loop.run(
    C.gen(function* () {
      for (let i = 0; i < 5; i++) yield* C.fork(slow)
      yield* C.yieldNow
    })
  )
  t.deepEqual(
    reasons,
    Array.from({ length: 5 }, () => 'scope closed')
  )
  t.is(loop.now(), 10)
})

test('a child that a finalizer forks is ended too', (t) => {
  const { log } = logged((note) => pipe(C.of(1), C.ensuring(forked(child(note, 'late')))))
  t.deepEqual(log, ['late ended'])
})

test('a daemon outlives the fiber that started it', (t) => {
  const loop = new TestLoop()
  let ended = false
  const daemon = C.flatMap(C.sleep(10), () => C.fromIO(() => void (ended = true)))
  const started = loop.start(C.forkDaemon(daemon))
  loop.runReady()
  t.is(started.exit()?._tag, 'Right')
  t.false(ended)
  loop.runAll()
  t.true(ended)
})

// -------------------------------------------------------------------------------------
// failures that nobody hears of
// -------------------------------------------------------------------------------------

const failing: C.Coroutine<unknown, string, never> = C.flatMap(C.sleep(1), () => C.left('unseen'))

test('a failed child does not fail its parent; it is reported once, when its scope closes', (t) => {
  const { loop, log, exit } = logged((note) =>
    C.gen(function* () {
      yield* C.fork(failing)
      yield* C.sleep(10)
      yield* note('goes on')
      return 'value'
    })
  )
  t.deepEqual(exit, Exit.succeed('value'))
  t.deepEqual(log, ['goes on'])
  t.deepEqual(
    loop.reported.map((r) => r.exception),
    ['unseen']
  )
})

for (const [name, observe] of [
  ['joined', (f: Fiber.Fiber<string, never>) => C.toExit(Fiber.join(f))],
  ['awaited', Fiber.await],
  ['interrupted', (f: Fiber.Fiber<string, never>) => Fiber.interrupt(f)]
] as const) {
  for (const when of ['before', 'after'] as const)
    test(`a failure that is ${name} ${when} it happens is not reported`, (t) => {
      const loop = new TestLoop()
      const exit = loop.run(
        C.gen(function* () {
          const fiber = yield* C.fork(C.uninterruptible(failing))
          yield* when === 'after' ? C.sleep(10) : C.yieldNow
          return yield* observe(fiber)
        })
      )
      t.is(exit._tag === 'Right' && exit.right._tag === 'Left' && exit.right.left[0]._tag, 'Fail')
      t.deepEqual(loop.reported, [])
    })
}

test('a daemon that fails is reported when it ends, and a later join still gets its exit', (t) => {
  const loop = new TestLoop()
  const exit = loop.run(
    C.gen(function* () {
      const daemon = yield* C.forkDaemon(failing)
      yield* C.sleep(10)
      const reported = loop.reported.length
      return [reported, yield* Fiber.await(daemon)]
    })
  )
  t.deepEqual(exit, Exit.succeed([1, Exit.fail('unseen')]))
})

test('an interruption is no failure, but what a finalizer did wrong is', (t) => {
  const clean = logged(() => C.fork(C.never))
  t.deepEqual(clean.loop.reported, [])
  const dirty = logged(() => forked(pipe(C.never, C.ensuring(C.die('finalizer')))))
  t.deepEqual(
    dirty.loop.reported.map((r) => r.exception),
    ['finalizer']
  )
})

test('an interrupted parent interrupts its children, and waits for them', (t) => {
  const log: Array<string> = []
  const loop = new TestLoop()
  const started = loop.start(
    C.gen(function* () {
      yield* C.fork(child((line) => C.fromIO(() => void log.push(line)), 'child'))
      yield* C.never
    })
  )
  loop.runReady()
  started.interrupt()
  loop.runReady()
  t.is(started.exit(), undefined)
  loop.runAll()
  t.deepEqual(log, ['child ended'])
  t.is(started.exit()?._tag, 'Left')
})

test('a racer that is interrupted before its turn has not failed, even if it is nothing but a failure', (t) => {
  const loop = new TestLoop()
  t.deepEqual(
    loop.run(C.raceAll<unknown, string, number>([C.of(1), C.left('never run'), C.die('never run')])),
    Exit.succeed(1)
  )
  t.deepEqual(loop.reported, [])
})

test('a typed failure of a loser that came too late is dropped, as a value is; what its finalizer did wrong is reported', (t) => {
  const fails = C.flatMap(C.sleep(5), () => C.left('late'))
  const handled = pipe(
    fails,
    C.timeout(1_000, () => 'slow'),
    C.matchCause(
      () => C.of('handled'),
      () => C.of('value')
    )
  )
  const typed = new TestLoop()
  t.deepEqual(typed.run(pipe(handled, C.raceFirst(C.as(C.sleep(5), 'first')))), Exit.succeed('first'))
  t.deepEqual(typed.reported, [])
  const dying = new TestLoop()
  const bad = pipe(C.never, C.ensuring(C.die('finalizer')))
  t.deepEqual(dying.run(pipe(bad, C.raceFirst(C.as(C.sleep(5), 'first')))), Exit.succeed('first'))
  t.deepEqual(
    dying.reported.map((r) => r.exception),
    ['finalizer']
  )
})
