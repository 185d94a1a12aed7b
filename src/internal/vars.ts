/**
 * Fiber-local values: a map that is copied when it is changed, shared by a fiber and what it forks, and not there at all
 * until the first value is set.
 */
import type { Fiber } from './fiber.js'
import { Op, Tag } from './op.js'

export type Vars = ReadonlyMap<object, unknown> | undefined

export const getVar = (fiber: Fiber, key: object, absent: unknown): unknown => {
  const vars: Vars = fiber.vars
  return vars !== undefined && vars.has(key) ? vars.get(key) : absent
}

export const setVar = (fiber: Fiber, key: object, value: unknown): void => {
  fiber.vars = new Map(fiber.vars as Vars).set(key, value)
}

interface Assignment {
  readonly key: object
  readonly value: unknown
}

const swap = (fiber: Fiber, { key, value }: Assignment): Vars => {
  const before: Vars = fiber.vars
  setVar(fiber, key, value)
  return before
}

const restore = (fiber: Fiber, vars: Vars): void => {
  fiber.vars = vars
}

/** Runs `op` with a fiber-local value, and puts back what was there before. */
export const locallyOp = (key: object, value: unknown, op: Op): Op =>
  new Op(Tag.Bracket, new Op(Tag.Primitive, swap, { key, value }), {
    use: () => op,
    release: (vars: Vars) => new Op(Tag.Primitive, restore, vars)
  })
