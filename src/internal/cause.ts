/**
 * Causes inside the interpreter: a linked list of failing nodes, whose head is the node that fails. Raising an error then
 * allocates one node and recovering from it none; the array that users see is made when somebody looks.
 */
import type { Cause, Interrupt, Reason } from '../Cause.js'
import { Op, Tag } from './op.js'

export const isFailing = (op: Op): boolean => op.tag >= Tag.Fail && op.tag <= Tag.Interrupted

/** Whether a cause holds more than interruptions. */
export const hasFailed = (cause: Op): boolean => {
  for (let reason: Op | null = cause; reason !== null; reason = reason.second)
    if (reason.tag === Tag.Fail || reason.tag === Tag.Die) return true
  return false
}

/** Whether a cause holds a defect. */
export const hasDied = (cause: Op): boolean => {
  for (let reason: Op | null = cause; reason !== null; reason = reason.second) if (reason.tag === Tag.Die) return true
  return false
}

/** Whether the fiber that carries this cause is being interrupted itself. */
export const isOwnInterruption = (cause: Op): boolean => {
  for (let reason: Op | null = cause; reason !== null; reason = reason.second)
    if (reason.tag === Tag.Interrupt) return true
  return false
}

/**
 * The one rule of recovery: the first typed failure of a cause that holds neither a defect nor an interruption of the
 * fiber itself. Answers the node of that failure, or null when nothing can be recovered.
 */
export const recoverable = (cause: Op): Op | null => {
  let first: Op | null = null
  for (let reason: Op | null = cause; reason !== null; reason = reason.second) {
    if (reason.tag === Tag.Die || reason.tag === Tag.Interrupt) return null
    if (reason.tag === Tag.Fail && first === null) first = reason
  }
  return first
}

/** A copy of a cause, reason by reason; reasons for which `f` answers null are left out. */
const rebuild = (cause: Op, f: (reason: Op) => Op | null): Op | null => {
  let reversed: Op | null = null
  for (let reason: Op | null = cause; reason !== null; reason = reason.second) {
    const kept = f(reason)
    if (kept !== null) reversed = new Op(kept.tag, kept.first, reversed)
  }
  return prepend(reversed, null)
}

/** Turns a reversed list of reasons round, in front of another. */
const prepend = (reversed: Op | null, rest: Op | null): Op | null => {
  let all = rest
  for (; reversed !== null; reversed = reversed.second) all = new Op(reversed.tag, reversed.first, all)
  return all
}

/** The reasons of one cause, then those of another. Causes are never changed in place. */
export const append = (cause: Op, later: Op): Op => {
  let reversed: Op | null = null
  for (let reason: Op | null = cause; reason !== null; reason = reason.second)
    reversed = new Op(reason.tag, reason.first, reversed)
  return prepend(reversed, later) as Op
}

/** Several causes as one, in order; null where there is none. */
export const concat = (causes: ReadonlyArray<Op>): Op | null =>
  causes.reduceRight<Op | null>((rest, cause) => (rest === null ? cause : append(cause, rest)), null)

/** The same reasons with every typed failure mapped. */
export const mapFailures = (cause: Op, f: (error: any) => unknown): Op =>
  rebuild(cause, (reason) => (reason.tag === Tag.Fail ? new Op(Tag.Fail, f(reason.first), null) : reason)) as Op

/** The same reasons without one interruption (recognised by identity), or null when no other is left. */
export const without = (cause: Op, interruption: Interrupt | null): Op | null =>
  rebuild(cause, (reason) => (reason.first === interruption && reason.tag >= Tag.Interrupt ? null : reason))

/** A cause as others see it: the fiber's own interruption becomes one that happened elsewhere. */
export const asForeign = (cause: Op): Op =>
  isOwnInterruption(cause)
    ? (rebuild(cause, (reason) =>
        reason.tag === Tag.Interrupt ? new Op(Tag.Interrupted, reason.first, null) : reason
      ) as Op)
    : cause

export const toCause = (op: Op): Cause<any> => {
  const reasons: Array<Reason<any>> = []
  for (let reason: Op | null = op; reason !== null; reason = reason.second) {
    if (reason.tag === Tag.Fail) reasons.push({ _tag: 'Fail', error: reason.first })
    else if (reason.tag === Tag.Die) reasons.push({ _tag: 'Die', defect: reason.first })
    else reasons.push(reason.first)
  }
  return reasons as never
}

/** The interruptions of a cause from outside are foreign ones to whoever raises it again. */
export const fromCause = (cause: Cause<any>): Op => {
  let op: Op | null = null
  for (let i = cause.length - 1; i >= 0; i--) {
    const reason = cause[i] as Reason<any>
    if (reason._tag === 'Fail') op = new Op(Tag.Fail, reason.error, op)
    else if (reason._tag === 'Die') op = new Op(Tag.Die, reason.defect, op)
    else op = new Op(Tag.Interrupted, reason, op)
  }
  return op as Op
}
