/** A fiber that is printed says what it is called and what it does, and not what all others do. */
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Fiber from 'fiber-ts/Fiber'
import { run } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { inspect } from 'node:util'

test('console.log, JSON.stringify and String say what a fiber does', async (t) => {
  const main = C.genK(function* () {
    const fiber = yield* pipe(C.never, C.named('download'), C.fork)
    const ready = String(fiber)
    yield* C.yieldNow
    const waiting = [inspect(fiber), JSON.stringify({ fiber })]
    yield* Fiber.interrupt(fiber)
    return [ready, ...waiting, inspect([fiber, yield* Fiber.self])]
  })
  t.deepEqual(await run(main()), [
    'Fiber(#2, ready)',
    'Fiber(#2 "download", waits for never)',
    '{"fiber":"Fiber(#2 \\"download\\", waits for never)"}',
    '[ Fiber(#2 "download", interrupted), Fiber(#1, running) ]'
  ])
})
