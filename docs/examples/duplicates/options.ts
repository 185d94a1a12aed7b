/** The command line. */
import { withDefault } from 'fiber-ts/Config'
import * as C from 'fiber-ts/Coroutine'
import { decode } from 'fiber-ts/Decode'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { parseArgs } from 'node:util'

/** `runMain` ends the process with the `exitCode` that an error carries. */
const usageError = (reason: string) => ({ _tag: 'UsageError', reason, exitCode: 2 }) as const

export type UsageError = ReturnType<typeof usageError>

const config = {
  allowPositionals: true,
  options: { all: { type: 'boolean' }, json: { type: 'boolean' }, seconds: { type: 'string' } }
} as const

/** Seconds on the command line, milliseconds in the program. */
const seconds = new t.Type<number, string>(
  'a number greater than 0',
  (u): u is number => typeof u === 'number' && u > 0,
  (u, context) => {
    const millis = typeof u === 'string' ? Number(u) * 1000 : Number.NaN
    return millis > 0 ? t.success(millis) : t.failure(u, context)
  },
  (millis) => String(millis / 1000)
)

const Options = t.type({
  folder: pipe(t.string, withDefault('node_modules')),
  /** Show every group, not only those with the most to save. */
  all: pipe(t.boolean, withDefault(false)),
  json: pipe(t.boolean, withDefault(false)),
  /** After how long the search stops with what it has. */
  seconds: pipe(seconds, withDefault(Infinity))
})

export type Options = Readonly<t.TypeOf<typeof Options>>

export const parse = C.genK(function* (args: Array<string>) {
  const { positionals, values } = yield* pipe(
    C.fromEither(E.tryCatch(() => parseArgs({ ...config, args }), E.toError)),
    C.mapError(({ message }) => usageError(message))
  )
  const [folder, ...others] = positionals
  if (others.length > 0) yield* C.left(usageError('one folder at a time'))
  return yield* pipe(
    decode(Options)({ folder, ...values }),
    C.mapError(({ message }) => usageError(message))
  )
})
