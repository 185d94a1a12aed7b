/** What is printed of a fiber is what it is called and what it does; of a coroutine that it is one, which is not run by that. */
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Fiber from 'fiber-ts/Fiber'
import { run } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { inspect } from 'node:util'

/** Before there is any loop. */
const early = inspect(C.of(1))

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

test('console.log says of a coroutine that it is one and was not run, and not what it is made of', async (t) => {
  t.is(early, 'Coroutine(Succeed, not run)')
  const program = C.gen(function* () {
    yield* C.yieldNow
  })
  const nested = inspect({ deep: { in: [program, C.sleep(1)] } }, { breakLength: Infinity })
  t.is(nested, '{ deep: { in: [ Coroutine(Gen, not run), Coroutine(Primitive, not run) ] } }')
  await C.toPromise(program)
  t.is(inspect(pipe(program, C.map(String))), 'Coroutine(Map, not run)')
  t.is(String(program), 'Coroutine(Gen)')
})
