/**
 * Real processes for the tests of this folder: start a program of programs/, wait until it says something, send it a
 * signal, and see how it ended.
 */
import { type ChildProcess, spawn, type SpawnOptions, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Child {
  readonly process: ChildProcess
  /** Resolves once the text was written to stdout or stderr, with the time at which this process saw it. */
  readonly says: (text: string) => Promise<number>
  /** What it has written so far. */
  readonly written: () => { readonly stdout: string; readonly stderr: string }
  /** Sends a signal, and answers when that was. */
  readonly kill: (signal: NodeJS.Signals) => number
  /** Resolves when the process has ended and all that it wrote has arrived. */
  readonly ended: Promise<Ended>
}

/** So many processes of one test file run at a time: a machine with two cores is busy enough with these. */
const most = 3
let running = 0
const waiting: Array<() => void> = []

const slot = async (): Promise<void> => {
  if (running < most) running++
  else await new Promise<void>((resolve) => waiting.push(resolve))
}

const release = (): void => {
  const next = waiting.shift()
  if (next === undefined) running--
  else next()
}

/**
 * No process gets more than this many seconds of a processor: one that spins would go on for ever if the tests themselves
 * were killed, since nothing but a signal ends it.
 */
const cpuSeconds = 30
const limited = process.platform === 'win32' ? [] : ['sh', '-c', `ulimit -t ${cpuSeconds}; exec "$0" "$@"`]

/** Starts any command. Whatever happens to the test, the process does not outlive it. */
export const startCommand = async (
  t: ExecutionContext,
  command: string,
  args: ReadonlyArray<string>,
  options: SpawnOptions = {}
): Promise<Child> => {
  await slot()
  const {
    FIBER_TS_DEBUG: _debug,
    FIBER_TS_DEBUG_UNUSED: _unused,
    NODE_OPTIONS: _options,
    NODE_CHANNEL_FD: _channel,
    ...env
  } = process.env
  const [first = command, ...rest] = [...limited, command, ...args]
  const child = spawn(first, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...options, env: { ...env, ...options.env } })
  const text = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk
      for (const listener of listeners) listener()
    })
  let over = false
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    over = true
    release()
    for (const listener of listeners) listener()
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, ...text }
  })
  t.teardown(async () => {
    if (over) return
    child.kill('SIGKILL')
    await ended
  })
  return {
    process: child,
    says: (wanted) =>
      new Promise((resolve, reject) => {
        const listener = (): void => {
          if (text.stdout.includes(wanted) || text.stderr.includes(wanted)) resolve(performance.now())
          else if (over)
            reject(new Error(`ended without saying '${wanted}'; stdout: '${text.stdout}', stderr: '${text.stderr}'`))
          else return
          listeners.delete(listener)
        }
        listeners.add(listener)
        listener()
      }),
    written: () => ({ ...text }),
    kill: (signal) => {
      const at = performance.now()
      child.kill(signal)
      return at
    },
    ended
  }
}

/** Runs a command on a terminal of its own, on which its input is typed, and ends as a shell would say that it ended. */
const onTerminal =
  'import os, pty, sys; code = os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])); sys.exit(code if code >= 0 else 128 - code)'

export const hasTerminals = (): boolean =>
  process.platform !== 'win32' &&
  spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode; pty.openpty()']).status === 0

/** Starts a command on a terminal of its own; what is written to its stdin is typed there. */
export const startOnTerminal = (
  t: ExecutionContext,
  command: ReadonlyArray<string>,
  options: SpawnOptions = {}
): Promise<Child> =>
  startCommand(t, 'python3', ['-c', onTerminal, ...command], { stdio: ['pipe', 'pipe', 'pipe'], ...options })

/** Where a file of programs/ is, compiled. */
export const program = (file: string): string => fileURLToPath(new URL(`programs/${file}.js`, import.meta.url))

/** Starts a program of a file in programs/, by its name there. */
export const start = (
  t: ExecutionContext,
  file: string,
  name: string,
  options: SpawnOptions & { readonly node?: ReadonlyArray<string> } = {}
): Promise<Child> => startCommand(t, process.execPath, [...(options.node ?? []), program(file), name], options)

/** Starts a program and waits for its end. */
export const play = async (...args: Parameters<typeof start>): Promise<Ended> => (await start(...args)).ended

/** Starts a program, sends it a signal as soon as it says that it is ready, and waits for its end. */
export const playSignalled = async (
  t: ExecutionContext,
  file: string,
  name: string,
  signal: NodeJS.Signals = 'SIGINT'
): Promise<Ended> => {
  const child = await start(t, file, name)
  await child.says('ready')
  child.kill(signal)
  return child.ended
}

export const linesOf = (text: string): Array<string> => text.split('\n').filter((line) => line !== '')

/** Resolves after some milliseconds: for what must not have happened by then. */
export const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))
