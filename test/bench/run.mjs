// The library beside its peers on the same work.
//
//   npm run bench                                 everything: about 20 minutes
//   npm run bench -- --quick                      one short round
//   npm run bench -- --only w01,w02 --peers effect,promises --rounds 3
//   npm run bench -- --check                      compares with budget.json, measuring only the peers that it is about; exit
//                                                 code 1 when something fell behind
//   npm run bench -- --json FILE                  the figures, for other programs
//   npm run bench -- --prototype PATH/core.mjs    adds the prototype as a column
//   npm run bench -- --smoke                      every workload of every peer is correct, nothing grows too fast
//   npm run bench -- --growth                     time for ten times as much
//   npm run bench -- --figures                    memory, start-up and signals only
//
// Every pair of workload and peer runs in a process of its own (child.mjs); the pairs of one round are interleaved, the
// peers in random order, and each figure is the median over the rounds. Machines are shared: each process times the same
// small work beside its workload, and figures are scaled by how that went.
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { figures } from './figures.mjs'
import { installPeers } from './peers.mjs'
import { parked, peers as titles, workloads } from './workloads.mjs'

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    peers: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean' },
    check: { type: 'boolean' },
    json: { type: 'string' },
    prototype: { type: 'string' },
    smoke: { type: 'boolean' },
    growth: { type: 'boolean' },
    figures: { type: 'boolean' }
  }
})

const budget = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8'))
const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const rows = { ...workloads, ...parked }
const say = (line) => process.stderr.write(`${line}\n`)

// ---------------------------------------------------------------------------------------------------------------------
// peers
// ---------------------------------------------------------------------------------------------------------------------

/** The first Python that has what the asyncio programs use. */
const findPython = () =>
  ['python3', 'python'].find((command) => {
    const probe = spawnSync(command, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'])
    return probe.status === 0
  })

const python = findPython()
const execute = promisify(execFile)

/** How to start a peer's process, with the arguments it is to get. */
const commandOf = (peer, name, time) => {
  if (peer === 'asyncio') {
    const { n, expect } = rows[name] ?? {}
    return [
      python,
      [
        at('peers/asyncio_peer.py'),
        ...(name === undefined ? [] : [name, n, expect?.(n) ?? 0, time.warmUp, time.measure])
      ]
    ]
  }
  return [
    process.execPath,
    ['--expose-gc', at('child.mjs'), peer, ...(name === undefined ? [] : [name, JSON.stringify(time)])]
  ]
}

const start = async (peer, name, time) => {
  const [command, args] = commandOf(peer, name, time)
  const env = { ...process.env, BENCH_PROTOTYPE: options.prototype ?? '' }
  const { stdout } = await execute(command, args.map(String), { env, timeout: 120_000 })
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

const shuffled = (items) => {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[copy[i], copy[j]] = [copy[j], copy[i]]
  }
  return copy
}

// ---------------------------------------------------------------------------------------------------------------------
// measuring
// ---------------------------------------------------------------------------------------------------------------------

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const geometricMean = (numbers) => Math.exp(numbers.reduce((sum, x) => sum + Math.log(x), 0) / numbers.length)

/** The mean over the rows for which the goal was set, without those that came later. */
const meanOfGoal = (byRow) =>
  geometricMean(Object.keys(byRow).flatMap((name) => (budget.notInMeans.includes(name) ? [] : [byRow[name]])))

/** The pairs to measure: the names of the peers that can do it, for each row. */
const plan = async () => {
  const wanted = options.peers?.split(',') ?? (options.check ? Object.keys(budget.fasterThan) : undefined)
  const chosen = Object.keys(titles).filter(
    (peer) =>
      (wanted === undefined || peer === 'fiber-ts' || wanted.includes(peer)) &&
      (peer !== 'prototype' || options.prototype !== undefined) &&
      (peer !== 'asyncio' || python !== undefined)
  )
  const abilities = new Map()
  for (const peer of chosen) abilities.set(peer, await start(peer))
  const names = options.only?.split(',') ?? Object.keys(rows)
  return names
    .filter((name) => !rows[name].warmUpOnly)
    .map((name) => [name, chosen.filter((peer) => abilities.get(peer).includes(name))])
}

/** `samples.get(name).get(peer)`: one `{ value, calibration }` a round. */
const measure = async (pairs, rounds, time) => {
  const samples = new Map(pairs.map(([name, peers]) => [name, new Map(peers.map((peer) => [peer, []]))]))
  for (let round = 1; round <= rounds; round++)
    for (const [name, peers] of shuffled(pairs)) {
      say(`round ${round} of ${rounds}: ${name}`)
      for (const peer of shuffled(peers))
        samples
          .get(name)
          .get(peer)
          .push(await start(peer, name, time))
    }
  return samples
}

/** Scales by the calibration loop, which is one for JavaScript and another for Python. */
const summarise = (samples) => {
  const runtimeOf = (peer) => (peer === 'asyncio' ? 'python' : 'node')
  const calibrations = { node: [], python: [] }
  for (const byPeer of samples.values())
    for (const [peer, found] of byPeer)
      for (const { calibration } of found)
        if (calibration !== undefined) calibrations[runtimeOf(peer)].push(calibration)
  const reference = { node: median(calibrations.node), python: median(calibrations.python) }
  const table = {}
  for (const [name, byPeer] of samples) {
    table[name] = {}
    for (const [peer, found] of byPeer) {
      const values = found.map(({ value, calibration }) =>
        calibration === undefined ? value : (value * reference[runtimeOf(peer)]) / calibration
      )
      table[name][peer] = { median: median(values), min: Math.min(...values), max: Math.max(...values) }
    }
  }
  return table
}

/** How many times as fast as each peer: `ratios[peer][row]`. */
const ratiosOf = (table) => {
  const ratios = {}
  for (const [name, byPeer] of Object.entries(table))
    for (const [peer, { median }] of Object.entries(byPeer))
      if (peer !== 'fiber-ts' && byPeer['fiber-ts'] !== undefined)
        (ratios[peer] ??= {})[name] = median / byPeer['fiber-ts'].median
  return ratios
}

// ---------------------------------------------------------------------------------------------------------------------
// reporting
// ---------------------------------------------------------------------------------------------------------------------

const number = (x) => (x < 10 ? x.toFixed(1) : Math.round(x).toLocaleString('en'))

const markdown = (table, ratios) => {
  const columns = Object.keys(titles).filter((peer) => Object.values(table).some((row) => row[peer] !== undefined))
  const line = (cells) => `| ${cells.join(' | ')} |`
  const cell = (row, peer) => {
    if (row[peer] === undefined) return ''
    const { median, min, max } = row[peer]
    const factor =
      peer === 'fiber-ts' || row['fiber-ts'] === undefined ? '' : ` (${(median / row['fiber-ts'].median).toFixed(2)})`
    return `${peer === 'fiber-ts' ? `**${number(median)}**` : number(median)}${factor} <small>${number(min)}–${number(max)}</small>`
  }
  const means = (mean) =>
    columns.map((peer) => (ratios[peer] === undefined ? '' : `(${mean(ratios[peer]).toFixed(2)})`))
  return [
    line(['', 'ns per operation', ...columns.map((peer) => titles[peer])]),
    line(['---', '---', ...columns.map(() => '---:')]),
    ...Object.entries(table).map(([name, row]) =>
      line([name, rows[name].title, ...columns.map((peer) => cell(row, peer))])
    ),
    line(['', 'geometric mean of the ratios', ...means((byRow) => geometricMean(Object.values(byRow)))]),
    line(['', `the same without ${budget.notInMeans.join(', ')}`, ...means(meanOfGoal)])
  ].join('\n')
}

const figuresTable = (found) =>
  [
    '| figure | |',
    '| --- | ---: |',
    ...found.map(({ title, value, unit }) => `| ${title} | ${number(value)} ${unit} |`)
  ].join('\n')

/** What is behind the budget, and what only behind a stretch goal; one line each. */
const compare = (ratios, table, found) => {
  const behind = []
  const stretch = []
  const want = (list, what, got, goal) => {
    if (got < goal) list.push(`${what}: ${got.toFixed(2)}, wanted ${goal}`)
  }
  for (const [peer, goals] of Object.entries(budget.fasterThan)) {
    const byRow = ratios[peer]
    if (byRow === undefined) continue
    for (const [name, ratio] of Object.entries(byRow)) {
      const what = `${name} ${rows[name].title}, against ${titles[peer]}`
      const goal = goals.rows?.[name] ?? goals.everyRow
      const stretchGoal = goals.stretch?.[name]
      if (stretchGoal !== undefined) want(stretch, what, ratio, stretchGoal)
      if (goal !== undefined && (goals.rows?.[name] !== undefined || stretchGoal === undefined))
        want(behind, what, ratio, goal)
    }
    if (goals.geometricMean !== undefined && options.only === undefined)
      want(behind, `geometric mean against ${titles[peer]}`, meanOfGoal(byRow), goals.geometricMean)
  }
  const bounded = [
    ...Object.keys(parked).flatMap((name) =>
      table[name]?.['fiber-ts'] === undefined
        ? []
        : [{ title: name, value: table[name]['fiber-ts'].median, unit: 'bytes' }]
    ),
    ...found
  ]
  const bound = (list, limits) => {
    for (const { title, value, unit } of bounded)
      if (value > limits[title]) list.push(`${title}: ${number(value)} ${unit}, at most ${limits[title]} wanted`)
  }
  bound(behind, budget.absolute)
  bound(stretch, budget.absoluteStretch)
  return { behind, stretch }
}

// ---------------------------------------------------------------------------------------------------------------------
// modes
// ---------------------------------------------------------------------------------------------------------------------

/** Asks up to three times: a machine that does something else meanwhile can make a large run slow, hardly a small one three times. */
const checkGrowth = async () => {
  const flags = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256']
  const least = new Map()
  const tooFast = () => [...least.values()].some((factor) => factor >= 15)
  for (let tries = 0; tries === 0 || (tries < 3 && tooFast()); tries++) {
    const { stdout } = await execute(process.execPath, [...flags, at('growth.mjs')])
    for (const { title, factor } of JSON.parse(stdout)) least.set(title, Math.min(factor, least.get(title) ?? Infinity))
  }
  for (const [title, factor] of least)
    console.log(`${factor < 15 ? 'ok  ' : 'FAIL'} ten times as many ${title}: ${factor.toFixed(1)} times the time`)
  return !tooFast()
}

const smoke = async () => {
  const pairs = await plan()
  const names = new Set(pairs.flatMap(([, peers]) => peers))
  let good = true
  for (const peer of names) {
    // a process checks all workloads of its peer in small before it runs the one that it is asked for
    const [name] = pairs.find(([, peers]) => peers.includes(peer))
    try {
      await start(peer, name, { warmUp: 0, measure: 0 })
      console.log(`ok   ${titles[peer]}: every workload gives the right result`)
    } catch (error) {
      good = false
      console.log(`FAIL ${titles[peer]}: ${error.stderr ?? error.message}`)
    }
  }
  return (await checkGrowth()) && good
}

const full = async () => {
  const rounds = Number(options.rounds ?? (options.quick ? 1 : 5))
  const time = options.quick ? { warmUp: 100, measure: 150 } : { warmUp: 200, measure: 400 }
  const table = options.figures ? {} : summarise(await measure(await plan(), rounds, time))
  const found = options.only === undefined ? await figures(options.quick ? 1 : 3) : []
  const ratios = ratiosOf(table)
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${rounds} rounds; in brackets: how many times the time of fiber-ts\n`
  )
  if (!options.figures) console.log(markdown(table, ratios))
  if (found.length > 0) console.log(`\n${figuresTable(found)}`)
  if (options.json !== undefined)
    writeFileSync(
      options.json,
      `${JSON.stringify({ node: process.version, rounds, table, ratios, figures: found }, null, 2)}\n`
    )
  if (!options.check) return true
  const { behind, stretch } = compare(ratios, table, found)
  for (const miss of stretch) console.log(`stretch goal missed: ${miss}`)
  for (const miss of behind) console.log(`BEHIND: ${miss}`)
  if (behind.length === 0) console.log('Everything is within the budget.')
  return behind.length === 0
}

installPeers()
const good = options.growth ? await checkGrowth() : options.smoke ? await smoke() : await full()
process.exitCode = good ? 0 : 1
