/**
 * A schedule as a string: how often the usual option is chosen, and which other one then, again and again; behind that, who is
 * interrupted where, and a hash of what there was to choose from.
 *
 *   cf1.12-1.3-0.i4-1.h1x2y3z      12 usual choices, then option 1, 3 usual ones, then option 0; nobody deviates from then on;
 *                                  before place 4, option 1 is interrupted
 */
import type { Options, Run, Schedule } from './strategy.js'

export interface Trace {
  /** By number of the choice; where there is nothing, the usual option is chosen. */
  readonly chosen: ReadonlyMap<number, number>
  readonly interruption: { readonly place: number; readonly option: number; readonly whom: 'root' | 'all' } | null
  readonly hash: string
}

const version = 'cf1'

const number = (n: number): string => n.toString(36)

export const writeTrace = (run: Run, interruption: Trace['interruption'], hash: number): string => {
  const parts = [version]
  let skipped = 0
  for (let i = 0; i < run.length; i++) {
    if (run.chosen[i] === run.usual[i]) skipped++
    else {
      parts.push(`${number(skipped)}-${number(run.chosen[i] as number)}`)
      skipped = 0
    }
  }
  if (interruption !== null) {
    const { place, option, whom } = interruption
    parts.push(`${whom === 'root' ? 'i' : 'a'}${number(place)}-${number(option)}`)
  }
  parts.push(`h${number(hash >>> 0)}`)
  return parts.join('.')
}

const malformed = (trace: string): never => {
  throw new TypeError(
    `a trace was expected, as a failed exploration prints it (${version}.…), got ${JSON.stringify(trace)}`
  )
}

export const readTrace = (trace: string): Trace => {
  const [start, ...parts] = String(trace).trim().split('.')
  const last = /^h([0-9a-z]{1,7})$/.exec(parts.pop() ?? '')
  if (start !== version || last === null) return malformed(trace)
  const chosen = new Map<number, number>()
  let interruption: Trace['interruption'] = null
  let choice = -1
  for (const part of parts) {
    const match = /^([ia]?)([0-9a-z]+)-([0-9a-z]+)$/.exec(part)
    if (match === null) return malformed(trace)
    const [place, option] = [parseInt(match[2] as string, 36), parseInt(match[3] as string, 36)]
    if (match[1] !== '') interruption = { place, option, whom: match[1] === 'i' ? 'root' : 'all' }
    else chosen.set((choice += place + 1), option)
  }
  return { chosen, interruption, hash: last[1] as string }
}

/** Whether a run had the same to choose from as the one that a trace was made of. */
export const isSame = (trace: Trace, hash: number): boolean => trace.hash === number(hash >>> 0)

export const scheduleOf = ({ chosen, interruption }: Trace): Schedule => {
  let choice = 0
  let place = 0
  return {
    ...(interruption !== null && { interrupts: interruption.whom }),
    choose: (kind, options: Options) => {
      if (kind === 'fiber') return chosen.get(choice++) ?? options.usual
      return place++ === interruption?.place ? interruption.option : 0
    }
  }
}
