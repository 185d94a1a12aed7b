// Tests of the tests: applies small faults to the library, one at a time, and asks of each whether the test that is to notice
// it does. The faults, with the tests that kill them, stand in faults/.
//
//   node test/mutants/run.mjs                             all faults, each against its killer
//   node test/mutants/run.mjs 'permit' …                  those whose name contains one of the texts
//   node test/mutants/run.mjs --check                     only whether every fault still fits the source
//   node test/mutants/run.mjs --find 'permit' …           which tests notice them, of all that run on virtual time
//   node test/mutants/run.mjs --find=primitives 'permit'  the same, of those in a folder: to choose a killer
//
// It fails when a fault survives, when a fault no longer fits the source, and when a killer does not pass on the library as
// it is. The library has to be built: npm run test:mutants sees to that.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { kernel } from './faults/kernel.mjs'
import { primitives } from './faults/primitives.mjs'
import { runner } from './faults/runner.mjs'
import { structure } from './faults/structure.mjs'

/**
 * @typedef {object} Fault
 * @property {string} name what goes wrong
 * @property {string} file below src/
 * @property {string} find a piece of the file that is there exactly once; white space is compared as white space
 * @property {string} replace what stands there instead
 * @property {string} test the file of the test that kills it, below test/
 * @property {string} title the title of that test
 */

const root = fileURLToPath(new URL('../../', import.meta.url))
const ava = join(root, 'node_modules', 'ava', 'entrypoints', 'cli.mjs')

/** How long AVA waits for the next result of a test: many faults make a program wait for ever, or spin. */
const patience = '6s'
/** When AVA itself is ended. */
const limit = 120_000

const args = process.argv.slice(2)
const texts = args.filter((arg) => !arg.startsWith('--'))
const [option] = args.filter((arg) => arg.startsWith('--'))
const [, folder] = /^--find(?:=(.+))?$/.exec(option) ?? []
if (option !== undefined && option !== '--check' && !option.startsWith('--find')) {
  console.error(`unknown option ${option}: --check, --find or --find=FOLDER was expected`)
  process.exit(2)
}
const faults = [...kernel, ...structure, ...primitives, ...runner].filter(
  ({ name }) => texts.length === 0 || texts.some((text) => name.includes(text))
)

// ---------------------------------------------------------------------------------------------------------------------
// the source with a fault
// ---------------------------------------------------------------------------------------------------------------------

const escape = (text) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')

/** The text of a source file with a fault in it, or what is wrong with the fault. */
const mutate = ({ file, find, replace }) => {
  const source = readFileSync(join(root, 'src', file), 'utf8')
  const pattern = new RegExp(find.trim().split(/\s+/).map(escape).join('\\s+'), 'g')
  const count = source.match(pattern)?.length ?? 0
  if (count !== 1) return { problem: `stale: src/${file} has ${count} of\n${find}` }
  return { text: source.replace(pattern, () => replace.trim()) }
}

const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.esm.json'), (name) => readFileSync(name, 'utf8')).config,
  ts.sys,
  root
)
const compilerOptions = { ...config.options, declaration: false, isolatedDeclarations: false, noEmitOnError: false }
let program

/** The JavaScript of a source file with another text. All of the library is in the program: its enums are constants. */
const compile = (file, text) => {
  const path = join(root, 'src', file).replaceAll('\\', '/')
  const host = ts.createCompilerHost(compilerOptions)
  const { getSourceFile } = host
  host.getSourceFile = (name, ...rest) => {
    if (name === path) return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
    return program?.getSourceFile(name) ?? getSourceFile(name, ...rest)
  }
  program ??= ts.createProgram(config.fileNames, compilerOptions)
  const mutated = ts.createProgram(config.fileNames, compilerOptions, host, program)
  const source = mutated.getSourceFile(path)
  const problem = mutated.getSyntacticDiagnostics(source)[0]
  if (problem !== undefined)
    return { problem: `does not parse: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}` }
  let output
  mutated.emit(source, (name, emitted) => {
    if (name.endsWith('.js')) output = emitted
  })
  return { output }
}

// ---------------------------------------------------------------------------------------------------------------------
// a place to run tests in
// ---------------------------------------------------------------------------------------------------------------------

/** A copy of the package, whose tests import the library by its name and find this copy. */
const makePlace = (number) => {
  const place = join(root, 'build', 'mutants', String(number))
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  for (const name of ['package.json', 'dist', join('build', 'test'), join('build', 'docs')])
    cpSync(join(root, name), join(place, name), { recursive: true })
  // a file a module, where a fault is put in: what is shipped holds several in one
  cpSync(join(root, 'build', 'esm'), join(place, 'dist', 'esm'), { recursive: true })
  return place
}

/** Runs AVA, and answers the titles of the tests that passed and that failed. */
const test = (place, args) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [ava, '--tap', `--timeout=${patience}`, ...args], {
      cwd: place,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk) => (output += chunk))
    const timer = setTimeout(() => child.kill('SIGKILL'), limit)
    child.on('close', (code) => {
      clearTimeout(timer)
      const titles = (mark) => [...output.matchAll(mark)].map(([, title]) => title.trim())
      resolve({
        passed: titles(/^ok \d+ - (.*)$/gm),
        failed: titles(/^not ok \d+ - (.*)$/gm),
        succeeded: code === 0,
        output
      })
    })
  })

const compiled = (file) => `build/test/${file.replace(/\.ts$/, '.js')}`

/** What runs on virtual time, or nearly so; or what is in the folder that was asked for. */
const searched = () =>
  readdirSync(join(root, 'build', 'test'), { recursive: true })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.test.js'))
    .filter((file) =>
      folder === undefined
        ? /^(?:(?:kernel|structure|primitives|coroutine)\/|Runner\.)/.test(file)
        : file.startsWith(folder)
    )
    .map((file) => `build/test/${file}`)

// ---------------------------------------------------------------------------------------------------------------------
// one fault
// ---------------------------------------------------------------------------------------------------------------------

/** Puts the fault in place, asks `verdict` for one, and puts the library right again. */
const withFault = async (place, fault, verdict) => {
  const mutated = mutate(fault)
  const { output, problem } = mutated.problem === undefined ? compile(fault.file, mutated.text) : mutated
  if (problem !== undefined) return { ok: false, verdict: problem }
  const target = join(place, 'dist', 'esm', fault.file.replace(/\.ts$/, '.js'))
  const original = readFileSync(target)
  if (output === original.toString()) return { ok: false, verdict: 'changes nothing' }
  writeFileSync(target, output)
  try {
    return await verdict()
  } finally {
    writeFileSync(target, original)
  }
}

const kill = (place, fault) =>
  withFault(place, fault, async () => {
    const { succeeded, failed } = await test(place, [`--match=${fault.title}`, compiled(fault.test)])
    if (succeeded) return { ok: false, verdict: `survived ${fault.test}: ${fault.title}` }
    return { ok: true, verdict: failed.includes(fault.title) ? 'killed' : 'killed (the test did not end)' }
  })

const find = (place, fault) =>
  withFault(place, fault, async () => {
    const { succeeded, failed } = await test(place, searched())
    return { ok: !succeeded, verdict: succeeded ? 'nobody noticed' : `noticed by\n    ${failed.join('\n    ')}` }
  })

/** Titles of killers that are not there, or do not pass, on the library as it is. */
const baseline = async (place, file) => {
  const titles = [...new Set(faults.filter((fault) => fault.test === file).map(({ title }) => title))]
  const { passed } = await test(place, [...titles.map((title) => `--match=${title}`), compiled(file)])
  return titles
    .filter((title) => !passed.includes(title))
    .map((title) => `${file}: does not pass without a fault: ${title}`)
}

// ---------------------------------------------------------------------------------------------------------------------
// all of them
// ---------------------------------------------------------------------------------------------------------------------

/** Takes the tasks one by one in so many places at once. */
const inPlaces = async (places, tasks, f) => {
  const results = []
  const work = async (place) => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) results.push(await f(place, task))
  }
  await Promise.all(places.map(work))
  return results
}

/** Says how it went with a number of faults, and ends accordingly. */
const close = (done, what, problems = 0) => {
  console.log(`\n${done} of ${faults.length} faults ${what}`)
  process.exitCode = done === faults.length && problems === 0 ? 0 : 1
}

const check = () => {
  const stale = faults.map(mutate).flatMap(({ problem }) => problem ?? [])
  for (const problem of stale) console.log(problem)
  close(faults.length - stale.length, 'fit the source')
}

const apply = async (verdictOn, files, what) => {
  const places = Array.from({ length: Math.min(faults.length, availableParallelism()) }, (_, i) => makePlace(i))
  const started = performance.now()
  const problems = (await inPlaces(places, files, baseline)).flat()
  for (const problem of problems) console.log(problem)
  const results = await inPlaces(places, [...faults], async (place, fault) => {
    const { ok, verdict } = await verdictOn(place, fault)
    console.log(`${ok ? '✔' : '✘'} ${fault.name} (src/${fault.file}): ${verdict}`)
    return ok
  })
  const seconds = Math.round((performance.now() - started) / 1000)
  close(results.filter(Boolean).length, `${what} in ${seconds} s`, problems.length)
}

if (option === '--check') check()
else if (option !== undefined) await apply(find, [], 'noticed')
else await apply(kill, [...new Set(faults.map((fault) => fault.test))], 'killed')
