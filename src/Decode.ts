/**
 * What comes from outside, made into values with a type: `decode(codec)` with a codec of io-ts, a decoder of
 * `io-ts/Decoder`, or any Standard Schema (zod, valibot, arktype, effect), fails with a `DecodeError` whose message names
 * the path, the expectation and the value.
 *
 * Messages are safe to log. Of an object only the keys are named; what goes by the name of a secret (`password`, `token`),
 * or is decoded by `secret` of `fiber-ts/Config`, is not shown; and the values themselves are not enumerable in an error,
 * so that no printer finds them.
 *
 * Codecs are known by their structure, nothing of io-ts is imported, and this module works where io-ts is not installed.
 * Rejected: io-ts' own `PathReporter`, which throws on bigints and cycles, prints secrets, and has a line for each member
 * of a union.
 *
 * @module
 * @since 0.1.0
 */
import type { Either } from 'fp-ts/Either'
import type { ReadonlyNonEmptyArray } from 'fp-ts/ReadonlyNonEmptyArray'
import { type AbortSignal, type Coroutine, flatMap, left, of, promise, suspend, tryCatch } from './Coroutine.js'
import { brand } from './internal/brand.js'
import { describeIssues, describeProblem, examine, looksSecret, type Rejection, toIssues } from './internal/decode.js'
import { withoutUserInfo } from './internal/show.js'

// -------------------------------------------------------------------------------------
// codecs
// -------------------------------------------------------------------------------------

/**
 * How io-ts says what is wrong with a value: the way to it, from the outside in, and the codec at each step.
 *
 * @category codecs
 * @since 0.1.0
 */
export interface ValidationError {
  readonly value: unknown
  readonly context: ReadonlyArray<{ readonly key: string; readonly type: ContextType; readonly actual?: unknown }>
  readonly message?: string
}

/**
 * A codec as it stands in the context of a `ValidationError`.
 *
 * @category codecs
 * @since 0.1.0
 */
export interface ContextType {
  readonly name: string
  readonly validate: (i: any, context: any) => Either<ValidationErrors, any>
  readonly decode: (i: any) => Either<ValidationErrors, any>
}

/**
 * All that io-ts has to say about a value.
 *
 * @category codecs
 * @since 0.1.0
 */
export interface ValidationErrors extends Array<ValidationError> {}

/**
 * What is needed of a codec of io-ts to decode with it. Every `t.Type` is one.
 *
 * @category codecs
 * @since 0.1.0
 */
export interface Decoder<I, A> {
  readonly name: string
  readonly decode: (i: I) => Either<ValidationErrors, A>
}

/**
 * What is needed of a codec of io-ts to make another one of it. Every `t.Type` is one.
 *
 * @category codecs
 * @since 0.1.0
 */
export interface Codec<A, O = A, I = unknown> {
  readonly name: string
  readonly is: (u: unknown) => u is A
  readonly validate: (i: I, context: ValidationError['context']) => Either<ValidationErrors, A>
  readonly encode: (a: A) => O
  readonly decode: (i: I) => Either<ValidationErrors, A>
}

/**
 * A codec with all that a `t.Type` of io-ts has, so that it can stand wherever io-ts asks for one.
 *
 * @category codecs
 * @since 0.1.0
 */
export interface Type<A, O = A, I = unknown> extends Codec<A, O, I> {
  readonly pipe: <B>(ab: Codec<B, any, any>, name?: string) => Type<B, O, I>
  readonly asDecoder: () => Type<A, O, I>
  readonly asEncoder: () => Type<A, O, I>
  readonly _A: A
  readonly _O: O
  readonly _I: I
}

/**
 * One or more values, as `io-ts/Decoder` collects its errors.
 *
 * @category codecs
 * @since 0.1.0
 */
export type FreeSemigroup<A> =
  | { readonly _tag: 'Of'; readonly value: A }
  | { readonly _tag: 'Concat'; readonly left: FreeSemigroup<A>; readonly right: FreeSemigroup<A> }

/**
 * What is wrong with a value, as `io-ts/Decoder` says it.
 *
 * @category codecs
 * @since 0.1.0
 */
export type DecodeLeaf =
  | { readonly _tag: 'Leaf'; readonly actual: unknown; readonly error: string }
  | { readonly _tag: 'Key'; readonly key: string; readonly errors: FreeSemigroup<DecodeLeaf> }
  | { readonly _tag: 'Index'; readonly index: number; readonly errors: FreeSemigroup<DecodeLeaf> }
  | { readonly _tag: 'Member'; readonly index: number; readonly errors: FreeSemigroup<DecodeLeaf> }
  | { readonly _tag: 'Lazy'; readonly id: string; readonly errors: FreeSemigroup<DecodeLeaf> }
  | { readonly _tag: 'Wrap'; readonly error: string; readonly errors: FreeSemigroup<DecodeLeaf> }

/**
 * A decoder of io-ts' experimental module `io-ts/Decoder`.
 *
 * @category codecs
 * @since 0.1.0
 */
export interface ExperimentalDecoder<I, A> {
  readonly decode: (i: I) => Either<FreeSemigroup<DecodeLeaf>, A>
}

/**
 * What is wrong with a value, as a Standard Schema says it.
 *
 * @category codecs
 * @since 0.1.0
 */
export interface StandardIssue {
  readonly message: string
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}

/**
 * What a Standard Schema makes of a value.
 *
 * @category codecs
 * @since 0.1.0
 */
export type StandardResult<A> =
  { readonly value: A; readonly issues?: undefined } | { readonly issues: ReadonlyArray<StandardIssue> }

/**
 * A schema as the specification Standard Schema has it, version 1: those of zod, valibot, arktype and effect are some.
 *
 * @category codecs
 * @since 0.1.0
 */
export interface StandardSchemaV1<I = unknown, A = I> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<A> | Promise<StandardResult<A>>
    readonly types?: { readonly input: I; readonly output: A } | undefined
  }
}

/**
 * Any of the codecs that `decode` takes, as a constraint.
 *
 * @category codecs
 * @since 0.1.0
 */
export type AnyCodec = Decoder<any, unknown> | ExperimentalDecoder<any, unknown> | StandardSchemaV1

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * One thing that is wrong with a value: where, what was expected there, and what was found. `actual` is not enumerable, and
 * holds the text `<redacted>` where the value must not be seen; `message` is there if the codec has one of its own.
 *
 * @category model
 * @since 0.1.0
 */
export interface Issue {
  readonly path: ReadonlyArray<string | number>
  readonly expected: string
  readonly actual: unknown
  readonly message?: string
}

/** Properties that programs can read and printers pass by. */
const hide = (error: Error, properties: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(properties)) Object.defineProperty(error, name, { value })
}

/**
 * A value is not what a codec expects. The message has a line for each issue. A typed error.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { decode } from 'fiber-ts/Decode'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as t from 'io-ts'
 * import * as assert from 'node:assert'
 *
 * const Login = t.type({ user: t.string, password: t.string })
 * const error = await run(pipe({ user: 7n, password: 12345 }, decode(Login), C.swap))
 * assert.strictEqual(
 *   error.message,
 *   `user: expected string, got 7n
 * password: expected string, got <redacted>`
 * )
 *
 * @category model
 * @since 0.1.0
 */
export class DecodeError extends Error {
  readonly _tag = 'DecodeError' as const
  readonly issues: ReadonlyNonEmptyArray<Issue>
  /** What io-ts itself reported, for its reporters; empty for other codecs. It has every value, and is not enumerable. */
  declare readonly validationErrors: ValidationErrors
  constructor(issues: ReadonlyNonEmptyArray<Issue>, validationErrors: ValidationErrors = []) {
    super(describeIssues(issues))
    this.issues = issues
    hide(this, { validationErrors })
  }
}
brand(DecodeError, 'DecodeError')

/**
 * A text is not JSON. The message says where, if the platform does, and quotes nothing of the text. A typed error.
 *
 * @category model
 * @since 0.1.0
 */
export class JsonError extends Error {
  readonly _tag = 'JsonError' as const
  /** The text itself, which is not enumerable. */
  declare readonly text: string
  constructor(reason: string, text: string) {
    super(`not JSON: ${reason}`)
    hide(this, { text })
  }
}
brand(JsonError, 'JsonError')

/**
 * A response has another status than 200 to 299 (`reason` is `'status'`), or its body could not be read to the end
 * (`'body'`, and `cause` says why). The message names the URL without its query. A typed error.
 *
 * @category model
 * @since 0.1.0
 */
export class ResponseError extends Error {
  readonly _tag = 'ResponseError' as const
  readonly reason: 'status' | 'body'
  readonly status: number
  constructor(reason: 'status' | 'body', response: ResponseLike, cause?: unknown) {
    const at = response.url === '' ? '' : `, from ${withoutUserInfo(response.url).replace(/[?#].*$/s, '')}`
    const status = response.statusText === '' ? `${response.status}` : `${response.status} ${response.statusText}`
    super(
      reason === 'status' ? `status ${status}${at}` : `the body could not be read (status ${status}${at})`,
      reason === 'status' ? undefined : { cause }
    )
    this.reason = reason
    this.status = response.status
  }
}
brand(ResponseError, 'ResponseError')

/**
 * What is needed of the `Response` of `fetch`. A `body` that is a stream of the web is read so that it can be interrupted,
 * any other by `text`.
 *
 * @category model
 * @since 0.1.0
 */
export interface ResponseLike {
  readonly ok: boolean
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly body: unknown
  readonly text: () => Promise<string>
}

/**
 * How a value is decoded.
 *
 * @category model
 * @since 0.1.0
 */
export interface DecodeOptions {
  /**
   * Whose values must not be seen in messages: all, none but those that the codec itself hides, or those at certain paths.
   * By default those at paths with a name that secrets go by, such as `password`, `token` or `apiKey`.
   */
  readonly redact?: boolean | ((path: ReadonlyArray<string | number>) => boolean)
}

// -------------------------------------------------------------------------------------
// decoding
// -------------------------------------------------------------------------------------

const errorOf = (rejection: Rejection, codec: AnyCodec, u: unknown, { redact = looksSecret }: DecodeOptions) =>
  new DecodeError(toIssues(rejection, codec, u, redact), rejection.errors)

const decodeAny = (
  codec: AnyCodec,
  options: DecodeOptions = {}
): ((u: unknown) => Coroutine<unknown, DecodeError, any>) => {
  const conclude = (u: unknown) => (result: Either<Rejection, unknown>) =>
    result._tag === 'Right' ? of(result.right) : left(errorOf(result.left, codec, u, options))
  return (u) =>
    suspend((): Coroutine<unknown, DecodeError, unknown> => {
      const result = examine(codec, u)
      return '_tag' in result
        ? conclude(u)(result)
        : flatMap(
            promise(() => result),
            conclude(u)
          )
    })
}

/**
 * Decodes a value, or fails with a `DecodeError`. Whatever a codec throws is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { decode } from 'fiber-ts/Decode'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as t from 'io-ts'
 * import { NumberFromString } from 'io-ts-types'
 * import * as assert from 'node:assert'
 *
 * const Item = t.type({ id: t.string, price: NumberFromString })
 * assert.deepStrictEqual(await run(decode(Item)({ id: 'a', price: '2.5' })), { id: 'a', price: 2.5 })
 *
 * const items = pipe(C.of([{ id: 'a', price: '1' }, { id: 'b' }]), C.flatMap(decode(t.array(Item))))
 * const error = await run(C.swap(items))
 * assert.strictEqual(error.message, '[1].price: expected NumberFromString, got undefined')
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode: {
  <I, A>(codec: StandardSchemaV1<I, A>, options?: DecodeOptions): (u: unknown) => Coroutine<unknown, DecodeError, A>
  <I, A>(codec: Decoder<I, A>, options?: DecodeOptions): (i: I) => Coroutine<unknown, DecodeError, A>
  <I, A>(codec: ExperimentalDecoder<I, A>, options?: DecodeOptions): (i: I) => Coroutine<unknown, DecodeError, A>
} = decodeAny

/** What the platform says about a text that is not JSON, less what it quotes of the text. */
const reasonOf = (thrown: unknown): string =>
  String((thrown as Error).message)
    .replace(/^(Unexpected token) .*/s, '$1')
    .replace(/,? (?:\.\.\.)?".*/s, '')
    .replace(/ in JSON/, '')

const parse = (text: string): Coroutine<unknown, JsonError, unknown> => {
  try {
    return of(JSON.parse(text))
  } catch (thrown) {
    return left(new JsonError(reasonOf(thrown), text))
  }
}

const decodeJsonAny = (
  codec: AnyCodec,
  options?: DecodeOptions
): ((text: string) => Coroutine<unknown, JsonError | DecodeError, any>) => {
  const decodeValue = decodeAny(codec, options)
  return (text) =>
    flatMap(
      suspend(() => parse(text)),
      decodeValue
    )
}

/**
 * Decodes a text that is JSON. Fails with a `JsonError` if it is not, and with a `DecodeError` if it says something else.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { decodeJson } from 'fiber-ts/Decode'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as t from 'io-ts'
 * import * as assert from 'node:assert'
 *
 * const numbers = decodeJson(t.array(t.number))
 * assert.deepStrictEqual(await run(numbers('[1, 2]')), [1, 2])
 *
 * const recovered = pipe(numbers('[1, 2'), C.catchTag('JsonError', () => C.of([])))
 * assert.deepStrictEqual(await run(recovered), [])
 *
 * @category decoding
 * @since 0.1.0
 */
export const decodeJson: {
  <I, A>(
    codec: StandardSchemaV1<I, A>,
    options?: DecodeOptions
  ): (text: string) => Coroutine<unknown, JsonError | DecodeError, A>
  <A>(
    codec: Decoder<unknown, A>,
    options?: DecodeOptions
  ): (text: string) => Coroutine<unknown, JsonError | DecodeError, A>
  <A>(
    codec: ExperimentalDecoder<unknown, A>,
    options?: DecodeOptions
  ): (text: string) => Coroutine<unknown, JsonError | DecodeError, A>
} = decodeJsonAny

interface Reader {
  readonly read: () => Promise<{ readonly done: boolean; readonly value?: unknown }>
  readonly cancel: (reason?: unknown) => Promise<void>
  readonly releaseLock: () => void
}

const isStream = (body: unknown): body is { readonly getReader: () => Reader } =>
  typeof (body as { readonly getReader?: unknown } | null)?.getReader === 'function'

/** Reads a body to its end; an abort tells the sender to stop. */
const readText = async (response: ResponseLike, signal: AbortSignal): Promise<string> => {
  if (!isStream(response.body)) return response.text()
  const reader = response.body.getReader()
  const cancel = (): void => void reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', cancel)
  try {
    const decoder = new TextDecoder()
    let text = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text + decoder.decode()
      text += decoder.decode(value as Uint8Array, { stream: true })
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    reader.releaseLock()
  }
}

/** A body that nobody reads keeps its connection. */
const discard = (response: ResponseLike): Promise<void> =>
  isStream(response.body)
    ? response.body
        .getReader()
        .cancel()
        .catch(() => {})
    : Promise.resolve()

/** The text of a response that is a success. */
const textOf = (response: ResponseLike): Coroutine<unknown, ResponseError, string> =>
  response.ok
    ? tryCatch(
        (signal) => readText(response, signal),
        (cause) => new ResponseError('body', response, cause)
      )
    : flatMap(
        tryCatch(
          async () => discard(response),
          () => new ResponseError('status', response)
        ),
        () => left(new ResponseError('status', response))
      )

/**
 * Decodes the JSON body of a response whose status is a success. An interruption stops the transfer.
 *
 * @example
 * import { decodeResponse } from 'fiber-ts/Decode'
 * import { run } from 'fiber-ts/Runner'
 * import * as C from 'fiber-ts/Coroutine'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as t from 'io-ts'
 * import * as assert from 'node:assert'
 *
 * const User = t.type({ name: t.string })
 * assert.deepStrictEqual(await run(decodeResponse(User)(Response.json({ name: 'Ann' }))), { name: 'Ann' })
 *
 * const missing = pipe(new Response('', { status: 404, statusText: 'Not Found' }), decodeResponse(User), C.swap)
 * assert.strictEqual((await run(missing)).message, 'status 404 Not Found')
 *
 * @category decoding
 * @since 0.1.0
 */
export const decodeResponse: {
  <I, A>(
    codec: StandardSchemaV1<I, A>,
    options?: DecodeOptions
  ): (response: ResponseLike) => Coroutine<unknown, ResponseError | JsonError | DecodeError, A>
  <A>(
    codec: Decoder<unknown, A>,
    options?: DecodeOptions
  ): (response: ResponseLike) => Coroutine<unknown, ResponseError | JsonError | DecodeError, A>
  <A>(
    codec: ExperimentalDecoder<unknown, A>,
    options?: DecodeOptions
  ): (response: ResponseLike) => Coroutine<unknown, ResponseError | JsonError | DecodeError, A>
} = (codec: AnyCodec, options?: DecodeOptions) => {
  const decodeText = decodeJsonAny(codec, options)
  return (response: ResponseLike) => flatMap(textOf(response), decodeText)
}

// -------------------------------------------------------------------------------------
// encoding
// -------------------------------------------------------------------------------------

/**
 * Encodes a value by a codec, as an argument of `map`.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { encode } from 'fiber-ts/Decode'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { NumberFromString } from 'io-ts-types'
 * import * as assert from 'node:assert'
 *
 * assert.strictEqual(await run(pipe(C.of(1), C.map(encode(NumberFromString)))), '1')
 *
 * @category encoding
 * @since 0.1.0
 */
export const encode =
  <A, O>(codec: { readonly encode: (a: A) => O }): ((a: A) => O) =>
  (a) =>
    codec.encode(a)

// -------------------------------------------------------------------------------------
// refinements
// -------------------------------------------------------------------------------------

/**
 * Whether a value is already what a codec decodes to, as a refinement for `filterOrElse` and the like.
 *
 * @example
 * import { is } from 'fiber-ts/Decode'
 * import * as RA from 'fp-ts/lib/ReadonlyArray.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as t from 'io-ts'
 * import * as assert from 'node:assert'
 *
 * const numbers: ReadonlyArray<number> = pipe([1, 'a', 2], RA.filter(is(t.number)))
 * assert.deepStrictEqual(numbers, [1, 2])
 *
 * @category refinements
 * @since 0.1.0
 */
export const is =
  <A>(codec: { readonly is: (u: unknown) => u is A }): ((u: unknown) => u is A) =>
  (u): u is A =>
    codec.is(u)

// -------------------------------------------------------------------------------------
// conversions
// -------------------------------------------------------------------------------------

/**
 * A codec of io-ts as a Standard Schema, for libraries that take one.
 *
 * @example
 * import { toStandardSchema } from 'fiber-ts/Decode'
 * import * as t from 'io-ts'
 * import * as assert from 'node:assert'
 *
 * const schema = toStandardSchema(t.type({ id: t.number }))
 * assert.deepStrictEqual(await schema['~standard'].validate({ id: 'a' }), {
 *   issues: [{ message: 'expected number, got "a"', path: ['id'] }]
 * })
 *
 * @category conversions
 * @since 0.1.0
 */
export const toStandardSchema: {
  <I, A>(codec: Decoder<I, A>, options?: DecodeOptions): StandardSchemaV1<I, A>
  <I, A>(codec: ExperimentalDecoder<I, A>, options?: DecodeOptions): StandardSchemaV1<I, A>
} = (codec: AnyCodec, options: DecodeOptions = {}): StandardSchemaV1<any, any> => ({
  '~standard': {
    version: 1,
    vendor: 'io-ts',
    validate: (value) => {
      const result = examine(codec, value) as Either<Rejection, unknown>
      if (result._tag === 'Right') return { value: result.right }
      const { issues } = errorOf(result.left, codec, value, options)
      return { issues: issues.map((issue) => ({ message: describeProblem(issue), path: issue.path })) }
    }
  }
})
