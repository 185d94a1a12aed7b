// Measures one workload of one peer, in a process of its own, and prints what it found as JSON.
//
//   node --expose-gc child.mjs PEER WORKLOAD '{"warmUp":200,"measure":400}'     milliseconds; 0 and 0: check only
//   node child.mjs PEER                                                         names what the peer can do
import { performance } from 'node:perf_hooks'
import { parked as parkedRows, workloads as rows } from './workloads.mjs'

const modules = {
  'fiber-ts': './fiber-ts.mjs',
  prototype: './prototype.mjs',
  effect: './peers/effect.mjs',
  effect3: './peers/effect3.mjs',
  promises: './peers/promises.mjs',
  fluture: './peers/fluture.mjs',
  'fp-ts': './peers/fp-ts.mjs',
  'p-libs': './peers/p-libs.mjs'
}

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

class Step {
  constructor(f, next) {
    this.f = f
    this.next = next
  }
}

const functions = [(x) => x + 1, (x) => x ^ 3, (x) => (x * 2) | 0, (x) => x - 5]
let steps = null
for (let i = 0; i < 64; i++) steps = new Step(functions[i & 3], steps)

/**
 * The same work always: how fast this machine is at this moment. Where somebody else computes on the same core, a chain of
 * operations that wait for each other goes on as before, and all else takes 1.8 times as long: the peers come to a half more,
 * and so does this mixture. It allocates nothing, for that would depend on what the workload has made of the heap.
 */
const calibrate = () => {
  const start = performance.now()
  let sum = 0
  for (let i = 0; i < 3_000; i++) for (let step = steps; step !== null; step = step.next) sum = step.f(sum) | 0
  let x = 1
  for (let i = 0; i < 200_000; i++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
  }
  return performance.now() - start + (x === 0 && sum === 0.5 ? 1 : 0)
}

const checked = async (name, run, expected) => {
  const result = await run()
  if (result !== expected) throw new Error(`${name}: got ${String(result)}, expected ${String(expected)}`)
}

/**
 * Every workload once, in small, so that no call site of the peer has seen one kind of value or function only. The unmixed
 * ones are written in a style of their own, which a program keeps to.
 */
const mix = async (peer) => {
  for (const name of Object.keys(peer.workloads)) {
    const row = rows[name]
    if (row.unmixed) continue
    const n = Math.min(row.n, 3_000)
    await checked(name, peer.workloads[name](n), row.expect(n))
  }
}

const time = async (peer, name, { warmUp, measure }) => {
  const row = rows[name]
  await mix(peer)
  const run = peer.workloads[name](row.n)
  await checked(name, run, row.expect(row.n))
  if (measure === 0) return {}

  let runs = 0
  const warmedUp = performance.now() + warmUp
  const start = performance.now()
  do {
    await run()
    runs++
  } while (performance.now() < warmedUp)
  const repeat = Math.max(1, Math.round((20 * runs) / (performance.now() - start)))

  for (let i = 0; i < 40; i++) calibrate()
  const samples = []
  const calibrations = [calibrate()]
  const end = performance.now() + measure
  do {
    const start = performance.now()
    for (let i = 0; i < repeat; i++) await run()
    samples.push(((performance.now() - start) * 1e6) / (repeat * row.n))
    calibrations.push(calibrate())
  } while (performance.now() < end || samples.length < 3)
  await checked(name, run, row.expect(row.n))
  return { value: median(samples), best: Math.min(...samples), calibration: median(calibrations) }
}

const bytesPerFiber = async (peer, name) => {
  const { n } = parkedRows[name]
  const inUse = () => {
    globalThis.gc()
    globalThis.gc()
    return process.memoryUsage().heapUsed
  }
  const turn = () => new Promise((resolve) => setTimeout(resolve, 20))
  await (
    await peer.parked[name](100)
  )()
  const before = inUse()
  const release = await peer.parked[name](n)
  await turn()
  const value = (inUse() - before) / n
  await release()
  return { value }
}

const [peerName, name, settings] = process.argv.slice(2)
const peer = await import(modules[peerName])
const result =
  name === undefined
    ? [...Object.keys(peer.workloads), ...Object.keys(peer.parked)]
    : name in rows
      ? await time(peer, name, JSON.parse(settings))
      : await bytesPerFiber(peer, name)
console.log(JSON.stringify(result))
process.exit(0)
