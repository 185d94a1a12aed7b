/** What a process looks like from outside whose entry is `runMain`. The names are programs of programs/main.ts. */
import { existsSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { type Ended, linesOf, pause, play, playSignalled, program, start, startCommand } from './child.js'

// first, for it takes five seconds beside all the others
test('what still holds the process five seconds after the end is named, and the process ends', async (t) => {
  const { code, stderr } = await play(t, 'main', 'held-open')
  t.is(code, 3)
  const lines = linesOf(stderr)
  t.is(lines.length, 2)
  t.regex(
    lines[1] ?? '',
    /^fiber-ts: the program is done, but the process is held by (TCPServerWrap, Timeout|Timeout, TCPServerWrap); ending it$/
  )
})

// -------------------------------------------------------------------------------------
// exit codes and reports
// -------------------------------------------------------------------------------------

test('a program that succeeds: code 0, nothing on stderr, exit listeners run', async (t) => {
  t.deepEqual(await play(t, 'main', 'success'), {
    code: 0,
    signal: null,
    stdout: 'done\nexit listener: 0\n',
    stderr: ''
  })
})

test('a program that fails: code 1, the error on stderr, exit listeners run', async (t) => {
  t.deepEqual(await play(t, 'main', 'typed-error'), {
    code: 1,
    signal: null,
    stdout: 'exit listener: 1\n',
    stderr: 'error: RangeError: out of range\n'
  })
})

for (const [name, code, stderr] of [
  ['typed-string', 1, /^error: no such folder\n$/],
  ['typed-object', 1, /^error: { _tag: 'NoSuchFolder', path: '\/x' }\n$/],
  ['typed-caused', 1, /^error: Error: no answer\n {2}caused by TypeError: fetch failed\n {2}caused by refused\n$/],
  ['typed-caused-by-itself', 1, /^error: Error: a\n {2}caused by Error: b\n$/],
  ['rendered', 1, /^cannot read \/x\n$/],
  ['render-throws', 1, /^error: the failure\ndefect in render: Error: cannot render\n +at /],
  ['defect', 1, /^defect: TypeError: bug\n +at /],
  ['two-reasons', 1, /^error: failed\ndefect: 'unreleased'\n$/],
  ['interrupted-by-itself', 1, /^interrupted by fiber #1\n$/],
  ['exit-code', 3, /^error: { exitCode: 3 }\n$/],
  ['exit-code-of-a-failure-that-is-none', 0, /^error: { exitCode: 0 }\n$/],
  ['exit-code-of-a-defect', 4, /^defect: Error: bug\n/],
  ['exit-code-of-one-of-several', 1, /^error: { exitCode: 0 }\ndefect: 'bug'\n$/],
  ['exit-code-out-of-range', 1, /^error: { exitCode: 256 }\n$/],
  ['exit-code-set-by-the-program', 7, /^$/],
  ['no-coroutine', 1, /^TypeError: a Coroutine was expected, got number 123\n/]
] as const)
  test(`exit code and report: ${name}`, async (t) => {
    const ended = await play(t, 'main', name)
    t.is(ended.code, code)
    t.regex(ended.stderr, stderr)
    t.is(ended.stdout, '')
  })

test('runMain while a run is in progress is reported, and its program never starts', async (t) => {
  const { code, stdout, stderr } = await play(t, 'main', 'nested')
  t.is(stdout, 'exit code 1\n')
  t.regex(stderr, /^RuntimeError: run\(\) cannot be called while another run is in progress/)
  t.is(code, 1)
})

// -------------------------------------------------------------------------------------
// signals
// -------------------------------------------------------------------------------------

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129]
] as const)
  test(`${signal}: finalizers and exit listeners run, then the process dies by that very signal`, async (t) => {
    t.deepEqual(await playSignalled(t, 'main', 'waiting', signal), {
      code: null,
      signal,
      stdout: `ready\nfinalizing\nfinalized\nexit listener: ${code}\n`,
      stderr: ''
    })
  })

test('a terminal that was closed: what a finalizer still writes to it changes nothing, the process dies by SIGHUP', async (t) => {
  const { code, signal, stderr } = await playSignalled(t, 'main', 'hung-up', 'SIGHUP')
  t.deepEqual([code, signal, stderr], [null, 'SIGHUP', ''])
})

test('programs can run one after the other, and none is ended for the handles of the next', async (t) => {
  const { code, stdout, stderr } = await play(t, 'main', 'one after the other')
  t.is(code, 1)
  t.is(stdout, 'done\n')
  t.is(stderr, Array.from({ length: 12 }, (_, i) => `${i}\n`).join(''))
})

test('a shell sees 130', async (t) => {
  const child = await startCommand(t, 'sh', ['-c', '"$0" "$1" signal-to-itself; echo "code $?"', process.execPath, program('main')])
  const { stdout } = await child.ended
  t.is(linesOf(stdout).at(-1), 'code 130')
}) // prettier-ignore

test('a finalizer that fails after a signal: both are reported, the interruption first, and the code is 1', async (t) => {
  const { code, signal, stderr } = await playSignalled(t, 'main', 'finalizer-fails')
  t.is(signal, null)
  t.is(code, 1)
  t.is(stderr, "interrupted by SIGINT\ndefect: 'unreleased'\n")
})

test('a second signal abandons what is left, and the process dies by the first one', async (t) => {
  const child = await start(t, 'main', 'finalizer-waits')
  await child.says('ready')
  child.kill('SIGTERM')
  await child.says('finalized')
  await pause(60)
  child.kill('SIGINT')
  const { signal, stderr } = await child.ended
  t.is(signal, 'SIGTERM')
  t.regex(
    stderr,
    /^fiber-ts: SIGINT after SIGTERM: abandoned 1 fiber:\n#1  suspended  never  finalizing  interrupted: by SIGTERM [\d.]+ m?s ago\n$/
  )
})

test('from the first signal on a program has 30 seconds to end', async (t) => {
  const { signal, stderr } = await playSignalled(t, 'main', 'finalizer-waits-in-short-time', 'SIGTERM')
  t.is(signal, 'SIGTERM')
  t.regex(stderr, /^fiber-ts: the time for shutdown is over: abandoned 1 fiber:\n#1  suspended  never/)
})

test('runMain takes the signal whoever else listens; they hear it once', async (t) => {
  const { signal, stdout } = await playSignalled(t, 'main', 'foreign-listener')
  t.is(signal, 'SIGINT')
  t.is(stdout.match(/heard by somebody else/g)?.length, 1)
  t.true(stdout.includes('finalized'))
})

test('a listener of somebody else that throws keeps no signal from being heard', async (t) => {
  const child = await start(t, 'main', 'foreign-listener-throws')
  await child.says('ready')
  child.kill('SIGINT')
  await child.says('thrown by a listener')
  await pause(50)
  child.kill('SIGINT')
  const { code, stderr } = await child.ended
  t.is(code, 1)
  t.regex(stderr, /SIGINT again: abandoned 1 fiber/)
})

for (const [name, code, stdout] of [
  ['unprintable-failure', 5, []],
  ['unprintable-defect', 5, []],
  ['unprintable-uncaught-exception', 1, ['ready', 'finalizing', 'finalized']],
  ['unprintable-failure-of-a-daemon', 0, ['finalized']]
] as const)
  test(`what cannot be printed is reported all the same: ${name}`, async (t) => {
    const ended = await play(t, 'main', name)
    t.is(ended.code, code)
    t.deepEqual(linesOf(ended.stdout), stdout)
    t.regex(ended.stderr, /what cannot be printed\n/)
    t.notRegex(ended.stderr, /not to be/)
  })

test('an exit listener that throws does not change how the process ends', async (t) => {
  const { signal, stderr } = await playSignalled(t, 'main', 'exit-listener-throws')
  t.is(signal, 'SIGINT')
  t.regex(stderr, /thrown at exit/)
})

/** Runs a program as process 1, which no signal ends by default; answers undefined where that is not possible. */
const asFirstProcess = async (t: ExecutionContext, name: string): Promise<Ended | undefined> => {
  const unshare = ['--user', '--map-root-user', '--pid', '--fork', '--kill-child']
  const possible =
    process.platform === 'linux' && existsSync('/usr/bin/unshare')
      ? (await (await startCommand(t, 'unshare', [...unshare, 'true'])).ended).code === 0
      : false
  if (possible) return (await startCommand(t, 'unshare', [...unshare, process.execPath, program('main'), name])).ended
  t.log('unshare is not possible here')
  t.pass('there is no way to be process 1 on this machine')
  return undefined
}

test('the first process of a container, which no signal ends by default, exits with 128 + n', async (t) => {
  const ended = await asFirstProcess(t, 'signal-to-itself')
  if (ended === undefined) return
  t.is(linesOf(ended.stdout)[0], 'process 1')
  t.is(linesOf(ended.stdout).at(-1), 'finalized')
  t.is(ended.signal, null)
  t.is(ended.code, 130)
})

test('the first process of a container, stuck in a loop, is ended by the second SIGINT too', async (t) => {
  const ended = await asFirstProcess(t, 'stuck-and-signalled')
  if (ended === undefined) return
  t.is(ended.code, 130)
  t.regex(ended.stderr, /^KeyboardInterrupt in fiber #1\n +at [^]*\n#1  running\n$/)
})

// -------------------------------------------------------------------------------------
// what happens beside the program
// -------------------------------------------------------------------------------------

for (const [name, report] of [
  ['uncaught-exception', /^fiber-ts: uncaught exception: Error: thrown in a callback\n +at /],
  ['unhandled-rejection', /^fiber-ts: unhandled rejection: Error: rejected in a callback\n +at /]
] as const)
  test(`reported, the program interrupted, code 1: ${name}`, async (t) => {
    const { code, stdout, stderr } = await play(t, 'main', name)
    t.is(code, 1)
    t.is(stdout, 'ready\nfinalizing\nfinalized\n')
    t.regex(stderr, report)
    t.is(stderr.match(/in a callback/g)?.length, 1, 'once')
  })

test('an uncaught exception makes the code 1 also when the program succeeds', async (t) => {
  const { code, stderr } = await play(t, 'main', 'uncaught-exception-of-a-success')
  t.is(code, 1)
  t.regex(stderr, /^fiber-ts: uncaught exception: Error: thrown in a callback\n/)
})

test('an exception that is thrown while output drains is reported, and makes the code 1', async (t) => {
  const child = await start(t, 'main', 'uncaught-exception-while-output-drains')
  const { stdout } = child.process
  stdout?.pause()
  // where writes to a pipe block, it is thrown only when somebody reads
  await Promise.race([child.says('thrown late'), pause(2_000)])
  stdout?.resume()
  const ended = await child.ended
  t.is(ended.code, 1)
  t.regex(ended.stderr, /^fiber-ts: uncaught exception: Error: thrown late\n/)
  t.is(ended.stdout.length, 2 ** 20)
})

// -------------------------------------------------------------------------------------
// output
// -------------------------------------------------------------------------------------

for (const [name, code] of [
  ['output-then-failure', 1],
  ['output-then-success', 0]
] as const)
  test(`1 MiB through a pipe arrives whole: ${name}`, async (t) => {
    const child = await start(t, 'main', name)
    const { stdout } = child.process
    stdout?.pause()
    await pause(200)
    stdout?.resume()
    const ended = await child.ended
    t.is(ended.stdout.length, 2 ** 20)
    t.true(ended.stdout.endsWith('last\n'))
    t.is(ended.code, code)
  })

test('1 MiB through a pipe arrives whole, also when a signal ends the program', async (t) => {
  const child = await start(t, 'main', 'output-then-signal')
  const { stdout } = child.process
  stdout?.pause()
  await child.says('ready')
  await pause(50)
  child.kill('SIGTERM')
  await pause(50)
  stdout?.resume()
  const ended = await child.ended
  t.is(ended.stdout.length, 2 ** 20)
  t.is(ended.signal, 'SIGTERM')
})

test('when the reader of stdout has gone the program is interrupted, and ends quietly', async (t) => {
  const child = await startCommand(t, 'sh', [
    '-c',
    '{ "$0" "$1" output-for-ever; echo "code $?" >&2; } | head -1',
    process.execPath,
    program('main')
  ])
  const { stdout, stderr } = await child.ended
  t.is(stdout, 'line\n')
  t.is(stderr, 'finalized\ncode 0\n')
})

test('a program whose stderr nobody reads goes on', async (t) => {
  const child = await startCommand(t, 'sh', [
    '-c',
    '{ "$0" "$1" diagnostics-for-ever 2>&1 >&3 | head -1; } 3>&1',
    process.execPath,
    program('main')
  ])
  const { stdout } = await child.ended
  t.is(stdout, 'line\nran to its end\n')
})
