/**
 * Finds duplicate files: `npm start -- FOLDER`.
 *
 * Read on in duplicates.ts, the program; walk.ts and hash.ts do the work, and hasher.ts has
 * other threads do the hashing.
 */
import * as C from 'fiber-ts/Coroutine'
import { runMain } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { duplicates } from './duplicates.js'
import { disk } from './files.js'
import { parse } from './options.js'
import { stdio } from './progress.js'
import { describe } from './report.js'

const main = pipe(parse(process.argv.slice(2)), C.flatMap(duplicates))

void runMain(main, { context: { files: disk, terminal: stdio }, render: describe })
