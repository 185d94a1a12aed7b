// Compiles and runs the snippets of the documentation against the built package, by its name.
//
// - An `@example` of src states what it claims by assertions, and prints nothing. These run one after the other in a few
//   processes; one that talks about the process itself gets a process of its own, as every program of a guide does.
// - A ```ts block of README.md or docs/**/*.md is a program. It has to end by itself, with exit code 0 or with the one that
//   its first line names (```ts exit=1). A ```text block right after it is what a terminal shows: both outputs, in order.
//   Without one it prints nothing. A `…` there stands for the rest of a word or of a line that is different each time, and
//   a line of nothing else for any lines. A line `^C` is a SIGINT, sent when what stands before it has been printed; the
//   program ends by that signal then, where its first line says nothing else.
// - A block ```ts no-run is compiled only. So is ```ts file=NAME.ts, which the programs of its page may import by that name.
import { fork, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const out = 'build/doc-check'
const patience = 20_000

/** The programs of a guide. */
export const programsOf = (file, text) =>
  [...text.matchAll(/^```ts(?: ([^\n]*))?\n(.*?)^```\n(?:\s*^```text\n(.*?)^```)?/gms)].map(
    ({ 1: info = '', 2: code, 3: expected = '', index }) => ({
      file,
      line: text.slice(0, index).split('\n').length + 1,
      code,
      expected,
      name: /^file=([\w-]+)\.ts$/.exec(info)?.[1],
      run: info !== 'no-run' && !info.startsWith('file='),
      end: /^exit=(\w+)$/.exec(info)?.[1],
      alone: true
    })
  )

/** One example of a doc comment. */
export const exampleOf = (file, line, code) => ({
  file,
  line,
  code,
  expected: '',
  run: true,
  alone: /\bprocess\b|\brunMain\b/.test(code)
})

// ---------------------------------------------------------------------------------------------------------------------
// compiling
// ---------------------------------------------------------------------------------------------------------------------

const tsconfig = {
  extends: '../../tsconfig.json',
  compilerOptions: {
    noEmit: false,
    rootDir: '.',
    outDir: 'js',
    noUnusedLocals: false,
    noUnusedParameters: false
  },
  include: ['.']
}

const pathOf = ({ file, line, name }) =>
  name === undefined ? `${file.replace(/\.\w+$/, '')}-${String(line).padStart(4, '0')}` : `${dirname(file)}/${name}`

const compiler = (args) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['node_modules/@typescript/native/bin/tsc', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 120_000
    })
    let messages = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => (messages += chunk))
    child.on('close', (code) => resolve({ compiled: code === 0, messages }))
  })

/** Compiles all snippets at once. Answers the messages of the compiler by the path of the snippet that they are about. */
const compile = async (snippets) => {
  rmSync(join(root, out), { recursive: true, force: true })
  for (const snippet of snippets) {
    const path = join(root, out, `${pathOf(snippet)}.ts`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, snippet.code)
  }
  writeFileSync(join(root, out, 'tsconfig.json'), JSON.stringify(tsconfig))
  const { compiled, messages } = await compiler(['-p', out])
  const broken = new Map()
  if (compiled) return broken
  let path = ''
  for (const line of messages.trimEnd().split('\n')) {
    path = /^(\S+)\.ts\(\d+,\d+\): /.exec(line)?.[1].slice(out.length + 1) ?? path
    broken.set(path, `${broken.get(path) ?? ''}\n${line}`)
  }
  return broken
}

// ---------------------------------------------------------------------------------------------------------------------
// running alone: what a guide says a terminal shows
// ---------------------------------------------------------------------------------------------------------------------

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What the text of a guide allows as output. */
const patternOf = (text) =>
  text
    .split('\n')
    .map((line) => (line.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${line.split('…').map(escape).join('[^\\n]*')}\\n`))
    .join('')
    .replace(/\\n$/, '')

const interruptHere = /^\^C\n/m

/** Runs a program of a guide in a folder where it may write files. Answers what is wrong with how it went, or null. */
export const runProgram = (file, cwd, { expected, end }) =>
  new Promise((resolve) => {
    // one pipe for both outputs, as a terminal is one; `exec` makes it the process that the signal goes to
    const child = spawn('sh', ['-c', 'exec "$0" "$1" 2>&1', process.execPath, file], {
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: patience,
      killSignal: 'SIGKILL'
    })
    const parts = expected.split(interruptHere)
    const interrupts = parts.slice(0, -1).map((_, i) => new RegExp(`^${patternOf(parts.slice(0, i + 1).join(''))}`))
    let output = ''
    let pressing = false
    const pressIfItIsTime = () => {
      if (pressing || interrupts.length === 0 || !interrupts[0].test(output)) return
      interrupts.shift()
      pressing = true
      // a moment later, as somebody who has read it
      setTimeout(() => {
        child.kill('SIGINT')
        pressing = false
        pressIfItIsTime()
      }, 100)
    }
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk
      pressIfItIsTime()
    })
    child.on('close', (code, signal) => {
      const wanted = end ?? (parts.length > 1 ? 'SIGINT' : '0')
      if ((signal ?? `${code}`) !== wanted)
        resolve(`ended with ${signal ?? code} and should have ended with ${wanted}\n${output.trimEnd()}`)
      else if (!new RegExp(`^${patternOf(parts.join(''))}$`).test(output))
        resolve(`printed\n${output.trimEnd()}\n  and should have printed\n${expected.trimEnd()}`)
      else resolve(null)
    })
  })

const runAlone = (snippet) => runProgram(join(root, out, 'js', `${snippet.path}.js`), join(root, out), snippet)

// ---------------------------------------------------------------------------------------------------------------------
// running beside others: what asserts
// ---------------------------------------------------------------------------------------------------------------------

/** A process that runs one snippet after the other. One that does not come back costs the process, and no other snippet. */
const host = () => {
  let child = null
  const run = ({ path }) =>
    new Promise((resolve) => {
      child ??= fork(new URL('snippet-host.mjs', import.meta.url), { cwd: root })
      const answer = (problem) => {
        clearTimeout(timer)
        child?.removeAllListeners()
        resolve(problem)
      }
      const giveUp = (problem) => {
        const gone = child
        answer(problem)
        child = null
        gone.kill('SIGKILL')
      }
      const timer = setTimeout(() => giveUp(`has not ended after ${patience} ms`), patience)
      child.once('message', ({ problem }) => answer(problem))
      child.once('exit', (code, signal) => giveUp(`ended the process with ${signal ?? code}`))
      child.send(join(root, out, 'js', `${path}.js`))
    })
  return { run, stop: () => child?.disconnect() }
}

// ---------------------------------------------------------------------------------------------------------------------
// both
// ---------------------------------------------------------------------------------------------------------------------

/** Compiles and runs snippets. Tells `problem(where, message)` of each that does not do what it says. */
export const checkSnippets = async (snippets, problem) => {
  if (snippets.length === 0) return
  const broken = await compile(snippets)
  const queue = []
  for (const snippet of snippets) {
    const where = `${snippet.file}:${snippet.line}`
    const path = pathOf(snippet)
    const messages = broken.get(path)
    if (messages !== undefined) problem(where, `does not compile${messages}`)
    else if (snippet.run) queue.push({ ...snippet, where, path })
    broken.delete(path)
  }
  for (const messages of broken.values()) problem('snippets', `do not compile${messages}`)
  const rest = queue.values()
  // programs wait on the real clock: what goes wrong beside others has a second chance with nothing beside it
  const again = []
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      const { run, stop } = host()
      for (const snippet of rest) {
        const message = await (snippet.alone ? runAlone(snippet) : run(snippet))
        if (message !== null && snippet.alone) again.push(snippet)
        else if (message !== null) problem(snippet.where, message)
      }
      stop()
    })
  )
  for (const snippet of again) {
    const message = await runAlone(snippet)
    if (message !== null) problem(snippet.where, message)
  }
}
