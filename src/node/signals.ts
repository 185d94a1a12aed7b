/**
 * Listening to signals while a program runs.
 *
 * Install first, remove last: the listener is on before the first step of the program, and stays on until every signal that
 * the kernel has delivered was seen. A signal that arrives during the last synchronous block reaches its listener only in
 * a later turn of Node's event loop; `settle` waits for that turn.
 */
import type { Signal } from '../Cause.js'
import { isMainThread, nodeProcess, type NodeProcess } from './process.js'

export interface Listening {
  /** Resolves when a signal sent before this call would have been heard. */
  readonly settle: () => Promise<void>
  readonly stop: () => void
}

const deaf: Listening = { settle: () => Promise.resolve(), stop: () => {} }

/** Whether somebody else listens to a signal already: then it is theirs. */
export const hasListener = (signal: Signal): boolean => (nodeProcess?.listenerCount(signal) ?? 0) > 0

/** Where there are no signals (browsers, worker threads) nothing is listened to, which is no error. */
export const listen = (signals: ReadonlyArray<Signal>, onSignal: (signal: Signal) => void): Listening => {
  if (signals.length === 0 || !isMainThread()) return deaf
  const process = nodeProcess as NodeProcess
  // whoever emits a signal by hand may leave out its name
  const listeners = signals.map((signal) => ({ signal, listener: () => onSignal(signal) }))
  for (const { signal, listener } of listeners) process.on(signal, listener)
  return {
    settle: () => new Promise((resolve) => setImmediate(() => setImmediate(resolve))),
    stop: () => {
      for (const { signal, listener } of listeners) process.removeListener(signal, listener)
    }
  }
}
