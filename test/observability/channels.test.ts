/** What is published on Node's diagnostics_channel. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Diagnostics from 'fiber-ts/Diagnostics'
import * as Exit from 'fiber-ts/Exit'
import { Runner } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'

interface Message {
  readonly fiber: { readonly id: number; readonly name: string | undefined }
  readonly parent?: { readonly id: number } | null
  readonly waitsFor?: string
  readonly exit?: unknown
  readonly message?: string
}

/** Hears of everything while a function runs; a line for each message. */
const listening = async (f: (lines: Array<string>) => Promise<unknown>): Promise<ReadonlyArray<string>> => {
  const lines: Array<string> = []
  const listeners = Object.entries(Diagnostics.channels).map(([key, name]) => {
    const listener = (u: unknown): void => {
      const { fiber, parent, waitsFor, exit, message } = u as Message
      const which = message === undefined ? ` #${fiber.id}` : ` ${message}`
      const from = parent === undefined ? '' : parent === null ? ' of nobody' : ` of #${parent.id}`
      const rest = `${from}${waitsFor === undefined ? '' : ` for ${waitsFor.replace(/\d+ ms/, '… ms')}`}${exit === undefined ? '' : ` ${JSON.stringify(exit)}`}`
      lines.push(`${key}${which}${rest}`)
    }
    subscribe(name, listener)
    return [name, listener] as const
  })
  try {
    await f(lines)
  } finally {
    for (const [name, listener] of listeners) unsubscribe(name, listener)
  }
  return lines
}

test.serial('the life of runs and fibers, in order', async (t) => {
  const runner = new Runner({ exceptionHandler: () => undefined })
  const program = C.gen(function* () {
    yield* C.forkDaemon(C.left('unobserved'))
    yield* C.yieldNow
    return yield* C.all([
      C.fromIO(() => 'a'),
      pipe(
        C.sleep(1),
        C.map(() => 'b')
      )
    ])
  })
  const lines = await listening(() => runner.run(program))
  t.deepEqual(
    lines,
    [
      'fiberStart #1 of nobody',
      'runStart #1',
      'fiberStart #2 of nobody',
      'unhandled fiber #2 failed and nobody joined or awaited it',
      `fiberEnd #2 ${JSON.stringify(Exit.fail('unobserved'))}`,
      'fiberStart #3 of #1',
      'fiberStart #4 of #1',
      'fiberSuspend #1 for all of its fibers',
      `fiberEnd #3 ${JSON.stringify(Exit.succeed('a'))}`,
      'fiberSuspend #4 for sleep (… ms left)',
      'fiberResume #4',
      `fiberEnd #4 ${JSON.stringify(Exit.succeed('b'))}`,
      'fiberResume #1',
      `fiberEnd #1 ${JSON.stringify(Exit.succeed(['a', 'b']))}`,
      `runEnd #1 ${JSON.stringify(Exit.succeed(['a', 'b']))}`
    ].map((line) => line),
    lines.join('\n')
  )
  await runner.close()
})

test.serial('who subscribes late hears from the next run on, also of fibers that are alive already', async (t) => {
  const runner = new Runner()
  runner.fork(pipe(C.sleep(20), C.named('early')))
  await runner.run(C.of(1))
  const lines = await listening(() => runner.run(C.sleep(60)))
  t.true(lines.includes('fiberResume #1'), lines.join('\n'))
  t.true(lines.some((line) => line.startsWith('fiberEnd #1 ')))
  t.deepEqual(lines.filter((line) => line.startsWith('run')).length, 2)
  await runner.close()
})

test.serial('when nobody subscribes any more nothing is published, and programs run as before', async (t) => {
  const runner = new Runner()
  const lines = await listening(() => runner.run(C.of(1)))
  const { length } = lines
  t.is(
    await runner.run(
      pipe(
        C.sleep(1),
        C.map(() => 2)
      )
    ),
    2
  )
  t.is(lines.length, length)
  await runner.close()
})
