// What a signal does to a program of this library, and to the same program of Effect: the table of docs/ctrl-c.md.
//
//   npm run bench:ctrl-c                         on the Node that runs this
//   npm run bench:ctrl-c -- --nodes 20,22,24,26  on those, which are installed if need be
//   npm run bench:ctrl-c -- --only loop,read     some situations only
//
// Prints the table in Markdown. Every program is a process of its own, which gets real signals.
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { install as installNode } from '../tools/nodes.mjs'
import { situations } from './ctrl-c/situations.mjs'
import { installPeers } from './peers.mjs'

const { values: options } = parseArgs({ options: { nodes: { type: 'string' }, only: { type: 'string' } } })

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

/** How long a program may go on after the last signal before that is its outcome. */
const patience = 3_000

/** Plays one situation; answers how it ended, and how long after the last signal. */
const observe = (node, file, { play, signals }) =>
  new Promise((resolve, reject) => {
    const child = spawn(node, [file, play], { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { stdout: '', stderr: '' }
    let last = performance.now()
    let timer
    const send = ([signal, ...rest]) => {
      timer = setTimeout(() => {
        last = performance.now()
        if (signal === undefined) child.kill('SIGKILL')
        else {
          child.kill(signal.name)
          send(rest)
        }
      }, signal?.after ?? patience)
    }
    let isReady = false
    for (const stream of ['stdout', 'stderr'])
      child[stream].setEncoding('utf8').on('data', (text) => {
        said[stream] += text
        if (isReady || signals.length === 0 || !said.stdout.includes('ready\n')) return
        isReady = true
        last = performance.now()
        send(signals)
      })
    // by itself, some time after its start
    if (signals.length === 0) timer = setTimeout(() => child.kill('SIGKILL'), 5 * patience)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ ...said, code, signal, millis: performance.now() - last })
    })
  })

/** What happened, without how long it took. */
const describe = ({ stdout, stderr, code, signal }) => {
  const seen = [
    [stdout.includes('region done'), 'the region completes'],
    [stdout.includes('next step'), 'the next step runs'],
    [stdout.includes('the other listener heard it\n'), 'the other one hears it'],
    [stdout.includes('finalized'), 'finalizers run'],
    [/unreleased/.test(stderr + stdout), 'the failure is reported'],
    [/abandoned 1 fiber/.test(stderr), 'what is abandoned is named'],
    [/at (loopForEver|backtrack) \(.*stage\.mjs:\d+/.test(stderr), 'the place is named'],
    [/blocked in native code/.test(stderr), 'stderr says so']
  ].flatMap(([happened, what]) => (happened ? [what] : []))
  const end =
    signal === 'SIGKILL' ? '**goes on**, until SIGKILL' : signal !== null ? `dies by ${signal}` : `exit code ${code}`
  return [...seen, end].join('; ')
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

/** The outcomes on several Nodes as one text: once where they agree. */
const cell = (outcomes, untimed) => {
  const byText = new Map()
  for (const { major, text, millis } of outcomes) byText.set(text, [...(byText.get(text) ?? []), { major, millis }])
  return [...byText]
    .map(([text, found]) => {
      const where = byText.size > 1 ? ` (Node ${found.map(({ major }) => major).join(', ')})` : ''
      const took =
        text.includes('goes on') || untimed ? '' : `, ${Math.round(median(found.map(({ millis }) => millis)))} ms`
      return `${text}${took}${where}`
    })
    .join(' / ')
}

// ---------------------------------------------------------------------------------------------------------------------

installPeers()
const nodes =
  options.nodes === undefined
    ? [[process.versions.node.split('.')[0], process.execPath]]
    : options.nodes.split(',').map((major) => [major, installNode(major)])

for (const { title, test } of situations)
  if (!readFileSync(at(`../process/${test[0]}.test.ts`), 'utf8').includes(test[1]))
    throw new Error(`'${title}' names a test that is not there: ${test.join(', ')}`)

// Effect is found from its own folder only
const folder = mkdtempSync(at('peers/.ctrl-c-'))
for (const file of ['effect.mjs', 'stage.mjs']) copyFileSync(at(`ctrl-c/${file}`), `${folder}/${file}`)
const libraries = [at('ctrl-c/fiber-ts.mjs'), `${folder}/effect.mjs`]

try {
  console.log(`| Ctrl-C | fiber-ts | Effect's \`runMain\` | tests |`)
  console.log('| --- | --- | --- | --- |')
  const only = options.only?.split(',')
  for (const situation of situations) {
    if (only !== undefined && !only.includes(situation.play)) continue
    const cells = []
    for (const file of libraries) {
      const outcomes = []
      for (const [major, node] of nodes) {
        const outcome = await observe(node, file, situation)
        outcomes.push({ major, text: describe(outcome), millis: outcome.millis })
      }
      cells.push(cell(outcomes, situation.signals.length === 0))
    }
    const [file] = situation.test
    console.log(`| ${situation.title} | ${cells.join(' | ')} | [${file}](../test/process/${file}.test.ts) |`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.error(`Node ${nodes.map(([major]) => major).join(', ')}`)
