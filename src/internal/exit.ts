/**
 * From outcomes inside the interpreter to the `Exit`s that users see.
 */
import type { Exit } from '../Exit.js'
import { fromCause, toCause } from './cause.js'
import { type Fiber, outcomeOf } from './fiber.js'
import { die, expected, type MatchCauseHandlers, type Op, succeed, Tag } from './op.js'

/** The exit of what failed with a cause or, where that is null, ended with a value: as finalizers are told it. */
export const exitWith = (cause: Op | null, value: unknown): Exit<any, any> =>
  cause === null ? { _tag: 'Right', right: value } : { _tag: 'Left', left: toCause(cause) }

export const exitOfOutcome = (outcome: Op): Exit<any, any> =>
  outcome.tag === Tag.Succeed ? exitWith(null, outcome.first) : exitWith(outcome, undefined)

/** How an ended fiber ended. */
export const exitOf = (fiber: Fiber): Exit<any, any> => exitOfOutcome(outcomeOf(fiber))

/** What makes an exit the value. */
export const onToExit: MatchCauseHandlers = {
  onCause: (cause) => succeed(exitWith(cause, undefined)),
  onValue: (value) => succeed(exitWith(null, value))
}

const reasons: ReadonlyArray<unknown> = ['Fail', 'Die', 'Interrupt']

const isCause = (u: unknown): boolean =>
  Array.isArray(u) &&
  u.length > 0 &&
  u.every((reason: { readonly _tag?: unknown } | null) => reasons.includes(reason?._tag))

/** The outcome that an exit stands for; from code without types may come something else, which is a defect. */
export const outcomeOfExit = (exit: Exit<unknown, unknown>): Op =>
  exit?._tag === 'Right'
    ? succeed(exit.right)
    : exit?._tag === 'Left' && isCause(exit.left)
      ? fromCause(exit.left)
      : die(expected('an Exit, whose Left holds a Cause,', exit))
