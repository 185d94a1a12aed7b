/**
 * Fiber-local values: what Python's `contextvars` are to asyncio.
 *
 * A fiber that is forked starts with the values of the fiber that forked it, and what it sets itself is seen by itself and
 * by what it forks, not by its parent. `all`, `race`, `timeout` and `TaskGroup.run` run their parts in fibers of their
 * own, so what those set ends with them. What a run of a Runner leaves behind is there in its next run. A fiber in which
 * nothing was set pays nothing.
 *
 * What a program needs to run is better said by its type, as environment; these values are for what accompanies it: a
 * request's id, a deadline, a logger's fields.
 *
 * @module
 * @since 0.1.0
 */
import type { Option } from 'fp-ts/Option'
import type { Coroutine } from './Coroutine.js'
import { RuntimeError } from './Errors.js'
import type { Fiber } from './internal/fiber.js'
import { Op, Tag } from './internal/op.js'
import { Assignment, getVar, locallyOp } from './internal/vars.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/**
 * A variable whose value each fiber may set for itself.
 *
 * @category model
 * @since 0.1.0
 */
export interface ContextVar<in out A> {
  readonly _tag: 'ContextVar'
  readonly name: string
  readonly _A?: ((_: A) => A) | undefined
}

/**
 * One change of a variable, by which it can be undone.
 *
 * @category model
 * @since 0.1.0
 */
export interface Token<in out A> {
  readonly variable: ContextVar<A>
}

/**
 * What stands for a value that was not set, in every thread; a fiber's values are found by the variable itself.
 */
const unset: unique symbol = /*#__PURE__*/ Symbol.for('fiber-ts/unset')

class State implements ContextVar<any> {
  constructor(
    readonly name: string,
    readonly initial: unknown
  ) {}
  get _tag(): 'ContextVar' {
    return 'ContextVar'
  }
}

class Change extends Assignment implements Token<any> {
  constructor(readonly variable: State) {
    super(variable)
  }
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/**
 * Makes a variable, with or without a value for fibers in which it was not set. To be done once, beside other constants.
 *
 * @example
 * import * as ContextVar from 'fiber-ts/ContextVar'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const requestId = ContextVar.make('requestId', 'none')
 * assert.deepStrictEqual(await run(ContextVar.get(requestId)), 'none')
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <A>(name: string, ...initial: [initial?: A]): ContextVar<A> =>
  new State(name, initial.length === 0 ? unset : initial[0])

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

const read = (fiber: Fiber, variable: State): unknown => {
  const value = getVar(fiber, variable, variable.initial)
  if (value === unset)
    throw new RuntimeError(`the ContextVar "${variable.name}" has no value in this fiber, and no initial one`)
  return value
}

/**
 * The value of the variable in this fiber. That there is none is a defect.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as ContextVar from 'fiber-ts/ContextVar'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const user = ContextVar.make<string>('user')
 * const main = C.gen(function* () {
 *   yield* ContextVar.set(user, 'ann')
 *   const child = yield* C.fork(ContextVar.get(user))
 *   return yield* Fiber.join(child)
 * })
 * assert.deepStrictEqual(await run(main), 'ann')
 *
 * @category operations
 * @since 0.1.0
 */
export const get = <A>(variable: ContextVar<A>): Coroutine<unknown, never, A> => new Op(Tag.Primitive, read, variable)

const readOption = (fiber: Fiber, variable: State): Option<unknown> => {
  const value = getVar(fiber, variable, variable.initial)
  return value === unset ? { _tag: 'None' } : { _tag: 'Some', value }
}

/**
 * The value of the variable in this fiber, if there is one.
 *
 * @example
 * import * as ContextVar from 'fiber-ts/ContextVar'
 * import * as O from 'fp-ts/lib/Option.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const user = ContextVar.make<string>('user')
 * assert.deepStrictEqual(await run(ContextVar.getOption(user)), O.none)
 *
 * @category operations
 * @since 0.1.0
 */
export const getOption = <A>(variable: ContextVar<A>): Coroutine<unknown, never, Option<A>> =>
  new Op(Tag.Primitive, readOption, variable)

/**
 * Sets the variable for this fiber and what it forks from now on. Answers a token by which `reset` undoes that.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as ContextVar from 'fiber-ts/ContextVar'
 * import * as Fiber from 'fiber-ts/Fiber'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const user = ContextVar.make('user', 'nobody')
 * const main = C.gen(function* () {
 *   yield* Fiber.join(yield* C.fork(ContextVar.set(user, 'ann')))
 *   return yield* ContextVar.get(user)
 * })
 * assert.deepStrictEqual(await run(main), 'nobody')
 *
 * @category operations
 * @since 0.1.0
 */
export const set = <A>(variable: ContextVar<A>, value: NoInfer<A>): Coroutine<unknown, never, Token<A>> =>
  new Op(
    Tag.Primitive,
    (fiber: Fiber) => {
      const change = new Change(variable as State)
      change.make(fiber, value)
      return change
    },
    null
  )

const undo = (fiber: Fiber, change: Change): void => {
  const { name } = change.variable
  if (change.isUndone) throw new RuntimeError(`this token of the ContextVar "${name}" has been used already`)
  if (!change.isOf(fiber)) throw new RuntimeError(`this token of the ContextVar "${name}" is from another fiber`)
  change.undo()
}

/**
 * Puts back what was there before a `set`. A token is good for once, and in the fiber it is from; anything else is a defect.
 * `locally` needs no token.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as ContextVar from 'fiber-ts/ContextVar'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const user = ContextVar.make('user', 'nobody')
 * const main = C.gen(function* () {
 *   const token = yield* ContextVar.set(user, 'ann')
 *   yield* ContextVar.reset(token)
 *   return yield* ContextVar.get(user)
 * })
 * assert.deepStrictEqual(await run(main), 'nobody')
 *
 * @category operations
 * @since 0.1.0
 */
export const reset = <A>(token: Token<A>): Coroutine<unknown, never, void> => new Op(Tag.Primitive, undo, token)

/**
 * Runs a coroutine with a value of the variable, and puts back what was there before, however it ends.
 *
 * @example
 * import * as C from 'fiber-ts/Coroutine'
 * import * as ContextVar from 'fiber-ts/ContextVar'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { run } from 'fiber-ts/Runner'
 * import * as assert from 'node:assert'
 *
 * const user = ContextVar.make('user', 'nobody')
 * const main = C.gen(function* () {
 *   const inside = yield* pipe(ContextVar.get(user), ContextVar.locally(user, 'ann'))
 *   return [inside, yield* ContextVar.get(user)]
 * })
 * assert.deepStrictEqual(await run(main), ['ann', 'nobody'])
 *
 * @category operations
 * @since 0.1.0
 */
export const locally =
  <A>(variable: ContextVar<A>, value: NoInfer<A>) =>
  <R, E, B>(ma: Coroutine<R, E, B>): Coroutine<R, E, B> =>
    locallyOp(variable, value, ma as Op)
