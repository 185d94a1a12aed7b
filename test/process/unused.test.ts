/** The warning of debug mode that has to be asked for: a coroutine was built and never run. */
import { fileURLToPath } from 'node:url'
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

test('a place is told from the working directory on where it is below that, and else with all of its folders', async (t) => {
  const toldFrom = async (folder: string): Promise<string> => {
    const cwd = fileURLToPath(new URL(folder, import.meta.url))
    const { stderr } = await play(t, 'unused', 'again', { env: on.env, cwd })
    return stderr.replaceAll('\\', '/')
  }
  t.regex(await toldFrom('.'), /\(programs\/stage\.js:\d+:\d+, called at programs\/unused\.js:\d+:\d+\)/)
  t.regex(await toldFrom('..'), /\(process\/programs\/stage\.js:\d+:\d+, called at process\/programs\/unused\.js:/)
  t.regex(await toldFrom('../support'), /\((?:\/|[A-Z]:).+\/process\/programs\/stage\.js:\d+:\d+, called at /)
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
