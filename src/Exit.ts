/**
 * How a fiber ended: with a value, or with the cause of its failure.
 *
 * An `Exit<E, A>` is a plain `Either<Cause<E>, A>`, so every function of fp-ts' `Either` works on it, and sees the whole
 * cause on the left. The functions and instances here see the typed failures in its place: `mapError` maps those, and
 * `Bifunctor` has `E` for its first type.
 *
 * @module
 * @since 0.1.0
 */
import type { Bifunctor2 } from 'fp-ts/Bifunctor'
import type { Either } from 'fp-ts/Either'
import type { Eq } from 'fp-ts/Eq'
import type { Foldable2 } from 'fp-ts/Foldable'
import type { FromEither2 } from 'fp-ts/FromEither'
import type { Functor2 } from 'fp-ts/Functor'
import type { Monad2 } from 'fp-ts/Monad'
import type { MonadThrow2 } from 'fp-ts/MonadThrow'
import type { Monoid } from 'fp-ts/Monoid'
import type { Show } from 'fp-ts/Show'
import * as C from './Cause.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * The outcome of a fiber.
 *
 * @category model
 * @since 0.1.0
 */
export type Exit<E, A> = Either<C.Cause<E>, A>

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * The exit of a fiber that ended with a value.
 *
 * @example
 * import { succeed } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(succeed(1), { _tag: 'Right', right: 1 })
 *
 * @category constructors
 * @since 0.1.0
 */
export const succeed = <A, E = never>(value: A): Exit<E, A> => ({ _tag: 'Right', right: value })

/**
 * The exit of a fiber that ended with one typed failure.
 *
 * @example
 * import { fail } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(fail('e'), { _tag: 'Left', left: [{ _tag: 'Fail', error: 'e' }] })
 *
 * @category constructors
 * @since 0.1.0
 */
export const fail = <E, A = never>(error: E): Exit<E, A> => failCause(C.fail(error))

/**
 * The exit of a fiber that ended with one defect.
 *
 * @example
 * import { die } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(die('bug'), { _tag: 'Left', left: [{ _tag: 'Die', defect: 'bug' }] })
 *
 * @category constructors
 * @since 0.1.0
 */
export const die = (defect: unknown): Exit<never, never> => failCause(C.die(defect))

/**
 * The exit of a fiber that ended with a cause.
 *
 * @example
 * import * as Cause from 'fiber-ts/Cause'
 * import { failCause } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(failCause(Cause.fail('e')), { _tag: 'Left', left: [{ _tag: 'Fail', error: 'e' }] })
 *
 * @category constructors
 * @since 0.1.0
 */
export const failCause = <E, A = never>(cause: C.Cause<E>): Exit<E, A> => ({ _tag: 'Left', left: cause })

// -------------------------------------------------------------------------------------
// conversions
// -------------------------------------------------------------------------------------

/**
 * The exit of a fiber that would end as an `Either` says.
 *
 * @example
 * import { fail, fromEither, succeed } from 'fiber-ts/Exit'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(fromEither(E.right(1)), succeed(1))
 * assert.deepStrictEqual(fromEither(E.left('e')), fail('e'))
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromEither = <E, A>(either: Either<E, A>): Exit<E, A> =>
  either._tag === 'Left' ? fail(either.left) : either

// -------------------------------------------------------------------------------------
// pattern matching
// -------------------------------------------------------------------------------------

/**
 * Goes by how the fiber ended.
 *
 * @example
 * import { type Cause, failures } from 'fiber-ts/Cause'
 * import { fail, match, succeed } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * const say = match(
 *   (cause: Cause<string>) => `failed with ${failures(cause).join()}`,
 *   (n: number) => `ended with ${n}`
 * )
 * assert.strictEqual(say(succeed(1)), 'ended with 1')
 * assert.strictEqual(say(fail('no')), 'failed with no')
 *
 * @category pattern matching
 * @since 0.1.0
 */
export const match =
  <E, B, A, D = B>(onCause: (cause: C.Cause<E>) => B, onValue: (value: A) => D) =>
  (exit: Exit<E, A>): B | D =>
    exit._tag === 'Left' ? onCause(exit.left) : onValue(exit.right)

// -------------------------------------------------------------------------------------
// mapping
// -------------------------------------------------------------------------------------

const _map: Functor2<URI>['map'] = (fa, f) => (fa._tag === 'Left' ? fa : succeed(f(fa.right)))

const _chain: Monad2<URI>['chain'] = (fa, f) => (fa._tag === 'Left' ? fa : f(fa.right))

const _ap: Monad2<URI>['ap'] = (fab, fa) => _chain(fab, (f) => _map(fa, f))

const _mapLeft: Bifunctor2<URI>['mapLeft'] = (fa, f) => (fa._tag === 'Left' ? failCause(C.map(f)(fa.left)) : fa)

/**
 * The same exit with the value mapped.
 *
 * @example
 * import { fail, map, succeed } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * const length = map((text: string) => text.length)
 * assert.deepStrictEqual(length(succeed('four')), succeed(4))
 * assert.deepStrictEqual(length(fail('e')), fail('e'))
 *
 * @category mapping
 * @since 0.1.0
 */
export const map =
  <A, B>(f: (value: A) => B) =>
  <E>(exit: Exit<E, A>): Exit<E, B> =>
    _map(exit, f)

/**
 * The same exit with every typed failure of its cause mapped; defects and interruptions stay.
 *
 * @example
 * import { die, fail, mapError } from 'fiber-ts/Exit'
 * import * as assert from 'node:assert'
 *
 * const shout = mapError((error: string) => error.toUpperCase())
 * assert.deepStrictEqual(shout(fail('no')), fail('NO'))
 * assert.deepStrictEqual(shout(die('bug')), die('bug'))
 *
 * @category mapping
 * @since 0.1.0
 */
export const mapError =
  <E, G>(f: (error: E) => G) =>
  <A>(exit: Exit<E, A>): Exit<G, A> =>
    _mapLeft(exit, f)

// -------------------------------------------------------------------------------------
// type lambdas
// -------------------------------------------------------------------------------------

/**
 * The name of this type among those of fp-ts.
 *
 * @category type lambdas
 * @since 0.1.0
 */
export const URI = 'fiber-ts/Exit'

/**
 * The type of `URI`.
 *
 * @category type lambdas
 * @since 0.1.0
 */
export type URI = typeof URI

declare module 'fp-ts/HKT' {
  interface URItoKind2<E, A> {
    readonly 'fiber-ts/Exit': Exit<E, A>
  }
}

// -------------------------------------------------------------------------------------
// instances
// -------------------------------------------------------------------------------------

/**
 * The values map.
 *
 * @category instances
 * @since 0.1.0
 */
export const Functor: Functor2<URI> = { URI, map: _map }

/**
 * The values and the typed failures map.
 *
 * @category instances
 * @since 0.1.0
 */
export const Bifunctor: Bifunctor2<URI> = { URI, bimap: (fa, f, g) => _map(_mapLeft(fa, f), g), mapLeft: _mapLeft }

/**
 * Exits in sequence: the first that failed decides.
 *
 * @category instances
 * @since 0.1.0
 */
export const Monad: Monad2<URI> = { URI, map: _map, ap: _ap, of: succeed, chain: _chain }

/**
 * `throwError` is `fail`.
 *
 * @category instances
 * @since 0.1.0
 */
export const MonadThrow: MonadThrow2<URI> = { ...Monad, throwError: fail }

/**
 * An `Either` is an exit with one typed failure, or with a value.
 *
 * @category instances
 * @since 0.1.0
 */
export const FromEither: FromEither2<URI> = { URI, fromEither }

/**
 * Folds over the value, if there is one.
 *
 * @category instances
 * @since 0.1.0
 */
export const Foldable: Foldable2<URI> = {
  URI,
  reduce: (fa, b, f) => (fa._tag === 'Left' ? b : f(b, fa.right)),
  foldMap:
    <M>(M: Monoid<M>) =>
    <E, A>(fa: Exit<E, A>, f: (value: A) => M) =>
      fa._tag === 'Left' ? M.empty : f(fa.right),
  reduceRight: (fa, b, f) => (fa._tag === 'Left' ? b : f(fa.right, b))
}

/**
 * Exits are equal when their values are, or their causes by `getEq` of `fiber-ts/Cause`.
 *
 * @example
 * import { fail, getEq, succeed } from 'fiber-ts/Exit'
 * import * as N from 'fp-ts/lib/number.js'
 * import * as S from 'fp-ts/lib/string.js'
 * import * as assert from 'node:assert'
 *
 * const { equals } = getEq(S.Eq, N.Eq)
 * assert.ok(equals(succeed(1), succeed(1)))
 * assert.ok(!equals(succeed(1), fail('e')))
 *
 * @category instances
 * @since 0.1.0
 */
export const getEq = <E, A>(EqE: Eq<E>, EqA: Eq<A>): Eq<Exit<E, A>> => {
  const causes = C.getEq(EqE)
  return {
    equals: (a, b) =>
      a._tag === 'Left'
        ? b._tag === 'Left' && causes.equals(a.left, b.left)
        : b._tag === 'Right' && EqA.equals(a.right, b.right)
  }
}

/**
 * Shows an exit as it is written in code.
 *
 * @example
 * import { die, fail, getShow, succeed } from 'fiber-ts/Exit'
 * import * as N from 'fp-ts/lib/number.js'
 * import * as S from 'fp-ts/lib/string.js'
 * import * as assert from 'node:assert'
 *
 * const { show } = getShow(S.Show, N.Show)
 * assert.strictEqual(show(succeed(1)), 'succeed(1)')
 * assert.strictEqual(show(fail('no')), 'failCause([fail("no")])')
 * assert.strictEqual(show(die(new Error('bug'))), 'failCause([die(Error: bug)])')
 *
 * @category instances
 * @since 0.1.0
 */
export const getShow = <E, A>(ShowE: Show<E>, ShowA: Show<A>): Show<Exit<E, A>> => {
  const causes = C.getShow(ShowE)
  return {
    show: (exit) =>
      exit._tag === 'Left' ? `failCause(${causes.show(exit.left)})` : `succeed(${ShowA.show(exit.right)})`
  }
}
