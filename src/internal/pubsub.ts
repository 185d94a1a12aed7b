/**
 * A hub: every message goes to every subscriber, each of which has a queue of its own.
 *
 * With back-pressure a message is published in one step, once all queues have room; publishers wait for that in order. How
 * many queues are full is counted, so that whoever takes knows at once whether a publisher can go on.
 */
import { QueueShutdown } from '../Errors.js'
import { Fifo } from './buffers.js'
import { type Fiber, park, readyValue, redirect, wakeAll } from './fiber.js'
import { fail, Op, Tag } from './op.js'
import { State as Queue, WhenFull } from './queue.js'
import { type Parked, WaitList } from './waiters.js'

export class Hub {
  readonly subscribers: Set<Subscription> = new Set()
  readonly publishers: WaitList = new WaitList()
  shutdown: QueueShutdown | null = null
  /** How many subscribers have no room. */
  full = 0

  constructor(
    readonly capacity: number,
    readonly whenFull: WhenFull
  ) {}

  get _tag(): 'PubSub' {
    return 'PubSub'
  }

  get waits(): boolean {
    return this.whenFull === WhenFull.Wait && this.capacity < Infinity
  }

  subscribe(): Subscription {
    const subscription = new Subscription(this)
    if (this.shutdown === null) this.subscribers.add(subscription)
    else subscription.close()
    return subscription
  }

  unsubscribe(subscription: Subscription): void {
    const wasFull = subscription.isFull
    subscription.close()
    subscription.drain()
    if (this.subscribers.delete(subscription) && wasFull) this.roomMade()
  }

  /** To all subscribers at once; whether each of them has accepted it. */
  deliver(message: unknown): boolean {
    let accepted = true
    for (const subscription of this.subscribers) if (!subscription.receive(message)) accepted = false
    return accepted
  }

  /** A queue that was full is not any more. */
  roomMade(): void {
    this.full--
    while (this.full === 0) {
      const publisher = this.publishers.shift()
      if (publisher === null) return
      readyValue(publisher, this.deliver((publisher.slot as Publication).message))
    }
  }

  /** Takes no more messages. Those that are in the queues can still be taken. */
  close(): void {
    if (this.shutdown !== null) return
    this.shutdown = new QueueShutdown()
    wakeAll(this.publishers, fail(this.shutdown))
    for (const subscription of this.subscribers) subscription.close()
  }
}

export class Subscription extends Queue {
  constructor(private readonly hub: Hub) {
    super(new Fifo(), hub.capacity, hub.whenFull)
  }

  get isFull(): boolean {
    return this.hub.waits && this.items.size === this.capacity
  }

  receive(message: unknown): boolean {
    const accepted = this.accept(message)
    if (accepted && this.isFull) this.hub.full++
    return accepted
  }

  override next(): unknown {
    const wasFull = this.isFull
    const item = super.next()
    if (wasFull && this.hub.subscribers.has(this)) this.hub.roomMade()
    return item
  }

  override describe(): string {
    return 'a message of a PubSub'
  }
}

/** A message and where it is to be published. Holds nothing of one execution. */
class Publication implements Parked {
  constructor(
    readonly hub: Hub,
    readonly message: unknown
  ) {}
  cancel(fiber: Fiber): null {
    this.hub.publishers.remove(fiber)
    return null
  }
  describe(): string {
    return `room for all ${this.hub.subscribers.size} subscribers of a PubSub`
  }
}

const publish = (fiber: Fiber, publication: Publication): unknown => {
  const { hub, message } = publication
  if (hub.shutdown !== null) return redirect(fiber, fail(hub.shutdown))
  if (hub.full === 0) return hub.deliver(message)
  hub.publishers.push(fiber)
  return park(fiber, publication)
}

export const publishOp = (hub: Hub, message: unknown): Op =>
  new Op(Tag.Primitive, publish, new Publication(hub, message))
