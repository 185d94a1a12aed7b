/**
 * Ctrl-C that works while the main thread is inside `while (true) {}`, where Node calls no listener.
 *
 * One worker for the whole process, shared by all runs and all copies of the package, parked while no run handles SIGINT.
 * It sees every SIGINT, and passes it on: the main thread emits it to all listeners of the process, for Node's own handler
 * is replaced while the worker watches. When a second Ctrl-C meets a main thread that does not answer, the worker stops it
 * by the inspector, prints where it was stuck, runs the exit handlers and ends the process by the signal.
 *
 * A run waits until it watches, some 30 milliseconds once in a process: a program that is stuck from its first step on
 * could not be ended otherwise. It waits by blocking, so that nothing comes between `run` and the program's first step.
 *
 * Rejected, for they do not work or cost too much: `process.on('SIGINT')` inside a worker (never called), Node's internal
 * bindings (gone from Node 24 on), terminating execution on the main thread (Node aborts), a breakable script around each
 * slice of the main thread (112 microseconds each, and it cuts the first SIGINT).
 */
import { startHelper } from './helper-thread.js'
import type { NodeProcess } from './process.js'
import { pausedSource } from './paused.js'
import { workerSource } from './watchdog-worker.js'

/** The numbers that the two threads share. */
const enum Cell {
  /** The number of the arming, 0 while nothing is watched. */
  Armed,
  // these three side by side, for `Watching.signals`
  /** SIGINTs that the worker has seen, and those that the main thread has passed on. */
  Seen,
  Handled,
  /** When it has seen the last one: the low bits of the wall clock. */
  SeenAt,
  /** 1 while the worker is outside of its scripts. */
  Idle,
  /** The arming at which the worker is: from then on it sees every signal. */
  Watched,
  /** How many of the signals that were seen are presses of their own, and not one of them once more. */
  Presses,
  /** 1 while there is a run, 0 while the worker only passes on what others listen to. */
  Active
}

/** How long a run waits for that at most, in milliseconds. */
const startPatience = 3_000

/** After how long a main thread that was interrupted once, and does not answer, is told of. */
const hintAfter = 1_000
/** How long a main thread that was interrupted twice has to answer, in milliseconds. */
const patience = 100
/** How long it has to stop where it is, and its exit handlers to run. */
const pausePatience = 300
/** How much of that it must have had the processor for, where it wants it, and how long to wait for that at most. */
const pauseWork = 150
const pauseLimit = 700

export interface Frame {
  readonly name: string
  readonly url: string
  /** Both counted from 0. */
  readonly line: number
  readonly column: number
}

interface Watchdog {
  readonly cells: Int32Array
  /** Whether the worker has failed, or could not start. */
  isGone: boolean
  /** The runs that are watched. */
  readonly runs: Array<WatchedRun>
  armings: number
  /** How many presses were passed on; and while a signal is, whether it is one of its own. */
  presses: number
  isNewPress: boolean | undefined
  /** Called by the worker: lists all fibers. */
  readonly fibers: () => string
  /** Called by the worker, inside the stuck thread: what to print behind `KeyboardInterrupt`. */
  readonly report: (frames: ReadonlyArray<Frame>) => string
}

export interface WatchedRun {
  /** Names the fiber whose step is being run. */
  readonly current: () => string | undefined
  /** Lists all fibers. */
  readonly fibers: () => string
}

const key = Symbol.for('fiber-ts/watchdog')

/** Where the worker counts the signals, once there is one, for whoever must not be in its way. */
export const signalCells = (): Int32Array | undefined =>
  (globalThis as unknown as Record<symbol, Watchdog | undefined>)[key]?.cells

/** Which of those cells have the signals that were seen, and those that were passed on. */
export const signalCount: { readonly Seen: number; readonly Handled: number } = {
  Seen: Cell.Seen,
  Handled: Cell.Handled
}

export interface Watching {
  /** What a loop looks at before each step: how many signals were seen, how many passed on, and when the last one came. */
  readonly signals: Int32Array
  /**
   * While a signal is passed on, whether it is a press of its own: those that came during one long step are all heard when
   * it is over, and only the worker knows how far apart they were. Undefined for a signal that comes by another way.
   */
  readonly isNewPress: () => boolean | undefined
  /** Signals that were seen reach their listeners; nobody is watched for any more. To be called before the listener goes. */
  readonly stop: () => void
}

/**
 * Watches until it is stopped. Answers null where that is not possible, and the plain listeners do what they can.
 * SIGINT must have a listener already.
 */
export const watch = (process: NodeProcess, samePress: number, run: WatchedRun): Watching | null => {
  const global = globalThis as unknown as Record<symbol, Watchdog | undefined>
  let dog: Watchdog
  try {
    dog = global[key] ??= start(process, samePress)
  } catch {
    return null // no worker to be had: a permission, a limit
  }
  if (dog.isGone) return null
  const { cells, runs } = dog
  if (runs.push(run) === 1) {
    // it went on watching for listeners that are gone now, and Node took its handler away with the last of them
    if (Atomics.load(cells, Cell.Armed) !== 0 && process.listenerCount('SIGINT') === 1) rest(process, dog)
    Atomics.store(cells, Cell.Active, 1)
    arm(dog, startPatience)
  }
  return {
    signals: cells.subarray(Cell.Seen, Cell.SeenAt + 1),
    isNewPress: () => dog.isNewPress,
    stop: () => {
      runs.splice(runs.indexOf(run), 1)
      if (runs.length > 0) return
      Atomics.store(cells, Cell.Active, 0)
      catchUp(process, dog)
      // Where somebody else listens, the worker watches on: when it stops, the default action is in place for a moment, and
      // a signal in that moment would end a process that means to hear it.
      if (process.listenerCount('SIGINT') === 1) rest(process, dog)
      else passOn(process, dog)
    }
  }
}

/** The worker begins to watch anew; waits until it does. */
const arm = (dog: Watchdog, millis: number): void => {
  const { cells } = dog
  const last = Atomics.load(cells, Cell.Watched)
  Atomics.store(cells, Cell.Armed, ++dog.armings)
  Atomics.notify(cells, Cell.Armed)
  Atomics.wait(cells, Cell.Watched, last, millis)
}

/**
 * Waits until a signal that was sent before is counted. It wakes a thread of Node's own, which wakes the worker; a busy
 * machine may keep both waiting.
 */
const catchUp = (process: NodeProcess, dog: Watchdog): void => {
  if (dog.isGone) return
  const nobody = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  for (let looks = 0; looks < 100; looks++) {
    const isQuiet = othersSleep(process)
    if (isQuiet === true) break
    Atomics.wait(nobody, 0, 0, isQuiet === null ? 1 : 0.2)
    if (isQuiet === null) break
  }
  arm(dog, patience)
}

/** Whether no other thread of this process wants a processor; null where nobody can tell. */
const othersSleep = (process: NodeProcess): boolean | null => {
  const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs')
  try {
    return readdirSync('/proc/self/task').every((thread) => {
      if (thread === String(process.pid)) return true
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1')
      return stat.charAt(stat.lastIndexOf(')') + 2) !== 'R'
    })
  } catch {
    return null
  }
}

/** The worker leaves its scripts; what it has seen reaches the listeners, and Node's own handler is in place again. */
const rest = (process: NodeProcess, dog: Watchdog): void => {
  const { cells } = dog
  Atomics.store(cells, Cell.Armed, 0)
  Atomics.notify(cells, Cell.Armed)
  // a fraction of a millisecond; a worker that is still starting has never left this state
  Atomics.wait(cells, Cell.Idle, 0, patience)
  passOn(process, dog)
  listenAgain(process)
}

/** Emits what the worker has seen to every listener, each signal once. */
const passOn = (process: NodeProcess, dog: Watchdog): void => {
  const { cells } = dog
  while (Atomics.load(cells, Cell.Handled) < Atomics.load(cells, Cell.Seen)) {
    Atomics.add(cells, Cell.Handled, 1)
    dog.isNewPress = dog.presses < Atomics.load(cells, Cell.Presses)
    if (dog.isNewPress) dog.presses++
    try {
      if (process.listenerCount('SIGINT') > 0) (process as NodeJS.EventEmitter).emit('SIGINT', 'SIGINT', 2)
      else process.kill(process.pid, 'SIGINT')
    } finally {
      dog.isNewPress = undefined
    }
  }
}

/**
 * When the worker stops watching, the default action is in place, although Node believes that it has a handler: taking the
 * last listener away and adding it again makes it register anew.
 */
const listenAgain = (process: NodeProcess): void => {
  const listeners = process.rawListeners('SIGINT') as ReadonlyArray<unknown> as ReadonlyArray<() => void>
  process.removeAllListeners('SIGINT')
  for (const listener of listeners) process.on('SIGINT', listener)
}

const start = (process: NodeProcess, samePress: number): Watchdog => {
  const shared = new SharedArrayBuffer(8 * Int32Array.BYTES_PER_ELEMENT)
  const cells = new Int32Array(shared)
  Atomics.store(cells, Cell.Idle, 1)
  const worker = startHelper(process, 'fiber-ts watchdog', pausedSource + workerSource, {
    cells: shared,
    Armed: Cell.Armed,
    Seen: Cell.Seen,
    Handled: Cell.Handled,
    SeenAt: Cell.SeenAt,
    Idle: Cell.Idle,
    Watched: Cell.Watched,
    Presses: Cell.Presses,
    Active: Cell.Active,
    samePress,
    hintAfter,
    patience,
    pausePatience,
    pauseWork,
    pauseLimit
  })
  worker.on('message', () => passOn(process, dog))
  // nobody watches any more: the plain listeners do what they can
  worker.on('error', () => {
    dog.isGone = true
    Atomics.store(cells, Cell.Idle, 1)
    passOn(process, dog)
    listenAgain(process)
  })
  worker.unref()
  const dog: Watchdog = {
    cells,
    isGone: false,
    runs: [],
    armings: 0,
    presses: 0,
    isNewPress: undefined,
    fibers: () =>
      dog.runs
        .map((run) => run.fibers())
        .filter((lines) => lines !== '')
        .join('\n'),
    report: (frames) => report(process, dog, frames)
  }
  return dog
}

// -------------------------------------------------------------------------------------
// where it was stuck
// -------------------------------------------------------------------------------------

/** The frames of the program, each at its place in the source where Node knows it, and the fiber. */
const report = (process: NodeProcess, dog: Watchdog, frames: ReadonlyArray<Frame>): string => {
  const lines = places(process, frames)
    .slice(0, 10)
    .map((at) => `\n    at ${at}`)
  const fiber = dog.runs.map((run) => run.current()).find((name) => name !== undefined)
  return (fiber === undefined ? '' : ` in fiber ${fiber}`) + lines.join('')
}

/** Where the frames of the program are, the innermost first; all frames where none is the program's. */
export const places = (process: NodeProcess, frames: ReadonlyArray<Frame>): ReadonlyArray<string> => {
  const mine = frames.filter(({ url }) => !url.startsWith('node:') && !isLibrary(url))
  return (mine.length > 0 ? mine : frames).map((frame) => place(process, frame))
}

/**
 * Whether a frame is the library's own, by the package that this very file was loaded from, as built or, where Node maps
 * stacks, as written; in a bundle nobody can tell.
 */
const isLibrary = (url: string): boolean => {
  const stack = new Error().stack ?? ''
  const home = /([^\s(]*)[\\/](?:dist[\\/]\w+|src)[\\/]node[\\/](?:watchdog|base)\.[jt]s/.exec(stack)?.[1]
  return home !== undefined && withoutScheme(url).startsWith(`${withoutScheme(home)}/dist/`)
}

const withoutScheme = (url: string): string => url.replace(/^file:\/\//, '')

const place = (process: NodeProcess, { name, url, line, column }: Frame): string => {
  const { findSourceMap } = process.getBuiltinModule('node:module')
  const { fileURLToPath } = process.getBuiltinModule('node:url')
  let [file, row, col] = [url.startsWith('file:') ? fileURLToPath(url) : url, line + 1, column + 1]
  const origin = findSourceMap(file)?.findEntry(line, column)
  if (origin !== undefined && 'originalSource' in origin) {
    file = origin.originalSource.startsWith('file:') ? fileURLToPath(origin.originalSource) : origin.originalSource
    row = origin.originalLine + 1
    col = origin.originalColumn + 1
  }
  const { isAbsolute, relative } = process.getBuiltinModule('node:path')
  const short = isAbsolute(file) ? relative(process.cwd(), file) : file
  const at = `${short.startsWith('..') ? file : short}:${row}:${col}`
  return name === '' ? at : `${name} (${at})`
}
