/** The edge: where programs become promises. */
import type { Either } from 'fp-ts/lib/Either.js'
import type * as RTE from 'fp-ts/lib/ReaderTaskEither.js'
import type { Quote } from './domain.js'
import type { AppError } from './errors.js'
import { describeQuote, type Env, quoteOrder, quoteOrders } from './quotes.js'

export interface App {
  readonly quoteOrder: (orderId: string) => Promise<Either<AppError, Quote>>
  readonly quoteOrders: (orderIds: ReadonlyArray<string>) => Promise<Either<AppError, ReadonlyArray<Quote>>>
  readonly describeQuote: (orderId: string) => Promise<string>
}

export const makeApp = (env: Env): App => {
  const run = <E, A>(program: RTE.ReaderTaskEither<Env, E, A>): Promise<Either<E, A>> => program(env)()
  return {
    quoteOrder: (orderId) => run(quoteOrder(orderId)),
    quoteOrders: (orderIds) => run(quoteOrders(orderIds)),
    describeQuote: (orderId) => describeQuote(orderId)(env)()
  }
}
