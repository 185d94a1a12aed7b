/** The command line. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { parseArgs } from 'node:util'

export interface Options {
  readonly folder: string
  /** Show every group, not only those with the most to save. */
  readonly all: boolean
  readonly json: boolean
  /** Milliseconds after which the search stops with what it has. */
  readonly limit: number
}

/** `runMain` ends the process with the `exitCode` that an error carries. */
const usageError = (reason: string) => ({ _tag: 'UsageError', reason, exitCode: 2 }) as const

export type UsageError = ReturnType<typeof usageError>

const config = {
  allowPositionals: true,
  options: { all: { type: 'boolean' }, json: { type: 'boolean' }, seconds: { type: 'string' } }
} as const

export const parse = (args: Array<string>): E.Either<UsageError, Options> =>
  pipe(
    E.tryCatch(() => parseArgs({ ...config, args }), E.toError),
    E.mapLeft(({ message }) => usageError(message)),
    E.flatMap(({ positionals: [folder = 'node_modules', ...others], values }) => {
      const { all = false, json = false, seconds = 'Infinity' } = values
      const limit = Number(seconds) * 1000
      if (others.length > 0) return E.left(usageError('one folder at a time'))
      if (!(limit > 0)) return E.left(usageError('--seconds takes a number greater than 0'))
      return E.right({ folder, all, json, limit })
    })
  )
