/** The repository: orders and quotes in a database. */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as RTE from 'fp-ts/lib/ReaderTaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decodeFrom, Order, type Quote } from './domain.js'
import { type DbError, dbError, type InvalidData, type NotFound } from './errors.js'
import type { Connection, Pool } from './pool.js'

export interface DbEnv {
  readonly pool: Pool
}

const withConnection = <R, E, A>(
  use: (connection: Connection) => RTE.ReaderTaskEither<R, E, A>
): RTE.ReaderTaskEither<R & DbEnv, E | DbError, A> =>
  RTE.bracketW(
    pipe(
      RTE.asks((env: DbEnv) => env.pool),
      RTE.chainTaskEitherK((pool) => TE.tryCatch(() => pool.acquire(), dbError))
    ),
    use,
    (connection) => RTE.asks((env: DbEnv) => env.pool.release(connection))
  )

const query = (
  statement: string,
  ...parameters: ReadonlyArray<unknown>
): RTE.ReaderTaskEither<DbEnv, DbError, ReadonlyArray<unknown>> =>
  withConnection((connection) =>
    RTE.fromTaskEither(TE.tryCatch(() => connection.query(statement, ...parameters), dbError))
  )

export const findOrder = (orderId: string): RTE.ReaderTaskEither<DbEnv, DbError | InvalidData | NotFound, Order> =>
  pipe(
    query('select * from orders where id = ?', orderId),
    RTE.map(RA.head),
    RTE.flatMap(RTE.fromOption((): NotFound => ({ _tag: 'NotFound', orderId }))),
    RTE.flatMapEither(decodeFrom('orders', Order))
  )

export const saveQuote = (quote: Quote): RTE.ReaderTaskEither<DbEnv, DbError, void> =>
  pipe(query('insert into quotes values (?, ?)', quote.orderId, quote.cents), RTE.asUnit)
