// The search is tested by what it has to find: ten bugs, and nothing in their corrected twins.
import test from 'ava'
import { bounded, explore, fifo, random, replay } from 'fiber-ts/testing'
import { bugs } from './bugs.js'

for (const [i, { title, buggy, fixed, verdict, preemptions }] of bugs.entries()) {
  test(`${i + 1}. ${title}: found, told with few preemptions, and again by its trace`, (t) => {
    const report = explore(buggy, { schedules: 1_000 })
    t.is(report.verdict._tag, verdict, report.message)
    t.true((report.preemptions ?? Infinity) <= preemptions, report.message)
    const again = explore(buggy, { strategy: replay(report.trace ?? '') })
    t.is(again.verdict._tag, verdict)
    t.is(again.trace, report.trace)
  })

  test(`${i + 1}. ${title}: the corrected program passes every schedule with up to two preemptions`, (t) => {
    const report = explore(fixed, { strategy: bounded(2), schedules: 25_000 })
    t.is(report.verdict._tag, 'Ok', report.message)
    t.is(report.exhausted, 2)
  })

  test(`${i + 1}. ${title}: the corrected program passes the default search`, (t) => {
    t.is(explore(fixed).verdict._tag, 'Ok')
  })
}

test('the order of production alone misses five of them', (t) => {
  const seen = bugs.map(({ buggy }) => explore(buggy, { strategy: fifo }).verdict._tag !== 'Ok')
  t.deepEqual(
    seen,
    bugs.map(({ inFifo }) => inFifo)
  )
  t.is(seen.filter((is) => !is).length, 5)
})

test('chance alone misses the lag and the uneven work', (t) => {
  const missed = bugs.filter(
    ({ buggy }) => explore(buggy, { strategy: random, schedules: 1_000, shrink: 0 }).verdict._tag === 'Ok'
  )
  t.deepEqual(
    missed.map(({ title }) => title),
    ['a lag of 25 steps', 'uneven work']
  )
})
