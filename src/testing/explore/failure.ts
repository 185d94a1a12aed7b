/**
 * A failure, told: searched for again with fewer preemptions, run once more for its table, and put in words.
 */
import { whatToDo } from '../outside.js'
import { type Ran, type Explorer } from './run.js'
import { bounded, sweep } from './strategies.js'
import { type Schedule, type Search, seeded, type Strategy } from './strategy.js'
import { Recorder } from './table.js'
import { isSame, readTrace, scheduleOf, writeTrace } from './trace.js'
import type { Verdict, Waiting } from './verdict.js'

export interface Found<E, A> {
  readonly verdict: Verdict<E, A>
  readonly trace: string
  readonly preemptions: number
  readonly interrupts: 'root' | 'all' | undefined
}

export const found = <E, A>({ control, verdict }: Ran<E, A>, schedule: Schedule): Found<E, A> => {
  const { interruption, choices, hash } = control
  const whom = schedule.interrupts ?? 'root'
  return {
    verdict,
    trace: writeTrace(choices, interruption === null ? null : { ...interruption, whom }, hash),
    preemptions: choices.preemptions,
    interrupts: interruption === null ? undefined : whom
  }
}

/** Runs what a search asks for, and answers the first run that ends as the failed one did. */
const searchSame = <R, E, A>(
  explorer: Explorer<R, E, A>,
  search: Search,
  tag: string,
  runs: number
): Found<E, A> | null => {
  let places = 0
  for (let run = 0; run < runs; run++) {
    const schedule = search.next({ run, schedules: runs, choices: 0, places })
    if (schedule === undefined) return null
    const ran = explorer.run(schedule)
    if (run === 0) places = ran.control.looks
    if (ran.verdict._tag === tag) return found(ran, schedule)
    search.end?.(explorer.choices)
  }
  return null
}

/** The same failure with fewer preemptions, if there is one: searched for from 0 on, so the first that is found has the fewest. */
export const shrink = <R, E, A>(explorer: Explorer<R, E, A>, failure: Found<E, A>, runs: number): Found<E, A> => {
  const { verdict, preemptions, interrupts } = failure
  const start = (strategy: Strategy): Search => strategy.start(seeded(0))
  if (preemptions === 0) return failure
  if (interrupts === undefined)
    return searchSame(explorer, start(bounded(preemptions - 1)), verdict._tag, runs) ?? failure
  return (
    searchSame(explorer, start(bounded(preemptions)), verdict._tag, runs) ??
    searchSame(explorer, start(sweep(interrupts)), verdict._tag, runs) ??
    failure
  )
}

/** An error as a test wants to see it: all of it. */
const show = (error: unknown): string => {
  if (error instanceof Error) return `${error.name}: ${error.message}`
  try {
    return typeof error === 'object' ? JSON.stringify(error) : String(error)
  } catch {
    return String(error)
  }
}

export const summary = <E, A>(verdict: Verdict<E, A>): string => {
  switch (verdict._tag) {
    case 'Ok':
      return 'ok'
    case 'Failed':
      return `failed: ${show(verdict.error)}`
    case 'Deadlock':
      return `deadlock: ${inCycle(verdict).map(wait).join(', ')}`
    case 'Livelock':
      return `livelock: the program has not ended after ${verdict.steps} steps`
    case 'Leak':
      return `leak: the program has ended, and left ${verdict.left.join('; ')}`
    case 'Unhandled':
      return `unhandled: ${verdict.failures.map(({ message, exception }) => `${message}: ${show(exception)}`).join('; ')}`
    case 'Invariant':
      return `invariant: ${JSON.stringify(verdict.name)} does not hold after step ${verdict.step}`
    case 'Uncontrolled':
      return verdict.waiting.length === 0
        ? `uncontrolled: ${verdict.message}`
        : `uncontrolled: ${verdict.message}: ${verdict.waiting.map(wait).join(', ')}\n${whatToDo}`
  }
}

/** The fibers that wait for one another, if there are some, or else all. */
const inCycle = ({
  waiting,
  cycle
}: Verdict<unknown, unknown> & { readonly _tag: 'Deadlock' }): ReadonlyArray<Waiting> =>
  cycle.length === 0 ? waiting : cycle.flatMap((path) => waiting.filter((each) => each.path === path))

const wait = ({ path, name, waitsFor, heldBy, origin }: Waiting): string => {
  const called = name === undefined ? path : `${path} ${JSON.stringify(name)}`
  const by = heldBy.length === 0 || waitsFor.includes('fiber') ? '' : ` (${heldBy.join(', ')})`
  return `${called} waits for ${waitsFor}${by}${origin === undefined ? '' : `, forked at ${origin}`}`
}

/** Runs a failed schedule again, and writes down what happens. */
export const tell = <R, E, A>(
  explorer: Explorer<R, E, A>,
  failure: Found<E, A>
): { readonly verdict: Verdict<E, A>; readonly table: string } => {
  const recorder = new Recorder()
  const trace = readTrace(failure.trace)
  const { verdict, control } = recorder.watch(() => explorer.run(scheduleOf(trace), recorder))
  const table = recorder.table()
  if (verdict._tag === failure.verdict._tag && isSame(trace, control.hash)) return { verdict, table }
  return {
    table,
    verdict: {
      _tag: 'Uncontrolled',
      waiting: [],
      message: `it did not do the same twice under one schedule (the first time: ${summary(failure.verdict)}): chance, the clock or something that outlives a run decides`
    }
  }
}
