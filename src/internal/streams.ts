/**
 * How items are taken from whatever is iterable, and how each kind wants to be closed.
 *
 * Streams get a way of their own, since their iterators cannot be closed while an item is waited for: those of Node are
 * generators that are stuck then. They are known by what they can do, for the core knows no platform.
 */
import { describe } from './op.js'

interface WebReader {
  readonly read: () => Promise<IteratorResult<unknown>>
  readonly cancel: () => Promise<void>
  readonly releaseLock: () => void
}

interface WebStream {
  readonly getReader: () => WebReader
}

interface NodeStream extends AsyncIterable<unknown> {
  readonly closed?: boolean
  readonly destroy: () => void
  readonly pipe: unknown
  readonly once: (event: 'close' | 'error', listener: (error: unknown) => void) => void
}

const has = (u: unknown, ...methods: ReadonlyArray<PropertyKey>): boolean =>
  typeof u === 'object' &&
  u !== null &&
  methods.every((method) => typeof (u as Record<PropertyKey, unknown>)[method] === 'function')

const isWebStream = (u: unknown): u is WebStream => has(u, 'getReader', 'cancel')

const isNodeStream = (u: unknown): u is NodeStream => has(u, 'pipe', 'destroy', 'once', Symbol.asyncIterator)

const finished = { done: true, value: undefined } as const

/** Cancelling a web stream answers the reads that are under way. */
const ofWebStream = (stream: WebStream): AsyncIterator<unknown> => {
  const reader = stream.getReader()
  return {
    next: async () => {
      const answer = await reader.read()
      if (answer.done === true) reader.releaseLock()
      return answer
    },
    return: async () => {
      await reader.cancel()
      reader.releaseLock()
      return finished
    }
  }
}

/** A stream of Node is destroyed, and has ended when it says that it is closed. */
const ofNodeStream = (stream: NodeStream): AsyncIterator<unknown> => {
  const iterator = stream[Symbol.asyncIterator]()
  let closing = false
  return {
    next: async () => {
      try {
        return await iterator.next()
      } catch (error) {
        // that it was destroyed is what was wanted
        if (closing) return finished
        throw error
      }
    },
    return: () =>
      new Promise((resolve, reject) => {
        closing = true
        if (stream.closed === true) return resolve(finished)
        stream.once('error', reject)
        stream.once('close', () => resolve(finished))
        stream.destroy()
      })
  }
}

export const iteratorOf = (iterable: unknown): AsyncIterator<unknown> => {
  if (isNodeStream(iterable)) return ofNodeStream(iterable)
  if (isWebStream(iterable)) return ofWebStream(iterable)
  if (has(iterable, Symbol.asyncIterator)) return (iterable as AsyncIterable<unknown>)[Symbol.asyncIterator]()
  throw new TypeError(`an AsyncIterable or a stream was expected, got ${describe(iterable)}`)
}
