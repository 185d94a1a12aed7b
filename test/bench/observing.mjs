// What it costs to be seen: the same program on a loop that nobody watches, on one in debug mode, and on one whose fibers are
// published on diagnostics_channel. The first of these is also measured after the others: what was on once must leave nothing
// behind that the loops of other Runners pay for.
//
//   node test/bench/observing.mjs        (after a build; compare the columns of one line, never two runs of the script)
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import * as C from 'fiber-ts/Coroutine'
import { channels } from 'fiber-ts/Diagnostics'
import * as Fiber from 'fiber-ts/Fiber'
import * as FiberDump from 'fiber-ts/FiberDump'
import { Runner } from 'fiber-ts/Runner'

const rounds = 15
const n = 20_000

const yields = (times) => (times === 0 ? C.of(undefined) : C.flatMap(C.yieldNow, () => yields(times - 1)))

const workloads = {
  'fork and join': C.gen(function* () {
    const fibers = []
    for (let i = 0; i < n; i++) fibers.push(yield* C.fork(C.of(i)))
    for (const fiber of fibers) yield* Fiber.join(fiber)
  }),
  'fibers that wait and go on': C.all(Array.from({ length: 100 }, () => yields(n / 100)))
}

const off = { debug: false, run: (f) => f() }
const listener = () => {}
const variants = {
  'nobody watches': off,
  'debug mode': { debug: true, run: (f) => f() },
  subscribed: {
    debug: false,
    run: async (f) => {
      for (const name of Object.values(channels)) subscribe(name, listener)
      await f()
      for (const name of Object.values(channels)) unsubscribe(name, listener)
    }
  },
  'nobody again': off
}

const once = async ({ debug, run }, program) => {
  const runner = new Runner({ debug, slowCallbackDuration: 60_000 })
  let took = 0
  await run(async () => {
    const start = performance.now()
    await runner.run(program)
    took = performance.now() - start
  })
  await runner.close()
  return (took / n) * 1e6
}

const median = (numbers) => numbers.toSorted((x, y) => x - y)[numbers.length >> 1]

console.log(
  `${'ns an operation, medians'.padEnd(30)}${Object.keys(variants)
    .map((name) => name.padStart(16))
    .join('')}`
)
for (const [name, program] of Object.entries(workloads)) {
  const columns = []
  for (const variant of Object.values(variants)) {
    const samples = []
    for (let round = 0; round < rounds; round++) samples.push(await once(variant, program))
    columns.push(median(samples.slice(3)))
  }
  console.log(name.padEnd(30) + columns.map((column) => column.toFixed(0).padStart(16)).join(''))
}

const runner = new Runner()
for (let i = 0; i < 10_000; i++) runner.fork(C.named(`fiber ${i}`)(C.ensuring(C.of(1))(C.never)))
for (let round = 0; round < 3; round++) {
  const start = performance.now()
  const dump = runner.dump()
  const taken = performance.now()
  const { length } = FiberDump.show(dump)
  console.log(
    `a dump of 10,000 fibers: ${(taken - start).toFixed(0)} ms, as text ${(performance.now() - taken).toFixed(0)} ms (${length} characters)`
  )
}
await runner.close()
