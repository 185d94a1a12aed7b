/** Programs that wait for ever, and those that nothing can ever wake. The names are programs of programs/waiting.ts. */
import test from 'ava'
import { linesOf, pause, play, playSignalled, program, start, startCommand } from './child.js'

for (const name of ['never', 'pending-promise', 'pending-callback', 'pending-behind-a-child', 'pending-behind-a-group'])
  test(`a program that waits for something outside keeps the process, until a signal comes: ${name}`, async (t) => {
    const child = await start(t, 'waiting', name)
    await child.says('ready')
    t.is(await Promise.race([child.ended, pause(300)]), undefined, 'it is still there')
    child.kill('SIGINT')
    const { code, stdout, stderr } = await child.ended
    t.deepEqual(linesOf(stdout), ['ready', 'finalized', 'error KeyboardInterrupt by SIGINT'])
    t.is(stderr, '')
    t.is(code, 0)
  })

test('so does a program that the top level of a module awaits', async (t) => {
  const child = await start(t, 'top-level', '')
  await child.says('ready')
  t.is(await Promise.race([child.ended, pause(300)]), undefined, 'it is still there')
  child.kill('SIGINT')
  const { code, stderr } = await child.ended
  t.regex(stderr, /KeyboardInterrupt: interrupted by SIGINT/)
  t.is(code, 1, 'an error that nobody caught')
})

test('runMain waits in the same way', async (t) => {
  const child = await start(t, 'waiting', 'pending-main')
  await child.says('ready')
  t.is(await Promise.race([child.ended, pause(300)]), undefined, 'it is still there')
  child.kill('SIGTERM')
  t.is((await child.ended).signal, 'SIGTERM')
})

for (const name of ['callback-after-a-while', 'dispatched-after-a-while'])
  test(`the process is kept until a callback comes: ${name}`, async (t) => {
    const { stdout, code } = await play(t, 'waiting', name)
    t.is(stdout, 'value "in time"\n')
    t.is(code, 0)
  })

test('a timeout that was not needed does not keep the process', async (t) => {
  const child = await start(t, 'waiting', 'timeout-not-needed')
  const ended = await Promise.race([child.ended, pause(20_000)])
  t.deepEqual(ended, { code: 0, signal: null, stdout: 'value "in time"\n', stderr: '' })
})

/** What a deadlock says, of `circle` and of the two fibers that hold what the other one wants. */
const deadlock = 'every fiber waits for another one, and nothing outside can wake any of them:\n'
const circle =
  '#1 "main"     suspended  fiber #2 "left"\n' +
  '├ #2 "left"   suspended  a Deferred  open: a finalizer\n' +
  '└ #3 "right"  suspended  a Deferred  open: a finalizer\n'
const transfers =
  '#1 "main"   suspended  all of its fibers\n' +
  '├ #2 "a→b"  suspended  Lock B, held by #3 "b→a"  ● cycle 1  open: Lock A\n' +
  '└ #3 "b→a"  suspended  Lock A, held by #2 "a→b"  ● cycle 1  open: Lock B\n' +
  'cycle 1: #2 "a→b" → Lock B → #3 "b→a" → Lock A → #2 "a→b"\n'

test('a deadlock is found and reported also where nobody reads stderr', async (t) => {
  const command = '{ "$0" "$1" deadlock 2>&1 >&3 | true; } 3>&1'
  const child = await startCommand(t, 'sh', ['-c', command, process.execPath, program('waiting')])
  t.regex((await child.ended).stdout, /left finalized\ndeadlock: true\n/)
})

test('when every fiber waits for another one run rejects with Deadlock, which says who waits for what', async (t) => {
  const { code, stdout, stderr } = await play(t, 'waiting', 'deadlock')
  const lines = linesOf(stdout)
  t.deepEqual(lines.slice(0, 3).sort(), ['deadlock: true', 'left finalized', 'right finalized'])
  t.is(stdout.slice(stdout.indexOf('Deadlock')), `Deadlock: ${deadlock}${circle}`)
  t.is(stderr, `fiber-ts: ${deadlock}${circle}`)
  t.is(code, 0)
})

test('fibers that hold what the others wait for are named as a cycle', async (t) => {
  const { stdout, stderr } = await play(t, 'waiting', 'deadlock-of-locks')
  t.is(stdout, `Deadlock: ${deadlock}${transfers}`)
  t.is(stderr, `fiber-ts: ${deadlock}${transfers}`)
})

test('runExit shows a deadlock as an interruption by the host, with Deadlock as its reason', async (t) => {
  const { stdout } = await play(t, 'waiting', 'deadlock-exit')
  t.deepEqual(linesOf(stdout).slice(2), ['Interrupt by host', 'deadlock: true'])
})

test('runMain reports a deadlock: code 1', async (t) => {
  const { code, stderr } = await play(t, 'waiting', 'deadlock-main')
  t.is(code, 1)
  t.is(stderr, `fiber-ts: ${deadlock}${circle}Deadlock: every fiber waits for another one\n`)
})

test('a deadlock is found also when something outside was waited for before', async (t) => {
  const { stdout, code } = await play(t, 'waiting', 'deadlock-after-a-hold')
  t.deepEqual(linesOf(stdout), ['the socket is closed', 'deadlock: true'])
  t.is(code, 0)
})

for (const name of ['deadlock-masked', 'deadlock-in-a-finalizer'])
  test(`a deadlock where no interruption helps is abandoned, and named: ${name}`, async (t) => {
    const { stdout, stderr, code } = await play(t, 'waiting', name)
    t.is(stdout, 'deadlock: true\n')
    const isMasked = name === 'deadlock-masked'
    const fiber = isMasked ? 'uninterruptible' : 'finalizing'
    t.regex(
      stderr,
      new RegExp(
        `^fiber-ts: ${deadlock}#1 "main"  suspended  a Deferred  ${fiber}\\n` +
          (isMasked ? '' : 'fiber-ts: the program had failed when its shutdown was abandoned: failed\n') +
          'fiber-ts: every fiber waits for another one: abandoned 1 fiber:\n' +
          `#1 "main"  suspended  a Deferred  ${fiber}  interrupt pending: by host \\(Deadlock: every fiber waits[^\\n]*\\n$`
      )
    )
    t.is(code, 0)
  })

for (const [name, outcome] of [
  ['deadlock-at-shutdown', 'value "the value"\n'],
  ['deadlock-while-closing', 'value undefined\n']
] as const)
  test(`a deadlock of leftovers is abandoned, and named, and changes no outcome: ${name}`, async (t) => {
    const { stdout, stderr, code } = await play(t, 'waiting', name)
    t.is(stdout, outcome)
    t.regex(
      stderr,
      /abandoned 1 fiber:\n#\d "leftover"  suspended  a Deferred  finalizing  interrupted: by host \(shutdown\) [\d.]+ m?s ago\n$/
    )
    t.is(code, 0)
  })

test('a program that will be woken by one of its sleepers is no deadlock', async (t) => {
  const { stdout } = await play(t, 'waiting', 'no-deadlock')
  t.is(stdout, 'value "woken"\n')
})

test('a program that takes long to end after a signal says after a second what it waits for', async (t) => {
  const { stdout, stderr } = await playSignalled(t, 'waiting', 'slow-finalizer')
  t.deepEqual(linesOf(stdout), ['ready', 'finalizing', 'finalized', 'error KeyboardInterrupt by SIGINT'])
  t.regex(
    stderr,
    /^fiber-ts: shutting down, waiting for 1 fiber \(press Ctrl-C again to abandon it\): #1 "main" waits for sleep \(\d+ ms left\)\n$/
  )
})

test('what a shutdown waits for is said once: after a second, or at the signal', async (t) => {
  const { stdout, stderr } = await playSignalled(t, 'waiting', 'slow-leftover')
  t.deepEqual(linesOf(stdout), ['ready', 'finalized', 'error KeyboardInterrupt by SIGINT'])
  t.regex(
    stderr,
    /^fiber-ts: shutting down, waiting for 1 fiber \(press Ctrl-C again to abandon it\): #2 "leftover" waits for sleep \(\d+ ms left\)\n$/
  )
})

test('how long a shutdown may still take is said where that is limited', async (t) => {
  const { signal, stderr } = await playSignalled(t, 'waiting', 'slow-main', 'SIGTERM')
  t.is(signal, 'SIGTERM')
  t.regex(
    stderr,
    /^fiber-ts: shutting down, waiting for 1 fiber \((29|28) s left, press Ctrl-C again to abandon it\): #1 /
  )
})
