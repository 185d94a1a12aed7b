/**
 * Laws of the instances whose operations are on plain values: Eq, Ord, Semigroup, Monoid, Semiring, Ring, Field.
 *
 * The names and the order of arguments are those of fp-ts-laws, so that its users change one line.
 */
import type { Eq } from 'fp-ts/Eq'
import type { Field } from 'fp-ts/Field'
import type { Monoid } from 'fp-ts/Monoid'
import type { Ord } from 'fp-ts/Ord'
import type { Ring } from 'fp-ts/Ring'
import type { Semigroup } from 'fp-ts/Semigroup'
import type { Semiring } from 'fp-ts/Semiring'
import { type Arbitrary, check, type FastCheck, law, type Options } from './law.js'

/**
 * An equality is reflexive, symmetric and transitive.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 * import * as N from 'fp-ts/lib/number.js'
 *
 * laws.eq(fc)(N.Eq, fc.integer())
 *
 * @category values
 * @since 0.1.0
 */
export const eq =
  (fc: FastCheck) =>
  <A>(E: Eq<A>, arb: Arbitrary<A>, options?: Options): void =>
    check(
      fc,
      'eq',
      [
        law('fp-ts-laws', 'reflexivity', 'a = a', [arb], (a) => E.equals(a, a)),
        law(
          'fp-ts-laws',
          'symmetry',
          'a = b exactly when b = a',
          [arb, arb],
          (a, b) => E.equals(a, b) === E.equals(b, a)
        ),
        law(
          'fp-ts-laws',
          'transitivity',
          'a = b and b = c imply a = c',
          [arb, arb, arb],
          (a, b, c) => !(E.equals(a, b) && E.equals(b, c)) || E.equals(a, c)
        )
      ],
      options
    )

/**
 * An order is total, reflexive, antisymmetric and transitive.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 * import * as S from 'fp-ts/lib/string.js'
 *
 * laws.ord(fc)(S.Ord, fc.string())
 *
 * @category values
 * @since 0.1.0
 */
export const ord =
  (fc: FastCheck) =>
  <A>(O: Ord<A>, arb: Arbitrary<A>, options?: Options): void =>
    check(
      fc,
      'ord',
      [
        law(
          'fp-ts-laws',
          'totality',
          'a <= b or b <= a',
          [arb, arb],
          (a, b) => O.compare(a, b) <= 0 || O.compare(b, a) <= 0
        ),
        law('fp-ts-laws', 'reflexivity', 'a <= a', [arb], (a) => O.compare(a, a) <= 0),
        law(
          'fp-ts-laws',
          'antisymmetry',
          'a <= b and b <= a exactly when a = b',
          [arb, arb],
          (a, b) => (O.compare(a, b) <= 0 && O.compare(b, a) <= 0) === O.equals(a, b)
        ),
        law(
          'fp-ts-laws',
          'transitivity',
          'a <= b and b <= c imply a <= c',
          [arb, arb, arb],
          (a, b, c) => !(O.compare(a, b) <= 0 && O.compare(b, c) <= 0) || O.compare(a, c) <= 0
        )
      ],
      options
    )

/**
 * The operation of a semigroup is associative.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 * import * as S from 'fp-ts/lib/string.js'
 *
 * laws.semigroup(fc)(S.Semigroup, S.Eq, fc.string())
 *
 * @category values
 * @since 0.1.0
 */
export const semigroup =
  (fc: FastCheck) =>
  <A>(S: Semigroup<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options): void =>
    check(
      fc,
      'semigroup',
      [
        law('fp-ts-laws', 'associativity', '(a + b) + c = a + (b + c)', [arb, arb, arb], (a, b, c) =>
          E.equals(S.concat(S.concat(a, b), c), S.concat(a, S.concat(b, c)))
        )
      ],
      options
    )

/**
 * A monoid is a semigroup with an element that changes nothing.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 * import * as N from 'fp-ts/lib/number.js'
 *
 * laws.monoid(fc)(N.MonoidSum, N.Eq, fc.integer())
 *
 * @category values
 * @since 0.1.0
 */
export const monoid =
  (fc: FastCheck) =>
  <A>(M: Monoid<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options): void => {
    semigroup(fc)(M, E, arb, options)
    check(
      fc,
      'monoid',
      [
        law('fp-ts-laws', 'left identity', 'empty + a = a', [arb], (a) => E.equals(M.concat(M.empty, a), a)),
        law('fp-ts-laws', 'right identity', 'a + empty = a', [arb], (a) => E.equals(M.concat(a, M.empty), a))
      ],
      options
    )
  }

/**
 * The two operations of a semiring are monoids, the first commutes, and the second distributes over it.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 * import * as N from 'fp-ts/lib/number.js'
 *
 * laws.semiring(fc)(N.Field, N.Eq, fc.integer({ min: -1000, max: 1000 }))
 *
 * @category values
 * @since 0.1.0
 */
export const semiring =
  (fc: FastCheck) =>
  <A>(S: Semiring<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options): void =>
    check(
      fc,
      'semiring',
      [
        law('fp-ts-laws', 'addition associates', '(a + b) + c = a + (b + c)', [arb, arb, arb], (a, b, c) =>
          E.equals(S.add(S.add(a, b), c), S.add(a, S.add(b, c)))
        ),
        law('fp-ts-laws', 'zero', '0 + a = a', [arb], (a) => E.equals(S.add(S.zero, a), a)),
        law('fp-ts-laws', 'addition commutes', 'a + b = b + a', [arb, arb], (a, b) =>
          E.equals(S.add(a, b), S.add(b, a))
        ),
        law('fp-ts-laws', 'multiplication associates', '(a * b) * c = a * (b * c)', [arb, arb, arb], (a, b, c) =>
          E.equals(S.mul(S.mul(a, b), c), S.mul(a, S.mul(b, c)))
        ),
        law(
          'fp-ts-laws',
          'one',
          '1 * a = a = a * 1',
          [arb],
          (a) => E.equals(S.mul(S.one, a), a) && E.equals(S.mul(a, S.one), a)
        ),
        law('fp-ts-laws', 'left distributivity', 'a * (b + c) = a * b + a * c', [arb, arb, arb], (a, b, c) =>
          E.equals(S.mul(a, S.add(b, c)), S.add(S.mul(a, b), S.mul(a, c)))
        ),
        law('fp-ts-laws', 'right distributivity', '(a + b) * c = a * c + b * c', [arb, arb, arb], (a, b, c) =>
          E.equals(S.mul(S.add(a, b), c), S.add(S.mul(a, c), S.mul(b, c)))
        ),
        law(
          'fp-ts-laws',
          'annihilation',
          '0 * a = 0 = a * 0',
          [arb],
          (a) => E.equals(S.mul(S.zero, a), S.zero) && E.equals(S.mul(a, S.zero), S.zero)
        )
      ],
      options
    )

/**
 * A ring is a semiring in which everything can be subtracted.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 * import * as N from 'fp-ts/lib/number.js'
 *
 * laws.ring(fc)(N.Field, N.Eq, fc.integer({ min: -1000, max: 1000 }))
 *
 * @category values
 * @since 0.1.0
 */
export const ring =
  (fc: FastCheck) =>
  <A>(R: Ring<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options): void => {
    semiring(fc)(R, E, arb, options)
    check(
      fc,
      'ring',
      [
        law(
          'fp-ts-laws',
          'additive inverse',
          'a - a = 0 = (0 - a) + a',
          [arb],
          (a) => E.equals(R.sub(a, a), R.zero) && E.equals(R.add(R.sub(R.zero, a), a), R.zero)
        )
      ],
      options
    )
  }

/**
 * A field is a commutative ring in which everything but zero divides.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as fc from 'fast-check'
 * import type { Field } from 'fp-ts/lib/Field.js'
 * import * as N from 'fp-ts/lib/number.js'
 *
 * // the integers modulo 5
 * const mod = (n: number): number => ((n % 5) + 5) % 5
 * const F5: Field<number> = {
 *   zero: 0,
 *   one: 1,
 *   add: (a, b) => mod(a + b),
 *   sub: (a, b) => mod(a - b),
 *   mul: (a, b) => mod(a * b),
 *   div: (a, b) => mod(a * b ** 3),
 *   mod: () => 0,
 *   degree: () => 1
 * }
 * laws.field(fc)(F5, N.Eq, fc.integer({ min: 0, max: 4 }))
 *
 * @category values
 * @since 0.1.0
 */
export const field =
  (fc: FastCheck) =>
  <A>(F: Field<A>, E: Eq<A>, arb: Arbitrary<A>, options?: Options): void => {
    const isZero = (a: A): boolean => E.equals(a, F.zero)
    ring(fc)(F, E, arb, options)
    check(
      fc,
      'field',
      [
        law('fp-ts-laws', 'multiplication commutes', 'a * b = b * a', [arb, arb], (a, b) =>
          E.equals(F.mul(a, b), F.mul(b, a))
        ),
        law(
          'fp-ts-laws',
          'integral domain',
          'a * b = 0 implies a = 0 or b = 0, and 0 is not 1',
          [arb, arb],
          (a, b) => !E.equals(F.zero, F.one) && (isZero(a) || isZero(b) || !isZero(F.mul(a, b)))
        ),
        law(
          'fp-ts-laws',
          'degree',
          'the degree of all but 0 is not negative',
          [arb],
          (a) => isZero(a) || F.degree(a) >= 0
        ),
        law(
          'fp-ts-laws',
          'quotient and remainder',
          'a = (a / b) * b + a mod b, and a mod b is 0 or of a smaller degree than b',
          [arb, arb],
          (a, b) => {
            if (isZero(b)) return true
            const rest = F.mod(a, b)
            return E.equals(a, F.add(F.mul(F.div(a, b), b), rest)) && (isZero(rest) || F.degree(rest) < F.degree(b))
          }
        ),
        law(
          'fp-ts-laws',
          'degrees are submultiplicative',
          'degree(a) <= degree(a * b), where neither is 0',
          [arb, arb],
          (a, b) => isZero(a) || isZero(b) || F.degree(a) <= F.degree(F.mul(a, b))
        ),
        law(
          'fp-ts-laws',
          'multiplicative inverse',
          'a * (1 / a) = 1, where a is not 0',
          [arb],
          (a) => isZero(a) || E.equals(F.mul(a, F.div(F.one, a)), F.one)
        )
      ],
      options
    )
  }
