/**
 * A queue: items that wait for fibers, or fibers that wait for items, never both.
 *
 *   state        items         takers    offerers
 *   ----------   -----------   -------   ------------------------------------------------
 *   idle         none          none      none
 *   starving     none          waiting   none
 *   filled       1..capacity   none      waiting only when full (capacity 0: with no items)
 *   shut down    those left    none      none
 *
 * Items are handed over: whoever offers gives to the first taker, whoever takes lets the first offerer in. Nothing is held
 * by a fiber that waits but the item it offers, so interrupting it takes it off its list, and no more.
 */
import { QueueShutdown, RuntimeError } from '../Errors.js'
import type { Buffer } from './buffers.js'
import { type Fiber, park, readyValue, redirect, wakeAll } from './fiber.js'
import { fail, Op, sync, Tag, unit } from './op.js'
import { type Parked, WaitList } from './waiters.js'

/** What becomes of an item when the queue is full. */
export const enum WhenFull {
  /** Its fiber waits. */
  Wait,
  /** It is dropped. */
  DropNew,
  /** The oldest item is dropped. */
  DropOld
}

export class State implements Parked {
  readonly takers: WaitList = new WaitList()
  readonly offerers: WaitList = new WaitList()
  readonly joiners: Joiners = new Joiners(this)
  /** Items that were accepted and that nobody has declared done. */
  unfinished = 0
  shutdown: QueueShutdown | null = null

  constructor(
    readonly items: Buffer<any>,
    readonly capacity: number,
    readonly whenFull: WhenFull
  ) {}

  get _tag(): 'Queue' {
    return 'Queue'
  }

  // ---- as what a taker waits for

  cancel(taker: Fiber): null {
    this.takers.remove(taker)
    return null
  }

  describe(): string {
    return 'an item of an empty Queue'
  }

  // ---- items in

  /** Whether the item was accepted; if not, the queue is full. */
  accept(item: unknown): boolean {
    const taker = this.takers.head
    if (taker !== null) {
      this.takers.remove(taker)
      readyValue(taker, taker.slot instanceof Batch ? [item] : item)
    } else if (this.items.size < this.capacity) this.items.push(item)
    else if (this.whenFull === WhenFull.DropOld) {
      this.items.push(item)
      this.items.shift()
      return true
    } else return false
    this.unfinished++
    return true
  }

  // ---- items out

  get isEmpty(): boolean {
    return this.items.size === 0 && this.offerers.head === null
  }

  /** The next item; to be called only when there is one. */
  next(): unknown {
    if (this.items.size === 0) return this.letIn()
    const item = this.items.shift()
    if (this.offerers.head !== null) this.items.push(this.letIn())
    return item
  }

  /** The item of the first offerer, which goes on when it has no other. */
  private letIn(): unknown {
    const offerer = this.offerers.head as Fiber
    const offer = offerer.slot as Offer
    const item = offer.item
    this.unfinished++
    if (!offer.advance()) {
      this.offerers.remove(offerer)
      readyValue(offerer, offer.whenDone)
    }
    return item
  }

  // ---- the end

  /** Takes nothing more. What is there can still be taken. */
  close(): void {
    if (this.shutdown !== null) return
    this.shutdown = new QueueShutdown()
    const failure = fail(this.shutdown)
    wakeAll(this.offerers, failure)
    wakeAll(this.takers, failure)
  }

  /** Takes out what is there: it is nobody's task any more. */
  drain(): ReadonlyArray<unknown> {
    const items: Array<unknown> = []
    while (this.items.size > 0) items.push(this.items.shift())
    this.finish(items.length)
    return items
  }

  finish(count: number): void {
    this.unfinished -= count
    if (this.unfinished === 0) this.joiners.wake()
  }
}

/** Who waits until every item is declared done. */
class Joiners implements Parked {
  private readonly fibers = new WaitList()
  constructor(private readonly queue: State) {}
  push(fiber: Fiber): void {
    this.fibers.push(fiber)
  }
  wake(): void {
    wakeAll(this.fibers, unit)
  }
  cancel(fiber: Fiber): null {
    this.fibers.remove(fiber)
    return null
  }
  describe(): string {
    return `the ${this.queue.unfinished} unfinished items of a Queue`
  }
}

// -------------------------------------------------------------------------------------
// offer
// -------------------------------------------------------------------------------------

/** One item and where it is to go. Holds nothing of one execution, so many fibers can stand on the same. */
class Offer implements Parked {
  constructor(
    readonly queue: State,
    public item: unknown
  ) {}

  /** Goes on to the next item, if there is one. */
  advance(): boolean {
    return false
  }

  /** What the offering fiber goes on with. */
  get whenDone(): unknown {
    return true
  }

  cancel(fiber: Fiber): null {
    this.queue.offerers.remove(fiber)
    return null
  }

  describe(): string {
    return this.queue.capacity === 0
      ? 'somebody who takes its item from a Queue'
      : `room in a Queue of ${this.queue.capacity}`
  }
}

const offer = (fiber: Fiber, request: Offer): unknown => {
  const queue = request.queue
  if (queue.shutdown !== null) return redirect(fiber, fail(queue.shutdown))
  if (queue.accept(request.item)) return true
  if (queue.whenFull === WhenFull.DropNew) return false
  queue.offerers.push(fiber)
  return park(fiber, request)
}

export const offerOp = (queue: State, item: unknown): Op => new Op(Tag.Primitive, offer, new Offer(queue, item))

interface Items {
  readonly queue: State
  readonly items: ReadonlyArray<unknown>
}

/** The items that are left of several. */
class OfferMany extends Offer {
  constructor(
    queue: State,
    private readonly items: ReadonlyArray<unknown>,
    private index: number
  ) {
    super(queue, items[index])
  }

  override advance(): boolean {
    this.item = this.items[++this.index]
    return this.index < this.items.length
  }

  override get whenDone(): unknown {
    return []
  }
}

const offerMany = (fiber: Fiber, { queue, items }: Items): unknown => {
  if (queue.shutdown !== null) return redirect(fiber, fail(queue.shutdown))
  let index = 0
  while (index < items.length && queue.accept(items[index])) index++
  if (index === items.length) return []
  if (queue.whenFull === WhenFull.DropNew) return items.slice(index)
  queue.offerers.push(fiber)
  return park(fiber, new OfferMany(queue, items, index))
}

export const offerManyOp = (queue: State, items: ReadonlyArray<unknown>): Op =>
  new Op(Tag.Primitive, offerMany, { queue, items })

/** From outside of all fibers: nobody waits. */
export const offerNow = (queue: State, item: unknown): boolean => queue.shutdown === null && queue.accept(item)

// -------------------------------------------------------------------------------------
// take
// -------------------------------------------------------------------------------------

const take = (fiber: Fiber, queue: State): unknown => {
  if (!queue.isEmpty) return queue.next()
  if (queue.shutdown !== null) return redirect(fiber, fail(queue.shutdown))
  queue.takers.push(fiber)
  return park(fiber, queue)
}

export const takeOp = (queue: State): Op => new Op(Tag.Primitive, take, queue)

/** Waits for one item, and takes what else is there. */
class Batch implements Parked {
  constructor(
    readonly queue: State,
    readonly max: number
  ) {}
  cancel(fiber: Fiber): null {
    return this.queue.cancel(fiber)
  }
  describe(): string {
    return this.queue.describe()
  }
}

const takeMany = (fiber: Fiber, batch: Batch): unknown => {
  const { queue, max } = batch
  if (queue.isEmpty) {
    if (queue.shutdown !== null) return redirect(fiber, fail(queue.shutdown))
    queue.takers.push(fiber)
    return park(fiber, batch)
  }
  const items: Array<unknown> = []
  while (items.length < max && !queue.isEmpty) items.push(queue.next())
  return items
}

export const takeManyOp = (queue: State, max: number): Op => new Op(Tag.Primitive, takeMany, new Batch(queue, max))

// -------------------------------------------------------------------------------------
// join
// -------------------------------------------------------------------------------------

export const taskDoneOp = (queue: State): Op =>
  sync(() => {
    if (queue.unfinished === 0) throw new RuntimeError('Queue: taskDone was called more often than items were offered')
    queue.finish(1)
  })

const join = (fiber: Fiber, queue: State): undefined => {
  if (queue.unfinished === 0) return
  queue.joiners.push(fiber)
  park(fiber, queue.joiners)
}

export const joinOp = (queue: State): Op => new Op(Tag.Primitive, join, queue)
