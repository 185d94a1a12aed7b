/**
 * A coroutine that hands out items, seen from JavaScript: an async iterator.
 *
 * `emit` is what `yield` is in a generator: it gives an item to whoever asked for one, and goes on when somebody asks again.
 * So nothing is made that nobody has asked for. The fiber starts when the first item is asked for, in the scope in which the
 * iterable was made; `return()` interrupts it, and is answered when it has ended.
 */
import type { Interrupt } from '../Cause.js'
import { RuntimeError } from '../Errors.js'
import { without } from './cause.js'
import { Bits, type Fiber, interrupt, interruptionFrom, park } from './fiber.js'
import type { Loop } from './loop.js'
import { interruptible, Op, sync, Tag, unit } from './op.js'
import { rejectionOf } from './run.js'
import { closedError, type Scope } from './scope.js'
import { type Parked, WaitList } from './waiters.js'

export type Emit = (item: unknown) => Op

interface Request {
  readonly resolve: (answer: IteratorResult<unknown>) => void
  readonly reject: (reason: unknown) => void
}

const finished = { done: true, value: undefined } as const

/** An item, and the fiber that emits it: it waits until the item is asked for, and then until the next one is. */
class Offer implements Parked {
  constructor(
    readonly producer: Producer,
    readonly fiber: Fiber,
    readonly item: unknown
  ) {}

  cancel(): null {
    this.producer.withdraw(this)
    return null
  }

  describe(): string {
    return 'the consumer of its items'
  }

  get isExternal(): true {
    return true
  }
}

interface Origin {
  readonly scope: Scope
  readonly f: (emit: Emit) => Op
  readonly loop: Loop
  readonly env: unknown
  readonly vars: unknown
}

class Producer implements AsyncIterator<unknown> {
  private fiber: Fiber | null = null
  private ended = false
  private returning: Interrupt | null = null
  /** How it failed when nobody had asked for an item: whoever asks next is told. */
  private failure: Op | null = null
  private readonly requests: Array<Request> = []
  /** Items that nobody has asked for. */
  private readonly offers = new Set<Offer>()
  /** Items that were taken: whoever emitted them goes on when the next one is asked for. */
  private readonly taken = new Set<Offer>()

  constructor(private readonly origin: Origin) {}

  // ---- for the consumer

  next(): Promise<IteratorResult<unknown>> {
    if (this.ended) {
      const { failure } = this
      this.failure = null
      return failure === null ? Promise.resolve(finished) : Promise.reject(rejectionOf(failure))
    }
    return new Promise((resolve, reject) => {
      if (this.fiber === null) this.start()
      this.requests.push({ resolve, reject })
      const taken = [...this.taken]
      this.taken.clear()
      for (const offer of this.offers) {
        this.offers.delete(offer)
        this.give(offer)
        break
      }
      for (const { fiber } of taken) fiber.loop.resume(fiber, undefined)
    })
  }

  return(value?: unknown): Promise<IteratorResult<unknown>> {
    const { fiber } = this
    const answer = { done: true, value } as const
    if (fiber === null) this.ended = true
    if (this.ended || fiber === null) return Promise.resolve(answer)
    return new Promise((resolve, reject) => {
      this.requests.push({ resolve: () => resolve(answer), reject })
      this.returning ??= interruptionFrom('host', 'the iterator was closed', fiber.loop)
      interrupt(fiber, this.returning)
    })
  }

  private start(): void {
    const { scope, f, loop, env, vars } = this.origin
    if (scope.phase !== 'open') throw closedError(scope)
    if (loop.isClosed()) throw new RuntimeError('the event loop is closed')
    // a bracket, for the sake of its own children: they end before it is seen to have ended
    const body = interruptible(new Op(Tag.Bracket, unit, { use: () => f(this.emit), release: () => unit }))
    const op = new Op(Tag.OnExit, body, (cause: Op | null) => sync(() => this.end(cause)))
    this.fiber = scope.join(loop, op, env, vars)
    // an interruption before the first step must not get past what hears of the end
    this.fiber.bits &= ~Bits.Interruptible
  }

  // ---- for the producing fiber

  private readonly emit: Emit = (item) => new Op(Tag.Primitive, this.offer, item)

  private readonly offer = (fiber: Fiber, item: unknown): undefined => {
    const offer = new Offer(this, fiber, item)
    if (this.requests.length === 0) this.offers.add(offer)
    else {
      this.give(offer)
      if (this.requests.length > 0) {
        this.taken.delete(offer)
        return
      }
    }
    park(fiber, offer)
  }

  private give(offer: Offer): void {
    this.requests.shift()?.resolve({ done: false, value: offer.item })
    this.taken.add(offer)
  }

  withdraw(offer: Offer): void {
    this.offers.delete(offer)
    this.taken.delete(offer)
  }

  private end(cause: Op | null): void {
    this.ended = true
    const failure = cause === null || this.returning === null ? cause : without(cause, this.returning)
    const requests = this.requests.splice(0)
    const first = failure === null ? undefined : requests.shift()
    if (first === undefined) this.failure = failure
    else {
      first.reject(rejectionOf(failure as Op))
      // somebody was told: as good as a join
      ;(this.fiber as Fiber).joiners ??= new WaitList()
    }
    for (const request of requests) request.resolve(finished)
  }
}

interface Making {
  readonly scope: Scope
  readonly f: (emit: Emit) => Op
}

const make = (fiber: Fiber, { scope, f }: Making): AsyncIterable<unknown> => {
  const origin: Origin = { scope, f, loop: fiber.loop, env: fiber.env, vars: fiber.vars }
  return { [Symbol.asyncIterator]: () => new Producer(origin) }
}

/** Each iteration runs `f` anew, with what the fiber has that makes the iterable. */
export const producerOp = (scope: Scope, f: (emit: Emit) => Op): Op => new Op(Tag.Primitive, make, { scope, f })

/** A web stream that takes an item from an iterable whenever one is read. */
export const toStream = (iterable: AsyncIterable<unknown>): ReadableStream<unknown> => {
  const iterator = iterable[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await iterator.return?.()
      }
    },
    { highWaterMark: 0 }
  )
}
