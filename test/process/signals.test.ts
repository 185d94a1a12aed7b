/**
 * What Ctrl-C does to `run` and `Runner`, with real processes and real signals. What it does to `runMain` is in
 * main.test.ts. The names on the left of each table are programs of programs/signals.ts.
 */
import test from 'ava'
import { linesOf, pause, play, playSignalled, start } from './child.js'

const interrupted = 'error KeyboardInterrupt by SIGINT'

// -------------------------------------------------------------------------------------
// the first signal
// -------------------------------------------------------------------------------------

test('the first Ctrl-C ends a program that waits: finalizers run, then run rejects with KeyboardInterrupt', async (t) => {
  const { code, stdout, stderr } = await playSignalled(t, 'signals', 'suspended')
  t.deepEqual(linesOf(stdout), ['ready', 'finalizing', 'finalized', interrupted])
  t.is(stderr, '')
  t.is(code, 0)
})

for (const name of [
  'of-forever',
  'yields-forever',
  'promises-forever',
  'tasks-forever',
  'recursion',
  'generator-forever',
  'slow-steps-forever'
])
  test(`the first Ctrl-C ends a program that spins: ${name}`, async (t) => {
    const { stdout } = await playSignalled(t, 'signals', name)
    t.deepEqual(linesOf(stdout), ['ready', 'finalized', interrupted])
  })

test('a program that is interrupted before its first step takes none', async (t) => {
  const { stdout } = await play(t, 'signals', 'before-the-first-step')
  t.deepEqual(linesOf(stdout), [interrupted])
})

test('a signal during a synchronous block is honoured when the block is over', async (t) => {
  const { stdout } = await playSignalled(t, 'signals', 'block')
  t.deepEqual(linesOf(stdout), ['ready', 'at once', interrupted])
})

for (const name of ['step-after-block', 'mapped-step-after-block', 'generator-step-after-block'])
  test(`a signal during a synchronous block is honoured before the next step: ${name}`, async (t) => {
    const { stdout } = await playSignalled(t, 'signals', name)
    t.deepEqual(linesOf(stdout), ['ready', interrupted])
  })

for (const [how, program] of [
  ['the watchdog hears it', 'last-block'],
  ['without a watchdog', 'last-block-unwatched']
] as const)
  test(`a signal during the last synchronous block takes the place of the value: ${how}`, async (t) => {
    const { stdout } = await playSignalled(t, 'signals', program)
    t.deepEqual(linesOf(stdout), ['ready', interrupted])
  })

test('a program that signals itself in its last step is interrupted, each time, and whoever else listens hears it', async (t) => {
  const { stdout } = await play(t, 'signals', 'signalled-by-its-last-step')
  t.deepEqual(linesOf(stdout), [
    'interrupted 30, heard by somebody else 0',
    'interrupted 30, heard by somebody else 30'
  ])
})

test('two signals during one synchronous block are two, when they are as far apart as two keypresses', async (t) => {
  const child = await start(t, 'signals', 'two-presses-in-one-block')
  await child.says('ready')
  await pause(50)
  child.kill('SIGINT')
  await pause(450)
  child.kill('SIGINT')
  const { stdout, stderr } = await child.ended
  t.deepEqual(linesOf(stdout), ['ready', interrupted])
  t.regex(stderr, /^fiber-ts: SIGINT again: abandoned 1 fiber:\n#1 "root"/)
})

test('when no run is left, the signals of a listener of the program are its own, however long it is stuck', async (t) => {
  const child = await start(t, 'signals', 'stuck-after-the-run')
  await child.says('ready')
  await pause(50)
  child.kill('SIGINT')
  await pause(350)
  child.kill('SIGINT')
  const { stdout, stderr, code } = await child.ended
  t.deepEqual(linesOf(stdout), ['value 1', 'ready', 'block over', 'heard by somebody else', 'heard by somebody else'])
  t.deepEqual([stderr, code], ['', 0])
})

test('close listens when there is something to wait for, and as the last run did', async (t) => {
  const { stdout } = await play(t, 'signals', 'listeners-of-closes')
  t.deepEqual(linesOf(stdout), ['nothing to wait for: 0', 'signals were handled: 1', 'signals were not handled: 0'])
})

test('a run that began while another Runner was being closed hears the signal', async (t) => {
  const { stdout } = await playSignalled(t, 'signals', 'beside-a-close')
  t.deepEqual(linesOf(stdout), ['ready', 'finalized', interrupted])
})

test('an uninterruptible region completes first', async (t) => {
  const { stdout } = await playSignalled(t, 'signals', 'masked')
  t.deepEqual(linesOf(stdout), ['ready', 'end of the region', interrupted])
})

test('every fiber that the program waits for is interrupted and finalized', async (t) => {
  const { stdout } = await playSignalled(t, 'signals', 'all-at-once')
  t.deepEqual(linesOf(stdout).sort(), ['a finalized', 'b finalized', 'c finalized', interrupted, 'ready'])
})

test('when a finalizer fails both are kept, the interruption first', async (t) => {
  const { stdout } = await playSignalled(t, 'signals', 'finalizer-fails')
  t.is(linesOf(stdout)[1], 'error FiberFailure, cause KeyboardInterrupt, failures Interrupt SIGINT, Die unreleased')
})

test('a program that interrupted itself stays so, whatever signal comes after', async (t) => {
  const { stdout } = await playSignalled(t, 'signals', 'interrupted-by-itself')
  t.deepEqual(linesOf(stdout).slice(0, 2), ['ready', 'finalized'])
  t.regex(linesOf(stdout)[2] ?? '', /^error InterruptedError by \d+$/)
})

test('run takes no signal but SIGINT', async (t) => {
  const { signal, stdout } = await playSignalled(t, 'signals', 'suspended', 'SIGTERM')
  t.is(signal, 'SIGTERM')
  t.deepEqual(linesOf(stdout), ['ready'])
})

test('a Runner hears the signal in each of its runs', async (t) => {
  const child = await start(t, 'signals', 'run-after-run')
  await child.says('first ready')
  child.kill('SIGINT')
  await child.says('second ready')
  child.kill('SIGINT')
  const { stdout } = await child.ended
  t.deepEqual(linesOf(stdout), ['first ready', interrupted, 'second ready', interrupted])
})

for (const [name, fiber] of [
  ['during-shutdown', 'leftover'],
  ['while-children-end', 'child'],
  ['while-closing', 'leftover']
] as const)
  test(`a signal when the program is done lets the cleanup go on, and says what it waits for: ${name}`, async (t) => {
    const { stdout, stderr } = await playSignalled(t, 'signals', name)
    t.deepEqual(linesOf(stdout), ['ready', 'finalized', interrupted])
    t.regex(stderr, /^fiber-ts: shutting down, waiting for \d fibers? \(press Ctrl-C again to abandon (it|them)\): #/)
    t.regex(stderr, new RegExp(`#\\d+ "${fiber}" waits for sleep \\(\\d+ ms left\\)`))
  })

// -------------------------------------------------------------------------------------
// the second signal
// -------------------------------------------------------------------------------------

/** What this machine needs, at this moment, for a signal to a process that just waits and a line back from it. */
const overhead = async (t: Parameters<typeof start>[0]): Promise<number> => {
  const child = await start(t, 'echo', 'echo')
  await child.says('ready')
  const sent = child.kill('SIGINT')
  const heard = await child.says('heard')
  await child.ended
  return heard - sent
}

for (const [name, what] of [
  ['finalizer-waits', '"root"  suspended  never  finalizing'],
  ['finalizer-sleeps', '"root"  suspended  sleep, '],
  ['finalizer-spins', '"root"  ready  finalizing'],
  ['finalizer-awaits', '"root"  suspended  a promise  finalizing'],
  ['region-waits', '"root"  suspended  never  uninterruptible  interrupt pending: by SIGINT'],
  ['leftover-waits', '"leftover"  suspended  never  finalizing'],
  ['failed-and-finalizer-waits', '"root"  suspended  never  finalizing'],
  ['failed-and-leftover-waits', '"leftover"  suspended  never  finalizing'],
  ['close-waits', '"leftover"  suspended  never  finalizing']
] as const)
  test(`the second Ctrl-C waits for nothing: KeyboardInterrupt within 250 ms, and what is abandoned is named: ${name}`, async (t) => {
    const child = await start(t, 'signals', name)
    await child.says('ready')
    child.kill('SIGINT')
    await child.says('heard')
    await pause(60) // not the same keypress
    const second = child.kill('SIGINT')
    const settled = await child.says(interrupted)
    const { code, stderr } = await child.ended
    t.is(code, 0)
    const { length } = stderr.match(/SIGINT again: abandoned 1 fiber:\n/g) ?? []
    t.is(length, 1, stderr)
    t.is(stderr.includes('the program had failed when its shutdown was abandoned: failed\n'), name.startsWith('failed'))
    t.true(stderr.includes(what), stderr)
    const took = settled - second
    const bound = 250 + 2 * (await overhead(t))
    t.true(took < bound, `${took} ms, ${bound} allowed`)
  })

test('signals within 20 ms are one keypress: npm and some shells pass on what the terminal has sent already', async (t) => {
  const { stdout, stderr } = await play(t, 'signals', 'one-keypress')
  t.deepEqual(linesOf(stdout), ['finalizing', 'finalized', interrupted])
  t.is(stderr, '')
})

// -------------------------------------------------------------------------------------
// who listens
// -------------------------------------------------------------------------------------

test('where somebody listens already, run leaves the signal alone', async (t) => {
  const { stdout } = await playSignalled(t, 'signals', 'foreign-listener')
  t.deepEqual(linesOf(stdout), ['ready', 'heard by somebody else', 'value 1'])
})

test('handleSignals: true takes the signal anyway, and the other listener hears it once', async (t) => {
  const { stdout } = await playSignalled(t, 'signals', 'foreign-listener-insisting')
  t.deepEqual(linesOf(stdout), ['ready', 'heard by somebody else', interrupted])
})

test('handleSignals: false leaves the process to its default: it dies', async (t) => {
  const { signal, stdout } = await playSignalled(t, 'signals', 'signals-off')
  t.is(signal, 'SIGINT')
  t.deepEqual(linesOf(stdout), ['ready'])
})

test('in a worker thread there is no listener, and that is no error', async (t) => {
  const { stdout, stderr, code } = await play(t, 'signals', 'in-a-worker')
  t.deepEqual(linesOf(stdout), ['value 0', 'value 0', 'value 0', 'listeners 0, worker ended with 0'])
  t.is(stderr, '')
  t.is(code, 0)
})

test('a run leaves no listener, no timer and no other handle behind', async (t) => {
  const { stdout } = await play(t, 'signals', 'nothing-left')
  t.deepEqual(linesOf(stdout), new Array(8).fill('as before'))
})
