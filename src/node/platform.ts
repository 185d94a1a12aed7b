/**
 * What a run has of Node besides `process`: signals, the watchdogs, threads, dumps, diagnostics channels, how long Node stays
 * alive, and what was left open when it ends.
 *
 * It stands together here because bundles for browsers get no-platform.ts in its place, by the `browser` field of
 * package.json: none of it can work there, and it would be half of a small bundle.
 */
import { printCoroutines } from './printing.js'

export { detectBlocked, updateDetector } from './blocked.js'
export { publishFibers, publishRunStart } from './channels.js'
export { dumpOf } from './dump.js'
export { LazyThreads } from './executor.js'
export { watchIdle } from './idle.js'
export { prepare } from './prepare.js'
export { runEnded } from './run-end.js'
export { checkDumpSignal, hasListener, isBrokenCall, listen, onDumpSignal } from './signals.js'
export { expectClose } from './unclosed.js'

// what is printed before the first loop is there is most often what should have been run
printCoroutines()
