/**
 * What a law is, and the part of fast-check by which laws are checked.
 *
 * fast-check is an argument and never imported: the types below describe what is used of it, loosely enough for
 * versions 3 and 4, so that whoever has no laws to check needs no fast-check, not even for these declarations.
 */

/**
 * A fast-check arbitrary. The laws use its `map`; the rest is there so that an arbitrary of theirs is one of fast-check.
 *
 * @category model
 * @since 0.1.0
 */
export interface Arbitrary<A> {
  map<B>(f: (a: A) => B): Arbitrary<B>
  readonly generate: any
  readonly canShrinkWithoutContext: any
  readonly shrink: any
  readonly filter: any
  readonly chain: any
}

/**
 * The part of fast-check that the laws use: `import * as fc from 'fast-check'` is one.
 *
 * @category model
 * @since 0.1.0
 */
export interface FastCheck {
  assert(property: any, parameters?: any): unknown
  property(...args: Array<any>): unknown
  integer(constraints: { min: number; max: number }): Arbitrary<number>
  boolean(): Arbitrary<boolean>
  constantFrom(...values: Array<any>): Arbitrary<any>
  oneof(...arbitraries: Array<any>): Arbitrary<any>
  tuple(...arbitraries: Array<any>): Arbitrary<any>
  array(arbitrary: Arbitrary<any>, constraints?: { minLength?: number; maxLength?: number }): Arbitrary<any>
  func(result: Arbitrary<any>): Arbitrary<any>
}

/**
 * Where a law was stated first.
 *
 * @category model
 * @since 0.1.0
 */
export type Source = 'fp-ts-laws' | 'Fantasy Land' | 'cats-effect' | 'fiber-ts'

/**
 * A law: its family and name, what it says in a line, and where it comes from.
 *
 * @category model
 * @since 0.1.0
 */
export interface Law {
  readonly family: string
  readonly name: string
  readonly says: string
  readonly source: Source
}

/**
 * How a family of laws is checked.
 *
 * @category model
 * @since 0.1.0
 */
export interface Options {
  /** Laws that are left out, by name. */
  readonly except?: ReadonlyArray<string>
  /** Passed to `fc.assert` as they are: `numRuns`, `seed`, … */
  readonly parameters?: object
  /** Called for each law instead of checking it, so that each can be a test of its own. */
  readonly each?: (law: Law, check: () => void) => void
}

/** A law with how to check it. */
interface Checkable extends Omit<Law, 'family'> {
  readonly arbitraries: ReadonlyArray<Arbitrary<any>>
  readonly holds: (...args: Array<any>) => boolean | void
  /** Whether one run says it all, and costs more than those of other laws. */
  readonly once?: boolean
}

/** A law that holds when a function of what the arbitraries make answers anything but false, and does not throw. */
export const law = <T extends ReadonlyArray<unknown>>(
  source: Source,
  name: string,
  says: string,
  arbitraries: { readonly [K in keyof T]: Arbitrary<T[K]> },
  holds: (...args: T) => boolean | void
): Checkable => ({ source, name, says, arbitraries, holds: holds as Checkable['holds'] })

/** Checks the laws of a family, one after the other, or hands each to `each`. */
export const check = (
  fc: FastCheck,
  family: string,
  laws: ReadonlyArray<Checkable>,
  { except = [], parameters, each = (_, run) => run() }: Options = {}
): void => {
  for (const { source, name, says, arbitraries, holds, once } of laws) {
    if (except.includes(name)) continue
    each({ family, name, says, source }, () => {
      try {
        fc.assert(fc.property(...arbitraries, holds), once ? { ...parameters, numRuns: 1 } : parameters)
      } catch (error) {
        const { message, cause } = error as Error
        const seen = cause instanceof Error && !message.includes(cause.message) ? `\n${cause.message}` : ''
        throw new Error(`${family}: ${name} (${says}): ${message}${seen}`, { cause: error })
      }
    })
  }
}
