/**
 * The second Ctrl-C ends a process whose main thread does not answer, and says where it was stuck. The names are programs
 * of programs/watchdog.ts. Limits: half a second where JavaScript spins, a second where native code blocks.
 */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import test from 'ava'
import { type Child, type Ended, hasTerminals, pause, program, start, startCommand, startOnTerminal } from './child.js'

/** Sends two SIGINTs, as a person would; answers how the process ended, and how long after the second. */
const twice = async (child: Child): Promise<Ended & { readonly millis: number }> => {
  await child.says('ready')
  child.kill('SIGINT') // the program has done nothing yet but to get stuck
  await pause(150)
  const at = child.kill('SIGINT')
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
  'names shadowed',
  'promise callback',
  'timer of somebody else',
  'finalizer',
  'regular expression'
])
  test(`stuck in JavaScript: ${name}`, async (t) => {
    const place =
      name === 'regular expression'
        ? /watchdog\.js:\d+:\d+/
        : name === 'names shadowed'
          ? /at shadowed \(.*watchdog\.js:\d+:\d+\)/
          : /at loopForEver \(.*watchdog\.js:\d+:\d+\)/
    const ended = await within(500, () => start(t, 'watchdog', name), place)
    t.true(ended.millis < 500, `${ended.millis} ms`)
    t.true(byInterrupt(ended))
    t.regex(ended.stderr, /^KeyboardInterrupt/m)
    t.regex(ended.stderr, place)
    t.true(ended.stdout.includes('exit handler 130'), 'exit handlers run')
    if (name === 'synchronous step' || name === 'finalizer')
      t.regex(ended.stderr, /in fiber #1 "culprit"[^]*\n#1 "culprit" {2}running/)
  })

test('with source maps, the place is that of the source', async (t) => {
  const place = /at loopForEver \(.*watchdog\.ts:\d+:\d+\)/
  const args = ['--enable-source-maps', program('watchdog'), 'synchronous step']
  const ended = await within(500, () => startCommand(t, process.execPath, args), place)
  t.regex(ended.stderr, place)
})

test('the fiber is named also when another Runner was closed meanwhile', async (t) => {
  const said = /KeyboardInterrupt in fiber #1 "culprit"\n {4}at loopForEver/
  const ended = await within(
    1_000,
    () => startCommand(t, process.execPath, [program('watchdog'), 'synchronous step', 'beside a close']),
    said
  )
  t.is(ended.signal, 'SIGINT')
  t.regex(ended.stderr, said)
  t.regex(ended.stderr, /\n#1 "culprit" {2}running/)
})

for (const name of ['child process', 'hash'])
  test(`stuck in native code: ${name}`, async (t) => {
    const said = /KeyboardInterrupt: main thread blocked in native code; exit handlers skipped/
    const ended = await within(1_000, () => start(t, 'watchdog', name), said)
    t.true(ended.millis < 1_000, `${ended.millis} ms`)
    t.is(ended.signal, 'SIGINT')
    t.regex(ended.stderr, said)
  })

const canPin = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0

/** Everything shares one processor with others that want all of it; before the other tests, which need some of it. */
;(canPin ? test.serial : test.skip)(
  'a main thread that gets no time on a busy machine is not taken for a blocked one',
  async (t) => {
    const [cpu = '0'] = /(?<=Cpus_allowed_list:\s+)\d+/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    const args = ['-c', cpu, process.execPath, program('watchdog'), 'synchronous step']
    const place = /KeyboardInterrupt in fiber #1 "culprit"\n {4}at loopForEver/
    const begin = async (): Promise<Child> => {
      const child = await startCommand(t, 'taskset', args)
      await child.says('ready')
      for (let i = 0; i < 8; i++)
        spawn('taskset', ['-c', cpu, 'timeout', '2', 'sh', '-c', 'while :; do :; done'], { stdio: 'ignore' })
      return child
    }
    const ended = await within(3_000, begin, place)
    t.regex(ended.stderr, place)
  }
)

test('a signal breaks a synchronous read: the first one is enough, and the outcome is KeyboardInterrupt', async (t) => {
  const child = await start(t, 'watchdog', 'named pipe')
  await child.says('ready')
  await pause(300)
  child.kill('SIGINT')
  const { code, stdout } = await child.ended
  t.is(code, 0)
  t.regex(stdout, /^rejected KeyboardInterrupt$/m)
})

test('the first SIGINT is only noted: a block that ends is interrupted at its end', async (t) => {
  const child = await start(t, 'watchdog', 'short block')
  await child.says('ready')
  child.kill('SIGINT')
  const { code, stdout } = await child.ended
  t.is(code, 0)
  t.true(stdout.includes('rejected KeyboardInterrupt'))
})

test('a first SIGINT that is not answered for a second: stderr says how to go on', async (t) => {
  const child = await start(t, 'watchdog', 'synchronous step')
  await child.says('ready')
  await pause(500)
  child.kill('SIGINT')
  await child.says(
    'fiber-ts: interrupted, but the main thread does not answer (press Ctrl-C again to end the process)\n'
  )
  child.kill('SIGINT')
  const ended = await child.ended
  t.true(byInterrupt(ended))
  t.regex(ended.stderr, /^KeyboardInterrupt/m)
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

test('100 signals, 5 ms apart, in runs and between them: every one is heard, once', async (t) => {
  const child = await startCommand(t, process.execPath, [program('watchdog'), '', 'runs'])
  await child.says('ready')
  await pause(100)
  for (let i = 1; i <= 100; i++) {
    child.kill('SIGINT')
    // the kernel makes one of two that meet in it: the next one is sent when this one has arrived
    await Promise.all([child.says(`heard ${i}\n`), pause(5)])
  }
  child.kill('SIGUSR2')
  const { code, signal, stdout } = await child.ended
  t.deepEqual([code, signal], [0, null])
  const [, heard, interrupted] = /all (\d+), interrupted (\d+)/.exec(stdout) ?? []
  t.is(heard, '100')
  t.true(Number(interrupted) > 0)
})

test('signals around the end of a run are heard, once', async (t) => {
  const child = await startCommand(t, process.execPath, [program('watchdog'), '', 'ends'])
  const { stdout } = await child.ended
  t.is(stdout, 'heard 100\nexit handler 0\n')
})

for (const millis of [0, 5, 15, 25, 40])
  test(`a signal ${millis} ms after the start of a run interrupts it, wherever the start of the worker is`, async (t) => {
    const child = await startCommand(t, process.execPath, [program('watchdog'), String(millis), 'start-up'])
    const { signal, stdout } = await child.ended
    t.is(signal, null)
    t.regex(stdout, /^rejected KeyboardInterrupt$/m)
  })

test('1,000 short runs start one worker', async (t) => {
  const child = await startCommand(t, process.execPath, [program('watchdog'), '', 'worker count'])
  const { stdout } = await child.ended
  t.regex(stdout, /^started 1$/m)
})

test('where an inspector is open the main thread is not stopped: the process ends by the signal', async (t) => {
  const said = /^KeyboardInterrupt: main thread does not answer, and its inspector is open; exit handlers skipped$/m
  const begin = () => startCommand(t, process.execPath, ['--inspect=0', program('watchdog'), 'synchronous step'])
  const ended = await within(1_000, begin, said)
  t.is(ended.signal, 'SIGINT')
  t.regex(ended.stderr, said)
  t.notRegex(ended.stderr, /loopForEver/)
})

// -------------------------------------------------------------------------------------
// terminals and other processes
// -------------------------------------------------------------------------------------

/** A process that leads a group of its own, as a shell makes one for each command on a terminal. */
const startGroup = (t: Parameters<typeof start>[0], command: string, args: ReadonlyArray<string>): Promise<Child> =>
  startCommand(t, command, args, { detached: true })

const killGroup = (child: Child): void => void process.kill(-child.process.pid!, 'SIGINT')

test('a parent that signals its whole group: the program hears it once, and a wrapper waits for its end', async (t) => {
  const wrapper = 'trap : INT; "$0" "$@"; echo "wrapper saw $?"'
  const args = ['-c', wrapper, process.execPath, program('watchdog'), 'waiting', 'listeners']
  const child = await startGroup(t, 'sh', args)
  await child.says('ready')
  await pause(200)
  killGroup(child)
  const { stdout } = await child.ended
  t.regex(stdout, /rejected KeyboardInterrupt/)
  t.regex(stdout, /heard 1\n/)
  t.regex(stdout, /wrapper saw 0/)
})

test('a group is signalled twice, and the main thread is stuck: the second one ends it', async (t) => {
  const begin = () => startGroup(t, process.execPath, [program('watchdog'), 'synchronous step'])
  for (let attempt = 1; ; attempt++) {
    const child = await begin()
    await child.says('ready')
    await pause(300)
    killGroup(child)
    await pause(150)
    killGroup(child)
    const ended = await Promise.race([child.ended, pause(2_000)])
    if (ended === undefined) child.kill('SIGKILL')
    else t.true(byInterrupt(ended))
    if (ended !== undefined || attempt === 4) return t.truthy(ended)
  }
})

for (const [name, kill, by] of [
  ['the program alone is signalled', (child: Child) => void child.kill('SIGINT'), 'SIGTERM'],
  ['the whole group is signalled', killGroup, 'SIGINT']
] as const)
  test(`a child process in a scope has ended when the run has: ${name}`, async (t) => {
    const child = await startGroup(t, process.execPath, [program('watchdog'), '', 'child in scope'])
    await child.says('child ')
    await pause(100)
    kill(child)
    const { stdout } = await child.ended
    t.deepEqual(stdout.split('\n').slice(1, 3), [`child ended ${by}`, 'rejected KeyboardInterrupt'])
    const pid = Number(/child (\d+)/.exec(stdout)?.[1])
    t.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  })

test('readline holds the terminal in raw mode: its Ctrl-C interrupts, and the terminal is given back', async (t) => {
  if (!hasTerminals()) return void t.pass('there is no pseudo-terminal on this machine')
  const child = await startOnTerminal(t, [process.execPath, program('watchdog'), '', 'terminal'])
  await child.says('your name?')
  child.process.stdin?.write('\x03')
  const { stdout } = await child.ended
  t.regex(stdout, /terminal is raw: false\r?\nrejected KeyboardInterrupt/)
})
