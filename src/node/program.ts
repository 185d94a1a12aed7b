/**
 * One run of a program on a loop: its root fiber, the signals it answers to, and its shutdown.
 *
 *   root ends, finalizers run → leftover fibers are ended → async iterators are closed → the executor is shut down → signals
 *   that are on their way are heard → listeners removed
 *
 * The first signal interrupts the root and waits; a second one waits for nothing any more. Each wait can have a deadline;
 * whatever is not done by then is named on stderr and never takes another step.
 */
import type { Interrupt, Signal } from '../Cause.js'
import { concat, hasFailed, toCause } from '../internal/cause.js'
import { noteSite } from '../internal/debug.js'
import { hideFinalizer } from '../internal/dump.js'
import { exitOfOutcome } from '../internal/exit.js'
import { type Fiber, interrupt, interruptionFrom, nameSome, State } from '../internal/fiber.js'
import { linesOf } from '../internal/live.js'
import type { Loop } from '../internal/loop.js'
import { Op, succeed, sync, Tag, unit } from '../internal/op.js'
import { longestTimer } from '../internal/timers.js'
import { abandon, count, eachFailure, endFibers, nameFibers } from '../internal/shutdown.js'
import type { Vars } from '../internal/vars.js'
import { isBrokenCall, LazyThreads, listen, publishRunStart, runEnded, watchIdle } from './platform.js'
import { printLine } from './process.js'
import { type Listening, samePress } from './signals.js'

export interface ProgramOptions {
  readonly env: unknown
  readonly vars: unknown
  /** The signals that interrupt the program. */
  readonly signals: ReadonlyArray<Signal>
  /** Whether SIGINT ends a main thread, too, that is stuck in a synchronous step. */
  readonly watchdog: boolean
  /** How long the end of the program may take, in milliseconds, from when its own steps are done or interrupted; undefined for ever. */
  readonly shutdownTimeout: number | undefined
  /** The same from the first signal on. */
  readonly signalTimeout: number | undefined
  /** Whether the failures of its children at its end are asked for. */
  readonly keepsFailures: boolean
  /** How long the loop's own executor may take to end its jobs, in milliseconds. */
  readonly executorTimeout: number
  /** Gets the fiber-local values that the program leaves behind. */
  readonly onVars?: (vars: Vars) => void
}

/** After how long a shutdown says on stderr what it waits for. */
const statusAfter = 1_000

export class Program {
  /** Null when there is no program, only a loop to shut down. */
  readonly root: Fiber | null
  private readonly listening: Listening
  private readonly unwatch: () => void
  private readonly done: Promise<void>
  private finish!: () => void
  /** How the program's own steps ended, once they have; its children may still be ending. */
  private own: Op | null = null
  /** How the program ended, once it has. */
  private outcome: Op | null = null
  private signal: Interrupt | null = null
  private abandoned = false
  private deadlocked = false
  private readonly timers: Array<ReturnType<typeof setTimeout>> = []

  constructor(
    private readonly loop: Loop,
    op: Op | null,
    private readonly options: ProgramOptions
  ) {
    this.done = new Promise((resolve) => {
      this.finish = resolve
    })
    this.root =
      op === null
        ? null
        : loop.root(noteSite(this.marked(op)), options.env, options.vars, (root) => this.rootEnded(root))
    if (this.root !== null) publishRunStart(this.root)
    this.listening = listen({
      signals: options.signals,
      onSignal: this.onSignal,
      watchdog: options.watchdog,
      loop
    })
    // every one is a press of its own, however fast a test sends them
    loop.onSignal = (name) => this.onSignal(name, Infinity)
    this.unwatch = watchIdle(loop, this.onDeadlock)
  }

  /** Runs the program until its root has ended. */
  async run(): Promise<void> {
    if (this.root !== null) this.loop.start(this.root)
    await this.done
  }

  /** Interrupts the program from outside of all fibers. */
  interrupt(reason: unknown): void {
    this.startClock()
    if (this.root !== null) interrupt(this.root, interruptionFrom('host', reason, this.loop))
  }

  /** Ends what the program left behind. Answers the failures that this met, or null. */
  async endLeftovers(): Promise<Op | null> {
    this.startClock()
    if (!this.abandoned) await Promise.race([endFibers(this.loop), this.gaveUp])
    if (this.loop.iterators !== null) {
      await this.loop.iterators.closeAll(this.gaveUp)
      if (this.abandoned) this.abandonFibers()
    }
    return concat(this.loop.leftoverFailures)
  }

  /** Shuts down the executor that the loop has made for itself. Jobs that do not end are named and terminated. */
  async endExecutor(): Promise<void> {
    await this.ownExecutor()?.end({ millis: this.options.executorTimeout, cut: this.gaveUp })
  }

  private ownExecutor(): LazyThreads | null {
    const executor = this.loop.ownExecutor
    return executor instanceof LazyThreads ? executor : null
  }

  /** Hears what is on its way, and removes every listener. The outcome is final when this resolves. */
  async close(): Promise<Op> {
    await this.listening.settle(this.outcome)
    this.listening.stop()
    this.loop.onSignal = null
    this.unwatch()
    for (const timer of this.timers) clearTimeout(timer)
    const outcome = this.verdict()
    if (this.root !== null) runEnded(this.root, () => exitOfOutcome(outcome))
    return outcome
  }

  private verdict(): Op {
    const outcome = this.outcome ?? unit
    // a signal that came too late to interrupt anything still decides what a success was worth
    if (this.signal === null || !(this.abandoned || outcome.tag === Tag.Succeed || isBrokenCall(outcome)))
      return outcome
    if (!isBrokenCall(outcome) && hasFailed(outcome)) this.reportFailure(outcome)
    return new Op(Tag.Interrupt, this.signal, null)
  }

  /** The signal takes the place of a failure that nobody would hear of then. */
  private reportFailure(cause: Op): void {
    for (const reason of toCause(cause))
      if (reason._tag !== 'Interrupt')
        this.loop.callExceptionHandler({
          message: 'the program had failed when its shutdown was abandoned',
          exception: reason._tag === 'Fail' ? reason.error : reason.defect
        })
  }

  // ---- the root

  /** The program, and behind it a step that says when its own steps are done and only its children are not. */
  private marked(op: Op): Op {
    return new Op(
      Tag.OnExit,
      op,
      hideFinalizer((cause: Op | null, value: unknown) => sync(() => this.ownStepsDone(cause ?? succeed(value))))
    )
  }

  private ownStepsDone(outcome: Op): void {
    this.own = outcome
    this.loop.keepsFailures = this.options.keepsFailures
    this.startClock()
  }

  private rootEnded(root: Fiber): void {
    this.options.onVars?.(root.vars)
    if (this.outcome !== null) return
    this.outcome = root.state === State.Succeeded ? succeed(root.slot) : root.slot
    this.finish()
  }

  // ---- signals

  private signalled = 0

  private readonly onSignal = (name: Signal, since?: number): void => {
    const now = performance.now() // the loop's time may stand still
    if (this.signal !== null) {
      const { by } = this.signal
      if ((since ?? now - this.signalled) > samePress)
        this.giveUp(by === name ? `${name} again` : `${name} after ${by}`)
      return
    }
    this.signalled = now
    this.signal = interruptionFrom(name, undefined, this.loop)
    this.startClock()
    this.giveUpAfter(this.options.signalTimeout)
    if (this.own === null && this.root !== null) interrupt(this.root, this.signal)
    else this.printStatus()
  }

  // ---- deadlock

  private readonly onDeadlock = (report: () => unknown): void => {
    if (this.deadlocked || this.outcome !== null || this.root === null)
      return this.giveUp('every fiber waits for another one')
    this.deadlocked = true
    this.interrupt(report())
  }

  // ---- deadlines

  private clockStarted = false

  private startClock(): void {
    if (this.clockStarted) return
    this.clockStarted = true
    this.after(statusAfter, () => {
      if (!this.statusSaid) this.printStatus()
    })
    this.giveUpAfter(this.options.shutdownTimeout)
  }

  /** When the shutdown is given up, on the clock of the platform; Infinity for never. */
  private deadline = Infinity

  private giveUpAfter(millis: number | undefined): void {
    if (millis === undefined) return
    this.deadline = Math.min(this.deadline, performance.now() + millis)
    this.after(millis, () => this.giveUp('the time for shutdown is over'))
  }

  private after(millis: number, f: () => void): void {
    const timer = setTimeout(f, Math.min(millis, longestTimer))
    this.timers.push(timer)
    // a process with nothing else to wait for is not kept waiting: then nothing can end any more
    ;(timer as { readonly unref?: () => void }).unref?.()
  }

  private statusSaid = false

  private printStatus(): void {
    this.statusSaid = true
    const fibers = this.loop.fibers()
    // a job that a fiber waits for is named with the fiber
    const jobs = fibers.length === 0 ? (this.ownExecutor()?.running() ?? []) : []
    if (fibers.length === 0 && jobs.length === 0) return
    const hints: Array<string> = []
    const left = this.deadline - performance.now()
    if (left < Infinity) hints.push(`${Math.max(0, Math.round(left / 1000))} s left`)
    if (this.options.signals.length > 0) {
      const times = this.signal === null ? 'twice' : 'again'
      hints.push(`press Ctrl-C ${times} to abandon ${fibers.length + jobs.length === 1 ? 'it' : 'them'}`)
    }
    const hint = hints.length === 0 ? '' : ` (${hints.join(', ')})`
    const [what, names] =
      jobs.length > 0 ? [count(jobs, 'job'), nameSome(jobs)] : [count(fibers, 'fiber'), nameFibers(fibers)]
    printLine(`fiber-ts: shutting down, waiting for ${what}${hint}: ${names}`)
  }

  private onGaveUp!: () => void
  private readonly gaveUp = new Promise<void>((resolve) => {
    this.onGaveUp = resolve
  })

  private reason = ''

  private giveUp(why: string): void {
    if (this.abandoned) return
    this.abandoned = true
    this.reason = why
    if (this.root !== null) this.options.onVars?.(this.root.vars)
    this.abandonFibers()
    this.outcome ??= this.own ?? (this.root === null ? unit : new Op(Tag.Interrupt, this.root.interruption, null))
    this.finish()
    this.onGaveUp()
  }

  private abandonFibers(): void {
    const report = this.loop.fibers()
    const lines = linesOf(this.loop)
    // how the root's own steps ended is known, and becomes the outcome
    for (const fiber of report)
      if (fiber !== this.root || this.own === null) eachFailure(fiber, (cause) => this.reportFailure(cause))
    abandon(this.loop)
    if (report.length > 0) printLine(`fiber-ts: ${this.reason}: abandoned ${count(report, 'fiber')}:\n${lines}`)
  }
}
