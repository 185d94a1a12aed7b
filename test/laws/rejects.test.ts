// A law that accepts everything says nothing: each of them rejects a broken instance.
import test from 'ava'
import { broken } from './broken.js'
import { instances, parameters } from './instances.js'

const rejected = new Set<string>()

for (const { family, wrong, check, noticed } of broken)
  check({
    parameters: { ...parameters, numRuns: 300, endOnFailure: true },
    each: (law, holds) => {
      if (law.family !== family || !noticed.includes(law.name)) return
      rejected.add(`${family}: ${law.name}`)
      test(`${family}: ${law.name} rejects: ${wrong}`, (t) => void t.throws(holds))
    }
  })

test('every law rejects something', (t) => {
  const known = new Set<string>()
  for (const check of Object.values(instances)) check({ each: (law) => void known.add(`${law.family}: ${law.name}`) })
  t.deepEqual(
    [...known].filter((name) => !rejected.has(name)),
    []
  )
})

test('what is said to be noticed is a law', (t) => {
  for (const { family, noticed } of broken) for (const name of noticed) t.true(rejected.has(`${family}: ${name}`), name)
})
