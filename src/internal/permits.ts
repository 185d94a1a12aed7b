/**
 * Permits, and the fibers that wait for them in the order in which they came: what Semaphore, Lock, Condition and Ref are
 * made of.
 *
 * A permit is handed over, not competed for: whoever gives one back gives it to the first waiter, and a newcomer goes
 * behind those who wait. A waiter that was given its permits is sure to reach the frame that gives them back, since what a
 * fiber was given reaches its next frame before an interruption does; one that was given nothing just leaves the list.
 */
import { type Fiber, park, readyValue } from './fiber.js'
import { type BracketHandlers, Op, Tag } from './op.js'
import { type Parked, WaitList } from './waiters.js'

export class Permits {
  free: number
  readonly waiters: WaitList = new WaitList()
  /** Who took permits that no frame gives back, how many, and has not given them back so far: for dumps. */
  takers: Map<Fiber, number> | null = null

  constructor(
    readonly total: number,
    /** What is waited for, in dumps. */
    readonly kind: string
  ) {
    this.free = total
  }

  /** Whether so many permits can be had at once, without passing by anybody who waits. */
  has(count: number): boolean {
    return count <= this.free && this.waiters.head === null
  }

  /** Gives permits back, and hands over to as many waiters as there are permits for. */
  give(count: number): void {
    this.free += count
    this.grant()
  }

  grant(): void {
    for (let first = this.waiters.head; first !== null; first = this.waiters.head) {
      const request = first.slot as Request
      if (request.count > this.free) return
      this.free -= request.count
      this.waiters.remove(first)
      request.granted(first)
    }
  }

  /** To be called before permits are given back that `acquireOp` took: the fiber's own, or those of who took first. */
  givenBack(fiber: Fiber, count: number): void {
    const { takers } = this
    if (takers === null) return
    for (let left = count; left > 0;) {
      const taker = takers.has(fiber) ? fiber : takers.keys().next().value
      if (taker === undefined) return
      const taken = takers.get(taker) as number
      if (taken > left) takers.set(taker, taken - left)
      else takers.delete(taker)
      left -= taken
    }
  }
}

/** So many permits, for as long as a body runs. Holds nothing of one execution, so many fibers can stand on the same. */
export class Request implements Parked, BracketHandlers {
  constructor(
    readonly permits: Permits,
    readonly count: number,
    readonly body: Op | null
  ) {}

  /** A waiter has its permits. */
  granted(fiber: Fiber): void {
    readyValue(fiber, this)
  }

  use(): Op {
    return this.body as Op
  }

  release(request: Request): Op {
    return new Op(Tag.Primitive, give, request)
  }

  /** Those behind may have asked for less. */
  cancel(fiber: Fiber): null {
    this.permits.waiters.remove(fiber)
    this.permits.grant()
    return null
  }

  describe(): string {
    const { kind, total, free } = this.permits
    return total === 1 ? kind : `${kind} (${this.count} of ${total} permits, ${free} free)`
  }
}

const take = (fiber: Fiber, request: Request): unknown => {
  const permits = request.permits
  if (permits.has(request.count)) {
    permits.free -= request.count
    return request
  }
  permits.waiters.push(fiber)
  return park(fiber, request)
}

const give = (_: Fiber, request: Request): void => request.permits.give(request.count)

/** Takes permits, waiting for them if need be. A frame of the caller gives them back. */
export const takeOp = (permits: Permits, count: number): Op =>
  new Op(Tag.Primitive, take, new Request(permits, count, null))

/** Permits that no frame gives back. */
class Taking extends Request {
  override granted(fiber: Fiber): void {
    this.note(fiber)
    readyValue(fiber, undefined)
  }

  note(fiber: Fiber): void {
    if (this.count === 0) return
    const takers = (this.permits.takers ??= new Map())
    takers.set(fiber, (takers.get(fiber) ?? 0) + this.count)
  }
}

const acquire = (fiber: Fiber, taking: Taking): unknown => {
  if (take(fiber, taking) === taking) taking.note(fiber)
  return undefined
}

/** Takes permits, waiting for them if need be. They are the program's to give back. */
export const acquireOp = (permits: Permits, count: number): Op =>
  new Op(Tag.Primitive, acquire, new Taking(permits, count, null))

/** Runs `body` with so many permits. */
export const holdOp = (permits: Permits, count: number, body: Op): Op => {
  const request = new Request(permits, count, body)
  return new Op(Tag.Hold, new Op(Tag.Primitive, take, request), request)
}
