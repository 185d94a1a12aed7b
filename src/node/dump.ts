/**
 * Dumps of fibers as a process makes them: with its number, and for how long it has been running.
 */
import type { FiberDump } from '../FiberDump.js'
import { dumpLoop } from '../internal/dump.js'
import type { Loop } from '../internal/loop.js'
import { nodeProcess } from './process.js'

/** What the fibers of a loop do; `reason` says what made somebody ask. */
export const dumpOf = (loop: Loop, reason?: string): FiberDump =>
  dumpLoop(loop, {
    ...(nodeProcess === undefined ? {} : { pid: nodeProcess.pid, uptime: nodeProcess.uptime() * 1000 }),
    ...(reason === undefined ? {} : { reason })
  })
