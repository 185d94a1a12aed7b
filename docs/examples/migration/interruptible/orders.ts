/** The repository: orders and quotes in a database. */
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as C from 'fiber-ts/Coroutine'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decodeFrom, Order, type Quote } from './domain.js'
import { type DbError, dbError, type InvalidData, type NotFound } from './errors.js'
import type { Connection, Pool } from './pool.js'

export interface DbEnv {
  readonly pool: Pool
}

const withConnection = <R, E, A>(
  use: (connection: Connection) => C.Coroutine<R, E, A>
): C.Coroutine<R & DbEnv, E | DbError, A> =>
  C.bracketW(
    pipe(
      C.asks((env: DbEnv) => env.pool),
      C.chainTaskEitherK((pool) => TE.tryCatch(() => pool.acquire(), dbError))
    ),
    use,
    (connection) => C.asks((env: DbEnv) => env.pool.release(connection))
  )

const query = (
  statement: string,
  ...parameters: ReadonlyArray<unknown>
): C.Coroutine<DbEnv, DbError, ReadonlyArray<unknown>> =>
  withConnection((connection) =>
    C.fromTaskEither(TE.tryCatch(() => connection.query(statement, ...parameters), dbError))
  )

export const findOrder = (orderId: string): C.Coroutine<DbEnv, DbError | InvalidData | NotFound, Order> =>
  pipe(
    query('select * from orders where id = ?', orderId),
    C.map(RA.head),
    C.flatMap(C.fromOption((): NotFound => ({ _tag: 'NotFound', orderId }))),
    C.flatMapEither(decodeFrom('orders', Order))
  )

export const saveQuote = (quote: Quote): C.Coroutine<DbEnv, DbError, void> =>
  pipe(query('insert into quotes values (?, ?)', quote.orderId, quote.cents), C.asUnit)
