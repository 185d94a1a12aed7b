/**
 * The loops of this process that are alive, for whoever looks at it from outside: kept under a `Symbol.for` key, so that a
 * debugger finds them by one expression, also while the main thread is paused inside a step, and whichever copies of the
 * package they belong to.
 *
 * A loop is referred to weakly: to be seen must not keep a Runner alive that was dropped. A loop that still has something
 * to do is kept by whoever will wake it.
 */
import type { FiberDump } from '../FiberDump.js'
import { withActivity } from './fiber.js'
import type { Loop } from './loop.js'

/** A loop as it is seen from outside. Neither function throws, waits, or changes anything; both can be called at any time. */
export interface LiveLoop {
  /** Its fibers, as text. */
  readonly dump: () => string
  /** The same as data: a `FiberDump` in JSON, or the text `null` where the part of the library that makes one is not loaded. */
  readonly json: () => string
}

/** What stands under `Symbol.for('fiber-ts')`. The shape is fixed: tools and other versions of the package read it. */
export interface Live {
  readonly version: 1
  readonly loops: Set<LiveLoop>
}

const key = Symbol.for('fiber-ts')

/** Makes dumps. */
export interface Dumper {
  readonly take: (loop: Loop, reason?: string) => FiberDump
  readonly draw: (dump: FiberDump, most?: number) => string
}

/** Set by whoever has the means, since a program that runs nothing but `toPromise` need not carry them. */
let dumper: Dumper | null = null

export const setDumper = (d: Dumper): void => {
  dumper = d
}

export const getDumper = (): Dumper | null => dumper

/** The fibers of a loop as text, behind a line about all of them. Nothing can prevent a report, so this never throws. */
export const textOf = (loop: Loop, reason?: string, most?: number): string => {
  try {
    return dumper === null ? listWaits(loop) : dumper.draw(dumper.take(loop, reason), most)
  } catch (thrown) {
    return `the dump failed\n${String(thrown)}`
  }
}

/** So many lines of fibers are part of a report that nobody has asked for. */
const mostReported = 200

/** The fibers of a loop as they are listed in reports. */
export const linesOf = (loop: Loop): string => textOf(loop, undefined, mostReported).split('\n').slice(1).join('\n')

const listWaits = (loop: Loop): string => {
  const lines = loop.fibers().map(withActivity)
  return [`${lines.length} ${lines.length === 1 ? 'fiber' : 'fibers'}`, ...lines].join('\n')
}

/** The fibers of a loop in JSON; the text `null` where that cannot be made. */
const jsonOf = (loop: Loop): string => {
  try {
    return JSON.stringify(dumper === null ? null : dumper.take(loop))
  } catch {
    return 'null'
  }
}

class Entry implements LiveLoop {
  readonly #loop: WeakRef<Loop>
  constructor(loop: Loop) {
    this.#loop = new WeakRef(loop)
  }
  get isGone(): boolean {
    return this.#loop.deref() === undefined
  }
  readonly dump = (): string => {
    const loop = this.#loop.deref()
    return loop === undefined ? '' : textOf(loop)
  }
  readonly json = (): string => {
    const loop = this.#loop.deref()
    return loop === undefined ? 'null' : jsonOf(loop)
  }
}

/** Makes a loop known; the answered function makes it forgotten. */
export const announce = (loop: Loop): (() => void) => {
  const global = globalThis as Record<symbol, Live | undefined>
  const { loops } = (global[key] ??= { version: 1, loops: new Set() })
  for (const other of loops) if (other instanceof Entry && other.isGone) loops.delete(other)
  const entry = new Entry(loop)
  loops.add(entry)
  return () => void loops.delete(entry)
}
