/**
 * What is published on Node's `diagnostics_channel`, for subscribers that were there when a run began: see Diagnostics.ts.
 */
import type * as DiagnosticsChannel from 'node:diagnostics_channel'
import {
  channels as names,
  type FiberEnd,
  type FiberResume,
  type FiberStart,
  type FiberSuspend,
  type RunEnd,
  type RunStart
} from '../Diagnostics.js'
import type { Exit } from '../Exit.js'
import { exitOf } from '../internal/exit.js'
import type { Fiber } from '../internal/fiber.js'
import type { Loop } from '../internal/loop.js'
import { observeSteps } from '../internal/observe.js'
import type { Parked } from '../internal/waiters.js'
import { nodeProcess } from './process.js'

type Channels = Readonly<Record<keyof typeof names, DiagnosticsChannel.Channel>>

/** Kept here, since Node keeps a channel only as long as somebody does. */
let opened: Channels | undefined

const open = (): Channels | undefined => {
  if (opened !== undefined || nodeProcess === undefined) return opened
  const { channel } = nodeProcess.getBuiltinModule('node:diagnostics_channel')
  const entries = Object.entries(names).map(([key, name]) => [key, channel(name)])
  return (opened = Object.fromEntries(entries) as Channels)
}

class Suspend implements FiberSuspend {
  constructor(readonly fiber: Fiber) {}
  get waitsFor(): string {
    return (this.fiber.slot as Parked).describe(this.fiber)
  }
}

const watched = new WeakSet<Loop>()

/** From here on what the fibers of a loop do is published, if anybody subscribes to that. */
export const publishFibers = (loop: Loop): void => {
  const channels = open()
  if (channels === undefined || watched.has(loop)) return
  const { fiberStart, fiberSuspend, fiberResume, fiberEnd, unhandled } = channels
  const isHeard =
    fiberStart.hasSubscribers ||
    fiberEnd.hasSubscribers ||
    fiberSuspend.hasSubscribers ||
    fiberResume.hasSubscribers ||
    unhandled.hasSubscribers
  if (!isHeard) return
  watched.add(loop)
  observeSteps(loop, {
    born: (fiber) => {
      if (!fiberStart.hasSubscribers) return
      const startedAt = loop.observer?.site(fiber) ?? null
      fiberStart.publish({ fiber, parent: fiber.parent.owner, startedAt } satisfies FiberStart)
    },
    suspended: (fiber) => {
      if (fiberSuspend.hasSubscribers) fiberSuspend.publish(new Suspend(fiber))
    },
    resumed: (fiber) => {
      if (fiberResume.hasSubscribers) fiberResume.publish({ fiber } satisfies FiberResume)
    },
    ended: (fiber) => {
      if (fiberEnd.hasSubscribers) fiberEnd.publish({ fiber, exit: exitOf(fiber) } satisfies FiberEnd)
    },
    unhandled: (context) => {
      if (unhandled.hasSubscribers) unhandled.publish(context)
    },
    site: () => undefined,
    since: () => undefined
  })
}

export const publishRunStart = (fiber: Fiber): void => {
  const { runStart } = open() ?? {}
  if (runStart?.hasSubscribers) runStart.publish({ fiber } satisfies RunStart)
}

/** `exit` is called only if somebody wants to know. */
export const publishRunEnd = (fiber: Fiber, exit: () => Exit<unknown, unknown>): void => {
  const { runEnd } = open() ?? {}
  if (runEnd?.hasSubscribers) runEnd.publish({ fiber, exit: exit() } satisfies RunEnd)
}
