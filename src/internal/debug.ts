/**
 * Debug mode: where each fiber was started. Off, it costs nothing: no stack is captured, and no loop has an observer.
 */
import type { Fiber } from './fiber.js'
import type { Loop, LoopObserver } from './loop.js'
import type { Op } from './op.js'

/** What an environment variable says: `1` and `true` are on, empty, `0` and `false` are off. */
export const isDebug = (variable: string | undefined): boolean => variable === '1' || variable === 'true'

/** Where the body of a fiber was passed to `fork`, by body; null until some loop is in debug mode. */
let sites: WeakMap<Op, string> | null = null

/** To be called where a fork is described, which is in the user's code; where it is carried out, the user's code is gone. */
export const noteSite = (body: Op): void => {
  if (sites === null) return
  const site = callSite()
  if (site !== undefined) sites.set(body, site)
}

/** The first place on the stack that is not the library's own. */
const callSite = (): string | undefined => {
  const frames = new Error().stack?.split('\n').slice(1) ?? []
  const frame = frames.find(
    (line) => !/[\\/](?:dist[\\/](?:esm|cjs)|src)[\\/](?:internal[\\/]|[A-Z]\w*\.[jt]s)/.test(line)
  )
  return frame?.trim().replace(/^at /, '')
}

export const observeLoop = (loop: Loop): void => {
  sites ??= new WeakMap()
  const origins = new WeakMap<Fiber, string>()
  const observer: LoopObserver = {
    born: (fiber) => {
      const site = sites?.get(fiber.slot as Op)
      if (site !== undefined) origins.set(fiber, site)
    },
    ended: () => {},
    origin: (fiber) => {
      const site = origins.get(fiber)
      return site === undefined ? '' : `, started at ${site}`
    }
  }
  loop.observer = observer
}
