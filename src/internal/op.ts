/**
 * The instruction set: what a `Coroutine` is made of.
 *
 * There is one node shape, `{ tag, first, second }`, for every description and for every stack frame of the interpreter.
 * One shape keeps every property access of the run loop monomorphic, and a stack of frames is a linked list of nodes
 * (`second` is the next frame), so that suspending a fiber is one pointer store. Rejected, with measurements in
 * docs/performance.md: a class per operation, virtual `step` methods, an array as stack.
 *
 * The set is closed: whatever waits is written on `Primitive`, everything else on the tags below.
 * This module imports nothing.
 */

/**
 * What a node is. The order matters in two places: outcomes come first (failing ones are `Fail..Interrupted`), and the numbers are dense, so that a `switch` over them becomes a jump table.
 *
 * `first` and `second` of each tag are given behind it; a frame's `second` is always the next frame.
 */
export const enum Tag {
  // ---- outcomes: a failing node is the head of its cause, `second` the reasons that happened later (or null)
  Succeed, // value
  Fail, // typed error, later reasons
  Die, // defect, later reasons
  Interrupt, // Interrupt reason of this fiber's own interruption, later reasons
  Interrupted, // Interrupt reason of another fiber, met by joining it, later reasons
  // ---- steps
  Sync, // () => value
  Suspend, // () => Op
  Asks, // (env) => value
  Primitive, // (fiber, argument) => value, may park or redirect the fiber; argument
  Resume, // the value a parked fiber was resumed with (one shared node)
  SelfInterrupt, //
  // ---- steps around an inner step
  FlatMap, // inner, (value) => Op
  Map, // inner, (value) => value
  OrElse, // inner, (error) => Op
  MapError, // inner, (error) => error
  Match, // inner, { onLeft, onRight }
  MatchCause, // inner, MatchCauseHandlers
  Ensuring, // inner, finalizer
  OnExit, // inner, (cause | null, value) => finalizer
  OnInterrupt, // inner, finalizer
  Bracket, // acquire, BracketHandlers
  Hold, // Primitive, BracketHandlers: a bracket whose acquisition is one primitive, which can be interrupted as it waits
  Uninterruptible, // inner
  Interruptible, // inner
  Mask, // (restore) => Op
  Provide, // inner, env
  Local, // inner, (env) => env
  Named, // inner, name
  Gen, // () => iterator
  GenK, // (...args) => iterator, args
  // ---- frames that exist on the stack only (FlatMap to OnInterrupt are frames as well)
  AcquireInterruptible, // BracketHandlers: the acquisition of a bracket that was entered interruptible
  AcquireUninterruptible, // BracketHandlers
  Release, // Resource
  Generator, // iterator
  GeneratorCaught, // GeneratorRun: an iterator that something was thrown into, or that is being closed
  Environment, // env to restore
  RestoreInterruptible, //
  RestoreUninterruptible, //
  ThenSucceed, // value to go on with once a finalizer has run
  ThenSucceedInterruptible, // the same, and open the mask
  ThenFail, // cause to go on with once a finalizer has run
  ThenFailInterruptible // the same, and open the mask
}

/** The names of the tags, in their order, for printing only. */
const names: ReadonlyArray<string> =
  'Succeed Fail Die Interrupt Interrupted Sync Suspend Asks Primitive Resume SelfInterrupt FlatMap Map OrElse MapError Match MatchCause Ensuring OnExit OnInterrupt Bracket Hold Uninterruptible Interruptible Mask Provide Local Named Gen GenK'.split(
    ' '
  )

/** The key under which a node carries the version of the instruction set it belongs to. */
const typeId = Symbol.for('fiber-ts/Coroutine')

/** Changes whenever the instruction set does, so that two versions of the package in one tree never mix. */
const protocol = 1

/**
 * One instruction, or one frame.
 *
 * It is its own iterator, which is what makes `yield*` free: `yield* op` asks the node for an iterator (itself) and
 * calls `next(undefined)`, which answers the node as an unfinished result; the generator hands that very object to the
 * interpreter. To resume, the interpreter calls the generator with the shared `box`, the delegation passes it to `next`,
 * and `next` answers the box: a finished result, whose value becomes the value of the `yield*` expression.
 */
export class Op {
  // nothing needed, nothing to fail with, nothing to end with: a node passes for a Coroutine of any types
  declare readonly _R?: ((_: unknown) => void) | undefined
  declare readonly _E?: (() => never) | undefined
  declare readonly _A?: (() => never) | undefined
  declare readonly done: false

  readonly tag: Tag

  /** `tag` comes last: who watches nodes being built (unused.ts) finds the other fields there. */
  constructor(
    tag: Tag,
    public first: any,
    public second: any
  ) {
    this.tag = tag
  }

  get _tag(): string {
    return names[this.tag] ?? 'Frame'
  }

  /** Read by `for…of` and spread, never by `yield*`: turns an endless loop into an error. */
  get value(): never {
    throw new TypeError('a Coroutine is not a collection: use `yield*` on it in gen')
  }

  [Symbol.iterator](): Generator<never, never, unknown> {
    return this as never
  }

  next(box?: IteratorResult<any>): unknown {
    return box === undefined ? this : box
  }

  throw(error: unknown): never {
    throw error
  }

  return(value: unknown): unknown {
    return { done: true, value }
  }

  toString(): string {
    return `Coroutine(${this._tag})`
  }

  toJSON(): unknown {
    return { _id: 'Coroutine', op: this._tag }
  }
}
Object.defineProperty(Op.prototype, 'done', { value: false })
Object.defineProperty(Op.prototype, typeId, { value: protocol })

// Field representations are made general before anything is compiled, so that the first double or string in a field
// does not throw away optimised code.
for (const sample of [1, 1.5, 'x', {}, undefined, null, Op, 1n, Symbol.iterator]) new Op(Tag.Succeed, sample, sample)

/** Whether a value is a coroutine of this or of another copy of the package with the same instruction set. */
export const isOp = (u: unknown): u is Op =>
  u instanceof Op || (typeof u === 'object' && u !== null && (u as Record<symbol, unknown>)[typeId] === protocol)

/** A value as it is named in error messages: what kind of thing it is, and no more of it than helps. */
export const describe = (u: unknown): string => {
  if (u === null || u === undefined) return String(u)
  if (typeof u === 'function') return `function ${u.name || '(anonymous)'}`
  if (typeof u === 'object') return `an object of class ${u.constructor?.name || '(none)'}`
  return `${typeof u} ${String(u)}`
}

/** The error for something that only code without types can hand over. */
export const expected = (what: string, got: unknown): TypeError =>
  new TypeError(`${what} was expected, got ${describe(got)}`)

export interface MatchCauseHandlers {
  /** Gets the failing node; never called with an interruption of the fiber itself. */
  readonly onCause: (cause: Op) => Op
  readonly onValue: (value: any) => Op
}

export interface BracketHandlers {
  readonly use: (value: any) => Op
  /** `cause` is null when `use` succeeded with `result`. */
  readonly release: (value: any, cause: Op | null, result: any) => Op
}

export const succeed = (value: unknown): Op => new Op(Tag.Succeed, value, null)
export const fail = (error: unknown): Op => new Op(Tag.Fail, error, null)
export const die = (defect: unknown): Op => new Op(Tag.Die, defect, null)
export const sync = (f: () => unknown): Op => new Op(Tag.Sync, f, null)
export const suspend = (f: () => Op): Op => new Op(Tag.Suspend, f, null)
export const flatMap = (op: Op, f: (value: any) => Op): Op => new Op(Tag.FlatMap, op, f)
export const map = (op: Op, f: (value: any) => unknown): Op => new Op(Tag.Map, op, f)
export const ensuring = (op: Op, finalizer: Op): Op => new Op(Tag.Ensuring, op, finalizer)
export const uninterruptible = (op: Op): Op => new Op(Tag.Uninterruptible, op, null)
export const interruptible = (op: Op): Op => new Op(Tag.Interruptible, op, null)
export const uninterruptibleMask = (f: (restore: (op: Op) => Op) => Op): Op => new Op(Tag.Mask, f, null)
export const unit: Op = /*#__PURE__*/ succeed(undefined)
