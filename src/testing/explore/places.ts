/**
 * Fibers as they are known from run to run: by their place in the tree of forks.
 */
import type { Fiber } from '../../internal/fiber.js'
import type { Candidate } from './strategy.js'

export class Place implements Candidate {
  readonly children: Array<Place> = []
  /** How many fibers it has forked in this run. */
  forked = 0
  taken = 0
  expected = 0
  /** Its fiber in this run. */
  fiber: Fiber | null = null
  /** When it became ready: the order of the ready queue. */
  arrived = 0
  /** It was chosen, and nothing has happened since. */
  chosen = false

  constructor(
    readonly path: string,
    readonly key: ReadonlyArray<number>,
    readonly index: number
  ) {}
}

/** The order in which places are listed: parents before their children, older children before younger ones. */
export const isBefore = (a: Place, b: Place): boolean => {
  const length = Math.min(a.key.length, b.key.length)
  for (let i = 0; i < length; i++) {
    const difference = (a.key[i] as number) - (b.key[i] as number)
    if (difference !== 0) return difference < 0
  }
  return a.key.length < b.key.length
}

/** All places of one program. */
export class Tree {
  private readonly roots: Array<Place> = []
  private used: Array<Place> = []
  private started = 0
  private size = 0

  /** Before each run: what belongs to the last one is forgotten. */
  reset(): void {
    for (const place of this.used) {
      place.expected = Math.max(place.expected, place.taken)
      place.forked = place.taken = 0
      place.chosen = false
      place.fiber = null
    }
    this.used = []
    this.started = 0
  }

  /** The place of a new fiber; `parent` is where it was forked, null for the host. */
  enter(parent: Place | null, fiber: Fiber): Place {
    const siblings = parent === null ? this.roots : parent.children
    const index = parent === null ? this.started++ : parent.forked++
    const place = (siblings[index] ??= new Place(
      parent === null ? String(index) : `${parent.path}.${index + 1}`,
      [...(parent?.key ?? []), index],
      this.size++
    ))
    place.fiber = fiber
    this.used.push(place)
    return place
  }
}
