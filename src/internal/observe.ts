/**
 * Watching the fibers of one loop: functions take the place of the loop's own where a fiber begins and stops to run, so that
 * a loop that nobody watches has no branch for it.
 */
import { type Fiber, State } from './fiber.js'
import type { Loop, LoopObserver } from './loop.js'

export interface StepObserver extends LoopObserver {
  /** A fiber stops to run and waits. */
  readonly suspended: (fiber: Fiber) => void
  /** A fiber that has waited, as far as that was seen, runs again. */
  readonly resumed: (fiber: Fiber) => void
}

/** Two observers, of which the first one knows more. */
const both = (first: LoopObserver, second: LoopObserver): LoopObserver => ({
  born: (fiber) => {
    first.born(fiber)
    second.born(fiber)
  },
  ended: (fiber) => {
    first.ended(fiber)
    second.ended(fiber)
  },
  unhandled: (context) => {
    first.unhandled?.(context)
    second.unhandled?.(context)
  },
  site: (fiber) => first.site(fiber) ?? second.site(fiber),
  since: (fiber) => first.since(fiber) ?? second.since(fiber)
})

export const addObserver = (loop: Loop, observer: LoopObserver): void => {
  loop.observer = loop.observer === null ? observer : both(loop.observer, observer)
}

export const observeSteps = (loop: Loop, observer: StepObserver): void => {
  addObserver(loop, observer)
  const own = { enter: loop.enter, next: loop.next }
  const waiting = new WeakSet<Fiber>()
  for (const fiber of loop.fibers()) if (fiber.state === State.Parked) waiting.add(fiber)
  const stops = (fiber: Fiber | null): void => {
    if (fiber === null || fiber.state !== State.Parked) return
    waiting.add(fiber)
    observer.suspended(fiber)
  }
  const runs = (fiber: Fiber | null): void => {
    if (fiber !== null && waiting.delete(fiber)) observer.resumed(fiber)
  }
  Object.assign(loop, {
    enter: (fiber: Fiber, alone: boolean): void => {
      runs(fiber)
      own.enter.call(loop, fiber, alone)
      if (alone) stops(fiber)
    },
    next: (): Fiber | null => {
      stops(loop.current)
      const next = own.next.call(loop)
      // what is taken to begin a drain with is entered
      if (loop.current !== null) runs(next)
      return next
    }
  })
}
