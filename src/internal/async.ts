/**
 * The steps that wait for something outside of the fibers: callbacks and promises. And `never`, `sleep`, `yieldNow`.
 */
import type { Either } from 'fp-ts/Either'
import { InterruptedError } from '../Errors.js'
import { type Fiber, interruptionFrom, park, readyNext, readyOutcome, readyValue, redirect } from './fiber.js'
import { die, expected, fail, isOp, Op, succeed, suspend, sync, Tag, unit } from './op.js'
import type { Parked } from './waiters.js'

// -------------------------------------------------------------------------------------
// never, yieldNow, sleep
// -------------------------------------------------------------------------------------

const forEver: Parked = { cancel: () => null, describe: () => 'never', isExternal: true }

export const neverOp: Op = /*#__PURE__*/ new Op(Tag.Primitive, (fiber: Fiber) => park(fiber, forEver), null)

export const yieldOp: Op = /*#__PURE__*/ new Op(Tag.Primitive, (fiber: Fiber) => readyValue(fiber, undefined), null)

const sleep = (fiber: Fiber, millis: number): void => fiber.loop.timers.sleep(fiber, millis)

/** As in asyncio, to sleep for no time is to let the others run: no timer, which would take a millisecond. */
export const sleepOp = (millis: number): Op => {
  if (typeof millis !== 'number' || Number.isNaN(millis))
    return die(new RangeError(`sleep: a number of milliseconds was expected, got ${String(millis)}`))
  if (millis <= 0) return yieldOp
  if (millis === Infinity) return neverOp
  return new Op(Tag.Primitive, sleep, millis)
}

// -------------------------------------------------------------------------------------
// signals
// -------------------------------------------------------------------------------------

/** The text of arrow functions that take nothing, and of those that take one plain argument at most. */
const takesNone = /^(async\s*)?\(\s*\)\s*=>/
const takesOne = /^(async\s*)?(\w+|\(\s*\w*\s*\))\s*=>/

/**
 * An `AbortSignal` takes Node 20 twenty times as long to make (4 µs) as a fiber takes to wait, so none is made for an arrow
 * function that cannot see it. Of all others `length` says too little: `...rest`, a default value, `arguments`, and whatever
 * passes its arguments on (`flow`, a bound function, a mock) take a signal and do not declare it.
 */
const seesSignal = (f: (...args: ReadonlyArray<never>) => unknown, blind: RegExp): boolean =>
  !blind.test(Function.prototype.toString.call(f))

const interruptedError = (fiber: Fiber): InterruptedError =>
  new InterruptedError(fiber.interruption ?? interruptionFrom('host', undefined, fiber.loop))

// -------------------------------------------------------------------------------------
// callbacks
// -------------------------------------------------------------------------------------

export type Resume = (result: Either<any, any>) => void
export type Canceller = void | (() => void) | Op
export type Register = (resume: Resume, signal: AbortSignal) => Canceller

const toOutcome = (result: Either<any, any>): Op => {
  if (result?._tag === 'Right') return succeed(result.right)
  if (result?._tag === 'Left') return fail(result.left)
  return die(new TypeError(`async: resume expected an Either, got ${String(result)}`))
}

/** One wait for a callback. The first resume counts; the canceller runs at most once, and only if there was none. */
class Callback implements Parked {
  private state: 'registering' | 'waiting' | 'over' = 'registering'
  private early: Op | null = null
  private canceller: Canceller = undefined
  private controller: AbortController | null = null

  constructor(
    private readonly fiber: Fiber,
    private readonly register: Register
  ) {}

  start(): unknown {
    const { register } = this
    const resume: Resume = (result) => {
      if (this.state === 'over') return
      const outcome = toOutcome(result)
      const parked = this.state === 'waiting'
      this.state = 'over'
      if (parked) readyOutcome(this.fiber, outcome)
      else this.early = outcome
    }
    const canceller = seesSignal(register, takesOne)
      ? register(resume, (this.controller = new AbortController()).signal)
      : (register as (resume: Resume) => Canceller)(resume)
    if (this.early !== null) return redirect(this.fiber, this.early)
    this.state = 'waiting'
    this.canceller = canceller
    return park(this.fiber, this)
  }

  cancel(fiber: Fiber): Op | null {
    this.state = 'over'
    const { controller, canceller } = this
    if (controller === null && canceller === undefined) return null
    return suspend(() => {
      controller?.abort(interruptedError(fiber))
      return canceller === undefined
        ? unit
        : typeof canceller === 'function'
          ? sync(canceller)
          : isOp(canceller)
            ? canceller
            : notACanceller(canceller)
    })
  }

  describe(): string {
    return `a callback (${this.register.name || 'async'})`
  }

  get isExternal(): true {
    return true
  }
}

const notACanceller = (canceller: unknown): Op =>
  die(new TypeError(`async: register is to answer nothing, a function or a Coroutine, got ${String(canceller)}`))

const registerCallback = (fiber: Fiber, register: Register): unknown => {
  if (typeof register !== 'function') throw expected('async: a function', register)
  return new Callback(fiber, register).start()
}

export const asyncOp = (register: Register): Op => new Op(Tag.Primitive, registerCallback, register)

// -------------------------------------------------------------------------------------
// promises
// -------------------------------------------------------------------------------------

type Task = () => PromiseLike<unknown>

/** A function that makes a promise and may be told by a signal that nobody waits for it any more. */
class Abortable {
  constructor(
    readonly start: (signal: AbortSignal) => PromiseLike<unknown>,
    /** What a rejection is as a typed error; null if it is a defect. */
    readonly onRejected: ((reason: unknown) => unknown) | null
  ) {}
}

/** Reactions that are not in use. */
let pool: Reaction | null = null

const takeReaction = (): Reaction => {
  const reaction = pool
  if (reaction === null) return new Reaction()
  pool = reaction.next as Reaction | null
  return reaction
}

/**
 * A pair of callbacks on a promise, made once and used again by whichever fiber waits next. An interruption retires it:
 * its promise may still settle, and must then reach nobody.
 */
class Reaction implements Parked {
  fiber: Fiber | null = null
  /** In the pool, the next one there; in use, what made the promise. */
  next: Reaction | Task | Abortable | null = null
  /** Where a signal was handed out. */
  controller: AbortController | null = null

  readonly onFulfilled = (value: unknown): void => {
    const fiber = this.release()
    if (fiber !== null) fiber.loop.resume(fiber, value)
  }

  readonly onRejected = (reason: unknown): void => {
    const what = this.next
    const fiber = this.release()
    if (fiber !== null) readyNext(fiber, what instanceof Abortable ? rejected(what, reason) : die(reason))
  }

  wait(fiber: Fiber, promise: PromiseLike<unknown>, what: Task | Abortable): undefined {
    this.next = what
    this.fiber = fiber
    // `Promise.resolve` answers a native promise as it is, and makes one of whatever else has a `then`
    void Promise.resolve(promise).then(this.onFulfilled, this.onRejected)
    return park(fiber, this)
  }

  private release(): Fiber | null {
    const fiber = this.fiber
    if (fiber !== null) {
      this.fiber = this.controller = null
      this.next = pool
      pool = this
    }
    return fiber
  }

  cancel(fiber: Fiber): Op | null {
    const { controller } = this
    this.fiber = this.next = this.controller = null
    return controller === null ? null : sync(() => controller.abort(interruptedError(fiber)))
  }

  /** A promise has no name: the function that makes it may have one. */
  describe(): string {
    const name = this.next instanceof Abortable ? this.next.start.name : (this.next as Task).name
    return name === '' ? 'a promise' : `a promise (${name})`
  }

  get isExternal(): true {
    return true
  }
}

const rejected = ({ onRejected }: Abortable, reason: unknown): Op =>
  onRejected === null ? die(reason) : suspend(() => fail(onRejected(reason)))

const runTask = (fiber: Fiber, task: Task): undefined => {
  const promise = task()
  return takeReaction().wait(fiber, promise, task)
}

/** Waits for the promise that a thunk makes; a rejection is a defect. */
export const taskOp = (task: Task): Op => new Op(Tag.Primitive, runTask, task)

const runAbortable = (fiber: Fiber, abortable: Abortable): undefined => {
  const { start } = abortable
  const controller = seesSignal(start, takesNone) ? new AbortController() : null
  let promise: PromiseLike<unknown>
  try {
    promise = controller === null ? (start as Task)() : start(controller.signal)
  } catch (thrown) {
    // as in fp-ts, a function that throws instead of rejecting is no different
    return redirect(fiber, rejected(abortable, thrown))
  }
  const reaction = takeReaction()
  reaction.controller = controller
  return reaction.wait(fiber, promise, abortable)
}

/** Waits for a promise that is told when nobody waits for it any more. */
export const abortableOp = (
  start: (signal: AbortSignal) => PromiseLike<unknown>,
  onRejected: ((reason: unknown) => unknown) | null
): Op => new Op(Tag.Primitive, runAbortable, new Abortable(start, onRejected))
