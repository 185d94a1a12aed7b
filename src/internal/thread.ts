/**
 * The one piece of global state: which run is in progress in this thread. It is kept under a `Symbol.for` key, so that
 * several copies of the package agree.
 */
import { RuntimeError } from '../Errors.js'

const key = Symbol.for('fiber-ts/thread')

interface Thread {
  running: object | null
}

const thread = (): Thread => ((globalThis as Record<symbol, Thread | undefined>)[key] ??= { running: null })

export const nested = (): RuntimeError =>
  new RuntimeError(
    'run() cannot be called while another run is in progress in this thread. Compose programs with yield*, flatMap or all; ' +
      'at the edges (a handler, a test) use Runner#fork, or toPromise, toTask and toTaskEither.'
  )

export const isRunning = (): boolean => thread().running !== null

/** Takes the slot, and answers how to give it back. */
export const occupy = (): (() => void) => {
  const token = {}
  thread().running = token
  return () => {
    if (thread().running === token) thread().running = null
  }
}
