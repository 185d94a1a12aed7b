/**
 * The event loop: who is ready, who sleeps, who is alive, and when the platform gets its turn.
 *
 * A *drain* runs ready fibers one after the other inside one activation of the interpreter. It starts in a microtask; when
 * the time slice is used up it goes on in a later macrotask, so that timers, I/O and signals get their turn. Time is
 * looked at every `budget` operations only (a switch of fibers counts as `switchCost`), and the budget adapts: a program
 * whose single steps are slow is looked at more often. A signal that another thread has seen while a step
 * took long ends the slice before the next one.
 */
import type { Interrupt, Signal } from '../Cause.js'
import type { Executor } from '../Executor.js'
import { RuntimeError } from '../Errors.js'
import { asForeign, hasFailed, toCause, without } from './cause.js'
import { adopt, disown, Fiber, interrupt, label, spawn, State, type Supervisor } from './fiber.js'
import { type Host, makeHost } from './host.js'
import { interpret } from './interpreter.js'
import type { Op } from './op.js'
import { type ReadyQueue, RingBuffer } from './ready.js'
import { Timers } from './timers.js'

/**
 * What failed where nobody was told: a message, and the typed error or defect itself.
 *
 * @category model
 * @since 0.1.0
 */
export interface ExceptionContext {
  readonly message: string
  /** The first error of the failure: the typed error or the defect itself. */
  readonly exception: unknown
  /** The fiber that failed, as it is named in messages. */
  readonly fiber?: string
}

/**
 * Told of failures that nobody else hears of.
 *
 * @category model
 * @since 0.1.0
 */
export type ExceptionHandler = (context: ExceptionContext) => void

/** Hears of the life of fibers; null unless debug mode or somebody else asks for it. */
export interface LoopObserver {
  readonly born: (fiber: Fiber) => void
  readonly ended: (fiber: Fiber) => void
  /** Where a fiber was started, where that is known. */
  readonly site: (fiber: Fiber) => string | undefined
  /** Since when a fiber is in its state, where that is known. */
  readonly since: (fiber: Fiber) => number | undefined
  /** Something failed, and nobody else hears of it. */
  readonly unhandled?: (context: ExceptionContext) => void
}

/** The async iterators that are open on a loop, as far as it knows them: it can close them, and stop waiting for that. */
export interface LoopIterators {
  readonly closeAll: (gaveUp: Promise<void>) => Promise<void>
}

export interface LoopOptions {
  readonly host?: Host
  readonly ready?: ReadyQueue
  /** How long fibers run before the platform gets its turn, in milliseconds; below 0 at every look at the clock. */
  readonly slice?: number
}

const largestBudget = 256
const smallestBudget = 8
const switchCost = 4
/**
 * For how long a signal may wait for the end of a slice, in milliseconds; then the next step is too much. Less than that is
 * left to a program that has just begun, and to a machine that lets it wait: it would be cut short between two of its steps.
 */
const signalPatience = 100
/** How many budgets a fiber may use up while others are ready. */
const fairShare = 8

/** What is responsible for a fiber without a parent fiber: the loop keeps it, and one callback hears of its end. */
export class Root implements Supervisor {
  /** None: the fiber stands in the list of the loop. */
  kids: Fiber | null = null
  constructor(
    private readonly loop: Loop,
    /** May come later than the fiber, for many have ended before anybody needs to hear of it. */
    public onEnd: ((fiber: Fiber) => void) | null
  ) {}
  get keepsValue(): boolean {
    return false
  }
  get owner(): null {
    return null
  }
  childEnded(child: Fiber): void {
    disown(this.loop, child)
    this.onEnd?.(child)
    this.loop.checkEmpty()
  }
}

export class Loop implements Supervisor {
  /** Fibers that no fiber owns: roots and daemons. */
  kids: Fiber | null = null
  /** Supervisors that no fiber is parked on (scopes), while they have fibers. */
  readonly families: Set<{ readonly kids: Fiber | null }> = new Set()
  nextFiberId = 1
  /** The fiber whose step is being run, for messages about it. */
  current: Fiber | null = null
  /** Operations that may still run before the clock is looked at. */
  credit: number = largestBudget
  private budget: number = largestBudget
  observer: LoopObserver | null = null
  debug = false
  /** Once the loop shuts down: what every fiber without a parent is interrupted with, now and later. */
  stopping: Interrupt | null = null
  /** Whether what fails from now on, and nobody looks at, is kept: the program is ending, and so are its children. */
  keepsFailures = false
  /** What went wrong in fibers that the end of the program has ended. */
  readonly leftoverFailures: Array<Op> = []
  /** Called when the last fiber has ended. */
  onEmpty: (() => void) | null = null
  /** Called once when a fiber becomes ready after none was. */
  onBusy: (() => void) | null = null
  /** How many signals some other thread has seen, how many of them have reached their listeners, and when the last came. */
  signals: Int32Array = new Int32Array(3)
  /** Hears the signals that a test sends to the program that runs; null while none does. */
  onSignal: ((signal: Signal) => void) | null = null
  /** Null until an async iterator is opened. */
  iterators: LoopIterators | null = null
  /** How long closing an async iterator may take, in milliseconds. */
  iteratorTimeout: number = 10_000
  private exceptionHandler: ExceptionHandler | null = null
  private closed = false
  /** Where jobs run, once that was asked for; and how it is made. */
  ownExecutor: Executor | null = null
  makeExecutor: (() => Executor) | null = null
  readonly host: Host
  readonly timers: Timers
  protected readonly ready: ReadyQueue
  private readonly slice: number
  /** A drain is running, or is sure to start without being asked for. */
  private scheduled = false
  private draining = false
  /** The slice is used up; nothing runs until the platform had its turn. */
  private over = false
  /** Whom the end of a slice has cut short, and who therefore goes on first. */
  private favoured: Fiber | null = null
  private turnStarted = -Infinity
  private lookedAt = 0

  constructor(options: LoopOptions = {}) {
    this.host = options.host ?? makeHost()
    this.ready = options.ready ?? new RingBuffer()
    this.slice = options.slice ?? 8
    this.timers = new Timers(this.host, (now) => {
      this.turnStarted = now
    })
  }

  now(): number {
    return this.host.now()
  }

  // ---- scheduling

  enqueue(fiber: Fiber): void {
    this.ready.push(fiber)
    if (!this.scheduled) {
      this.scheduled = true
      if (!this.draining) this.wake()
    }
  }

  private wake(): void {
    if (this.onBusy !== null) this.onBusy()
    this.host.soon(this.drain)
  }

  /** The next fiber for the interpreter, or null when there is none or the slice is used up. */
  next(): Fiber | null {
    if ((this.credit -= switchCost) < 0 && this.sliceOver()) return null
    let fiber = this.over ? null : this.ready.shift()
    while (fiber !== null && fiber.state > State.Value) fiber = this.ready.shift()
    if (fiber === null && !this.over) this.scheduled = false
    return fiber
  }

  /**
   * Looks at the clock: called when the credit is used up, with how often that was since the fiber was taken from the queue.
   * Answers whether the fiber gives way; it is back in the queue then. It gives way to the platform when the slice is
   * over, and keeps its place before the others, once; it gives way to the others when it has had its share. A loop that
   * is told what comes next (`op`) can decide by that: those under test do.
   */
  look(fiber: Fiber, looks: number, _op: Op): boolean {
    const over = this.sliceOver()
    const share = looks >= fairShare || (over && this.favoured === fiber)
    if (share && !this.ready.isEmpty()) {
      this.favoured = null
      this.ready.push(fiber)
      return true
    }
    if (over) {
      this.favoured = fiber
      this.ready.pushFirst(fiber)
    }
    return over
  }

  /** Runs a fiber that was made by `spawn` right now, as far as it gets; inside a drain it takes its place in the queue. */
  start(fiber: Fiber): void {
    if (this.draining || this.over) this.enqueue(fiber)
    else this.enter(fiber, true)
  }

  /** A parked fiber goes on with a value, called by the platform: at once when nobody else is to run. */
  resume(fiber: Fiber, value: unknown): void {
    fiber.state = State.Value
    fiber.slot = value
    if (this.scheduled || this.draining || this.over || ((this.credit -= switchCost) < 0 && this.sliceOver()))
      this.enqueue(fiber)
    else {
      if (this.onBusy !== null) this.onBusy()
      this.scheduled = true
      this.enter(fiber, false)
    }
  }

  /** Runs a fiber, and unless it is to be alone, those that are ready after it. */
  enter(fiber: Fiber, alone: boolean): void {
    this.draining = true
    try {
      interpret(this, fiber, alone)
    } finally {
      this.draining = false
      this.current = null
      if (this.scheduled && !this.over) this.host.soon(this.drain)
    }
  }

  private readonly drain = (): void => {
    if (this.draining || this.over) return
    const fiber = this.next()
    if (fiber !== null) this.enter(fiber, false)
  }

  private sliceOver(): boolean {
    const now = this.host.now()
    const took = now - this.lookedAt
    this.lookedAt = now
    if (took > 1) this.budget = Math.max(smallestBudget, Math.floor(this.budget / took))
    else if (this.budget < largestBudget) this.budget = Math.min(largestBudget, this.budget * 2)
    this.credit = this.budget
    if (now - this.turnStarted <= this.slice && !this.isSignalDue()) return false
    if (!this.over) {
      this.over = true
      this.scheduled = true
      this.host.later(this.onTurn)
    }
    return true
  }

  /** Whether a signal has waited for longer than a few steps take. */
  isSignalDue(): boolean {
    const [seen, handled, at] = this.signals as unknown as readonly [number, number, number]
    return seen !== handled && ((Date.now() - at) | 0) > signalPatience
  }

  private readonly onTurn = (): void => {
    this.over = false
    this.turnStarted = this.lookedAt = this.host.now()
    this.drain()
  }

  // ---- supervision

  get keepsValue(): boolean {
    return true
  }

  get owner(): null {
    return null
  }

  /** A fiber of its own, whose end `onEnd` hears of. Not started yet. */
  root(op: Op, env: unknown, vars: unknown, onEnd: ((fiber: Fiber) => void) | null): Fiber {
    const fiber = new Fiber(this, new Root(this, onEnd), op, env, vars)
    adopt(this, fiber)
    this.born(fiber)
    return fiber
  }

  /** A daemon has ended. */
  childEnded(child: Fiber): void {
    disown(this, child)
    if (child.state === State.Failed && child.joiners === null) this.reportUnobserved(child)
    this.checkEmpty()
  }

  checkEmpty(): void {
    if (this.kids === null && this.families.size === 0 && this.onEmpty !== null) this.onEmpty()
  }

  /** A fiber that belongs to the loop. Not started yet. */
  forkDaemon(op: Op, env: unknown, vars: unknown): Fiber {
    const daemon = spawn(this, this, op, env, vars)
    if (this.stopping !== null) interrupt(daemon, this.stopping)
    return daemon
  }

  /** Every fiber that has not ended, parents before their children. */
  fibers(): ReadonlyArray<Fiber> {
    const found: Array<Fiber> = []
    const visit = (kid: Fiber | null): void => {
      for (; kid !== null; kid = kid.nextSibling) if (kid.state < State.Succeeded) pending.push(kid)
    }
    const pending: Array<Fiber> = []
    for (const family of this.families) visit(family.kids)
    visit(this.kids)
    for (let fiber = pending.pop(); fiber !== undefined; fiber = pending.pop()) {
      found.push(fiber)
      visit(fiber.kids)
      // those of a scope stand in `families`
      if (fiber.state === State.Parked && isFamily(fiber.slot) && !this.families.has(fiber.slot)) visit(fiber.slot.kids)
    }
    return found
  }

  isClosed(): boolean {
    return this.closed
  }

  /** Where jobs run: what the Runner was given, or what is made when it is asked for first. */
  get executor(): Executor {
    if (this.ownExecutor !== null) return this.ownExecutor
    if (this.makeExecutor === null) throw new RuntimeError('this event loop has no executor: make it by a Runner')
    return (this.ownExecutor = this.makeExecutor())
  }

  isDebug(): boolean {
    return this.debug
  }

  close(): void {
    this.closed = true
    this.timers.close()
  }

  born(fiber: Fiber): void {
    if (this.observer !== null) this.observer.born(fiber)
  }

  ended(fiber: Fiber): void {
    if (this.observer !== null) this.observer.ended(fiber)
  }

  /** Where a fiber was started, as the end of a line; empty where that is not known. */
  origin(fiber: Fiber): string {
    const site = this.observer?.site(fiber)
    return site === undefined ? '' : `, started at ${site}`
  }

  // ---- reporting

  /**
   * Reports the failure of a fiber that nobody joined or awaited, be it now or when it had ended for some time. Interruptions
   * are no failures.
   */
  reportUnobserved(fiber: Fiber, hadEndedBefore = false): void {
    const isEnding = this.stopping !== null || (this.keepsFailures && !hadEndedBefore)
    if (isEnding && hasFailed(fiber.slot))
      this.leftoverFailures.push(asForeign(without(fiber.slot, fiber.interruption) as Op))
    for (const reason of toCause(fiber.slot)) {
      if (reason._tag === 'Interrupt') continue
      const exception = reason._tag === 'Fail' ? reason.error : reason.defect
      const message = !isEnding
        ? `fiber ${label(fiber)} failed and nobody joined or awaited it${this.origin(fiber)}`
        : `unhandled exception during run() shutdown, in fiber ${label(fiber)}${this.origin(fiber)}`
      this.callExceptionHandler({ message, exception, fiber: label(fiber) })
    }
  }

  setExceptionHandler(handler: ExceptionHandler | null): void {
    this.exceptionHandler = handler
  }

  callExceptionHandler(context: ExceptionContext): void {
    this.observer?.unhandled?.(context)
    try {
      ;(this.exceptionHandler ?? printException)(context)
    } catch (thrown) {
      printException({ message: 'the exception handler failed', exception: thrown })
      printException(context)
    }
  }
}

/** Groups of fibers (all, race, scopes) are what their owner is parked on. */
const isFamily = (u: object): u is { readonly kids: Fiber | null } => 'kids' in u && !(u instanceof Fiber)

const printException = ({ message, exception }: ExceptionContext): void => {
  try {
    console.error(`fiber-ts: ${message}:`, exception)
  } catch {
    console.error(`fiber-ts: ${message}: what cannot be printed`)
  }
}
