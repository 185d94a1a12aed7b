/**
 * A run as a table: a row for each operation, a column for each fiber. `…` behind an operation says that the fiber waits there.
 */
import type { Interrupt } from '../../Cause.js'
import { callSite } from '../../internal/debug.js'
import { type Fiber, State } from '../../internal/fiber.js'
import { yieldOp } from '../../internal/async.js'
import { Op, Tag } from '../../internal/op.js'
import { Permits, Request } from '../../internal/permits.js'
import type { Observer } from './control.js'
import { isBefore, type Place } from './places.js'

interface Row {
  readonly step: number | null
  readonly now: number
  readonly place: Place
  text: string
  readonly site: string | undefined
}

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/** What the functions of the library are called by users. */
const names: Readonly<Record<string, string>> = {
  forkChild: 'fork',
  forkInLoop: 'forkDaemon',
  joinFiber: 'join',
  awaitOutcome: 'Deferred.await',
  traverse: 'all',
  askAll: 'interrupt',
  awaitOthers: 'await',
  waitFor: 'Event.wait',
  arrive: 'Barrier.wait',
  completeWith: 'Deferred.done',
  runTask: 'fromTask',
  runAbortable: 'promise',
  registerCallback: 'async',
  change: 'Ref.modify'
}

const longest = 28

const cut = (text: string): string => {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/(?<=\() | (?=\))/g, '')
    .trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** Operations that say what they wait for. */
const saysItAll = /^(?:sleep|timeout|all|race|raceFirst|join)\b/

const article = /^an? /

const primitive = (step: Op): string => {
  if (step === yieldOp) return 'yield'
  const argument: unknown = step.second
  const name: string = (step.first as { readonly name: string }).name
  if (argument instanceof Request || argument instanceof Permits) {
    const { kind } = argument instanceof Request ? argument.permits : argument
    return `${name.startsWith('give') ? 'release' : 'acquire'} ${kind.replace(article, '')}`
  }
  if (name === 'sleep') return `sleep ${String(argument)}`
  return names[name] ?? (name === '' ? 'a step' : name)
}

/** An operation in a few words. */
const operation = (step: Op): string => {
  if (step.tag === Tag.Primitive) return primitive(step)
  if (step.tag === Tag.Sync || step.tag === Tag.Suspend) {
    const source = String(step.first)
    return cut(source.includes('[native code]') ? 'a step' : source.replace(/^\(\) => (?:void )?/, ''))
  }
  return step._tag.replace(/^./, (first) => first.toLowerCase()).replace(/K$/, '')
}

// -------------------------------------------------------------------------------------
// where the user's code stands
// -------------------------------------------------------------------------------------

/** Of a place in the user's code: the file without its directories, and the line. */
const short = (site: string | undefined): string | undefined => /([^/\\()]+:\d+):\d+\)?$/.exec(site ?? '')?.[1]

/**
 * Runs a function, and meanwhile hears of each `yield*` on a coroutine, with where it is. A generator asks the coroutine for
 * its iterator from that very line.
 */
const whereYielded = <A>(hear: (site: string | undefined) => void, f: () => A): A => {
  const own = Op.prototype[Symbol.iterator]
  Op.prototype[Symbol.iterator] = function (this: Op) {
    hear(short(callSite()))
    return own.call(this)
  }
  try {
    return f()
  } finally {
    Op.prototype[Symbol.iterator] = own
  }
}

// -------------------------------------------------------------------------------------
// recording
// -------------------------------------------------------------------------------------

export class Recorder implements Observer {
  private readonly rows: Array<Row> = []
  private readonly last = new Map<Place, Row>()
  private readonly columns: Array<Place> = []
  private readonly labels = new Map<Place, string>()
  private readonly sites = new Map<Place, string | undefined>()
  private readonly origins = new Map<Place, string | undefined>()
  private steps = 0
  /** Whose step is being run. */
  current: () => Place | null = () => null

  /** Runs a function, and notes meanwhile where the user's code stands. */
  watch<A>(f: () => A): A {
    return whereYielded((site) => {
      const place = this.current()
      if (place !== null) this.sites.set(place, site)
    }, f)
  }

  origin(place: Place): string | undefined {
    return this.origins.get(place)
  }

  born(place: Place, parent: Place | null): void {
    this.columns.push(place)
    this.origins.set(place, parent === null ? undefined : this.sites.get(parent))
  }

  step(place: Place, step: Op, now: number, isDue: boolean): void {
    const row = {
      step: ++this.steps,
      now,
      place,
      text: isDue ? `stopped before ${operation(step)}` : operation(step),
      site: this.sites.get(place)
    }
    this.rows.push(row)
    this.last.set(place, row)
  }

  parked(place: Place, waitsFor: string): void {
    const row = this.last.get(place)
    if (row !== undefined)
      row.text += saysItAll.test(row.text) || row.text.includes(waitsFor.replace(article, '')) ? ' …' : ` … ${waitsFor}`
  }

  ended(place: Place): void {
    const fiber = place.fiber as Fiber
    this.labels.set(place, labelOf(place))
    const how = fiber.state === State.Succeeded ? 'ends' : `ends: ${failure(fiber.slot)}`
    this.rows.push({ step: null, now: fiber.loop.now(), place, text: how, site: undefined })
  }

  interrupted(place: Place, now: number): void {
    this.rows.push({ step: null, now, place, text: '⚡ interrupted from outside', site: undefined })
  }

  table(): string {
    const columns = [...this.columns].sort((a, b) => (isBefore(a, b) ? -1 : 1))
    const lines = this.rows.map(({ step, now, place, text, site }) => [
      step === null ? '' : String(step),
      String(now),
      site ?? '',
      ...columns.map((column) => (column === place ? text : ''))
    ])
    return align([
      ['step', 'ms', 'where', ...columns.map((place) => this.labels.get(place) ?? labelOf(place))],
      ...lines
    ])
  }
}

export const labelOf = (place: Place): string =>
  place.fiber?.name === undefined ? place.path : `${place.path} ${JSON.stringify(place.fiber.name)}`

const failure = (cause: Op): string => {
  if (cause.tag === Tag.Fail) return `fails with ${cut(String(cause.first))}`
  if (cause.tag === Tag.Die) return `dies with ${cut(String(cause.first))}`
  const { reason } = cause.first as Interrupt
  return `interrupted${reason === undefined ? '' : ` (${cut(String(reason))})`}`
}

/** The first two columns to the right, the others to the left. */
const align = (lines: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = (lines[0] as ReadonlyArray<string>).map((_, i) =>
    lines.reduce((width, line) => Math.max(width, (line[i] as string).length), 0)
  )
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i < 2 ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number)))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}
