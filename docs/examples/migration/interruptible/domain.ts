/** The data, each as a codec and its type. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import type { InvalidData, TooHeavy } from './errors.js'

export const Product = t.type({ sku: t.string, grams: t.number, cents: t.number })
export type Product = t.TypeOf<typeof Product>

export const Order = t.type({ id: t.string, country: t.string, skus: t.array(t.string) })
export type Order = t.TypeOf<typeof Order>

export const Rate = t.type({ country: t.string, centsPerKilo: t.number })
export type Rate = t.TypeOf<typeof Rate>

export interface Quote {
  readonly orderId: string
  readonly cents: number
}

/** Decodes what came from a source, and names the source in the error. */
export const decodeFrom =
  <A>(source: string, codec: t.Decoder<unknown, A>) =>
  (u: unknown): E.Either<InvalidData, A> =>
    pipe(
      codec.decode(u),
      E.mapLeft((errors) => ({ _tag: 'InvalidData', source, problems: PathReporter.report(E.left(errors)) }))
    )

const heaviest = 30_000

/** What the goods cost, and every started kilo of shipping. */
export const quoteOf = (order: Order, products: ReadonlyArray<Product>, rate: Rate): E.Either<TooHeavy, Quote> => {
  const grams = products.reduce((sum, product) => sum + product.grams, 0)
  const cents = products.reduce((sum, product) => sum + product.cents, 0)
  return grams > heaviest
    ? E.left({ _tag: 'TooHeavy', grams })
    : E.right({ orderId: order.id, cents: cents + Math.ceil(grams / 1_000) * rate.centsPerKilo })
}
