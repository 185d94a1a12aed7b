/**
 * Jobs in whole processes: the order of the end, threads that hold nothing, Ctrl-C, memory, and the builds and bundles that
 * the executor works from.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { build, type BuildOptions } from 'esbuild'
import { linesOf, pause, play, start } from './child.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

test('the end of a run, stage by stage', async (t) => {
  const { code, stdout, stderr } = await play(t, 'executor', 'golden')
  t.deepEqual(linesOf(stdout), [
    "main's finalizer",
    'main ended',
    'leftover interrupted',
    'leftover ended',
    'generator closed, its job answered 3',
    'last job of the executor ended',
    'listener removed',
    'settled'
  ])
  t.deepEqual([code, stderr], [0, ''])
})

test('a job that never ends, at the end of a program, does not hold the process', async (t) => {
  const { code, stdout, stderr } = await play(t, 'executor', 'spins-at-the-end')
  t.deepEqual([code, linesOf(stdout), stderr], [0, ['ready', 'done'], ''])
})

test('one that nobody waits for is named and terminated when its time is over', async (t) => {
  const { code, stdout, stderr } = await play(t, 'executor', 'spins-for-nobody')
  t.is(code, 0)
  t.false(stdout.includes('Worker') || stdout.includes('MessagePort'), stdout)
  t.regex(
    stderr,
    /^fiber-ts: the executor is shut down: terminated 1 job:\n {2}spin of jobs\.js \(file:.*jobs\.js\), running for \d+\.\d s, since 20\S+Z\n$/
  )
})

test('Ctrl-C while a job spins: the process is gone within 250 ms', async (t) => {
  let best = Infinity
  for (let i = 0; i < 5 && best > 250; i++) {
    const child = await start(t, 'executor', 'interrupted')
    await child.says('ready')
    const at = child.kill('SIGINT')
    const { signal, stderr } = await child.ended
    best = Math.min(best, performance.now() - at)
    t.deepEqual([signal, stderr], ['SIGINT', ''])
  }
  t.true(best <= 250, `took ${best} ms`)
})

test('a job that must not be interrupted ends with the second Ctrl-C', async (t) => {
  const child = await start(t, 'executor', 'uninterruptible')
  await child.says('ready')
  await pause(300)
  child.kill('SIGINT')
  await child.says('waiting for 1 fiber') // says what for
  child.kill('SIGINT')
  const { signal, stderr } = await child.ended
  t.is(signal, 'SIGINT')
  t.regex(stderr, /suspended {2}the job ignores of jobs\.js in another thread {2}uninterruptible/)
  t.regex(stderr, /SIGINT again: abandoned 1 fiber/)
  t.regex(stderr, /the executor is shut down: terminated 1 job:\n {2}ignores of jobs\.js/)
})

test('a program at the edge has its job done, and its process ends by itself', async (t) => {
  const { code, stdout } = await play(t, 'executor', 'at-the-edge')
  t.deepEqual([code, linesOf(stdout)], [0, ['value 3']])
})

test('nothing of the threads is left after a run', async (t) => {
  const { code, stdout } = await play(t, 'executor', 'leaves-nothing')
  t.deepEqual([code, linesOf(stdout)], [0, ['value 3', 'left: ']])
})

test('memory stays flat over 10,000 jobs', async (t) => {
  const { code, stdout } = await play(t, 'executor', 'memory', { node: ['--expose-gc'] })
  t.is(code, 0)
  const grown = Number(/grew by (-?\d+) KiB/.exec(stdout)?.[1])
  // one kept job of 10,000 would be a few hundred bytes, and all of them megabytes
  t.true(grown < 1024, stdout)
})

// ---------------------------------------------------------------------------------------------------------------------
// builds and bundles
// ---------------------------------------------------------------------------------------------------------------------

const folder = join(root, 'build', 'bundles')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'jobs.mjs'), 'export const add = (a, b) => a + b\n')

const program = (url: string): string => `run(Executor.runInExecutor(Executor.job(${url}, 'add'), 1, 2)).then(
  (sum) => console.log('sum ' + sum, JSON.stringify(process.getActiveResourcesInfo().filter((name) => name.includes('Worker')))))`

const esm = `import * as Executor from 'fiber-ts/Executor'
import { run } from 'fiber-ts/Runner'
${program("new URL('./jobs.mjs', import.meta.url)")}`

const cjs = (from: string): string => `const Executor = require('${from}/Executor${from === 'fiber-ts' ? '' : '.js'}')
const { run } = require('${from}/Runner${from === 'fiber-ts' ? '' : '.js'}')
${program("require('node:path').join(__dirname, 'jobs.mjs')")}`

/** The warning that Node has for CommonJS that loads ESM outside of node_modules. */
const quiet = (stderr: string): string =>
  stderr.replace(/^\(node.*ExperimentalWarning: .* loading ES Module .* using require\(\)\.\n.*\n.*\n/, '')

const prints3 = (file: string, text: string) => {
  writeFileSync(join(folder, file), text)
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, file)], { encoding: 'utf8' })
  return `${stdout}${quiet(stderr)}`
}

const sum = 'sum 3 []\n'

test('from the ESM build', (t) => t.is(prints3('esm.mjs', esm), sum))
test('from require of the package', (t) => t.is(prints3('require.cjs', cjs('fiber-ts')), sum))
test('from the CommonJS build', (t) => t.is(prints3('cjs.cjs', cjs('../../dist/cjs')), sum))

const bundle = async (contents: string, options: BuildOptions): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    platform: 'node',
    write: false,
    minify: true,
    logLevel: 'silent',
    ...options
  })
  return outputFiles![0]!.text
}

test('from a bundle that is ESM', async (t) => t.is(prints3('bundle.mjs', await bundle(esm, { format: 'esm' })), sum))
test('from a bundle that is CommonJS', async (t) =>
  t.is(prints3('bundle.cjs', await bundle(cjs('fiber-ts'), { format: 'cjs' })), sum))
test('from a bundle of the CommonJS build', async (t) =>
  t.is(prints3('bundle-of-cjs.cjs', await bundle(cjs('../../dist/cjs'), { format: 'cjs' })), sum))

test('a bundle far from any node_modules says what is missing', async (t) => {
  const text = await bundle(esm, { format: 'esm' })
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', text], {
    encoding: 'utf8',
    cwd: '/'
  })
  t.is(status, 1)
  t.regex(stderr, /RuntimeError\]?: the package 'tinypool', which the executor is built on, cannot be loaded/)
})
