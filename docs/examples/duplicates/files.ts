/** What the program asks of the file system, and Node's answers. Tests give other ones. */
import * as C from 'fiber-ts/Coroutine'
import { pipe } from 'fp-ts/lib/function.js'
import { type BigIntStats, constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'

/** What goes wrong with one file. None of it stops the search. */
export type FileError =
  | { readonly _tag: 'NotFound'; readonly path: string }
  | { readonly _tag: 'Unreadable'; readonly path: string; readonly reason: string }
  | { readonly _tag: 'Changed'; readonly path: string }

export interface Entry {
  readonly path: string
  readonly kind: 'file' | 'folder' | 'other'
}

export interface File {
  readonly path: string
  readonly size: number
  /** The same for all names of one file (hard links). */
  readonly id: string
  /** Another one after every change. */
  readonly version: string
}

type FileIO<A> = C.Coroutine<unknown, FileError, A>

export interface OpenFile {
  /** Fills the buffer from where the last read ended; answers how many bytes there were, 0 at the end. */
  readonly read: (buffer: Uint8Array) => FileIO<number>
  readonly stat: FileIO<File>
  readonly close: FileIO<void>
}

export interface Files {
  readonly list: (folder: string) => FileIO<ReadonlyArray<Entry>>
  readonly stat: (path: string) => FileIO<File>
  readonly open: (path: string) => FileIO<OpenFile>
}

/** The part of the environment that whoever works with files needs. */
export interface HasFiles {
  readonly files: Files
}

/** Node says "EACCES: permission denied, open '/etc/shadow'"; the path is known already. */
const toFileError = (path: string, { code, message }: NodeJS.ErrnoException): FileError =>
  code === 'ENOENT'
    ? { _tag: 'NotFound', path }
    : { _tag: 'Unreadable', path, reason: /^\w+: ([^,]*)/.exec(message)?.[1] ?? message }

const attempt = <A>(path: string, f: () => Promise<A>): FileIO<A> =>
  C.tryCatch(f, (thrown) => toFileError(path, thrown as Error))

const toFile = (path: string, { dev, ino, size, mtimeNs }: BigIntStats): File => ({
  path,
  size: Number(size),
  id: `${dev}:${ino}`,
  version: `${dev}:${ino}:${size}:${mtimeNs}`
})

const toFileWith = (path: string) => C.map((stats: BigIntStats) => toFile(path, stats))

// What was a file a moment ago may be a link by now, or a pipe that nobody writes to.
const readOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

export const disk: Files = {
  list: (folder) =>
    pipe(
      attempt(folder, () => fs.readdir(folder, { withFileTypes: true })),
      C.map((entries) =>
        entries.map((entry) => ({
          path: join(folder, entry.name),
          kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other'
        }))
      )
    ),
  stat: (path) =>
    pipe(
      attempt(path, () => fs.lstat(path, { bigint: true })),
      toFileWith(path)
    ),
  open: (path) =>
    pipe(
      attempt(path, () => fs.open(path, readOnly)),
      C.map((handle) => ({
        read: (buffer) => attempt(path, async () => (await handle.read(buffer)).bytesRead),
        stat: pipe(
          attempt(path, () => handle.stat({ bigint: true })),
          toFileWith(path)
        ),
        close: attempt(path, () => handle.close())
      }))
    )
}
