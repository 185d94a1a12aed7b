/**
 * The strategies. None is best: exhaustive search with few preemptions finds most bugs of short programs, chance finds
 * those of long ones, priorities find what takes one fiber to lag behind, and a sweep finds what an interruption breaks.
 */
import { atLeast } from '../options.js'
import {
  type Candidate,
  isFree,
  once,
  type Options,
  type Run,
  type Schedule,
  type Search,
  type Strategy
} from './strategy.js'

const usual = (_: unknown, options: Options): number => options.usual

const usually: Schedule = { choose: usual }

/** One schedule a run, for as long as there are runs to make. */
const each = (name: string, start: (random: () => number) => Search['next']): Strategy => ({
  name,
  start: (random) => ({ next: start(random) })
})

// -------------------------------------------------------------------------------------
// one schedule, and chance
// -------------------------------------------------------------------------------------

/**
 * The order of production, once: a fiber goes on until it waits, then the first of the ready queue does.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { explore, fifo } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(explore(C.of(1), { strategy: fifo }).schedules, 1)
 *
 * @category strategies
 * @since 0.1.0
 */
export const fifo: Strategy = /*#__PURE__*/ once('fifo', () => usually)

/**
 * Any option with the same probability, at every choice.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { explore, random } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(explore(C.of(1), { strategy: random, schedules: 10 }).schedules, 10)
 *
 * @category strategies
 * @since 0.1.0
 */
export const random: Strategy = each('random', (draw) => {
  const schedule: Schedule = { choose: (_, { count }) => Math.floor(draw() * count) }
  return () => schedule
})

/**
 * Chance that gives each fiber a weight: how many operations it still has to take, by what earlier runs have shown. It finds
 * what plain chance does not when the work of the fibers is uneven.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { explore, weighted } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(explore(C.of(1), { strategy: weighted, schedules: 10 }).verdict._tag, 'Ok')
 *
 * @category strategies
 * @since 0.1.0
 */
export const weighted: Strategy = each('weighted', (draw) => {
  const schedule: Schedule = {
    choose: (_, { fibers, count }) => {
      let total = count - fibers.length
      for (const fiber of fibers) total += Math.max(1, fiber.expected - fiber.taken)
      let rest = draw() * total
      for (let i = 0; i < fibers.length; i++) {
        const fiber = fibers[i] as Candidate
        rest -= Math.max(1, fiber.expected - fiber.taken)
        if (rest < 0) return i
      }
      return count - 1
    }
  }
  return () => schedule
})

/**
 * Probabilistic concurrency testing: fibers have random priorities, the highest that is ready runs, and at `depth - 1` random
 * moments the one that runs falls behind all others. A bug that takes `depth` orderings in a run of k choices of n fibers is
 * hit with a probability of at least 1 / (n k^(depth - 1)); one fiber that has to lag far behind is a bug of depth 1.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { explore, pct } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(explore(C.of(1), { strategy: pct(3), schedules: 10 }).verdict._tag, 'Ok')
 *
 * @category strategies
 * @since 0.1.0
 */
export const pct = (depth: number): Strategy =>
  each(`pct${atLeast(1, 'pct', depth)}`, (draw) => ({ choices }) => {
    const priorities: Array<number> = []
    const changes = Array.from({ length: depth - 1 }, () => Math.floor(draw() * choices))
    let choice = 0
    let lowest = 0
    const priority = (index: number): number => (priorities[index] ??= 1 + draw())
    return {
      choose: (_, { fibers }) => {
        const best = highest(fibers, priority)
        if (!changes.includes(choice++)) return best
        priorities[(fibers[best] as Candidate).index] = --lowest
        return highest(fibers, priority)
      }
    }
  })

const highest = (fibers: ReadonlyArray<Candidate>, priority: (index: number) => number): number => {
  let best = 0
  let top = -Infinity
  for (let i = 0; i < fibers.length; i++) {
    const its = priority((fibers[i] as Candidate).index)
    if (its > top) {
      best = i
      top = its
    }
  }
  return best
}

// -------------------------------------------------------------------------------------
// exhaustive
// -------------------------------------------------------------------------------------

/** A schedule that is still to be tried: an earlier one up to a choice, and there another option. */
interface Branch {
  readonly chosen: ArrayLike<number>
  readonly at: number
  readonly option: number
}

/** So many branches are remembered; where there are more, nothing is claimed about what was exhausted. */
const mostBranches = 500_000

/**
 * Every schedule with no preemption, then every one with one, and so on up to a bound; each is run once. Where a fiber waits, it
 * is free which one goes on, so that even 0 preemptions are many orders.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { bounded, explore } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * const { exhausted } = explore(C.all([C.yieldNow, C.yieldNow]), { strategy: bounded(2) })
 * assert.deepStrictEqual(exhausted, 2)
 *
 * @category strategies
 * @since 0.1.0
 */
export const bounded = (preemptions: number): Strategy => ({
  name: `bounded${atLeast(0, 'bounded', preemptions)}`,
  start: () => {
    const levels: Array<Array<Branch>> = [[{ chosen: [], at: -1, option: 0 }]]
    let level = 0
    let done = 0
    let forgotten = Infinity
    let branch: Branch | undefined
    const finished = (): number => Math.min(level - 1, forgotten)
    return {
      next: () => {
        while (done === levels[level]?.length) {
          levels[level++] = []
          done = 0
        }
        branch = level > preemptions ? undefined : levels[level]?.[done++]
        if (branch === undefined) {
          level = preemptions + 1
          return undefined
        }
        const { chosen, at, option } = branch
        let choice = 0
        return {
          choose: (kind, options) => {
            const i = choice++
            return i < at ? (chosen[i] as number) : i === at ? option : usual(kind, options)
          }
        }
      },
      end: (run: Run) => {
        if (branch === undefined) return
        let chosen: ArrayLike<number> | undefined
        for (let at = branch.at + 1; at < run.length; at++)
          for (let option = 0; option < (run.counts[at] as number); option++) {
            if (option === run.chosen[at]) continue
            const cost = isFree(run.free[at] as number, option) ? 0 : 1
            if (level + cost > preemptions) continue
            const branches = (levels[level + cost] ??= [])
            if (branches.length > mostBranches) {
              forgotten = Math.min(forgotten, level + cost - 1)
              continue
            }
            chosen ??= Array.prototype.slice.call(run.chosen, 0, run.length)
            branches.push({ chosen, at, option })
          }
        // what has been tried is not needed any more
        if (done > 1024) {
          levels[level] = (levels[level] as Array<Branch>).slice(done)
          done = 0
        }
      },
      exhausted: () => (finished() < 0 ? undefined : finished())
    }
  }
})

// -------------------------------------------------------------------------------------
// interruption
// -------------------------------------------------------------------------------------

/**
 * The order of production, interrupted: the program before its first step, before its second one, and so on; with `'all'`,
 * every fiber that is alive at each of these moments. No permit, finalizer or fiber may be lost wherever that is.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { explore, sweep } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(explore(C.sleep(1000), { strategy: sweep() }).verdict._tag, 'Ok')
 *
 * @category strategies
 * @since 0.1.0
 */
export const sweep = (whom: 'root' | 'all' = 'root'): Strategy => ({
  name: whom === 'root' ? 'sweep' : 'sweepAll',
  start: () => {
    let place = -1
    let victim = 1
    let victims = 1
    return {
      next: ({ run, places }) => {
        // the first run of all shows how many places there are
        if (run === 0) return usually
        if (victim < victims) victim++
        else {
          place++
          victim = victims = 1
        }
        if (place >= places) return undefined
        let now = 0
        return {
          interrupts: whom,
          choose: (kind, options) => {
            if (kind === 'fiber') return options.usual
            if (now++ !== place) return 0
            victims = options.count - 1
            return Math.min(victim, victims)
          }
        }
      }
    }
  }
})

/**
 * Chance, with one interruption: of the program, or of any fiber, before any step.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { chaos, explore } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(explore(C.sleep(1000), { strategy: chaos(), schedules: 100 }).verdict._tag, 'Ok')
 *
 * @category strategies
 * @since 0.1.0
 */
export const chaos = (whom: 'root' | 'all' = 'root'): Strategy =>
  each(whom === 'root' ? 'chaos' : 'chaosAll', (draw) => ({ run, places }) => {
    // the first run of all shows how many places there are
    if (run === 0) return { choose: (_, { count }) => Math.floor(draw() * count) }
    const place = Math.floor(draw() * places)
    let now = 0
    return {
      interrupts: whom,
      choose: (kind, { count }) => {
        if (kind === 'fiber') return Math.floor(draw() * count)
        return now++ === place ? 1 + Math.floor(draw() * (count - 1)) : 0
      }
    }
  })

// -------------------------------------------------------------------------------------
// several
// -------------------------------------------------------------------------------------

/** How many runs a search may make of all of them; without a limit it takes turns with the others that have none. */
interface Phase {
  readonly strategy: Strategy
  readonly share?: number
}

const phased = (name: string, phases: ReadonlyArray<Phase>): Strategy => ({
  name,
  start: (draw) => {
    const searches = phases.map(({ strategy, share }) => ({ search: strategy.start(draw), share, runs: 0 }))
    const first = searches.filter(({ share }) => share !== undefined)
    let rest = searches.filter(({ share }) => share === undefined)
    let current: (typeof searches)[number] | undefined
    let turn = 0
    return {
      next: (info) => {
        for (current = first[0]; current !== undefined; current = first[0]) {
          const isOver = current.runs >= Math.max(1, Math.floor((current.share as number) * info.schedules))
          const schedule = isOver ? undefined : current.search.next(info)
          current.runs++
          if (schedule !== undefined) return schedule
          first.shift()
        }
        while (rest.length > 0) {
          current = rest[turn++ % rest.length] as (typeof searches)[number]
          const schedule = current.search.next(info)
          if (schedule !== undefined) return schedule
          rest = rest.filter((each) => each !== current)
        }
        return undefined
      },
      end: (run) => current?.search.end?.(run),
      exhausted: () =>
        searches.reduce<number | undefined>((most, { search }) => {
          const its = search.exhausted?.()
          return its === undefined ? most : Math.max(its, most ?? 0)
        }, undefined)
    }
  }
})

/**
 * Several strategies in turn. Without arguments the default of `explore`: `fifo` once; every schedule with up to two
 * preemptions, for a quarter of the runs; a sweep of interruptions, for another quarter; and for the rest `random`, `pct(2)`,
 * `pct(3)` and `weighted` in turn.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { explore, pct, portfolio, random } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * const { verdict } = explore(C.of(1), { strategy: portfolio(random, pct(2)), schedules: 10 })
 * assert.deepStrictEqual(verdict._tag, 'Ok')
 *
 * @category strategies
 * @since 0.1.0
 */
export const portfolio = (...strategies: ReadonlyArray<Strategy>): Strategy =>
  strategies.length > 0
    ? phased(
        `portfolio(${strategies.map(({ name }) => name).join(', ')})`,
        strategies.map((strategy) => ({ strategy }))
      )
    : phased('portfolio', [
        { strategy: fifo, share: 0 },
        { strategy: bounded(2), share: 1 / 4 },
        { strategy: sweep(), share: 1 / 4 },
        ...[random, pct(2), pct(3), weighted].map((strategy) => ({ strategy }))
      ])
