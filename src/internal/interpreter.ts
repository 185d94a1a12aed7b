/**
 * The run loop.
 *
 * Three registers: `op`, what to do; `value`, what came out; `stack`, what is left to do (a linked list of frames).
 * One activation runs fiber after fiber until the loop has none ready or its time slice is over.
 *
 *   section   entered with      does                                      leaves to
 *   -------   ---------------   ---------------------------------------   -------------------------------------------
 *   step      op                one instruction; looks at the credit      step (a new op), unwind (a value), fail (a
 *                               and at a due interruption first           cause), wait (no value yet), park (gave way)
 *   fail      op, a cause       pops frames until one takes the cause     step, end
 *   unwind    value             pops frames, feeding them the value       step, unwind, wait, end
 *   end       value or cause    ends the children, then the fiber         park
 *   wait                        what a primitive did with the fiber       step (sent elsewhere), park (parked)
 *   park                        takes the next ready fiber                step, return
 *
 * What each frame does when a value or a cause reaches it:
 *
 *   frame                       value                                     cause
 *   -------------------------   ---------------------------------------   -------------------------------------------
 *   FlatMap, Map                go on with it                             pass
 *   OrElse, Match, MatchCause   go on with it                             go on with it if it can be recovered
 *   MapError                    pass                                      map every Fail
 *   Ensuring, OnExit            run the finalizer masked, then pass       run the finalizer masked, then pass
 *   OnInterrupt                 pass                                      run the finalizer if the fiber is interrupted
 *   Acquire…                    install Release, restore mask, use        restore mask
 *   Release                     end children, release masked, pass        end children, release masked, pass
 *   Generator…                  next(value)                               throw(error), or return() if interrupted
 *   Environment, Restore…       restore                                   restore
 *   Then…                       go on with what is remembered             the remembered cause first, or this one
 *
 * Invariants: whatever user code throws is caught once, around the loop, and becomes a defect at the place where `stack`
 * stands, so `stack` is always brought up to date before user code is called. An interruption is delivered at `step` and
 * at the end of a masked region, never between a resumption and the frame that takes its value: what a fiber was given
 * cannot be lost. Nor is a failure that is under way: it reaches whoever recovers from it, and the interruption takes effect
 * at the next step, be that written as a failure. A fiber gives way before no failing node, so that one it is resumed with
 * is always one that it was given; except where a generator catches it, for that may go on in a loop. At the end of the
 * fiber it is the supervisor that says whether a value still counts (`keepsValue`).
 */
import { append, isFailing, isOwnInterruption, mapFailures, recoverable } from './cause.js'
import { Bits, deliver, end, endChildren, type Fiber, interruptionBy, State, unpark } from './fiber.js'
import { closeGenerator, GeneratorRun, nextCaught, plainYield, throwCaught } from './generator.js'
import type { Loop } from './loop.js'
import { type BracketHandlers, die, expected, interruptible, isOp, Op, Tag } from './op.js'

/** The one finished iterator result, by which values are handed to generators. */
const box: { readonly done: true; value: unknown } = { done: true, value: undefined }

/** The one node by which a parked fiber goes on with the value that it was given. */
const resume = /*#__PURE__*/ new Op(Tag.Resume, null, null)

const identity = (op: Op): Op => op

/** What all generator functions inherit from, and the `next` that all their generators do. */
const generatorFunction = /*#__PURE__*/ Object.getPrototypeOf(function* () {})
const nativeNext: (this: Generator, value: unknown) => unknown = generatorFunction.prototype.next

/** An acquired resource with what handles it, and the id that the next forked child would have had at acquisition. */
class Resource {
  constructor(
    readonly value: unknown,
    readonly handlers: BracketHandlers,
    readonly mark: number
  ) {}
}

const notACoroutine = (got: unknown): Op => die(expected('a Coroutine', got))

export const interpret = (loop: Loop, first: Fiber, alone: boolean): void => {
  let fiber = first
  let stack = fiber.stack
  /** What `resume` stands for. Not a field of it: to store young values in an old object is dear. */
  let given: unknown = fiber.slot
  let op: Op = fiber.state === State.Value ? resume : fiber.slot
  /** The failure that has happened and is on its way, as opposed to one that is written as the next step. */
  let underWay: Op | null = op
  fiber.state = State.Running
  fiber.slot = fiber.stack = null
  loop.current = fiber
  let credit = loop.credit
  const { signals } = loop
  let looks = 0
  for (;;) {
    try {
      loop: for (;;) {
        let value: any
        park: {
          wait: {
            // ---------------------------------------------------------------- step
            if (
              (--credit < 0 || (signals[0] !== signals[1] && loop.isSignalDue())) &&
              op !== resume &&
              (!isFailing(op) || stack?.tag === Tag.GeneratorCaught)
            ) {
              const gives = loop.look(fiber, ++looks, op)
              credit = loop.credit
              if (gives) {
                fiber.state = State.Next
                fiber.slot = op
                fiber.stack = stack
                break park
              }
            }
            if (fiber.bits === Bits.Due && op !== resume && !(op === underWay && isFailing(op))) op = deliver(fiber)
            unwind: {
              switch (op.tag) {
                case Tag.Resume:
                  value = given
                  break unwind
                case Tag.Succeed:
                  value = op.first
                  break unwind
                // ------------------------------------------------------------ fail
                case Tag.Fail:
                case Tag.Die:
                case Tag.Interrupt:
                case Tag.Interrupted: {
                  underWay = null
                  while (stack !== null) {
                    const frame: Op = stack
                    stack = frame.second as Op | null
                    switch (frame.tag) {
                      case Tag.OrElse: {
                        const failure = recoverable(op)
                        if (failure === null) continue
                        op = frame.first(failure.first)
                        continue loop
                      }
                      case Tag.Match: {
                        const failure = recoverable(op)
                        if (failure === null) continue
                        op = frame.first.onLeft(failure.first)
                        continue loop
                      }
                      case Tag.MatchCause: {
                        if (isOwnInterruption(op)) continue
                        const cause: Op = op
                        op = frame.first.onCause(cause)
                        if (op === cause) underWay = cause // nobody recovered: it is passed on
                        continue loop
                      }
                      case Tag.MapError:
                        op = mapFailures(op, frame.first)
                        continue
                      case Tag.Ensuring:
                        stack = mask(fiber, Tag.ThenFail, op, stack)
                        op = frame.first
                        continue loop
                      case Tag.OnExit:
                        stack = mask(fiber, Tag.ThenFail, op, stack)
                        op = frame.first(op, undefined)
                        continue loop
                      case Tag.OnInterrupt:
                        if (!isOwnInterruption(op)) continue
                        stack = mask(fiber, Tag.ThenFail, op, stack)
                        op = frame.first
                        continue loop
                      case Tag.Release: {
                        const resource: Resource = frame.first
                        if (fiber.kids !== null && fiber.kids.id >= resource.mark) {
                          stack = mask(fiber, Tag.ThenFail, op, frame)
                          if (endChildren(fiber, resource.mark)) {
                            fiber.stack = stack
                            break park
                          }
                          break unwind
                        }
                        stack = mask(fiber, Tag.ThenFail, op, stack)
                        op = resource.handlers.release(resource.value, op, undefined)
                        continue loop
                      }
                      case Tag.Generator:
                      case Tag.GeneratorCaught: {
                        const run: GeneratorRun =
                          frame.tag === Tag.Generator ? new GeneratorRun(frame.first) : frame.first
                        if (run.closing === null && isOwnInterruption(op)) {
                          // the generator's own frame goes on top of what restores the mask
                          if ((fiber.bits & Bits.Interruptible) !== 0)
                            stack = new Op(Tag.RestoreInterruptible, null, stack)
                          fiber.bits &= ~Bits.Interruptible
                          op = closeGenerator(run, op)
                        } else op = throwCaught(run, op)
                        if (run.live) stack = new Op(Tag.GeneratorCaught, run, stack)
                        else underWay = op
                        continue loop
                      }
                      case Tag.Environment:
                        fiber.env = frame.first
                        continue
                      case Tag.RestoreInterruptible:
                      case Tag.AcquireInterruptible:
                        fiber.bits |= Bits.Interruptible
                        continue
                      case Tag.RestoreUninterruptible:
                      case Tag.AcquireUninterruptible:
                        fiber.bits &= ~Bits.Interruptible
                        continue
                      case Tag.ThenSucceedInterruptible:
                        fiber.bits |= Bits.Interruptible
                        continue
                      case Tag.ThenFailInterruptible:
                        fiber.bits |= Bits.Interruptible
                        op = append(frame.first, op)
                        continue
                      case Tag.ThenFail:
                        op = append(frame.first, op)
                        continue
                    }
                  }
                  if (fiber.kids !== null && endChildren(fiber, 0)) {
                    fiber.stack = new Op(Tag.ThenFail, op, null)
                    fiber.bits &= ~Bits.Interruptible
                    break park
                  }
                  end(fiber, State.Failed, op)
                  break park
                }
                case Tag.FlatMap: {
                  const inner: Op = op.first
                  switch (inner.tag) {
                    case Tag.Succeed:
                      op = op.second(inner.first)
                      continue loop
                    case Tag.Sync:
                      op = op.second(inner.first())
                      continue loop
                    case Tag.Asks:
                      op = op.second(inner.first(fiber.env))
                      continue loop
                    case Tag.Suspend:
                      stack = new Op(Tag.FlatMap, op.second, stack)
                      op = inner.first()
                      continue loop
                    case Tag.Map:
                      stack = new Op(Tag.Map, inner.second, new Op(Tag.FlatMap, op.second, stack))
                      op = inner.first
                      continue loop
                    case Tag.Primitive: {
                      const result = inner.first(fiber, inner.second)
                      if (fiber.state === State.Running) {
                        op = op.second(result)
                        if (op.tag === Tag.Succeed) {
                          value = op.first
                          break unwind
                        }
                        continue loop
                      }
                      stack = new Op(Tag.FlatMap, op.second, stack)
                      break wait
                    }
                  }
                  do {
                    stack = new Op(Tag.FlatMap, op.second, stack)
                    op = op.first
                  } while (op.tag === Tag.FlatMap && op.first.tag === Tag.FlatMap)
                  continue loop
                }
                case Tag.Map: {
                  const inner: Op = op.first
                  if (inner.tag === Tag.Sync) {
                    const f = op.second
                    value = f(inner.first())
                    break unwind
                  }
                  do {
                    stack = new Op(Tag.Map, op.second, stack)
                    op = op.first
                  } while (op.tag === Tag.Map)
                  continue loop
                }
                case Tag.OrElse: {
                  const inner: Op = op.first
                  if (inner.tag === Tag.Fail && inner.second === null) {
                    op = op.second(inner.first)
                    continue loop
                  }
                  stack = new Op(Tag.OrElse, op.second, stack)
                  op = inner
                  continue loop
                }
                case Tag.Match:
                case Tag.MatchCause:
                case Tag.MapError:
                case Tag.Ensuring:
                case Tag.OnExit:
                case Tag.OnInterrupt:
                  stack = new Op(op.tag, op.second, stack)
                  op = op.first
                  continue loop
                case Tag.Sync:
                  value = op.first()
                  break unwind
                case Tag.Suspend:
                  op = op.first()
                  continue loop
                case Tag.Asks:
                  value = op.first(fiber.env)
                  break unwind
                case Tag.Primitive:
                  value = op.first(fiber, op.second)
                  if (fiber.state === State.Running) break unwind
                  break wait
                case Tag.Provide:
                  stack = new Op(Tag.Environment, fiber.env, stack)
                  fiber.env = op.second
                  op = op.first
                  continue loop
                case Tag.Local: {
                  const env = op.second(fiber.env)
                  stack = new Op(Tag.Environment, fiber.env, stack)
                  fiber.env = env
                  op = op.first
                  continue loop
                }
                case Tag.Gen:
                  stack = enter(op.first, op.first(), stack)
                  value = undefined
                  break unwind
                case Tag.GenK:
                  stack = enter(op.first, op.first.apply(undefined, op.second), stack)
                  value = undefined
                  break unwind
                case Tag.Bracket:
                  stack = new Op(
                    (fiber.bits & Bits.Interruptible) !== 0 ? Tag.AcquireInterruptible : Tag.AcquireUninterruptible,
                    op.second,
                    stack
                  )
                  fiber.bits &= ~Bits.Interruptible
                  op = op.first
                  continue loop
                case Tag.Hold:
                  // nothing can come between what one primitive gives and the frame that takes it, so no mask is needed
                  stack = new Op(
                    (fiber.bits & Bits.Interruptible) !== 0 ? Tag.AcquireInterruptible : Tag.AcquireUninterruptible,
                    op.second,
                    stack
                  )
                  op = op.first
                  continue loop
                case Tag.Uninterruptible:
                  if ((fiber.bits & Bits.Interruptible) !== 0) {
                    stack = new Op(Tag.RestoreInterruptible, null, stack)
                    fiber.bits &= ~Bits.Interruptible
                  }
                  op = op.first
                  continue loop
                case Tag.Interruptible:
                  if ((fiber.bits & Bits.Interruptible) === 0) {
                    stack = new Op(Tag.RestoreUninterruptible, null, stack)
                    fiber.bits |= Bits.Interruptible
                  }
                  op = op.first
                  continue loop
                case Tag.Mask:
                  if ((fiber.bits & Bits.Interruptible) !== 0) {
                    stack = new Op(Tag.RestoreInterruptible, null, stack)
                    fiber.bits &= ~Bits.Interruptible
                    op = op.first(interruptible)
                  } else op = op.first(identity)
                  continue loop
                case Tag.SelfInterrupt:
                  if ((fiber.bits & Bits.Asked) === 0) {
                    fiber.interruption = interruptionBy(fiber, op.first)
                    fiber.bits |= Bits.Asked
                  }
                  if (fiber.bits === Bits.Due) continue loop
                  value = undefined
                  break unwind
                case Tag.Named:
                  fiber.name = op.second
                  op = op.first
                  continue loop
                default:
                  op = notACoroutine(op)
                  continue loop
              }
            }
            // ---------------------------------------------------------------- unwind
            while (stack !== null) {
              const frame: Op = stack
              stack = frame.second as Op | null
              switch (frame.tag) {
                case Tag.FlatMap:
                  op = frame.first(value)
                  // to answer a value is no step of its own: it is the same as `map` then, and loses nothing to an interruption
                  if (op.tag === Tag.Succeed) {
                    credit--
                    value = op.first
                    continue
                  }
                  continue loop
                case Tag.Map:
                  value = frame.first(value)
                  continue
                case Tag.Generator: {
                  const iterator: Generator = frame.first
                  let finished = false
                  for (;;) {
                    box.value = value
                    const step: any = nativeNext.call(iterator, box)
                    if (step.done) {
                      value = step.value
                      finished = true
                      break
                    }
                    stack = frame
                    if (--credit < 0 || signals[0] !== signals[1] || fiber.bits === Bits.Due) {
                      op = step
                      break
                    }
                    if (step.tag === Tag.Succeed) {
                      value = step.first
                    } else if (step.tag === Tag.Sync) {
                      value = step.first()
                    } else if (step.tag === Tag.Primitive) {
                      value = step.first(fiber, step.second)
                      if (fiber.state !== State.Running) break wait
                    } else {
                      op = step
                      break
                    }
                    stack = frame.second as Op | null
                  }
                  if (finished) {
                    stack = frame.second as Op | null
                    continue
                  }
                  if (!isOp(op)) op = plainYield()
                  continue loop
                }
                case Tag.GeneratorCaught: {
                  const run: GeneratorRun = frame.first
                  op = nextCaught(run, box, value)
                  if (run.live) stack = frame
                  else underWay = op
                  continue loop
                }
                // a handler that answers a value takes no step: whoever is given something must not lose it to an interruption there
                case Tag.Match:
                  op = frame.first.onRight(value)
                  if (op.tag !== Tag.Succeed) continue loop
                  value = op.first
                  continue
                case Tag.MatchCause:
                  op = frame.first.onValue(value)
                  if (op.tag !== Tag.Succeed) continue loop
                  value = op.first
                  continue
                case Tag.Ensuring:
                  stack = mask(fiber, Tag.ThenSucceed, value, stack)
                  op = frame.first
                  continue loop
                case Tag.OnExit:
                  stack = mask(fiber, Tag.ThenSucceed, value, stack)
                  op = frame.first(null, value)
                  continue loop
                case Tag.AcquireInterruptible:
                case Tag.AcquireUninterruptible:
                  stack = new Op(Tag.Release, new Resource(value, frame.first, loop.nextFiberId), stack)
                  if (frame.tag === Tag.AcquireInterruptible) fiber.bits |= Bits.Interruptible
                  op = fiber.bits === Bits.Due ? deliver(fiber) : frame.first.use(value)
                  continue loop
                case Tag.Release: {
                  const resource: Resource = frame.first
                  if (fiber.kids !== null && fiber.kids.id >= resource.mark) {
                    stack = mask(fiber, Tag.ThenSucceed, value, frame)
                    if (endChildren(fiber, resource.mark)) {
                      fiber.stack = stack
                      break park
                    }
                    continue
                  }
                  stack = mask(fiber, Tag.ThenSucceed, value, stack)
                  op = resource.handlers.release(resource.value, null, value)
                  continue loop
                }
                case Tag.Environment:
                  fiber.env = frame.first
                  continue
                case Tag.RestoreInterruptible:
                  fiber.bits |= Bits.Interruptible
                  if (fiber.bits !== Bits.Due || stack === null) continue
                  op = deliver(fiber)
                  continue loop
                case Tag.RestoreUninterruptible:
                  fiber.bits &= ~Bits.Interruptible
                  continue
                case Tag.ThenSucceedInterruptible:
                  fiber.bits |= Bits.Interruptible
                  value = frame.first
                  if (fiber.bits !== Bits.Due || stack === null) continue
                  op = deliver(fiber)
                  continue loop
                case Tag.ThenSucceed:
                  value = frame.first
                  continue
                case Tag.ThenFailInterruptible:
                  fiber.bits |= Bits.Interruptible
                  underWay = op = frame.first
                  continue loop
                case Tag.ThenFail:
                  underWay = op = frame.first
                  continue loop
              }
            }
            // ---------------------------------------------------------------- end
            if (fiber.kids !== null && endChildren(fiber, 0)) {
              fiber.stack = mask(fiber, Tag.ThenSucceed, value, null)
              break park
            }
            if (fiber.bits === Bits.Due && !keepsValue(fiber)) end(fiber, State.Failed, deliver(fiber))
            else end(fiber, State.Succeeded, value)
            break park
          }
          // ---------------------------------------------------------------- wait
          if (fiber.state === State.Redirected) {
            fiber.state = State.Running
            underWay = op = fiber.slot
            fiber.slot = null
            continue
          }
          fiber.stack = stack
          if (fiber.bits === Bits.Due) unpark(fiber)
        }
        // ------------------------------------------------------------------ park
        loop.credit = credit
        if (alone) return
        const next = loop.next()
        if (next === null) return
        credit = loop.credit
        looks = 0
        fiber = next
        stack = fiber.stack
        given = fiber.slot
        op = fiber.state === State.Value ? resume : fiber.slot
        underWay = op
        fiber.state = State.Running
        fiber.slot = fiber.stack = null
        loop.current = fiber
      }
    } catch (thrown) {
      // only a step can throw; anything else is a fault of the library, which must not pass for one of the program
      if (fiber.state !== State.Running) throw thrown
      // these look at their inner node themselves, where it may be missing
      const missing: unknown = op?.tag === Tag.FlatMap || op?.tag === Tag.Map || op?.tag === Tag.OrElse ? op.first : op
      underWay = op = missing === undefined || missing === null ? notACoroutine(missing) : die(thrown)
    }
  }
}

/**
 * The frame of an iterator that a function has made. Generators of the language share one `next`; to look it up on the
 * generator would cost more than the step, since every evaluation of `function* () {…}` gives its generators a hidden
 * class of their own. Anything else is treated as what something was thrown into: correct, and slower.
 */
const enter = (f: unknown, iterator: any, stack: Op | null): Op =>
  Object.getPrototypeOf(f) === generatorFunction || iterator?.next === nativeNext
    ? new Op(Tag.Generator, iterator, stack)
    : new Op(Tag.GeneratorCaught, runOf(iterator), stack)

/** A Coroutine has a `next` as well, and so has an async generator, which would answer promises for ever. */
const runOf = (iterator: any): GeneratorRun => {
  if (typeof iterator?.next === 'function' && !isOp(iterator) && !(Symbol.asyncIterator in iterator))
    return new GeneratorRun(iterator)
  throw expected('gen: a generator', iterator)
}

/** Whether its value stands against the interruption that it has not noticed. What it asked for itself is never too late. */
const keepsValue = (fiber: Fiber): boolean => fiber.parent.keepsValue && fiber.interruption?.by !== fiber.id

/** Closes the mask for a finalizer, and pushes the frame that remembers the outcome and opens the mask again. */
const mask = (fiber: Fiber, then: Tag.ThenSucceed | Tag.ThenFail, outcome: unknown, stack: Op | null): Op => {
  if ((fiber.bits & Bits.Interruptible) === 0) return new Op(then, outcome, stack)
  fiber.bits &= ~Bits.Interruptible
  return new Op(then === Tag.ThenSucceed ? Tag.ThenSucceedInterruptible : Tag.ThenFailInterruptible, outcome, stack)
}
