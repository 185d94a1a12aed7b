/**
 * What the fibers of a loop do, read from what the kernel has anyway: nothing is recorded for dumps but in debug mode.
 *
 * Who holds a permit is told by the frames that will give it back; what a fiber waits for by what it is parked on. Taking a
 * dump changes nothing and runs no user code, so it can be taken between any two instructions, also by a debugger.
 */
import type { FiberDump, FiberInfo, Interruption, Wait } from '../FiberDump.js'
import { Bits, ChildrenEnd, Fiber, State } from './fiber.js'
import type { GeneratorRun } from './generator.js'
import type { Loop } from './loop.js'
import { type Op, Tag } from './op.js'
import { type Permits, Request } from './permits.js'
import { show } from './show.js'
import type { Parked } from './waiters.js'

export interface DumpContext {
  readonly reason?: string
  readonly pid?: number
  readonly uptime?: number
}

/** So many holders are named. */
const mostHolders = 64

/** Finalizers of the library's own, which no user has opened. */
const unseen = new WeakSet<object>()

/** Takes a finalizer out of what dumps show. */
export const hideFinalizer = <F extends object>(finalizer: F): F => {
  unseen.add(finalizer)
  return finalizer
}

export const dumpLoop = (loop: Loop, { reason, pid, uptime }: DumpContext = {}): FiberDump => {
  const at = loop.now()
  const fibers = inOrder(loop)
  const holdings = new Holdings()
  const opened = fibers.map((fiber) => holdings.read(fiber))
  const waits = fibers.map((fiber) => holdings.wait(fiber))
  return {
    at,
    reason: reason ?? null,
    pid: pid ?? null,
    uptime: uptime ?? null,
    isShuttingDown: loop.stopping !== null,
    fibers: fibers.map((fiber, i) => infoOf(fiber, opened[i] as Opened, waits[i] ?? null)),
    cycles: findCycles(fibers, holdings)
  }
}

// -------------------------------------------------------------------------------------
// the tree
// -------------------------------------------------------------------------------------

/** The fiber on whose behalf another one runs, as long as it has not ended. */
const parentOf = (fiber: Fiber): Fiber | null => {
  const { owner } = fiber.parent
  return owner === null || owner.state >= State.Succeeded ? null : owner
}

/** Every live fiber, parents first, siblings from the oldest to the youngest. */
const inOrder = (loop: Loop): ReadonlyArray<Fiber> => {
  const live = new Set(loop.fibers())
  // whoever is being moved between two lists at this very moment
  if (loop.current !== null && loop.current.state < State.Succeeded) live.add(loop.current)
  const families = new Map<Fiber | null, Array<Fiber>>()
  for (const fiber of live) {
    let parent = parentOf(fiber)
    if (parent !== null && !live.has(parent)) parent = null
    const siblings = families.get(parent)
    if (siblings === undefined) families.set(parent, [fiber])
    else siblings.push(fiber)
  }
  const found: Array<Fiber> = []
  const pending: Array<Fiber> = []
  const expect = (parent: Fiber | null): void => {
    const children = families.get(parent)
    // not by spreading them: hundreds of thousands of arguments have no place on the stack
    for (const child of children?.sort((x, y) => y.id - x.id) ?? []) pending.push(child)
  }
  expect(null)
  for (let fiber = pending.pop(); fiber !== undefined; fiber = pending.pop()) {
    found.push(fiber)
    expect(fiber)
  }
  return found
}

// -------------------------------------------------------------------------------------
// one fiber
// -------------------------------------------------------------------------------------

const infoOf = (fiber: Fiber, { open, isFinalizing }: Opened, waitsFor: Wait | null): FiberInfo => ({
  id: fiber.id,
  name: fiber.name === undefined ? null : String(fiber.name),
  parent: parentOf(fiber)?.id ?? null,
  state: fiber.state === State.Parked ? 'Suspended' : fiber.state <= State.Value ? 'Ready' : 'Running',
  since: fiber.loop.observer?.since(fiber) ?? null,
  waitsFor,
  isInterruptible: (fiber.bits & Bits.Interruptible) !== 0,
  interruption: interruptionOf(fiber),
  isFinalizing,
  open,
  startedAt: fiber.loop.observer?.site(fiber) ?? null
})

const interruptionOf = ({ bits, interruption }: Fiber): Interruption | null => {
  if ((bits & Bits.Asked) === 0 || interruption === null) return null
  const { by, reason, at } = interruption
  return { by, reason: reasonOf(reason), at, isPending: (bits & Bits.Delivered) === 0 }
}

/** A reason as it fits into a line. Whatever was given as one may be hostile. */
const reasonOf = (reason: unknown): string | null => {
  if (reason === undefined) return null
  if (typeof reason === 'string') return firstLine(reason)
  try {
    if (reason instanceof Error) return firstLine(`${reason.name}: ${reason.message}`)
  } catch {
    // a getter of it has thrown
  }
  return show(reason)
}

const firstLine = (text: string): string => {
  const line = text.slice(0, 200).split('\n', 1)[0] as string
  return line.length > 80 ? `${line.slice(0, 80)}…` : line
}

// -------------------------------------------------------------------------------------
// what is held, and what is waited for
// -------------------------------------------------------------------------------------

interface Opened {
  readonly open: ReadonlyArray<string>
  readonly isFinalizing: boolean
}

interface Held {
  readonly name: string
  readonly holders: Array<Fiber>
  /** How many permits the known holders have. */
  count: number
}

class Holdings {
  private readonly held = new Map<Permits, Held>()
  private readonly ids = new Map<Permits, ReadonlyArray<number>>()
  private readonly kinds = new Map<string, number>()

  /** What the frames of a fiber will close; a running fiber's are in the interpreter's hands. */
  read(fiber: Fiber): Opened {
    const open: Array<string> = []
    let isFinalizing = false
    // a frame that waits for children remembers an outcome as one that waits for a finalizer does
    let isChildrenEnd = fiber.state === State.Parked && fiber.slot instanceof ChildrenEnd
    for (let frame: Op | null = fiber.stack; frame !== null; frame = frame.second as Op | null) {
      switch (frame.tag) {
        case Tag.Release:
          open.push(this.resource(fiber, frame.first.value))
          break
        case Tag.Ensuring:
        case Tag.OnExit:
        case Tag.OnInterrupt:
          if (!unseen.has(frame.first)) open.push('a finalizer')
          break
        case Tag.ThenSucceed:
        case Tag.ThenSucceedInterruptible:
        case Tag.ThenFail:
        case Tag.ThenFailInterruptible:
          if (!isChildrenEnd) isFinalizing = true
          break
        case Tag.GeneratorCaught:
          if ((frame.first as GeneratorRun).closing !== null) isFinalizing = true
      }
      isChildrenEnd = false
    }
    return { open, isFinalizing }
  }

  private resource(fiber: Fiber, value: unknown): string {
    if (value instanceof Request) {
      const held = this.of(value.permits)
      held.holders.push(fiber)
      held.count += value.count
      return held.name
    }
    const isObject = typeof value === 'object' && value !== null
    return isObject ? `a resource (${show(value)})` : 'a resource'
  }

  of(permits: Permits): Held {
    let held = this.held.get(permits)
    if (held === undefined) this.held.set(permits, (held = { name: this.nameOf(permits), holders: [], count: 0 }))
    return held
  }

  /** They have no names of their own: a letter tells them apart within one dump. */
  private nameOf({ kind }: Permits): string {
    const word = kind.replace(/^an? /, '')
    const index = this.kinds.get(word) ?? 0
    this.kinds.set(word, index + 1)
    return `${word} ${letters(index)}`
  }

  private holderIds(permits: Permits): ReadonlyArray<number> {
    let ids = this.ids.get(permits)
    if (ids === undefined) {
      const holders = new Set([...this.of(permits).holders, ...(permits.takers?.keys() ?? [])])
      this.ids.set(permits, (ids = idsOf([...holders].slice(0, mostHolders))))
    }
    return ids
  }

  /** To be called once the frames of all fibers are read. */
  wait(fiber: Fiber): Wait | null {
    if (fiber.state !== State.Parked) return null
    const parked = fiber.slot as Parked
    try {
      if (parked instanceof Request) return this.permitWait(parked)
      return {
        what: parked.deadline === undefined ? parked.describe(fiber) : 'sleep',
        heldBy: [],
        endOf: parked.ends === undefined ? [] : idsOf(parked.ends(fiber)),
        until: parked.deadline ?? null,
        isExternal: parked.isExternal === true
      }
    } catch {
      return { what: 'something that cannot be described', heldBy: [], endOf: [], until: null, isExternal: false }
    }
  }

  private permitWait({ permits, count }: Request): Wait {
    const { name } = this.of(permits)
    const many = count === 1 ? '' : `${count} permits of `
    const free = permits.total === 1 ? '' : ` ${permits.free}/${permits.total}`
    return {
      what: many + name + free,
      heldBy: this.holderIds(permits),
      endOf: [],
      until: null,
      isExternal: false
    }
  }
}

const idsOf = (fibers: ReadonlyArray<Fiber>): ReadonlyArray<number> => fibers.map(({ id }) => id)

/** A, B, … Z, AA, AB, … */
const letters = (index: number): string =>
  (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

// -------------------------------------------------------------------------------------
// cycles
// -------------------------------------------------------------------------------------

/** A fiber, or the permits that fibers wait for. */
interface Stuck {
  readonly fiber: Fiber | null
  /** Whom it waits for. */
  readonly on: ReadonlyArray<Fiber | Permits>
  /** How many of those it takes to go on. */
  needs: number
}

/**
 * Fibers that wait for one another. First everything is taken away that may still go on: whoever is not suspended, waits for
 * something outside or for somebody unknown, or for one of those. What is left is stuck, each behind another one that is,
 * and so the way from one to the next ends in a cycle.
 */
const findCycles = (fibers: ReadonlyArray<Fiber>, holdings: Holdings): ReadonlyArray<ReadonlyArray<number>> => {
  const stuck = new Map<Fiber | Permits, Stuck>()
  for (const fiber of fibers) {
    if (fiber.state !== State.Parked) continue
    const parked = fiber.slot as Parked
    if (parked instanceof Request) {
      const { permits } = parked
      stuck.set(fiber, { fiber, on: [permits], needs: 1 })
      if (stuck.has(permits)) continue
      const { holders, count } = holdings.of(permits)
      // somebody may hold the rest of whom no frame tells
      if (count >= permits.total - permits.free) stuck.set(permits, { fiber: null, on: holders, needs: 1 })
    } else if (parked.ends !== undefined && !parked.isExternal) {
      const on = parked.ends(fiber)
      if (on.length > 0) stuck.set(fiber, { fiber, on, needs: parked.isDecidedByOne === true ? 1 : on.length })
    }
  }
  release(stuck)
  const cycles: Array<ReadonlyArray<number>> = []
  const seen = new Set<Fiber | Permits>()
  for (const start of stuck.keys()) {
    const path: Array<Fiber | Permits> = []
    let node: Fiber | Permits | undefined = start
    while (node !== undefined && !seen.has(node)) {
      seen.add(node)
      path.push(node)
      node = stuck.get(node)?.on.find((other) => stuck.has(other))
    }
    const at = node === undefined ? -1 : path.indexOf(node)
    if (at >= 0) cycles.push(oldestFirst(idsOf(path.slice(at).filter((member) => member instanceof Fiber))))
  }
  return cycles
}

/** The same cycle, told from the fiber on that was there first. */
const oldestFirst = (cycle: ReadonlyArray<number>): ReadonlyArray<number> => {
  const at = cycle.indexOf(cycle.reduce((oldest, id) => Math.min(oldest, id)))
  return [...cycle.slice(at), ...cycle.slice(0, at)]
}

/** Takes away, one after the other, what waits for something that is not there. */
const release = (stuck: Map<Fiber | Permits, Stuck>): void => {
  const waiting = new Map<Fiber | Permits, Array<Fiber | Permits>>()
  const free: Array<Fiber | Permits> = []
  for (const [node, { on }] of stuck)
    for (const other of on) {
      const others = waiting.get(other)
      if (others === undefined) waiting.set(other, [node])
      else others.push(node)
    }
  for (const other of waiting.keys()) if (!stuck.has(other)) free.push(other)
  for (let other = free.pop(); other !== undefined; other = free.pop())
    for (const node of waiting.get(other) ?? []) {
      const entry = stuck.get(node)
      if (entry === undefined || --entry.needs > 0) continue
      stuck.delete(node)
      free.push(node)
    }
}
