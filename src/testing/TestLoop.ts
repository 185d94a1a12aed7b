/**
 * An event loop on virtual time: nothing runs until it is told to, and a day of sleep takes microseconds.
 *
 * It is the library's own interpreter and scheduler; only the host under them is replaced. Everything is synchronous, so a
 * test sees the state of a program between any two of its steps. Promises are the one thing that it cannot drive.
 */
import type { Interrupt, Signal } from '../Cause.js'
import type { Coroutine } from '../Coroutine.js'
import type { EventLoop, ExceptionContext, ExceptionHandler } from '../EventLoop.js'
import type { Exit } from '../Exit.js'
import type { Fiber } from '../Fiber.js'
import { drawDump } from '../internal/draw.js'
import { dumpLoop } from '../internal/dump.js'
import { exitOf } from '../internal/exit.js'
import { type Fiber as FiberState, interrupt, interruptionFrom } from '../internal/fiber.js'
import { Loop, type LoopOptions } from '../internal/loop.js'
import type { Op } from '../internal/op.js'
import type { ReadyQueue } from '../internal/ready.js'
import { abandon } from '../internal/shutdown.js'
import { VirtualHost } from './host.js'
import { among, atLeast } from './options.js'
import { isOutside, whatToDo } from './outside.js'

/**
 * How a test loop behaves.
 *
 * @category model
 * @since 0.1.0
 */
export interface TestLoopOptions {
  /** How many turns `runReady` and `runAll` take before they give up on a program that never rests. Default 10,000. */
  readonly maxTurns?: number
  /** Picks the next ready fiber: a number from 0 on and below `count`. Default: always 0, first in first out. */
  readonly choose?: (count: number) => number
  /**
   * When a fiber lets others run: `'yield'` (the default) where it waits or has had its share, `'step'` after every single
   * step, so that `choose` decides about every interleaving there is. (In production a share can end at any step.)
   */
  readonly granularity?: 'yield' | 'step'
  /** Called before each step that can be interrupted, with how many there were before, over all fibers. */
  readonly onStep?: (step: number) => void
}

/** The ready fibers in the order in which they became ready, taken by choice. */
class ChosenQueue implements ReadyQueue {
  private readonly fibers: Array<FiberState> = []
  constructor(private readonly choose: (count: number) => number) {}
  push(fiber: FiberState): void {
    this.fibers.push(fiber)
  }
  pushFirst(fiber: FiberState): void {
    this.fibers.unshift(fiber)
  }
  shift(): FiberState | null {
    if (this.fibers.length === 0) return null
    return this.fibers.splice(this.fibers.length === 1 ? 0 : this.choose(this.fibers.length), 1)[0] ?? null
  }
  isEmpty(): boolean {
    return this.fibers.length === 0
  }
}

/** So many steps a fiber may take before it gives way in any case: a program that spins must not keep time from moving. */
const longestShare = 2048

/** A loop that is asked before every step, since the interpreter never has any credit. */
class SteppedLoop extends Loop {
  private steps = 0
  private readonly givesWay: boolean
  private readonly gaveWay = new Set<FiberState>()
  private readonly onStep: (step: number) => void

  constructor(options: LoopOptions, { granularity, onStep }: TestLoopOptions) {
    super(options)
    this.givesWay = granularity === 'step'
    this.onStep = onStep ?? (() => undefined)
    this.credit = 0
  }

  override next(): FiberState | null {
    this.credit = longestShare
    const fiber = super.next()
    this.credit = 0
    return fiber
  }

  override look(fiber: FiberState, looks: number, op: Op): boolean {
    const gives = this.givesAfter(fiber, looks, op)
    if (!gives) this.onStep(this.steps++)
    this.credit = 0
    return gives
  }

  private givesAfter(fiber: FiberState, looks: number, op: Op): boolean {
    if (looks % longestShare === 0) return super.look(fiber, looks, op)
    // a fiber that gave way before a step takes it when it is chosen again
    if (!this.givesWay || this.gaveWay.delete(fiber) || this.ready.isEmpty()) return false
    this.gaveWay.add(fiber)
    this.ready.push(fiber)
    return true
  }
}

/**
 * A program that runs on a `TestLoop`.
 *
 * @category model
 * @since 0.1.0
 */
export interface TestRun<E, A> {
  readonly fiber: Fiber<E, A>
  /** How the program ended, once it has. */
  readonly exit: () => Exit<E, A> | undefined
  /** Interrupts the program, as from outside of all fibers; who and why are what its cause will say. */
  readonly interrupt: (by?: 'host' | Signal, reason?: unknown) => void
}

/**
 * An event loop on virtual time.
 *
 * @category model
 * @since 0.1.0
 */
export class TestLoop {
  private readonly host = new VirtualHost()
  private readonly loop: Loop
  private readonly maxTurns: number
  private readonly runs: Array<TestRun<any, any> & { readonly abandoned: () => void }> = []
  private signalled = false
  /** What the exception handler was told, in order. */
  readonly reported: Array<ExceptionContext> = []

  constructor(options: TestLoopOptions = {}) {
    this.maxTurns = atLeast(1, 'maxTurns', options.maxTurns ?? 10_000)
    // time stands still, so every look at the clock ends the slice: a program that spins gives way all the same
    const loopOptions: LoopOptions = {
      host: this.host,
      slice: -1,
      ...(options.choose && { ready: new ChosenQueue(options.choose) })
    }
    const isStepped = options.granularity === 'step' || options.onStep !== undefined
    this.loop = isStepped ? new SteppedLoop(loopOptions, options) : new Loop(loopOptions)
    this.loop.setExceptionHandler((context) => void this.reported.push(context))
  }

  /** The time, in milliseconds since the loop was made. */
  now(): number {
    return this.host.time
  }

  /** The loop itself, for a Runner's `loopFactory`. */
  get eventLoop(): EventLoop {
    return this.loop
  }

  setExceptionHandler(handler: ExceptionHandler | null): void {
    this.loop.setExceptionHandler(handler)
  }

  /** Starts a program: its first step runs at once. */
  start<R, E, A>(program: Coroutine<R, E, A>, ...context: unknown extends R ? [] : [R]): TestRun<E, A> {
    return this.begin(program, context[0])
  }

  private begin<R, E, A>(program: Coroutine<R, E, A>, env: unknown): TestRun<E, A> {
    let exit: Exit<E, A> | undefined
    const fiber = this.loop.root(program as Op, env, undefined, (ended) => {
      exit = exitOf(ended)
    })
    const run = {
      fiber,
      exit: () => exit,
      interrupt: (by: 'host' | Signal = 'host', reason?: unknown) =>
        interrupt(fiber, interruptionFrom(by, reason, this.loop)),
      abandoned: () => {
        exit ??= { _tag: 'Left', left: [fiber.interruption as Interrupt] }
      }
    }
    this.runs.push(run)
    this.loop.start(fiber)
    return run
  }

  /**
   * Sends a signal, as the process would get it: to the program of a Runner that has this loop, or else to the programs that
   * were started here. The first one interrupts them, the second one abandons every fiber where it stands.
   */
  signal(name: Signal): void {
    among('signal', name, ['SIGINT', 'SIGTERM', 'SIGHUP'])
    if (this.loop.onSignal !== null) return this.loop.onSignal(name)
    if (this.signalled) {
      abandon(this.loop)
      for (const run of this.runs) run.abandoned()
    } else for (const run of this.runs) run.interrupt(name)
    this.signalled = true
  }

  /** Interrupts any fiber, as from outside of all fibers. */
  interrupt(fiber: Fiber<any, any>, reason?: unknown): void {
    interrupt(fiber as FiberState, interruptionFrom('host', reason, this.loop))
  }

  /** Runs what is ready, without moving time, until everything waits. */
  runReady(): void {
    for (let turn = 0; this.host.runCallback(); turn++) {
      if (turn === this.maxTurns)
        throw new Error(`the program does not come to rest: gave up after ${this.maxTurns} turns`)
    }
  }

  /** Moves time on, running what becomes ready on the way. */
  advance(millis: number): void {
    if (millis === Infinity) throw new RangeError('advance: for ever is too long: `runAll` runs to the end')
    const until = this.now() + atLeast(0, 'advance', millis)
    this.runReady()
    while (this.host.fireTimer(until)) this.runReady()
    this.host.time = until
  }

  /** Runs until nothing is ready and nobody sleeps. */
  runAll(): void {
    this.runReady()
    // a timer that nobody sleeps for any more is no reason to move time
    for (let turn = 0; this.sleeping() > 0 && this.host.fireTimer(Infinity); turn++) {
      if (turn === this.maxTurns)
        throw new Error(`the program does not come to rest: gave up after ${this.maxTurns} timers`)
      this.runReady()
    }
  }

  /**
   * Runs a program to its end, and on until nothing is ready and nobody sleeps, as `runAll` does: what it has left behind gets
   * the time that `runTest` would not give it. A program that waits for something that never comes is an error.
   */
  run<R, E, A>(program: Coroutine<R, E, A>, ...context: unknown extends R ? [] : [R]): Exit<E, A> {
    const run = this.begin(program, context[0])
    this.runAll()
    const exit = run.exit()
    if (exit === undefined) {
      const dump = dumpLoop(this.loop)
      const lines = ['the program never ends:', drawDump(dump)]
      if (dump.fibers.some(({ waitsFor }) => isOutside(waitsFor))) lines.push(whatToDo)
      throw new Error(lines.join('\n'))
    }
    return exit
  }

  /** The fibers that have not ended. */
  fibers(): ReadonlyArray<Fiber<unknown, unknown>> {
    return this.loop.fibers()
  }

  /** The fibers that have not ended, a line for each: what it does, and what it waits for. */
  dump(): string {
    return drawDump(dumpLoop(this.loop))
  }

  /** How many fibers sleep. */
  sleeping(): number {
    return this.loop.timers.sleeping
  }
}
