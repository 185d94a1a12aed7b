/**
 * What happens when Node has nothing left to do and a program is not done: keep the process alive for a step that something
 * outside may still end, or find that nothing ever will.
 */
import { State } from '../internal/fiber.js'
import type { Loop } from '../internal/loop.js'
import type { Parked } from '../internal/waiters.js'
import { nodeProcess } from './process.js'

/** Watches a loop until the answered function is called; `onDeadlock` is called when no fiber can ever be woken. */
export const watchIdle = (loop: Loop, onDeadlock: () => void): (() => void) => {
  const process = nodeProcess
  if (process === undefined) return () => {}
  let hold: NodeJS.Timeout | undefined
  const release = (): void => {
    clearInterval(hold)
    hold = undefined
    loop.onBusy = null
  }
  const onBeforeExit = (): void => {
    if (loop.fibers().some((fiber) => fiber.state === State.Parked && (fiber.slot as Parked).isExternal)) {
      // until some fiber goes on; then the question is asked anew
      hold = setInterval(() => {}, 2 ** 31 - 1)
      loop.onBusy = release
    } else {
      onDeadlock()
      // a turn more, after which the question is asked anew: nothing may have come of it
      setImmediate(() => {})
    }
  }
  process.on('beforeExit', onBeforeExit)
  return () => {
    release()
    process.removeListener('beforeExit', onBeforeExit)
  }
}
