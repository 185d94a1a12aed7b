/**
 * From outcomes inside the interpreter to the `Exit`s that users see.
 */
import type { Exit } from '../Exit.js'
import { toCause } from './cause.js'
import { type Fiber, outcomeOf } from './fiber.js'
import { type Op, Tag } from './op.js'

export const exitOfOutcome = (outcome: Op): Exit<any, any> =>
  outcome.tag === Tag.Succeed ? { _tag: 'Right', right: outcome.first } : { _tag: 'Left', left: toCause(outcome) }

/** How an ended fiber ended. */
export const exitOf = (fiber: Fiber): Exit<any, any> => exitOfOutcome(outcomeOf(fiber))
