/** The use cases: what an order costs, shipping included. */
import { sequenceS } from 'fp-ts/lib/Apply.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { IO } from 'fp-ts/lib/IO.js'
import * as C from 'fiber-ts/Coroutine'
import { Product, type Quote, quoteOf, Rate } from './domain.js'
import type { AppError } from './errors.js'
import { getJson, type HttpEnv } from './http.js'
import { type DbEnv, findOrder, saveQuote } from './orders.js'

export interface LogEnv {
  readonly log: (line: string) => IO<void>
}

export type Env = HttpEnv & DbEnv & LogEnv

const log = (line: string): C.Coroutine<LogEnv, never, void> =>
  pipe(
    C.asks((env: LogEnv) => env.log(line)),
    C.flatMapIO((write) => write)
  )

const productsOf = (skus: ReadonlyArray<string>) =>
  pipe(
    skus,
    C.traverseArray((sku) => getJson(`/products/${sku}`, Product))
  )

/** Computes the quote of an order and keeps it. */
export const quoteOrder = (orderId: string): C.Coroutine<Env, AppError, Quote> =>
  pipe(
    C.Do,
    C.bindW('order', () => findOrder(orderId)),
    C.bindW('fetched', ({ order }) =>
      sequenceS(C.ApplyPar)({
        products: productsOf(order.skus),
        rate: getJson(`/rates/${order.country}`, Rate)
      })
    ),
    C.chainEitherKW(({ order, fetched }) => quoteOf(order, fetched.products, fetched.rate)),
    C.chainFirstW(saveQuote),
    C.tap((quote) => log(`quoted ${quote.orderId}: ${quote.cents}`)),
    C.tapError((error) => log(`no quote for ${orderId}: ${error._tag}`))
  )

/** All or nothing. */
export const quoteOrders = (ids: ReadonlyArray<string>): C.Coroutine<Env, AppError, ReadonlyArray<Quote>> =>
  pipe(ids, C.traverseArray(quoteOrder))

/** A line for the customer, whatever happens. */
export const describeQuote = (orderId: string): C.Coroutine<Env, never, string> =>
  pipe(
    quoteOrder(orderId),
    C.map((quote) => `${(quote.cents / 100).toFixed(2)} EUR`),
    C.orElseW((error) => (error._tag === 'NotFound' ? C.right(`no order ${error.orderId}`) : C.left(error))),
    C.getOrElse(() => C.of('please ask again later'))
  )
