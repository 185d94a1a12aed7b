/**
 * A program under many schedules: run, judged, and, when it fails, told by the shortest story there is.
 */
import type { Coroutine } from '../../Coroutine.js'
import type { Exit } from '../../Exit.js'
import { dumpLoop } from '../../internal/dump.js'
import { exitOf } from '../../internal/exit.js'
import { type Fiber, State } from '../../internal/fiber.js'
import { isOp, type Op } from '../../internal/op.js'
import type { Parked } from '../../internal/waiters.js'
import { nodeProcess } from '../../node/process.js'
import { Choices, Control, type Settings } from './control.js'
import { Tree } from './places.js'
import { bounded, portfolio, sweep } from './strategies.js'
import { type Schedule, type Search, seeded, type Strategy } from './strategy.js'
import { labelOf, Recorder } from './table.js'
import { isSame, readTrace, scheduleOf, writeTrace } from './trace.js'
import type { Verdict, Waiting } from './verdict.js'

/**
 * A program with a world of its own, made afresh for every run.
 *
 * @category model
 * @since 0.1.0
 */
export interface Scenario<R, E, A> {
  readonly program: Coroutine<R, E, A>
  /** Named conditions that have to hold after every step. */
  readonly invariants?: Readonly<Record<string, () => boolean>>
  /** Throws when something is wrong in the end. Judges every way to end, failures and interruptions, too. */
  readonly check?: (exit: Exit<E, A>) => void
}

/**
 * What is explored: a program that makes all of its state itself, or a function that makes a program with its state.
 *
 * @category model
 * @since 0.1.0
 */
export type Explored<R, E, A> = Coroutine<R, E, A> | (() => Coroutine<R, E, A> | Scenario<R, E, A>)

/**
 * How a program is explored.
 *
 * @category model
 * @since 0.1.0
 */
export interface ExploreOptions {
  /** How to search. Default: `portfolio()`. */
  readonly strategy?: Strategy
  /** How many schedules are run at most. Default: what `FIBER_TS_SCHEDULES` says, or else 500. */
  readonly schedules?: number
  /** Decides all chance. Default: what `FIBER_TS_SEED` says (`random` for another one each time), or else 1. */
  readonly seed?: number
  /**
   * Where another fiber can come in between: before every operation on shared state (`'op'`, the default: in production a
   * fiber can give way at any of them), where a fiber waits or yields (`'yield'`), or only where it waits (`'async'`).
   */
  readonly granularity?: 'op' | 'yield' | 'async'
  /** After how many steps a run is taken for endless. Default: 10,000. */
  readonly maxSteps?: number
  /**
   * When timers fire: when nothing is ready any more (`'due'`, the default), or, so many times in a run, also while fibers are
   * ready, as happens when steps are slow.
   */
  readonly timers?: 'due' | { readonly anytime: number }
  /** Whether what is left behind is a failure. Default: `'error'`. */
  readonly leaks?: 'error' | 'ignore'
  /** Named conditions that have to hold after every step. */
  readonly invariants?: Readonly<Record<string, () => boolean>>
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
// one run
// -------------------------------------------------------------------------------------

interface Ran<E, A> {
  readonly control: Control
  readonly verdict: Verdict<E, A>
}

const isInterrupted = (exit: Exit<unknown, unknown>): boolean =>
  exit._tag === 'Left' && exit.left.every(({ _tag }) => _tag === 'Interrupt')

/** Who waits for what. Fibers are called by their places, since their numbers are those of one run. */
const waits = (
  control: Control
): { readonly waiting: ReadonlyArray<Waiting>; readonly cycle: ReadonlyArray<string> } => {
  const { fibers, cycles } = dumpLoop(control.loop)
  const pathOf = (id: unknown): string => control.pathOf(id as number)
  const waiting = new Map(
    fibers.map(({ id, name, waitsFor, startedAt }) => [
      id,
      {
        path: pathOf(id),
        name: name ?? undefined,
        waitsFor: control.withPaths(waitsFor?.what ?? 'nothing'),
        heldBy: [...(waitsFor?.heldBy ?? []), ...(waitsFor?.endOf ?? [])].map(pathOf),
        isExternal: waitsFor?.isExternal === true && waitsFor.what !== 'never',
        origin: startedAt ?? undefined
      }
    ])
  )
  return { waiting: [...waiting.values()], cycle: (cycles[0] ?? []).map(pathOf) }
}

const stuck = <E, A>(control: Control): Verdict<E, A> => {
  if (control.isLivelock) return { _tag: 'Livelock', steps: control.steps }
  const { waiting, cycle } = waits(control)
  const outside = waiting.filter(({ isExternal }) => isExternal)
  if (outside.length > 0)
    return {
      _tag: 'Uncontrolled',
      waiting: outside,
      message: 'something outside of the fibers decides, which no schedule does'
    }
  return { _tag: 'Deadlock', waiting, cycle }
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

const leftovers = (control: Control): ReadonlyArray<string> => {
  const { loop } = control
  const left = loop
    .fibers()
    .map((fiber) =>
      fiber.state === State.Parked
        ? `fiber ${labelOf(control.placeOf(fiber))}, which waits for ${control.withPaths((fiber.slot as Parked).describe(fiber))}`
        : `fiber ${labelOf(control.placeOf(fiber))}`
    )
  if (loop.timers.sleeping > 0) left.push(count(loop.timers.sleeping, 'timer'))
  for (const permits of control.permits)
    if (permits.free < permits.total)
      left.push(
        permits.total === 1
          ? `${permits.kind} that is still locked`
          : `${count(permits.total - permits.free, 'permit')} of ${permits.kind}`
      )
  for (const scope of control.scopes)
    if (scope.phase !== 'closed' && scope.finalizers.length > 0)
      left.push(`a Scope that is not closed, with ${count(scope.finalizers.length, 'finalizer')}`)
  return left
}

const checked = <E, A>(
  exit: Exit<E, A>,
  interrupted: boolean,
  check: Scenario<unknown, E, A>['check']
): Verdict<E, A> => {
  if (check !== undefined) {
    try {
      check(exit)
    } catch (error) {
      return { _tag: 'Failed', exit, error }
    }
  } else if (exit._tag === 'Left' && !(interrupted && isInterrupted(exit))) {
    const [first] = exit.left
    return {
      _tag: 'Failed',
      exit,
      error: first._tag === 'Fail' ? first.error : first._tag === 'Die' ? first.defect : first
    }
  }
  return { _tag: 'Ok', exit }
}

/** Whatever is the same in all runs of one exploration. */
class Explorer<R, E, A> {
  readonly choices = new Choices()
  private readonly tree = new Tree()
  private readonly settings: Settings
  private readonly invariants: ReadonlyArray<readonly [string, () => boolean]>

  constructor(
    private readonly explored: Explored<R, E, A>,
    private readonly env: unknown,
    private readonly options: ExploreOptions
  ) {
    this.settings = {
      granularity: options.granularity ?? 'op',
      maxSteps: options.maxSteps ?? 10_000,
      earlyTimers: typeof options.timers === 'object' ? options.timers.anytime : 0
    }
    this.invariants = Object.entries(options.invariants ?? {})
  }

  private make(): Scenario<R, E, A> {
    const made = typeof this.explored === 'function' && !isOp(this.explored) ? this.explored() : this.explored
    return isOp(made) ? { program: made as Coroutine<R, E, A> } : (made as Scenario<R, E, A>)
  }

  run(schedule: Schedule, recorder: Recorder | null = null): Ran<E, A> {
    const control = new Control(this.settings, this.tree, schedule, this.choices)
    const { program, invariants, check } = this.make()
    control.observer = recorder
    if (recorder !== null) recorder.current = () => control.current()
    control.invariants =
      invariants === undefined ? this.invariants : [...this.invariants, ...Object.entries(invariants)]
    const root = control.run(program as unknown as Op, this.env)
    return { control, verdict: this.judge(control, root, check) }
  }

  private judge(control: Control, root: Fiber, check: Scenario<R, E, A>['check']): Verdict<E, A> {
    if (control.broken !== null) return { _tag: 'Invariant', name: control.broken, step: control.steps }
    if (root.state < State.Succeeded) return stuck(control)
    const exit: Exit<E, A> = exitOf(root)
    const verdict = checked(exit, control.interruption !== null, check)
    if (verdict._tag !== 'Ok') return verdict
    if (control.reported.length > 0) return { _tag: 'Unhandled', exit, failures: control.reported }
    const left = this.options.leaks === 'ignore' ? [] : leftovers(control)
    return left.length > 0 ? { _tag: 'Leak', exit, left } : verdict
  }
}

// -------------------------------------------------------------------------------------
// failures
// -------------------------------------------------------------------------------------

interface Found<E, A> {
  readonly verdict: Verdict<E, A>
  readonly trace: string
  readonly preemptions: number
  readonly interrupts: 'root' | 'all' | undefined
}

const found = <E, A>({ control, verdict }: Ran<E, A>, schedule: Schedule): Found<E, A> => {
  const { interruption, choices, hash } = control
  const whom = schedule.interrupts ?? 'root'
  return {
    verdict,
    trace: writeTrace(choices, interruption === null ? null : { ...interruption, whom }, hash),
    preemptions: choices.preemptions,
    interrupts: interruption === null ? undefined : whom
  }
}

/** Runs what a search asks for, and answers the first run that ends as the failed one did. */
const searchSame = <R, E, A>(
  explorer: Explorer<R, E, A>,
  search: Search,
  tag: string,
  runs: number
): Found<E, A> | null => {
  let places = 0
  for (let run = 0; run < runs; run++) {
    const schedule = search.next({ run, schedules: runs, choices: 0, places })
    if (schedule === undefined) return null
    const ran = explorer.run(schedule)
    if (run === 0) places = ran.control.looks
    if (ran.verdict._tag === tag) return found(ran, schedule)
    search.end?.(explorer.choices)
  }
  return null
}

/** The same failure with fewer preemptions, if there is one: searched for from 0 on, so the first that is found has the fewest. */
const shrink = <R, E, A>(explorer: Explorer<R, E, A>, failure: Found<E, A>, runs: number): Found<E, A> => {
  const { verdict, preemptions, interrupts } = failure
  const start = (strategy: Strategy): Search => strategy.start(seeded(0))
  if (preemptions === 0) return failure
  if (interrupts === undefined)
    return searchSame(explorer, start(bounded(preemptions - 1)), verdict._tag, runs) ?? failure
  return (
    searchSame(explorer, start(bounded(preemptions)), verdict._tag, runs) ??
    searchSame(explorer, start(sweep(interrupts)), verdict._tag, runs) ??
    failure
  )
}

const summary = <E, A>(verdict: Verdict<E, A>): string => {
  switch (verdict._tag) {
    case 'Ok':
      return 'ok'
    case 'Failed':
      return `failed: ${verdict.error instanceof Error ? `${verdict.error.name}: ${verdict.error.message}` : String(verdict.error)}`
    case 'Deadlock':
      return `deadlock: ${inCycle(verdict).map(wait).join(', ')}`
    case 'Livelock':
      return `livelock: the program has not ended after ${verdict.steps} steps`
    case 'Leak':
      return `leak: the program has ended, and left ${verdict.left.join('; ')}`
    case 'Unhandled':
      return `unhandled: ${verdict.failures.map(({ message, exception }) => `${message}: ${String(exception)}`).join('; ')}`
    case 'Invariant':
      return `invariant: ${JSON.stringify(verdict.name)} does not hold after step ${verdict.step}`
    case 'Uncontrolled':
      return `uncontrolled: ${verdict.message}${verdict.waiting.length > 0 ? `: ${verdict.waiting.map(wait).join(', ')}` : ''}`
  }
}

/** The fibers that wait for one another, if there are some, or else all. */
const inCycle = ({
  waiting,
  cycle
}: Verdict<unknown, unknown> & { readonly _tag: 'Deadlock' }): ReadonlyArray<Waiting> =>
  cycle.length === 0 ? waiting : cycle.flatMap((path) => waiting.filter((each) => each.path === path))

const wait = ({ path, name, waitsFor, heldBy, origin }: Waiting): string => {
  const called = name === undefined ? path : `${path} ${JSON.stringify(name)}`
  const by = heldBy.length === 0 || waitsFor.includes('fiber') ? '' : ` (${heldBy.join(', ')})`
  return `${called} waits for ${waitsFor}${by}${origin === undefined ? '' : `, forked at ${origin}`}`
}

/** Runs a failed schedule again, and writes down what happens. */
const tell = <R, E, A>(
  explorer: Explorer<R, E, A>,
  failure: Found<E, A>
): { readonly verdict: Verdict<E, A>; readonly table: string } => {
  const recorder = new Recorder()
  const trace = readTrace(failure.trace)
  const { verdict, control } = recorder.watch(() => explorer.run(scheduleOf(trace), recorder))
  const table = recorder.table()
  if (verdict._tag === failure.verdict._tag && isSame(trace, control.hash)) return { verdict, table }
  return {
    table,
    verdict: {
      _tag: 'Uncontrolled',
      waiting: [],
      message: `it did not do the same twice under one schedule (the first time: ${summary(failure.verdict)}): chance, the clock or something that outlives a run decides`
    }
  }
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
  if (options.seed !== undefined) return options.seed
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
 * What needs no more than an environment of `unknown` can do without one.
 *
 * @category model
 * @since 0.1.0
 */
export type Given<R, Options> = [unknown] extends [R]
  ? [options?: Options & { readonly context?: R }]
  : [options: Options & { readonly context: R }]

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
  if (its.verdict._tag !== 'Ok') throw new ExplorationError(its as Report<unknown, unknown>)
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
  return {
    name: 'replay',
    start: () => {
      let done = false
      return {
        next: () => {
          if (done) return undefined
          done = true
          return scheduleOf(read)
        }
      }
    }
  }
}
