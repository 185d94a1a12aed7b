/**
 * A dump of fibers as text. A pure function of the value, and without recursion: fibers may be nested deeper than a stack.
 */
import type { FiberDump, FiberInfo, Wait } from '../FiberDump.js'

/** From so many on, siblings that look the same are one line. */
const manySiblings = 20

/** Deeper fibers are not moved further to the right. */
const deepest = 30

/** Names longer than this do not move the columns of all the others. */
const widest = 48

/** So many fibers are named where several are waited for. */
const mostNamed = 5

interface Node {
  readonly info: FiberInfo
  /** What it shows but for its number, and what its children do: the same number for siblings that look the same. */
  look: number
  children: Array<Node>
}

interface Branch {
  readonly node: Node
  /** How many siblings the line stands for; 0 for itself only. */
  readonly count: number
  readonly before: string
  branch: '' | '├ ' | '└ '
}

interface Line {
  readonly head: string
  readonly state: string
  readonly rest: string
}

/** A dump as text, with so many lines of fibers at most. */
export const drawDump = (dump: FiberDump, most: number = Infinity): string => {
  const draw = new Drawing(dump)
  const lines = draw.tree(most)
  const width = lines.reduce((most, { head }) => (head.length > widest ? most : Math.max(most, head.length)), 0)
  const stateWidth = lines.reduce((most, { state }) => Math.max(most, state.length), 0)
  return [
    draw.header(),
    ...lines.map(({ head, state, rest }) =>
      `${head.padEnd(width)}  ${rest === '' ? state : state.padEnd(stateWidth)}  ${rest}`.trimEnd()
    ),
    ...draw.footer()
  ].join('\n')
}

class Drawing {
  private readonly nodes = new Map<number, Node>()
  private readonly roots: Array<Node> = []
  /** The number of the cycle that a fiber stands in. */
  private readonly cycleOf = new Map<number, number>()

  constructor(private readonly dump: FiberDump) {
    dump.cycles.forEach((cycle, index) => {
      for (const id of cycle) this.cycleOf.set(id, index + 1)
    })
    const inOrder: Array<Node> = []
    let most = 0
    for (const info of dump.fibers) {
      const node: Node = { info, look: 0, children: [] }
      this.nodes.set(info.id, node)
      inOrder.push(node)
      const parent = info.parent === null ? undefined : this.nodes.get(info.parent)
      most = Math.max(most, (parent?.children ?? this.roots).push(node))
    }
    if (most < manySiblings) return
    // children before their parents: the look of a subtree is made of those of its parts
    const looks = new Map<string, number>()
    for (let node = inOrder.pop(); node !== undefined; node = inOrder.pop()) {
      const { info, children } = node
      const parts = children.length === 0 ? '' : children.map((child) => child.look).join()
      const text = `${info.name}\n${this.state(info)}\n${this.rest(info, false)}\n${parts}`
      let look = looks.get(text)
      if (look === undefined) looks.set(text, (look = looks.size))
      node.look = look
    }
  }

  header(): string {
    const { dump } = this
    const count = { Ready: 0, Running: 0, Suspended: 0 }
    let sleeping = 0
    let next = Infinity
    for (const { state, waitsFor } of dump.fibers) {
      count[state]++
      if (waitsFor === null || waitsFor.until === null) continue
      sleeping++
      next = Math.min(next, waitsFor.until)
    }
    // who should have been woken by now: by so much the loop is behind
    const lag = Math.round(dump.at - next)
    return [
      `${dump.fibers.length === 1 ? '1 fiber' : `${dump.fibers.length} fibers`}: ${count.Running} running, ${count.Ready} ready, ${count.Suspended} suspended (${sleeping} sleeping)`,
      ...(dump.pid === null ? [] : [`pid ${dump.pid}`]),
      ...(dump.uptime === null ? [] : [`up ${duration(dump.uptime)}`]),
      ...(lag > 0 ? [`lag ${duration(lag)}`] : []),
      ...(dump.isShuttingDown ? ['shutting down'] : []),
      ...(dump.reason === null ? [] : [dump.reason])
    ].join(' · ')
  }

  tree(most: number): ReadonlyArray<Line> {
    const lines: Array<Line> = []
    const pending: Array<Branch> = []
    const expect = (siblings: ReadonlyArray<Node>, before: string, isTop: boolean): void => {
      const counts = countAlike(siblings)
      const from = pending.length
      for (const node of siblings) {
        const count = counts?.get(node.look) ?? 0
        // the first of many stands for the others
        if (count === folded) continue
        pending.push({ node, count, before, branch: isTop ? '' : '├ ' })
        if (count > 0) counts?.set(node.look, folded)
      }
      const last = pending[pending.length - 1]
      if (last !== undefined && !isTop && pending.length > from) last.branch = '└ '
      reverse(pending, from)
    }
    expect(this.roots, '', true)
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (lines.length === most) {
        lines.push({ head: '…', state: '', rest: '' })
        break
      }
      const { node, count, before, branch } = next
      const { info } = node
      const times = count === 0 ? '' : ` ×${count}`
      lines.push({
        head: `${before}${branch}#${info.id}${times}${info.name === null ? '' : ` ${JSON.stringify(info.name)}`}`,
        state: this.state(info),
        rest: this.rest(info, true)
      })
      if (node.children.length === 0) continue
      const isDeep = before.length >= 2 * deepest
      expect(node.children, isDeep ? before : before + (branch === '' ? '' : branch === '└ ' ? '  ' : '│ '), false)
    }
    return lines
  }

  footer(): ReadonlyArray<string> {
    return this.dump.cycles.map((cycle, index) => {
      const links = cycle.map((id) => `${this.label(id)} → ${this.nodes.get(id)?.info.waitsFor?.what ?? '?'} →`)
      return `cycle ${index + 1}: ${links.join(' ')} ${this.label(cycle[0] as number)}`
    })
  }

  private label(id: number): string {
    const name = this.nodes.get(id)?.info.name ?? null
    return name === null ? `#${id}` : `#${id} ${JSON.stringify(name)}`
  }

  private state({ state, since }: FiberInfo): string {
    return state.toLowerCase() + (since === null ? '' : ` ${duration(this.dump.at - since)}`)
  }

  /** All that comes after the state; what differs between siblings that do the same is left out of what they are compared by. */
  private rest(info: FiberInfo, isDrawn: boolean): string {
    const { waitsFor, interruption, open, startedAt } = info
    const cycle = this.cycleOf.get(info.id)
    const parts: Array<string> = []
    if (waitsFor !== null) parts.push(this.wait(waitsFor, isDrawn))
    if (cycle !== undefined) parts.push(`● cycle ${cycle}`)
    if (open.length > 0) parts.push(`open: ${counted(open)}`)
    if (info.isFinalizing) parts.push('finalizing')
    else if (!info.isInterruptible) parts.push('uninterruptible')
    if (interruption !== null) {
      const by = typeof interruption.by === 'number' ? this.label(interruption.by) : interruption.by
      const why = interruption.reason === null ? '' : ` (${interruption.reason})`
      const when = isDrawn ? ` ${duration(this.dump.at - interruption.at)} ago` : ''
      parts.push(`${interruption.isPending ? 'interrupt pending' : 'interrupted'}: by ${by}${why}${when}`)
    }
    if (startedAt !== null) parts.push(`started at ${startedAt}`)
    return parts.join('  ')
  }

  private wait({ what, heldBy, until }: Wait, isDrawn: boolean): string {
    const left = until === null || !isDrawn ? '' : `, ${duration(Math.max(0, until - this.dump.at))} left`
    if (heldBy.length === 0) return what + left
    // a permit that was taken by hand outlives who took it
    const named = heldBy
      .slice(0, mostNamed)
      .map((id) => (this.nodes.has(id) ? this.label(id) : `#${id} (which has ended)`))
    if (heldBy.length > mostNamed) named.push('…')
    return `${what}${left}, held by ${named.join(', ')}`
  }
}

/** In place of a count, where the line that stands for all of them is there already. */
const folded = -1

/** How many siblings have the same look, for those looks that many have; null where there are too few siblings for that. */
const countAlike = (siblings: ReadonlyArray<Node>): Map<number, number> | null => {
  if (siblings.length < manySiblings) return null
  const counts = new Map<number, number>()
  for (const { look } of siblings) counts.set(look, (counts.get(look) ?? 0) + 1)
  for (const [look, count] of counts) if (count < manySiblings) counts.delete(look)
  return counts
}

/** Turns round what stands in an array from some place on. */
const reverse = <A>(array: Array<A>, from: number): void => {
  for (let i = from, j = array.length - 1; i < j; i++, j--) {
    const a = array[i] as A
    array[i] = array[j] as A
    array[j] = a
  }
}

/** Words, each once, with how often where that is more than once. */
const counted = (words: ReadonlyArray<string>): string => {
  if (words.length === 1) return words[0] as string
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => (count === 1 ? word : `${word} ×${count}`)).join(', ')
}

/** Milliseconds as people read them. */
export const duration = (millis: number): string => {
  if (millis < 1000) return `${Math.round(millis)} ms`
  const seconds = millis / 1000
  if (seconds < 100) return `${seconds.toFixed(1)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 100) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 100 ? `${hours} h` : `${Math.round(hours / 24)} d`
}
