/**
 * Where other fibers may come between: before every operation that touches shared state, starts or ends a region, or runs a
 * piece of the user's code. Whatever only builds or recovers is not seen by anybody else.
 */
import { type Op, Tag } from '../../internal/op.js'

const points: ReadonlyArray<boolean> = (() => {
  const table = new Array<boolean>(64).fill(false)
  for (const tag of [
    Tag.Sync,
    Tag.Suspend,
    Tag.Primitive,
    Tag.SelfInterrupt,
    Tag.Ensuring,
    Tag.OnExit,
    Tag.OnInterrupt,
    Tag.Bracket,
    Tag.Hold,
    Tag.Uninterruptible,
    Tag.Interruptible,
    Tag.Mask,
    Tag.Gen,
    Tag.GenK
  ])
    table[tag] = true
  return table
})()

/** The step that is taken when this node is: some nodes take the one inside of them at once. */
export const stepOf = (op: Op): Op => {
  if (op.tag === Tag.FlatMap) {
    const inner: Op = op.first
    if (inner?.tag === Tag.Sync || inner?.tag === Tag.Suspend || inner?.tag === Tag.Primitive) return inner
  } else if (op.tag === Tag.Map && (op.first as Op)?.tag === Tag.Sync) return op.first
  return op
}

export const isPoint = (step: Op): boolean => points[step.tag] as boolean
