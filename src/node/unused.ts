/**
 * Debug mode, opt-in by the environment: coroutines that were built and never run, which is what a forgotten `yield*` does.
 *
 * A node is only a description, so nothing but its being read tells that it was run. With the option on, the first loop gives
 * the prototype of the nodes an accessor where each of them would get its field `tag`: it hears of every node that is built
 * and of every one that somebody looks at. With the option off nothing is done, and the nodes are what they always are.
 *
 * A coroutine is a value, and may well be built for a case that does not come. What a forgotten `yield*` leaves behind is
 * different in that nobody holds it, and this at once. So places are judged, not nodes: soon after something was built at a
 * new place, the garbage is collected. A place is fine if something from there was run or is still held; it is reported if
 * something from there is gone, was not run, and was not passed to another node. As each place is judged once, that is as
 * many collections as a program has places at most. What a closure holds cannot be seen, so a branch that was built in
 * advance is reported as well if all this took no time, and it was never taken.
 */
import { isDebug } from '../internal/debug.js'
import { isOp, Op, Tag } from '../internal/op.js'
import { nodeProcess, type NodeProcess, printLine } from './process.js'
import { type Frame, places } from './watchdog.js'

/** Where the user's code has built something. */
interface Place {
  /** The innermost first: a function that builds coroutines is told by who has called it. */
  readonly frames: ReadonlyArray<Frame>
  state: 'New' | 'Fine' | 'Lost'
  /** How many of its nodes were neither run nor passed to another one, and how many of them were reported. */
  unused: number
  reported: number
}

/** Behind a node: its tag, and where it was built as long as it was not used. */
interface Watched {
  [tagOf]: Tag
  [placeOf]: Place | undefined
}
const tagOf = Symbol('tag')
const placeOf = Symbol('place')

/** So many frames of the user's code tell one place from another. */
const depth = 4
/** So many frames of the library and of others may lie above those. */
const overhead = 30

class UnusedWatch {
  private readonly places = new Map<string, Place>()
  /** Built at places that are not judged yet. */
  private readonly fresh = new Set<WeakRef<Op & Watched>>()

  constructor(
    private readonly process: NodeProcess,
    /** What the paths of the library's files begin with. */
    private readonly home: string
  ) {}

  /** A node has its fields. */
  built(node: Op & Watched, tag: Tag): void {
    this.embedded(node.first, 2)
    this.embedded(node.second, 2)
    // to forget a plain value changes nothing, and frames of the interpreter are no descriptions
    const isFrame = tag > Tag.GenK || (tag >= Tag.FlatMap && tag <= Tag.OnInterrupt && !isOp(node.first))
    if (tag === Tag.Succeed || isFrame) return
    const place = this.whereBuilt()
    if (place === null || place.state === 'Fine') return
    node[placeOf] = place
    place.unused++
    if (place.state === 'Lost') return
    if (this.fresh.size === 0) setImmediate(this.judge).unref()
    this.fresh.add(new WeakRef(node))
  }

  /** Somebody looks what a node is, or asks it for its iterator: it is run. */
  run(node: Watched): void {
    const place = node[placeOf]
    if (place === undefined) return
    place.state = 'Fine'
    node[placeOf] = undefined
  }

  /** What a node is built from is not lost with it: the nodes in its fields, and in the lists and records there. */
  private embedded(value: unknown, levels: number): void {
    if (typeof value !== 'object' || value === null) return
    if (value instanceof Op) {
      const node = value as Partial<Watched>
      if (node[placeOf] !== undefined) node[placeOf].unused--
      node[placeOf] = undefined
    } else if (Array.isArray(value)) for (const item of value) this.embedded(item, levels - 1)
    else if (levels > 0) {
      // no getter is called: they may be anybody's
      for (const { value: field } of Object.values(Object.getOwnPropertyDescriptors(value)))
        if (field instanceof Op || Object.getPrototypeOf(value) === Object.prototype) this.embedded(field, levels - 1)
    }
  }

  /** Null where the library has built something for itself. */
  private whereBuilt(): Place | null {
    const frames: Array<Frame> = []
    for (const site of callSites()) {
      const url = site.getFileName() ?? ''
      if (url === '' || url.startsWith('node:') || /[\\/]node_modules[\\/]fp-ts[\\/]/.test(url)) continue
      const isLibrary = url.startsWith(this.home)
      if (isLibrary && (frames.length > 0 || site.getFunctionName() === 'interpret')) break
      if (isLibrary) continue
      const [line, column] = [site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1]
      if (frames.push({ name: '', url, line: line - 1, column: column - 1 }) === depth) break
    }
    if (frames.length === 0) return null
    const key = frames.map(({ url, line, column }) => `${url}:${line}:${column}`).join()
    let place = this.places.get(key)
    if (place === undefined) this.places.set(key, (place = { frames, state: 'New', unused: 0, reported: 0 }))
    return place
  }

  /** Looks what has become of the nodes from new places. */
  private readonly judge = (): void => {
    if (this.fresh.size === 0) return
    collectGarbage(this.process)
    const gone = new Set<Place>()
    for (const place of this.places.values()) if (place.state === 'New' && place.unused > 0) gone.add(place)
    for (const ref of this.fresh) {
      const place = ref.deref()?.[placeOf]
      if (place !== undefined) gone.delete(place)
    }
    this.fresh.clear()
    for (const place of gone) {
      place.state = 'Lost'
      this.report(place)
    }
    for (const place of this.places.values()) if (place.state === 'New') place.state = 'Fine'
  }

  private report(place: Place): void {
    place.reported = place.unused
    const [at, ...callers] = place.frames.flatMap((frame) => places(this.process, [frame]))
    const where = [at, ...callers.map((caller) => `called at ${caller}`)].join(', ')
    const times = place.unused === 1 ? '' : `, ${place.unused} times`
    printLine(`fiber-ts: a coroutine was built and never run (${where})${times}: did you forget yield*?`)
  }

  /** At the end of the process: judges the last ones, and tells of places again that went on. */
  readonly end = (): void => {
    this.judge()
    for (const place of this.places.values())
      if (place.state === 'Lost' && place.unused > place.reported) this.report(place)
  }
}

const callSites = (): ReadonlyArray<NodeJS.CallSite> => {
  const { prepareStackTrace, stackTraceLimit } = Error
  Error.prepareStackTrace = (_, sites) => sites
  Error.stackTraceLimit = overhead
  const { stack } = new Error()
  Error.prepareStackTrace = prepareStackTrace
  Error.stackTraceLimit = stackTraceLimit
  return stack as unknown as ReadonlyArray<NodeJS.CallSite>
}

const collectGarbage = (process: NodeProcess): void => {
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
  const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void
  gc()
}

const watch = (process: NodeProcess): void => {
  // which frames are the library's cannot be told in a bundle
  const home = /^(.*[\\/](?:dist[\\/]\w+|src)[\\/])node[\\/]\w+\.[jt]s$/.exec(callSites()[0]?.getFileName() ?? '')?.[1]
  if (home === undefined) return
  const nodes = new UnusedWatch(process, home)
  const iterator = Op.prototype[Symbol.iterator]
  const name = Object.getOwnPropertyDescriptor(Op.prototype, '_tag')?.get as (this: { readonly tag: Tag }) => string
  Object.defineProperties(Op.prototype, {
    tag: {
      get(this: Op & Watched) {
        nodes.run(this)
        return this[tagOf]
      },
      // assigned last, by the constructor
      set(this: Op & Watched, tag: Tag) {
        this[tagOf] = tag
        nodes.built(this, tag)
      }
    },
    // whoever prints a node has not run it
    _tag: {
      get(this: Op & Watched) {
        return name.call({ tag: this[tagOf] })
      }
    },
    [Symbol.iterator]: {
      value(this: Op & Watched) {
        nodes.run(this)
        return iterator.call(this)
      }
    }
  })
  process.on('exit', nodes.end)
}

let isDecided = false

/** From the first call on coroutines are watched, if the environment asks for it. */
export const watchUnused = (): void => {
  if (isDecided) return
  isDecided = true
  if (isDebug(nodeProcess?.env['FIBER_TS_DEBUG_UNUSED'])) watch(nodeProcess as NodeProcess)
}
