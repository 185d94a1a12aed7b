/**
 * The ready queue: first in, first out, a ring buffer whose size is a power of two.
 *
 * A test loop puts a queue in its place that picks by another rule.
 */
import type { Fiber } from './fiber.js'

export interface ReadyQueue {
  readonly push: (fiber: Fiber) => void
  /** For a fiber that goes on before those that wait. */
  readonly pushFirst: (fiber: Fiber) => void
  readonly shift: () => Fiber | null
  readonly isEmpty: () => boolean
}

export class RingBuffer implements ReadyQueue {
  private slots: Array<Fiber | null> = new Array<Fiber | null>(64).fill(null)
  private mask = 63
  private head = 0
  private tail = 0

  push(fiber: Fiber): void {
    this.slots[this.tail] = fiber
    this.tail = (this.tail + 1) & this.mask
    if (this.tail === this.head) this.grow()
  }

  pushFirst(fiber: Fiber): void {
    this.head = (this.head - 1) & this.mask
    this.slots[this.head] = fiber
    if (this.tail === this.head) this.grow()
  }

  shift(): Fiber | null {
    const head = this.head
    if (head === this.tail) return null
    const fiber = this.slots[head] as Fiber
    this.slots[head] = null
    this.head = (head + 1) & this.mask
    return fiber
  }

  isEmpty(): boolean {
    return this.head === this.tail
  }

  /** Called when the buffer has just become full. */
  private grow(): void {
    const size = this.mask + 1
    const slots = new Array<Fiber | null>(size * 2).fill(null)
    for (let i = 0; i < size; i++) slots[i] = this.slots[(this.head + i) & this.mask] as Fiber
    this.slots = slots
    this.head = 0
    this.tail = size
    this.mask = size * 2 - 1
  }
}
