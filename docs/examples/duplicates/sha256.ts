/** What runs in other threads. It imports nothing but Node: a thread has loaded it in a millisecond. */
import type { JobContext } from 'fiber-ts/Executor'
import { createHash } from 'node:crypto'

/** The SHA-256 of some bytes, 32 bytes long. */
export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

/** The same for many, until nobody wants to know any more. */
export function sha256All(this: JobContext, blocks: ReadonlyArray<Uint8Array>): ReadonlyArray<Uint8Array> {
  return blocks.map((block) => {
    this.signal.throwIfAborted()
    return sha256(block)
  })
}
