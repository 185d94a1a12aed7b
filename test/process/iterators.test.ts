/** Async iterators that are still open when a program ends, in real processes. The names are programs of programs/iterators.ts. */
import test from 'ava'
import { linesOf, pause, play, start } from './child.js'

test('the order of the shutdown: main, leftovers, generators, the executor, the listener, settled', async (t) => {
  const { stdout, stderr, code } = await play(t, 'iterators', 'order')
  t.deepEqual(linesOf(stdout), [
    'finalizer of main',
    'main ended',
    'loop of an iterable ended by a job that says 4',
    'generator closed by a job that says 3, listening',
    'job ended, listening',
    'value "value"',
    'settled, not listening',
    'error RuntimeError: a job cannot be submitted after the executor was shut down'
  ])
  t.is(stderr, '')
  t.is(code, 0)
})

for (const [name, last] of [
  ['never-ends', ['value "value"']],
  ['never-ends-main', []]
] as const)
  test(`a generator that never ends is reported after its deadline, and the process ends by itself: ${name}`, async (t) => {
    const { stdout, stderr, code } = await play(t, 'iterators', name)
    t.deepEqual(linesOf(stdout), ['closing', ...last])
    t.regex(
      stderr,
      /^fiber-ts: an error occurred during closing of asynchronous generator AsyncGenerator, opened by fiber #1: RuntimeError: its return\(\) has not been answered in 100 ms\n/
    )
    t.is(code, 0)
  })

test('Ctrl-C while a generator is being closed: the first one says what is waited for, the second one waits no more', async (t) => {
  const child = await start(t, 'iterators', 'never-ends-in-time')
  await child.says('closing')
  child.kill('SIGINT')
  await child.says('shutting down')
  await pause(50)
  const at = child.kill('SIGINT')
  const answered = await child.says('error')
  t.true(answered - at < 250 + 500, 'with time for a busy machine')
  const { code, stdout, stderr } = await child.ended
  t.deepEqual(linesOf(stdout), ['closing', 'error KeyboardInterrupt by SIGINT'])
  t.regex(stderr, /waiting for 3 fibers[^]*"closing of AsyncGenerator, opened by #1" waits for/)
  t.regex(stderr, /SIGINT again: abandoned 3 fibers[^]*"closing of AsyncGenerator, opened by #1" +suspended/)
  t.is(code, 0)
})

test('Ctrl-C while a generator is stuck in an await: the second one waits no more', async (t) => {
  const child = await start(t, 'iterators', 'stuck')
  await child.says('stuck')
  child.kill('SIGINT')
  t.is(await Promise.race([child.ended, pause(200)]), undefined, 'it is waited for')
  child.kill('SIGINT')
  const { code, stdout, stderr } = await child.ended
  t.deepEqual(linesOf(stdout), ['stuck', 'error KeyboardInterrupt by SIGINT'])
  t.regex(stderr, /SIGINT again: abandoned 3 fibers/)
  t.is(code, 0)
})

test('memory stays flat over 10,000 iterators, whatever becomes of them', async (t) => {
  const { stdout } = await play(t, 'iterators', 'flat', { node: ['--expose-gc'] })
  t.is(stdout, 'grown by less than 1 MB: true\n')
})
