/**
 * The second Ctrl-C ends a process whose main thread does not answer, and says where it was stuck. The names are programs
 * of programs/watchdog.ts. Limits: half a second where JavaScript spins, a second where native code blocks.
 */
import test from 'ava'
import { type Child, type Ended, pause, start, startCommand, program } from './child.js'

/** Sends two SIGINTs, as a person would; answers how the process ended, and how long after the second. */
const twice = async (child: Child): Promise<Ended & { readonly millis: number }> => {
  await child.says('ready')
  await pause(300)
  child.kill('SIGINT')
  await pause(150)
  const at = child.kill('SIGINT')
  // where the machine had no time to start the worker yet, nobody has heard the two
  void Promise.race([child.ended, pause(5_000)]).then(() => child.process.kill('SIGKILL'))
  const ended = await child.ended
  return { ...ended, millis: performance.now() - at }
}

/** The best of some: a machine that is busy with something else is late with everything. */
const within = async (millis: number, begin: () => Promise<Child>, wanted: RegExp): ReturnType<typeof twice> => {
  for (let attempt = 1; ; attempt++) {
    const ended = await twice(await begin())
    if ((ended.millis < millis && wanted.test(ended.stderr)) || attempt === 4) return ended
  }
}

const byInterrupt = ({ code, signal }: Ended): boolean => code === 130 || signal === 'SIGINT'

for (const name of [
  'synchronous step',
  'before the first wait',
  'promise callback',
  'timer of somebody else',
  'finalizer',
  'regular expression'
])
  test(`stuck in JavaScript: ${name}`, async (t) => {
    const place = name === 'regular expression' ? /watchdog\.js:\d+:\d+/ : /at loopForEver \(.*watchdog\.js:\d+:\d+\)/
    const ended = await within(500, () => start(t, 'watchdog', name), place)
    t.true(ended.millis < 500, `${ended.millis} ms`)
    t.true(byInterrupt(ended))
    t.regex(ended.stderr, /^KeyboardInterrupt/m)
    t.regex(ended.stderr, place)
    t.true(ended.stdout.includes('exit handler 130'), 'exit handlers run')
    if (name === 'synchronous step' || name === 'finalizer') t.regex(ended.stderr, /in fiber #1 "culprit"/)
  })

test('with source maps, the place is that of the source', async (t) => {
  const place = /at loopForEver \(.*watchdog\.ts:\d+:\d+\)/
  const args = ['--enable-source-maps', program('watchdog'), 'synchronous step']
  const ended = await within(500, () => startCommand(t, process.execPath, args), place)
  t.regex(ended.stderr, place)
})

for (const name of ['child process', 'hash'])
  test(`stuck in native code: ${name}`, async (t) => {
    const said = /KeyboardInterrupt: main thread blocked in native code; exit handlers skipped/
    const ended = await within(1_000, () => start(t, 'watchdog', name), said)
    t.true(ended.millis < 1_000, `${ended.millis} ms`)
    t.is(ended.signal, 'SIGINT')
    t.regex(ended.stderr, said)
  })

test('the first SIGINT is only noted: a block that ends is interrupted at its end', async (t) => {
  const child = await start(t, 'watchdog', 'short block')
  await child.says('ready')
  child.kill('SIGINT')
  const { code, stdout } = await child.ended
  t.is(code, 0)
  t.true(stdout.includes('rejected KeyboardInterrupt'))
})

test('a main thread that answers is left alone, and two signals of one keypress are one', async (t) => {
  const child = await start(t, 'watchdog', 'waiting')
  await child.says('ready')
  await pause(100)
  child.kill('SIGINT')
  child.kill('SIGINT')
  const { stdout, stderr } = await child.ended
  t.true(stdout.includes('rejected KeyboardInterrupt'))
  t.is(stderr, '')
})

test('watchdog: false leaves a stuck main thread stuck, as every other Node program', async (t) => {
  const child = await startCommand(t, process.execPath, [program('watchdog'), 'synchronous step', 'off'])
  await child.says('ready')
  for (let i = 0; i < 2; i++) {
    await pause(150)
    child.kill('SIGINT')
  }
  t.is(await Promise.race([child.ended, pause(1_000)]), undefined)
  child.kill('SIGKILL')
  await child.ended
})

test('runMain: the same', async (t) => {
  const said = /KeyboardInterrupt in fiber #1 "culprit"/
  const args = [program('watchdog'), 'synchronous step', 'main']
  const ended = await within(500, () => startCommand(t, process.execPath, args), said)
  t.true(byInterrupt(ended))
  t.regex(ended.stderr, said)
})

test('other listeners of the process hear each signal once', async (t) => {
  const child = await startCommand(t, process.execPath, [program('watchdog'), 'waiting', 'listeners'])
  await child.says('ready')
  await pause(200)
  child.kill('SIGINT')
  const { stdout } = await child.ended
  t.true(stdout.includes('heard 1\n'), stdout)
})

test('a process that goes from run to run hears every signal once, in the runs and between them', async (t) => {
  const child = await startCommand(t, process.execPath, [program('watchdog'), '', 'runs'])
  await child.says('ready')
  await pause(300)
  for (let i = 0; i < 20; i++) {
    child.kill('SIGINT')
    await pause(25)
  }
  await pause(200)
  child.kill('SIGUSR2')
  const { code, signal, stdout } = await child.ended
  t.deepEqual([code, signal], [0, null])
  const [, heard, interrupted] = /heard (\d+), interrupted (\d+)/.exec(stdout) ?? []
  t.is(heard, '20')
  t.true(Number(interrupted) > 0)
})
