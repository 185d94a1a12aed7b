/**
 * A scope: fibers and finalizers that end together.
 *
 *   open ──► closing (fibers are interrupted and awaited, then finalizers run, the last one first) ──► closed
 *
 * Everything that belongs to closing happens in one masked region that one fiber goes through; whoever else closes the
 * scope waits for it.
 */
import { RuntimeError } from '../Errors.js'
import { noteSite } from './debug.js'
import { Family } from './family.js'
import {
  type Fiber,
  interruptionBy,
  interruptKids,
  park,
  readyValue,
  redirect,
  State,
  type Supervisor,
  wakeAll
} from './fiber.js'
import { hasFailed } from './cause.js'
import { die, ensuring, expected, isOp, Op, suspend, Tag, uninterruptible, unit } from './op.js'
import { listKids, type Parked, WaitList } from './waiters.js'

/** What a finalizer is told: the cause by which the scope ends (or null), and else the value. */
export type Finalizer = (cause: Op | null, value: unknown) => Op

/** The scope whose fibers end, as what the closing fiber waits for. */
class FibersEnd implements Parked {
  fiber: Fiber | null = null
  constructor(private readonly scope: Scope) {}
  /** Called only when the fiber is abandoned: closing is masked. */
  cancel(): null {
    return null
  }
  describe(): string {
    return `the end of ${this.ends().length} fibers of a Scope`
  }
  ends(): ReadonlyArray<Fiber> {
    return listKids(this.scope.kids)
  }
}

export class Scope extends Family implements Parked {
  phase: 'open' | 'closing' | 'closed' = 'open'
  readonly finalizers: Array<Finalizer> = []
  /** Fibers that wait until the scope is closed. */
  readonly waiters: WaitList = new WaitList()
  readonly fibersEnd: FibersEnd = new FibersEnd(this)
  /** The fiber that closes it. */
  closer: Fiber | null = null

  get _tag(): 'Scope' {
    return 'Scope'
  }

  protected left(member: Fiber): void {
    if (member.state === State.Failed && member.joiners === null && hasFailed(member.slot))
      member.loop.reportUnobserved(member)
    const closer = this.fibersEnd.fiber
    if (closer !== null && this.kids === null) {
      this.fibersEnd.fiber = null
      readyValue(closer, undefined)
    }
  }

  // ---- as what a second closer waits for

  cancel(fiber: Fiber): null {
    this.waiters.remove(fiber)
    return null
  }

  describe(): string {
    return 'the end of a Scope that is being closed'
  }

  /** Who closes it may have more to do, but not less. */
  ends(): ReadonlyArray<Fiber> {
    return this.closer === null ? [] : [this.closer]
  }
}

/** Whether a fiber, or one on behalf of which it runs, belongs to a scope or to a fiber. */
const isWithin = (fiber: Fiber, family: Supervisor): boolean => {
  for (let supervisor: Supervisor = fiber.parent; ; supervisor = supervisor.owner.parent) {
    if (supervisor === family || supervisor.owner === family) return true
    if (supervisor.owner === null) return false
  }
}

// -------------------------------------------------------------------------------------
// fibers
// -------------------------------------------------------------------------------------

export const closedError = (scope: Scope): RuntimeError =>
  new RuntimeError(`the Scope is ${scope.phase === 'closing' ? 'being closed' : 'closed'}`)

interface ForkIn {
  readonly scope: Scope
  readonly op: Op
}

const forkIn = (fiber: Fiber, { scope, op }: ForkIn): Fiber => {
  if (scope.phase !== 'open') throw closedError(scope)
  return scope.join(fiber.loop, op, fiber.env, fiber.vars)
}

export const forkInOp = (scope: Scope, op: Op): Op => new Op(Tag.Primitive, forkIn, { scope, op: noteSite(op) })

/** Starts fibers from outside of all fibers: from callbacks, which may come at any time, also when all is over. */
export const dispatcher = (fiber: Fiber, scope: Scope): ((op: Op) => Fiber) => {
  const { loop, env, vars } = fiber
  return (op) => {
    if (!isOp(op)) throw expected('a Coroutine', op)
    if (scope.phase !== 'open') throw closedError(scope)
    // the scope of such a program may be open for ever
    if (fiber.state === State.Abandoned) throw new RuntimeError('the program was abandoned')
    if (loop.isClosed()) throw new RuntimeError('the event loop is closed')
    return scope.join(loop, noteSite(op), env, vars)
  }
}

// -------------------------------------------------------------------------------------
// finalizers
// -------------------------------------------------------------------------------------

export interface Addition {
  readonly scope: Scope
  readonly finalizer: Finalizer
}

/** A finalizer that comes too late runs at once: what it is for has been acquired. That it is too late is an error. */
export const addFinalizer = (fiber: Fiber, { scope, finalizer }: Addition): undefined => {
  const env = fiber.env
  const provided: Finalizer = (cause, value) => new Op(Tag.Provide, finalizer(cause, value), env)
  if (scope.phase === 'open') scope.finalizers.push(provided)
  else
    redirect(
      fiber,
      ensuring(
        die(closedError(scope)),
        suspend(() => provided(null, undefined))
      )
    )
}

/** Runs in the environment that is there when it is added. */
export const addFinalizerOp = (scope: Scope, finalizer: Finalizer): Op =>
  uninterruptible(new Op(Tag.Primitive, addFinalizer, { scope, finalizer }))

// -------------------------------------------------------------------------------------
// closing
// -------------------------------------------------------------------------------------

class Closing {
  constructor(
    readonly scope: Scope,
    readonly cause: Op | null,
    readonly value: unknown
  ) {}

  /** Runs the last finalizer and then the others, whatever each of them does. */
  readonly runFinalizers = (fiber: Fiber): undefined => {
    const { finalizers } = this.scope
    const last = finalizers.pop()
    if (last === undefined) {
      this.scope.phase = 'closed'
      this.scope.closer = null
      wakeAll(this.scope.waiters, unit)
      return
    }
    const finalizer = new Op(Tag.Suspend, () => last(this.cause, this.value), null)
    redirect(fiber, ensuring(finalizer, this.rest))
  }

  private readonly rest: Op = new Op(Tag.Primitive, this.runFinalizers, null)
}

const selfClosed = (): RuntimeError =>
  new RuntimeError('what belongs to a Scope cannot close it: it would wait for its own end')

const close = (fiber: Fiber, closing: Closing): undefined => {
  const { scope } = closing
  if (scope.phase === 'closed') return
  if (isWithin(fiber, scope)) throw selfClosed()
  if (scope.phase === 'open') return redirect(fiber, uninterruptible(new Op(Tag.Primitive, begin, closing)))
  const closer = scope.closer as Fiber
  if (fiber === closer || isWithin(fiber, closer)) throw selfClosed()
  scope.waiters.push(fiber)
  park(fiber, scope)
}

const begin = (fiber: Fiber, closing: Closing): undefined => {
  const { scope } = closing
  if (scope.phase !== 'open') return close(fiber, closing)
  scope.phase = 'closing'
  scope.closer = fiber
  const rest = new Op(Tag.Primitive, closing.runFinalizers, null)
  redirect(fiber, scope.kids === null ? rest : new Op(Tag.FlatMap, new Op(Tag.Primitive, endFibers, scope), () => rest))
}

const endFibers = (fiber: Fiber, scope: Scope): undefined => {
  interruptKids(scope.kids, interruptionBy(fiber, 'scope closed'))
  if (scope.kids === null) return
  scope.fibersEnd.fiber = fiber
  park(fiber, scope.fibersEnd)
}

/** Ends the fibers of a scope, and runs its finalizers. */
export const closeOp = (scope: Scope, cause: Op | null, value: unknown): Op =>
  new Op(Tag.Primitive, close, new Closing(scope, cause, value))
