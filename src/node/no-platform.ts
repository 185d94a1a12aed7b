/**
 * What bundles for browsers get in place of platform.ts, by the `browser` field of package.json.
 */
import type { Coroutine } from '../Coroutine.js'
import { RuntimeError } from '../Errors.js'
import type { Executor } from '../Executor.js'
import type { FiberDump } from '../FiberDump.js'
import { getDumper } from '../internal/live.js'
import type { Loop } from '../internal/loop.js'
import { die } from '../internal/op.js'
import type * as platform from './platform.js'

/** Dumps are there when the program itself imports `FiberDump`. */
export const dumpOf = (loop: Loop): FiberDump => {
  const dumper = getDumper()
  if (dumper === null) throw new RuntimeError('no dumps here: import FiberDump')
  return dumper.take(loop)
}

const nothing = (): void => {}

export const prepare: () => void = nothing

/** Nobody can look into a thread that is stuck. */
export const detectBlocked = (): null => null
export const updateDetector: () => void = nothing

/** There are no diagnostics channels. */
export const publishFibers: () => void = nothing
export const publishRunStart: () => void = nothing
export const runEnded: () => void = nothing

/** There is no thread pool, and a program that wants one brings its own executor. */
export class LazyThreads implements Executor {
  submit(): Coroutine<unknown, never, never> {
    return die(new RuntimeError('no threads here: give the Runner an `executor`'))
  }
  running(): ReadonlyArray<string> {
    return []
  }
  end(): void {}
}

/** There is no telling when a browser has nothing left to do. */
export const watchIdle = (): (() => void) => nothing

/** For the same reason: it would be told when the page is gone. */
export const expectClose = (): (() => void) => nothing

/** There are no signals. */
export const checkDumpSignal: () => void = nothing

export const hasListener = (): boolean => false
export const isBrokenCall: () => boolean = hasListener

export const listen: typeof platform.listen = () => ({ settle: () => Promise.resolve(), stop: nothing })

export const onDumpSignal = (): (() => void) => nothing
