// The lock file names versions and checksums, no place to download from (.npmrc sees to that), and package.json pins
// every tool exactly. The library itself depends on the package of its thread pool only, and runs no script when it is
// installed.
import { readFileSync } from 'node:fs'

const read = (name) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'))
const lock = read('package-lock.json')
const manifest = read('package.json')
const problems = []

for (const [path, { resolved, integrity }] of Object.entries(lock.packages)) {
  if (resolved !== undefined) problems.push(`package-lock.json: ${path} has an address`)
  if (path !== '' && integrity === undefined) problems.push(`package-lock.json: ${path} has no checksum`)
}
for (const [name, version] of Object.entries(manifest.devDependencies))
  if (!/^(?:npm:.+@)?\d+\.\d+\.\d+$/.test(version)) problems.push(`package.json: ${name} is not pinned (${version})`)
// what users install with the library: a package more is a decision, with its reason in docs/dependencies.md
for (const [name, version] of Object.entries(manifest.dependencies ?? {}))
  if (name !== 'tinypool' || !/^\d+\.\d+\.\d+$/.test(version))
    problems.push(`package.json: the run-time dependency ${name} ${version} is not known`)
for (const script of ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare'])
  if (manifest.scripts[script] !== undefined) problems.push(`package.json: there is a script ${script}`)

for (const problem of problems) console.error(problem)
console.log(`${Object.keys(lock.packages).length - 1} packages, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
