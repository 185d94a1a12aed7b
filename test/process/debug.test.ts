/** Debug mode as a whole process has it, switched on by the environment. */
import test from 'ava'
import { linesOf, pause, play, start } from './child.js'

const on = { env: { FIBER_TS_DEBUG: '1' } }

/** On a busy machine any step may take long; that is reported too. */
const withoutSlowSteps = (stderr: string): ReadonlyArray<string> =>
  linesOf(stderr).filter((line) => !line.includes('without giving way') && !line.startsWith('    at '))

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
    /^fiber-ts: fiber #1 ran for \d+ ms without giving way, started at .*programs[\\/]debug\.[jt]s:\d+:\d+\)?\n/m
  )
})

test('a step that takes too long is reported while it does: fiber, place and duration', async (t) => {
  const child = await start(t, 'debug', 'blocked', { ...on, node: ['--enable-source-maps'] })
  const reported = await child.says('has been running for')
  t.true(reported < (await child.says('unblocked')), 'while it lasts')
  const { stdout, stderr, code } = await child.ended
  t.is(stdout, 'unblocked\nvalue undefined\n')
  t.is(code, 0)
  t.regex(
    stderr,
    /^fiber-ts: fiber #1 "culprit" has been running for \d{3,4} ms without giving way, and still is:\n {4}at block \(.*stage\.ts:\d+:\d+\)\n {4}at busy \(.*debug\.ts:\d+:\d+\)\n(?! {4}at)/
  )
  t.is(stderr.match(/has been running/g)?.length, 1, stderr)
})

test('names of the runtime may be shadowed where the step is', async (t) => {
  const { stderr } = await play(t, 'debug', 'blocked-shadowed', on)
  t.regex(stderr, /has been running for \d+ ms without giving way, and still is:\n {4}at shadowed/)
})

test('one place is reported once in a second', async (t) => {
  const started = performance.now()
  const { stderr } = await play(t, 'debug', 'blocked-often', on)
  const seconds = (performance.now() - started) / 1_000
  const places = [...stderr.matchAll(/still is:\n {4}(at .*)/g)].map(([, place]) => place)
  for (const place of new Set(places))
    t.true(places.filter((other) => other === place).length <= 1 + seconds, `${seconds} s: ${stderr}`)
})

test('Ctrl-C finds a main thread that is stuck, in debug mode too', async (t) => {
  let stderr = ''
  // a busy machine may not stop the main thread in time
  for (let attempt = 0; attempt < 4 && !stderr.includes('at busy'); attempt++) {
    const child = await start(t, 'debug', 'blocked-and-signalled', on)
    await child.says('ready')
    child.kill('SIGINT')
    await pause(300)
    child.kill('SIGINT')
    const ended = await child.ended
    t.is(ended.signal, 'SIGINT')
    stderr = ended.stderr
  }
  t.regex(stderr, /^KeyboardInterrupt in fiber #1\n {4}at busy/m)
})
