/** Programs whose main thread does not answer. Each says `ready` before it is stuck; `stuck` says by what. */
import { execFileSync, execSync, spawn } from 'node:child_process'
import { pbkdf2Sync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as C from 'fiber-ts/Coroutine'
import { run, Runner, runMain } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'

const say = (line: string): void => void writeSync(1, `${line}\n`)

const loopForEver = (): never => {
  say('ready')
  for (;;);
}

/** Its own names for what the runtime has: whoever looks at it from outside must not meet them. */
const shadowed = (Symbol: null, process: null): never => {
  say('ready')
  while (Symbol === process);
  throw new Error('unreachable')
}

const stuck: Readonly<Record<string, C.Coroutine<unknown, never, unknown>>> = {
  'synchronous step': C.fromIO(loopForEver),
  'before the first wait': C.suspend(loopForEver),
  'names shadowed': C.fromIO(() => shadowed(null, null)),
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
  'named pipe': C.fromIO(() => {
    const folder = mkdtempSync(join(tmpdir(), 'fiber-ts-fifo-'))
    const fifo = join(folder, 'fifo')
    execFileSync('mkfifo', [fifo])
    const fd = openSync(fifo, 'r+') // for writing too, so that it never ends
    rmSync(folder, { recursive: true })
    say('ready')
    readSync(fd, Buffer.alloc(1))
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
  process.on('SIGINT', () => say(`heard ${++heard}`))
  process.on('SIGUSR2', () => {
    say(`all ${heard}, interrupted ${interrupted}`)
    process.exit()
  })
  say('ready')
  for (;;) await run(C.sleep(3), { handleSignals: true }).catch(() => void interrupted++)
}

if (mode === 'worker count') {
  const threads = process.getBuiltinModule('node:worker_threads')
  let started = 0
  threads.Worker = class extends threads.Worker {
    constructor(...args: ConstructorParameters<typeof threads.Worker>) {
      super(...args)
      started++
    }
  }
  for (let i = 0; i < 1_000; i++) await run(C.of(i))
  say(`started ${started}`)
  process.exit()
}

if (mode === 'start-up') {
  // it signals itself so many milliseconds after the run has begun, wherever the start of the worker is by then
  const millis = Number(name)
  const begun = performance.now()
  const main = C.flatMap(
    C.fromIO(() => {
      while (performance.now() - begun < millis);
      process.kill(process.pid, 'SIGINT')
    }),
    () => C.sleep(5_000)
  )
  await run(main).catch((error: Error) => say(`rejected ${error.name}`))
  process.exit()
}

if (mode === 'ends') {
  // it signals itself around the end of each run; somebody else hears all of them
  let heard = 0
  process.on('SIGINT', () => void heard++)
  for (let i = 0; i < 100; i++) {
    setTimeout(() => process.kill(process.pid, 'SIGINT'), 2)
    await run(C.sleep(i % 5), { handleSignals: true }).catch(() => {})
    while (heard <= i) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  say(`heard ${heard}`)
  process.exit()
}

if (mode === 'beside a close') {
  // another Runner is watched for as well, for a moment
  const other = new Runner()
  other.fork(C.never)
  await run(
    pipe(
      C.promise(() => other.close()),
      C.flatMap(() => C.fromIO(loopForEver)),
      C.named('culprit')
    )
  )
}

if (mode === 'terminal') {
  // readline takes the terminal raw: Ctrl-C is a character then, which it tells of by an event
  const question = C.async<never, string>((resume) => {
    const readline = createInterface({ input: process.stdin, output: process.stdout, terminal: true })
    readline.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    readline.question('your name? ', (right) => resume({ _tag: 'Right', right }))
    return () => {
      readline.close()
      say(`terminal is raw: ${process.stdin.isRaw}`)
    }
  })
  await run(question).catch((error: Error) => say(`rejected ${error.name}`))
  process.exit()
}

if (mode === 'child in scope') {
  const child = C.bracket(
    C.fromIO(() => spawn('sleep', ['60'], { stdio: 'ignore' })),
    (process) => {
      say(`child ${process.pid}`)
      return C.never
    },
    (process) =>
      C.promise(async () => {
        const ended = process.exitCode ?? process.signalCode ?? (await (process.kill(), once(process, 'exit')))[1]
        say(`child ended ${ended}`)
      })
  )
  await run(child).catch((error: Error) => say(`rejected ${error.name}`))
  process.exit()
}

const options = { handleSignals: true, watchdog: mode !== 'off' }
if (mode === 'main') await runMain(C.named('culprit')(stuck[name]!))
else await run(C.named('culprit')(stuck[name]!), options).catch((error: Error) => say(`rejected ${error.name}`))
