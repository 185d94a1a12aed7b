/**
 * Debug mode: where each fiber was started, and which steps take too long. Off, it costs nothing: no stack is captured, and
 * no loop has an observer of it.
 */
import { type Fiber, label, State } from './fiber.js'
import type { Loop } from './loop.js'
import { addObserver } from './observe.js'
import { isOp, Op } from './op.js'

/** What an environment variable says: `1` and `true` are on, empty, `0` and `false` are off. */
export const isDebug = (variable: string | undefined): boolean => variable === '1' || variable === 'true'

// -------------------------------------------------------------------------------------
// where fibers were started
// -------------------------------------------------------------------------------------

/** Where the body of a fiber was passed to `fork`, by body; null until some loop is in debug mode. */
let sites: WeakMap<Op, string> | null = null

/** How many loops in debug mode are open: when there is none any more, no stack is captured. */
let watched = 0

/**
 * To be called where a fork is described, which is in the user's code; where it is carried out, the user's code is gone.
 * Answers the body to fork: in debug mode a copy, since one body may be forked in several places.
 */
export const noteSite = (body: Op): Op => {
  if (watched === 0 || sites === null || !isOp(body)) return body
  const site = callSite()
  if (site === undefined) return body
  const copy = new Op(body.tag, body.first, body.second)
  sites.set(copy, site)
  return copy
}

/** So many frames of the library may lie between a place in the user's code and the look at the stack. */
const depth = 30

/** The first place on the stack that is neither the library's own nor fp-ts' (`pipe`); undefined where that is not known. */
export const callSite = (): string | undefined => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = depth
  const stack = new Error().stack ?? ''
  Error.stackTraceLimit = limit
  const frames = stack.split('\n').filter((line) => /:\d+:\d+\)?$/.test(line))
  const library = /([^(@\s]*?)(?:internal|node)[\\/]\w+\.[jt]s/.exec(frames[0] ?? '')?.[1]
  // a bundle: which frames are the library's cannot be told
  if (library === undefined) return undefined
  const frame = frames.find((line) => !line.includes(library) && !/[\\/]node_modules[\\/]fp-ts[\\/]/.test(line))
  // a generator's own frame is called after the field that its function stands in
  return frame?.trim().replace(/^at (?:Op\.\w+ \((.*)\)$)?/, '$1')
}

// -------------------------------------------------------------------------------------
// steps that take too long
// -------------------------------------------------------------------------------------

/** Takes the place of the loop's own methods between which fibers run, so that a loop outside of debug mode measures nothing. */
const watchSteps = (
  loop: Loop,
  longest: number,
  entered: WeakMap<Fiber, number>,
  mark: (fiber: Fiber | null) => void
): void => {
  const own = {
    enter: loop.enter,
    next: loop.next,
    look: loop.look,
    enqueue: loop.enqueue
  }
  /** When the running fiber has begun, or was last seen to give way. */
  let since = 0
  const check = (fiber: Fiber | null): void => {
    const now = loop.now()
    const took = now - since
    since = now
    if (fiber === null) return
    if (fiber.state === State.Parked) entered.set(fiber, now)
    if (took > longest)
      console.error(
        `fiber-ts: fiber ${label(fiber)} ran for ${Math.round(took)} ms without giving way${loop.origin(fiber)}`
      )
  }
  const runs = (fiber: Fiber | null): void => {
    since = loop.now()
    if (fiber !== null) entered.set(fiber, since)
  }
  Object.assign(loop, {
    enter: (fiber: Fiber, alone: boolean): void => {
      runs(fiber)
      mark(fiber)
      try {
        own.enter.call(loop, fiber, alone)
        // whoever runs alone is followed by no other, at whom it would be looked at
        if (alone) check(fiber)
      } finally {
        mark(null)
      }
    },
    next: (): Fiber | null => {
      check(loop.current)
      const next = own.next.call(loop)
      runs(next)
      if (loop.current !== null) mark(next)
      return next
    },
    look: (fiber: Fiber, looks: number, op: Op): boolean => {
      check(fiber)
      const gives = own.look.call(loop, fiber, looks, op)
      if (gives) entered.set(fiber, since)
      else mark(fiber)
      return gives
    },
    enqueue: (fiber: Fiber): void => {
      entered.set(fiber, loop.now())
      own.enqueue.call(loop, fiber)
    }
  })
}

/** Puts a loop in debug mode. `mark` hears of each step that begins, and of null when none runs any more. */
export const observeLoop = (
  loop: Loop,
  slowCallbackDuration: number,
  mark: (fiber: Fiber | null) => void = () => {}
): void => {
  if (loop.isDebug()) return
  sites ??= new WeakMap()
  const origins = new WeakMap<Fiber, string>()
  const entered = new WeakMap<Fiber, number>()
  loop.debug = true
  watched++
  const close = loop.close
  loop.close = () => {
    if (!loop.isClosed()) watched--
    close.call(loop)
  }
  addObserver(loop, {
    born: (fiber) => {
      entered.set(fiber, loop.now())
      const site = sites?.get(fiber.slot as Op)
      if (site !== undefined) origins.set(fiber, site)
    },
    ended: () => {},
    site: (fiber) => origins.get(fiber),
    since: (fiber) => entered.get(fiber)
  })
  watchSteps(loop, slowCallbackDuration, entered, mark)
}
