// Stack safety: nothing that is nested deeply, in either direction or over many fibers, may need a deep host stack.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'

const run = <E, A>(program: C.Coroutine<unknown, E, A>): Exit.Exit<E, A> => new TestLoop().run(program)

/** `f` applied so many times. */
const times = <A>(n: number, start: A, f: (a: A) => A): A => {
  let a = start
  for (let i = 0; i < n; i++) a = f(a)
  return a
}

const deep = 100_000
const increment = (n: number): number => n + 1
const zero: C.Coroutine<unknown, never, number> = C.of(0)

test('left-nested map', (t) => {
  t.deepEqual(run(times(deep, zero, C.map(increment))), Exit.succeed(deep))
})

test('left-nested flatMap', (t) => {
  t.deepEqual(
    run(
      times(
        deep,
        zero,
        C.flatMap((n) => C.of(n + 1))
      )
    ),
    Exit.succeed(deep)
  )
})

test('left-nested ap', (t) => {
  const one = C.of(1)
  const add = (n: number) => (m: number) => n + m
  t.deepEqual(run(times(20_000, zero, (sum) => C.ApplySeq.ap(C.Functor.map(sum, add), one))), Exit.succeed(20_000))
})

test('left-nested orElse', (t) => {
  const failing: C.Coroutine<unknown, number, never> = C.left(0)
  t.deepEqual(
    run(
      times(
        deep,
        failing,
        C.orElse((n) => C.left(n + 1))
      )
    ),
    Exit.fail(deep)
  )
})

test('left-nested ensuring, in the order from inside out', (t) => {
  let finalized = 0
  const finalizer = C.fromIO(() => void finalized++)
  t.deepEqual(run(times(deep, zero, C.ensuring(finalizer))), Exit.succeed(0))
  t.is(finalized, deep)
})

test('left-nested provide and masks', (t) => {
  const program = times(deep, zero, (ma) => pipe(ma, C.provide({}), C.uninterruptible, C.interruptible))
  t.deepEqual(run(program), Exit.succeed(0))
})

test('right recursion', (t) => {
  const loop = (n: number): C.Coroutine<unknown, never, number> => (n === 0 ? C.of(7) : C.flatMap(C.of(n - 1), loop))
  t.deepEqual(run(loop(1_000_000)), Exit.succeed(7))
})

test('recursion that is not in tail position', (t) => {
  const loop = (n: number): C.Coroutine<unknown, never, number> =>
    n === 0
      ? C.of(0)
      : pipe(
          C.suspend(() => loop(n - 1)),
          C.map(increment)
        )
  t.deepEqual(run(loop(deep)), Exit.succeed(deep))
})

test('nested generators', (t) => {
  const loop: (n: number) => C.Coroutine<unknown, never, number> = C.genK(function* (
    n: number
  ): Generator<C.Coroutine<unknown, never, number>, number, unknown> {
    return n === 0 ? 0 : (yield* loop(n - 1)) + 1
  })
  t.deepEqual(run(loop(deep)), Exit.succeed(deep))
})

test('a failure that passes 100,000 generators', (t) => {
  const loop: (n: number) => C.Coroutine<unknown, string, number> = C.genK(function* (
    n: number
  ): Generator<C.Coroutine<unknown, string, number>, number, unknown> {
    return n === 0 ? yield* C.left('deep') : (yield* loop(n - 1)) + 1
  })
  t.deepEqual(run(loop(deep)), Exit.fail('deep'))
})

test('a relay of 10,000 fibers, each waiting for the one before', (t) => {
  const program = C.gen(function* () {
    const first = yield* Deferred.make<never, number>()
    let last = first
    for (let i = 0; i < 10_000; i++) {
      const [from, to] = [last, yield* Deferred.make<never, number>()]
      yield* C.fork(C.flatMap(Deferred.await(from), (n) => Deferred.succeed(to, n + 1)))
      last = to
    }
    yield* Deferred.succeed(first, 0)
    return yield* Deferred.await(last)
  })
  t.deepEqual(run(program), Exit.succeed(10_000))
})

test('fork and join 10,000 deep', (t) => {
  const loop = (n: number): C.Coroutine<unknown, never, number> =>
    n === 0 ? C.of(0) : pipe(C.fork(C.suspend(() => loop(n - 1))), C.flatMap(Fiber.join), C.map(increment))
  t.deepEqual(run(loop(10_000)), Exit.succeed(10_000))
})

test('an interruption that goes down 10,000 fibers', (t) => {
  const loop = (n: number): C.Coroutine<unknown, never, never> =>
    n === 0 ? C.never : pipe(C.fork(C.suspend(() => loop(n - 1))), C.flatMap(Fiber.join))
  const loopOn = new TestLoop()
  const started = loopOn.start(loop(10_000))
  loopOn.runReady()
  started.interrupt('host', 'enough')
  loopOn.runReady()
  t.is(started.exit()?._tag, 'Left')
  t.is(loopOn.fibers().length, 0)
})

for (const [what, nest] of [
  ['all', (inner) => C.all([inner])],
  ['all beside another one', (inner) => C.all([inner, C.never])],
  ['race', (inner) => C.race(C.never)(inner)],
  ['timeout', (inner) => C.timeoutOption(1e8)(inner)],
  ['traverse', (inner) => C.forEach(() => inner)([0])],
  ['apSecond', (inner) => C.apSecond(inner)(C.of(1))],
  ['disconnect', (inner) => C.disconnect(inner)]
] as ReadonlyArray<
  readonly [string, (inner: C.Coroutine<unknown, never, unknown>) => C.Coroutine<unknown, never, unknown>]
>)
  test(`an interruption that goes down 20,000 groups releases what is held there: ${what}`, (t) => {
    let released = 0
    const hold = C.bracket(
      zero,
      () => C.sleep(1_000),
      () => C.fromIO(() => void released++)
    )
    t.deepEqual(
      run(C.timeoutOption(10)(times<C.Coroutine<unknown, never, unknown>>(20_000, hold, nest))),
      Exit.succeed(O.none)
    )
    t.is(released, 1)
  })

test('a cause of 100,000 failures', (t) => {
  const boom = C.fromIO(() => {
    throw 'boom'
  })
  const program = pipe(
    C.all(Array.from({ length: 1_000 }, () => C.ensuring(boom)(C.never)).concat(C.left('first') as never)),
    C.toExit
  )
  const exit = run(program)
  t.is(exit._tag === 'Right' && exit.right._tag === 'Left' ? exit.right.left.length : 0, 1_001)
})
