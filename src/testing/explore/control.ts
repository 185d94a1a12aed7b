/**
 * One run under control: the library's own loop and interpreter, with another ready queue, another platform, and a look
 * before every step. Whatever production leaves to the moment is asked of a schedule here, and noted.
 *
 * The loop asks in two places. `look` is called before each step of a fiber, since the interpreter never has any credit: there
 * another fiber can come in between, or somebody be interrupted. `shift` is called when a fiber waits or has ended: there it is
 * decided who goes on.
 */
import type { ExceptionContext } from '../../EventLoop.js'
import { Bits, type Fiber, interrupt, interruptionFrom, State } from '../../internal/fiber.js'
import { Loop, type LoopObserver } from '../../internal/loop.js'
import { type Op, Tag } from '../../internal/op.js'
import { Permits, Request } from '../../internal/permits.js'
import type { ReadyQueue } from '../../internal/ready.js'
import { type Addition, addFinalizer, type Scope } from '../../internal/scope.js'
import type { Parked } from '../../internal/waiters.js'
import { VirtualHost } from '../host.js'
import { isBefore, type Place, type Tree } from './places.js'
import { isPoint, stepOf } from './points.js'
import { allFree, freeBit, type Options, type Run, type Schedule } from './strategy.js'

export interface Settings {
  readonly granularity: 'op' | 'yield' | 'async'
  readonly maxSteps: number
  /** How many timers may fire before their time has come, while fibers are ready. */
  readonly earlyTimers: number
}

/** Told what happens in a run, for the report about it. */
export interface Observer {
  readonly born: (place: Place, parent: Place | null) => void
  /** Where it was forked, where that is known. */
  readonly origin: (place: Place) => string | undefined
  /** `isDue` says that the fiber is interrupted in place of this step. */
  readonly step: (place: Place, step: Op, now: number, isDue: boolean) => void
  readonly parked: (place: Place, waitsFor: string) => void
  readonly ended: (place: Place) => void
  readonly interrupted: (place: Place, now: number) => void
}

/** The choices of a run. One object serves all runs of an exploration. */
export class Choices implements Run {
  length = 0
  readonly counts: Array<number> = []
  readonly chosen: Array<number> = []
  readonly usual: Array<number> = []
  readonly free: Array<number> = []
  preemptions = 0

  add(options: Options, chosen: number): void {
    const i = this.length++
    this.counts[i] = options.count
    this.chosen[i] = chosen
    this.usual[i] = options.usual
    this.free[i] = options.free
    if ((options.free & freeBit(chosen)) === 0) this.preemptions++
  }
}

/** Who can be chosen next; one object for all choices of a run. */
class FiberOptions implements Options {
  count = 0
  usual = 0
  free = allFree
  constructor(readonly fibers: ReadonlyArray<Place>) {}
}

/** How long a fiber keeps its turn, and time stands still, once turns are fair: in looks. A power of two. */
const fairTurn = 32
/** How many steps fibers may take that are ready when the program ends. */
const afterlife = 1_000
/** How many looks that are no steps may come on one step, on average: the rest is a program that spins. */
const looksPerStep = 16

const nobody = { count: 1, fibers: [], usual: 0, free: allFree }

class ControlledLoop extends Loop {
  constructor(private readonly control: Control) {
    super({ host: control.host, ready: control, slice: Infinity })
    this.observer = control
    this.credit = 0
  }

  override next(): Fiber | null {
    this.control.stopped(this.current)
    this.credit = 1_000 // so that the clock is not looked at
    const fiber = super.next()
    this.credit = 0
    return fiber
  }

  override look(fiber: Fiber, _: number, op: Op): boolean {
    return this.control.look(fiber, op)
  }
}

export class Control implements ReadyQueue, LoopObserver {
  readonly host: VirtualHost = new VirtualHost()
  readonly loop: Loop
  readonly reported: Array<ExceptionContext> = []
  /** What was touched in this run, to see in the end whether it was put back. */
  readonly permits: Set<Permits> = new Set()
  readonly scopes: Set<Scope> = new Set()
  steps = 0
  /** Places at which somebody could have been interrupted. */
  looks = 0
  broken: string | null = null
  isLivelock = false
  /** Before which place who was interrupted, as an option; null while nobody was. */
  interruption: { readonly place: number; readonly option: number } | null = null
  /** Of all sets of options. */
  hash = 0
  observer: Observer | null = null
  invariants: ReadonlyArray<readonly [string, () => boolean]> = []
  private root: Fiber | null = null
  private rootEnded = false
  private readonly places: Array<Place> = []
  /** In the order of places. */
  private readonly ready: Array<Place> = []
  private readonly options: FiberOptions = new FiberOptions(this.ready)
  private arrivals = 0
  private early = 0
  private forced: Place | null = null
  /** Who has just given way without having to. */
  private yielded: Place | null = null
  private halted = false
  private isFair = false
  private limit: number

  constructor(
    private readonly settings: Settings,
    private readonly tree: Tree,
    private readonly schedule: Schedule,
    readonly choices: Choices
  ) {
    this.limit = settings.maxSteps
    this.loop = new ControlledLoop(this)
    this.loop.setExceptionHandler((context) => void this.reported.push(context))
  }

  /** Runs a program until nothing can happen any more. Answers its fiber. */
  run(program: Op, env: unknown): Fiber {
    this.tree.reset()
    this.choices.length = this.choices.preemptions = 0
    const { loop, host } = this
    const root = loop.root(program, env, undefined, () => {
      this.rootEnded = true
      this.limit = Math.min(this.limit, this.steps + afterlife)
    })
    this.root = root
    loop.enqueue(root)
    do while (host.runCallback());
    while (!this.halted && this.fireTimer())
    return root
  }

  /**
   * Fires the next timer that somebody sleeps for. A run interrupts what is left as soon as the program has ended, so time does
   * not go on for that: what sleeps past this moment is left behind.
   */
  private fireTimer(): boolean {
    return this.loop.timers.sleeping > 0 && this.host.fireTimer(this.rootEnded ? this.host.time : Infinity)
  }

  /** Where the fiber with a number stands in the tree of forks. */
  pathOf(id: number): string {
    return (this.places[id] as Place).path
  }

  /** A text with the places of fibers in it, in place of their numbers: those are of one run. */
  withPaths(text: string): string {
    return text.replace(/#(\d+)/g, (number, id) => this.places[Number(id)]?.path ?? number)
  }

  /** Whose step is being run. */
  current(): Place | null {
    const { current } = this.loop
    return current === null ? null : this.placeOf(current)
  }

  placeOf(fiber: Fiber): Place {
    return this.places[fiber.id] as Place
  }

  // ---- fibers

  born(fiber: Fiber): void {
    const parent = this.current()
    const place = this.tree.enter(parent, fiber)
    this.places[fiber.id] = place
    if (this.observer !== null) this.observer.born(place, parent)
  }

  ended(fiber: Fiber): void {
    if (this.observer !== null) this.observer.ended(this.placeOf(fiber))
  }

  site(fiber: Fiber): string | undefined {
    return this.observer?.origin(this.placeOf(fiber))
  }

  since(): undefined {
    return undefined
  }

  // ---- the ready queue

  push(fiber: Fiber): void {
    const place = this.placeOf(fiber)
    place.arrived = ++this.arrivals
    this.insert(place)
  }

  pushFirst(fiber: Fiber): void {
    this.push(fiber)
  }

  isEmpty(): boolean {
    return this.ready.length === 0
  }

  private insert(place: Place): void {
    const { ready } = this
    let i = ready.length
    ready.push(place)
    for (; i > 0 && isBefore(place, ready[i - 1] as Place); i--) ready[i] = ready[i - 1] as Place
    ready[i] = place
  }

  private remove(place: Place): Fiber {
    const { ready } = this
    let i = ready.indexOf(place)
    for (const end = ready.length - 1; i < end; i++) ready[i] = ready[i + 1] as Place
    ready.pop()
    return place.fiber as Fiber
  }

  private first(): number {
    const { ready } = this
    let first = 0
    for (let i = 1; i < ready.length; i++) if ((ready[i] as Place).arrived < (ready[first] as Place).arrived) first = i
    return first
  }

  /** A fiber waits, has yielded, or has ended: who goes on? */
  shift(): Fiber | null {
    if (this.halted) return null
    const { ready } = this
    let next = this.forced
    this.forced = null
    while (next === null) {
      if (ready.length === 0) return null
      if (ready.length === 1 && !this.mayFire()) next = ready[0] as Place
      else if (this.isFair) next = ready[this.first()] as Place
      else {
        const yielded = this.yielded === null ? -1 : ready.indexOf(this.yielded)
        if (yielded >= 0 && this.settings.granularity === 'async') next = this.yielded
        else next = this.choose(this.first(), yielded < 0 || ready.length === 1 ? allFree : allFree & ~freeBit(yielded))
      }
    }
    const fiber = this.remove(next)
    if (fiber.state === State.Next) next.chosen = true
    return fiber
  }

  private mayFire(): boolean {
    return this.early < this.settings.earlyTimers && this.loop.timers.sleeping > 0 && !this.isFair && !this.rootEnded
  }

  /** Asks the schedule; null when a timer has fired instead. */
  private choose(usual: number, free: number): Place | null {
    const { options, ready } = this
    const mayFire = this.mayFire()
    options.count = ready.length + (mayFire ? 1 : 0)
    options.usual = usual
    options.free = mayFire ? free & ~freeBit(ready.length) : free
    let chosen = this.schedule.choose('fiber', options)
    if (!(chosen >= 0 && chosen < options.count)) chosen = usual
    this.choices.add(options, chosen)
    this.hash = (Math.imul(this.hash, 31) + options.count * 64 + usual) | 0
    if (chosen < ready.length) return ready[chosen] as Place
    this.early++
    this.host.fireTimer(Infinity)
    return null
  }

  // ---- before a step

  /** Whether the fiber gives way before this step. */
  look(fiber: Fiber, op: Op): boolean {
    if (this.halted) return true
    const place = this.placeOf(fiber)
    const wasChosen = place.chosen
    this.before()
    const step = stepOf(op)
    if (!isPoint(step)) return this.halted || (this.isFair && this.takesTurns(place))
    if (this.halted) return true
    if (wasChosen) place.chosen = false
    else if (this.isFair) {
      if (this.takesTurns(place)) return true
    } else if (this.settings.granularity === 'op' && (this.ready.length > 0 || this.mayFire())) {
      if (this.givesWay(place)) return true
    }
    this.take(place, step)
    return false
  }

  /** Between two steps: counts, checks, and interrupts. */
  private before(): void {
    this.looks++
    if (this.looks > this.limit * looksPerStep) this.tooLong()
    for (const [name, holds] of this.invariants)
      if (!holds()) {
        this.broken = name
        this.halted = true
        return
      }
    const { interrupts } = this.schedule
    if (interrupts !== undefined && this.interruption === null && !this.rootEnded) this.disturb(interrupts)
  }

  private disturb(whom: 'root' | 'all'): void {
    const fibers = whom === 'root' ? [this.root as Fiber] : this.loop.fibers()
    const places = fibers.map((fiber) => this.placeOf(fiber))
    const option = this.schedule.choose('interrupt', { ...nobody, count: places.length + 1, fibers: places })
    const victim = places[option - 1]
    if (victim === undefined) return
    this.interruption = { place: this.looks - 1, option }
    if (this.observer !== null) this.observer.interrupted(victim, this.host.time)
    interrupt(victim.fiber as Fiber, interruptionFrom('host', 'interrupted by the schedule', this.loop))
  }

  private givesWay(place: Place): boolean {
    place.arrived = ++this.arrivals
    this.insert(place)
    for (;;) {
      const running = this.ready.indexOf(place)
      const chosen = this.choose(running, freeBit(running))
      if (chosen === place) {
        this.remove(place)
        return false
      }
      if (chosen !== null) {
        // it takes this step when it is chosen again
        this.forced = chosen
        return true
      }
    }
  }

  /** Once a run has taken too long, everybody has a turn, and time goes on: whatever can end ends. */
  private takesTurns(place: Place): boolean {
    if (this.looks % fairTurn !== 0) return false
    this.fireTimer()
    if (this.ready.length === 0) return false
    place.arrived = ++this.arrivals
    this.insert(place)
    return true
  }

  private tooLong(): void {
    if (this.isFair || this.rootEnded) {
      this.isLivelock = !this.rootEnded
      this.halted = true
    }
    this.isFair = true
    this.limit *= 2
  }

  private take(place: Place, step: Op): void {
    place.taken++
    if (++this.steps > this.limit) this.tooLong()
    if (step.tag === Tag.Primitive) {
      const argument: unknown = step.second
      if (argument instanceof Request) this.permits.add(argument.permits)
      else if (argument instanceof Permits) this.permits.add(argument)
      else if (step.first === addFinalizer) this.scopes.add((argument as Addition).scope)
    }
    if (this.observer !== null)
      this.observer.step(place, step, this.host.time, (place.fiber as Fiber).bits === Bits.Due)
  }

  /** A fiber has stopped, for whatever reason. */
  stopped(fiber: Fiber | null): void {
    this.yielded = fiber !== null && fiber.state <= State.Value ? this.placeOf(fiber) : null
    if (fiber === null) return
    if (this.observer !== null && fiber.state === State.Parked)
      this.observer.parked(this.placeOf(fiber), this.withPaths((fiber.slot as Parked).describe(fiber)))
    if (!this.halted) this.before()
  }
}
