// What the pages of the documentation say of other places: a relative link leads to a file, and to a heading where it has an
// anchor; `C.name` and `Module.name` in the text are exports; the figures of README.md are those of docs/performance.md.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const withoutBlocks = (text) => text.replace(/^(```+).*?^\1/gms, '')

const withoutCode = (text) => withoutBlocks(text).replace(/`[^`\n]*`/g, (code) => code.slice(1, -1))

/** The anchors that GitHub gives the headings of a page. */
const anchorsOf = (text) => {
  const counts = new Map()
  return new Set(
    [...withoutCode(text).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => {
      const slug = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-')
      const count = counts.get(slug) ?? 0
      counts.set(slug, count + 1)
      return count === 0 ? slug : `${slug}-${count}`
    })
  )
}

/** Tells `problem(where, message)` of each link that leads nowhere. Answers how many there are. */
export const checkLinks = (root, files, problem) => {
  let links = 0
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, target] of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      links += 1
      const [path, anchor] = target.split('#')
      const page = path === '' ? file : relative('.', join(dirname(file), path))
      if (!existsSync(join(root, page))) problem(file, `links to ${target}, and there is no ${page}`)
      else if (anchor !== undefined && !anchorsOf(readFileSync(join(root, page), 'utf8')).has(anchor))
        problem(file, `links to ${target}, and ${page} has no such heading`)
    }
  }
  return links
}

/** Tells `problem(where, message)` of each name in the text that no module exports. `Runner` is a class, and has members. */
export const checkNames = (root, files, namesOf, problem) => {
  for (const file of files) {
    for (const [, code] of withoutBlocks(readFileSync(join(root, file), 'utf8')).matchAll(/`([^`\n]*)`/g))
      for (const [, module, name] of code.matchAll(/(?<![\w./])([A-Z]\w*)\.(\w+)/g))
        if (module !== 'Runner' && name !== 'ts' && namesOf.get(module)?.has(name) === false)
          problem(file, `names ${module}.${name}, and ${module} has no such export`)
  }
}

/** The figures of the table that has these columns, row by row; what is not measured is empty or a dash. */
const figuresOf = (text, columns) => {
  const [, ...tables] = text.split(new RegExp(`^\\|[^|\\n]*\\| *${columns.join(' *\\| *')} *\\|\\n`, 'm'))
  if (tables.length !== 1) return undefined
  const [, ...rows] = tables[0].split('\n\n')[0].split('\n')
  return rows.map((row) =>
    row
      .split('|')
      .slice(2, -1)
      .map((cell) => /[\d.,]+/.exec(cell)?.[0] ?? '–')
      .join(', ')
  )
}

/** Tells `problem(where, message)` of each row of figures in README.md that docs/performance.md has otherwise. */
export const checkFigures = (root, problem) => {
  const columns = ['fiber-ts', 'asyncio', 'fp-ts', 'Fluture', 'Effect 4']
  const [shown, measured] = ['README.md', 'docs/performance.md'].map((file) => {
    const figures = figuresOf(readFileSync(join(root, file), 'utf8'), columns)
    if (figures === undefined) problem(file, `has not one table with the columns ${columns.join(', ')}`)
    return figures ?? []
  })
  for (const figures of shown)
    if (!measured.includes(figures)) problem('README.md', `has the figures ${figures}, and docs/performance.md has not`)
}
