/**
 * Several fibers on behalf of one: all, race, timeout, shield.
 *
 * A group is what the waiting fiber is parked on, and the supervisor of its members. It ends when its last member has
 * ended, so whatever a loser or a sibling still had to clean up has run before the result is seen. Interruptions that the
 * group itself sent are not part of the result.
 */
import type { Interrupt } from '../Cause.js'
import { sleepOp } from './async.js'
import { asForeign, concat, hasDied, isFailing, toCause, without } from './cause.js'
import {
  disown,
  type Fiber,
  fork,
  interrupt,
  interruptionBy,
  interruptKids,
  label,
  outcomeOf,
  park,
  readyOutcome,
  redirect,
  State,
  type Supervisor
} from './fiber.js'
import { forkInLoop } from './fork.js'
import { die, expected, isOp, Op, succeed, suspend, Tag, unit } from './op.js'
import { getVar, locallyOp } from './vars.js'
import { listKids, type Parked } from './waiters.js'

export abstract class Group implements Supervisor, Parked {
  kids: Fiber | null = null
  /** The interruption that was sent to the members, once one was. */
  protected stopped: Interrupt | null = null
  /** What went wrong in members, in order, without what the group did to them. */
  protected failures: Array<Op> | null = null
  private waiting = false
  private cancelled = false

  constructor(readonly owner: Fiber) {}

  /** A member has ended; `failure` is null if it succeeded or was only stopped by the group. */
  protected abstract settled(member: Fiber, failure: Op | null): void
  protected abstract outcome(): Op
  abstract describe(): string

  /** Parks the fiber until every member has ended. */
  wait(): undefined {
    this.waiting = true
    return park(this.owner, this)
  }

  get keepsValue(): boolean {
    return true
  }

  ends(): ReadonlyArray<Fiber> {
    return listKids(this.kids)
  }

  childEnded(member: Fiber): void {
    disown(this, member)
    const failure =
      member.state !== State.Failed ? null : this.stopped === null ? member.slot : without(member.slot, this.stopped)
    this.settled(member, failure === null ? null : asForeign(failure))
    if (this.kids === null && this.cancelled) member.loop.families.delete(this)
    if (this.kids === null && this.waiting) {
      this.waiting = false
      readyOutcome(this.owner, this.cancelled ? (this.failed() ?? unit) : this.outcome())
    }
  }

  /** Interrupts every member that has not ended, once. */
  protected stop(interruption: Interrupt): void {
    if (this.stopped !== null) return
    this.stopped = interruption
    interruptKids(this.kids, interruption)
  }

  protected because(reason: string): Interrupt {
    return interruptionBy(this.owner, reason)
  }

  /** The waiting fiber is interrupted: so are the members, and it waits for their end all the same. */
  cancel(): Op {
    this.waiting = false
    this.cancelled = true
    // nobody is parked on it until the fiber has taken its next step
    if (this.kids !== null) this.owner.loop.families.add(this)
    this.stop(this.owner.interruption as Interrupt)
    return new Op(Tag.Primitive, waitForRest, this)
  }

  /** Masked: what members still did wrong is added to the interruption. */
  rest(): unknown {
    return this.kids !== null ? this.wait() : redirect(this.owner, this.failed() ?? unit)
  }

  protected fails(failure: Op): void {
    if (this.failures === null) this.failures = [failure]
    else this.failures.push(failure)
  }

  /** All failures as one cause, or null. */
  failed(): Op | null {
    return this.failures === null ? null : concat(this.failures)
  }
}

const waitForRest = (_: Fiber, group: Group): unknown => group.rest()

// -------------------------------------------------------------------------------------
// all
// -------------------------------------------------------------------------------------

/** Every member has to succeed; the first failure stops the others. */
class All extends Group {
  constructor(
    fiber: Fiber,
    protected readonly values: Array<unknown>
  ) {
    super(fiber)
  }

  protected settled(_: Fiber, failure: Op | null): void {
    if (failure === null) return
    this.fails(failure)
    this.stop(this.because('sibling failed'))
  }

  protected outcome(): Op {
    return this.failed() ?? succeed(this.values)
  }

  describe(): string {
    return 'all of its fibers'
  }
}

/** One fiber an item. Members are numbered one after the other, so a member's number tells its index. */
class Unbounded extends All {
  private readonly firstId = this.owner.loop.nextFiberId

  protected override settled(member: Fiber, failure: Op | null): void {
    if (member.state === State.Succeeded) this.values[member.id - this.firstId] = member.slot
    else super.settled(member, failure)
  }
}

/** As many fibers as may run at once; each takes the next item when it is done with one. */
class Bounded extends All {
  private taken = 0

  constructor(
    fiber: Fiber,
    private readonly items: ReadonlyArray<unknown>,
    private readonly f: (index: number, item: any) => Op
  ) {
    super(fiber, new Array<unknown>(items.length))
  }

  worker(): Op {
    let index = 0
    const next = (): Op => {
      if (this.taken === this.items.length || this.stopped !== null) return unit
      index = this.taken++
      return new Op(Tag.FlatMap, this.f(index, this.items[index]), store)
    }
    const store = (value: unknown): Op => {
      this.values[index] = value
      return next()
    }
    return suspend(next)
  }
}

export type Concurrency = number | 'inherit'

interface Traversal {
  readonly items: ReadonlyArray<any>
  readonly f: (index: number, item: any) => Op
  readonly concurrency: Concurrency
}

const concurrencyKey = {}

const isConcurrency = (u: unknown): u is number => u === Infinity || (Number.isInteger(u) && (u as number) >= 1)

const traverse = (fiber: Fiber, { items, f, concurrency }: Traversal): unknown => {
  const limit = concurrency === 'inherit' ? getVar(fiber, concurrencyKey, Infinity) : concurrency
  if (!isConcurrency(limit)) return redirect(fiber, badConcurrency(limit))
  if (!Array.isArray(items)) throw expected('an array', items)
  const size = items.length
  if (size === 0) return []
  // a copy, for whoever works on the items may change the array meanwhile
  if (limit === 1) return redirect(fiber, oneByOne(items.slice(), f))
  if (limit < size) {
    const group = new Bounded(fiber, items.slice(), f)
    for (let i = 0; i < limit; i++) fork(fiber, group, group.worker())
    return group.wait()
  }
  // user code first: if it throws, nothing was started
  const ops = new Array<any>(size)
  for (let i = 0; i < size; i++) ops[i] = f(i, items[i])
  const group = new Unbounded(fiber, ops)
  for (let i = 0; i < size; i++) {
    const op: unknown = ops[i]
    if (isOp(op) && op.tag === Tag.Succeed) {
      // a value needs no fiber; it takes the number of one, for the numbers of the others tell their index
      ops[i] = op.first
      fiber.loop.nextFiberId++
    } else fork(fiber, group, op as Op)
  }
  return group.kids === null ? ops : group.wait()
}

const oneByOne = (items: ReadonlyArray<any>, f: (index: number, item: any) => Op): Op => {
  const values = new Array<unknown>(items.length)
  let index = 0
  const next = (): Op => (index === items.length ? succeed(values) : new Op(Tag.FlatMap, f(index, items[index]), store))
  const store = (value: unknown): Op => {
    values[index++] = value
    return next()
  }
  return suspend(next)
}

const badConcurrency = (got: unknown): Op =>
  die(new RangeError(`concurrency: a whole number from 1 on, or Infinity, was expected, got ${String(got)}`))

const identity = (_: number, op: Op): Op => op

/** The values of all, in the order of the items; the first failure interrupts the rest. */
export const traverseOp = (
  items: ReadonlyArray<any>,
  f: (index: number, item: any) => Op,
  concurrency: Concurrency
): Op => new Op(Tag.Primitive, traverse, { items, f, concurrency })

export const allOp = (ops: ReadonlyArray<Op>, concurrency: Concurrency): Op => traverseOp(ops, identity, concurrency)

/** Two side by side, and what is made of their values. */
class Pair {
  constructor(
    readonly first: Op,
    readonly second: Op,
    readonly combine: (first: any, second: any) => unknown
  ) {}
}

const isPair = (op: Op): boolean => op?.tag === Tag.Primitive && op.first === pair

/** What is left of a chain of pairs, behind the functions that are mapped over it. */
const behindMaps = (op: Op): Op => {
  while (op?.tag === Tag.Map) op = op.first
  return op
}

/**
 * `ap` makes of many programs a chain of pairs, each the first one of the next. They are run as one group, so that they start
 * in the order in which they are written, and so that a chain of a thousand has not a thousand groups.
 */
const pair = (fiber: Fiber, last: Pair): undefined => {
  const steps: Array<Pair | ((value: unknown) => unknown)> = [last]
  const ops: Array<Op> = [last.second]
  let op = last.first
  for (let inner = behindMaps(op); isPair(inner); inner = behindMaps(op)) {
    for (; op !== inner; op = op.first) steps.push(op.second)
    steps.push(inner.second)
    ops.push(inner.second.second)
    op = inner.second.first
  }
  ops.push(op)
  const combine = (values: ReadonlyArray<unknown>): unknown => {
    let taken = 1
    return steps.reduceRight(
      (value, step) => (step instanceof Pair ? step.combine(value, values[taken++]) : step(value)),
      values[0]
    )
  }
  return redirect(fiber, new Op(Tag.Map, allOp(ops.reverse(), Infinity), combine))
}

export const pairOp = (first: Op, second: Op, combine: (first: any, second: any) => unknown): Op =>
  new Op(Tag.Primitive, pair, new Pair(first, second, combine))

/** The limit for every traversal inside that inherits one. */
export const withConcurrencyOp = (limit: number, op: Op): Op =>
  isConcurrency(limit) ? locallyOp(concurrencyKey, limit, op) : badConcurrency(limit)

// -------------------------------------------------------------------------------------
// race
// -------------------------------------------------------------------------------------

/** The first success wins; if all fail, so does the race, with every failure. */
class Race extends Group {
  protected winner: Fiber | null = null
  /** Those that failed while nothing was decided. */
  private early: Array<Fiber> | null = null

  protected settled(member: Fiber, failure: Op | null): void {
    if (this.winner !== null) reportLoser(member, failure, 'failed while it was interrupted')
    else if (member.state === State.Succeeded) this.win(member)
    else if (failure !== null) {
      ;(this.early ??= []).push(member)
      this.fails(failure)
    }
  }

  /** What has failed so far has decided nothing; what fails from now on does so in cleaning up. */
  override cancel(): Op {
    this.failures = null
    this.reportEarly()
    return super.cancel()
  }

  protected win(member: Fiber): void {
    if (this.stopped !== null) return
    this.winner = member
    this.reportEarly()
    this.stop(this.because('race lost'))
  }

  private reportEarly(): void {
    for (const loser of this.early ?? []) reportLoser(loser, loser.slot, 'had failed before')
  }

  protected outcome(): Op {
    return this.winner !== null ? outcomeOf(this.winner) : (this.failed() as Op)
  }

  describe(): string {
    return 'a race'
  }

  get isDecidedByOne(): boolean {
    return this.winner === null
  }
}

/** Whoever ends first decides, be it by failing. */
class RaceFirst extends Race {
  protected override settled(member: Fiber, failure: Op | null): void {
    if (this.winner === null && failure !== null && this.stopped === null) this.win(member)
    else super.settled(member, failure)
  }

  /** A failure that has decided it is not undone by an interruption that comes later. */
  override cancel(): Op {
    const canceller = super.cancel()
    if (this.winner?.state === State.Failed) this.fails(outcomeOf(this.winner))
    return canceller
  }
}

/**
 * The result is another one, so a loser that has died, before it was decided or in cleaning up, has nobody else to tell. A
 * typed failure is a result that did not count, as a value that comes too late is, and is dropped as that is.
 */
const reportLoser = (member: Fiber, failure: Op | null, how: string): void => {
  if (failure === null || !hasDied(failure)) return
  for (const reason of toCause(failure))
    if (reason._tag !== 'Interrupt')
      member.loop.callExceptionHandler({
        message: `fiber ${label(member)} lost a race and ${how}`,
        exception: reason._tag === 'Fail' ? reason.error : reason.defect,
        fiber: label(member)
      })
}

const raceIn =
  (make: (fiber: Fiber) => Race) =>
  (fiber: Fiber, ops: ReadonlyArray<Op>): undefined => {
    if (!Array.isArray(ops)) throw expected('an array', ops)
    if (ops.length === 0)
      return redirect(fiber, die(new RangeError('race: at least one Coroutine was expected, got none')))
    const group = make(fiber)
    for (const op of ops) fork(fiber, group, isOp(op) && isFailing(op) ? inTurn(op) : op)
    return group.wait()
  }

/** A racer that is nothing but a failure has not failed before its turn: if it loses the race, there is nothing to report. */
const inTurn = (failing: Op): Op => suspend(() => failing)

const race = /*#__PURE__*/ raceIn((fiber) => new Race(fiber))
const raceFirst = /*#__PURE__*/ raceIn((fiber) => new RaceFirst(fiber))

export const raceOp = (ops: ReadonlyArray<Op>): Op => new Op(Tag.Primitive, race, ops)
export const raceFirstOp = (ops: ReadonlyArray<Op>): Op => new Op(Tag.Primitive, raceFirst, ops)

// -------------------------------------------------------------------------------------
// timeout
// -------------------------------------------------------------------------------------

interface Timed {
  readonly op: Op
  readonly millis: number
  readonly timer: Op
  readonly onTimeout: () => Op
}

/** The body and the clock. A body that has a result when it is stopped, or fails on its own account, is not timed out. */
class Timeout extends Group {
  private result: Op | null = null
  private body: Fiber | null = null

  constructor(
    fiber: Fiber,
    private readonly timed: Timed
  ) {
    super(fiber)
  }

  start(): undefined {
    this.body = fork(this.owner, this, this.timed.op)
    fork(this.owner, this, this.timed.timer)
    return this.wait()
  }

  protected settled(member: Fiber, failure: Op | null): void {
    if (member !== this.body) {
      if (failure !== null) this.fails(failure)
      this.stop(this.because(`timeout ${this.timed.millis} ms`))
      return
    }
    if (failure !== null) this.fails(failure)
    else if (member.state === State.Succeeded) this.result = outcomeOf(member)
    this.stop(this.because('timeout not needed'))
  }

  protected outcome(): Op {
    return this.failed() ?? this.result ?? suspend(this.timed.onTimeout)
  }

  describe(): string {
    return `a step with a timeout of ${this.timed.millis} ms`
  }

  get isDecidedByOne(): boolean {
    return this.stopped === null
  }
}

const timeout = (fiber: Fiber, timed: Timed): undefined => new Timeout(fiber, timed).start()

/** Goes on with `onTimeout` when `op` is not done after some milliseconds, and `op` has been interrupted. */
export const timeoutOp = (op: Op, millis: number, onTimeout: () => Op): Op =>
  new Op(Tag.Primitive, timeout, { op, millis, timer: sleepOp(millis), onTimeout })

// -------------------------------------------------------------------------------------
// shield, disconnect
// -------------------------------------------------------------------------------------

/** Waits for a fiber of the loop; when the wait is interrupted, that fiber goes on, or is asked to stop. */
class Detached implements Parked {
  constructor(
    private readonly detached: Fiber,
    private readonly stops: boolean
  ) {}
  cancel(fiber: Fiber): null {
    this.detached.cancel(fiber)
    if (this.stops) interrupt(this.detached, fiber.interruption as Interrupt)
    return null
  }
  describe(): string {
    return `fiber ${label(this.detached)}`
  }
  ends(): ReadonlyArray<Fiber> {
    return [this.detached]
  }
}

const detach =
  (stops: boolean) =>
  (fiber: Fiber, op: Op): undefined => {
    const detached = forkInLoop(fiber, op)
    detached.joiners = fiber
    return park(fiber, new Detached(detached, stops))
  }

const shield = /*#__PURE__*/ detach(false)
const disconnect = /*#__PURE__*/ detach(true)

/** Goes on to its end in a fiber of the loop when the waiting fiber is interrupted. */
export const shieldOp = (op: Op): Op => new Op(Tag.Primitive, shield, op)

/** Is interrupted with the waiting fiber, which does not wait for it. */
export const disconnectOp = (op: Op): Op => new Op(Tag.Primitive, disconnect, op)
