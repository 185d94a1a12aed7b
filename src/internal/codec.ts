/**
 * Codecs that can stand among those of io-ts. io-ts asks nothing of a codec but its members, so an object that has them
 * all is one, and no class of io-ts is needed.
 */
import type { Either } from 'fp-ts/Either'
import type { Codec, Type, ValidationError, ValidationErrors } from '../Decode.js'

export type Context = ValidationError['context']

export const valid = <A>(a: A): Either<never, A> => ({ _tag: 'Right', right: a })

export const invalid = (errors: ValidationErrors): Either<ValidationErrors, never> => ({ _tag: 'Left', left: errors })

export const codec = <A, O>(
  name: string,
  is: (u: unknown) => u is A,
  validate: (u: unknown, context: Context) => Either<ValidationErrors, A>,
  encode: (a: A) => O
): Type<A, O> => {
  const self = {
    name,
    is,
    validate,
    encode,
    decode: (u: unknown) => validate(u, [{ key: '', type: self, actual: u }]),
    pipe: (ab: Codec<any, any, any>, pipeName = `pipe(${name}, ${ab.name})`) =>
      codec(
        pipeName,
        ab.is,
        (u, context) => {
          const first = validate(u, context)
          return first._tag === 'Left' ? first : ab.validate(first.right, context)
        },
        (b) => encode(ab.encode(b))
      ),
    asDecoder: () => self,
    asEncoder: () => self
  } as Type<A, O>
  return self
}

/** A codec for texts, by a parser that answers undefined for what it does not accept. */
export const fromText = <A>(
  name: string,
  expectation: string,
  is: (u: unknown) => u is A,
  parse: (text: string) => A | undefined,
  encode: (a: A) => string
): Type<A, string> =>
  codec(
    name,
    is,
    (u, context) => {
      const parsed = typeof u === 'string' ? parse(u) : undefined
      return parsed === undefined ? invalid([{ value: u, context, message: `expected ${expectation}` }]) : valid(parsed)
    },
    encode
  )
