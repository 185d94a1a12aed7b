// The tests that docs/testing.md shows, as they stand there, and the report that it quotes.
import * as assert from 'node:assert'
import { readFileSync } from 'node:fs'
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Queue from 'fiber-ts/Queue'
import * as Semaphore from 'fiber-ts/Semaphore'
import { assertAll, explore, fifo, replay, runTest, TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/lib/function.js'
import { type Database, pooled } from '../../docs/examples/http/database.js'
import { type Connection, leaky, safe, type WithConnection } from '../../docs/examples/testing/pool.js'

/** Two round trips to the database. */
const query = C.flatMap(C.sleep(5), () => C.sleep(5))

/** A query, and a second one that does not wait longer than 10 ms, with one connection between them. */
const requests = (withConnection: WithConnection) =>
  C.gen(function* () {
    const idle = yield* Queue.unbounded<Connection>()
    yield* Queue.offer(idle, { name: 'a' })
    const first = withConnection(idle)(() => query)
    const second = withConnection(idle)(() => query)
    yield* C.all([first, C.timeoutOption(10)(second)])
    assert.strictEqual((yield* Queue.statistics(idle)).size, 1, 'the connection is lost')
  })

test('every connection comes back', (t) => {
  t.notThrows(() => assertAll(requests(safe)))
})

test('no more queries than connections, and no connection is lost, whoever is interrupted', (t) => {
  t.notThrows(() =>
    assertAll(() => {
      let running = 0
      const database: Database = {
        find: (id) =>
          C.bracket(
            C.fromIO(() => running++),
            () => C.as(C.sleep(10), { id, name: 'item' }),
            () => C.fromIO(() => void running--)
          )
      }
      const pool = pooled(database, { connections: 2, waiting: 1 })
      const request = pipe(pool.database.find(1), C.timeoutOption(10), C.toEither)
      return {
        program: C.all([request, request, request, request]),
        invariants: { 'at most two queries run': () => running <= 2 }
      }
    })
  )
})

test('a query takes ten milliseconds, and the second one waits for the first', (t) => {
  const loop = new TestLoop()
  const permit = Semaphore.unsafeMake(1)
  const one = Semaphore.withPermits(permit, 1)(query)
  const run = loop.start(C.all([one, one]))
  loop.advance(19)
  t.is(run.exit(), undefined)
  loop.advance(1)
  t.is(run.exit()?._tag, 'Right')
})

test('two attempts take two minutes, which takes no time', (t) => {
  const failing = C.flatMap(C.sleep(60_000), () => C.left('no'))
  t.is(
    runTest(
      pipe(
        failing,
        C.orElse(() => failing),
        C.orElse(() => C.of('gave up'))
      )
    ),
    'gave up'
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// the guide
// ---------------------------------------------------------------------------------------------------------------------

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

const guide = read('docs/testing.md')

test('the guide shows the tests of this file, and the pool as it was and as it is', (t) => {
  const files = read('test/examples/testing.test.ts') + read('docs/examples/testing/pool.ts')
  const [, block = ''] = /^```ts no-run\n(.*?)^```/ms.exec(guide) ?? []
  const parts = block
    .trim()
    .split('\n\n')
    .filter((part) => !part.startsWith('import'))
  t.true(parts.length > 5)
  for (const part of parts) t.true(files.includes(part.replace('(leaky)', '(safe)')), part)
  const [, diff = ''] = /^```diff\n(.*?)^```/ms.exec(guide) ?? []
  for (const line of diff.trim().split('\n')) t.true(files.includes(line.slice(1)), line)
})

test('the report in the guide is the one that the leaky pool gets', (t) => {
  const { message, trace } = explore(requests(leaky))
  t.log(message)
  t.is(explore(requests(leaky), { strategy: fifo }).verdict._tag, 'Ok')
  t.is(explore(requests(leaky), { strategy: replay(trace ?? '') }).verdict._tag, 'Failed')
  t.true(guide.includes(`FIBER_TS_TRACE=${trace} npm test`))
  // lines of files change with every edit; what happened does not
  const plain = (text: string): string => text.replace(/\w+(?:\.\w+)*\.ts:\d+/g, '').replace(/ +/g, ' ')
  const table = message.slice(message.indexOf('step'))
  t.true(plain(guide).includes(plain(table).trim()))
})
