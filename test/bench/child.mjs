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

/** The same work always: how fast this machine is at this moment. */
const calibrate = () => {
  const start = performance.now()
  let x = 1
  for (let i = 0; i < 1_000_000; i++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
  }
  return performance.now() - start + (x === 0 ? 1 : 0)
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
