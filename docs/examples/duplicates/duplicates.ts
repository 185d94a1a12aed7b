/** The program, without the process around it. */
import * as C from 'fiber-ts/Coroutine'
import type { Exit } from 'fiber-ts/Exit'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { File, HasFiles } from './files.js'
import { candidates, type Found, noteError, noteHash, nothing } from './found.js'
import { hashOf } from './hash.js'
import { withHasher } from './hasher.js'
import type { Options } from './options.js'
import { type HasTerminal, withProgress } from './progress.js'
import { heading, json, status, text } from './report.js'
import { walk } from './walk.js'

/** How many files and folders are worked on at once. */
const workers = 16

const search = C.genK(function* (folder: string, found: Found) {
  yield* walk({ path: folder, kind: 'folder' }, found, workers)
  // Only files of equal size can be equal: the others need not be read.
  const files = candidates(found)
  found.candidates = files.length
  yield* withHasher((hasher) => {
    const hash = (file: File) => pipe(hashOf(file, found, hasher), C.matchEW(noteError(found), noteHash(found, file)))
    return pipe(files, C.traverseArrayN(workers)(hash))
  })
})

export const duplicates = C.genK(function* ({ folder, all, json: asJson, seconds: limit }: Options) {
  const { files, terminal } = yield* C.ask<HasFiles & HasTerminal>()
  const print = (output: string) => C.fromIO(terminal.print(output))

  // A folder that cannot be read is a failure here; anywhere below it is a line of the report.
  yield* files.list(folder)
  if (!asJson) yield* print(heading(folder))

  const found = nothing()
  const start = performance.now()
  const report = (exit: Exit<never, O.Option<void>>) => {
    const ending = { complete: E.isRight(exit) && O.isSome(exit.right), millis: performance.now() - start }
    return print(asJson ? json(found, ending) : text(found, ending, all))
  }
  yield* pipe(
    search(folder, found),
    C.timeoutOption(limit),
    withProgress(() => status(found)),
    // However it ends: with all results, when the time is over, or by Ctrl-C.
    C.onExit(report)
  )
})
