/**
 * What virtual time cannot drive, and what to do about that.
 */
import type { Wait } from '../FiberDump.js'

/** Whether something outside of the fibers can end a wait: a promise, a callback. `never` has nothing that could. */
export const isOutside = (wait: Wait | null): boolean => wait?.isExternal === true && wait.what !== 'never'

export const whatToDo: string =
  'virtual time drives neither promises nor callbacks: hand the program a coroutine in their place, by its environment, or test it with `run` on real time'
