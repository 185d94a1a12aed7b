// What is not a rate: memory of a million sleepers, start-up, and how a busy program reacts to signals.
// Each program runs in a process of its own; figures are medians. Those of starting are the least of several: whatever else
// a machine does is added to them, and nothing is ever taken away.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]

const least = (numbers) => Math.min(...numbers)

const imports = `
import * as C from 'fiber-ts/Coroutine'
import * as Fiber from 'fiber-ts/Fiber'
import { runMain, run } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
`

const millionSleepers = `${imports}
const main = C.genK(function* () {
  const all = yield* C.fork(pipe(new Array(1e6).fill(0), C.traverseArray(() => C.sleep(600_000))))
  yield* C.sleep(10)
  const rss = process.memoryUsage().rss / 2 ** 20
  const start = performance.now()
  yield* Fiber.interrupt(all)
  console.log(JSON.stringify({ rss, interrupted: performance.now() - start }))
})
await run(main())
`

const importCost = `
const before = process.cpuUsage()
await import('fiber-ts/Coroutine')
const { user, system } = process.cpuUsage(before)
console.log(JSON.stringify({ cpu: (user + system) / 1000 }))
`

const trivial = `
import * as C from 'fiber-ts/Coroutine'
import { run } from 'fiber-ts/Runner'
await run(C.of(1))
`

// The least that a watchdog takes which is there from the first step on.
const oneThread = `
import { Worker } from 'node:worker_threads'
const ready = new Int32Array(new SharedArrayBuffer(4))
const source = 'const { workerData } = require("node:worker_threads"); Atomics.store(workerData, 0, 1); Atomics.notify(workerData, 0)'
new Worker(source, { eval: true, workerData: ready }).unref()
Atomics.wait(ready, 0, 0)
`

const spinning = (seconds) => `${imports}
import { monitorEventLoopDelay } from 'node:perf_hooks'
const delay = monitorEventLoopDelay({ resolution: 1 })
const spin = C.genK(function* () { for (;;) yield* C.yieldNow })
const main = C.genK(function* () {
  for (let i = 0; i < 10_000; i++) yield* C.fork(spin())
  yield* C.sleep(200)
  delay.enable()
  yield* C.sleep(${seconds * 1000})
  delay.disable()
  return { p99: delay.percentile(99) / 1e6 }
})
console.log(JSON.stringify(await run(main())))
`

// A signal that the program itself listens to: the time from sending it to the listener.
const signalLatency = `${imports}
const spin = C.genK(function* () { for (;;) yield* C.yieldNow })
const latencies = []
const main = C.genK(function* () {
  for (let i = 0; i < 10_000; i++) yield* C.fork(spin())
  for (let i = 0; i < 20; i++) {
    yield* C.sleep(20)
    const seen = yield* C.async((resume) => {
      const start = performance.now()
      process.once('SIGUSR2', () => resume({ _tag: 'Right', right: performance.now() - start }))
      process.kill(process.pid, 'SIGUSR2')
    })
    latencies.push(seen)
  }
  return latencies.sort((a, b) => a - b)[Math.floor(latencies.length / 2)]
})
console.log(JSON.stringify({ latency: await run(main()) }))
`

// Says when it is ready to be interrupted; the parent takes the time until it has exited.
const finalizers = `${imports}
let released = 0
const child = pipe(C.never, C.ensuring(C.fromIO(() => released++)))
const main = C.genK(function* () {
  for (let i = 0; i < 10_000; i++) yield* C.fork(child)
  yield* C.sleep(50)
  console.log('ready')
  yield* C.never
})
process.once('exit', () => console.log(JSON.stringify({ released })))
runMain(main())
`

let folder

/** Runs a program; answers what it printed last, and how long it took. */
const runProgram = (source, { signal } = {}) =>
  new Promise((resolve, reject) => {
    const file = `${folder}/program.mjs`
    writeFileSync(file, source)
    let start = performance.now()
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      if (signal !== undefined && text.includes('ready')) {
        start = performance.now()
        child.kill(signal)
      }
    })
    child.on('error', reject)
    child.on('close', (code, endedBy) => {
      const took = performance.now() - start
      if (code !== 0 && endedBy !== signal) return reject(new Error(`exit code ${code}, signal ${endedBy}:\n${output}`))
      const last = output.trim().split('\n').at(-1)
      resolve({ took, ...(last.startsWith('{') ? JSON.parse(last) : {}) })
    })
  })

const repeated = async (times, measure) => {
  const found = []
  for (let i = 0; i < times; i++) found.push(await measure())
  return found
}

export const figures = async (rounds) => {
  // inside of the package, so that it is found by its name
  folder = mkdtempSync(`${here}.program-`)
  try {
    const found = []
    const add = (title, value, unit) => found.push({ title, value, unit })

    const million = await repeated(rounds, () => runProgram(millionSleepers))
    add('million sleeping fibers, RSS', median(million.map(({ rss }) => rss)), 'MB')
    add('million sleeping fibers, all interrupted', median(million.map(({ interrupted }) => interrupted)), 'ms')

    const imported = await repeated(5 * rounds, () => runProgram(importCost))
    add('import of fiber-ts/Coroutine', least(imported.map(({ cpu }) => cpu)), 'ms of CPU')

    const starts = await repeated(5 * rounds, async () => ({
      empty: (await runProgram('')).took,
      run: (await runProgram(trivial)).took,
      thread: (await runProgram(oneThread)).took
    }))
    const empty = least(starts.map(({ empty }) => empty))
    add('an empty process', empty, 'ms')
    add(
      'one worker thread, started and waited for',
      least(starts.map(({ thread }) => thread)) - empty,
      'ms above an empty process'
    )
    add('run of a trivial program', least(starts.map(({ run }) => run)) - empty, 'ms above an empty process')

    const busy = await repeated(rounds, () => runProgram(spinning(2)))
    add('event loop delay, p99, 10,000 busy fibers', median(busy.map(({ p99 }) => p99)), 'ms')
    if (process.platform === 'win32') return found

    const seen = await repeated(rounds, () => runProgram(signalLatency))
    add('signal seen, 10,000 busy fibers', median(seen.map(({ latency }) => latency)), 'ms')
    const ended = await repeated(3 * rounds, () => runProgram(finalizers, { signal: 'SIGINT' }))
    if (ended.some(({ released }) => released !== 10_000)) throw new Error('a finalizer did not run')
    add('SIGINT to exit, 10,000 finalizers', median(ended.map(({ took }) => took)), 'ms')
    return found
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
