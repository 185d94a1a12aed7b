/**
 * One run of a program under one schedule, and the judgement of it.
 */
import type { Coroutine } from '../../Coroutine.js'
import type { Exit } from '../../Exit.js'
import { dumpLoop } from '../../internal/dump.js'
import { exitOf } from '../../internal/exit.js'
import { type Fiber, State } from '../../internal/fiber.js'
import { expected, isOp, type Op } from '../../internal/op.js'
import type { Parked } from '../../internal/waiters.js'
import { among, atLeast } from '../options.js'
import { isOutside } from '../outside.js'
import { Choices, Control, type Settings } from './control.js'
import { Tree } from './places.js'
import type { Schedule } from './strategy.js'
import { labelOf, type Recorder } from './table.js'
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
 * What a run depends on, besides its schedule.
 *
 * @category model
 * @since 0.1.0
 */
export interface RunOptions {
  /**
   * Where another fiber can come in between: before every operation on shared state (`'op'`, the default: in production a
   * fiber can give way at any of them), where a fiber waits or yields (`'yield'`), or only where it waits (`'async'`).
   */
  readonly granularity?: 'op' | 'yield' | 'async'
  /**
   * After how many steps a run is taken for endless: it gets as many again, with a turn for everybody and time that goes on,
   * before that is said. Default: 10,000. What is done between two places at which another fiber can come in is no step of its
   * own; of that, sixteen pieces count as one.
   */
  readonly maxSteps?: number
  /**
   * When timers fire: when nothing is ready any more (`'due'`, the default), or, so many times in a run, also while fibers are
   * ready, as happens when steps are slow.
   */
  readonly timers?: 'due' | { readonly anytime: number }
  /**
   * Whether what is left behind is a failure. Default: `'error'`. Time does not go on once the program has ended, whatever this
   * is: what waits then is left behind.
   */
  readonly leaks?: 'error' | 'ignore'
  /** Named conditions that have to hold after every step. */
  readonly invariants?: Readonly<Record<string, () => boolean>>
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

export interface Ran<E, A> {
  readonly control: Control
  readonly root: Fiber
  readonly verdict: Verdict<E, A>
}

/** What was under way when the interruption came may have failed; a defect is one in any case. */
const isInterrupted = (exit: Exit<unknown, unknown>): boolean =>
  exit._tag === 'Left' &&
  exit.left.some(({ _tag }) => _tag === 'Interrupt') &&
  !exit.left.some(({ _tag }) => _tag === 'Die')

/** Who waits for what. Fibers are called by their places, since their numbers are those of one run. */
const waits = (
  control: Control
): { readonly waiting: ReadonlyArray<Waiting>; readonly cycle: ReadonlyArray<string> } => {
  const { fibers, cycles } = dumpLoop(control.loop)
  const pathOf = (id: unknown): string => control.pathOf(id as number)
  const waiting = fibers.map(({ id, name, waitsFor, startedAt }) => ({
    path: pathOf(id),
    name: name ?? undefined,
    waitsFor: control.withPaths(waitsFor?.what ?? 'nothing'),
    heldBy: [...(waitsFor?.heldBy ?? []), ...(waitsFor?.endOf ?? [])].map(pathOf),
    isExternal: isOutside(waitsFor),
    origin: startedAt ?? undefined
  }))
  return { waiting, cycle: (cycles[0] ?? []).map(pathOf) }
}

const stuck = <E, A>(control: Control, maxSteps: number): Verdict<E, A> => {
  if (control.isLivelock) return { _tag: 'Livelock', steps: maxSteps }
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

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

export const leftovers = (control: Control): ReadonlyArray<string> => {
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

const earlyTimers = (timers: RunOptions['timers'] = 'due'): number => {
  if (typeof timers === 'object') return atLeast(0, 'timers.anytime', timers.anytime)
  among('timers', timers, ['due'])
  return 0
}

/** Whatever is the same in all runs of one exploration. */
export class Explorer<R, E, A> {
  readonly choices: Choices = new Choices()
  private readonly tree = new Tree()
  private readonly settings: Settings
  private readonly invariants: ReadonlyArray<readonly [string, () => boolean]>

  constructor(
    private readonly explored: Explored<R, E, A>,
    private readonly env: unknown,
    private readonly options: RunOptions
  ) {
    this.settings = {
      granularity: among('granularity', options.granularity ?? 'op', ['op', 'yield', 'async']),
      maxSteps: atLeast(1, 'maxSteps', options.maxSteps ?? 10_000),
      earlyTimers: earlyTimers(options.timers)
    }
    among('leaks', options.leaks ?? 'error', ['error', 'ignore'])
    this.invariants = Object.entries(options.invariants ?? {})
  }

  private make(): Scenario<R, E, A> {
    const made = typeof this.explored === 'function' && !isOp(this.explored) ? this.explored() : this.explored
    if (isOp(made)) return { program: made }
    const scenario = made as Scenario<R, E, A> | undefined
    if (isOp(scenario?.program)) return scenario
    throw expected('a Coroutine, a Scenario, or a function that makes one of them,', made)
  }

  run(schedule: Schedule, recorder: Recorder | null = null): Ran<E, A> {
    const control = new Control(this.settings, this.tree, schedule, this.choices)
    const { program, invariants, check } = this.make()
    control.observer = recorder
    if (recorder !== null) recorder.current = () => control.current()
    control.invariants =
      invariants === undefined ? this.invariants : [...this.invariants, ...Object.entries(invariants)]
    const root = control.run(program as Op, this.env)
    return { control, root, verdict: this.judge(control, root, check) }
  }

  private judge(control: Control, root: Fiber, check: Scenario<R, E, A>['check']): Verdict<E, A> {
    if (control.broken !== null) return { _tag: 'Invariant', name: control.broken, step: control.steps }
    if (root.state < State.Succeeded) return stuck(control, this.settings.maxSteps)
    const exit: Exit<E, A> = exitOf(root)
    const verdict = checked(exit, control.interruption !== null, check)
    if (verdict._tag !== 'Ok') return verdict
    if (control.reported.length > 0) return { _tag: 'Unhandled', exit, failures: control.reported }
    const left = this.options.leaks === 'ignore' ? [] : leftovers(control)
    return left.length > 0 ? { _tag: 'Leak', exit, left } : verdict
  }
}
