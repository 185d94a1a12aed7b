// The core in a browser. First a page that anybody could write, bundled from the ESM build; then every test file that
// needs no Node, by what it imports: the same files, with AVA replaced by test/browser/ava.ts. Nothing is served: the
// bundle is read by the page, and whatever else it asks for is a failure.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { origin, withPage } from './chromium.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const out = `${root}build/browser`
const problems = []

const candidates = readdirSync(`${root}test`, { recursive: true })
  .map((file) => `test/${file}`.replaceAll('\\', '/'))
  // the executor's import nothing of Node, and need its threads
  .filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/executor/'))
  .sort()

const settings = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  logLevel: 'silent',
  alias: { ava: './test/browser/ava.ts' },
  // its browser build lacks what a test that writes files asks of it
  external: ['prettier'],
  // as every bundler has it: settings from outside have their defaults
  define: { 'process.env': '{}' },
  outbase: root,
  outdir: out,
  splitting: true,
  sourcemap: 'inline'
}

/** What is there in Node only, without an import. Executors run their jobs in its threads. */
const namesNode = /\bprocess\.(?!env\b)|\bBuffer\b|\bsetImmediate\b|'fiber-ts\/Executor'/

/** The files that reach no module of Node, however indirectly, and name none of its globals. */
const neutral = async () => {
  const external = {
    name: 'node',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^[\w:/]+$/ }, ({ path }) => (isBuiltin(path) ? { path, external: true } : undefined))
  }
  const { metafile } = await build({
    ...settings,
    entryPoints: candidates,
    plugins: [external],
    metafile: true,
    write: false
  })
  const reaches = new Map()
  const needsNode = (file) => {
    if (!reaches.has(file)) {
      reaches.set(file, false)
      const imports = metafile.inputs[file]?.imports ?? []
      reaches.set(
        file,
        imports.some(({ path, external: outside }) => (outside ? isBuiltin(path) : needsNode(path)))
      )
    }
    return reaches.get(file)
  }
  const names = (file) => namesNode.test(readFileSync(root + file, 'utf8').replaceAll(/^ *(?:\/\/|\*|\/\*).*$/gm, ''))
  return candidates.filter((file) => !needsNode(file) && !names(file))
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const files = await neutral()
await build({ ...settings, entryPoints: [...files, 'test/browser/ava.ts', 'test/browser/page.ts'] })
cpSync(`${root}test/browser/page.html`, `${out}/test/browser/page.html`)
writeFileSync(
  `${out}/tests.html`,
  '<!doctype html><meta charset="utf-8"><title>tests</title><link rel="icon" href="data:,">'
)

let passed = 0
let failed = 0

await withPage(out, async (page, found) => {
  await page.goto(`${origin}/test/browser/page.html`)
  const start = performance.now()
  for (const line of await page.evaluate(() => globalThis.done)) console.log(`page: ${line}`)
  console.log(
    `page: ${((performance.now() - start) / 1000).toFixed(1)} s, ${await page.evaluate(() => navigator.userAgent)}`
  )
  await page.screenshot({ path: `${out}/page.png` })
  problems.push(...found.splice(0))

  await page.goto(`${origin}/tests.html`)
  for (const file of files) {
    const started = performance.now()
    const results = await page.evaluate(
      async (path) => {
        const { runTests } = await import('/test/browser/ava.js')
        try {
          await import(path)
        } catch (error) {
          return [{ title: 'it is loaded', failure: error.stack ?? String(error) }]
        }
        return runTests()
      },
      `/${file.replace(/\.ts$/, '.js')}`
    )
    const broken = results.filter(({ failure }) => failure !== undefined)
    for (const { title, failure } of broken) console.log(`✘ ${file}: ${title}\n${failure}\n`)
    if (results.length === 0) problems.push(`${file}: no tests`)
    passed += results.length - broken.length
    failed += broken.length
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${broken.length === 0 ? 'ok    ' : 'FAILED'} ${file}: ${results.length} tests (${seconds} s)`)
  }
  problems.push(...found)
})

for (const problem of problems) console.log(`✘ ${problem}`)
console.log(
  `${files.length} of ${candidates.length} test files need no Node; ${candidates.filter((file) => !files.includes(file)).join(', ')} do`
)
console.log(`\n${passed} passed, ${failed + problems.length} failed`)
process.exitCode = failed + problems.length === 0 && passed > 0 ? 0 : 1
