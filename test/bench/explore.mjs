// How many schedules a second `explore` runs of a program of 30 steps, by strategy; fails below 20,000 of the default search.
//
//   node test/bench/explore.mjs
import * as C from 'fiber-ts/Coroutine'
import * as Ref from 'fiber-ts/Ref'
import { bounded, explore, fifo, pct, portfolio, random, sweep, weighted } from 'fiber-ts/testing'
import { performance } from 'node:perf_hooks'

const wanted = 20_000
const schedules = 20_000
const rounds = 5

const program = C.gen(function* () {
  const counter = yield* Ref.make(0)
  const worker = C.gen(function* () {
    for (let i = 0; i < 4; i++) {
      yield* Ref.modify(counter, (n) => n + 1)
      yield* Ref.read(counter)
    }
  })
  yield* C.all([worker, worker, worker])
})

const { steps } = explore(program, { strategy: fifo })
console.log(`a program of ${steps.most} steps, schedules a second (median of ${rounds} rounds of up to ${schedules})`)

let slow = false
for (const strategy of [portfolio(), bounded(2), sweep(), random, pct(3), weighted]) {
  const rates = Array.from({ length: rounds }, () => {
    const start = performance.now()
    const report = explore(program, { strategy, schedules })
    if (report.verdict._tag !== 'Ok') throw new Error(report.message)
    return (report.schedules / (performance.now() - start)) * 1000
  }).sort((a, b) => a - b)
  const median = rates[rounds >> 1]
  console.log(`${strategy.name.padEnd(12)}${Math.round(median).toLocaleString('en').padStart(10)}`)
  if (strategy.name === 'portfolio' && median < wanted) slow = true
}
if (slow) {
  console.error(`fewer than ${wanted.toLocaleString('en')} schedules a second`)
  process.exitCode = 1
}
