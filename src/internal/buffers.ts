/**
 * Where a queue keeps its items: in the order in which they came, or by priority.
 */
import type { Ord } from 'fp-ts/Ord'

export interface Buffer<A> {
  readonly size: number
  readonly push: (item: A) => void
  /** Takes the next item; to be called only when there is one. */
  readonly shift: () => A
}

/** First in, first out: a ring whose size is a power of two. */
export class Fifo<A> implements Buffer<A> {
  size = 0
  private slots: Array<A | undefined> = new Array<A | undefined>(8).fill(undefined)
  private head = 0

  push(item: A): void {
    if (this.size === this.slots.length) this.grow()
    this.slots[(this.head + this.size++) & (this.slots.length - 1)] = item
  }

  shift(): A {
    const item = this.slots[this.head] as A
    this.slots[this.head] = undefined
    this.head = (this.head + 1) & (this.slots.length - 1)
    this.size--
    return item
  }

  private grow(): void {
    const { slots, head } = this
    const grown = new Array<A | undefined>(slots.length * 2).fill(undefined)
    for (let i = 0; i < slots.length; i++) grown[i] = slots[(head + i) & (slots.length - 1)]
    this.slots = grown
    this.head = 0
  }
}

interface Entry<A> {
  readonly item: A
  readonly arrival: number
}

/**
 * The least item first, and among equals the one that came first: a binary heap. Whatever `compare` throws leaves it as it
 * was: where things go is found out before anything is moved.
 */
export class Heap<A> implements Buffer<A> {
  private readonly entries: Array<Entry<A>> = []
  private arrivals = 0

  constructor(private readonly ord: Ord<A>) {}

  get size(): number {
    return this.entries.length
  }

  private isBefore(x: Entry<A>, y: Entry<A>): boolean {
    const ordering = this.ord.compare(x.item, y.item)
    return ordering === 0 ? x.arrival < y.arrival : ordering < 0
  }

  push(item: A): void {
    const { entries } = this
    const entry = { item, arrival: this.arrivals++ }
    let at = entries.length
    const path = [at]
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.isBefore(entry, entries[parent] as Entry<A>)) break
      path.push(parent)
      at = parent
    }
    this.move(entry, path)
  }

  shift(): A {
    const { entries } = this
    const first = entries[0] as Entry<A>
    const last = entries[entries.length - 1] as Entry<A>
    const size = entries.length - 1
    let at = 0
    const path = [at]
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && this.isBefore(entries[child + 1] as Entry<A>, entries[child] as Entry<A>)) child++
      if (!this.isBefore(entries[child] as Entry<A>, last)) break
      path.push(child)
      at = child
    }
    entries.length = size
    if (size > 0) this.move(last, path)
    return first.item
  }

  /** Moves each entry of a path one place towards its start, and puts `entry` at its end. */
  private move(entry: Entry<A>, path: ReadonlyArray<number>): void {
    const { entries } = this
    for (let i = 0; i + 1 < path.length; i++) entries[path[i] as number] = entries[path[i + 1] as number] as Entry<A>
    entries[path[path.length - 1] as number] = entry
  }
}
