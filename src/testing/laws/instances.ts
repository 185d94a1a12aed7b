/**
 * Laws of the instances whose operations are on programs or containers: Functor to Monad, and what stands beside them.
 *
 * fp-ts-laws' names and arguments: `lift` makes an arbitrary of `F<A>` from one of `A`, `liftEq` an equality of `F<A>` from
 * one of `A`. Functions are generated too, so a law meets programs that go on in many ways and not one fixed pair.
 * The instances are typed by what is used of them and not by fp-ts' classes, which come in one version for each arity.
 */
import type { Eq } from 'fp-ts/Eq'
import { type Arbitrary, check, type FastCheck, law, type Options } from './law.js'

/**
 * From an arbitrary of values to one of programs or containers with such values.
 *
 * @category model
 * @since 0.1.0
 */
export type Lift = (values: Arbitrary<number>) => Arbitrary<any>

/**
 * From an equality of values to one of programs or containers with such values.
 *
 * @category model
 * @since 0.1.0
 */
export type LiftEq = <A>(E: Eq<A>) => Eq<any>

/**
 * What the laws of `functor` use of an instance; fp-ts' instances of any arity fit.
 *
 * @category model
 * @since 0.1.0
 */
export interface Functor {
  readonly map: (fa: any, f: (a: any) => any) => any
}

/**
 * What the laws of `apply` use of an instance.
 *
 * @category model
 * @since 0.1.0
 */
export interface Apply extends Functor {
  readonly ap: (fab: any, fa: any) => any
}

/**
 * What the laws of `applicative` use of an instance.
 *
 * @category model
 * @since 0.1.0
 */
export interface Applicative extends Apply {
  readonly of: (a: any) => any
}

/**
 * What the laws of `monad` and `chainRec` have in common.
 *
 * @category model
 * @since 0.1.0
 */
export interface Chain extends Apply {
  readonly chain: (fa: any, f: (a: any) => any) => any
}

/**
 * What the laws of `monad` use of an instance.
 *
 * @category model
 * @since 0.1.0
 */
export interface Monad extends Chain, Applicative {}

/**
 * What the laws of `monadThrow` use of an instance.
 *
 * @category model
 * @since 0.1.0
 */
export interface MonadThrow extends Monad {
  readonly throwError: (e: any) => any
}

/**
 * What the laws of `monadIO` use of an instance.
 *
 * @category model
 * @since 0.1.0
 */
export interface MonadIO extends Monad {
  readonly fromIO: (fa: () => any) => any
}

/**
 * What the laws of `chainRec` use of an instance.
 *
 * @category model
 * @since 0.1.0
 */
export interface ChainRec extends Chain {
  readonly chainRec: (a: any, f: (a: any) => any) => any
}

/**
 * What the laws of `alt` use of an instance.
 *
 * @category model
 * @since 0.1.0
 */
export interface Alt extends Functor {
  readonly alt: (fa: any, that: () => any) => any
}

/**
 * What the laws of `bifunctor` use of an instance.
 *
 * @category model
 * @since 0.1.0
 */
export interface Bifunctor {
  readonly bimap: (fa: any, f: (e: any) => any, g: (a: any) => any) => any
  readonly mapLeft: (fa: any, f: (e: any) => any) => any
}

/**
 * What the laws of `filterable` use of an instance.
 *
 * @category model
 * @since 0.1.0
 */
export interface Filterable extends Functor {
  readonly filter: (fa: any, predicate: (a: any) => boolean) => any
  readonly filterMap: (fa: any, f: (a: any) => any) => any
  readonly partition: (fa: any, predicate: (a: any) => boolean) => { readonly left: any; readonly right: any }
}

type F1 = (...args: Array<any>) => any

const identity = <A>(a: A): A => a

/** Equality of what the generated functions take and answer. */
const eqValue: Eq<any> = { equals: (a, b) => a === b }

const values = (fc: FastCheck): Arbitrary<number> => fc.integer({ min: -3, max: 3 })

/** What is lifted, functions of plain values, and when two of what is lifted are equal. */
const subjects = (
  fc: FastCheck,
  lift: Lift,
  liftEq: LiftEq
): { readonly f: Arbitrary<F1>; readonly fa: Arbitrary<any>; readonly E: Eq<any> } => ({
  f: fc.func(values(fc)),
  fa: lift(values(fc)),
  E: liftEq(eqValue)
})

/**
 * Mapping keeps identities and compositions.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * laws.functor(fc)(O.Functor)((arb) => fc.oneof(fc.constant(O.none), arb.map(O.some)), O.getEq)
 *
 * @category instances
 * @since 0.1.0
 */
export const functor =
  (fc: FastCheck) =>
  (F: Functor) =>
  (lift: Lift, liftEq: LiftEq, options?: Options): void => {
    const { f, fa, E } = subjects(fc, lift, liftEq)
    check(
      fc,
      'functor',
      [
        law('fp-ts-laws', 'identity', 'map(fa, identity) = fa', [fa], (a) => E.equals(F.map(a, identity), a)),
        law('fp-ts-laws', 'composition', 'map(fa, g . f) = map(map(fa, f), g)', [fa, f, f], (a, ab, bc) =>
          E.equals(
            F.map(a, (x) => bc(ab(x))),
            F.map(F.map(a, ab), bc)
          )
        )
      ],
      options
    )
  }

/**
 * Application composes.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as C from 'fiber-ts/Coroutine'
 * import * as fc from 'fast-check'
 *
 * laws.apply(fc)(C.ApplySeq)(laws.liftProgram(fc), laws.liftEq, { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category instances
 * @since 0.1.0
 */
export const apply =
  (fc: FastCheck) =>
  (F: Apply) =>
  (lift: Lift, liftEq: LiftEq, options?: Options): void => {
    const { f, fa, E } = subjects(fc, lift, liftEq)
    functor(fc)(F)(lift, liftEq, options)
    check(
      fc,
      'apply',
      [
        law(
          'fp-ts-laws',
          'associative composition',
          'ap(ap(map(fbc, compose), fab), fa) = ap(fbc, ap(fab, fa))',
          [fa, fa, fa, f, f],
          (a, ab, bc, g, h) => {
            const fab = F.map(ab, (n) => (x: number) => g(n, x))
            const fbc = F.map(bc, (n) => (x: number) => h(n, x))
            return E.equals(
              F.ap(
                F.ap(
                  F.map(fbc, (second: F1) => (first: F1) => (x: unknown) => second(first(x))),
                  fab
                ),
                a
              ),
              F.ap(fbc, F.ap(fab, a))
            )
          }
        )
      ],
      options
    )
  }

/**
 * Application with pure values and functions is plain application.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as C from 'fiber-ts/Coroutine'
 * import * as fc from 'fast-check'
 *
 * laws.applicative(fc)(C.ApplicativeSeq)(laws.liftProgram(fc), laws.liftEq, { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category instances
 * @since 0.1.0
 */
export const applicative =
  (fc: FastCheck) =>
  (F: Applicative) =>
  (lift: Lift, liftEq: LiftEq, options?: Options): void => {
    const { f, fa, E } = subjects(fc, lift, liftEq)
    apply(fc)(F)(lift, liftEq, options)
    check(
      fc,
      'applicative',
      [
        law('fp-ts-laws', 'identity', 'ap(of(identity), fa) = fa', [fa], (a) => E.equals(F.ap(F.of(identity), a), a)),
        law('fp-ts-laws', 'homomorphism', 'ap(of(f), of(a)) = of(f(a))', [values(fc), f], (a, ab) =>
          E.equals(F.ap(F.of(ab), F.of(a)), F.of(ab(a)))
        ),
        law('fp-ts-laws', 'interchange', 'ap(fab, of(a)) = ap(of(f => f(a)), fab)', [values(fc), fa, f], (a, ab, g) => {
          const fab = F.map(ab, (n) => (x: number) => g(n, x))
          return E.equals(
            F.ap(fab, F.of(a)),
            F.ap(
              F.of((h: F1) => h(a)),
              fab
            )
          )
        }),
        law('fp-ts-laws', 'derived map', 'map(fa, f) = ap(of(f), fa)', [fa, f], (a, ab) =>
          E.equals(F.map(a, ab), F.ap(F.of(ab), a))
        )
      ],
      options
    )
  }

/**
 * Sequencing is associative, has pure values on both sides as identities, and agrees with `map` and `ap`.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as C from 'fiber-ts/Coroutine'
 * import * as fc from 'fast-check'
 *
 * // the ap of C.Monad runs both sides at once
 * laws.monad(fc)(C.Monad)(laws.liftProgram(fc), laws.liftEq, {
 *   except: ['derived ap'],
 *   parameters: { numRuns: 10, seed: 1 }
 * })
 *
 * @category instances
 * @since 0.1.0
 */
export const monad =
  (fc: FastCheck) =>
  (M: Monad) =>
  (lift: Lift, liftEq: LiftEq, options?: Options): void => {
    const { f, fa, E } = subjects(fc, lift, liftEq)
    const afb: Arbitrary<F1> = fc.func(fa)
    check(
      fc,
      'monad',
      [
        law('fp-ts-laws', 'left identity', 'chain(of(a), f) = f(a)', [values(fc), afb], (a, g) =>
          E.equals(M.chain(M.of(a), g), g(a))
        ),
        law('fp-ts-laws', 'right identity', 'chain(fa, of) = fa', [fa], (a) => E.equals(M.chain(a, M.of), a)),
        law(
          'fp-ts-laws',
          'associativity',
          'chain(chain(fa, f), g) = chain(fa, a => chain(f(a), g))',
          [fa, afb, afb],
          (a, g, h) =>
            E.equals(
              M.chain(M.chain(a, g), h),
              M.chain(a, (x) => M.chain(g(x), h))
            )
        ),
        law('fp-ts-laws', 'derived map', 'map(fa, f) = chain(fa, a => of(f(a)))', [fa, f], (a, g) =>
          E.equals(
            M.map(a, g),
            M.chain(a, (x) => M.of(g(x)))
          )
        ),
        law('fp-ts-laws', 'derived ap', 'ap(fab, fa) = chain(fab, f => map(fa, f))', [fa, fa, f], (a, ab, g) => {
          const fab = M.map(ab, (n) => (x: number) => g(n, x))
          return E.equals(
            M.ap(fab, a),
            M.chain(fab, (h: F1) => M.map(a, h))
          )
        })
      ],
      options
    )
  }

/**
 * A failure ends a program: nothing that would come after it happens.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as C from 'fiber-ts/Coroutine'
 * import * as fc from 'fast-check'
 *
 * laws.monadThrow(fc)(C.MonadThrow)(laws.liftProgram(fc), laws.liftEq, { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category instances
 * @since 0.1.0
 */
export const monadThrow =
  (fc: FastCheck) =>
  (M: MonadThrow) =>
  (lift: Lift, liftEq: LiftEq, options?: Options): void => {
    const afb: Arbitrary<F1> = fc.func(lift(values(fc)))
    const E = liftEq(eqValue)
    check(
      fc,
      'monadThrow',
      [
        law('Fantasy Land', 'left zero', 'chain(throwError(e), f) = throwError(e)', [values(fc), afb], (e, f) =>
          E.equals(M.chain(M.throwError(`e${e}`), f), M.throwError(`e${e}`))
        )
      ],
      options
    )
  }

/**
 * Lifting an `IO` keeps pure values and sequences.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as C from 'fiber-ts/Coroutine'
 * import * as fc from 'fast-check'
 *
 * laws.monadIO(fc)(C.MonadIO)(laws.liftEq)
 *
 * @category instances
 * @since 0.1.0
 */
export const monadIO =
  (fc: FastCheck) =>
  (M: MonadIO) =>
  (liftEq: LiftEq, options?: Options): void => {
    const f: Arbitrary<F1> = fc.func(values(fc))
    const E = liftEq(eqValue)
    check(
      fc,
      'monadIO',
      [
        law('Fantasy Land', 'fromIO keeps values', 'fromIO(() => a) = of(a)', [values(fc)], (a) =>
          E.equals(
            M.fromIO(() => a),
            M.of(a)
          )
        ),
        law(
          'Fantasy Land',
          'fromIO keeps sequences',
          'fromIO(() => f(ma())()) = chain(fromIO(ma), a => fromIO(f(a)))',
          [values(fc), f],
          (a, g) =>
            E.equals(
              M.fromIO(() => g(a)),
              M.chain(
                M.fromIO(() => a),
                (x) => M.fromIO(() => g(x))
              )
            )
        )
      ],
      options
    )
  }

/**
 * Recursion by `chainRec` is recursion by `chain`, without its stack.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as C from 'fiber-ts/Coroutine'
 * import * as fc from 'fast-check'
 *
 * laws.chainRec(fc)({ ...C.ChainRec, of: C.of })(laws.liftProgram(fc), laws.liftEq, {
 *   parameters: { numRuns: 10, seed: 1 }
 * })
 *
 * @category instances
 * @since 0.1.0
 */
export const chainRec =
  (fc: FastCheck) =>
  (M: ChainRec & Pick<Applicative, 'of'>) =>
  (lift: Lift, liftEq: LiftEq, options?: Options): void => {
    const { fa, E } = subjects(fc, lift, liftEq)
    const next = (n: number): unknown => ({ _tag: 'Left', left: n })
    const done = (n: number): unknown => ({ _tag: 'Right', right: n })
    check(
      fc,
      'chainRec',
      [
        law(
          'Fantasy Land',
          'equivalence',
          'chainRec(n, step) = the recursion that chains each step',
          [fc.integer({ min: 0, max: 3 }), fa],
          (n, step) => {
            const recursive = (i: number): unknown => M.chain(step, (a) => (i <= 0 ? M.of(a) : recursive(i - 1)))
            return E.equals(
              M.chainRec(n, (i: number) => M.map(step, (a) => (i <= 0 ? done(a) : next(i - 1)))),
              recursive(n)
            )
          }
        ),
        {
          ...law('Fantasy Land', 'stack safety', 'chainRec takes 20,000 steps', [values(fc)], (a) =>
            E.equals(
              M.chainRec(20_000, (i: number) => M.of(i === 0 ? done(a) : next(i - 1))),
              M.of(a)
            )
          ),
          once: true
        }
      ],
      options
    )
  }

/**
 * Choosing is associative, and mapping distributes over it.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as C from 'fiber-ts/Coroutine'
 * import * as fc from 'fast-check'
 *
 * laws.alt(fc)(C.Alt)(laws.liftProgram(fc), laws.liftEq, { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category instances
 * @since 0.1.0
 */
export const alt =
  (fc: FastCheck) =>
  (F: Alt) =>
  (lift: Lift, liftEq: LiftEq, options?: Options): void => {
    const { f, fa, E } = subjects(fc, lift, liftEq)
    check(
      fc,
      'alt',
      [
        law('Fantasy Land', 'associativity', 'alt(alt(a, b), c) = alt(a, alt(b, c))', [fa, fa, fa], (a, b, c) =>
          E.equals(
            F.alt(
              F.alt(a, () => b),
              () => c
            ),
            F.alt(a, () => F.alt(b, () => c))
          )
        ),
        law('Fantasy Land', 'distributivity', 'map(alt(a, b), f) = alt(map(a, f), map(b, f))', [fa, fa, f], (a, b, g) =>
          E.equals(
            F.map(
              F.alt(a, () => b),
              g
            ),
            F.alt(F.map(a, g), () => F.map(b, g))
          )
        )
      ],
      options
    )
  }

/**
 * Mapping both sides keeps identities and compositions, and mapping the left side is a part of it.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as C from 'fiber-ts/Coroutine'
 * import * as fc from 'fast-check'
 *
 * laws.bifunctor(fc)(C.Bifunctor)(laws.liftProgram(fc), laws.liftEq, { parameters: { numRuns: 10, seed: 1 } })
 *
 * @category instances
 * @since 0.1.0
 */
export const bifunctor =
  (fc: FastCheck) =>
  (F: Bifunctor) =>
  (lift: Lift, liftEq: LiftEq, options?: Options): void => {
    const { f, fa, E } = subjects(fc, lift, liftEq)
    check(
      fc,
      'bifunctor',
      [
        law('Fantasy Land', 'identity', 'bimap(fa, identity, identity) = fa', [fa], (a) =>
          E.equals(F.bimap(a, identity, identity), a)
        ),
        law(
          'Fantasy Land',
          'composition',
          'bimap(fa, g . f, i . h) = bimap(bimap(fa, f, h), g, i)',
          [fa, f, f, f, f],
          (a, ef, fg, ab, bc) =>
            E.equals(
              F.bimap(
                a,
                (e) => fg(ef(e)),
                (x) => bc(ab(x))
              ),
              F.bimap(F.bimap(a, ef, ab), fg, bc)
            )
        ),
        law('Fantasy Land', 'derived mapLeft', 'mapLeft(fa, f) = bimap(fa, f, identity)', [fa, f], (a, g) =>
          E.equals(F.mapLeft(a, g), F.bimap(a, g, identity))
        )
      ],
      options
    )
  }

/**
 * Filtering twice is filtering by both, keeping everything changes nothing, and the other forms agree with it.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as C from 'fiber-ts/Coroutine'
 * import * as fc from 'fast-check'
 * import * as S from 'fp-ts/lib/string.js'
 *
 * laws.filterable(fc)(C.getFilterable(S.Monoid))(laws.liftProgram(fc), laws.liftEq, {
 *   parameters: { numRuns: 10, seed: 1 }
 * })
 *
 * @category instances
 * @since 0.1.0
 */
export const filterable =
  (fc: FastCheck) =>
  (F: Filterable) =>
  (lift: Lift, liftEq: LiftEq, options?: Options): void => {
    const p: Arbitrary<F1> = fc.func(fc.boolean())
    const { fa, E } = subjects(fc, lift, liftEq)
    const none = { _tag: 'None' }
    const some = (value: unknown): unknown => ({ _tag: 'Some', value })
    check(
      fc,
      'filterable',
      [
        law(
          'Fantasy Land',
          'distributivity',
          'filter(fa, a => p(a) && q(a)) = filter(filter(fa, p), q)',
          [fa, p, p],
          (a, q, r) =>
            E.equals(
              F.filter(a, (x) => q(x) && r(x)),
              F.filter(F.filter(a, q), r)
            )
        ),
        law('Fantasy Land', 'identity', 'filter(fa, () => true) = fa', [fa], (a) =>
          E.equals(
            F.filter(a, () => true),
            a
          )
        ),
        law(
          'fiber-ts',
          'derived filter',
          'filter(fa, p) = filterMap(fa, a => p(a) ? some(a) : none)',
          [fa, p],
          (a, q) =>
            E.equals(
              F.filter(a, q),
              F.filterMap(a, (x) => (q(x) ? some(x) : none))
            )
        ),
        law(
          'fiber-ts',
          'derived partition',
          'partition(fa, p) = { left: filter(fa, not(p)), right: filter(fa, p) }',
          [fa, p],
          (a, q) => {
            const { left, right } = F.partition(a, q)
            return (
              E.equals(
                left,
                F.filter(a, (x) => !q(x))
              ) && E.equals(right, F.filter(a, q))
            )
          }
        )
      ],
      options
    )
  }
