/**
 * A fiber: the state of one running coroutine, and every transition of it that is not a step of the interpreter.
 *
 *      spawn ──► Next ──► Running ──► Parked ──► Next (something to run) or Value (something to go on with)
 *                  ▲       │ │ ▲                   │
 *                  └───────┼─┼─┼───────────────────┘
 *                          │ └─┴── Redirected: by a primitive, at once
 *                          └────► Succeeded | Failed         Abandoned: from anywhere, by the Runner only
 *
 * `slot` holds what belongs to the state: the next node, the value to resume with, what is waited for, the result, or
 * the cause. A fiber in state Next or Value stands in the ready queue, once it has been started. Resumption goes through
 * that queue, or is called by the platform when nobody else is to run (`Loop.resume`); never does it go through the stack
 * of another fiber.
 *
 * `bits` is what is to be known about interruption, so that one comparison per operation suffices:
 * a fiber is to be interrupted now exactly when `bits === 3` (interruptible, asked, and not yet delivered).
 */
import type { Interrupt } from '../Cause.js'
import { asForeign, hasFailed } from './cause.js'
import type { Loop } from './loop.js'
import { ensuring, Op, Tag, unit } from './op.js'
import { listKids, type Parked, WaitList } from './waiters.js'

export const enum State {
  Next,
  Value,
  Parked,
  Running,
  /** A primitive has put the node to go on with into `slot`. */
  Redirected,
  Succeeded,
  Failed,
  Abandoned
}

export const enum Bits {
  Interruptible = 1,
  Asked = 2,
  Delivered = 4,
  /** Interruptible, asked and not delivered: to be interrupted at the next step. */
  Due = 3
}

/** Who is responsible for a fiber: hears of its end, and may interrupt it. */
export interface Supervisor {
  /** The youngest child, head of the list of siblings. */
  kids: Fiber | null
  /** Called once, when the child has ended; takes it out of `kids`. Runs no user code. */
  readonly childEnded: (child: Fiber) => void
  /**
   * Whether a value stands against an interruption that arrived too late to stop the child: what it was given is not lost
   * then. Not so for the root of a run, where a signal that was heard is honoured in place of the value.
   */
  readonly keepsValue: boolean
  /** The fiber or loop on whose behalf the child runs, for dumps. */
  readonly owner: Fiber | null
}

export class Fiber implements Supervisor, Parked {
  declare readonly _E?: (() => any) | undefined
  declare readonly _A?: (() => any) | undefined
  state: State = State.Next
  bits: Bits = Bits.Interruptible
  slot: any
  stack: Op | null = null
  env: any
  /** Fiber-local values, a persistent map; undefined until one is set. */
  vars: any
  name: string | undefined = undefined
  /** The interruption that was asked for, if any. The first one stays. */
  interruption: Interrupt | null = null
  /** Fibers that wait for the end of this one. */
  joiners: Fiber | WaitList | null = null
  parent: Supervisor
  kids: Fiber | null = null
  nextSibling: Fiber | null = null
  prevSibling: Fiber | null = null
  nextWaiter: Fiber | null = null
  prevWaiter: Fiber | null = null
  readonly id: number
  readonly loop: Loop

  constructor(loop: Loop, parent: Supervisor, op: Op, env: unknown, vars: unknown) {
    this.slot = op
    this.env = env
    this.vars = vars
    this.parent = parent
    this.loop = loop
    this.id = loop.nextFiberId++
  }

  get keepsValue(): boolean {
    return true
  }

  get owner(): Fiber {
    return this
  }

  // ---- as supervisor of what it forked

  /** A failure that nobody has seen stays in the list until the scope closes, for it is reported then. */
  childEnded(child: Fiber): void {
    if (this.state === State.Parked && this.slot instanceof ChildrenEnd && child.id >= this.slot.mark) {
      const unobserved = isUnobservedFailure(child)
      disownChild(this, child)
      if (unobserved) this.loop.reportUnobserved(child)
      if (this.kids === null || this.kids.id < this.slot.mark) readyValue(this, undefined)
    } else if (!isUnobservedFailure(child)) disownChild(this, child)
  }

  // ---- as something to wait for (join)

  cancel(waiter: Fiber): null {
    if (this.joiners === waiter) this.joiners = null
    else (this.joiners as WaitList).remove(waiter)
    return null
  }

  describe(): string {
    return `fiber ${label(this)}`
  }

  ends(): ReadonlyArray<Fiber> {
    return [this]
  }
}

export const label = (fiber: Fiber): string =>
  fiber.name === undefined ? `#${fiber.id}` : `#${fiber.id} "${fiber.name}"`

/** A fiber with what it does, in a few words. */
export const withActivity = (fiber: Fiber): string => {
  const activity =
    fiber.state === State.Parked
      ? `waits for ${(fiber.slot as Parked).describe(fiber)}`
      : fiber.state === State.Running
        ? 'runs'
        : 'is ready to run'
  return `${label(fiber)} ${activity}`
}

/** So many fibers, or jobs, are named in one line. */
const mostNamed = 3

/** The first of several, as part of one line. */
export const nameSome = (names: ReadonlyArray<string>): string => {
  const shown = names.slice(0, mostNamed).map((name) => name.trim())
  return [...shown, ...(names.length > mostNamed ? [`and ${names.length - mostNamed} more`] : [])].join(', ')
}

// -------------------------------------------------------------------------------------
// family
// -------------------------------------------------------------------------------------

export const adopt = (parent: { kids: Fiber | null }, child: Fiber): void => {
  const sibling = parent.kids
  child.nextSibling = sibling
  if (sibling !== null) sibling.prevSibling = child
  parent.kids = child
}

export const disown = (parent: { kids: Fiber | null }, child: Fiber): void => {
  const next = child.nextSibling
  const previous = child.prevSibling
  if (previous === null) parent.kids = next
  else previous.nextSibling = next
  if (next !== null) next.prevSibling = previous
  child.nextSibling = child.prevSibling = null
}

/** A new fiber, known to its supervisor and not yet in the ready queue. */
export const spawn = (loop: Loop, parent: Supervisor, op: Op, env: unknown, vars: unknown): Fiber => {
  const child = new Fiber(loop, parent, op, env, vars)
  adopt(parent, child)
  loop.born(child)
  return child
}

/** A new fiber under a running one or under a group of it, ready to take its first step. */
export const fork = (fiber: Fiber, parent: Supervisor, op: Op): Fiber => {
  const child = spawn(fiber.loop, parent, op, fiber.env, fiber.vars)
  fiber.loop.enqueue(child)
  return child
}

// The same for parents that are fibers, once more: most are, and access to the properties of one class, instead of to
// those of every kind of supervisor, is worth a tenth of a fork and join.

/** A child of a running fiber, ready to take its first step. */
export const forkChild = (fiber: Fiber, op: Op): Fiber => {
  const child = new Fiber(fiber.loop, fiber, op, fiber.env, fiber.vars)
  const sibling = fiber.kids
  child.nextSibling = sibling
  if (sibling !== null) sibling.prevSibling = child
  fiber.kids = child
  fiber.loop.born(child)
  fiber.loop.enqueue(child)
  return child
}

const disownChild = (fiber: Fiber, child: Fiber): void => {
  const next = child.nextSibling
  const previous = child.prevSibling
  if (previous === null) fiber.kids = next
  else previous.nextSibling = next
  if (next !== null) next.prevSibling = previous
  child.nextSibling = child.prevSibling = null
}

const isUnobservedFailure = (child: Fiber): boolean =>
  child.state === State.Failed && child.joiners === null && hasFailed(child.slot)

/**
 * Takes note that somebody knows how a fiber ended, so that its failure is not reported as unobserved.
 * Only failures that nobody has seen are still in a list after their end.
 */
export const observe = (child: Fiber): void => {
  const parent = child.parent
  if (child.state === State.Failed && (child.prevSibling !== null || parent.kids === child)) disown(parent, child)
}

/** What a fiber waits for while its children are being ended: those that were forked since `mark`. */
export class ChildrenEnd implements Parked {
  constructor(
    readonly mark: number,
    readonly reason: Interrupt
  ) {}
  /** Called only when the fiber is abandoned: children are awaited in a masked region. */
  cancel(): null {
    return null
  }
  describe(fiber: Fiber): string {
    return `the end of its child fibers: ${nameSome(this.ends(fiber).map(label))}`
  }
  ends(fiber: Fiber): ReadonlyArray<Fiber> {
    return listKids(fiber.kids, this.mark)
  }
}

/** Takes the ended children (only unobserved failures are left of those) out of the list, and reports them. */
const reportEnded = (fiber: Fiber, mark: number, hadEndedBefore: boolean): void => {
  let kid = fiber.kids
  while (kid !== null && kid.id >= mark) {
    const next: Fiber | null = kid.nextSibling
    if (kid.state === State.Failed) {
      disown(fiber, kid)
      fiber.loop.reportUnobserved(kid, hadEndedBefore)
    }
    kid = next
  }
}

/**
 * Interrupts the children that a fiber has forked since `mark`. Parks the fiber until the last of them has ended, or
 * answers false when there is none to wait for. The fiber's interruption is masked meanwhile.
 */
export const endChildren = (fiber: Fiber, mark: number): boolean => {
  reportEnded(fiber, mark, true)
  if (fiber.kids === null || fiber.kids.id < mark) return false
  const reason = interruptionBy(fiber, 'scope closed')
  interruptKids(fiber.kids, reason, mark)
  reportEnded(fiber, mark, false)
  if (fiber.kids === null || fiber.kids.id < mark) return false
  park(fiber, new ChildrenEnd(mark, reason))
  return true
}

// -------------------------------------------------------------------------------------
// waiting and resuming
// -------------------------------------------------------------------------------------

/** To be called by a primitive: the fiber stops here until somebody readies it. */
export const park = (fiber: Fiber, what: Parked): undefined => {
  fiber.slot = what
  fiber.state = State.Parked
}

/** To be called by a primitive: the fiber goes on with this node. */
export const redirect = (fiber: Fiber, op: Op): undefined => {
  fiber.slot = op
  fiber.state = State.Redirected
}

/** A parked fiber goes on with a value: what it was given cannot be lost to an interruption any more. */
export const readyValue = (fiber: Fiber, value: unknown): void => {
  fiber.state = State.Value
  fiber.slot = value
  fiber.loop.enqueue(fiber)
}

/** A parked fiber goes on with a node. */
export const readyNext = (fiber: Fiber, op: Op): void => {
  fiber.state = State.Next
  fiber.slot = op
  fiber.loop.enqueue(fiber)
}

/** A parked fiber goes on as an outcome says: with its value, or failing. */
export const readyOutcome = (fiber: Fiber, outcome: Op): void => {
  if (outcome.tag === Tag.Succeed) readyValue(fiber, outcome.first)
  else readyNext(fiber, outcome)
}

/** Adds a waiter to a place that allocates a list only for the second one. */
export const addWaiter = (waiters: Fiber | WaitList | null, fiber: Fiber): Fiber | WaitList => {
  if (waiters === null) return fiber
  if (waiters instanceof WaitList) {
    waiters.push(fiber)
    return waiters
  }
  const list = new WaitList()
  list.push(waiters)
  list.push(fiber)
  return list
}

/** Resumes every waiter with an outcome, in the order in which they came. */
export const wakeAll = (waiters: Fiber | WaitList | null, outcome: Op): void => {
  if (waiters === null) return
  if (waiters instanceof WaitList)
    for (let fiber = waiters.shift(); fiber !== null; fiber = waiters.shift()) readyOutcome(fiber, outcome)
  else readyOutcome(waiters, outcome)
}

// -------------------------------------------------------------------------------------
// interruption
// -------------------------------------------------------------------------------------

export const interruptionFrom = (by: Interrupt['by'], reason: unknown, loop: Loop): Interrupt => ({
  _tag: 'Interrupt',
  by,
  reason,
  at: loop.now()
})

export const interruptionBy = ({ id, loop }: Fiber, reason: unknown): Interrupt => interruptionFrom(id, reason, loop)

/**
 * Asks a fiber to stop. A fiber that can be interrupted where it is parked is readied at once; any other one notices at
 * its next interruptible step. Asking again changes nothing: who came first is who interrupted.
 */
export const interrupt = (fiber: Fiber, interruption: Interrupt): void => {
  if (fiber.state >= State.Succeeded || (fiber.bits & Bits.Asked) !== 0) return
  fiber.interruption = interruption
  fiber.bits |= Bits.Asked
  if (fiber.bits !== Bits.Due) return
  if (depth === deepest) return void tooDeep.push(fiber)
  depth++
  try {
    unpark(fiber)
    if (depth === 1) for (let next = tooDeep.pop(); next !== undefined; next = tooDeep.pop()) unpark(next)
  } finally {
    depth--
  }
}

/**
 * To interrupt who waits for a group is to interrupt its members, and so on: so many levels are gone down at once, and what
 * is below them is left to the first one, since a program may nest deeper than the host's stack.
 */
const deepest = 100
let depth = 0
const tooDeep: Array<Fiber> = []

/** Asks the members of a family to stop, the youngest first: those that were started since `mark`. */
export const interruptKids = (kid: Fiber | null, interruption: Interrupt, mark = 0): void => {
  while (kid !== null && kid.id >= mark) {
    const next: Fiber | null = kid.nextSibling // one that ends at once leaves the list
    interrupt(kid, interruption)
    kid = next
  }
}

/** A fiber that is due to be interrupted stops waiting, if it does. */
export const unpark = (fiber: Fiber): void => {
  if (fiber.state !== State.Parked) return
  const finalizer = (fiber.slot as Parked).cancel(fiber)
  if (finalizer !== null) readyNext(fiber, ensuring(deliver(fiber), finalizer))
  else if (fiber.stack === null && fiber.kids === null) end(fiber, State.Failed, deliver(fiber))
  else readyNext(fiber, unit)
}

/** The interruption takes effect: it is the outcome from here on. */
export const deliver = (fiber: Fiber): Op => {
  fiber.bits |= Bits.Delivered
  return new Op(Tag.Interrupt, fiber.interruption, null)
}

// -------------------------------------------------------------------------------------
// the end
// -------------------------------------------------------------------------------------

/** The fiber has ended: nothing of it runs any more. Tells who waits and who is responsible. */
export const end = (fiber: Fiber, state: State.Succeeded | State.Failed, result: unknown): void => {
  fiber.state = state
  fiber.slot = result
  fiber.stack = null
  fiber.parent.childEnded(fiber)
  fiber.env = fiber.vars = undefined
  const joiners = fiber.joiners // looked at only now: the parent may have interrupted a fiber that was among them
  if (state === State.Succeeded) fiber.parent = fiber.loop // a handle that is kept must not keep its ancestors
  if (joiners !== null) {
    fiber.joiners = null
    if (state === State.Succeeded && joiners instanceof Fiber) readyValue(joiners, result)
    else wakeAll(joiners, outcomeOf(fiber))
  }
  fiber.loop.ended(fiber)
}

/** How an ended fiber ended, as seen by others: its own interruption is a foreign one to them. */
export const outcomeOf = (fiber: Fiber): Op =>
  fiber.state === State.Succeeded ? new Op(Tag.Succeed, fiber.slot, null) : asForeign(fiber.slot)
