// Every primitive, interrupted at every step of a program that uses it and run under many schedules: nothing is lost, nothing
// is there twice, nobody waits for ever, and no fiber or timer is left.
import test from 'ava'
import { chaos, schedules, sweep, sweepAll } from '../support/sweep.js'
import { scenarios } from './scenarios.js'

for (const { title, make } of scenarios)
  test(title, (t) => {
    t.true(sweep(make) > 10)
    t.true(sweepAll(make) > 20)
    schedules(make, 150)
    chaos(make, 300)
  })
