// docs/laws.md is up to date. LAWS_WRITE=1 writes it.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { format, resolveConfig } from 'prettier'
import { table } from './table.js'

const path = fileURLToPath(new URL('../../../docs/laws.md', import.meta.url))
const [begin, end] = ['<!-- table: begin -->\n', '<!-- table: end -->\n']

test('docs/laws.md has the table of the laws that there are', async (t) => {
  const before = readFileSync(path, 'utf8')
  const [start, stop] = [before.indexOf(begin), before.indexOf(end)]
  t.true(start !== -1 && stop !== -1)
  const text = `${before.slice(0, start)}${begin}\n${table()}\n${before.slice(stop)}`
  const after = await format(text, { ...(await resolveConfig(path)), filepath: path })
  if (process.env['LAWS_WRITE'] === '1') writeFileSync(path, after)
  t.is(readFileSync(path, 'utf8'), after, 'run LAWS_WRITE=1 npm test -- test/laws/table.test.ts')
})
