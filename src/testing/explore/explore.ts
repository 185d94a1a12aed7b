/**
 * A program under many schedules.
 */
import { expected } from '../../internal/op.js'
import { nodeProcess } from '../../node/process.js'
import { wholeNumber } from '../options.js'
import { type Found, found, shrink, summary, tell } from './failure.js'
import { count, type Explored, Explorer, type Given, type Ran, type RunOptions } from './run.js'
import { portfolio } from './strategies.js'
import { once, seeded, type Strategy } from './strategy.js'
import { isSame, readTrace, scheduleOf } from './trace.js'
import type { Verdict } from './verdict.js'

/**
 * How a program is explored.
 *
 * @category model
 * @since 0.1.0
 */
export interface ExploreOptions extends RunOptions {
  /** How to search. Default: `portfolio()`. */
  readonly strategy?: Strategy
  /** How many schedules are run at most. Default: what `FIBER_TS_SCHEDULES` says, or else 500. */
  readonly schedules?: number
  /** Decides all chance. Default: what `FIBER_TS_SEED` says (`random` for another one each time), or else 1. */
  readonly seed?: number
  /** In how many runs a schedule with fewer preemptions is searched for once one has failed. Default: 2,000. */
  readonly shrink?: number
}

/**
 * What came out of an exploration.
 *
 * @category model
 * @since 0.1.0
 */
export interface Report<E, A> {
  /** How the last run turned out: the failed one, or one of those that are fine. */
  readonly verdict: Verdict<E, A>
  /** How many schedules were run, without those that looked for a shorter story. */
  readonly schedules: number
  /** Every schedule with up to so many preemptions was run; undefined when that cannot be said. */
  readonly exhausted: number | undefined
  /** How many steps the shortest and the longest run had. */
  readonly steps: { readonly least: number; readonly most: number }
  readonly seed: number
  /** Of a failure: the schedule, for `replay` and `FIBER_TS_TRACE`. */
  readonly trace: string | undefined
  /** Of a failure: how often its schedule stops a fiber that could go on. */
  readonly preemptions: number | undefined
  /** All of it in words; of a failure with the trace and a table of what happened. */
  readonly message: string
}

// -------------------------------------------------------------------------------------
// explore
// -------------------------------------------------------------------------------------

const setting = (name: string): string | undefined => nodeProcess?.env[name] || undefined

const numberIn = (name: string, text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name}: a whole number from 0 on was expected, got ${JSON.stringify(text)}`)
  return value
}

const seedOf = (options: ExploreOptions): number => {
  if (options.seed !== undefined) return wholeNumber('seed', options.seed)
  const text = setting('FIBER_TS_SEED')
  if (text === 'random') return Math.floor(Math.random() * 2 ** 32)
  return text === undefined ? 1 : numberIn('FIBER_TS_SEED', text)
}

const schedulesOf = (options: ExploreOptions): number => {
  if (options.schedules !== undefined) return options.schedules
  const text = setting('FIBER_TS_SCHEDULES')
  return text === undefined ? 500 : numberIn('FIBER_TS_SCHEDULES', text)
}

/**
 * Runs a program under many schedules, one after the other and without waiting for anything, and answers the first failure
 * or that all is well. Time is virtual. It is the library's own interpreter that runs the program; what production leaves to the
 * moment (which fiber is next, which of two timers is first, when an interruption comes) is decided by a strategy.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Ref from 'fiber-ts/Ref'
 * import { explore } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * const lostUpdate = C.gen(function* () {
 *   const counter = yield* Ref.make(0)
 *   const increment = C.gen(function* () {
 *     const n = yield* Ref.read(counter)
 *     yield* Ref.write(counter, n + 1)
 *   })
 *   yield* C.all([increment, increment])
 *   assert.strictEqual(yield* Ref.read(counter), 2)
 * })
 * const { verdict, preemptions } = explore(lostUpdate)
 * assert.deepStrictEqual([verdict._tag, preemptions], ['Failed', 1])
 *
 * @category exploration
 * @since 0.1.0
 */
export const explore = <R, E, A>(explored: Explored<R, E, A>, ...given: Given<R, ExploreOptions>): Report<E, A> => {
  const options: ExploreOptions & { readonly context?: R } = given[0] ?? {}
  const explorer = new Explorer(explored, options.context, options)
  const trace = setting('FIBER_TS_TRACE')
  // a trace is of one program: the others are explored as ever
  return (trace === undefined ? null : again(explorer, trace)) ?? searchAll(explorer, options)
}

const again = <R, E, A>(explorer: Explorer<R, E, A>, text: string): Report<E, A> | null => {
  const trace = readTrace(text)
  const schedule = scheduleOf(trace)
  const ran = explorer.run(schedule)
  return isSame(trace, ran.control.hash) ? report(explorer, ran, found(ran, schedule), 'replayed', 1, 0) : null
}

const report = <R, E, A>(
  explorer: Explorer<R, E, A>,
  ran: Ran<E, A>,
  failure: Found<E, A>,
  how: string,
  schedules: number,
  seed: number
): Report<E, A> => {
  const steps = { least: ran.control.steps, most: ran.control.steps }
  const common = { schedules, seed, steps, exhausted: undefined }
  if (failure.verdict._tag === 'Ok')
    return { ...common, verdict: failure.verdict, trace: undefined, preemptions: undefined, message: `ok: ${how}` }
  const { verdict, table } = tell(explorer, failure)
  const { trace, preemptions } = failure
  return {
    ...common,
    verdict,
    trace,
    preemptions,
    message: `${summary(verdict)}\n${how}, ${count(preemptions, 'preemption')}; again with: FIBER_TS_TRACE=${trace} npm test\n\n${table}\n`
  }
}

const searchAll = <R, E, A>(explorer: Explorer<R, E, A>, options: ExploreOptions): Report<E, A> => {
  const seed = seedOf(options)
  const schedules = schedulesOf(options)
  const strategy = options.strategy ?? portfolio()
  if (typeof strategy.start !== 'function') throw expected('strategy: one such as random or bounded(2)', strategy)
  const search = strategy.start(seeded(seed))
  const { choices } = explorer
  let [least, most, longest, places] = [Infinity, 0, 0, 0]
  let last: Verdict<E, A> | undefined
  let run = 0
  for (; run < schedules; run++) {
    const schedule = search.next({ run, schedules, choices: longest, places })
    if (schedule === undefined) break
    const ran = explorer.run(schedule)
    const { control, verdict } = ran
    if (run === 0) places = control.looks
    if (verdict._tag !== 'Ok') {
      const how = `in schedule ${run + 1} of ${schedules} (${strategy.name}, seed ${seed})`
      return report(explorer, ran, shrink(explorer, found(ran, schedule), options.shrink ?? 2_000), how, run + 1, seed)
    }
    least = Math.min(least, control.steps)
    most = Math.max(most, control.steps)
    longest = Math.max(longest, choices.length)
    search.end?.(choices)
    last = verdict
  }
  if (last === undefined) throw new RangeError(`explore: at least one schedule was expected, got ${schedules}`)
  const exhausted = search.exhausted?.()
  return {
    verdict: last,
    schedules: run,
    exhausted,
    steps: { least, most },
    seed,
    trace: undefined,
    preemptions: undefined,
    message: `ok: ${count(run, 'schedule')}${exhausted === undefined ? '' : `, all with up to ${count(exhausted, 'preemption')}`}, of ${least} to ${most} steps`
  }
}

/**
 * An exploration that has failed, as an error: its message is the one of the report.
 *
 * @category exploration
 * @since 0.1.0
 */
export class ExplorationError extends Error {
  override readonly name = 'ExplorationError'
  constructor(readonly report: Report<unknown, unknown>) {
    super(report.message, report.verdict._tag === 'Failed' ? { cause: report.verdict.error } : undefined)
  }
}

/**
 * Explores a program, and throws an `ExplorationError` when a schedule fails: its message has the trace, and a table of what
 * happened. To be called in a test of any runner.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Ref from 'fiber-ts/Ref'
 * import { assertAll } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * const increments = C.gen(function* () {
 *   const counter = yield* Ref.make(0)
 *   const increment = Ref.modify(counter, (n) => n + 1)
 *   yield* C.all([increment, increment])
 *   assert.strictEqual(yield* Ref.read(counter), 2)
 * })
 * assertAll(increments)
 *
 * @category exploration
 * @since 0.1.0
 */
export const assertAll = <R, E, A>(explored: Explored<R, E, A>, ...given: Given<R, ExploreOptions>): Report<E, A> => {
  const its = explore(explored, ...given)
  if (its.verdict._tag !== 'Ok') throw new ExplorationError(its)
  return its
}

/**
 * The schedule of a trace, as the message of a failure has it, once. Where the program has changed since, the schedule goes
 * as far as it can.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { explore, replay } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * const program = C.all([C.yieldNow, C.left('no'), C.yieldNow])
 * const { trace } = explore(program)
 * assert.deepStrictEqual(explore(program, { strategy: replay(trace ?? '') }).verdict._tag, 'Failed')
 *
 * @category strategies
 * @since 0.1.0
 */
export const replay = (trace: string): Strategy => {
  const read = readTrace(trace)
  return once('replay', () => scheduleOf(read))
}
