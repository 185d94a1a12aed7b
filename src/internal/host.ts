/**
 * What a loop needs from the platform under it: a clock, two ways to be called again, and one timer.
 * Everything that runs on real time goes through here; a loop on virtual time brings its own.
 */
export interface Host {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number
  /** Calls back soon, before timers and I/O. */
  readonly soon: (callback: () => void) => void
  /** Calls back once timers and I/O had their turn. */
  readonly later: (callback: () => void) => void
  readonly setTimer: (millis: number, callback: () => void) => unknown
  readonly clearTimer: (handle: unknown) => void
  /** Whether an armed timer keeps the process alive, where there is a process. */
  readonly holdTimer: (handle: unknown, held: boolean) => void
}

/** The parts of the platform that Node and browsers do not share. */
interface Platform {
  readonly setImmediate?: (callback: () => void) => unknown
}

/** A browser's message channel: Node's has other types, and is not used. */
interface BrowserChannel {
  readonly port1: { onmessage: () => void }
  readonly port2: { readonly postMessage: (message: null) => void }
}

const resolved = /*#__PURE__*/ Promise.resolve()

/** For one callback at a time: a loop asks for its next turn only when it has had the last one. */
const viaMessageChannel = (): ((callback: () => void) => void) => {
  const { port1, port2 } = new MessageChannel() as unknown as BrowserChannel
  return (callback) => {
    port1.onmessage = callback
    port2.postMessage(null)
  }
}

/** Node, browsers and workers. `setImmediate` where there is one, since a message channel would keep Node alive. */
export const makeHost = (): Host => {
  const immediate = (globalThis as Platform).setImmediate
  let later: ((callback: () => void) => void) | undefined
  return {
    now: () => performance.now(),
    soon: (callback) => void resolved.then(callback),
    later: (callback) => (later ??= immediate === undefined ? viaMessageChannel() : (f) => void immediate(f))(callback),
    setTimer: (millis, callback) => setTimeout(callback, millis),
    clearTimer: (handle) => clearTimeout(handle as number),
    holdTimer: (handle, held) => {
      const timer = handle as { readonly ref?: () => void; readonly unref?: () => void }
      if (held) timer.ref?.()
      else timer.unref?.()
    }
  }
}
