import test from 'ava'
import { instances, numRuns } from './instances.js'

for (const [name, check] of Object.entries(instances))
  check({
    parameters: { numRuns },
    each: (law, holds) =>
      test(`${name}: ${law.family}: ${law.name}`, (t) => {
        const s = performance.now()
        holds()
        if (performance.now() - s > 300) t.log(`${(performance.now() - s) | 0} ms`)
        t.pass()
      })
  })
