/**
 * How schedules are searched: the one question that every decision of a run is, and who answers it.
 *
 *   Strategy ──start──► Search (of one exploration) ──next──► Schedule (of one run) ──choose──► a number
 *
 * A strategy is a plain description and can be used again and again; a search remembers what was tried.
 */

/**
 * What is decided: which fiber takes the next step (`fiber`), or who is interrupted before it (`interrupt`).
 *
 * @category model
 * @since 0.1.0
 */
export type ChoiceKind = 'fiber' | 'interrupt'

/**
 * A fiber that can be chosen. It is known by its place in the tree of forks: `0` is the program, `0.1` the second fiber that
 * it forks, and so on, whatever order they run in.
 *
 * @category model
 * @since 0.1.0
 */
export interface Candidate {
  readonly path: string
  /** How many operations it has taken in this run. */
  readonly taken: number
  /** How many it took in earlier runs, at most; 0 when it has never been seen. */
  readonly expected: number
  /** A number that belongs to this place, from one run to the next. */
  readonly index: number
}

/**
 * What can be chosen: an index from 0 on and below `count`. Of a `fiber`, index i is the i-th of `fibers`, which stand in
 * the order in which they were forked; one more, if there is one, lets the next timer fire. Of an `interrupt`, 0 is nobody and
 * i the fiber before the i-th.
 *
 * @category model
 * @since 0.1.0
 */
export interface Options {
  readonly count: number
  readonly fibers: ReadonlyArray<Candidate>
  /** What production would do: go on with the same fiber, and else take the first of the ready queue; nobody to interrupt. */
  readonly usual: number
  /** Which of them are no preemption, as bits (see `isFree`). */
  readonly free: number
}

/** From this option on they share a bit. */
const manyOptions = 30

/** Bits by which all options are free. */
export const allFree = -1

/** The bit of an option, for `free`. */
export const freeBit = (index: number): number => 1 << Math.min(index, manyOptions)

/**
 * Whether it is no preemption to choose this index: to go on with the fiber that runs, or with any other when it waits or has
 * ended. To stop a fiber that could go on is one, and so is to go on with one that has just yielded to others, or to let a
 * timer fire early.
 *
 * @category strategies
 * @since 0.1.0
 */
export const isFree = (free: number, index: number): boolean => (free & freeBit(index)) !== 0

/**
 * What is known before a run begins.
 *
 * @category model
 * @since 0.1.0
 */
export interface RunInfo {
  /** How many runs there were. */
  readonly run: number
  /** How many there are to be. */
  readonly schedules: number
  /** How many choices the longest run has had. */
  readonly choices: number
  /** In how many places the first run could have been interrupted. */
  readonly places: number
}

/**
 * The choices of a run that has ended, one list each for how many options there were, what was chosen, what was usual, and
 * what was free. The lists are used again by the next run.
 *
 * @category model
 * @since 0.1.0
 */
export interface Run {
  readonly length: number
  readonly counts: ArrayLike<number>
  readonly chosen: ArrayLike<number>
  readonly usual: ArrayLike<number>
  readonly free: ArrayLike<number>
}

/**
 * Decides about one run.
 *
 * @category model
 * @since 0.1.0
 */
export interface Schedule {
  readonly choose: (kind: ChoiceKind, options: Options) => number
  /** Whether it is asked about interruptions, and of whom: of the program only, or of every fiber. */
  readonly interrupts?: 'root' | 'all'
}

/**
 * A search through the schedules of one program.
 *
 * @category model
 * @since 0.1.0
 */
export interface Search {
  /** Decides about the next run; undefined when there is nothing left to try. */
  readonly next: (info: RunInfo) => Schedule | undefined
  /** Hears how the run went. */
  readonly end?: (run: Run) => void
  /** All schedules with up to so many preemptions have been run, once that is so. */
  readonly exhausted?: () => number | undefined
}

/**
 * A way to search schedules. `random` answers a number from 0 on and below 1; all chance comes from it, so that a seed repeats
 * the search.
 *
 * @category model
 * @since 0.1.0
 */
export interface Strategy {
  readonly name: string
  readonly start: (random: () => number) => Search
}

/** A strategy of a single run. */
export const once = (name: string, schedule: () => Schedule): Strategy => ({
  name,
  start: () => {
    let done = false
    return {
      next: () => {
        if (done) return undefined
        done = true
        return schedule()
      }
    }
  }
})

/** A seeded generator of numbers from 0 on and below 1 (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
