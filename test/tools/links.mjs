// Relative links of the documentation: the file is there, and the heading that an anchor names.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const withoutCode = (text) => text.replace(/^(```+).*?^\1/gms, '').replace(/`[^`\n]*`/g, (code) => code.slice(1, -1))

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
