/**
 * What a process has from its first loop on.
 */
import { drawDump } from '../internal/draw.js'
import { setDumper } from '../internal/live.js'
import { dumpOf } from './dump.js'
import { printCoroutines, printFibers } from './printing.js'
import { watchUnused } from './unused.js'

/**
 * Whole dumps for whoever looks from outside, fibers and coroutines that can be printed (in a bundle too, where platform.ts is
 * not run), and a watch of coroutines if that is asked for.
 */
export const prepare = (): void => {
  setDumper({ take: dumpOf, draw: drawDump })
  printFibers()
  printCoroutines()
  watchUnused()
}
