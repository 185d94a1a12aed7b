// Interruption: when it takes effect, what masks do to it, and who sees it.
import test from 'ava'
import * as Cause from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import * as Queue from 'fiber-ts/Queue'
import { bounded, explore, TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

type Program<A = unknown> = C.Coroutine<unknown, unknown, A>

/** Runs a program that can note what happens, and is interrupted from outside once it waits. */
const interrupted = (
  program: (note: (line: string) => C.Coroutine<unknown, never, void>) => Program
): { readonly log: ReadonlyArray<string>; readonly exit: Exit.Exit<unknown, unknown> | undefined } => {
  const log: Array<string> = []
  const loop = new TestLoop()
  const started = loop.start(program((line) => C.fromIO(() => void log.push(line))))
  loop.runReady()
  started.interrupt('host', 'test')
  loop.runAll()
  return { log, exit: started.exit() }
}

const reasons = (exit: Exit.Exit<unknown, unknown> | undefined): ReadonlyArray<string> =>
  exit?._tag === 'Left'
    ? exit.left.map((r) =>
        r._tag === 'Fail'
          ? `fail ${String(r.error)}`
          : r._tag === 'Die'
            ? `die ${String(r.defect)}`
            : `interrupt ${String(r.reason)}`
      )
    : ['succeeded']

test('a waiting fiber stops where it waits, and its cause says by whom, why and when', (t) => {
  const loop = new TestLoop()
  const started = loop.start(C.sleep(1_000))
  loop.advance(10)
  started.interrupt('SIGINT', 'Ctrl-C')
  loop.runReady()
  t.deepEqual(started.exit(), { _tag: 'Left', left: Cause.interrupt('SIGINT', 'Ctrl-C', 10) })
  t.is(loop.sleeping(), 0)
})

test('a fiber that is interrupted before its first step never takes one', (t) => {
  let ran = false
  const program = C.gen(function* () {
    const fiber = yield* C.fork(C.fromIO(() => void (ran = true)))
    return yield* Fiber.interrupt(fiber)
  })
  t.is(new TestLoop().run(program)._tag, 'Right')
  t.false(ran)
})

for (const [name, recover] of [
  ['orElse', C.orElse(() => C.of('recovered'))],
  [
    'match',
    C.match(
      () => 'recovered',
      () => 'succeeded'
    )
  ],
  ['toExit', C.toExit],
  ['toEither', C.toEither],
  ['matchExit', C.matchExit(() => C.of('recovered'))],
  [
    'matchCause',
    C.matchCause(
      () => C.of('recovered'),
      () => C.of('succeeded')
    )
  ],
  ['alt', C.alt(() => C.of('recovered'))]
] as ReadonlyArray<readonly [string, (ma: Program) => Program]>) {
  test(`a fiber's own interruption passes by ${name}`, (t) => {
    const { exit } = interrupted(() => recover(C.never))
    t.deepEqual(reasons(exit), ['interrupt test'])
  })
}

test('whoever joins an interrupted fiber sees its interruption as part of that exit, and can go on', (t) => {
  const program = C.gen(function* () {
    const fiber = yield* C.fork(C.never)
    yield* C.yieldNow
    yield* Fiber.interrupt(fiber, 'why')
    const joined = yield* C.toExit(Fiber.join(fiber))
    const awaited = yield* Fiber.await(fiber)
    return [joined, awaited].map(reasons)
  })
  t.deepEqual(new TestLoop().run(program), Exit.succeed([['interrupt why'], ['interrupt why']]))
})

test('interrupting twice is interrupting once: who came first is who interrupted', (t) => {
  const loop = new TestLoop()
  const started = loop.start(pipe(C.never, C.ensuring(C.sleep(10))))
  started.interrupt('host', 'first')
  loop.runReady()
  started.interrupt('host', 'second')
  loop.runAll()
  t.deepEqual(reasons(started.exit()), ['interrupt first'])
  const masked = loop.start(C.uninterruptible(C.sleep(10)))
  masked.interrupt('host', 'first')
  masked.interrupt('host', 'second')
  loop.runAll()
  t.deepEqual(reasons(masked.exit()), ['interrupt first'])
})

test('interrupting a fiber that has ended changes nothing', (t) => {
  const program = C.gen(function* () {
    const fiber = yield* C.fork(C.of(1))
    yield* Fiber.join(fiber)
    return yield* Fiber.interrupt(fiber)
  })
  t.deepEqual(new TestLoop().run(program), Exit.succeed(Exit.succeed(1)))
})

test('an uninterruptible region completes first, and the interruption takes effect at its end', (t) => {
  const { log, exit } = interrupted((note) =>
    pipe(
      C.uninterruptible(C.flatMap(C.sleep(10), () => note('region completed'))),
      C.flatMap(() => note('never reached'))
    )
  )
  t.deepEqual(log, ['region completed'])
  t.deepEqual(reasons(exit), ['interrupt test'])
})

test('an interruption that comes while the last step runs is honoured in place of the value', (t) => {
  const { exit } = interrupted(() => C.uninterruptible(C.as(C.sleep(10), 'value')))
  t.deepEqual(reasons(exit), ['interrupt test'])
})

test('interruptible opens a region inside', (t) => {
  const { log, exit } = interrupted((note) =>
    C.uninterruptible(pipe(C.interruptible(C.never), C.ensuring(note('finalized'))))
  )
  t.deepEqual(log, ['finalized'])
  t.deepEqual(reasons(exit), ['interrupt test'])
})

for (const [name, inside] of [
  ['with a value', C.interruptible(C.sleep(5))],
  ['by failing', C.orElse(() => C.of(undefined))(C.interruptible(C.flatMap(C.sleep(5), () => C.left('no'))))],
  ['by failing to acquire', C.orElse(() => C.of(undefined))(C.bracket(C.left('no'), C.of, () => C.of(undefined)))]
] as ReadonlyArray<readonly [string, Program]>)
  test(`what follows in an uninterruptible region is masked again, when what is inside ends ${name}`, (t) => {
    const log: Array<string> = []
    const loop = new TestLoop()
    const started = loop.start(
      C.uninterruptible(
        pipe(
          inside,
          C.flatMap(() => C.sleep(10)),
          C.map(() => void log.push('completed'))
        )
      )
    )
    loop.advance(7)
    started.interrupt('host', 'test')
    loop.runAll()
    t.deepEqual(log, ['completed'])
    t.deepEqual(reasons(started.exit()), ['interrupt test'])
  })

for (const [name, failing] of [
  ['an uninterruptible region', C.uninterruptible(C.left('no'))],
  ['an acquisition', C.bracket(C.left('no'), C.of, () => C.of(undefined))],
  ['a finalizer', pipe(C.left('no'), C.ensuring(C.of(undefined)))]
] as ReadonlyArray<readonly [string, Program]>)
  test(`a failure leaves the mask of ${name}`, (t) => {
    const { exit } = interrupted(() => C.orElse(() => C.never)(failing))
    t.deepEqual(reasons(exit), ['interrupt test'])
  })

test('an interruption that comes while a finalizer runs takes effect at its end', (t) => {
  const log: Array<string> = []
  const { exit } = interrupted(() =>
    pipe(
      C.of(undefined),
      C.ensuring(C.map(() => void log.push('finalized'))(C.sleep(10))),
      C.map(() => void log.push('never reached'))
    )
  )
  t.deepEqual(log, ['finalized'])
  t.deepEqual(reasons(exit), ['interrupt test'])
})

test('a mask restores what was outside: interruptible outside, and masked under another mask', (t) => {
  const masked = (inside: C.Coroutine<unknown, never, void>): Program =>
    C.uninterruptibleMask((restore) => restore(inside))
  const step = (note: (line: string) => C.Coroutine<unknown, never, void>): C.Coroutine<unknown, never, void> =>
    C.flatMap(C.sleep(10), () => note('completed'))
  t.deepEqual(interrupted((note) => masked(step(note))).log, [])
  t.deepEqual(interrupted((note) => C.uninterruptible(masked(step(note)))).log, ['completed'])
})

test('a child does not inherit the mask of the fiber that forked it', (t) => {
  const program = C.uninterruptible(
    C.gen(function* () {
      const fiber = yield* C.fork(C.never)
      yield* C.yieldNow
      return reasons(yield* Fiber.interrupt(fiber, 'why'))
    })
  )
  t.deepEqual(new TestLoop().run(program), Exit.succeed(['interrupt why']))
})

test("a fiber can interrupt itself; inside a mask that takes effect at the mask's end, even if the body failed", (t) => {
  const log: Array<string> = []
  const note = (line: string): C.Coroutine<unknown, never, void> => C.fromIO(() => void log.push(line))
  const plain = new TestLoop().run(
    pipe(
      C.interrupt,
      C.flatMap(() => note('never reached'))
    )
  )
  t.deepEqual(reasons(plain), ['interrupt undefined'])
  const masked = new TestLoop().run(
    pipe(
      C.uninterruptible(
        pipe(
          C.interrupt as Program,
          C.flatMap(() => note('body goes on')),
          C.flatMap(() => C.left('no')),
          C.orElse(() => note('recovered'))
        )
      ),
      C.flatMap(() => note('never reached'))
    )
  )
  t.deepEqual(log, ['body goes on', 'recovered'])
  t.deepEqual(reasons(masked), ['interrupt undefined'])
})

test('a fiber that interrupts itself by its handle does not wait for itself', (t) => {
  const self = C.flatMap(Fiber.self, (fiber) => Fiber.interrupt(fiber, 'me'))
  t.deepEqual(reasons(new TestLoop().run(self)), ['interrupt me'])
  t.deepEqual(reasons(new TestLoop().run(C.uninterruptible(self))), ['interrupt me'])
})

test('a fiber that interrupts itself as it begins to wait does not wait', (t) => {
  for (const then of [C.map(() => 'value'), C.flatMap(() => C.of('value'))] as ReadonlyArray<
    (ma: Program) => Program
  >) {
    const loop = new TestLoop()
    const log: Array<string> = []
    const register = C.flatMap(Fiber.self, (fiber) =>
      then(
        C.async(() => {
          loop.interrupt(fiber, 'me')
          return () => void log.push('cancelled')
        })
      )
    )
    t.deepEqual(reasons(loop.run(register)), ['interrupt me'])
    t.deepEqual(log, ['cancelled'])
  }
})

test('a child that interrupts itself in its last step has no value', (t) => {
  const program = C.gen(function* () {
    const fiber = yield* C.fork(C.uninterruptible(C.as(C.interrupt, 'value')))
    return reasons(yield* Fiber.await(fiber))
  })
  t.deepEqual(new TestLoop().run(program), Exit.succeed(['interrupt undefined']))
})

test('what a fiber was given before it is interrupted reaches it', (t) => {
  const log: Array<string> = []
  const loop = new TestLoop()
  const program = C.gen(function* () {
    const deferred = yield* Deferred.make<never, string>()
    const fiber = yield* C.fork(
      pipe(
        Deferred.await(deferred),
        C.map((given) => void log.push(given)),
        C.flatMap(() => C.never)
      )
    )
    yield* C.yieldNow
    yield* Deferred.succeed(deferred, 'given')
    return reasons(yield* Fiber.interrupt(fiber, 'too late'))
  })
  t.deepEqual(loop.run(program), Exit.succeed(['interrupt too late']))
  t.deepEqual(log, ['given'])
})

for (const [name, pass] of [
  ['as it is', (taken) => taken],
  ['map', C.map((value) => value)],
  ['flatMap that answers a value', C.flatMap(C.of)],
  [
    'several of them',
    (taken) =>
      pipe(
        taken,
        C.flatMap(C.of),
        C.map((value) => value),
        C.flatMap(C.of)
      )
  ],
  [
    'match',
    C.match(
      () => 'nothing',
      (value) => value
    )
  ],
  ['a generator', (taken) => C.gen(function* () { return yield* taken })] // prettier-ignore
] as ReadonlyArray<
  readonly [string, (taken: C.Coroutine<unknown, never, string>) => C.Coroutine<unknown, never, string>]
>)
  test(`a child that has its value when it is interrupted ends with it, what it took is not lost: ${name}`, (t) => {
    const program = C.gen(function* () {
      const deferred = yield* Deferred.make<never, string>()
      const fiber = yield* C.fork(pass(Deferred.await(deferred)))
      yield* C.yieldNow
      yield* Deferred.succeed(deferred, 'taken')
      return yield* Fiber.interrupt(fiber)
    })
    t.deepEqual(new TestLoop().run(program), Exit.succeed(Exit.succeed('taken')))
    // nor where it is interrupted at any other step
    const report = explore(
      () =>
        C.gen(function* () {
          const queue = yield* Queue.unbounded<string>()
          const taker = yield* C.fork(pass(C.orDie(Queue.take(queue))))
          const offerer = yield* C.fork(Queue.offer(queue, 'item'))
          const exit = yield* Fiber.interrupt(taker)
          yield* Fiber.join(offerer)
          t.is((exit._tag === 'Right' ? 1 : 0) + (yield* Queue.statistics(queue)).size, 1)
        }),
      { strategy: bounded(2), schedules: 500 }
    )
    t.is(report.verdict._tag, 'Ok', report.message)
  })

test('a fiber that fails while its interruption is due keeps both, in order', (t) => {
  const program = C.gen(function* () {
    const fiber = yield* C.fork(C.uninterruptible(C.flatMap(C.sleep(10), () => C.left('failed'))))
    yield* C.yieldNow
    return reasons(yield* Fiber.interrupt(fiber, 'why'))
  })
  const exit = new TestLoop().run(program)
  t.deepEqual(exit, Exit.succeed(['fail failed']))
})

for (const [name, recover] of [
  ['orElse', C.orElse(() => C.left('next'))],
  ['match', C.matchE(() => C.left('next'), C.of)],
  ['matchCause', C.matchCause(() => C.left('next'), C.of)],
  [
    'a generator',
    (ma) =>
      C.gen(function* () {
        try {
          yield* ma
        } catch {
          yield* C.left('next')
        }
      })
  ]
] as ReadonlyArray<readonly [string, (ma: Program) => Program]>)
  test(`a failure that is under way reaches who recovers from it, and the next step is interrupted, be it a failure: ${name}`, (t) => {
    for (const failing of [
      pipe(C.left('first'), C.ensuring(C.sleep(10))),
      C.uninterruptible(C.flatMap(C.sleep(10), () => C.left('first'))),
      C.uninterruptible(C.flatMap(C.fork(C.delay(10)(C.left('first'))), Fiber.join)),
      C.uninterruptible(
        C.gen(function* () {
          yield* C.sleep(10)
          yield* C.left('first')
        })
      )
    ]) {
      t.deepEqual(reasons(interrupted(() => failing).exit), ['fail first'])
      t.deepEqual(reasons(interrupted(() => recover(failing)).exit), ['interrupt test'])
      t.deepEqual(reasons(interrupted(() => recover(recover(failing))).exit), ['interrupt test'])
    }
  })

test('the environment never changes under an interrupted fiber: finalizers see the one of their place', (t) => {
  const log: Array<number> = []
  const note = C.asks((n: number) => void log.push(n))
  const program = pipe(pipe(C.never, C.ensuring(note), C.provide(1)), C.ensuring(note), C.provide(2))
  interrupted(() => program)
  t.deepEqual(log, [1, 2])
})

test('an interruption during an acquisition: it completes, nothing is used, what was acquired is released', (t) => {
  const loop = new TestLoop()
  const log: Array<string> = []
  const started = loop.start(
    C.bracket(
      C.as(C.sleep(5), 'resource'),
      () => {
        log.push('used')
        return C.of(1)
      },
      (resource) => C.fromIO(() => void log.push(`released ${resource}`))
    )
  )
  loop.advance(1)
  started.interrupt('host', 'enough')
  loop.runAll()
  t.deepEqual(log, ['released resource'])
  t.like(started.exit(), { left: [{ _tag: 'Interrupt', reason: 'enough' }] })
})
