/** Debug mode as a whole process has it, switched on by the environment. */
import test from 'ava'
import { linesOf, play } from './child.js'

const on = { env: { FIBER_TS_DEBUG: '1' } }

/** On a busy machine any step may take long; that is reported too. */
const withoutSlowSteps = (stderr: string): ReadonlyArray<string> =>
  linesOf(stderr).filter((line) => !line.includes('without giving way'))

for (const name of ['dropped', 'dropped-and-collected'])
  test(`a Runner that was never closed is reported, once, with where it was made: ${name}`, async (t) => {
    const { stdout, stderr } = await play(t, 'debug', name, on)
    const lines = withoutSlowSteps(stderr)
    t.is(lines.length, 1, stderr)
    t.regex(
      lines[0] ?? '',
      /^fiber-ts: a Runner was dropped and never closed, made at .*programs[\\/]debug\.[jt]s:\d+:\d+\)?$/
    )
    t.is(stdout, name === 'dropped' ? 'end\n' : 'reported\nend\n')
  })

test('Runners that were closed, that were never needed, and those of run are not reported', async (t) => {
  const { stderr } = await play(t, 'debug', 'closed', on)
  t.deepEqual(withoutSlowSteps(stderr), [])
})

test('outside of debug mode no Runner is watched', async (t) => {
  const { stderr } = await play(t, 'debug', 'dropped')
  t.is(stderr, '')
})

test('a step over 100 ms is reported', async (t) => {
  const { stdout, stderr } = await play(t, 'debug', 'slow-step', on)
  t.is(stdout, 'value undefined\n')
  t.regex(
    stderr,
    /^fiber-ts: fiber #1 ran for \d+ ms without giving way, started at .*programs[\\/]debug\.[jt]s:\d+:\d+\)?\n/
  )
})
