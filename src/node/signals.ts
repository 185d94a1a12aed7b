/**
 * Listening to signals while a program runs.
 *
 * Install first, remove last: the listener is on before the first step of the program, and stays on until every signal that
 * the kernel has delivered was seen. A signal that arrives during the last synchronous block reaches its listener only in
 * a later turn of Node's event loop; `settle` waits for that turn.
 */
import type { Signal } from '../Cause.js'
import { label } from '../internal/fiber.js'
import { linesOf } from '../internal/live.js'
import type { Loop } from '../internal/loop.js'
import { type Op, Tag } from '../internal/op.js'
import { hearsSignals, nodeProcess, type NodeProcess, readProperty } from './process.js'
import { watch, type Watching } from './watchdog.js'

/** The signals on which a process may say what its fibers do; `SIGBREAK` is what Windows has. */
const dumpSignals = ['SIGUSR2', 'SIGQUIT', 'SIGBREAK'] as const
export type DumpSignal = (typeof dumpSignals)[number]

export const checkDumpSignal = (signal: unknown): void => {
  if (signal !== undefined && !(dumpSignals as ReadonlyArray<unknown>).includes(signal))
    throw new RangeError(`dumpSignal: one of ${dumpSignals.join(', ')} was expected, got ${String(signal)}`)
}

export interface Listening {
  /** Resolves when a signal sent before this call would have been heard, which the outcome may tell of. */
  readonly settle: (outcome: Op | null) => Promise<void>
  readonly stop: () => void
}

const deaf: Listening = { settle: () => Promise.resolve(), stop: () => {} }

/** The listeners of runs and closes. */
const own = /*#__PURE__*/ new WeakSet<object>()

/** Whether somebody else listens to a signal already: then it is theirs. Another Runner that is being closed is nobody else. */
export const hasListener = (signal: Signal): boolean =>
  nodeProcess?.listeners(signal as NodeJS.Signals).some((listener) => !own.has(listener)) ?? false

/**
 * Signals that arrive within so many milliseconds are one: some shells and npm pass a Ctrl-C on that the terminal has
 * sent to the whole process group already.
 */
export const samePress = 20

export interface ListenOptions {
  readonly signals: ReadonlyArray<Signal>
  /** Gets as well how many milliseconds after the last one it came, where that is known. */
  readonly onSignal: (signal: Signal, since: number | undefined) => void
  /** Whether a main thread that is stuck is watched as well. */
  readonly watchdog: boolean
  /** Whose fibers are named when the main thread is stuck. */
  readonly loop: Loop
}

/** A process that is stuck has little time left to list its fibers. */
const mostWhenStuck = 10_000

/** Calls back at each signal of some kind, until the answered function is called; where there is no such signal, never. */
export const onDumpSignal = (signal: DumpSignal, callback: () => void): (() => void) => {
  if (!hearsSignals()) return () => {}
  const process = nodeProcess as NodeProcess
  try {
    process.on(signal, callback)
  } catch {
    return () => {} // not on this platform
  }
  return () => void process.removeListener(signal, callback)
}

/** Where there are no signals (browsers, worker threads) nothing is listened to, which is no error. */
export const listen = ({ signals, onSignal, watchdog, loop }: ListenOptions): Listening => {
  if (signals.length === 0 || !hearsSignals()) return deaf
  const process = nodeProcess as NodeProcess
  let isHeard = false
  let watching: Watching | null = null
  // whoever emits a signal by hand may leave out its name
  const listeners = signals.map((signal) => ({
    signal,
    listener: () => {
      isHeard = true
      const isNewPress = signal === 'SIGINT' ? watching?.isNewPress() : undefined
      onSignal(signal, isNewPress === undefined ? undefined : isNewPress ? Infinity : 0)
    }
  }))
  for (const { signal, listener } of listeners) {
    own.add(listener)
    process.prependListener(signal as NodeJS.Signals, listener) // one of the program's own may throw
  }
  const current = (): string | undefined => (loop.current === null ? undefined : label(loop.current))
  const fibers = (): string => (loop.fibers().length > mostWhenStuck ? '' : linesOf(loop))
  if (watchdog && signals.includes('SIGINT')) watching = watch(process, samePress, { current, fibers })
  if (watching !== null) loop.signals = watching.signals
  return {
    settle: async (outcome) => {
      await turns(2)
      if (outcome === null || !isBrokenCall(outcome)) return
      // the watchdog hears of the signal first, in a thread of its own, which a busy machine may keep waiting
      for (let waits = 0; !isHeard && waits < 20; waits++) await pause(5)
    },
    stop: () => {
      watching?.stop()
      for (const { signal, listener } of listeners) process.removeListener(signal, listener)
    }
  }
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, millis))

/** Resolves after so many turns of Node's event loop. */
const turns = (count: number): Promise<void> =>
  new Promise((resolve) => void setImmediate(() => resolve(count > 1 ? turns(count - 1) : undefined)))

/** Whether this is what a synchronous system call throws that a signal has broken: the signal by another name. */
export const isBrokenCall = ({ tag, first, second }: Op): boolean =>
  tag === Tag.Die && second === null && readProperty(first, 'code') === 'EINTR'
