// The forms of fp-ts before 2.14 that take their arguments in another order.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { bug, exitOf, throws } from './fixtures.js'

test('chainOptionK', (t) => {
  const positive = C.chainOptionK(() => 'none')((n: number) => (n > 0 ? O.some(n) : O.none))
  t.deepEqual(exitOf(positive(C.of(1))), Exit.succeed(1))
  t.deepEqual(exitOf(positive(C.of(0))), Exit.fail('none'))
  t.deepEqual(
    exitOf(
      pipe(
        C.of(1),
        C.chainOptionK(throws)(() => O.none)
      )
    ),
    Exit.die(bug)
  )
})

test('chainNullableK and fromNullableK', (t) => {
  const known = (n: number) => (n > 0 ? n : undefined)
  t.deepEqual(exitOf(pipe(C.of(1), C.chainNullableK('null')(known))), Exit.succeed(1))
  t.deepEqual(exitOf(pipe(C.of(0), C.chainNullableK('null')(known))), Exit.fail('null'))
  t.deepEqual(exitOf(C.fromNullableK('null')(known)(1)), Exit.succeed(1))
  t.deepEqual(exitOf(C.fromNullableK('null')(known)(0)), Exit.fail('null'))
})

test('a pipeline in the old names', (t) => {
  const program = pipe(
    C.right<unknown, string, number>(1),
    C.chain((n) => C.right<unknown, string, number>(n + 1)),
    C.chainFirst((n) => C.left<unknown, string, number>(`no ${n}`)),
    C.orElseFirst((e: string) => C.right<unknown, string, number>(e.length)),
    C.bimap(
      (e: string) => `${e}!`,
      (n) => n
    ),
    C.mapLeft((e) => e.toUpperCase()),
    C.fold(
      (e: string) => C.right<unknown, never, string>(e),
      (n: number) => C.right<unknown, never, string>(`${n}`)
    )
  )
  t.deepEqual(exitOf(program), Exit.succeed('NO 2!'))
})
