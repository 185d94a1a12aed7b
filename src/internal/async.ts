/**
 * The steps that wait for something outside of the fibers: callbacks and promises. And `never`, `sleep`, `yieldNow`.
 */
import type { Either } from 'fp-ts/Either'
import { InterruptedError } from '../Errors.js'
import { type Fiber, interruptionFrom, park, readyNext, readyOutcome, readyValue, redirect } from './fiber.js'
import { die, fail, isOp, Op, succeed, suspend, sync, Tag, unit } from './op.js'
import type { Parked } from './waiters.js'

// -------------------------------------------------------------------------------------
// never, yieldNow, sleep
// -------------------------------------------------------------------------------------

const forEver: Parked = { cancel: () => null, describe: () => 'never', isExternal: true }

export const neverOp: Op = /*#__PURE__*/ new Op(Tag.Primitive, (fiber: Fiber) => park(fiber, forEver), null)

export const yieldOp: Op = /*#__PURE__*/ new Op(Tag.Primitive, (fiber: Fiber) => readyValue(fiber, undefined), null)

const sleep = (fiber: Fiber, millis: number): void => fiber.loop.timers.sleep(fiber, millis)

export const sleepOp = (millis: number): Op => {
  if (typeof millis !== 'number' || Number.isNaN(millis))
    return die(new RangeError(`sleep: a number of milliseconds was expected, got ${String(millis)}`))
  if (millis === Infinity) return neverOp
  return new Op(Tag.Primitive, sleep, Math.max(0, millis))
}

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
  private what = ''
  private readonly controller = new AbortController()

  constructor(private readonly fiber: Fiber) {}

  register(register: Register): unknown {
    // it parks first: whoever interrupts while `register` runs finds the fiber where it will be
    const canceller = register((result) => {
      if (this.state === 'over') return
      const outcome = toOutcome(result)
      const parked = this.state === 'waiting'
      this.state = 'over'
      if (parked) readyOutcome(this.fiber, outcome)
      else this.early = outcome
    }, this.controller.signal)
    if (this.early !== null) return redirect(this.fiber, this.early)
    this.what = register.name
    this.state = 'waiting'
    this.canceller = canceller
    return park(this.fiber, this)
  }

  cancel(fiber: Fiber): Op {
    this.state = 'over'
    return suspend(() => {
      this.controller.abort(interruptedError(fiber))
      const canceller = this.canceller
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
    return this.what === '' ? 'a callback (async)' : `a callback (${this.what})`
  }

  get isExternal(): true {
    return true
  }
}

const notACanceller = (canceller: unknown): Op =>
  die(new TypeError(`async: register is to answer nothing, a function or a Coroutine, got ${String(canceller)}`))

const interruptedError = (fiber: Fiber): InterruptedError =>
  new InterruptedError(fiber.interruption ?? interruptionFrom('host', undefined, fiber.loop))

const registerCallback = (fiber: Fiber, register: Register): unknown => new Callback(fiber).register(register)

export const asyncOp = (register: Register): Op => new Op(Tag.Primitive, registerCallback, register)

// -------------------------------------------------------------------------------------
// promises
// -------------------------------------------------------------------------------------

/** A promise has no name: the function that makes it may have one. */
const promiseOf = (f: unknown): string => {
  const name = typeof f === 'function' ? f.name : ''
  return name === '' ? 'a promise' : `a promise (${name})`
}

/** Reactions that are not in use. */
let pool: Reaction | null = null

/**
 * A pair of callbacks on a promise, made once and used again by whichever fiber waits next. An interruption retires it:
 * its promise may still settle, and must then reach nobody.
 */
class Reaction implements Parked {
  fiber: Fiber | null = null
  /** In the pool, the next one there; in use, what made the promise, for dumps. */
  next: Reaction | (() => unknown) | null = null
  readonly onFulfilled = (value: unknown): void => {
    const fiber = this.release()
    if (fiber !== null) fiber.loop.resume(fiber, value)
  }
  readonly onRejected = (reason: unknown): void => {
    const fiber = this.release()
    if (fiber !== null) readyNext(fiber, die(reason))
  }

  private release(): Fiber | null {
    const fiber = this.fiber
    if (fiber !== null) {
      this.fiber = null
      this.next = pool
      pool = this
    }
    return fiber
  }

  cancel(): Op | null {
    this.fiber = this.next = null
    return null
  }

  describe(): string {
    return promiseOf(this.next)
  }

  get isExternal(): true {
    return true
  }
}

/** `Promise.resolve` answers a native promise as it is, and makes one of whatever else has a `then`. */
const awaitPromise = (
  fiber: Fiber,
  promise: PromiseLike<unknown>,
  what: Parked,
  reaction: Pick<Reaction, 'onFulfilled' | 'onRejected'>
): undefined => {
  void Promise.resolve(promise).then(reaction.onFulfilled, reaction.onRejected)
  return park(fiber, what)
}

const runTask = (fiber: Fiber, task: () => PromiseLike<unknown>): undefined => {
  const promise = task()
  let reaction = pool
  if (reaction === null) reaction = new Reaction()
  else pool = reaction.next as Reaction | null
  reaction.next = task
  reaction.fiber = fiber
  return awaitPromise(fiber, promise, reaction, reaction)
}

/** Waits for the promise that a thunk makes; a rejection is a defect. */
export const taskOp = (task: () => PromiseLike<unknown>): Op => new Op(Tag.Primitive, runTask, task)

export interface Abortable {
  readonly start: (signal: AbortSignal) => PromiseLike<unknown>
  readonly onRejected: (reason: unknown) => Op
}

/** A promise that is told by an `AbortSignal` when nobody waits for it any more. */
class AbortablePromise implements Parked {
  private fiber: Fiber | null
  private readonly controller = new AbortController()

  constructor(
    fiber: Fiber,
    private readonly abortable: Abortable
  ) {
    this.fiber = fiber
  }

  start(): undefined {
    return awaitPromise(this.fiber as Fiber, this.abortable.start(this.controller.signal), this, this)
  }

  readonly onFulfilled = (value: unknown): void => {
    const fiber = this.fiber
    if (fiber !== null) fiber.loop.resume(fiber, value)
  }

  readonly onRejected = (reason: unknown): void => {
    const fiber = this.fiber
    if (fiber !== null)
      readyNext(
        fiber,
        suspend(() => this.abortable.onRejected(reason))
      )
  }

  cancel(fiber: Fiber): Op {
    this.fiber = null
    return sync(() => this.controller.abort(interruptedError(fiber)))
  }

  describe(): string {
    return promiseOf(this.abortable.start)
  }

  get isExternal(): true {
    return true
  }
}

const runAbortable = (fiber: Fiber, abortable: Abortable): undefined => new AbortablePromise(fiber, abortable).start()

export const abortableOp = (abortable: Abortable): Op => new Op(Tag.Primitive, runAbortable, abortable)
