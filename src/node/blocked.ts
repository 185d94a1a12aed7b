/**
 * Debug mode: a step that takes too long is reported while it still does, with the place where it is, which nobody can tell
 * any more when it is over.
 *
 * One worker for the process, started by the first loop in debug mode and not the watchdog's: that one waits in a place where
 * it hears of nothing but signals, and has to stay there.
 */
import { type Fiber, label } from '../internal/fiber.js'
import { startHelper } from './helper-thread.js'
import { hearsSignals, nodeProcess, type NodeProcess } from './process.js'
import { type Frame, places, signalCells, signalCount } from './watchdog.js'
import { pausedSource } from './paused.js'
import { workerSource } from './blocked-worker.js'

/** The numbers that the two threads share. */
const enum Cell {
  /** When the step that is running began, 0 between steps. */
  Since,
  /** How long a step may take. */
  Longest,
  /** 1 when a debugger is attached: it must not be paused then. */
  Debugged
}

interface Detector {
  readonly cells: Int32Array
  /** Passes the counter of signals on, once there is one. */
  readonly heed: () => void
  /** The fiber whose step is being run. */
  fiber: Fiber | null
  /** Called by the worker, inside the thread that is stuck: what to print, and the place that it is about. */
  readonly report: (frames: ReadonlyArray<Frame>, since: number, took: number) => Report | null
}

interface Report {
  readonly place: string
  readonly text: string
}

const key = Symbol.for('fiber-ts/blocked')

/** A step begins, or gave way and goes on; null when it ends. Answers what was there before. */
export type Mark = (fiber: Fiber | null) => void

/** How often the worker looks: often enough that a report comes while the step lasts. */
const lookEvery = 25

/** Watches for steps that take longer than so many milliseconds. Answers null where that is not possible. */
export const detectBlocked = (longest: number): Mark | null => {
  if (!hearsSignals() || longest === Infinity) return null
  const process = nodeProcess as NodeProcess
  const global = globalThis as Record<symbol, Detector | undefined>
  let detector: Detector
  try {
    detector = global[key] ??= start(process)
  } catch {
    return null // no worker to be had: a permission, a limit
  }
  const { cells } = detector
  return (fiber) => {
    detector.fiber = fiber
    if (fiber === null) Atomics.store(cells, Cell.Since, 0)
    else {
      Atomics.store(cells, Cell.Longest, Math.min(longest, 2 ** 30))
      Atomics.store(cells, Cell.Since, stamp())
    }
  }
}

/** To be called when a run begins: a debugger may be attached now, and signals may be counted. */
export const updateDetector = (): void => {
  const detector = (globalThis as Record<symbol, Detector | undefined>)[key]
  if (detector === undefined) return
  const inspector = (nodeProcess as NodeProcess).getBuiltinModule('node:inspector')
  Atomics.store(detector.cells, Cell.Debugged, inspector.url() === undefined ? 0 : 1)
  detector.heed()
}

/** The time in milliseconds, the same in all threads, in so many bits as an integer has; never 0. */
const stamp = (): number => Math.floor(performance.timeOrigin + performance.now()) & 0x3fffffff || 1

const start = (process: NodeProcess): Detector => {
  const shared = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)
  const cells = new Int32Array(shared)
  const worker = startHelper(process, 'fiber-ts debug', pausedSource + workerSource, {
    cells: shared,
    Since: Cell.Since,
    Longest: Cell.Longest,
    Debugged: Cell.Debugged,
    ...signalCount,
    interval: lookEvery
  })
  worker.on('error', () => {}) // steps are reported when they are over
  worker.unref()
  let isHeeding = false
  const detector: Detector = {
    cells,
    fiber: null,
    heed: () => {
      const signals = signalCells()
      if (isHeeding || signals === undefined) return
      isHeeding = true
      worker.postMessage(signals.buffer)
    },
    report: (frames, since, took) => {
      const { fiber } = detector
      // it has gone on in the meantime
      if (fiber === null || Atomics.load(cells, Cell.Since) !== since) return null
      const [place = 'an unknown place', ...callers] = places(process, frames)
      const where = [place, ...callers].slice(0, 5).map((at) => `\n    at ${at}`)
      return {
        place,
        text: `fiber-ts: fiber ${label(fiber)} has been running for ${took} ms without giving way, and still is:${where.join('')}`
      }
    }
  }
  return detector
}
