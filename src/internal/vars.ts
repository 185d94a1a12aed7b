/**
 * Fiber-local values: a map that is copied when it is changed, shared by a fiber and what it forks, and not there at all
 * until the first value is set.
 */
import { type Fiber, redirect } from './fiber.js'
import { Op, Tag } from './op.js'

export type Vars = ReadonlyMap<object, unknown> | undefined

export const getVar = (fiber: Fiber, key: object, absent: unknown): unknown => {
  const vars: Vars = fiber.vars
  return vars !== undefined && vars.has(key) ? vars.get(key) : absent
}

const setVar = (fiber: Fiber, key: object, value: unknown): void => {
  fiber.vars = new Map(fiber.vars as Vars).set(key, value)
}

const removeVar = (fiber: Fiber, key: object): void => {
  const vars = new Map(fiber.vars as Vars)
  vars.delete(key)
  fiber.vars = vars.size === 0 ? undefined : vars
}

/** One change of one value, and how to undo it. */
export class Assignment {
  /** The fiber whose value was changed; null before that and after it was undone. */
  private fiber: Fiber | null = null
  private before: Vars = undefined
  private after: Vars = undefined

  constructor(readonly key: object) {}

  make(fiber: Fiber, value: unknown): void {
    this.fiber = fiber
    this.before = fiber.vars
    setVar(fiber, this.key, value)
    this.after = fiber.vars
  }

  isOf(fiber: Fiber): boolean {
    return this.fiber === fiber
  }

  get isUndone(): boolean {
    return this.fiber === null
  }

  undo(): void {
    const { fiber, before, after } = this
    if (fiber === null) return
    this.fiber = null
    this.before = this.after = undefined
    if (fiber.vars === after) fiber.vars = before
    // other values were set in the meantime, and stay
    else if (before !== undefined && before.has(this.key)) setVar(fiber, this.key, before.get(this.key))
    else removeVar(fiber, this.key)
  }
}

interface Locally {
  readonly key: object
  readonly value: unknown
  readonly op: Op
}

/** The frame that undoes the change is there before the change is made, and does nothing if it was not made. */
const locally = (fiber: Fiber, { key, value, op }: Locally): undefined => {
  const assignment = new Assignment(key)
  const assign = new Op(Tag.Primitive, (self: Fiber) => assignment.make(self, value), null)
  const body = new Op(Tag.FlatMap, assign, () => op)
  redirect(fiber, new Op(Tag.Ensuring, body, new Op(Tag.Primitive, () => assignment.undo(), null)))
}

/** Runs `op` with a fiber-local value, and puts back what was there before. Other values that `op` sets stay. */
export const locallyOp = (key: object, value: unknown, op: Op): Op => new Op(Tag.Primitive, locally, { key, value, op })
