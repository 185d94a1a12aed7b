/**
 * Async iterators that fibers take items from.
 *
 *   open ──► closing (`return()` was called) ──► ended
 *     └─────────────────────────────────────────► ended (its end or its failure was met; there is nothing to close then)
 *
 * At most one `next()` is under way, and only while somebody waits for it. An answer that comes when nobody waits any more
 * is kept for whoever asks next, so an interrupted wait loses no item.
 *
 * What can go wrong with `return()` is the author's doing, and none of it may hold a program for ever: a generator that
 * throws on the way out, one that yields there, and one that never gets there, since JavaScript has no way to stop an
 * `await`. So closing has a deadline, and the loop knows every iterator that is open.
 */
import { InterruptedError, RuntimeError } from '../Errors.js'
import { taskOp } from './async.js'
import { type Fiber, interruptionBy, label, park, readyNext, redirect, wakeAll } from './fiber.js'
import { errorOf } from './generator.js'
import type { Loop, LoopIterators } from './loop.js'
import { describe, die, Op, succeed, suspend, sync, Tag, uninterruptible, unit } from './op.js'
import { timeoutOp } from './parallel.js'
import { iteratorOf } from './streams.js'
import { type Parked, WaitList } from './waiters.js'

export const none = { _tag: 'None' } as const

/** What is opened: something iterable, or what makes it and is given the signal that says when to stop. */
export type Source = AsyncIterable<unknown> | ((signal: AbortSignal) => AsyncIterable<unknown>)

/** `[object AsyncGenerator]` is called `AsyncGenerator`. */
const nameOf = (iterable: object): string => {
  const tag = Object.prototype.toString.call(iterable).slice('[object '.length, -1)
  return tag === 'Object' ? (iterable.constructor?.name ?? tag) : tag
}

export class OpenIterator implements Parked {
  private phase: 'open' | 'closing' | 'ended' = 'open'
  private isAsking = false
  /** An answer that nobody waited for any more. */
  private kept: Op | null = null
  /** Why the `next()` failed that was under way when the iterator was closed. */
  private late: Op | null = null
  private readonly waiters = new WaitList()
  private readonly all: OpenIterators
  private readonly name: string
  private readonly owner: string
  readonly env: unknown
  readonly vars: unknown

  constructor(
    fiber: Fiber,
    iterable: object,
    private readonly iterator: AsyncIterator<unknown>,
    private readonly controller: AbortController | null,
    private readonly onRejected: (reason: unknown) => Op
  ) {
    this.all = iteratorsOf(fiber.loop)
    this.name = nameOf(iterable)
    this.owner = `${label(fiber)}${fiber.loop.origin(fiber)}`
    this.env = fiber.env
    this.vars = fiber.vars
    this.all.open.add(this)
  }

  // ---- taking items

  take(fiber: Fiber): unknown {
    const { kept } = this
    if (kept !== null) {
      this.kept = null
      return kept.tag === Tag.Succeed ? kept.first : redirect(fiber, this.failure(kept.first))
    }
    if (this.phase !== 'open') return none
    this.waiters.push(fiber)
    if (!this.isAsking) this.ask()
    return park(fiber, this)
  }

  private ask(): void {
    this.isAsking = true
    let answer: Promise<unknown>
    try {
      answer = Promise.resolve(this.iterator.next())
    } catch (thrown) {
      answer = Promise.reject(thrown)
    }
    void answer.then(this.onAnswer, this.onFailure)
  }

  private readonly onAnswer = (answer: unknown): void => {
    this.isAsking = false
    if (typeof answer !== 'object' || answer === null)
      return this.onFailure(new TypeError(`next() of ${this.name} is to answer an object, got ${describe(answer)}`))
    const { done, value } = answer as IteratorResult<unknown>
    if (done === true) return this.end()
    if (this.phase !== 'open') return
    const fiber = this.waiters.shift()
    if (fiber === null) this.kept = succeed({ _tag: 'Some', value })
    else {
      if (this.waiters.head !== null) this.ask()
      fiber.loop.resume(fiber, { _tag: 'Some', value })
    }
  }

  private readonly onFailure = (reason: unknown): void => {
    this.isAsking = false
    if (this.phase !== 'open') {
      // that the signal was heard is no failure
      if (this.controller === null || !isAbort(reason, this.controller.signal)) this.late = die(reason)
      return
    }
    const fiber = this.waiters.shift()
    if (fiber === null) this.kept = die(reason)
    else readyNext(fiber, this.failure(reason))
    this.end()
  }

  private failure(reason: unknown): Op {
    return suspend(() => this.onRejected(reason))
  }

  /** It has nothing more to give. */
  private end(): void {
    if (this.phase === 'open') this.all.open.delete(this)
    this.phase = 'ended'
    this.dismiss()
  }

  private dismiss(): void {
    wakeAll(this.waiters, succeed(none))
  }

  // ---- closing

  /** Calls `return()`, and waits for it as long as the loop says. Run masked, and fails as the iterator does. */
  close(fiber: Fiber): undefined {
    const { kept } = this
    this.kept = null
    if (this.phase !== 'open') {
      // it failed, and nobody was told
      if (kept !== null && kept.tag === Tag.Die) redirect(fiber, kept)
      return
    }
    this.phase = 'closing'
    this.all.open.delete(this)
    this.dismiss()
    const shut = taskOp(() => this.shut(fiber))
    redirect(
      fiber,
      timeoutOp(shut, fiber.loop.iteratorTimeout, () => sync(() => this.giveUp(fiber)))
    )
  }

  private async shut(fiber: Fiber): Promise<void> {
    // only a generator that waits for something has to be told; what a `finally` block does is not to be aborted
    if (this.isAsking) this.abort(fiber)
    const answer = await this.iterator.return?.()
    this.phase = 'ended'
    this.abort(fiber)
    if (answer?.done === false) throw new RuntimeError('the async generator ignored return: it yielded once more')
    if (this.late !== null) throw this.late.first
  }

  private abort(fiber: Fiber): void {
    this.controller?.abort(new InterruptedError(fiber.interruption ?? interruptionBy(fiber, 'scope closed')))
  }

  private giveUp(fiber: Fiber): void {
    this.phase = 'ended'
    this.abort(fiber)
    const millis = fiber.loop.iteratorTimeout
    const error = new RuntimeError(
      this.isAsking
        ? `it is stuck in an await, and its return() has not been answered in ${millis} ms; ` +
            'an iterable that is made by a function can be stopped by the AbortSignal that the function gets'
        : `its return() has not been answered in ${millis} ms`
    )
    this.report(fiber.loop, error)
  }

  report(loop: Loop, exception: unknown): void {
    loop.callExceptionHandler({
      message: `an error occurred during closing of asynchronous generator ${this.name}, opened by fiber ${this.owner}`,
      exception,
      fiber: this.owner
    })
  }

  get title(): string {
    return `closing of ${this.name}, opened by ${this.owner}`
  }

  // ---- as what a fiber waits for

  cancel(fiber: Fiber): null {
    this.waiters.remove(fiber)
    return null
  }

  describe(): string {
    return `the next item of ${this.name}`
  }

  get isExternal(): true {
    return true
  }
}

const isAbort = (reason: unknown, signal: AbortSignal): boolean =>
  signal.aborted && (reason === signal.reason || (reason as Partial<Error> | null)?.name === 'AbortError')

/** The iterators that are open on a loop. */
class OpenIterators implements LoopIterators {
  readonly open = new Set<OpenIterator>()

  constructor(private readonly loop: Loop) {}

  /** Closes them, each in a fiber of its own, with what the fiber had that opened it. */
  async closeAll(gaveUp: Promise<void>): Promise<void> {
    const closed = Promise.all([...this.open].map((iterator) => this.close(iterator)))
    // whoever waits for nothing any more still lets through what is done at once
    await Promise.race([closed, gaveUp.then(() => new Promise((resolve) => setTimeout(resolve, 0)))])
  }

  private close(iterator: OpenIterator): Promise<void> {
    const { loop } = this
    const op = new Op(Tag.MatchCause, uninterruptible(closeOp(iterator)), {
      onCause: (cause: Op) => sync(() => iterator.report(loop, errorOf(cause))),
      onValue: () => unit
    })
    return new Promise((resolve) => {
      loop.start(loop.root(new Op(Tag.Named, op, iterator.title), iterator.env, iterator.vars, () => resolve()))
    })
  }
}

const iteratorsOf = (loop: Loop): OpenIterators => (loop.iterators ??= new OpenIterators(loop)) as OpenIterators

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

interface Opening {
  readonly source: Source
  readonly onRejected: (reason: unknown) => Op
}

const open = (fiber: Fiber, { source, onRejected }: Opening): OpenIterator => {
  const controller = typeof source === 'function' ? new AbortController() : null
  const iterable = controller === null ? source : (source as (signal: AbortSignal) => unknown)(controller.signal)
  return new OpenIterator(fiber, iterable as object, iteratorOf(iterable), controller, onRejected)
}

export const openOp = (source: Source, onRejected: (reason: unknown) => Op = die): Op =>
  new Op(Tag.Primitive, open, { source, onRejected })

const close = (fiber: Fiber, iterator: OpenIterator): undefined => iterator.close(fiber)

export const closeOp = (iterator: OpenIterator): Op => new Op(Tag.Primitive, close, iterator)

const take = (fiber: Fiber, iterator: OpenIterator): unknown => iterator.take(fiber)

/** The next item, or none at the end. */
export const takeOp = (iterator: OpenIterator): Op => new Op(Tag.Primitive, take, iterator)
