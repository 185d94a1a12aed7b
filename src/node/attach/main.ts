#!/usr/bin/env node
/**
 * The command `fiber-ts`: what the fibers of a running process do, without anything prepared there.
 *
 * After `python -m asyncio`: `ps` is a flat table, a line for each fiber; `pstree` shows who belongs to whom.
 */
import * as C from '../../Coroutine.js'
import type { FiberDump } from '../../FiberDump.js'
import { runMain } from '../../Runner.js'
import { type Failure, failure } from './failure.js'
import { evaluate, type Target } from './inspector.js'
import { table } from './table.js'

const usage = `usage: fiber-ts ps PID        a table of the fibers of a running Node process
       fiber-ts pstree PID    the same as a tree

  --force        signal the process even if nobody can tell whether it is Node: one that is not is ended by that
  --port PORT    its inspector listens on this port already: no signal is sent

exit codes: 2 wrong usage, 3 no such process, 4 no permission, 5 not a Node process that waits for SIGUSR1,
6 nobody can tell (--force), 7 no inspector, 8 no answer, 9 no fibers
`

interface Command extends Target {
  readonly draw: (loop: Seen) => string
}

/** A loop of the other process: its fibers as the library there draws them and, where it can, as data. */
interface Seen {
  readonly text: string
  readonly dump: FiberDump | null
}

const commands: Readonly<Record<string, Command['draw']>> = {
  ps: ({ text, dump }) => (dump === null ? text : table(dump)),
  pstree: ({ text }) => text
}

const parse = (args: ReadonlyArray<string>): C.Coroutine<unknown, Failure, Command> => {
  const wrong = (what: string) => C.left(failure('Usage', `${what}\n${usage.trimEnd()}`))
  const words: Array<string> = []
  let [force, port]: [boolean, number | null] = [false, null]
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--force') force = true
    else if (arg === '--port' || arg.startsWith('--port=')) {
      const value = arg === '--port' ? args[++i] : arg.slice('--port='.length)
      port = Number(value)
      if (!(Number.isInteger(port) && port > 0 && port < 65536))
        return wrong(`--port: a port was expected, got ${value}`)
    } else if (arg.startsWith('-')) return wrong(`unknown option ${arg}`)
    else words.push(arg)
  }
  const [name = '', number, ...rest] = words
  const draw = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (draw === undefined) return wrong(name === '' ? 'a command was expected' : `unknown command ${name}`)
  const pid = Number(number)
  if (!(Number.isInteger(pid) && pid > 0) || rest.length > 0)
    return wrong(`${name}: one process id was expected, got ${words.length === 1 ? 'none' : words.slice(1).join(' ')}`)
  return C.of({ draw, pid, force, port })
}

/** What is evaluated in the other process: all that its loops say, as one text. */
const expression = `(() => {
  const live = globalThis[Symbol.for('fiber-ts')]
  if (live === undefined) return undefined
  const loops = Array.from(live.loops, (loop) => ({ text: loop.dump(), dump: JSON.parse(loop.json()) }))
  return JSON.stringify({ version: live.version, loops })
})()`

const main = C.gen(function* () {
  const args = process.argv.slice(2)
  if (args.some((arg) => arg === '--help' || arg === '-h')) return usage
  const { draw, ...target } = yield* parse(args)
  const answers = yield* evaluate(target, expression)
  const threads = [
    { heading: '', answer: answers.main },
    ...answers.workers.map(({ title, url, answer }) => ({ heading: `${`${title} ${url}`.trim()}:\n`, answer }))
  ].flatMap(({ heading, answer }) => (typeof answer === 'string' ? [{ heading, ...read(answer) }] : []))
  if (threads.length === 0)
    return yield* C.left(failure('NoFibers', `process ${target.pid} has run nothing with fiber-ts`))
  const unknown = threads.find(({ version }) => version !== 1)
  if (unknown !== undefined) {
    const what = `runs a version of fiber-ts that this one cannot read (${unknown.version})`
    return yield* C.left(failure('NoFibers', `process ${target.pid} ${what}`))
  }
  const texts = threads.flatMap(({ heading, loops }) =>
    loops
      // a loop that is kept for the next run may have no fibers now
      .filter(({ text, dump }) => (dump === null ? text !== '' : dump.fibers.length > 0))
      .map((loop, i) => `${i === 0 ? heading : ''}${draw(loop)}\n`)
  )
  const silent = answers.workers.filter((worker) => !('answer' in worker)).length
  if (silent > 0) texts.push(`${silent === 1 ? '1 worker thread does' : `${silent} worker threads do`} not answer\n`)
  return texts.length === 0 ? 'no fibers\n' : texts.join('\n')
})

interface Answer {
  readonly version: number
  readonly loops: ReadonlyArray<Seen>
}

const read = (answer: string): Answer => JSON.parse(answer)

void runMain(
  C.flatMap(main, (output) => C.fromIO(() => void process.stdout.write(output))),
  { render: (failed: Failure) => `fiber-ts: ${failed.message}` }
)
