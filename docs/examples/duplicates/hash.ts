/** What tells one content from another. */
import * as C from 'fiber-ts/Coroutine'
import { createHash } from 'node:crypto'
import type { File, FileError, HasFiles, OpenFile } from './files.js'
import type { Found } from './found.js'
import { blockSize, type Hasher } from './hasher.js'

/** Fills the bytes, or as much of them as there is. */
const fill = C.genK(function* (bytes: Uint8Array, handle: OpenFile, found: Found) {
  let filled = 0
  while (filled < bytes.length) {
    const count = yield* handle.read(bytes.subarray(filled))
    if (count === 0) break
    found.bytes += count
    filled += count
  }
  return filled
})

const digest = C.genK(function* (file: File, handle: OpenFile, found: Found, { hash }: Hasher, block: Uint8Array) {
  const whole = createHash('sha256')
  let left = file.size
  // Not until the end of the file: one that grows may have none.
  while (left > 0) {
    const bytes = block.subarray(0, Math.min(left, blockSize))
    if ((yield* fill(bytes, handle, found)) < bytes.length) break
    left -= bytes.length
    whole.update(yield* hash(bytes))
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
    (handle) => hasher.withBlock((block) => digest(file, handle, found, hasher, block)),
    (handle) => handle.close
  )
})
