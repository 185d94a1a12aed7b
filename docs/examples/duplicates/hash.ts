/** What tells one content from another. */
import * as C from 'fiber-ts/Coroutine'
import { createHash } from 'node:crypto'
import type { File, FileError, HasFiles, OpenFile } from './files.js'
import type { Found } from './found.js'

const chunkSize = 64 * 1024

const digest = C.genK(function* (file: File, handle: OpenFile, found: Found) {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(Math.min(file.size, chunkSize))
  let left = file.size
  // Not until the end of the file: one that grows may have none.
  while (left > 0) {
    const count = yield* handle.read(buffer)
    if (count === 0) break
    hash.update(buffer.subarray(0, count))
    found.bytes += count
    left -= count
  }
  const { version } = yield* handle.stat
  if (left !== 0 || version !== file.version) yield* C.throwError<FileError>({ _tag: 'Changed', path: file.path })
  return hash.digest('hex')
})

/** The SHA-256 of a file, as it was when it was found. However that ends, also by Ctrl-C, the file is closed. */
export const sha256 = C.genK(function* (file: File, found: Found) {
  const { files } = yield* C.ask<HasFiles>()
  return yield* C.bracket(
    files.open(file.path),
    (handle) => digest(file, handle, found),
    (handle) => handle.close
  )
})
