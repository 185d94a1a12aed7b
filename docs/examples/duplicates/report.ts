/** What the program says. */
import type { FileError } from './files.js'
import { duplicates, type Found, type Group } from './found.js'
import type { UsageError } from './options.js'

const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`

const units = ['B', 'kB', 'MB', 'GB', 'TB']

const bytes = (n: number): string => {
  const power = Math.min(Math.floor(Math.log10(Math.max(n, 1)) / 3), units.length - 1)
  return `${(n / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

/** A file name may contain what would play tricks on a terminal. */
const printable = (path: string): string =>
  path.replace(/\p{Cc}/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const heading = (folder: string): string => `Looking for duplicate files in ${printable(folder)}\n`

export const status = ({ folders, files, candidates, hashed, bytes: read }: Found): string =>
  candidates === 0
    ? `${count(files.size, 'file')} in ${count(folders, 'folder')}`
    : `hashed ${hashed.toLocaleString('en')} of ${count(candidates, 'file')}, ${bytes(read)}`

export const describe = (error: FileError | UsageError): string => {
  switch (error._tag) {
    case 'NotFound':
      return `${printable(error.path)}: no such file or folder`
    case 'Unreadable':
      return `${printable(error.path)}: ${error.reason}`
    case 'Changed':
      return `${printable(error.path)}: changed meanwhile`
    case 'UsageError':
      return `${error.reason}\nusage: npm start -- [FOLDER] [--all] [--json] [--seconds N]`
  }
}

export interface Ending {
  readonly complete: boolean
  readonly millis: number
}

const totalSaving = (groups: ReadonlyArray<Group>): number => groups.reduce((sum, { saving }) => sum + saving, 0)

/** The first few lines, and how many more there are. */
const few = (lines: ReadonlyArray<string>, limit: number, noun: string): ReadonlyArray<string> =>
  lines.length <= limit ? lines : [...lines.slice(0, limit), `  ... and ${count(lines.length - limit, `more ${noun}`)}`]

export const text = (found: Found, { complete, millis }: Ending, all: boolean): string => {
  const limit = (n: number): number => (all ? Infinity : n)
  const groups = duplicates(found)
  const show = ({ size, paths, saving }: Group): string => {
    const lines = paths.map((path) => `  ${printable(path)}`)
    return [`${bytes(saving)} in ${paths.length} x ${bytes(size)}`, ...few(lines, limit(5), 'file'), ''].join('\n')
  }
  const errors = found.errors.map((error) => `  ${describe(error)}`)
  const speed = `${bytes(found.bytes)} in ${(millis / 1000).toFixed(1)} s, ${bytes((found.bytes / millis) * 1000)}/s`
  return [
    '',
    ...few(groups.map(show), limit(20), 'group'),
    ...(errors.length === 0 ? [] : ['Left out:', ...few(errors, limit(10), 'file'), '']),
    ...(complete ? [] : ['STOPPED BEFORE THE END: these results are partial.']),
    `${count(found.files.size, 'file')} in ${count(found.folders, 'folder')}; hashed ${count(found.hashed, 'file')}, ${speed}.`,
    `${bytes(totalSaving(groups))} could be saved in ${count(groups.length, 'group')} of equal files.`,
    ''
  ].join('\n')
}

export const json = (found: Found, { complete, millis }: Ending): string => {
  const groups = duplicates(found)
  return `${JSON.stringify({ complete, millis, saving: totalSaving(groups), groups, errors: found.errors })}\n`
}
