/**
 * A computation that several fibers share: run for the first that asks, waited for by all, and stopped when nobody waits
 * any more.
 *
 *   idle ──► running ──► kept (until it expires, if it does) ──► idle
 *               │
 *               └──► stopping (nobody waits any more) ──► idle, or running again for those who came meanwhile
 *
 * It runs in a fiber of its own, so it does not end with the fiber that happened to ask first.
 */
import type { Interrupt } from '../Cause.js'
import { hasFailed, isOwnInterruption, without } from './cause.js'
import { Family } from './family.js'
import { type Fiber, interrupt, outcomeOf, park, redirect, State, wakeAll } from './fiber.js'
import { joinOp } from './fork.js'
import { Op, Tag, unit } from './op.js'
import { listKids, type Parked, WaitList } from './waiters.js'

export interface SharedOptions {
  /** How long a result is kept, in milliseconds. */
  readonly lifetime: number
  /** Whether failures are kept as values are. */
  readonly keepsFailures: boolean
}

class Shared extends Family implements Parked {
  private running: Fiber | null = null
  private isStopping = false
  private kept: Op | null = null
  private expires = 0
  private readonly waiters = new WaitList()

  constructor(
    private readonly op: Op,
    private readonly options: SharedOptions
  ) {
    super()
  }

  ask(fiber: Fiber): unknown {
    const { kept } = this
    if (kept !== null && fiber.loop.now() < this.expires)
      return kept.tag === Tag.Succeed ? kept.first : redirect(fiber, kept)
    this.kept = null
    if (this.running === null) this.start(fiber)
    this.waiters.push(fiber)
    return park(fiber, this)
  }

  /** Nothing is kept, and nobody waits for anything: a new one would do as well. */
  isSpent(now: number): boolean {
    return this.running === null && (this.kept === null || now >= this.expires)
  }

  private start(first: Fiber): void {
    this.isStopping = false
    this.running = this.join(first.loop, this.op, first.env, first.vars)
  }

  protected left(member: Fiber): void {
    this.running = null
    if (this.isStopping && member.state === State.Failed) {
      // nobody waited for this one; who waits now came later, and gets one of their own
      if (this.waiters.head !== null) this.start(this.waiters.head)
      return
    }
    const outcome = outcomeOf(member)
    const keeps = member.state === State.Succeeded || (this.options.keepsFailures && !isOwnInterruption(member.slot))
    if (keeps) {
      this.kept = outcome
      this.expires = member.loop.now() + this.options.lifetime
    }
    wakeAll(this.waiters, outcome)
  }

  // ---- as what a fiber waits for

  /** The last one to go stops the computation, and waits until that has cleaned up. */
  cancel(fiber: Fiber): Op | null {
    this.waiters.remove(fiber)
    const { running } = this
    if (running === null || this.isStopping || this.waiters.head !== null) return null
    const interruption = fiber.interruption as Interrupt
    this.isStopping = true
    interrupt(running, interruption)
    if (running.state >= State.Succeeded) return null
    return new Op(Tag.MatchCause, joinOp(running), {
      onCause: (cause: Op) => (hasFailed(cause) ? (without(cause, interruption) ?? unit) : unit),
      onValue: () => unit
    })
  }

  describe(): string {
    return 'a result that is computed once for several fibers'
  }

  ends(): ReadonlyArray<Fiber> {
    return listKids(this.kids)
  }
}

const ask = (fiber: Fiber, shared: Shared): unknown => shared.ask(fiber)

export const sharedOp = (op: Op, options: SharedOptions): Op => new Op(Tag.Primitive, ask, new Shared(op, options))

/** With how many keys the search for spent ones begins. */
const few = 16

/** A computation for each key, made when the key is asked for and nothing is kept or under way. */
class SharedByKey {
  private readonly known = new Map<unknown, Shared>()
  private limit = few

  constructor(
    private readonly f: (key: unknown) => Op,
    private readonly options: SharedOptions
  ) {}

  /** All in one step: nobody else can come in between, and ask for the same key. */
  ask(fiber: Fiber, key: unknown): unknown {
    const now = fiber.loop.now()
    let shared = this.known.get(key)
    if (shared === undefined || shared.isSpent(now)) {
      if (this.known.size >= this.limit) this.forget(now)
      shared = new Shared(this.f(key), this.options)
      this.known.set(key, shared)
    }
    return shared.ask(fiber)
  }

  /** Lets go of what is spent, or a cache would grow with every key; whenever their number has doubled, which costs little. */
  private forget(now: number): void {
    for (const [key, shared] of this.known) if (shared.isSpent(now)) this.known.delete(key)
    this.limit = Math.max(few, 2 * this.known.size)
  }
}

class Asked {
  constructor(
    readonly of: SharedByKey,
    readonly key: unknown
  ) {}
}

const askKey = (fiber: Fiber, { of, key }: Asked): unknown => of.ask(fiber, key)

export const sharedByKey = (f: (key: never) => unknown, options: SharedOptions): ((key: unknown) => Op) => {
  const shared = new SharedByKey(f as never, options)
  return (key) => new Op(Tag.Primitive, askKey, new Asked(shared, key))
}
