/**
 * What happens when Node has nothing left to do and a program is not done: keep the process alive for a step that something
 * outside may still end, or find that nothing ever will.
 */
import { Deadlock } from '../Errors.js'
import { State } from '../internal/fiber.js'
import { linesOf } from '../internal/live.js'
import type { Loop } from '../internal/loop.js'
import type { Parked } from '../internal/waiters.js'
import { nodeProcess, printLine } from './process.js'

/** Says on stderr who waits for whom; answers the error that says so as well. */
const reportDeadlock = (loop: Loop): Deadlock => {
  const deadlock = new Deadlock(
    `every fiber waits for another one, and nothing outside can wake any of them:\n${linesOf(loop)}`
  )
  printLine(`fiber-ts: ${deadlock.message}`)
  return deadlock
}

/**
 * Watches a loop until the answered function is called; `onDeadlock` is called when no fiber can ever be woken, with what
 * reports that.
 */
export const watchIdle = (loop: Loop, onDeadlock: (report: () => Deadlock) => void): (() => void) => {
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
      onDeadlock(() => reportDeadlock(loop))
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
