/**
 * What bundles for browsers get in place of dump.ts, by the `browser` field of package.json: dumps are there when the program
 * itself imports `FiberDump`, for they would be a quarter of a small bundle.
 */
import { RuntimeError } from '../Errors.js'
import type { FiberDump } from '../FiberDump.js'
import { getDumper } from '../internal/live.js'
import type { Loop } from '../internal/loop.js'

export const dumpOf = (loop: Loop): FiberDump => {
  const dumper = getDumper()
  if (dumper === null)
    throw new RuntimeError('Runner#dump: this bundle has no dumps in it; use FiberDump.of(runner.getLoop())')
  return dumper.take(loop)
}

export const useDumps = (): void => {}
