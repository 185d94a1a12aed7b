/** A dump of fibers as a table: a line for each, none left out, which `grep` and `sort` can work on. */
import type { FiberDump, FiberInfo } from '../../FiberDump.js'

type Column = readonly [title: string, cell: (info: FiberInfo, dump: FiberDump) => string]

const columns: ReadonlyArray<Column> = [
  ['fiber', ({ id }) => `#${id}`],
  ['parent', ({ parent }) => (parent === null ? '' : `#${parent}`)],
  ['name', ({ name }) => name ?? ''],
  ['state', ({ state }) => state.toLowerCase()],
  ['since', ({ since }, { at }) => (since === null ? '' : seconds(at - since))],
  ['waits for', ({ waitsFor }) => waitsFor?.what ?? ''],
  [
    'left',
    ({ waitsFor }, { at }) => (waitsFor === null || waitsFor.until === null ? '' : seconds(waitsFor.until - at))
  ],
  ['held by', ({ waitsFor }) => waitsFor?.heldBy.map((id) => `#${id}`).join(',') ?? ''],
  ['interrupt', ({ interruption }) => (interruption === null ? '' : interruption.isPending ? 'pending' : 'delivered')],
  ['open', ({ open }) => open.join(', ')],
  ['started at', ({ startedAt }) => startedAt ?? '']
]

const seconds = (millis: number): string => `${(Math.max(0, millis) / 1000).toFixed(1)} s`

/** A name may hold what would end the line, or move the cursor. */
const inOneLine = (cell: string): string =>
  // eslint-disable-next-line no-control-regex
  cell.replace(/[\u0000-\u001f\u007f-\u009f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Columns in which nothing stands are left out. */
export const table = (dump: FiberDump): string => {
  const shown = columns
    .map(([title, cell]) => [title, ...dump.fibers.map((info) => inOneLine(cell(info, dump)))])
    .filter(([, ...cells], index) => index < 4 || cells.some((cell) => cell !== ''))
    .map((cells) => {
      const width = cells.reduce((most, cell) => Math.max(most, cell.length), 0)
      return cells.map((cell) => cell.padEnd(width))
    })
  const lines = Array.from({ length: dump.fibers.length + 1 }, (_, row) => shown.map((cells) => cells[row]).join('  '))
  return lines.map((line) => line.trimEnd()).join('\n')
}
