// Resource safety as a matrix: what the body does, what the finalizer does, and by which construct.
// Releases equal acquisitions in every row; causes keep everything, in the order in which it happened.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'

type Program = C.Coroutine<unknown, string, string>
type Finalizer = C.Coroutine<unknown, never, void>

const thrown = new Error('thrown')

const bodies: ReadonlyArray<readonly [name: string, body: () => Program, outcome: ReadonlyArray<string>]> = [
  ['succeeds', () => C.of('value'), []],
  ['succeeds later', () => C.as(C.sleep(1), 'value'), []],
  ['fails', () => C.left('failed'), ['fail failed']],
  ['fails later', () => C.flatMap(C.sleep(1), () => C.left('failed')), ['fail failed']],
  ['dies', () => C.die(thrown), ['die thrown']],
  ['throws in a step', () => C.fromIO(() => raise()), ['die thrown']],
  ['throws in place of a Coroutine', () => raise(), ['die thrown']],
  ['interrupts itself', () => C.interrupt, ['interrupt']],
  ['is interrupted where it waits', () => C.never, ['interrupt']],
  ['is interrupted in a masked region', () => C.uninterruptible(C.as(C.sleep(1), 'value')), ['interrupt']]
]

const finalizers: ReadonlyArray<readonly [name: string, finalizer: () => Finalizer, added: ReadonlyArray<string>]> = [
  ['succeeds', () => C.of(undefined), []],
  ['succeeds later', () => C.sleep(1), []],
  ['dies', () => C.die('release'), ['die release']],
  ['throws', () => raise('release'), ['die release']],
  ['dies later', () => C.flatMap(C.sleep(1), () => C.die('release')), ['die release']]
]

const raise = (error: unknown = thrown): never => {
  throw error
}

const constructs: ReadonlyArray<
  readonly [name: string, make: (body: () => Program, finalizer: () => Finalizer) => Program]
> = [
  ['bracket', (body, finalizer) => C.bracket(C.of('resource'), body, () => finalizer())],
  ['ensuring', (body, finalizer) => pipe(C.suspend(body), C.ensuring(C.suspend(finalizer)))],
  [
    'onExit',
    (body, finalizer) =>
      pipe(
        C.suspend(body),
        C.onExit(() => finalizer())
      )
  ],
  [
    'uninterruptibleMask',
    (body, finalizer) =>
      C.uninterruptibleMask((restore) => pipe(restore(C.suspend(body)), C.ensuring(C.suspend(finalizer))))
  ],
  [
    'try/finally in a generator',
    (body, finalizer) =>
      C.gen(function* () {
        try {
          return yield* body()
        } finally {
          yield* finalizer()
        }
      })
  ]
]

const reasons = (exit: Exit.Exit<unknown, unknown>): ReadonlyArray<string> =>
  exit._tag === 'Right'
    ? []
    : exit.left.map((r) =>
        r._tag === 'Fail'
          ? `fail ${String(r.error)}`
          : r._tag === 'Die'
            ? `die ${r.defect instanceof Error ? r.defect.message : String(r.defect)}`
            : 'interrupt'
      )

for (const [construct, make] of constructs)
  for (const [does, body, outcome] of bodies)
    for (const [ends, finalizer, added] of finalizers)
      test(`${construct}: the body ${does}, the finalizer ${ends}`, (t) => {
        let finalized = 0
        const loop = new TestLoop()
        const program = make(body, () => {
          finalized++
          return finalizer()
        })
        const started = loop.start(program)
        loop.runReady()
        if (does.startsWith('is interrupted')) started.interrupt()
        loop.runAll()
        const exit = started.exit()
        t.is(finalized, 1)
        // in JavaScript an error thrown in `finally` replaces the one on its way, and a generator cannot tell it from a
        // `catch` that throws another one; an interruption stands, and so does what `ensuring` and its kin meet
        const replaced = construct.startsWith('try') && added.length > 0 && outcome[0] !== 'interrupt'
        t.deepEqual(exit && reasons(exit), replaced ? added : [...outcome, ...added])
        if (outcome.length === 0 && added.length === 0) t.deepEqual(exit, Exit.succeed('value'))
        t.deepEqual(loop.fibers(), [])
        t.is(loop.sleeping(), 0)
      })

test('an acquisition cannot be interrupted, and what was acquired is released', (t) => {
  const log: Array<string> = []
  const loop = new TestLoop()
  const started = loop.start(
    C.bracket(
      C.tapIO(C.as(C.sleep(10), 'resource'), () => () => log.push('acquired')),
      () => C.fromIO(() => void log.push('used')),
      () => C.fromIO(() => void log.push('released'))
    )
  )
  loop.runReady()
  started.interrupt()
  loop.runAll()
  t.deepEqual(log, ['acquired', 'released'])
})

test('an acquisition that fails releases nothing', (t) => {
  let released = false
  const program = C.bracket(
    C.left('no'),
    () => C.of(1),
    () => C.fromIO(() => void (released = true))
  )
  t.deepEqual(new TestLoop().run(program), Exit.fail('no'))
  t.false(released)
})

test('a release gets the exit of use', (t) => {
  const exits: Array<Exit.Exit<string, string>> = []
  for (const [, body] of bodies.slice(0, 7)) {
    new TestLoop().run(C.bracket(C.of(0), body, (_, exit) => C.fromIO(() => void exits.push(exit))))
  }
  t.deepEqual(
    exits.map((exit) => (exit._tag === 'Right' ? [exit.right] : reasons(exit))),
    [['value'], ['value'], ['fail failed'], ['fail failed'], ['die thrown'], ['die thrown'], ['die thrown']]
  )
})

test('a finalizer cannot be interrupted, however often one tries', (t) => {
  const log: Array<string> = []
  const loop = new TestLoop()
  const started = loop.start(
    pipe(C.never, C.ensuring(C.flatMap(C.sleep(10), () => C.fromIO(() => void log.push('done')))))
  )
  for (let i = 0; i < 3; i++) {
    started.interrupt()
    loop.advance(1)
  }
  loop.runAll()
  t.deepEqual(log, ['done'])
})

test('finalizers run from inside out, and the failures of all are kept in that order', (t) => {
  const program = pipe(
    C.left('body'),
    C.ensuring(C.die('inner')),
    C.ensuring(C.die('middle')),
    C.ensuring(C.die('outer'))
  )
  t.deepEqual(reasons(new TestLoop().run(program)), ['fail body', 'die inner', 'die middle', 'die outer'])
})

test('onInterrupt runs for an interruption of the fiber, and for nothing else', (t) => {
  const ran = bodies.map(([does, body]) => {
    let count = 0
    const loop = new TestLoop()
    const started = loop.start(pipe(C.suspend(body), C.onInterrupt(C.fromIO(() => void count++))))
    loop.runReady()
    if (does.startsWith('is interrupted where')) started.interrupt()
    loop.runAll()
    return count
  })
  t.deepEqual(ran, [0, 0, 0, 0, 0, 0, 0, 1, 1, 0])
})
