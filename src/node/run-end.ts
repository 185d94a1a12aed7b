/**
 * The end of a run, for those outside of it: it is published, and in debug mode a program that ends with a coroutine is told
 * of. Its types say so, but hardly anybody looks at the type of a program that answers nothing.
 */
import type { Exit } from '../Exit.js'
import { type Fiber, State } from '../internal/fiber.js'
import { Op } from '../internal/op.js'
import { publishRunEnd } from './channels.js'
import { printLine } from './process.js'

/** No more of a value is looked at than what it inherits from; a proxy may not even answer that. */
const isCoroutine = (value: unknown): boolean => {
  try {
    return value instanceof Op
  } catch {
    return false
  }
}

/** `exit` is called only if somebody wants to know. */
export const runEnded = (root: Fiber, exit: () => Exit<unknown, unknown>): void => {
  publishRunEnd(root, exit)
  if (root.loop.isDebug() && root.state === State.Succeeded && isCoroutine(root.slot))
    printLine('fiber-ts: the program ended with a Coroutine that was not run: `yield*`, flatMap or flatten it')
}
