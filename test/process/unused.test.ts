/** The warning of debug mode that has to be asked for: a coroutine was built and never run. */
import test from 'ava'
import { linesOf, play } from './child.js'

const on = { env: { FIBER_TS_DEBUG_UNUSED: '1' }, node: ['--enable-source-maps'] }

/** Without the folders, and with the numbers of columns left out. */
const reports = (stderr: string): ReadonlyArray<string> =>
  linesOf(stderr).map((line) => line.replace(/[^\s(]*[\\/]/g, '').replace(/:\d+:\d+/g, ''))

test('a forgotten yield* is reported with its place and how often, while the program runs', async (t) => {
  const { stdout, stderr, code } = await play(t, 'unused', 'forgotten', on)
  t.deepEqual(reports(stderr), [
    'fiber-ts: a coroutine was built and never run (stage.ts, called at unused.ts): did you forget yield*?',
    'fiber-ts: a coroutine was built and never run (unused.ts), 3 times: did you forget yield*?',
    'fiber-ts: a coroutine was built and never run (unused.ts): did you forget yield*?'
  ])
  t.is(stdout, 'hello\nstill running\nvalue undefined\n')
  t.is(code, 0)
})

test('to print a coroutine is not to run it', async (t) => {
  const { stdout, stderr } = await play(t, 'unused', 'printed', on)
  t.is(stdout, 'Coroutine(Sync, not run)\nCoroutine(Sync)\nvalue undefined\n')
  t.is(reports(stderr).length, 2, stderr)
})

test('a place is reported when it is met, and once more at the end if it went on', async (t) => {
  const { stderr } = await play(t, 'unused', 'again', on)
  t.deepEqual(reports(stderr), [
    'fiber-ts: a coroutine was built and never run (stage.ts, called at unused.ts): did you forget yield*?',
    'fiber-ts: a coroutine was built and never run (stage.ts, called at unused.ts), 3 times: did you forget yield*?'
  ])
})

for (const name of ['used', 'held'])
  test(`nothing is said of coroutines that others are built from, or that wait for their case: ${name}`, async (t) => {
    const { stderr, stdout } = await play(t, 'unused', name, on)
    t.is(stderr, '')
    t.regex(stdout, /value undefined\n$/)
  })

test('nobody is warned who has not asked for it, in debug mode neither', async (t) => {
  for (const env of [{}, { FIBER_TS_DEBUG: '1' }, { FIBER_TS_DEBUG_UNUSED: '0' }]) {
    const { stderr } = await play(t, 'unused', 'forgotten', { env })
    t.notRegex(stderr, /never run/)
  }
})
