/** A client for a JSON API. What may be over soon is tried again. */
import { pipe } from 'fp-ts/lib/function.js'
import * as C from 'fiber-ts/Coroutine'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type * as t from 'io-ts'
import { capDelay, exponentialBackoff, limitRetries, Monoid } from 'retry-ts'
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

const request = (path: string): C.Coroutine<HttpEnv, HttpError, Response> =>
  pipe(
    C.ask<HttpEnv>(),
    C.flatMap(({ baseUrl, fetch }) => C.tryCatch((signal) => fetch(`${baseUrl}${path}`, { signal }), httpError(path))),
    C.filterOrElse(
      (response) => response.ok,
      (response) => httpError(path, response.status)(response.statusText)
    )
  )

const withRetries = <R, A>(action: C.Coroutine<R, HttpError, A>) =>
  pipe(
    C.asks((env: HttpEnv) => policy(env.retryDelay)),
    C.flatMap((retries) => pipe(action, C.retryWhile(isTransient, retries)))
  )

/** The body of an answer, decoded. */
export const getJson = <A>(
  path: string,
  codec: t.Decoder<unknown, A>
): C.Coroutine<HttpEnv, HttpError | InvalidData, A> =>
  pipe(
    withRetries(request(path)),
    C.flatMapTaskEither((response) => TE.tryCatch(() => response.json(), httpError(path))),
    C.chainEitherKW(decodeFrom(path, codec))
  )
