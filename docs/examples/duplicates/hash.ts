/** What tells one content from another. */
import * as C from 'fiber-ts/Coroutine'
import { createHash } from 'node:crypto'
import type { File, FileError, HasFiles, OpenFile } from './files.js'
import type { Found } from './found.js'
import type { Hasher } from './hasher.js'

/** How much is read and hashed at once. */
const blockSize = 1024 * 1024

/** Fills the buffer, or as much of it as there is. */
const fill = C.genK(function* (buffer: Uint8Array, handle: OpenFile, found: Found) {
  let filled = 0
  while (filled < buffer.length) {
    const count = yield* handle.read(buffer.subarray(filled))
    if (count === 0) break
    found.bytes += count
    filled += count
  }
  return filled
})

const digest = C.genK(function* (file: File, handle: OpenFile, found: Found, hasher: Hasher) {
  const whole = createHash('sha256')
  let left = file.size
  // Not until the end of the file: one that grows may have none.
  while (left > 0) {
    const block = new Uint8Array(Math.min(left, blockSize))
    if ((yield* fill(block, handle, found)) < block.length) break
    left -= block.length
    whole.update(yield* hasher(block))
  }
  const { version } = yield* handle.stat
  if (left !== 0 || version !== file.version) yield* C.throwError<FileError>({ _tag: 'Changed', path: file.path })
  return whole.digest('hex')
})

/**
 * The hash of the hashes of a file's blocks, as it was when it was found. However that ends, also by Ctrl-C, the file is
 * closed.
 */
export const hashOf = C.genK(function* (file: File, found: Found, hasher: Hasher) {
  const { files } = yield* C.ask<HasFiles>()
  return yield* C.bracket(
    files.open(file.path),
    (handle) => digest(file, handle, found, hasher),
    (handle) => handle.close
  )
})
