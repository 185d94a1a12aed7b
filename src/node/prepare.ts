/**
 * What a process has from its first loop on.
 */
import { drawDump } from '../internal/draw.js'
import { setDumper } from '../internal/live.js'
import { dumpOf } from './dump.js'
import { watchUnused } from './unused.js'

/** Whoever looks at this process from outside sees whole dumps, and coroutines are watched if the environment asks for it. */
export const prepare = (): void => {
  setDumper({ take: dumpOf, draw: drawDump })
  watchUnused()
}
