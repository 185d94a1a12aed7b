/**
 * The configuration of a program from environment variables: read in one pass with a codec, all that is wrong reported at
 * once, and `runMain` ends the process with exit code 78 (`EX_CONFIG` of sysexits.h).
 *
 * A codec of io-ts names the variables and says what each must be; io-ts-types has many for texts (`DateFromISOString`,
 * `NonEmptyString`, `UUID`), and here are those that it lacks, or that settings want stricter (its `NumberFromString` takes
 * `0x50`). They are codecs of io-ts by structure:
 * nothing of io-ts is imported, and this module works where io-ts is not installed.
 *
 * Rejected: names made from keys (`databaseUrl` to `DATABASE_URL`), since the name in the code is then nowhere to be
 * found; an empty variable as a missing one, since `X=` says something; and reading the environment when a module is
 * loaded, since a test could then not give another one.
 *
 * @module
 * @since 0.1.0
 */
import type { Either } from 'fp-ts/Either'
import type { ReadonlyNonEmptyArray } from 'fp-ts/ReadonlyNonEmptyArray'
import { type Coroutine, flatMap, left, of, promise, suspend } from './Coroutine.js'
import type { AnyCodec, Codec, Decoder, ExperimentalDecoder, Issue, StandardSchemaV1, Type } from './Decode.js'
import { brand } from './internal/brand.js'
import { codec, type Context, fromText, invalid, valid } from './internal/codec.js'
import {
  describeIssue,
  describeIssues,
  describeProblem,
  examine,
  looksSecret,
  type Rejection,
  toIssues
} from './internal/decode.js'
import { secretMark } from './internal/issues.js'
import { redacted } from './internal/show.js'
import { nodeProcess } from './node/process.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * Environment variables, as `process.env` has them.
 *
 * @category model
 * @since 0.1.0
 */
export type Env = Readonly<Record<string, string | undefined>>

/**
 * Where the configuration is read from.
 *
 * @category model
 * @since 0.1.0
 */
export interface ConfigOptions {
  /** The variables. By default those of the process when the coroutine runs; where there is no process, none. */
  readonly env?: Env
  /** What the name of each variable starts with: with `'APP_'`, the key `PORT` is read from `APP_PORT`. */
  readonly prefix?: string
  /** Keys whose values must not be seen in messages, besides those with a name that secrets go by (`DB_PASSWORD`). */
  readonly secret?: ReadonlyArray<string>
}

const describeVariable = (issue: Issue): string => {
  const [name] = issue.path
  if (issue.path.length === 1 && typeof name === 'string' && issue.actual === undefined)
    return `${name}: missing, ${issue.message ?? `expected ${issue.expected}`}`
  // a name is shown as it is: it stands at the start, and no key of a list is a name
  return issue.path.length === 1 ? `${name}: ${describeProblem(issue)}` : describeIssue(issue)
}

/**
 * The environment is not what the program needs. The message has a line for each variable that is wrong or missing; each
 * issue's path starts with the full name of its variable. A typed error, with which `runMain` exits with 78.
 *
 * @category model
 * @since 0.1.0
 */
export class ConfigError extends Error {
  readonly _tag = 'ConfigError' as const
  readonly exitCode = 78 as const
  readonly issues: ReadonlyNonEmptyArray<Issue>
  constructor(issues: ReadonlyNonEmptyArray<Issue>) {
    const lines = describeIssues(issues, describeVariable)
    super(issues.length === 1 ? lines : `${issues.length} settings are wrong\n${lines.replace(/^/gm, '  ')}`)
    this.issues = issues
  }
}
brand(ConfigError, 'ConfigError')

/**
 * A value that no printer shows: its text, its JSON and what `console.log` says of it are `<redacted>`.
 *
 * @category model
 * @since 0.1.0
 */
export interface Secret<out A> {
  readonly _tag: 'Secret'
  readonly reveal: () => A
}

/**
 * The platform's `URL`, or the part of it that every platform has where its types are not loaded.
 *
 * @category model
 * @since 0.1.0
 */
export type URL = typeof globalThis extends { URL: { prototype: infer U } }
  ? U
  : {
      readonly href: string
      readonly origin: string
      readonly protocol: string
      readonly username: string
      readonly password: string
      readonly host: string
      readonly hostname: string
      readonly port: string
      readonly pathname: string
      readonly search: string
      readonly hash: string
    }

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/** The keys that a codec of io-ts reads, or undefined if it does not tell. */
const keysOf = (type: any): ReadonlyArray<string> | undefined => {
  switch (type?._tag) {
    case 'InterfaceType':
    case 'PartialType':
    case 'StrictType':
      return Object.keys(type.props)
    case 'ExactType':
    case 'ReadonlyType':
    case 'RefinementType':
      return keysOf(type.type)
    case 'IntersectionType': {
      const all: ReadonlyArray<ReadonlyArray<string> | undefined> = type.types.map(keysOf)
      return all.every((keys) => keys !== undefined) ? all.flat() : undefined
    }
    default:
      return undefined
  }
}

/** The variables that a codec reads, by its keys; all that have the prefix, if it does not tell. */
const select = (env: Env, prefix: string, keys: ReadonlyArray<string> | undefined): Env => {
  const selected: Record<string, string | undefined> = Object.create(null) // no name is there before it was selected
  if (keys === undefined) {
    for (const name of Object.keys(env)) if (name.startsWith(prefix)) selected[name.slice(prefix.length)] = env[name]
  } else {
    for (const key of keys)
      if (Object.hasOwn(env, prefix + key) && env[prefix + key] !== undefined) selected[key] = env[prefix + key]
  }
  return selected
}

const withPrefix = (issue: Issue, prefix: string): Issue => {
  const [key, ...rest] = issue.path
  const path = typeof key === 'string' ? [prefix + key, ...rest] : issue.path
  return Object.defineProperty({ ...issue, path }, 'actual', { value: issue.actual })
}

/**
 * Reads the configuration, or fails with a `ConfigError`.
 *
 * The keys of the codec are the names of the variables, less the prefix, and the result holds no other.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Config from 'fiber-ts/Config'
 * import { run } from 'fiber-ts/Runner'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as t from 'io-ts'
 * import * as assert from 'node:assert'
 *
 * const Settings = t.type({
 *   PORT: pipe(Config.port, Config.withDefault(8080)),
 *   TIMEOUT: Config.durationMillis,
 *   API_KEY: Config.secret(t.string)
 * })
 *
 * const settings = await run(
 *   Config.fromEnv(Settings, { prefix: 'APP_', env: { APP_TIMEOUT: '30s', APP_API_KEY: 'k-123' } })
 * )
 * assert.strictEqual(settings.PORT, 8080)
 * assert.strictEqual(settings.TIMEOUT, 30_000)
 * assert.strictEqual(`${settings.API_KEY}`, '<redacted>')
 * assert.strictEqual(settings.API_KEY.reveal(), 'k-123')
 *
 * const wrong = Config.fromEnv(Settings, { env: { PORT: '80x', API_KEY: 'k-123' } })
 * assert.strictEqual(
 *   (await run(C.swap(wrong))).message,
 *   `2 settings are wrong
 *   PORT: expected a port, which is an integer from 0 to 65535, got "80x"
 *   TIMEOUT: missing, expected a duration, such as 500ms, 30s, 5m, 2h or 1d`
 * )
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromEnv: {
  <I, A>(schema: StandardSchemaV1<I, A>, options?: ConfigOptions): Coroutine<unknown, ConfigError, A>
  <A>(codec: Decoder<unknown, A>, options?: ConfigOptions): Coroutine<unknown, ConfigError, A>
  <A>(codec: ExperimentalDecoder<unknown, A>, options?: ConfigOptions): Coroutine<unknown, ConfigError, A>
} = (
  type: AnyCodec,
  { env, prefix = '', secret: secrets = [] }: ConfigOptions = {}
): Coroutine<unknown, ConfigError, any> =>
  suspend((): Coroutine<unknown, ConfigError, unknown> => {
    const input = select(env ?? nodeProcess?.env ?? {}, prefix, keysOf(type))
    const redact = (path: ReadonlyArray<string | number>): boolean =>
      looksSecret(path) || secrets.includes(String(path[0]))
    const conclude = (result: Either<Rejection, unknown>): Coroutine<unknown, ConfigError, unknown> => {
      if (result._tag === 'Right') return of(result.right)
      const [first, ...rest] = toIssues(result.left, type, input, redact)
      return left(new ConfigError([withPrefix(first, prefix), ...rest.map((issue) => withPrefix(issue, prefix))]))
    }
    const result = examine(type, input)
    return '_tag' in result
      ? conclude(result)
      : flatMap(
          promise(() => result),
          conclude
        )
  })

// -------------------------------------------------------------------------------------
// codecs
// -------------------------------------------------------------------------------------

const isPort = (u: unknown): u is number => Number.isInteger(u) && (u as number) >= 0 && (u as number) <= 65_535

/** What `Number` makes of a text that has a form which it must have, and is a value that it must be. */
const numeral =
  (form: RegExp, is: (u: unknown) => u is number) =>
  (text: string): number | undefined => {
    const value = form.test(text) ? Number(text) : undefined
    return is(value) ? value : undefined
  }

/**
 * A port: decimal digits and nothing else, from 0 to 65535.
 *
 * @example
 * import { port } from 'fiber-ts/Config'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(port.decode('8080'), E.right(8080))
 * assert.ok(E.isLeft(port.decode('65536')))
 *
 * @category codecs
 * @since 0.1.0
 */
export const port: Type<number, string> = /*#__PURE__*/ fromText(
  'Port',
  'a port, which is an integer from 0 to 65535',
  isPort,
  numeral(/^\d{1,5}$/, isPort),
  String
)

const isInteger = (u: unknown): u is number => Number.isSafeInteger(u)

/**
 * A whole number in decimal digits, negative with `-`, which a number holds exactly: to 9007199254740991, and nothing like
 * `1.0`, `1e3`, `0x50` or `1_000`.
 *
 * @example
 * import { integer } from 'fiber-ts/Config'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(integer.decode('-8'), E.right(-8))
 * assert.ok(E.isLeft(integer.decode('1.5')))
 * assert.ok(E.isLeft(integer.decode('')))
 *
 * @category codecs
 * @since 0.1.0
 */
export const integer: Type<number, string> = /*#__PURE__*/ fromText(
  'Integer',
  'an integer, such as 80',
  isInteger,
  numeral(/^-?\d+$/, isInteger),
  String
)

const isFinite = (u: unknown): u is number => Number.isFinite(u)

/**
 * A finite number in decimal digits, with a `-`, a fraction and an exponent where there is need, as in `-1.5e3`, and nothing
 * like `.5`, `0x50` or `Infinity`.
 *
 * @example
 * import { number } from 'fiber-ts/Config'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(number.decode('0.75'), E.right(0.75))
 * assert.deepStrictEqual(number.decode('1e6'), E.right(1_000_000))
 * assert.ok(E.isLeft(number.decode('Infinity')))
 * assert.ok(E.isLeft(number.decode('')))
 *
 * @category codecs
 * @since 0.1.0
 */
export const number: Type<number, string> = /*#__PURE__*/ fromText(
  'Number',
  'a number, such as 80 or 0.5',
  isFinite,
  numeral(/^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i, isFinite),
  String
)

/**
 * An absolute URL.
 *
 * @example
 * import { url } from 'fiber-ts/Config'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(url.decode('https://example.org/a'), E.right(new URL('https://example.org/a')))
 * assert.ok(E.isLeft(url.decode('/a')))
 *
 * @category codecs
 * @since 0.1.0
 */
export const url: Type<URL, string> = /*#__PURE__*/ fromText<URL>(
  'URL',
  'an absolute URL',
  (u): u is URL => u instanceof globalThis.URL,
  (text) => {
    try {
      return new globalThis.URL(text)
    } catch {
      return undefined
    }
  },
  ({ href }) => href
)

const units: ReadonlyArray<readonly [unit: string, millis: number]> = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1]
]

const isDuration = (u: unknown): u is number => typeof u === 'number' && u >= 0

const parseDuration = (text: string): number | undefined => {
  const parts = text.matchAll(/(\d+(?:\.\d+)?) ?(ms|s|m|h|d) ?/gy)
  let length = 0
  let millis = 0
  for (const [part, number, unit] of parts) {
    length += part.length
    millis += Number(number) * units.find(([name]) => name === unit)![1]
  }
  return length > 0 && length === text.length ? millis : undefined
}

/**
 * A duration in milliseconds, written with its unit: `ms`, `s`, `m` (minutes), `h` or `d`; several add up, as in `1h30m`.
 * A number without a unit is rejected, since it could mean anything.
 *
 * @example
 * import { durationMillis } from 'fiber-ts/Config'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(durationMillis.decode('1.5s'), E.right(1_500))
 * assert.deepStrictEqual(durationMillis.decode('1h30m'), E.right(5_400_000))
 * assert.ok(E.isLeft(durationMillis.decode('30')))
 * assert.strictEqual(durationMillis.encode(90_000), '90s')
 *
 * @category codecs
 * @since 0.1.0
 */
export const durationMillis: Type<number, string> = /*#__PURE__*/ fromText(
  'Duration',
  'a duration, such as 500ms, 30s, 5m, 2h or 1d',
  isDuration,
  (text) => parseDuration(text.trim()),
  (millis) => {
    const [unit, size] = units.find(([, each]) => millis >= each && millis % each === 0) ?? ['ms', 1]
    return `${millis / size}${unit}`
  }
)

/**
 * Yes or no, in any case: `true`, `1` and `yes`, or `false`, `0` and `no`.
 *
 * @example
 * import { boolean } from 'fiber-ts/Config'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(['TRUE', '0', 'yes'].map(boolean.decode), [E.right(true), E.right(false), E.right(true)])
 * assert.ok(E.isLeft(boolean.decode('maybe')))
 *
 * @category codecs
 * @since 0.1.0
 */
export const boolean: Type<boolean, string> = /*#__PURE__*/ fromText(
  'Boolean',
  'true or false, 1 or 0, yes or no',
  (u): u is boolean => typeof u === 'boolean',
  (text) => (/^\s*(?:true|1|yes)\s*$/i.test(text) ? true : /^\s*(?:false|0|no)\s*$/i.test(text) ? false : undefined),
  String
)

/**
 * A list of items with a separator between them. White space around items is dropped, and an empty text is no item.
 *
 * @example
 * import { listOf, port } from 'fiber-ts/Config'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const ports = pipe(port, listOf(','))
 * assert.deepStrictEqual(ports.decode('80, 443'), E.right([80, 443]))
 * assert.deepStrictEqual(ports.decode(''), E.right([]))
 * assert.strictEqual(ports.encode([80, 443]), '80,443')
 *
 * @category codecs
 * @since 0.1.0
 */
export const listOf =
  (separator: string) =>
  <A>(item: Codec<A, string>): Type<ReadonlyArray<A>, string> =>
    codec(
      `List<${item.name}>`,
      (u): u is ReadonlyArray<A> => Array.isArray(u) && u.every(item.is),
      (u, context) => {
        if (typeof u !== 'string')
          return invalid([{ value: u, context, message: `expected a list with "${separator}" between the items` }])
        const texts = u.trim() === '' ? [] : u.split(separator).map((text) => text.trim())
        const last = context[context.length - 1]
        const outer: Context = last === undefined ? context : [...context.slice(0, -1), { ...last, actual: texts }]
        const results = texts.map((text, i) =>
          item.validate(text, [...outer, { key: String(i), type: item, actual: text }])
        )
        const errors = results.flatMap((result) => (result._tag === 'Left' ? result.left : []))
        return errors.length > 0
          ? invalid(errors)
          : valid(results.flatMap((result) => (result._tag === 'Right' ? [result.right] : [])))
      },
      (items) => items.map(item.encode).join(separator)
    )

/**
 * A value to use where a variable is missing. One that is there and wrong is still an error, and so is an empty one (`PORT=`)
 * where an empty text is wrong.
 *
 * @example
 * import { port, withDefault } from 'fiber-ts/Config'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const portOr8080 = pipe(port, withDefault(8080))
 * assert.deepStrictEqual(portOr8080.decode(undefined), E.right(8080))
 * assert.ok(E.isLeft(portOr8080.decode('x')))
 * assert.ok(E.isLeft(portOr8080.decode('')))
 *
 * @category codecs
 * @since 0.1.0
 */
export const withDefault =
  <A>(value: A) =>
  <O>(type: Codec<A, O>): Type<A, O> =>
    codec(type.name, type.is, (u, context) => (u === undefined ? valid(value) : type.validate(u, context)), type.encode)

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** Holds its value where neither a printer nor a serializer looks. */
class Hidden<A> implements Secret<A> {
  readonly _tag = 'Secret' as const
  readonly #value: A
  constructor(value: A) {
    this.#value = value
  }
  reveal(): A {
    return this.#value
  }
  toString(): string {
    return redacted
  }
  toJSON(): string {
    return redacted
  }
  [inspect](): string {
    return redacted
  }
}

const isSecret = (u: unknown): u is Secret<unknown> =>
  typeof u === 'object' && u !== null && (u as Secret<unknown>)._tag === 'Secret'

/**
 * A secret: what it decodes to shows itself to nobody but who calls `reveal`, and no error shows the value it was decoded
 * from, io-ts' own reporters included.
 *
 * @example
 * import { secret } from 'fiber-ts/Config'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as t from 'io-ts'
 * import * as assert from 'node:assert'
 *
 * const key = pipe(
 *   secret(t.string).decode('k-123'),
 *   E.getOrElseW(() => assert.fail())
 * )
 * assert.strictEqual(JSON.stringify({ key }), '{"key":"<redacted>"}')
 * assert.strictEqual(key.reveal(), 'k-123')
 *
 * @category codecs
 * @since 0.1.0
 */
export const secret = <A, O>(type: Codec<A, O>): Type<Secret<A>, O> =>
  codec(
    `Secret<${type.name}>`,
    (u): u is Secret<A> => isSecret(u) && type.is(u.reveal()),
    (u, context) => {
      const result = type.validate(u, context)
      if (result._tag === 'Right') return valid(new Hidden(result.right))
      const last = context[context.length - 1]
      const outer = [...context.slice(0, -1), { key: last?.key ?? '', type, actual: redacted }]
      return invalid([{ value: u === undefined ? u : redacted, context: outer, [secretMark]: true } as never])
    },
    (hidden) => type.encode(hidden.reveal())
  )
