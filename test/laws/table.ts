// The table in docs/laws.md, made from the laws themselves.
import type { laws } from 'fiber-ts/testing'
import { exceptions } from './exceptions.js'
import { instances } from './instances.js'

interface Row {
  readonly law: laws.Law
  readonly holds: Array<string>
  readonly fails: Array<readonly [instance: string, why: string]>
}

const rows = (): ReadonlyArray<Row> => {
  const found = new Map<string, Row>()
  for (const [name, check] of Object.entries(instances))
    check({
      each: (law) => {
        const key = `${law.family}: ${law.name}`
        const row = found.get(key) ?? { law, holds: [], fails: [] }
        found.set(key, row)
        const why = exceptions[name]?.[key]
        if (why === undefined) row.holds.push(name)
        else row.fails.push([name, why])
      }
    })
  return [...found.values()]
}

const code = (text: string): string => `\`${text}\``
const cell = (text: string): string => text.replaceAll('|', '\\|')
const isFormula = (text: string): boolean => / = |^\w+\(/.test(text)

/** How many laws there are, the table of those that do not hold of something, and a table for each family. */
export const table = (): string => {
  const all = rows()
  const families = [...new Set(all.map(({ law }) => law.family))]
  const lines = [
    `${all.length} laws in ${families.length} families. ${all.filter(({ fails }) => fails.length > 0).length} of them do not hold of every instance:`,
    '',
    ...all.flatMap(({ law, fails }) =>
      fails.map(([name, why]) => `- ${code(law.family)}: **${law.name}** does not hold of ${name}: ${why}`)
    )
  ]
  for (const family of families) {
    const of = all.filter(({ law }) => law.family === family)
    lines.push('', `### ${family}`, '')
    lines.push(
      `Checked on: ${[...new Set(of.flatMap(({ holds, fails }) => [...holds, ...fails.map(([name]) => name)]))].join('; ')}.`
    )
    lines.push('', '| law | says | from | holds |', '| --- | --- | --- | --- |')
    for (const { law, holds, fails } of of) {
      const verdict =
        fails.length === 0 ? 'yes' : holds.length === 0 ? '**no**' : `not of ${fails.map(([name]) => name).join(', ')}`
      const says = isFormula(law.says) ? code(law.says) : law.says
      lines.push(`| ${law.name} | ${cell(says)} | ${law.source} | ${verdict} |`)
    }
  }
  return `${lines.join('\n')}\n`
}
