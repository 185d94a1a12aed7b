/** Programs whose main thread does not answer. Each says `ready` before it is stuck; `stuck` says by what. */
import { execSync } from 'node:child_process'
import { pbkdf2Sync } from 'node:crypto'
import { writeSync } from 'node:fs'
import * as C from 'fiber-ts/Coroutine'
import { run, runMain } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'

const say = (line: string): void => void writeSync(1, `${line}\n`)

const loopForEver = (): never => {
  say('ready')
  for (;;);
}

const stuck: Readonly<Record<string, C.Coroutine<unknown, never, unknown>>> = {
  'synchronous step': C.fromIO(loopForEver),
  'before the first wait': C.suspend(loopForEver),
  'promise callback': C.fromTask(() => Promise.resolve().then(loopForEver)),
  'timer of somebody else': C.flatMap(
    C.fromIO(() => void setImmediate(loopForEver)),
    () => C.never
  ),
  'regular expression': C.fromIO(() => {
    say('ready')
    return /^(a+)+$/.test(`${'a'.repeat(40)}b`)
  }),
  finalizer: pipe(
    C.fromIO(() => say('ready')),
    C.flatMap(() => C.never),
    C.ensuring(C.fromIO(loopForEver))
  ),
  'child process': C.fromIO(() => {
    say('ready')
    execSync('sleep 20')
  }),
  hash: C.fromIO(() => {
    say('ready')
    pbkdf2Sync('password', 'salt', 500_000_000, 64, 'sha512')
  }),
  // not stuck at all
  waiting: C.flatMap(
    C.fromIO(() => say('ready')),
    () => C.never
  ),
  'short block': C.flatMap(
    C.fromIO(() => {
      say('ready')
      const until = performance.now() + 1_000
      while (performance.now() < until);
    }),
    () => C.never
  )
}

const [name = '', mode = ''] = process.argv.slice(2)

process.on('exit', (code) => say(`exit handler ${code}`))

if (mode === 'listeners') {
  // somebody else hears each signal once, whether the worker watches or not
  let heard = 0
  process.on('SIGINT', () => void heard++)
  process.on('exit', () => say(`heard ${heard}`))
}

if (mode === 'runs') {
  // with a listener of its own, so that a signal between two runs is heard too
  let heard = 0
  let interrupted = 0
  process.on('SIGINT', () => void heard++)
  process.on('SIGUSR2', () => {
    say(`heard ${heard}, interrupted ${interrupted}`)
    process.exit()
  })
  say('ready')
  for (;;) await run(C.sleep(3), { handleSignals: true }).catch(() => void interrupted++)
}

const options = { handleSignals: true, watchdog: mode !== 'off' }
if (mode === 'main') await runMain(C.named('culprit')(stuck[name]!))
else await run(C.named('culprit')(stuck[name]!), options).catch((error: Error) => say(`rejected ${error.name}`))
