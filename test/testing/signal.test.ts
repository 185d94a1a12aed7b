// The path of a signal, without a process: on a loop of its own, and through a Runner.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import { Runner } from 'fiber-ts/Runner'
import { TestLoop } from 'fiber-ts/testing'

test('the first signal interrupts the program, which cleans up', (t) => {
  const log: Array<string> = []
  const loop = new TestLoop()
  const run = loop.start(
    C.ensuring(C.flatMap(C.sleep(10), () => C.fromIO(() => void log.push('cleaned up'))))(C.sleep(1_000))
  )
  loop.advance(100)
  loop.signal('SIGINT')
  loop.runAll()
  const exit = run.exit()
  t.deepEqual(exit, { _tag: 'Left', left: [{ _tag: 'Interrupt', by: 'SIGINT', reason: undefined, at: 100 }] })
  t.deepEqual(log, ['cleaned up'])
  t.is(loop.now(), 110)
})

test('the second signal abandons a program that does not end', (t) => {
  const loop = new TestLoop()
  const run = loop.start(C.ensuring(C.never)(C.sleep(1_000)))
  loop.advance(100)
  loop.signal('SIGTERM')
  loop.runAll()
  t.is(run.exit(), undefined)
  t.regex(loop.dump(), /never/)
  loop.signal('SIGTERM')
  const exit = run.exit()
  t.true(exit?._tag === 'Left' && exit.left[0]._tag === 'Interrupt' && exit.left[0].by === 'SIGTERM')
  t.deepEqual(loop.fibers(), [])
})

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Runs a program in a Runner on virtual time, and what is to happen meanwhile. */
const inRunner = async (
  program: C.Coroutine<unknown, never, unknown>,
  happens: (loop: TestLoop) => void
): Promise<unknown> => {
  const loop = new TestLoop()
  const runner = new Runner({ loopFactory: () => loop.eventLoop })
  const ended = runner.run(program).then(
    () => undefined,
    (error: unknown) => error
  )
  await turn()
  happens(loop)
  const error = await ended
  await runner.close()
  return error
}

test.serial('a Runner hears the signal as it hears one of the process', async (t) => {
  const log: Array<string> = []
  const error = await inRunner(C.ensuring(C.fromIO(() => void log.push('cleaned up')))(C.sleep(1_000)), (loop) => {
    loop.advance(10)
    loop.signal('SIGINT')
    loop.runAll()
  })
  t.is((error as Error).name, 'KeyboardInterrupt')
  t.deepEqual(log, ['cleaned up'])
})

test.serial('a Runner gives up at the second signal', async (t) => {
  const error = await inRunner(C.uninterruptible(C.never), (loop) => {
    loop.signal('SIGINT')
    loop.signal('SIGINT')
  })
  t.is((error as Error).name, 'KeyboardInterrupt')
})
