// How much of what threads can give reaches a program: the hasher of the main example, which works by the executor, beside raw
// Workers that hash the same buffers, and beside one thread. And the hashing of whole files, which has to copy every byte out
// of the file as well.
//
//   npm run bench:threads             the figures
//   npm run bench:threads -- --check  exit code 1 below 80 % of the raw Workers' speed-up
//
// The files are in memory, so that no disk is measured.
// The rounds are interleaved; of each way the median counts.
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import * as C from 'fiber-ts/Coroutine'
import * as Executor from 'fiber-ts/Executor'
import { run } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { hashOf } from '../../build/docs/examples/duplicates/hash.js'
import { withHasher } from '../../build/docs/examples/duplicates/hasher.js'

const threads = availableParallelism()
const MiB = 1024 * 1024
const fileSize = 8 * MiB
const files = 32
const rounds = 15

const buffers = Array.from({ length: files }, (_, i) => {
  const content = new Uint8Array(new SharedArrayBuffer(fileSize))
  for (let j = 0; j < fileSize; j += 64) content[j] = i * j
  return content
})
// each several times, so that it does not matter how the last one ends
const contents = [...buffers, ...buffers, ...buffers]
const megabytes = (contents.length * fileSize) / 1e6

// ---- one thread

const oneThread = async () => {
  for (const content of contents)
    for (let at = 0; at < fileSize; at += MiB)
      createHash('sha256')
        .update(content.subarray(at, at + MiB))
        .digest()
}

// ---- raw Workers: each has its part of the buffers from the beginning, and one message says go

const source = `
const { parentPort, workerData } = require('node:worker_threads')
const { createHash } = require('node:crypto')
const MiB = 1024 * 1024
parentPort.on('message', () => {
  for (const content of workerData)
    for (let at = 0; at < content.length; at += MiB) createHash('sha256').update(content.subarray(at, at + MiB)).digest()
  parentPort.postMessage('done')
})`
const workers = Array.from(
  { length: threads },
  (_, i) => new Worker(source, { eval: true, workerData: contents.filter((_, j) => j % threads === i) })
)
const rawWorkers = () =>
  Promise.all(
    workers.map((worker) => {
      worker.postMessage('go')
      return new Promise((resolve) => worker.once('message', resolve))
    })
  )

// ---- the example's hasher, on as many files at once as the example

const hasher = async (executor) => {
  const one = (hash) =>
    C.genK(function* (content) {
      for (let at = 0; at < fileSize; at += MiB) yield* hash(content.subarray(at, at + MiB))
    })
  await run(
    withHasher(({ hash }) => pipe(contents, C.traverseArrayN(16)(one(hash)))),
    { executor }
  )
}

// ---- the example, from the opening of a file on

const memory = {
  open: (path) =>
    C.fromIO(() => {
      const content = contents[Number(path)]
      let position = 0
      return {
        read: (buffer) =>
          C.fromIO(() => {
            const part = content.subarray(position, position + buffer.length)
            buffer.set(part)
            position += part.length
            return part.length
          }),
        stat: C.of({ version: 'same' }),
        close: C.of(undefined)
      }
    })
}
const example = async (executor) => {
  const found = { bytes: 0 }
  const all = contents.map((_, i) => ({ path: String(i), size: fileSize, version: 'same' }))
  const program = withHasher((hasher) =>
    pipe(
      all,
      C.traverseArrayN(16)((file) => hashOf(file, found, hasher))
    )
  )
  await run(pipe(program, C.provide({ files: memory })), { executor })
}

// ---------------------------------------------------------------------------------------------------------------------

const executor = Executor.make()
const ways = {
  'one thread': oneThread,
  'raw Workers': rawWorkers,
  'the hasher': () => hasher(executor),
  'whole files': () => example(executor)
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1]
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
for (let round = -1; round < rounds; round++)
  for (const [name, way] of Object.entries(ways)) {
    const start = performance.now()
    await way()
    // the first round starts threads and warms up
    if (round >= 0) times[name].push(performance.now() - start)
  }

const [one, raw, ours] = Object.values(times).map(median)
for (const name of Object.keys(ways)) {
  const time = median(times[name])
  console.log(
    `${name.padEnd(12)} ${((megabytes / time) * 1000).toFixed(0).padStart(6)} MB/s  ${(one / time).toFixed(2)} times one thread`
  )
}
const share = raw / ours
console.log(`the hasher has ${(share * 100).toFixed(0)} % of the raw Workers' speed-up, on ${threads} processors`)

await run(executor.close)
await Promise.all(workers.map((worker) => worker.terminate()))
if (process.argv.includes('--check') && share < 0.8) process.exitCode = 1
