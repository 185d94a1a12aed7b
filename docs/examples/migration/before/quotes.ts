/** The use cases: what an order costs, shipping included. */
import { sequenceS } from 'fp-ts/lib/Apply.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { IO } from 'fp-ts/lib/IO.js'
import * as RT from 'fp-ts/lib/ReaderTask.js'
import * as RTE from 'fp-ts/lib/ReaderTaskEither.js'
import { Product, type Quote, quoteOf, Rate } from './domain.js'
import type { AppError } from './errors.js'
import { getJson, type HttpEnv } from './http.js'
import { type DbEnv, findOrder, saveQuote } from './orders.js'

export interface LogEnv {
  readonly log: (line: string) => IO<void>
}

export type Env = HttpEnv & DbEnv & LogEnv

const log = (line: string): RTE.ReaderTaskEither<LogEnv, never, void> =>
  pipe(
    RTE.asks((env: LogEnv) => env.log(line)),
    RTE.flatMapIO((write) => write)
  )

const productsOf = (skus: ReadonlyArray<string>) =>
  pipe(
    skus,
    RTE.traverseArray((sku) => getJson(`/products/${sku}`, Product))
  )

/** Computes the quote of an order and keeps it. */
export const quoteOrder = (orderId: string): RTE.ReaderTaskEither<Env, AppError, Quote> =>
  pipe(
    RTE.Do,
    RTE.bindW('order', () => findOrder(orderId)),
    RTE.bindW('fetched', ({ order }) =>
      sequenceS(RTE.ApplyPar)({
        products: productsOf(order.skus),
        rate: getJson(`/rates/${order.country}`, Rate)
      })
    ),
    RTE.chainEitherKW(({ order, fetched }) => quoteOf(order, fetched.products, fetched.rate)),
    RTE.chainFirstW(saveQuote),
    RTE.tap((quote) => log(`quoted ${quote.orderId}: ${quote.cents}`)),
    RTE.tapError((error) => log(`no quote for ${orderId}: ${error._tag}`))
  )

/** All or nothing. */
export const quoteOrders = (ids: ReadonlyArray<string>): RTE.ReaderTaskEither<Env, AppError, ReadonlyArray<Quote>> =>
  pipe(ids, RTE.traverseArray(quoteOrder))

/** A line for the customer, whatever happens. */
export const describeQuote = (orderId: string): RT.ReaderTask<Env, string> =>
  pipe(
    quoteOrder(orderId),
    RTE.map((quote) => `${(quote.cents / 100).toFixed(2)} EUR`),
    RTE.orElseW((error) => (error._tag === 'NotFound' ? RTE.right(`no order ${error.orderId}`) : RTE.left(error))),
    RTE.getOrElse(() => RT.of('please ask again later'))
  )
