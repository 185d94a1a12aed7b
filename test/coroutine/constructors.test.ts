// What coroutines are made of: constructors, conversions from and to fp-ts' types, and lifted functions.
import test from 'ava'
import * as Cause from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import { InterruptedError } from 'fiber-ts/Errors'
import * as Exit from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { bug, causes, exitLater, exitOf, interruptedAfter, makeLog, reasonsOf, throws } from './fixtures.js'

type Program = C.Coroutine<unknown, unknown, unknown>

const env = { n: 1 }
type Env = typeof env
const given = C.provide(env)

const rows: ReadonlyArray<readonly [name: string, program: () => Program, exit: Exit.Exit<unknown, unknown>]> = [
  // ---- constructors
  ['right', () => C.right(1), Exit.succeed(1)],
  ['of', () => C.of(1), Exit.succeed(1)],
  ['left', () => C.left('e'), Exit.fail('e')],
  ['throwError', () => C.throwError('e'), Exit.fail('e')],
  ['die', () => C.die(bug), Exit.die(bug)],
  ['rightIO', () => C.rightIO(() => 1), Exit.succeed(1)],
  ['rightIO, throwing', () => C.rightIO(throws), Exit.die(bug)],
  ['leftIO', () => C.leftIO(() => 'e'), Exit.fail('e')],
  ['leftIO, throwing', () => C.leftIO(throws), Exit.die(bug)],
  ['rightReader', () => given(C.rightReader((r: Env) => r.n)), Exit.succeed(1)],
  ['rightReader, throwing', () => C.rightReader(throws), Exit.die(bug)],
  ['leftReader', () => given(C.leftReader((r: Env) => r.n)), Exit.fail(1)],
  ['leftReader, throwing', () => C.leftReader(throws), Exit.die(bug)],
  ['rightReaderIO', () => given(C.rightReaderIO((r: Env) => () => r.n)), Exit.succeed(1)],
  ['rightReaderIO, throwing', () => C.rightReaderIO(() => throws), Exit.die(bug)],
  ['leftReaderIO', () => given(C.leftReaderIO((r: Env) => () => r.n)), Exit.fail(1)],
  ['ask', () => given(C.ask<Env>()), Exit.succeed(env)],
  ['asks', () => given(C.asks((r: Env) => r.n)), Exit.succeed(1)],
  ['asks, throwing', () => C.asks(throws), Exit.die(bug)],
  ['asksCoroutine', () => given(C.asksCoroutine((r: Env) => C.left(r.n))), Exit.fail(1)],
  ['asksCoroutine, throwing', () => C.asksCoroutine(throws), Exit.die(bug)],
  ['suspend', () => C.suspend(() => C.of(1)), Exit.succeed(1)],
  ['suspend, throwing', () => C.suspend(throws), Exit.die(bug)],
  ['sleep', () => C.sleep(1), Exit.succeed(undefined)],
  ['yieldNow', () => C.yieldNow, Exit.succeed(undefined)],
  // ---- conversions
  ['fromIO', () => C.fromIO(() => 1), Exit.succeed(1)],
  ['fromReader', () => given(C.fromReader((r: Env) => r.n)), Exit.succeed(1)],
  ['fromEither, Right', () => C.fromEither(E.right(1)), Exit.succeed(1)],
  ['fromEither, Left', () => C.fromEither(E.left('e')), Exit.fail('e')],
  ['fromOption, Some', () => C.fromOption(throws)(O.some(1)), Exit.succeed(1)],
  ['fromOption, None', () => C.fromOption(() => 'e')(O.none), Exit.fail('e')],
  ['fromOption, throwing', () => C.fromOption(throws)(O.none), Exit.die(bug)],
  ['fromNullable', () => C.fromNullable('e')(0), Exit.succeed(0)],
  ['fromNullable, null', () => C.fromNullable('e')(null), Exit.fail('e')],
  ['fromNullable, undefined', () => C.fromNullable('e')(undefined), Exit.fail('e')],
  ['fromIOEither, Right', () => C.fromIOEither(() => E.right(1)), Exit.succeed(1)],
  ['fromIOEither, Left', () => C.fromIOEither(() => E.left('e')), Exit.fail('e')],
  ['fromIOEither, throwing', () => C.fromIOEither(throws), Exit.die(bug)],
  ['fromReaderIO', () => given(C.fromReaderIO((r: Env) => () => r.n)), Exit.succeed(1)],
  ['fromReaderEither, Right', () => given(C.fromReaderEither((r: Env) => E.right(r.n))), Exit.succeed(1)],
  ['fromReaderEither, Left', () => given(C.fromReaderEither((r: Env) => E.left(r.n))), Exit.fail(1)],
  ['fromReaderEither, throwing', () => C.fromReaderEither(throws), Exit.die(bug)],
  ['fromExit, a value', () => C.fromExit(Exit.succeed(1)), Exit.succeed(1)],
  [
    'fromExit, a cause of several reasons',
    () => C.fromExit(Exit.failCause(causes(Cause.fail('a'), Cause.die(bug), Cause.fail('b')))),
    Exit.failCause(causes(Cause.fail('a'), Cause.die(bug), Cause.fail('b')))
  ],
  ['fromFiber, a value', () => pipe(C.fork(C.of(1)), C.flatMap(C.fromFiber)), Exit.succeed(1)],
  ['fromFiber, a failure', () => pipe(C.fork(C.left('e')), C.flatMap(C.fromFiber)), Exit.fail('e')],
  ['toEither, a value', () => C.toEither(C.of(1)), Exit.succeed(E.right(1))],
  ['toEither, a failure', () => C.toEither(C.left('e')), Exit.succeed(E.left('e'))],
  ['toEither, a defect', () => C.toEither(C.die(bug)), Exit.die(bug)],
  ['toOption, a value', () => C.toOption(C.of(1)), Exit.succeed(O.some(1))],
  ['toOption, a failure', () => C.toOption(C.left('e')), Exit.succeed(O.none)],
  ['toOption, a defect', () => C.toOption(C.die(bug)), Exit.die(bug)],
  ['toUnion, a value', () => C.toUnion(C.of(1)), Exit.succeed(1)],
  ['toUnion, a failure', () => C.toUnion(C.left('e')), Exit.succeed('e')],
  ['toUnion, a defect', () => C.toUnion(C.die(bug)), Exit.die(bug)],
  ['toExit, a value', () => C.toExit(C.of(1)), Exit.succeed(Exit.succeed(1))],
  ['toExit, a failure', () => C.toExit(C.left('e')), Exit.succeed(Exit.fail('e'))],
  ['toExit, a defect', () => C.toExit(C.die(bug)), Exit.succeed(Exit.die(bug))],
  // ---- lifting
  ['fromPredicate, holds', () => C.fromPredicate((n: number) => n > 0, throws)(1), Exit.succeed(1)],
  [
    'fromPredicate, does not',
    () =>
      C.fromPredicate(
        (n: number) => n > 0,
        (n) => `${n}`
      )(0),
    Exit.fail('0')
  ],
  ['fromPredicate, throwing', () => C.fromPredicate(throws, () => 'e')(0), Exit.die(bug)],
  ['fromIOK', () => C.fromIOK((a: number, b: number) => () => a + b)(1, 2), Exit.succeed(3)],
  ['fromIOK, throwing', () => C.fromIOK(throws)(), Exit.die(bug)],
  ['fromEitherK, Right', () => C.fromEitherK((a: number, b: number) => E.right(a + b))(1, 2), Exit.succeed(3)],
  ['fromEitherK, Left', () => C.fromEitherK((a: number) => E.left(a))(1), Exit.fail(1)],
  ['fromEitherK, throwing', () => C.fromEitherK(throws)(), Exit.die(bug)],
  ['fromOptionK, Some', () => C.fromOptionK(throws)((a: number) => O.some(a))(1), Exit.succeed(1)],
  ['fromOptionK, None', () => C.fromOptionK(() => 'e')(() => O.none)(), Exit.fail('e')],
  ['fromOptionK, throwing', () => C.fromOptionK(() => 'e')(throws)(), Exit.die(bug)],
  ['fromIOEitherK, Right', () => C.fromIOEitherK((a: number) => () => E.right(a))(1), Exit.succeed(1)],
  ['fromIOEitherK, Left', () => C.fromIOEitherK((a: number) => () => E.left(a))(1), Exit.fail(1)],
  ['fromIOEitherK, throwing', () => C.fromIOEitherK(throws)(), Exit.die(bug)],
  ['fromReaderK', () => given(C.fromReaderK((a: number) => (r: Env) => a + r.n)(1)), Exit.succeed(2)],
  ['fromReaderK, throwing', () => C.fromReaderK(throws)(), Exit.die(bug)],
  ['fromReaderIOK', () => given(C.fromReaderIOK((a: number) => (r: Env) => () => a + r.n)(1)), Exit.succeed(2)],
  ['fromReaderIOK, throwing', () => C.fromReaderIOK(throws)(), Exit.die(bug)],
  [
    'fromReaderEitherK, Right',
    () => given(C.fromReaderEitherK((a: number) => (r: Env) => E.right(a + r.n))(1)),
    Exit.succeed(2)
  ],
  [
    'fromReaderEitherK, Left',
    () => given(C.fromReaderEitherK((a: number) => (r: Env) => E.left(a + r.n))(1)),
    Exit.fail(2)
  ],
  ['fromReaderEitherK, throwing', () => C.fromReaderEitherK(throws)(), Exit.die(bug)],
  [
    'liftNullable',
    () =>
      C.liftNullable(
        (a: number) => a,
        () => throws()
      )(0),
    Exit.succeed(0)
  ],
  [
    'liftNullable, undefined',
    () =>
      C.liftNullable(
        (a: number) => (a < 0 ? a : undefined),
        (a) => a
      )(1),
    Exit.fail(1)
  ],
  ['liftNullable, throwing', () => C.liftNullable(throws, () => 'e')(), Exit.die(bug)],
  [
    'liftOption, Some',
    () =>
      C.liftOption(
        (a: number) => O.some(a),
        () => throws()
      )(1),
    Exit.succeed(1)
  ],
  [
    'liftOption, None',
    () =>
      C.liftOption(
        (a: number) => (a < 0 ? O.some(a) : O.none),
        (a) => a
      )(1),
    Exit.fail(1)
  ],
  ['liftOption, throwing', () => C.liftOption(throws, () => 'e')(), Exit.die(bug)],
  ['fromNullableK', () => C.fromNullableK('e')((a: number) => a)(1), Exit.succeed(1)],
  ['fromNullableK, null', () => C.fromNullableK('e')(() => null)(), Exit.fail('e')]
]

for (const [name, program, exit] of rows) {
  test(name, (t) => {
    // a description: it can be run twice, with the same outcome
    const description = program()
    t.deepEqual(exitOf(description), exit)
    t.deepEqual(exitOf(description), exit)
  })
}

const rejects = (): Promise<never> => Promise.reject(bug)

const later: ReadonlyArray<readonly [name: string, program: () => Program, exit: Exit.Exit<unknown, unknown>]> = [
  ['rightTask', () => C.rightTask(async () => 1), Exit.succeed(1)],
  ['rightTask, rejecting', () => C.rightTask(rejects), Exit.die(bug)],
  ['rightTask, throwing', () => C.rightTask(throws), Exit.die(bug)],
  ['leftTask', () => C.leftTask(async () => 'e'), Exit.fail('e')],
  ['leftTask, rejecting', () => C.leftTask(rejects), Exit.die(bug)],
  ['rightReaderTask', () => given(C.rightReaderTask((r: Env) => async () => r.n)), Exit.succeed(1)],
  ['leftReaderTask', () => given(C.leftReaderTask((r: Env) => async () => r.n)), Exit.fail(1)],
  ['fromTask', () => C.fromTask(async () => 1), Exit.succeed(1)],
  [
    'fromTask, a thenable',
    () => C.fromTask(() => ({ then: (f: (n: number) => void) => f(1) }) as never),
    Exit.succeed(1)
  ],
  ['fromTaskEither, Right', () => C.fromTaskEither(TE.right(1)), Exit.succeed(1)],
  ['fromTaskEither, Left', () => C.fromTaskEither(TE.left('e')), Exit.fail('e')],
  ['fromTaskEither, rejecting', () => C.fromTaskEither(rejects), Exit.die(bug)],
  ['fromTaskOption, Some', () => C.fromTaskOption(throws)(async () => O.some(1)), Exit.succeed(1)],
  ['fromTaskOption, None', () => C.fromTaskOption(() => 'e')(async () => O.none), Exit.fail('e')],
  ['fromReaderTask', () => given(C.fromReaderTask((r: Env) => async () => r.n)), Exit.succeed(1)],
  ['fromReaderTaskEither, Right', () => given(C.fromReaderTaskEither((r: Env) => TE.right(r.n))), Exit.succeed(1)],
  ['fromReaderTaskEither, Left', () => given(C.fromReaderTaskEither((r: Env) => TE.left(r.n))), Exit.fail(1)],
  ['tryCatch', () => C.tryCatch(async () => 1, String), Exit.succeed(1)],
  ['tryCatch, rejecting', () => C.tryCatch(rejects, (reason) => ({ reason })), Exit.fail({ reason: bug })],
  ['tryCatch, throwing', () => C.tryCatch(throws, (reason) => ({ reason })), Exit.fail({ reason: bug })],
  ['tryCatch, onRejected throwing', () => C.tryCatch(() => Promise.reject(new Error('other')), throws), Exit.die(bug)],
  ['promise', () => C.promise(async () => 1), Exit.succeed(1)],
  ['promise, rejecting', () => C.promise(rejects), Exit.die(bug)],
  ['promise, throwing', () => C.promise(throws), Exit.die(bug)],
  ['tryCatchK', () => C.tryCatchK(async (a: number, b: number) => a + b, String)(1, 2), Exit.succeed(3)],
  ['tryCatchK, rejecting', () => C.tryCatchK(rejects, (reason) => ({ reason }))(), Exit.fail({ reason: bug })],
  ['tryCatchK, throwing', () => C.tryCatchK(throws, (reason) => ({ reason }))(), Exit.fail({ reason: bug })],
  [
    'tryCatchK, onRejected throwing',
    () => C.tryCatchK(() => Promise.reject(new Error('other')), throws)(),
    Exit.die(bug)
  ],
  ['taskify', () => C.taskify((a: number, cb: (e: null, r: number) => void) => cb(null, a))(1), Exit.succeed(1)],
  [
    'taskify, no arguments',
    () => C.taskify((cb: (e: undefined, r: number) => void) => cb(undefined, 1))(),
    Exit.succeed(1)
  ],
  ['taskify, an error', () => C.taskify((cb: (e: string) => void) => cb('e'))(), Exit.fail('e')],
  ['taskify, throwing', () => C.taskify(throws)(), Exit.die(bug)],
  [
    'taskify, five arguments',
    () =>
      C.taskify(
        (a: number, b: number, c: number, d: number, e: number, cb: (e: null, r: ReadonlyArray<number>) => void) =>
          cb(null, [a, b, c, d, e])
      )(1, 2, 3, 4, 5),
    Exit.succeed([1, 2, 3, 4, 5])
  ],
  ['fromTaskK', () => C.fromTaskK((a: number, b: number) => async () => a + b)(1, 2), Exit.succeed(3)],
  ['fromTaskEitherK', () => C.fromTaskEitherK((a: number) => TE.left(a))(1), Exit.fail(1)],
  [
    'fromReaderTaskK',
    () => given(C.fromReaderTaskK((a: number) => (r: Env) => async () => a + r.n)(1)),
    Exit.succeed(2)
  ],
  [
    'fromReaderTaskEitherK',
    () => given(C.fromReaderTaskEitherK((a: number) => (r: Env) => TE.left(a + r.n))(1)),
    Exit.fail(2)
  ]
]

for (const [name, program, exit] of later) {
  test(name, async (t) => {
    const description = program()
    t.deepEqual(await exitLater(description), exit)
    t.deepEqual(await exitLater(description), exit)
  })
}

test('nothing of the user is called before the program runs', (t) => {
  for (const build of [
    () => C.fromIO(throws),
    () => C.suspend(throws),
    () => C.fromOption(throws)(O.none),
    () => C.fromPredicate(throws, throws)(1),
    () => C.fromEitherK(throws)(),
    () => C.fromIOK(throws)(),
    () => C.fromTaskK(throws)(),
    () => C.fromReaderK(throws)(),
    () => C.liftOption(throws, throws)(),
    () => C.liftNullable(throws, throws)(),
    () => C.tryCatch(throws, throws),
    () => C.gen(throws),
    () => C.genK(throws)(),
    () => C.traverseArray(throws)([1]),
    () => C.traverseSeqArray(throws)([1]),
    () => C.forEach(throws)([1]),
    () => C.retry(throws)(C.left('e')),
    () => C.repeat(throws)(C.of(1))
  ])
    t.notThrows(build, build.toString())
})

test('never ends only by an interruption', (t) => {
  t.deepEqual(reasonsOf(interruptedAfter(1000, C.never)), ['interrupt'])
})

test('interrupt ends the fiber that runs it; in a masked region, when that region ends', (t) => {
  t.deepEqual(reasonsOf(exitOf(C.interrupt)), ['interrupt'])
  const { lines, say } = makeLog()
  const masked = C.uninterruptible(
    pipe(
      C.interrupt,
      C.flatMap(() => say('still here'))
    )
  )
  t.deepEqual(
    reasonsOf(
      exitOf(
        pipe(
          masked,
          C.tap(() => say('never'))
        )
      )
    ),
    ['interrupt']
  )
  t.deepEqual(lines, ['still here'])
})

test('sleep: no time lets the others run, and takes none, as in asyncio', (t) => {
  for (const millis of [0, -1]) {
    const { lines, say } = makeLog()
    const loop = new TestLoop()
    const first = pipe(
      say('first'),
      C.flatMap(() => C.sleep(millis)),
      C.flatMap(() => say('first again'))
    )
    const started = loop.start(C.all([first, say('second')]))
    loop.runReady()
    t.deepEqual(lines, ['first', 'second', 'first again'])
    t.true(E.isRight(started.exit() ?? E.left('not ended')))
  }
})

test('sleep: a wrong time is a defect, a negative one is none, Infinity waits for ever', (t) => {
  t.deepEqual(reasonsOf(exitOf(C.sleep(Number.NaN))), ['die sleep: a number of milliseconds was expected, got NaN'])
  t.deepEqual(exitOf(C.sleep(-1)), Exit.succeed(undefined))
  t.deepEqual(reasonsOf(interruptedAfter(1e9, C.sleep(Infinity))), ['interrupt'])
})

test('async: the first call counts, at once or later', (t) => {
  t.deepEqual(exitOf(C.async((resume) => resume(E.right(1)))), Exit.succeed(1))
  const twice = C.async<string, number>((resume) => {
    resume(E.left('first'))
    resume(E.right(2))
  })
  t.deepEqual(exitOf(twice), Exit.fail('first'))
  t.deepEqual(exitOf(C.async(throws)), Exit.die(bug))
})

test('async: on interruption the signal is aborted, then what register answered runs', (t) => {
  const { lines, say } = makeLog()
  const waiting = (canceller: (() => void) | C.Coroutine<unknown, never, void>) =>
    C.async<never, number>((_, signal) => {
      signal.addEventListener('abort', () => lines.push(`aborted: ${signal.reason instanceof InterruptedError}`))
      return canceller
    })
  t.deepEqual(
    reasonsOf(
      interruptedAfter(
        1,
        waiting(() => void lines.push('function'))
      )
    ),
    ['interrupt']
  )
  t.deepEqual(lines.splice(0), ['aborted: true', 'function'])
  const program = waiting(
    pipe(
      C.sleep(5),
      C.flatMap(() => say('coroutine'))
    )
  )
  t.deepEqual(reasonsOf(interruptedAfter(1, program)), ['interrupt'])
  t.deepEqual(lines, ['aborted: true', 'coroutine'])
})

test('tryCatch and promise: the signal is aborted on interruption, with who and why', async (t) => {
  for (const make of [
    (f: (signal: AbortSignal) => Promise<never>): Program => C.tryCatch(f, String),
    (f: (signal: AbortSignal) => Promise<never>): Program => C.promise(f)
  ]) {
    let seen: AbortSignal | undefined
    const waiting = make((signal) => {
      seen = signal
      return new Promise(() => {})
    })
    t.deepEqual(await C.toPromise(pipe(waiting, C.timeoutOption(1))), O.none)
    t.true(seen?.aborted)
    t.true(seen?.reason instanceof InterruptedError)
    t.regex(String(seen?.reason), /timeout 1 ms/)
  }
})

test('fromFiber: an interruption stops waiting, and leaves the fiber alone', (t) => {
  const { lines, say } = makeLog()
  const program = pipe(
    C.forkDaemon(
      pipe(
        C.sleep(10),
        C.tap(() => say('daemon'))
      )
    ),
    C.flatMap(C.fromFiber)
  )
  t.deepEqual(reasonsOf(interruptedAfter(1, program)), ['interrupt'])
  t.deepEqual(lines, ['daemon'])
})

test('toEither, toOption, toUnion and toExit let an own interruption pass', (t) => {
  const interrupted: Program = pipe(C.never, C.ensuring(C.of(1)))
  for (const program of [
    C.toEither(interrupted),
    C.toOption(interrupted),
    C.toUnion(interrupted),
    C.toExit(interrupted)
  ])
    t.deepEqual(reasonsOf(interruptedAfter(1, program)), ['interrupt'])
})

test('toTaskEither and toReaderTaskEither: a typed failure is a Left, a defect or an interruption rejects', async (t) => {
  t.deepEqual(await C.toTaskEither(C.of(1))(), E.right(1))
  t.deepEqual(await C.toTaskEither(C.left('e'))(), E.left('e'))
  t.is(await t.throwsAsync(C.toTaskEither(C.die(bug))()), bug)
  await t.throwsAsync(C.toTaskEither(C.interrupt)(), { instanceOf: InterruptedError })
  const both = C.all([
    C.left('a'),
    C.uninterruptible(
      pipe(
        C.yieldNow,
        C.flatMap(() => C.left('b'))
      )
    )
  ])
  t.deepEqual(await C.toTaskEither(both)(), E.left('a'))
  const program = C.asksCoroutine((r: Env) => (r.n > 0 ? C.of(r.n) : r.n < 0 ? C.die(bug) : C.left('zero')))
  t.deepEqual(await C.toReaderTaskEither(program)({ n: 1 })(), E.right(1))
  t.deepEqual(await C.toReaderTaskEither(program)({ n: 0 })(), E.left('zero'))
  t.is(await t.throwsAsync(C.toReaderTaskEither(program)({ n: -1 })()), bug)
})

test('toTask, toReaderTask and toPromise keep the identity of values and errors', async (t) => {
  const value = {}
  t.is(await C.toTask(C.of(value))(), value)
  t.is(await C.toReaderTask(C.ask<Env>())(env)(), env)
  t.is(await C.toPromise(C.of(value)), value)
  const error = new Error('typed')
  t.is(await t.throwsAsync(C.toPromise(C.left(error))), error)
  t.is(await t.throwsAsync(C.toTask(C.die(bug))()), bug)
})

test('a task runs anew at each call, and several run side by side', async (t) => {
  let runs = 0
  const task = C.toTask(
    pipe(
      C.sleep(1),
      C.map(() => ++runs)
    )
  )
  t.deepEqual(new Set(await Promise.all([task(), task(), task()])), new Set([1, 2, 3]))
})

test('round trips lose nothing', async (t) => {
  for (const either of [E.right(1), E.left('e')]) {
    t.deepEqual(await C.toTaskEither(C.fromTaskEither(async () => either))(), either)
    t.deepEqual(await C.toReaderTaskEither(C.fromReaderTaskEither(() => async () => either))(env)(), either)
    t.deepEqual(exitOf(C.toEither(C.fromEither(either))), Exit.succeed(either))
  }
  for (const exit of [Exit.succeed(1), Exit.fail('e'), Exit.die(bug)])
    t.deepEqual(exitOf(C.toExit(C.fromExit<unknown, unknown>(exit))), Exit.succeed(exit))
})
