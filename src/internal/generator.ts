/**
 * Generators that something was thrown into, or that are being closed. The interpreter itself only knows the common case,
 * a generator that is given values; everything here happens on failure.
 *
 * The rules, after `async` functions: a failure enters by `throw`; a generator that ends by throwing what was thrown into it
 * passes the original cause on, whatever it has caught in the meantime; any other throw is a defect. An interruption enters
 * by `return`, so that `finally` blocks run, masked, and may `yield*`; their failures are appended; nothing that they do
 * cancels the interruption.
 */
import { append } from './cause.js'
import { InterruptedError } from '../Errors.js'
import { die, isOp, type Op, succeed, Tag } from './op.js'

/** So many causes are remembered at most: a loop that catches failures for ever must not keep them all. */
const mostCauses = 16

export class GeneratorRun {
  /** What was lately thrown into the generator, and the cause that it stands for. */
  readonly causes: Map<unknown, Op> = new Map()
  /** The cause by which the generator is being closed, once it is. */
  closing: Op | null = null
  /** Whether the generator has yielded and is to be resumed, so that it needs its frame again. */
  live = true

  constructor(readonly iterator: Iterator<unknown, unknown, unknown>) {}
}

/** The generator goes on with a value. */
export const nextCaught = (run: GeneratorRun, box: { value: unknown }, value: unknown): Op => {
  box.value = value
  return advance(run, () => run.iterator.next(box))
}

/** A cause reaches the generator: it enters as the error that stands for it. */
export const throwCaught = (run: GeneratorRun, cause: Op): Op => {
  const iterator = run.iterator
  const { causes } = run
  const error = errorOf(cause)
  if (causes.size === mostCauses) causes.clear()
  causes.set(error, cause)
  return advance(run, () => {
    if (iterator.throw === undefined) throw error
    return iterator.throw(error)
  })
}

/** The fiber is being interrupted: the generator's `finally` blocks run. */
export const closeGenerator = (run: GeneratorRun, cause: Op): Op => {
  const iterator = run.iterator
  run.closing = cause
  run.causes.clear()
  return advance(run, () => iterator.return?.(undefined) ?? { done: true, value: undefined })
}

const advance = (run: GeneratorRun, resume: () => IteratorResult<unknown>): Op => {
  let step: any
  run.live = false
  try {
    step = resume()
  } catch (thrown) {
    const cause = run.causes.get(thrown) ?? die(thrown)
    return run.closing === null ? cause : append(run.closing, cause)
  }
  if (step.done) return run.closing === null ? succeed(step.value) : run.closing
  run.live = true
  return isOp(step) ? step : plainYield()
}

export const plainYield = (): Op =>
  die(new TypeError('gen: a Coroutine was expected: write `yield*` instead of `yield`'))

/** The error by which a cause enters a generator or a promise: a defect if it holds one, else the first typed failure. */
export const errorOf = (cause: Op): unknown => {
  let first: Op = cause
  for (let reason: Op | null = cause; reason !== null; reason = reason.second) {
    if (reason.tag === Tag.Die) return reason.first
    if (first.tag !== Tag.Fail && reason.tag === Tag.Fail) first = reason
  }
  return first.tag === Tag.Fail ? first.first : new InterruptedError(first.first)
}
