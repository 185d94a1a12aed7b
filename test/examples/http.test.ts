/**
 * The second example, an HTTP service: what becomes of a request that takes too long, whose client hangs up, or for which
 * there is no room; how the service ends; and all of it at once, as a process under load.
 *
 * HTTP_TEST_SECONDS says how long that load lasts: `npm run test:soak` takes 30.
 */
import test, { type ExecutionContext } from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import * as Fiber from 'fiber-ts/Fiber'
import * as Queue from 'fiber-ts/Queue'
import { pipe } from 'fp-ts/lib/function.js'
import { Agent, get, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Database, type Item, pooled, type QueryError } from '../../docs/examples/http/database.js'
import { type Counts, type Env, serve, type Settings } from '../../docs/examples/http/service.js'
import { linesOf, pause, startCommand } from '../process/child.js'

// ---------------------------------------------------------------------------------------------------------------------
// fixtures
// ---------------------------------------------------------------------------------------------------------------------

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

/** Rejects when the connection ends before all of the answer is there. */
const ask = (url: string, options: { readonly signal?: AbortSignal; readonly agent?: Agent } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent: false, ...options }, (response) => {
      const { statusCode: status = 0, headers } = response
      text(response).then(
        (body) => resolve({ status, headers, body: JSON.parse(body) }),
        () => reject(new Error('half-answered'))
      )
    })
    request.on('error', reject)
  })

const unlimited: Settings = { port: 0, limit: 60_000, patience: 60_000 }

interface Service {
  readonly url: string
  readonly counts: Counts
  readonly lines: Queue.Queue<string>
  /** What SIGTERM does; answers when the service has ended. */
  readonly terminate: C.Coroutine<unknown, never, void>
}

/** Runs the service in this process while the body does. */
const withService = <A>(
  { database, settings = unlimited }: { readonly database: Database; readonly settings?: Settings },
  body: (service: Service) => C.Coroutine<unknown, unknown, A>
): Promise<A> => {
  const lines = Queue.unsafeUnbounded<string>()
  const counts: Counts = { replies: {}, hungUp: 0, cutOff: 0 }
  const log = (line: string): void => void Queue.unsafeOffer(lines, line)()
  const context: Env = { database, settings, counts, log }
  return C.toPromise(
    C.gen(function* () {
      const fiber = yield* C.fork(pipe(serve, C.provide(context)))
      const url = (yield* Queue.take(lines)).replace('listening on ', '')
      const terminate = C.asUnit(Fiber.interrupt(fiber, 'SIGTERM'))
      const result = yield* body({ url, counts, lines, terminate })
      yield* terminate
      return result
    })
  )
}

/** A database that logs what becomes of its queries. */
const observed = (find: (id: number) => C.Coroutine<unknown, QueryError, Item>) => {
  const log = Queue.unsafeUnbounded<string>()
  const say = (line: string) => C.fromIO(Queue.unsafeOffer(log, line))
  const database: Database = {
    find: (id) =>
      pipe(
        say(`begin ${id}`),
        C.flatMap(() => find(id)),
        C.tap(() => say(`end ${id}`)),
        C.onInterrupt(say(`interrupted ${id}`))
      )
  }
  return { database, log }
}

const stuck = () => observed(() => C.never)

const request = (url: string, options?: Parameters<typeof ask>[1]) =>
  C.tryCatch(
    () => ask(url, options),
    (error) => (error as NodeJS.ErrnoException).code ?? (error as Error).message
  )

// ---------------------------------------------------------------------------------------------------------------------
// one request
// ---------------------------------------------------------------------------------------------------------------------

test('answers, and says what is not there', async (t) => {
  const database: Database = {
    find: (id) => (id === 7 ? C.of({ id, name: 'seven' }) : C.left({ _tag: 'NotFound', id }))
  }
  await withService({ database }, ({ url, counts }) =>
    C.gen(function* () {
      const found = yield* request(`${url}/items/7`)
      t.is(found.status, 200)
      t.deepEqual(found.body, { id: 7, name: 'seven' })
      const missing = yield* request(`${url}/items/8`)
      t.is(missing.status, 404)
      t.deepEqual(missing.body, { _tag: 'NotFound', id: 8 })
      t.is((yield* request(`${url}/elsewhere`)).status, 404)
      t.deepEqual(counts, { replies: { 200: 1, 404: 2 }, hungUp: 0, cutOff: 0 })
    })
  )
})

test('a request that takes too long is interrupted, and answered', async (t) => {
  const { database, log } = stuck()
  await withService({ database, settings: { ...unlimited, limit: 20 } }, ({ url }) =>
    C.gen(function* () {
      const { status, body } = yield* request(`${url}/items/1`)
      t.is(status, 504)
      t.deepEqual(body, { _tag: 'TooSlow', limit: 20 })
      t.deepEqual(yield* Queue.takeAll(log), ['begin 1', 'interrupted 1'])
    })
  )
})

test('a request whose client hangs up is interrupted', async (t) => {
  const { database, log } = stuck()
  await withService({ database }, ({ url, counts }) =>
    C.gen(function* () {
      const client = new AbortController()
      const asking = yield* C.fork(C.toExit(request(`${url}/items/1`, { signal: client.signal })))
      t.is(yield* Queue.take(log), 'begin 1')
      client.abort()
      t.is(yield* Queue.take(log), 'interrupted 1')
      t.deepEqual(yield* Fiber.join(asking), Exit.fail('ABORT_ERR'))
      t.deepEqual(counts, { replies: {}, hungUp: 1, cutOff: 0 })
    })
  )
})

test('a request for which there is no room is turned away at once; one whose client hangs up makes room', async (t) => {
  const { database, log } = observed((id) => (id === 9 ? C.of({ id, name: 'nine' }) : C.never))
  const pool = pooled(database, { connections: 1, waiting: 1 })
  await withService({ database: pool.database }, ({ url }) =>
    C.gen(function* () {
      const [running, waiting] = [new AbortController(), new AbortController()]
      yield* C.fork(C.toExit(request(`${url}/items/1`, { signal: running.signal })))
      t.is(yield* Queue.take(log), 'begin 1')
      yield* C.fork(C.toExit(request(`${url}/items/2`, { signal: waiting.signal })))
      while ((yield* pool.statistics).running.waiting === 0) yield* C.sleep(1)

      const { status, body } = yield* request(`${url}/items/9`)
      t.is(status, 503)
      t.deepEqual(body, { _tag: 'Saturated' })

      // Who waits hangs up: there is room to wait. Who runs does: there is a connection.
      waiting.abort()
      while ((yield* pool.statistics).admitted.free === 0) yield* C.sleep(1)
      const served = yield* C.fork(request(`${url}/items/9`))
      while ((yield* pool.statistics).running.waiting === 0) yield* C.sleep(1)
      running.abort()
      t.is((yield* Fiber.join(served)).status, 200)
      t.deepEqual(yield* Queue.takeAll(log), ['interrupted 1', 'begin 9', 'end 9'])
      t.deepEqual(yield* pool.statistics, {
        running: { permits: 1, free: 1, waiting: 0 },
        admitted: { permits: 2, free: 2, waiting: 0 }
      })
    })
  )
})

test('a bug is answered by a 500 that does not say more, and the service goes on', async (t) => {
  const database: Database = { find: (id) => (id === 1 ? C.die(new Error('secret')) : C.of({ id, name: 'fine' })) }
  await withService({ database }, ({ url, lines }) =>
    C.gen(function* () {
      const { status, body } = yield* request(`${url}/items/1`)
      t.is(status, 500)
      t.deepEqual(body, { _tag: 'InternalError' })
      t.is(yield* Queue.take(lines), '/items/1: Error: secret')
      t.is((yield* request(`${url}/items/2`)).status, 200)
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// the end
// ---------------------------------------------------------------------------------------------------------------------

test('ends in good order: requests that run are answered, and nobody else gets in', async (t) => {
  const proceed = Queue.unsafeUnbounded<null>()
  const { database, log } = observed((id) => pipe(Queue.take(proceed), C.orDie, C.as({ id, name: 'late' })))
  await withService({ database }, ({ url, counts, terminate }) =>
    C.gen(function* () {
      const agent = new Agent({ keepAlive: true })
      const asking = yield* C.fork(request(`${url}/items/1`, { agent }))
      t.is(yield* Queue.take(log), 'begin 1')
      const ending = yield* C.fork(terminate)
      const refused = (answer: Exit.Exit<string, Answer>) =>
        answer._tag === 'Left' && answer.left[0]._tag === 'Fail' && answer.left[0].error === 'ECONNREFUSED'
      // Whoever came in a moment before the signal is answered.
      while (!refused(yield* C.toExit(request(`${url}/elsewhere`)))) yield* C.sleep(1)
      t.is((yield* Fiber.status(asking))._tag, 'Suspended')

      yield* Queue.offer(proceed, null)
      const { status, headers } = yield* Fiber.join(asking)
      t.is(status, 200)
      t.is(headers.connection, 'close')
      yield* Fiber.join(ending)
      t.like(counts, { replies: { 200: 1 }, hungUp: 0, cutOff: 0 })
    })
  )
})

test('when its patience is over, requests are interrupted, and their connections closed without an answer', async (t) => {
  const { database, log } = stuck()
  await withService({ database, settings: { ...unlimited, patience: 20 } }, ({ url, counts, terminate }) =>
    C.gen(function* () {
      const asking = yield* C.fork(C.toExit(request(`${url}/items/1`)))
      t.is(yield* Queue.take(log), 'begin 1')
      yield* terminate
      t.deepEqual(yield* Queue.takeAll(log), ['interrupted 1'])
      t.deepEqual(counts, { replies: {}, hungUp: 0, cutOff: 1 })
      t.deepEqual(yield* Fiber.join(asking), Exit.fail('ECONNRESET'))
    })
  )
})

test('a port that is taken is a typed failure', async (t) => {
  const { database } = stuck()
  await withService({ database }, ({ url, counts }) =>
    C.gen(function* () {
      const settings = { ...unlimited, port: Number(new URL(url).port) }
      const second = yield* pipe(serve, C.provide<Env>({ database, settings, counts, log: t.fail }), C.toEither)
      t.like(second, { _tag: 'Left', left: { _tag: 'CannotListen' } })
    })
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// the process
// ---------------------------------------------------------------------------------------------------------------------

const program = (name: string) => fileURLToPath(new URL(`../../docs/examples/http/${name}.js`, import.meta.url))

const start = async (t: ExecutionContext) => {
  const service = await startCommand(t, process.execPath, [program('main')], {
    env: { PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let said = ''
  service.process.stderr?.on('data', (chunk: string) => (said += chunk))
  await service.says('listening on http')
  while (!said.includes('\n')) await pause(1)
  return { service, url: /http:\S+/.exec(said)![0] }
}

const seconds = Number(process.env['HTTP_TEST_SECONDS'] ?? 5)

/** What the service says last. */
interface Report extends Counts {
  readonly left: unknown
}

const report = (stderr: string): Report => JSON.parse(linesOf(stderr).find((line) => line.startsWith('{')) ?? '{}')

const nothing = {
  fibers: 0,
  sockets: 0,
  running: { permits: 16, free: 16, waiting: 0 },
  admitted: { permits: 80, free: 80, waiting: 0 }
}

test('500 visitors, random disconnects, and SIGTERM: nothing is left, and nothing is half-answered', async (t) => {
  t.timeout((seconds + 60) * 1000)
  const { service, url } = await start(t)
  const load = await startCommand(t, process.execPath, [program('load'), url, '--seconds', String(seconds + 40)])
  await pause(seconds * 1000)
  const sent = service.kill('SIGTERM')
  const ended = await service.ended
  const took = performance.now() - sent
  const visitors = await load.ended

  t.is(ended.signal, 'SIGTERM')
  t.true(took < 10_000, `${took} ms`)
  const { left, replies } = report(ended.stderr)
  t.deepEqual(left, nothing)

  t.is(visitors.code, 0, visitors.stderr)
  const tally: Partial<Record<string, number>> = JSON.parse(visitors.stdout)
  t.log(JSON.stringify({ seconds, took, tally }))
  t.is(tally['HalfAnswered'], undefined)
  for (const what of ['200', '404', '503', 'HungUp']) t.true(tally[what]! > 0, what)
  // Every visitor saw the service end.
  t.is(tally['Refused'], 500)
  // No more answers came than were given.
  for (const [status, count] of Object.entries(replies)) t.true((tally[status] ?? 0) <= count, status)
})

test('without visitors it ends at once, also by Ctrl-C', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { service } = await start(t)
    service.kill(signal)
    const ended = await service.ended
    t.is(ended.signal, signal)
    t.deepEqual(report(ended.stderr), { replies: {}, hungUp: 0, cutOff: 0, left: nothing })
  }
})
