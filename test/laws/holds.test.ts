// Every law on every instance; those that are known not to hold have to be rejected.
import test from 'ava'
import { exceptions } from './exceptions.js'
import { instances, parameters } from './instances.js'

for (const [name, check] of Object.entries(instances))
  check({
    parameters,
    each: (law, holds) => {
      if (exceptions[name]?.[`${law.family}: ${law.name}`] === undefined)
        test(`${name}: ${law.family}: ${law.name}`, (t) => t.notThrows(holds))
    }
  })

for (const [name, laws] of Object.entries(exceptions))
  instances[name]?.({
    parameters: { ...parameters, numRuns: Math.max(500, parameters.numRuns), endOnFailure: true },
    each: (law, holds) => {
      if (laws[`${law.family}: ${law.name}`] !== undefined)
        test(`${name}: ${law.family}: ${law.name} does not hold`, (t) => void t.throws(holds))
    }
  })

test('every exception is one of a law', (t) => {
  const known = new Set<string>()
  for (const [name, check] of Object.entries(instances))
    check({ each: (law) => void known.add(`${name}: ${law.family}: ${law.name}`) })
  for (const [name, laws] of Object.entries(exceptions))
    for (const law of Object.keys(laws)) t.true(known.has(`${name}: ${law}`))
})
