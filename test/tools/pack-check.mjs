// What `npm publish` would publish: everything that is needed, nothing else, and no source map that leads nowhere. With
// `--release` also whether this version may be released: CHANGELOG.md has it, with a date and with nothing left under
// "Unreleased"; the tag that is built is its tag; and what is gone from the public interface since the last release is worth
// the number.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path) => readFileSync(root + path, 'utf8')
const manifest = JSON.parse(read('package.json'))
const problems = []

const run = (command, ...args) => spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64e6 })

// ---------------------------------------------------------------------------------------------------------------------
// content
// ---------------------------------------------------------------------------------------------------------------------

const packed = run('npm', 'pack', '--dry-run', '--json', '--ignore-scripts')
if (packed.status !== 0) throw new Error(packed.stderr)
const [{ files: entries, size, unpackedSize }] = JSON.parse(packed.stdout)
const files = new Set(entries.map(({ path }) => path))

const allowed = [
  /^(?:README\.md|LICENSE|CHANGELOG\.md|package\.json)$/,
  /^src\/[\w/-]+\.ts$/,
  /^dist\/(?:esm|cjs)\/[\w/-]+\.(?:js|d\.ts)(?:\.map)?$/,
  /^dist\/cjs\/package\.json$/
]
for (const file of files) {
  if (!allowed.some((pattern) => pattern.test(file))) problems.push(`${file} does not belong into the package`)
  if (/(?:^|\/)(?:test|tests|bench|node_modules)\/|\.test\./.test(file)) problems.push(`${file} is a test`)
}
for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json', 'dist/cjs/package.json'])
  if (!files.has(file)) problems.push(`${file} is missing`)

const targets = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(targets))
for (const target of new Set([
  ...targets(manifest.exports),
  ...targets(manifest.typesVersions),
  manifest.main,
  manifest.types
]))
  if (!files.has(posix.normalize(target))) problems.push(`package.json names ${target}, which is not in the package`)

for (const file of files) {
  if (!/\.(?:js|d\.ts)$/.test(file)) continue
  const link = /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(read(file))?.[1]
  if (link === undefined) continue
  const map = posix.join(posix.dirname(file), link)
  if (!files.has(map)) {
    problems.push(`${file}: its map ${map} is not in the package`)
    continue
  }
  const { sources, sourceRoot = '', sourcesContent = [] } = JSON.parse(read(map))
  sources.forEach((source, i) => {
    const path = posix.join(posix.dirname(map), sourceRoot, source)
    if (typeof sourcesContent[i] !== 'string' && !files.has(path))
      problems.push(`${map}: its source ${path} is not in the package`)
  })
}
for (const file of files)
  if (file.endsWith('.map') && !files.has(file.slice(0, -'.map'.length))) problems.push(`${file} is the map of nothing`)

// ---------------------------------------------------------------------------------------------------------------------
// release
// ---------------------------------------------------------------------------------------------------------------------

const numbers = (version) => version.split('.').map(Number)

/** Whether users have to expect that something is gone: a new major version, and before 1.0 a new minor one. */
const mayBreak = (before, after) => {
  const [[a, b], [c, d]] = [numbers(before), numbers(after)]
  return c > a || (a === 0 && c === 0 && d > b)
}

const checkRelease = () => {
  const { version } = manifest
  if (!/^\d+\.\d+\.\d+$/.test(version)) problems.push(`${version} is no version of the form 1.2.3`)
  if (JSON.parse(read('package-lock.json')).version !== version)
    problems.push(`package-lock.json has another version: npm version --no-git-tag-version ${version} sets both`)
  const changelog = read('CHANGELOG.md')
  const sections = new Map(
    [...changelog.matchAll(/^## \[([^\]]+)\](.*)\n([^]*?)(?=^## |$(?![^]))/gm)].map((match) => [match[1], match])
  )
  const section = sections.get(version)
  if (section === undefined) problems.push(`CHANGELOG.md has no section ## [${version}]`)
  else if (!/^ - \d{4}-\d{2}-\d{2}$/.test(section[2]) || section[3].trim() === '')
    problems.push(
      `CHANGELOG.md: the section of ${version} needs a date (## [${version}] - 2026-01-31) and at least one entry`
    )
  if (/^- /m.test(sections.get('Unreleased')?.[3] ?? ''))
    problems.push('CHANGELOG.md: there are entries under Unreleased; they belong to this version')
  if (manifest.repository === undefined)
    problems.push('package.json names no repository: npm compares it with the provenance, and refuses one without')
  const tag = process.env.GITHUB_REF_NAME
  if (tag !== undefined && tag !== `v${version}`) problems.push(`the tag is ${tag}, and the version ${version}`)

  const last = run('git', 'describe', '--tags', '--abbrev=0', '--match', 'v*', '--exclude', `v${version}`).stdout.trim()
  if (last === '') return
  const gone = run('git', 'diff', '--no-color', '-U0', last, '--', 'docs/api').stdout.match(/^-(?!-- ).*/gm) ?? []
  if (gone.length > 0 && !mayBreak(last.slice(1), version))
    problems.push(
      [
        `${gone.length} lines of the public interface of ${last} are gone or changed, and ${version} says that nothing broke:`,
        ...gone.slice(0, 20)
      ].join('\n  ')
    )
}

if (!existsSync(`${root}dist/esm/index.js`)) problems.push('there is no build: npm run build')
if (process.argv.includes('--release')) checkRelease()

for (const problem of problems) console.error(problem)
console.log(
  `${files.size} files, ${(size / 1024).toFixed(0)} KiB packed, ${(unpackedSize / 1024).toFixed(0)} KiB unpacked, ${problems.length} problems`
)
process.exitCode = problems.length === 0 ? 0 : 1
