/**
 * What is seen of a program, and when two programs are the same.
 *
 * A program is run on a loop on virtual time, where everything that happens can be seen: how it ended, its declared effects
 * in order and when, how long it took, what was reported, and what was left of it. Two programs are the same when no run
 * tells them apart: not the plain one, not one that is interrupted at some time, and, where that is asked for, not under
 * any schedule. That a program never ends is seen as well: nothing is ready, nobody sleeps, and it has not ended.
 */
import type { Eq } from 'fp-ts/Eq'
import type { Reason } from '../../Cause.js'
import * as C from '../../Coroutine.js'
import type { Exit } from '../../Exit.js'
import { TestLoop, type TestLoopOptions } from '../TestLoop.js'

/**
 * The environment of the programs that laws are about: a value to read, a log to write to, and the time.
 *
 * @category model
 * @since 0.1.0
 */
export interface World {
  readonly value: number
  readonly note: (line: string) => void
  readonly now: () => number
}

/**
 * Writes a line to the log of the run: an effect that can be seen.
 *
 * @example
 * import { laws } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * assert.deepStrictEqual(laws.observe(laws.note('hello')).log, ['0 ms: hello'])
 *
 * @category programs
 * @since 0.1.0
 */
export const note = (line: string): C.Coroutine<World, never, void> =>
  C.asksCoroutine((world: World) => C.fromIO(() => world.note(line)))

/**
 * What is seen of one run of a program.
 *
 * @category model
 * @since 0.1.0
 */
export interface Observation<E, A> {
  /** How it ended; undefined if it never did. */
  readonly exit: Exit<E, A> | undefined
  /** How it ended when it had to be interrupted, since it never did by itself; undefined if not even then. */
  readonly stopped: Exit<E, A> | undefined
  /** What it wrote to the log, with the time. */
  readonly log: ReadonlyArray<string>
  /** What it wrote to the log once it had to be interrupted. */
  readonly stoppedLog: ReadonlyArray<string>
  /** How many milliseconds of virtual time it took. */
  readonly elapsed: number
  /** What the exception handler was told. */
  readonly reported: ReadonlyArray<unknown>
  /** Fibers and timers that were left after the end of the program. */
  readonly left: { readonly fibers: number; readonly timers: number }
}

/**
 * What happens to a program while it is observed.
 *
 * @category model
 * @since 0.1.0
 */
export interface Circumstances extends TestLoopOptions {
  /** The program is interrupted after so many milliseconds, when nothing more happens at that time. */
  readonly interruptAt?: number
  /** The program is interrupted before this one of its steps, counted over all fibers from 0. */
  readonly interruptAtStep?: number
}

/**
 * Runs a program on virtual time, and answers what is seen of it. A program that never ends is interrupted.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as Exit from 'fiber-ts/Exit'
 * import { laws } from 'fiber-ts/testing'
 * import * as assert from 'node:assert'
 *
 * const { exit, elapsed, left } = laws.observe(C.as(C.sleep(60_000), 'done'))
 * assert.deepStrictEqual(exit, Exit.succeed('done'))
 * assert.strictEqual(elapsed, 60_000)
 * assert.deepStrictEqual(left, { fibers: 0, timers: 0 })
 *
 * @category observations
 * @since 0.1.0
 */
export const observe = <E, A>(
  program: C.Coroutine<World, E, A>,
  { interruptAt, interruptAtStep, onStep, ...options }: Circumstances = {}
): Observation<E, A> => {
  const log: Array<string> = []
  const stepped = interruptAtStep !== undefined || onStep !== undefined
  const loop: TestLoop = new TestLoop({
    ...options,
    ...(stepped && {
      onStep: (step: number) => {
        onStep?.(step)
        const root = step === interruptAtStep ? loop.fibers()[0] : undefined
        if (root !== undefined) loop.interrupt(root)
      }
    })
  })
  const world: World = {
    value: 1,
    note: (line) => void log.push(`${loop.now()} ms: ${line}`),
    now: () => loop.now()
  }
  // where it may be interrupted at a step it gives way first, so that it can be before the first one of its own
  const run = loop.start(stepped ? C.flatMap(C.yieldNow, () => program) : program, world)
  if (interruptAt !== undefined) {
    loop.advance(interruptAt)
    run.interrupt()
  }
  loop.runAll()
  const exit = run.exit()
  const elapsed = loop.now()
  const lines = log.length
  if (exit === undefined) {
    run.interrupt()
    loop.runAll()
  }
  return {
    exit,
    stopped: exit === undefined ? run.exit() : undefined,
    log: log.slice(0, lines),
    stoppedLog: log.slice(lines),
    elapsed,
    reported: loop.reported.map(({ exception }) => exception),
    left: { fibers: loop.fibers().length, timers: loop.sleeping() }
  }
}

const plain = (_: string, value: unknown): unknown => {
  if (value instanceof Error) return `${value.name}: ${value.message}`
  return typeof value === 'object' && value !== null ? value : typeof value === 'number' ? value : String(value)
}

const show = (value: unknown): string => JSON.stringify(value, plain) ?? String(value)

/** Who interrupts is told apart from outside and by a fiber, not by the fiber's number, which says nothing. */
const showReason = (reason: Reason<unknown>): string =>
  reason._tag === 'Fail'
    ? `fail ${show(reason.error)}`
    : reason._tag === 'Die'
      ? `die ${show(reason.defect)}`
      : `interrupt by ${typeof reason.by === 'number' ? 'a fiber' : reason.by} at ${reason.at} ms`

/** An exit in a line; a value that is compared by an equality is not shown. */
export const showExit = (exit: Exit<unknown, unknown> | undefined, value: (a: unknown) => string = show): string =>
  exit === undefined
    ? 'never'
    : exit._tag === 'Right'
      ? `succeed ${value(exit.right)}`
      : exit.left.map(showReason).join(', then ')

/** An observation in a line, with or without what comes of interrupting a program that never ends. */
const showObservation = (
  o: Observation<unknown, unknown>,
  value?: (a: unknown) => string,
  isStopped = true
): string => {
  const lines = [showExit(o.exit, value), `log ${show(o.log)}`, `after ${o.elapsed} ms`]
  if (o.exit === undefined && !isStopped) return lines.join('; ')
  if (o.exit === undefined) lines.push(`when interrupted ${showExit(o.stopped, value)}, log ${show(o.stoppedLog)}`)
  // of a program that cannot be stopped, everything is left
  if ((o.exit ?? o.stopped) !== undefined) lines.push(`reported ${show(o.reported)}`, `left ${show(o.left)}`)
  return lines.join('; ')
}

// -------------------------------------------------------------------------------------
// equality
// -------------------------------------------------------------------------------------

/** Fiber after fiber, last in first out, and first in first out: no schedule at all, and the two extremes. */
const orders: ReadonlyArray<Circumstances> = [{}, { choose: (count) => count - 1 }]

const interruptions: ReadonlyArray<Circumstances> = [0, 1, 2, 3, 5, 9].map((interruptAt) => ({ interruptAt }))

const hidden = (): string => '_'

const sameObservation = <A>(
  E: Eq<A>,
  a: Observation<unknown, A>,
  b: Observation<unknown, A>,
  isStopped: boolean
): boolean => {
  if (showObservation(a, hidden, isStopped) !== showObservation(b, hidden, isStopped)) return false
  const [x, y] = isStopped ? [a.exit ?? a.stopped, b.exit ?? b.stopped] : [a.exit, b.exit]
  return x?._tag !== 'Right' || y?._tag !== 'Right' || E.equals(x.right, y.right)
}

type Program<A> = C.Coroutine<World, unknown, A>

const sameUnder = <A>(
  E: Eq<A>,
  circumstances: ReadonlyArray<Circumstances>,
  p: Program<A>,
  q: Program<A>,
  isStopped: boolean
): boolean => circumstances.every((each) => sameObservation(E, observe(p, each), observe(q, each), isStopped))

/**
 * The equality of programs: what is seen of both is the same, undisturbed in the order of the loop and in the opposite
 * one, and interrupted at several times.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import * as N from 'fp-ts/lib/number.js'
 * import * as assert from 'node:assert'
 *
 * const Eq = laws.liftEq(N.Eq)
 * assert.ok(Eq.equals(C.delay(1)(C.of(1)), C.as(C.sleep(1), 1)))
 * assert.ok(!Eq.equals(C.of(1), C.as(C.sleep(1), 1)))
 * assert.ok(!Eq.equals(C.as(C.sleep(1), 1), C.uninterruptible(C.as(C.sleep(1), 1))))
 *
 * @category observations
 * @since 0.1.0
 */
export const liftEq = <A>(E: Eq<A>): Eq<C.Coroutine<World, any, A>> => ({
  equals: (p, q) => sameUnder(E, [...orders, ...interruptions], p, q, true)
})

/**
 * Everything that can be seen of a program, each once: under every schedule there is, or under so many of them.
 * `complete` says which.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as assert from 'node:assert'
 *
 * const { observations, complete } = laws.outcomes(pipe(laws.note('a'), C.raceFirst(laws.note('b'))))
 * assert.deepStrictEqual(observations.map(({ log }) => log), [['0 ms: a'], ['0 ms: b']])
 * assert.ok(complete)
 *
 * @category observations
 * @since 0.1.0
 */
export const outcomes = <E, A>(
  program: C.Coroutine<World, E, A>,
  most = 200
): { readonly observations: ReadonlyArray<Observation<E, A>>; readonly complete: boolean } => {
  const seen = new Map<string, Observation<E, A>>()
  let prefix: ReadonlyArray<number> = []
  for (let runs = 0; runs < most; runs++) {
    const taken: Array<{ readonly choice: number; readonly count: number }> = []
    const choose = (count: number): number => {
      const choice = prefix[taken.length] ?? 0
      taken.push({ choice, count })
      return choice
    }
    const observation = observe(program, { choose })
    const key = showObservation(observation, undefined, false)
    if (!seen.has(key)) seen.set(key, observation)
    // the next schedule differs from this one in the last choice that has an alternative left
    let last = taken.pop()
    while (last !== undefined && last.choice + 1 === last.count) last = taken.pop()
    if (last === undefined) return { observations: [...seen.values()], complete: true }
    prefix = [...taken.map(({ choice }) => choice), last.choice + 1]
  }
  return { observations: [...seen.values()], complete: false }
}

/**
 * The equality of programs whose fibers may run in any order: whatever can be seen of one under some schedule can be seen
 * of the other, and nothing else. Programs with too many schedules to try are compared undisturbed.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import { laws } from 'fiber-ts/testing'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import * as N from 'fp-ts/lib/number.js'
 * import * as assert from 'node:assert'
 *
 * const [one, two] = [C.of(1), C.of(2)]
 * const [left, right] = [pipe(one, C.raceFirst(two)), pipe(two, C.raceFirst(one))]
 * assert.ok(!laws.liftEq(N.Eq).equals(left, right))
 * assert.ok(laws.liftEqOverSchedules(N.Eq).equals(left, right))
 *
 * @category observations
 * @since 0.1.0
 */
export const liftEqOverSchedules = <A>(E: Eq<A>): Eq<C.Coroutine<World, any, A>> => ({
  equals: (p, q) => {
    const [all, others] = [outcomes(p), outcomes(q)]
    if (!all.complete || !others.complete) return sameUnder(E, orders.slice(0, 1), p, q, false)
    const within = (xs: typeof all, ys: typeof all): boolean =>
      xs.observations.every((x) => ys.observations.some((y) => sameObservation(E, x, y, false)))
    return within(all, others) && within(others, all)
  }
})

/** Fails with what is seen of both programs where they differ. */
const differ = <A>(circumstances: Circumstances, p: Program<A>, q: Program<A>): never => {
  throw new Error(
    `seen of the left side:  ${showObservation(observe(p, circumstances))}
seen of the right side: ${showObservation(observe(q, circumstances))}
circumstances: ${show(circumstances)}`
  )
}

const strict: Eq<unknown> = { equals: (a, b) => show(a) === show(b) }

const sameOrThrow = (
  circumstances: ReadonlyArray<Circumstances>,
  p: Program<unknown>,
  q: Program<unknown>,
  isStopped: boolean
): void => {
  for (const each of circumstances) if (!sameUnder(strict, [each], p, q, isStopped)) differ(each, p, q)
}

/** Two programs are the same, or an error says what was seen of each. */
export const same = (p: Program<unknown>, q: Program<unknown>): void =>
  sameOrThrow([...orders, ...interruptions], p, q, true)

/** Two programs are the same as long as nobody interrupts them from outside. */
export const sameUndisturbed = (p: Program<unknown>, q: Program<unknown>): void => sameOrThrow(orders, p, q, false)

/** The same for programs that only the set of all schedules makes equal: of too many to try, nothing is said. */
export const sameOverAllSchedules = (p: Program<unknown>, q: Program<unknown>): void => {
  if (outcomes(p).complete && outcomes(q).complete) sameOverSchedules(p, q)
}

/** Two programs are the same, whatever the order in which fibers run. */
export const sameOverSchedules = (p: Program<unknown>, q: Program<unknown>): void => {
  if (liftEqOverSchedules(strict).equals(p, q)) return
  const list = (program: Program<unknown>): string => {
    const { observations, complete } = outcomes(program)
    return [...observations.map((each) => showObservation(each, undefined, false)), ...(complete ? [] : ['…'])].join(
      '\n  '
    )
  }
  throw new Error(`seen of the left side:\n  ${list(p)}\nseen of the right side:\n  ${list(q)}`)
}

// -------------------------------------------------------------------------------------
// what holds throughout
// -------------------------------------------------------------------------------------

/** A seeded generator of numbers from 0 on and below `count` (mulberry32). */
export const seeded = (seed: number): ((count: number) => number) => {
  let state = seed | 0
  return (count) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % count
  }
}

/**
 * Checks what is seen of a program under every circumstance that a law can be asked about: undisturbed, under schedules
 * with a choice at each step, interrupted at each of its steps, and both.
 */
export const throughout = (
  program: Program<unknown>,
  seed: number,
  holds: (observation: Observation<unknown, unknown>) => boolean
): void => {
  let steps = 0
  const examine = (circumstances: Circumstances): void => {
    const observation = observe(program, circumstances)
    if (!holds(observation))
      throw new Error(`seen: ${showObservation(observation)}\ncircumstances: ${show(circumstances)}, seed ${seed}`)
  }
  examine({ onStep: (step) => void (steps = step + 1) })
  const random = seeded(seed)
  // a long program is interrupted at some of its steps only
  const stride = Math.ceil(steps / 30)
  for (let at = random(stride); at < steps; at += stride) examine({ interruptAtStep: at })
  for (let i = 0; i < 4; i++) {
    examine({ choose: seeded(seed + i), granularity: 'step' })
    examine({ choose: seeded(seed + i), granularity: 'step', interruptAtStep: random(steps) })
  }
}
