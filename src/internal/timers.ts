/**
 * The timers of a loop: one host timer for all of them.
 *
 * Sleeping fibers stand in one wait list per millisecond of wake-up time; a binary heap holds the distinct times. To go
 * to sleep, to wake and to be interrupted are constant-time but for the heap, which is as large as there are different
 * milliseconds, not fibers: those that somebody wakes at, and at most about as many that nobody does any more.
 */
import { type Fiber, park, wakeAll } from './fiber.js'
import type { Host } from './host.js'
import { unit } from './op.js'
import { type Parked, WaitList } from './waiters.js'

/** The fibers that wake at the same millisecond. */
class Bucket extends WaitList implements Parked {
  constructor(
    readonly at: number,
    private readonly timers: Timers
  ) {
    super()
  }
  cancel(fiber: Fiber): null {
    this.remove(fiber)
    this.timers.left()
    return null
  }
  describe(fiber: Fiber): string {
    return `sleep (${Math.max(0, Math.round(this.at - fiber.loop.now()))} ms left)`
  }
  get deadline(): number {
    return this.at
  }
}

/** The longest delay that host timers can take, which fire at once for a longer one; longer sleeps are armed in steps. */
export const longestTimer: number = 2 ** 31 - 1

export class Timers {
  /** How many fibers sleep. */
  sleeping = 0
  private readonly buckets = new Map<number, Bucket>()
  private readonly heap: Array<number> = []
  private armedFor = Infinity
  private handle: unknown = null
  private held = false

  /** `onFire` hears the time of each host timer: the platform has had its turn. */
  constructor(
    private readonly host: Host,
    private readonly onFire: (now: number) => void
  ) {}

  sleep(fiber: Fiber, millis: number): void {
    const now = this.host.now()
    const at = Math.ceil(now + millis)
    let bucket = this.buckets.get(at)
    if (bucket === undefined) {
      bucket = new Bucket(at, this)
      this.buckets.set(at, bucket)
      this.insert(at)
      if (at < this.armedFor) this.arm(at, now)
    }
    bucket.push(fiber)
    park(fiber, bucket)
    if (this.sleeping++ === 0) this.hold(true)
  }

  /** A sleeper was interrupted. */
  left(): void {
    if (--this.sleeping === 0) this.hold(false)
    // times that nobody wakes at any more would otherwise stay until they come, which may be hours
    if (this.heap.length > 2 * this.sleeping + 64) {
      for (const at of this.heap.splice(0)) {
        if ((this.buckets.get(at) as Bucket).head === null) this.buckets.delete(at)
        else this.insert(at)
      }
    }
  }

  /** When the next sleeper wakes, or Infinity. */
  next(): number {
    for (;;) {
      const at = this.heap[0]
      if (at === undefined) return Infinity
      const bucket = this.buckets.get(at) as Bucket
      if (bucket.head !== null) return at
      this.buckets.delete(this.takeFirst())
    }
  }

  /** Gives the host its timer back. */
  close(): void {
    if (this.handle !== null) this.host.clearTimer(this.handle)
    this.handle = null
    this.armedFor = Infinity
  }

  private readonly fire = (): void => {
    this.handle = null
    this.armedFor = Infinity
    const now = this.host.now()
    this.onFire(now)
    for (let at = this.next(); at <= now; at = this.next()) {
      const bucket = this.buckets.get(at) as Bucket
      this.buckets.delete(this.takeFirst())
      this.sleeping -= bucket.size
      wakeAll(bucket, unit)
    }
    const at = this.next()
    if (at < Infinity) this.arm(at, now)
  }

  private arm(at: number, now: number): void {
    if (this.handle !== null) this.host.clearTimer(this.handle)
    this.armedFor = at
    this.held = true
    this.handle = this.host.setTimer(Math.min(longestTimer, Math.max(0, Math.ceil(at - now))), this.fire)
  }

  /** A timer that nobody sleeps for any more must not keep the process; to disarm and rearm each time costs more. */
  private hold(held: boolean): void {
    if (this.handle === null || this.held === held) return
    this.held = held
    this.host.holdTimer(this.handle, held)
  }

  private insert(at: number): void {
    const heap = this.heap
    let i = heap.length
    heap.push(at)
    while (i > 0) {
      const parent = (i - 1) >> 1
      const above = heap[parent] as number
      if (above <= at) break
      heap[i] = above
      i = parent
    }
    heap[i] = at
  }

  private takeFirst(): number {
    const heap = this.heap
    const first = heap[0] as number
    const last = heap.pop() as number
    const size = heap.length
    if (size === 0) return first
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= size) break
      if (child + 1 < size && (heap[child + 1] as number) < (heap[child] as number)) child++
      if ((heap[child] as number) >= last) break
      heap[i] = heap[child] as number
      i = child
    }
    heap[i] = last
    return first
  }
}
