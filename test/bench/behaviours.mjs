// What the library and its peers do, and what they have: the first table of README.md. Behind every cell is a program in a
// process of its own, those of behaviours/rows.mjs.
//
//   npm run bench:behaviours               prints the table
//   npm run bench:behaviours -- --check    compares it with README.md; and docs/from-effect.md with the names that Effect has
//
// The peers are those of the benchmark, and installed if need be. asyncio needs Python 3.11 or later: without one its cells
// say so, and are not compared.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { names, preludes, rows } from './behaviours/rows.mjs'
import { installPeers } from './peers.mjs'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const peers = Object.keys(preludes)
const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0

/** How long a program may take, which is how long one takes that never ends. */
const patience = 5_000

// fiber-ts finds itself by its name from inside of the repository, the peers are found from their own folder
const folderOf = (peer) => (peer === 'fiber-ts' ? at('.') : at('peers/node_modules/'))

const tsc = [
  [at('../../node_modules/@typescript/native/bin/tsc'), '--noEmit', '--ignoreConfig', '--strict'],
  ['--noImplicitAny', 'false', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck'],
  ['--types', 'node', '--typeRoots', at('../../node_modules/@types')]
].flat()

/** Runs a program, pressing Ctrl-C `press` times once it is ready. Answers what it printed and how it ended. */
const play = (peer, program, { press = 0, types = false }) =>
  new Promise((resolve, reject) => {
    const isPython = peer === 'asyncio'
    const folder = mkdtempSync(`${folderOf(peer)}.behaviour-`)
    const file = `${folder}/main.${isPython ? 'py' : types ? 'mts' : 'mjs'}`
    writeFileSync(file, `${preludes[peer]}\n${program}\n`)
    const [command, ...args] = isPython ? ['python3', file] : [process.execPath, ...(types ? tsc : []), file]
    // the time for a compiler is its own
    const child = spawn(command, args, { timeout: types ? 60_000 : patience, killSignal: 'SIGKILL' })
    let [stdout, stderr, left] = ['', '', press]
    const pressKey = () => {
      if (left-- <= 0) return
      child.kill('SIGINT')
      setTimeout(pressKey, 400)
    }
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      if (press > 0 && /ready/.test(stdout) && left === press) setTimeout(pressKey, 400)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      rmSync(folder, { recursive: true })
      // a program that is wrong says nothing about its peer
      const problem = /SyntaxError|ReferenceError|ERR_MODULE_NOT_FOUND|error TS(?!2578)/.exec(stderr + stdout)
      if (problem !== null) reject(new Error(`${peer}:\n${program}\n${stdout}${stderr}`))
      else resolve({ stdout, stderr, status: signal ?? code })
    })
  })

const exported = new Map()
const namesOf = async (peer) => {
  if (!exported.has(peer)) exported.set(peer, (await play(peer, names[peer], {})).stdout.trim().split('\n'))
  return exported.get(peer)
}

const cellOf = async (peer, row) => {
  if (peer === 'asyncio' && !hasPython) return 'no Python 3.11 here'
  const program = row.programs[peer]
  if (program !== undefined) return row.holds(await play(peer, program, row)) ? (row.only?.[peer] ?? 'yes') : 'no'
  if (row.absent === undefined) return '–'
  const found = (await namesOf(peer)).filter((name) => row.absent.test(name))
  if (found.length > 0) throw new Error(`'${row.title}': ${peer} has ${found.join(', ')}, and needs a program`)
  return 'no'
}

/** One peer after the other, for those that never end take a processor each. */
const lineOf = async (row) => {
  const cells = []
  for (const peer of peers) cells.push(await cellOf(peer, row))
  return [row.title, ...cells, row.test]
}

const isShown = (readme, line) => {
  const same = (cells) => cells.every((cell, i) => cell === line[i] || (peers[i - 1] === 'asyncio' && !hasPython))
  return readme.some((cells) => cells.length === line.length && same(cells))
}

const check = async () => {
  const readme = readFileSync(at('../../README.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
  let wrong = 0
  for (const row of rows) {
    // signals and clocks: what a busy machine did has a second chance
    if (isShown(readme, await lineOf(row)) || isShown(readme, await lineOf(row))) continue
    wrong += 1
    console.error(`README.md does not have: | ${(await lineOf(row)).join(' | ')} |`)
  }
  console.log(`${rows.length} rows, ${wrong} that README.md does not have`)
  if (wrong > 0) process.exitCode = 1
}

/** The names of Effect 4 in the table of docs/from-effect.md; those of version 3 stand behind a slash. */
const checkNames = async () => {
  const guide = readFileSync(at('../../docs/from-effect.md'), 'utf8')
  const cells = guide.slice(guide.indexOf('## Names')).matchAll(/^\| ([^|/]*`[^|/]*)/gm)
  const codes = Array.from(cells, ([, cell]) =>
    Array.from(cell.matchAll(/`([\w.]+)(?!\w|[.*])/g), ([, code]) => code)
  ).flat()
  const there = new Set(await namesOf('Effect 4'))
  const missing = codes.filter((code) => !code.split('.').every((name) => there.has(name)))
  for (const code of missing) console.error(`docs/from-effect.md names ${code}, and Effect 4 exports no such thing`)
  console.log(`${codes.length} names of Effect, ${missing.length} that it does not have`)
  if (missing.length > 0) process.exitCode = 1
}

const print = async () => {
  const table = [['', ...peers, 'tests'], Array.from({ length: peers.length + 2 }, () => '---')]
  for (const row of rows) table.push(await lineOf(row))
  console.log(await format(table.map((line) => `| ${line.join(' | ')} |`).join('\n'), { parser: 'markdown' }))
}

installPeers()
if (process.argv.includes('--check')) {
  await checkNames()
  await check()
} else await print()
