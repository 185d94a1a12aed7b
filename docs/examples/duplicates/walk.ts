/** All files below a folder. */
import * as C from 'fiber-ts/Coroutine'
import * as Queue from 'fiber-ts/Queue'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { Entry, HasFiles } from './files.js'
import { type Found, noteError } from './found.js'

/** Notes what an entry is; answers what is below it. Links are not followed, so nothing is visited twice. */
const visit = C.genK(function* ({ path, kind }: Entry, found: Found) {
  const { files } = yield* C.ask<HasFiles>()
  if (kind === 'folder') {
    const below = yield* files.list(path)
    found.folders += 1
    return below
  }
  if (kind === 'file') {
    const file = yield* files.stat(path)
    found.files.set(file.id, file)
  }
  return []
})

/**
 * Nobody knows beforehand how much there is to visit, so it stands in a queue: a worker takes an entry, and puts back what
 * is below it. The walk is over when everything that was ever put in is done.
 */
export const walk = C.genK(function* (root: Entry, found: Found, workers: number) {
  const entries = yield* Queue.unbounded<Entry>()
  const worker = pipe(
    Queue.take(entries),
    C.flatMap((entry) =>
      pipe(
        visit(entry, found),
        C.matchEW(noteError(found), (below) => Queue.offerAll(entries, below)),
        C.ensuring(Queue.taskDone(entries))
      )
    ),
    C.forever
  )
  yield* pipe(
    Queue.offer(entries, root),
    C.flatMap(() => Queue.join(entries)),
    // The workers never end, so they lose the race; and who loses a race is interrupted.
    C.raceFirst(C.all(RA.replicate(workers, worker))),
    // Nobody shuts this queue down.
    C.orDie
  )
})
