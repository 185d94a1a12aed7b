// What goes on with a value: mapping, flatMap and tap in all their forms, the environment, do notation.
// Each dual function is tried data-first and data-last, and each with a user function that throws.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import * as E from 'fp-ts/lib/Either.js'
import * as Scope from 'fiber-ts/Scope'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { bug, exitLater, exitOf, makeLog, throws } from './fixtures.js'

type Env = { readonly n: number }
type Program = C.Coroutine<Env, string, number>
type Row = readonly [
  name: string,
  last: (program: Program) => C.Coroutine<Env, unknown, unknown>,
  first: (program: Program) => C.Coroutine<Env, unknown, unknown>,
  exit: Exit.Exit<unknown, unknown>
]

const given = C.provide<Env>({ n: 10 })
const add = (a: number) => (r: Env) => a + r.n
const one: Program = C.of(1)

const sync: ReadonlyArray<Row> = [
  ['flatMap', C.flatMap((a) => C.of(a + 1)), (p) => C.flatMap(p, (a) => C.of(a + 1)), Exit.succeed(2)],
  ['flatMap, failing', C.flatMap((a) => C.left(a)), (p) => C.flatMap(p, (a) => C.left(a)), Exit.fail(1)],
  ['flatMap, throwing', C.flatMap(throws), (p) => C.flatMap(p, throws), Exit.die(bug)],
  ['as', C.as('b'), (p) => C.as(p, 'b'), Exit.succeed('b')],
  ['as, undefined', C.as(undefined), (p) => C.as(p, undefined), Exit.succeed(undefined)],
  [
    'flatMapEither',
    C.flatMapEither((a) => E.right(a + 1)),
    (p) => C.flatMapEither(p, (a) => E.right(a + 1)),
    Exit.succeed(2)
  ],
  ['flatMapEither, Left', C.flatMapEither((a) => E.left(a)), (p) => C.flatMapEither(p, (a) => E.left(a)), Exit.fail(1)],
  ['flatMapEither, throwing', C.flatMapEither(throws), (p) => C.flatMapEither(p, throws), Exit.die(bug)],
  [
    'flatMapOption',
    C.flatMapOption(
      (a: number) => O.some(a + 1),
      () => 'none'
    ),
    (p) =>
      C.flatMapOption(
        p,
        (a) => O.some(a + 1),
        () => 'none'
      ),
    Exit.succeed(2)
  ],
  [
    'flatMapOption, None',
    C.flatMapOption(
      () => O.none,
      (a: number) => `none for ${a}`
    ),
    (p) =>
      C.flatMapOption(
        p,
        () => O.none,
        (a) => `none for ${a}`
      ),
    Exit.fail('none for 1')
  ],
  [
    'flatMapOption, throwing',
    C.flatMapOption(throws, () => 0),
    (p) => C.flatMapOption(p, throws, () => 0),
    Exit.die(bug)
  ],
  [
    'flatMapNullable',
    C.flatMapNullable(
      (a: number) => a + 1,
      () => 'null'
    ),
    (p) =>
      C.flatMapNullable(
        p,
        (a) => a + 1,
        () => 'null'
      ),
    Exit.succeed(2)
  ],
  [
    'flatMapNullable, null',
    C.flatMapNullable(
      () => null,
      (a: number) => `null for ${a}`
    ),
    (p) =>
      C.flatMapNullable(
        p,
        () => null,
        (a) => `null for ${a}`
      ),
    Exit.fail('null for 1')
  ],
  [
    'flatMapNullable, throwing',
    C.flatMapNullable(throws, () => 0),
    (p) => C.flatMapNullable(p, throws, () => 0),
    Exit.die(bug)
  ],
  ['flatMapIO', C.flatMapIO((a) => () => a + 1), (p) => C.flatMapIO(p, (a) => () => a + 1), Exit.succeed(2)],
  ['flatMapIO, throwing', C.flatMapIO(throws), (p) => C.flatMapIO(p, throws), Exit.die(bug)],
  [
    'flatMapIOEither',
    C.flatMapIOEither((a) => () => E.right(a + 1)),
    (p) => C.flatMapIOEither(p, (a) => () => E.right(a + 1)),
    Exit.succeed(2)
  ],
  [
    'flatMapIOEither, Left',
    C.flatMapIOEither((a) => () => E.left(a)),
    (p) => C.flatMapIOEither(p, (a) => () => E.left(a)),
    Exit.fail(1)
  ],
  ['flatMapIOEither, throwing', C.flatMapIOEither(throws), (p) => C.flatMapIOEither(p, throws), Exit.die(bug)],
  ['flatMapReader', C.flatMapReader(add), (p) => C.flatMapReader(p, add), Exit.succeed(11)],
  ['flatMapReader, throwing', C.flatMapReader(throws), (p) => C.flatMapReader(p, () => throws), Exit.die(bug)],
  [
    'flatMapReaderIO',
    C.flatMapReaderIO((a: number) => (r: Env) => () => a + r.n),
    (p) => C.flatMapReaderIO(p, (a) => (r: Env) => () => a + r.n),
    Exit.succeed(11)
  ],
  [
    'flatMapReaderIO, throwing',
    C.flatMapReaderIO(throws),
    (p) => C.flatMapReaderIO(p, () => () => throws),
    Exit.die(bug)
  ],
  [
    'flatMapReaderEither',
    C.flatMapReaderEither((a: number) => (r: Env) => E.right(a + r.n)),
    (p) => C.flatMapReaderEither(p, (a) => (r: Env) => E.right(a + r.n)),
    Exit.succeed(11)
  ],
  [
    'flatMapReaderEither, Left',
    C.flatMapReaderEither((a: number) => (r: Env) => E.left(a + r.n)),
    (p) => C.flatMapReaderEither(p, (a) => (r: Env) => E.left(a + r.n)),
    Exit.fail(11)
  ],
  [
    'flatMapReaderEither, throwing',
    C.flatMapReaderEither(throws),
    (p) => C.flatMapReaderEither(p, () => throws),
    Exit.die(bug)
  ],
  ['tap', C.tap((a) => C.of(a + 1)), (p) => C.tap(p, (a) => C.of(a + 1)), Exit.succeed(1)],
  ['tap, failing', C.tap((a) => C.left(a)), (p) => C.tap(p, (a) => C.left(a)), Exit.fail(1)],
  ['tap, throwing', C.tap(throws), (p) => C.tap(p, throws), Exit.die(bug)],
  ['tapIO', C.tapIO((a) => () => a + 1), (p) => C.tapIO(p, (a) => () => a + 1), Exit.succeed(1)],
  ['tapIO, throwing', C.tapIO(throws), (p) => C.tapIO(p, () => throws), Exit.die(bug)],
  ['tapEither', C.tapEither(() => E.right('other')), (p) => C.tapEither(p, () => E.right('other')), Exit.succeed(1)],
  ['tapEither, Left', C.tapEither((a) => E.left(a)), (p) => C.tapEither(p, (a) => E.left(a)), Exit.fail(1)],
  ['tapEither, throwing', C.tapEither(throws), (p) => C.tapEither(p, throws), Exit.die(bug)],
  ['tapReader', C.tapReader(add), (p) => C.tapReader(p, add), Exit.succeed(1)],
  ['tapReader, throwing', C.tapReader(throws), (p) => C.tapReader(p, () => throws), Exit.die(bug)],
  ['tapReaderIO', C.tapReaderIO(() => () => () => 0), (p) => C.tapReaderIO(p, () => () => () => 0), Exit.succeed(1)],
  ['tapReaderIO, throwing', C.tapReaderIO(throws), (p) => C.tapReaderIO(p, () => () => throws), Exit.die(bug)],
  [
    'tapReaderEither',
    C.tapReaderEither(() => () => E.right(0)),
    (p) => C.tapReaderEither(p, () => () => E.right(0)),
    Exit.succeed(1)
  ],
  [
    'tapReaderEither, Left',
    C.tapReaderEither((a: number) => (r: Env) => E.left(a + r.n)),
    (p) => C.tapReaderEither(p, (a) => (r: Env) => E.left(a + r.n)),
    Exit.fail(11)
  ],
  ['tapReaderEither, throwing', C.tapReaderEither(throws), (p) => C.tapReaderEither(p, () => throws), Exit.die(bug)],
  ['map', C.map((a) => a + 1), (p) => C.Functor.map(p, (a) => a + 1), Exit.succeed(2)],
  ['map, throwing', C.map(throws), (p) => C.Functor.map(p, throws), Exit.die(bug)],
  ['asUnit', C.asUnit, C.asUnit, Exit.succeed(undefined)]
]

for (const [name, last, first, exit] of sync) {
  test(name, (t) => {
    t.deepEqual(exitOf(given(last(one))), exit, 'data-last')
    t.deepEqual(exitOf(given(first(one))), exit, 'data-first')
    for (const failed of [Exit.fail('e'), Exit.die(bug)]) {
      t.deepEqual(exitOf(given(last(C.fromExit(failed)))), failed)
      t.deepEqual(exitOf(given(first(C.fromExit(failed)))), failed)
    }
  })
}

const promised: ReadonlyArray<Row> = [
  [
    'flatMapTask',
    C.flatMapTask((a) => async () => a + 1),
    (p) => C.flatMapTask(p, (a) => async () => a + 1),
    Exit.succeed(2)
  ],
  [
    'flatMapTask, rejecting',
    C.flatMapTask(() => () => Promise.reject(bug)),
    (p) => C.flatMapTask(p, throws),
    Exit.die(bug)
  ],
  [
    'flatMapTaskEither',
    C.flatMapTaskEither((a) => TE.right(a + 1)),
    (p) => C.flatMapTaskEither(p, (a) => TE.right(a + 1)),
    Exit.succeed(2)
  ],
  [
    'flatMapTaskEither, Left',
    C.flatMapTaskEither((a) => TE.left(a)),
    (p) => C.flatMapTaskEither(p, (a) => TE.left(a)),
    Exit.fail(1)
  ],
  [
    'flatMapReaderTask',
    C.flatMapReaderTask((a: number) => (r: Env) => async () => a + r.n),
    (p) => C.flatMapReaderTask(p, (a) => (r: Env) => async () => a + r.n),
    Exit.succeed(11)
  ],
  [
    'flatMapReaderTask, throwing',
    C.flatMapReaderTask(throws),
    (p) => C.flatMapReaderTask(p, () => throws),
    Exit.die(bug)
  ],
  [
    'flatMapReaderTaskEither',
    C.flatMapReaderTaskEither((a: number) => (r: Env) => TE.left(a + r.n)),
    (p) => C.flatMapReaderTaskEither(p, (a) => (r: Env) => TE.left(a + r.n)),
    Exit.fail(11)
  ],
  [
    'flatMapReaderTaskEither, throwing',
    C.flatMapReaderTaskEither(throws),
    (p) => C.flatMapReaderTaskEither(p, () => throws),
    Exit.die(bug)
  ],
  ['tapTask', C.tapTask((a) => async () => a + 1), (p) => C.tapTask(p, (a) => async () => a + 1), Exit.succeed(1)],
  ['tapTask, rejecting', C.tapTask(() => () => Promise.reject(bug)), (p) => C.tapTask(p, throws), Exit.die(bug)],
  ['tapTaskEither', C.tapTaskEither(() => TE.right(0)), (p) => C.tapTaskEither(p, () => TE.right(0)), Exit.succeed(1)],
  [
    'tapTaskEither, Left',
    C.tapTaskEither((a) => TE.left(a)),
    (p) => C.tapTaskEither(p, (a) => TE.left(a)),
    Exit.fail(1)
  ],
  [
    'tapReaderTask',
    C.tapReaderTask(() => () => async () => 0),
    (p) => C.tapReaderTask(p, () => () => async () => 0),
    Exit.succeed(1)
  ],
  ['tapReaderTask, throwing', C.tapReaderTask(throws), (p) => C.tapReaderTask(p, () => throws), Exit.die(bug)]
]

for (const [name, last, first, exit] of promised) {
  test(name, async (t) => {
    t.deepEqual(await exitLater(given(last(one))), exit, 'data-last')
    t.deepEqual(await exitLater(given(first(one))), exit, 'data-first')
  })
}

test('tap and its kin run in order, and wait for what they start', (t) => {
  const { lines, say } = makeLog()
  const program = pipe(
    C.of('value'),
    C.tap((a) =>
      pipe(
        C.sleep(1),
        C.flatMap(() => say(`tap ${a}`))
      )
    ),
    C.tapIO((a) => () => lines.push(`tapIO ${a}`)),
    C.tapReader((a) => (r: Env) => lines.push(`tapReader ${a} ${r.n}`)),
    C.flatMap((a) => say(`flatMap ${a}`))
  )
  exitOf(given(program))
  t.deepEqual(lines, ['tap value', 'tapIO value', 'tapReader value 10', 'flatMap value'])
})

test('flatten and flap', (t) => {
  t.deepEqual(exitOf(C.flatten(C.of(C.of(1)))), Exit.succeed(1))
  t.deepEqual(exitOf(C.flatten(C.of(C.left('e')))), Exit.fail('e'))
  t.deepEqual(
    exitOf(
      pipe(
        C.of((n: number) => n + 1),
        C.flap(1)
      )
    ),
    Exit.succeed(2)
  )
})

test('forever goes on until it fails', (t) => {
  let turns = 0
  const turn = C.suspend(() => (++turns < 100_000 ? C.of(turns) : C.left('enough')))
  t.deepEqual(exitOf(C.forever(turn)), Exit.fail('enough'))
})

// ---- environment

test('local, provide and provideSome last as long as what they are given to', (t) => {
  const n = C.asks((r: Env) => r.n)
  const program = pipe(
    C.all(
      [
        n,
        pipe(
          n,
          C.local((r: Env) => ({ n: r.n * 2 }))
        ),
        pipe(n, C.provide({ n: 3 })),
        n
      ],
      { concurrency: 1 }
    ),
    C.flatMap((ns) =>
      pipe(
        n,
        C.map((last) => [...ns, last])
      )
    )
  )
  t.deepEqual(exitOf(given(program)), Exit.succeed([10, 20, 3, 10, 10]))
})

test('the environment is put back after a failure, a defect and an interruption inside', (t) => {
  const n = C.asks((r: Env) => r.n)
  for (const body of [C.left('e'), C.die(bug), C.asks(throws)]) {
    const program = pipe(
      body,
      C.provide({ n: 99 }),
      C.matchExit(() => n)
    )
    t.deepEqual(exitOf(given(program)), Exit.succeed(10))
  }
  const inside = pipe(
    C.never,
    C.provide({ n: 99 }),
    C.ensuring(C.of(0)),
    C.timeoutOption(1),
    C.flatMap(() => n)
  )
  t.deepEqual(exitOf(given(inside)), Exit.succeed(10))
})

test('a forked fiber has the environment of the place where it was forked', (t) => {
  const n = C.asks((r: Env) => r.n)
  const program = pipe(C.fork(n), C.provide({ n: 3 }), C.flatMap(C.fromFiber))
  t.deepEqual(exitOf(program), Exit.succeed(3))
})

class Counter {
  constructor(readonly from: number) {}
  get next(): number {
    return this.from + 1
  }
  after(n: number): number {
    return this.next + n
  }
}

test('an environment that is an instance of a class stays one, whatever is added', (t) => {
  const program = C.asks((r: Counter & { readonly n: number }) => [r.after(r.n), r.next, r.from])
  const exits = [
    pipe(program, C.provideSome({ n: 1 }), C.provide(new Counter(10))),
    pipe(program, C.provideSome(new Counter(10)), C.provide({ n: 1 })),
    pipe(program, Scope.scoped, C.provide(Object.assign(new Counter(10), { n: 1 })))
  ].map(exitOf)
  for (const exit of exits) t.deepEqual(exit, Exit.succeed([12, 11, 10]))
  const record = Object.assign(Object.create(null) as object, { n: 1 })
  t.deepEqual(exitOf(pipe(C.ask<object>(), C.provideSome({ m: 2 }), C.provide(record))), Exit.succeed({ n: 1, m: 2 }))
})

test('provideSome adds to what comes from outside, and wins', (t) => {
  const both = C.ask<{ readonly a: number; readonly b: number }>()
  t.deepEqual(exitOf(pipe(both, C.provideSome({ a: 1 }), C.provide({ b: 2 }))), Exit.succeed({ b: 2, a: 1 }))
  t.deepEqual(exitOf(pipe(both, C.provideSome({ a: 1 }), C.provide({ a: 3, b: 2 }))), Exit.succeed({ a: 1, b: 2 }))
  t.deepEqual(exitOf(pipe(both, C.provideSome({ a: 1 }), C.provideSome({ b: 2 }))), Exit.succeed({ b: 2, a: 1 }))
})

test('local: a function that throws is a defect', (t) => {
  t.deepEqual(exitOf(pipe(C.of(1), C.local(throws))), Exit.die(bug))
})

// ---- do notation

test('do notation', (t) => {
  const program = pipe(
    C.Do,
    C.bind('a', () => C.of(1)),
    C.let('b', ({ a }) => a + 1),
    C.apS('c', C.of(3)),
    C.bind('d', ({ a, b, c }) => C.of(a + b + c))
  )
  t.deepEqual(exitOf(program), Exit.succeed({ a: 1, b: 2, c: 3, d: 6 }))
  t.deepEqual(exitOf(pipe(C.of(1), C.bindTo('a'))), Exit.succeed({ a: 1 }))
  t.deepEqual(
    exitOf(
      pipe(
        C.Do,
        C.bind('a', () => C.left('e'))
      )
    ),
    Exit.fail('e')
  )
  t.deepEqual(exitOf(pipe(C.Do, C.bind('a', throws))), Exit.die(bug))
  t.deepEqual(exitOf(pipe(C.Do, C.let('a', throws))), Exit.die(bug))
  t.deepEqual(exitOf(pipe(C.Do, C.apS('a', C.die(bug)))), Exit.die(bug))
})

test('do notation does not change the records that it is given, and takes any name', (t) => {
  const record = Object.freeze({ a: 1 })
  const program = pipe(
    C.of(record),
    C.let('__proto__', () => 2),
    C.bind('constructor', () => C.of(3))
  )
  const exit = exitOf(program)
  t.true(exit._tag === 'Right' && Object.keys(exit.right).join() === 'a,__proto__,constructor')
  t.deepEqual(record, { a: 1 })
  t.deepEqual(exitOf(C.Do), Exit.succeed({}))
})
