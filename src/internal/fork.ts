/**
 * The operations on other fibers: fork, join, interrupt.
 */
import { noteSite } from './debug.js'
import { addWaiter, type Fiber, forkChild, observe, outcomeOf, park, redirect, State } from './fiber.js'
import { Op, Tag } from './op.js'

/** A child of the loop, with what the fiber has, ready to take its first step. */
export const forkInLoop = (fiber: Fiber, op: Op): Fiber => {
  const daemon = fiber.loop.forkDaemon(op, fiber.env, fiber.vars)
  fiber.loop.enqueue(daemon)
  return daemon
}

/** A child of the fiber, ended at the latest when the scope ends in which it was forked. */
export const forkOp = (op: Op): Op => new Op(Tag.Primitive, forkChild, noteSite(op))

/** A child of the loop. */
export const forkDaemonOp = (op: Op): Op => new Op(Tag.Primitive, forkInLoop, noteSite(op))

const joinFiber = (fiber: Fiber, other: Fiber): unknown => {
  if (other.state === State.Succeeded) return other.slot
  if (other.state === State.Failed) {
    observe(other)
    return redirect(fiber, outcomeOf(other))
  }
  other.joiners = addWaiter(other.joiners, fiber)
  return park(fiber, other)
}

/** Waits for a fiber and goes on as it ended. */
export const joinOp = (other: Fiber): Op => new Op(Tag.Primitive, joinFiber, other)
