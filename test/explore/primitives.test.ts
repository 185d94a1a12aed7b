// The library's own primitives, searched as a user searches a program: the production sources under many schedules and
// interruptions. `npm run test:deep` runs the same with many more schedules and another seed each time.
import test from 'ava'
import { bounded, chaos, explore, pct, portfolio, random, sweep, weighted } from 'fiber-ts/testing'
import { scenarios } from '../primitives/scenarios.js'

const strategy = portfolio(bounded(2), sweep('all'), random, pct(2), pct(3), weighted, chaos(), chaos('all'))

const schedules = Number(process.env['FIBER_TS_SCHEDULES'] ?? 5_000)

for (const { title, make } of scenarios)
  test(`${title}: ${schedules} schedules`, (t) => {
    const { verdict, message } = explore(make, { strategy, schedules })
    t.is(verdict._tag, 'Ok', message)
  })
