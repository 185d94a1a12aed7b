/** A client for a JSON API. What may be over soon is tried again. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RTE from 'fp-ts/lib/ReaderTaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type * as t from 'io-ts'
import { capDelay, exponentialBackoff, limitRetries, Monoid } from 'retry-ts'
import { retrying } from 'retry-ts/lib/ReaderTask.js'
import { decodeFrom } from './domain.js'
import { type HttpError, httpError, type InvalidData } from './errors.js'

export interface HttpEnv {
  readonly baseUrl: string
  readonly fetch: typeof fetch
  /** Milliseconds before the first retry. */
  readonly retryDelay: number
}

const policy = (delay: number) => capDelay(2_000, Monoid.concat(exponentialBackoff(delay), limitRetries(3)))

const isTransient = (error: HttpError): boolean => error.status === undefined || error.status >= 500

const request = (path: string): RTE.ReaderTaskEither<HttpEnv, HttpError, Response> =>
  pipe(
    RTE.ask<HttpEnv>(),
    RTE.flatMapTaskEither(({ baseUrl, fetch }) => TE.tryCatch(() => fetch(`${baseUrl}${path}`), httpError(path))),
    RTE.filterOrElse(
      (response) => response.ok,
      (response) => httpError(path, response.status)(response.statusText)
    )
  )

const withRetries = <R, A>(action: RTE.ReaderTaskEither<R, HttpError, A>) =>
  pipe(
    RTE.asks((env: HttpEnv) => policy(env.retryDelay)),
    RTE.flatMap((retries) =>
      retrying(
        retries,
        () => action,
        (result) => E.isLeft(result) && isTransient(result.left)
      )
    )
  )

/** The body of an answer, decoded. */
export const getJson = <A>(
  path: string,
  codec: t.Decoder<unknown, A>
): RTE.ReaderTaskEither<HttpEnv, HttpError | InvalidData, A> =>
  pipe(
    withRetries(request(path)),
    RTE.flatMapTaskEither((response) => TE.tryCatch(() => response.json(), httpError(path))),
    RTE.chainEitherKW(decodeFrom(path, codec))
  )
