/** What a search has found so far. */
import * as C from 'fiber-ts/Coroutine'
import { pipe } from 'fp-ts/lib/function.js'
import * as N from 'fp-ts/lib/number.js'
import * as Ord from 'fp-ts/lib/Ord.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as RNEA from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import type { File, FileError } from './files.js'

/**
 * It is mutable so that it outlives the search: progress reads it, and when Ctrl-C stops the search, it is what there is to
 * print. No lock is needed: fibers share one thread, and nothing comes between the statements of a plain function.
 */
export interface Found {
  folders: number
  /** By their id: hard links are one file, and nothing to save. */
  readonly files: Map<string, File>
  candidates: number
  hashed: number
  bytes: number
  /** By their hash. */
  readonly groups: Map<string, Array<File>>
  readonly errors: Array<FileError>
}

export const nothing = (): Found => ({
  folders: 0,
  files: new Map(),
  candidates: 0,
  hashed: 0,
  bytes: 0,
  groups: new Map(),
  errors: []
})

export const noteError = (found: Found) => (error: FileError) => C.fromIO(() => void found.errors.push(error))

export const noteHash = (found: Found, file: File) => (hash: string) =>
  C.fromIO(() => {
    found.hashed += 1
    const group = found.groups.get(hash)
    if (group === undefined) found.groups.set(hash, [file])
    else group.push(file)
  })

const descending = <A>(f: (a: A) => number): Ord.Ord<A> => Ord.contramap(f)(Ord.reverse(N.Ord))

/** The files that others equal in size, large ones first: whoever stops the search early has seen what matters most. */
export const candidates = ({ files }: Found): ReadonlyArray<File> =>
  pipe(
    [...files.values()],
    RA.filter(({ size }) => size > 0),
    RNEA.groupBy(({ size }) => String(size)),
    Object.values<ReadonlyArray<File>>,
    RA.chain((group) => (group.length > 1 ? group : [])),
    RA.sort(descending(({ size }: File) => size))
  )

export interface Group {
  readonly size: number
  readonly paths: ReadonlyArray<string>
  /** How many bytes could be saved. */
  readonly saving: number
}

/** The groups of equal files, those with the most to save first. */
export const duplicates = ({ groups }: Found): ReadonlyArray<Group> =>
  pipe(
    [...groups.values()],
    RA.filter((files) => files.length > 1),
    RA.map((files) => ({ size: files[0]!.size, paths: files.map(({ path }) => path).sort() })),
    RA.map((group) => ({ ...group, saving: group.size * (group.paths.length - 1) })),
    RA.sort(descending(({ saving }: Group) => saving))
  )
