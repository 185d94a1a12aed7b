// Failures: what each combinator does with a value, a typed failure, a defect, several failures, and an interruption.
// The rule of recovery: the first typed failure, of a cause that holds no defect and no own interruption.
import test from 'ava'
import * as Cause from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bug, causes, exitLater, exitOf, interruptedAfter, makeLog, reasonsOf, throws } from './fixtures.js'

type Program = C.Coroutine<unknown, string, string>

/** Fails with `a`, then with `b`, whatever the timing. */
const two: Program = C.fromExit(Exit.failCause(causes(Cause.fail('a'), Cause.fail('b'))))
const mixed: Program = C.fromExit(Exit.failCause(causes(Cause.fail('a'), Cause.die(bug))))

const inputs = {
  value: C.right<unknown, string, string>('value'),
  failure: C.left<unknown, string, string>('a'),
  two,
  defect: C.die(bug) as Program,
  mixed
}

type Row = Readonly<Record<keyof typeof inputs, Exit.Exit<unknown, unknown>>>

const died = Exit.die(bug)
const mixedExit = Exit.failCause(causes(Cause.fail('a'), Cause.die(bug)))
const twoExit = (f: (e: string) => unknown) => Exit.failCause(causes(Cause.fail(f('a')), Cause.fail(f('b'))))

/** What recovers from `a`, and lets the rest pass. */
const recovers = (value: unknown, failure: Exit.Exit<unknown, unknown>): Row => ({
  value: Exit.succeed(value),
  failure,
  two: failure,
  defect: died,
  mixed: mixedExit
})

const table: ReadonlyArray<
  readonly [name: string, f: (program: Program) => C.Coroutine<unknown, unknown, unknown>, Row]
> = [
  ['orElse', C.orElse((e) => C.of(`from ${e}`)), recovers('value', Exit.succeed('from a'))],
  ['orElse, failing', C.orElse((e) => C.left(`from ${e}`)), recovers('value', Exit.fail('from a'))],
  ['orElse, throwing', C.orElse(throws), recovers('value', died)],
  ['orElse, data-first', (p) => C.orElse(p, (e) => C.of(`from ${e}`)), recovers('value', Exit.succeed('from a'))],
  ['getOrElse', C.getOrElse((e: string) => C.of(`from ${e}`)), recovers('value', Exit.succeed('from a'))],
  ['alt', C.alt(() => C.right<unknown, string, string>('other')), recovers('value', Exit.succeed('other'))],
  ['alt, failing', C.alt(() => C.left<unknown, string, string>('b')), recovers('value', Exit.fail('b'))],
  ['alt, throwing', C.alt(throws), recovers('value', died)],
  [
    'match',
    C.match(
      (e: string) => `l ${e}`,
      (a: string) => `r ${a}`
    ),
    recovers('r value', Exit.succeed('l a'))
  ],
  ['match, throwing on failure', C.match(throws, (a: string) => a), recovers('value', died)],
  ['match, throwing on success', C.match((e: string) => e, throws), { ...recovers(0, Exit.succeed('a')), value: died }],
  [
    'matchE',
    C.matchE(
      (e: string) => C.left(`l ${e}`),
      (a: string) => C.of(`r ${a}`)
    ),
    recovers('r value', Exit.fail('l a'))
  ],
  [
    'matchE, a branch is not recovered by the other',
    C.matchE(
      () => C.of(1),
      () => C.left('right')
    ),
    { ...recovers(0, Exit.succeed(1)), value: Exit.fail('right') }
  ],
  ['swap', C.swap, { ...recovers(0, Exit.succeed('a')), value: Exit.fail('value') }],
  ['toEither', C.toEither, recovers(E.right('value'), Exit.succeed(E.left('a')))],
  ['orLeft', C.orLeft((e: string) => C.of(`from ${e}`)), recovers('value', Exit.fail('from a'))],
  [
    'tapError',
    C.tapError((e) => C.of(`ignored ${e}`)),
    { value: Exit.succeed('value'), failure: Exit.fail('a'), two: twoExit((e) => e), defect: died, mixed: mixedExit }
  ],
  ['tapError, failing', C.tapError((e) => C.left(`from ${e}`)), recovers('value', Exit.fail('from a'))],
  ['tapError, throwing', C.tapError(throws), recovers('value', died)],
  ['tapError, data-first', (p) => C.tapError(p, (e) => C.left(`from ${e}`)), recovers('value', Exit.fail('from a'))],
  [
    'mapError',
    C.mapError((e) => `${e}!`),
    {
      value: Exit.succeed('value'),
      failure: Exit.fail('a!'),
      two: twoExit((e) => `${e}!`),
      defect: died,
      mixed: Exit.failCause(causes(Cause.fail('a!'), Cause.die(bug)))
    }
  ],
  [
    'mapBoth',
    C.mapBoth(
      (e) => `${e}!`,
      (a) => `${a}?`
    ),
    {
      value: Exit.succeed('value?'),
      failure: Exit.fail('a!'),
      two: twoExit((e) => `${e}!`),
      defect: died,
      mixed: Exit.failCause(causes(Cause.fail('a!'), Cause.die(bug)))
    }
  ],
  [
    'mapBoth, data-first',
    (p) =>
      C.mapBoth(
        p,
        (e) => `${e}!`,
        (a) => `${a}?`
      ),
    {
      value: Exit.succeed('value?'),
      failure: Exit.fail('a!'),
      two: twoExit((e) => `${e}!`),
      defect: died,
      mixed: Exit.failCause(causes(Cause.fail('a!'), Cause.die(bug)))
    }
  ],
  [
    'orDie',
    C.orDie,
    {
      value: Exit.succeed('value'),
      failure: Exit.die('a'),
      two: Exit.failCause(causes(Cause.die('a'), Cause.die('b'))),
      defect: died,
      mixed: Exit.failCause(causes(Cause.die('a'), Cause.die(bug)))
    }
  ],
  [
    'matchExit',
    C.matchExit((exit: Exit.Exit<string, string>) => C.of(exit)),
    {
      value: Exit.succeed(Exit.succeed('value')),
      failure: Exit.succeed(Exit.fail('a')),
      two: Exit.succeed(twoExit((e) => e)),
      defect: Exit.succeed(died),
      mixed: Exit.succeed(mixedExit)
    }
  ],
  [
    'matchCause',
    C.matchCause(
      (cause: Cause.Cause<string>) => C.left(cause.length),
      (a: string) => C.of(a)
    ),
    {
      value: Exit.succeed('value'),
      failure: Exit.fail(1),
      two: Exit.fail(2),
      defect: Exit.fail(1),
      mixed: Exit.fail(2)
    }
  ],
  [
    'matchCause, throwing',
    C.matchCause(throws, throws),
    { value: died, failure: died, two: died, defect: died, mixed: died }
  ]
]

for (const [name, f, row] of table) {
  test(name, (t) => {
    for (const key of Object.keys(inputs) as Array<keyof typeof inputs>)
      t.deepEqual(exitOf(f(inputs[key])), row[key], key)
  })
}

test('nothing recovers from an interruption of the fiber itself', (t) => {
  for (const [name, f] of table) {
    const { lines, say } = makeLog()
    const exit = interruptedAfter(
      1,
      pipe(
        f(pipe(C.never, C.ensuring(say('finalizer')))),
        C.tap(() => say('gone on'))
      )
    )
    t.deepEqual(reasonsOf(exit), ['interrupt'], name)
    t.deepEqual(lines, ['finalizer'], name)
  }
})

test('a failure that comes with an own interruption is not recovered from', (t) => {
  const program = pipe(
    C.never,
    C.ensuring(C.die('finalizer')),
    C.orElse(() => C.of('recovered'))
  )
  t.deepEqual(reasonsOf(interruptedAfter(1, program)), ['interrupt', 'die finalizer'])
  const typed = C.gen(function* () {
    try {
      yield* C.never
    } finally {
      yield* C.left('finally')
    }
  })
  t.deepEqual(reasonsOf(interruptedAfter(1, C.orElse(() => C.of('recovered'))(typed))), ['interrupt', 'fail finally'])
})

test('the interruption of a joined fiber is no typed failure, and is seen by matchCause', (t) => {
  const joined = C.gen(function* () {
    const fiber = yield* C.fork(C.interrupt)
    return yield* C.fromFiber(fiber)
  })
  t.deepEqual(
    reasonsOf(
      exitOf(
        pipe(
          joined,
          C.orElse(() => C.of('recovered'))
        )
      )
    ),
    ['interrupt']
  )
  const seen = C.matchCause(
    (cause: Cause.Cause<never>) => C.of(Cause.isInterruptedOnly(cause)),
    () => C.of(false)
  )
  t.deepEqual(exitOf(seen(joined)), Exit.succeed(true))
})

test('all([left(a), left(b)]) is recovered with a, whatever the timing', (t) => {
  const late = C.uninterruptible(
    pipe(
      C.sleep(5),
      C.flatMap(() => C.left('late'))
    )
  )
  const program = C.all([late, C.left('early')])
  t.deepEqual(reasonsOf(exitOf(program)), ['fail early', 'fail late'])
  t.deepEqual(
    exitOf(
      pipe(
        program,
        C.orElse((e) => C.of(e))
      )
    ),
    Exit.succeed('early')
  )
})

type Tagged = { readonly _tag: 'A'; readonly n: number } | { readonly _tag: 'B' }

test('catchTag: recovers from one tag, and passes other causes on with all their reasons', (t) => {
  const recover = (program: C.Coroutine<unknown, Tagged, number>) =>
    exitOf(
      pipe(
        program,
        C.catchTag('A', (e) => C.of(e.n))
      )
    )
  const a: Tagged = { _tag: 'A', n: 1 }
  const b: Tagged = { _tag: 'B' }
  t.deepEqual(recover(C.of(0)), Exit.succeed(0))
  t.deepEqual(recover(C.left(a)), Exit.succeed(1))
  t.deepEqual(recover(C.left(b)), Exit.fail(b))
  t.deepEqual(recover(C.die(bug)), died)
  const ab = Exit.failCause(causes<Tagged>(Cause.fail(a), Cause.fail(b)))
  const ba = Exit.failCause(causes<Tagged>(Cause.fail(b), Cause.fail(a)))
  t.deepEqual(recover(C.fromExit(ab)), Exit.succeed(1))
  t.deepEqual(recover(C.fromExit(ba)), ba)
  t.deepEqual(
    recover(C.fromExit(Exit.failCause(causes<Tagged>(Cause.fail(a), Cause.die(bug))))),
    Exit.failCause(causes(Cause.fail(a), Cause.die(bug)))
  )
  t.deepEqual(exitOf(pipe(C.left(a), C.catchTag('A', throws))), died)
})

test('catchTags: each tag by its handler, and other causes go on with all their reasons', (t) => {
  const recovered = (program: C.Coroutine<unknown, Tagged | { readonly _tag: 'C' }, string>) =>
    exitOf(pipe(program, C.catchTags({ A: (e) => C.of(`a ${e.n}`), B: () => C.left('from b') })))
  const a: Tagged = { _tag: 'A', n: 1 }
  const b: Tagged = { _tag: 'B' }
  const c = { _tag: 'C' } as const
  t.deepEqual(recovered(C.of('value')), Exit.succeed('value'))
  t.deepEqual(recovered(C.left(a)), Exit.succeed('a 1'))
  t.deepEqual(recovered(C.left(b)), Exit.fail('from b'))
  t.deepEqual(recovered(C.left(c)), Exit.fail(c))
  t.deepEqual(recovered(C.die(bug)), died)
  const ba = Exit.failCause(causes<Tagged>(Cause.fail(b), Cause.fail(a)))
  const ca = Exit.failCause(causes<Tagged | typeof c>(Cause.fail(c), Cause.fail(a)))
  t.deepEqual(recovered(C.fromExit(ba)), Exit.fail('from b'))
  t.deepEqual(recovered(C.fromExit(ca)), ca)
  const withBug = Exit.failCause(causes<Tagged>(Cause.fail(a), Cause.die(bug)))
  t.deepEqual(recovered(C.fromExit(withBug)), withBug)
  t.deepEqual(exitOf(pipe(C.left(a), C.catchTags({ A: throws }))), died)
  const interrupted = pipe(C.never as C.Coroutine<unknown, Tagged, string>, C.catchTags({ B: () => C.of('caught') }))
  t.deepEqual(reasonsOf(interruptedAfter(1, interrupted)), ['interrupt'])
})

test('catchTags knows the tags of its record only, and none that a record inherits', (t) => {
  for (const failure of [undefined, null, 'text', {}, { _tag: 'toString' }, { _tag: '__proto__' }]) {
    const program = pipe(C.left(failure as { readonly _tag: 'Gone' }), C.catchTags({ Gone: () => C.of('caught') }))
    t.deepEqual(exitOf(program), Exit.fail(failure) as never)
  }
})

test('catchTags: what is no record is a defect before anything runs', (t) => {
  let runs = 0
  const counted = C.fromIO(() => ++runs)
  for (const [handlers, got] of [
    [undefined, 'undefined'],
    [throws, 'function throws'],
    [[throws], 'an object of class Array'],
    [new Map([['A', throws]]), 'an object of class Map']
  ])
    t.deepEqual(reasonsOf(exitOf(pipe(counted, C.catchTags(handlers as never)))), [
      `die catchTags: a record of functions was expected, got ${String(got)}`
    ])
  t.is(runs, 0)
})

test('tapError runs before the failure goes on, and sees the first one', (t) => {
  const { lines, say } = makeLog()
  exitOf(
    pipe(
      two,
      C.tapError((e) =>
        pipe(
          C.sleep(1),
          C.flatMap(() => say(e))
        )
      ),
      C.toExit,
      C.tap(() => say('after'))
    )
  )
  t.deepEqual(lines, ['a', 'after'])
})

test('filterOrElse', (t) => {
  const positive = C.filterOrElse(
    (n: number) => n > 0,
    (n) => `${n}`
  )
  t.deepEqual(exitOf(positive(C.of(1))), Exit.succeed(1))
  t.deepEqual(exitOf(positive(C.of(0))), Exit.fail('0'))
  t.deepEqual(exitOf(positive(C.left('e'))), Exit.fail('e'))
  t.deepEqual(exitOf(C.filterOrElse(throws, () => 'e')(C.of(1))), died)
})

test('a user function that answers no Coroutine is a defect that says what it got', (t) => {
  const nothing = (): never => undefined as never
  for (const program of [
    pipe(C.of(1), C.flatMap(nothing)),
    pipe(C.left(1), C.orElse(nothing)),
    C.suspend(nothing),
    pipe(C.of(1), C.tap(nothing)),
    C.all([undefined as never]),
    C.traverseArray(nothing)([1])
  ])
    t.deepEqual(reasonsOf(exitOf(program)), ['die a Coroutine was expected, got undefined'])
})

test('what is neither an Either nor an Option is a defect that says so, and no failure', async (t) => {
  const async = (() => Promise.resolve()) as never
  for (const [what, program] of [
    ['an Either', C.fromEither({} as never)],
    ['an Either', C.fromEither(undefined as never)],
    ['an Either', pipe(C.of(1), C.flatMapEither(async))],
    ['an Either', pipe(C.of(1), C.tapEither(async))],
    ['an Either', C.fromIOEither(async)],
    ['an Option', C.fromOption(() => 'none')(E.right(1) as never)],
    [
      'an Option',
      pipe(
        C.of(1),
        C.flatMapOption(async, () => 'none')
      )
    ],
    ['an Exit', C.fromExit(E.left('e') as never)],
    ['an Exit', C.fromExit(E.left([]) as never)]
  ] as const)
    t.regex(reasonsOf(exitOf(program)).join(), new RegExp(`^die ${what}.* was expected, got an? |got undefined$`))
  const task = await exitLater(C.fromTaskEither(() => Promise.resolve(undefined as never)))
  t.deepEqual(reasonsOf(task), ['die an Either was expected, got undefined'])
})

test('catchTag passes on what has no tag', (t) => {
  for (const failure of [undefined, null, 'text', {}]) {
    const program = pipe(
      C.left(failure as { readonly _tag: 'Gone' }),
      C.catchTag('Gone', () => C.of('caught'))
    )
    t.deepEqual(exitOf(program), Exit.fail(failure) as never)
  }
})

test('a promise in place of a function that makes one is a defect that says so', (t) => {
  const program = C.promise(Promise.resolve(1) as never)
  t.deepEqual(reasonsOf(exitOf(program)), ['die promise: a function was expected, got an object of class Promise'])
})
