// The example of docs/from-fp-ts.md: one program with ReaderTaskEither, the same with Coroutine, and the same again with
// what that makes possible. All three pass the same tests.
import { readFileSync, readdirSync } from 'node:fs'
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RTE from 'fp-ts/lib/ReaderTaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as after from '../../docs/examples/migration/after/app.js'
import { quoteOrders as quoteOrdersAfter } from '../../docs/examples/migration/after/quotes.js'
import * as before from '../../docs/examples/migration/before/app.js'
import { quoteOrders as quoteOrdersBefore } from '../../docs/examples/migration/before/quotes.js'
import type { Env } from '../../docs/examples/migration/before/quotes.js'
import { type Connection, makePool } from '../../docs/examples/migration/before/pool.js'
import * as interruptible from '../../docs/examples/migration/interruptible/app.js'
import { quoteOrders } from '../../docs/examples/migration/interruptible/quotes.js'

// -------------------------------------------------------------------------------------
// the world of the program
// -------------------------------------------------------------------------------------

type Answer = () => Response

const json =
  (value: unknown): Answer =>
  () =>
    Response.json(value)
const status =
  (code: number, statusText: string): Answer =>
  () =>
    new Response(null, { status: code, statusText })

const answers: Readonly<Record<string, Answer>> = {
  '/products/tea': json({ sku: 'tea', grams: 250, cents: 900 }),
  '/products/pot': json({ sku: 'pot', grams: 1_100, cents: 3_500 }),
  '/products/anvil': json({ sku: 'anvil', grams: 45_000, cents: 9_900 }),
  '/rates/AT': json({ country: 'AT', centsPerKilo: 400 })
}

const orders: Readonly<Record<string, unknown>> = {
  o1: { id: 'o1', country: 'AT', skus: ['tea', 'pot'] },
  o2: { id: 'o2', country: 'AT', skus: ['tea'] },
  heavy: { id: 'heavy', country: 'AT', skus: ['anvil'] },
  abroad: { id: 'abroad', country: 'FR', skus: ['tea'] },
  broken: { id: 'broken', skus: 'tea' }
}

interface World {
  readonly env: Env
  /** What was requested, in order. */
  readonly requests: Array<string>
  /** How many requests were in flight, now and at most, and how many were aborted. */
  readonly flights: { now: number; most: number; aborted: number }
  readonly quotes: Array<unknown>
  readonly lines: Array<string>
}

/** `queued` holds answers to give first, one after the other, before the usual one. None is given before `gate` opens. */
const makeWorld = (
  queued: Readonly<Record<string, ReadonlyArray<Answer>>> = {},
  gate: Promise<void> = Promise.resolve()
): World => {
  const requests: Array<string> = []
  const quotes: Array<unknown> = []
  const lines: Array<string> = []
  const flights = { now: 0, most: 0, aborted: 0 }
  const firstAnswers = new Map(Object.entries(queued).map(([path, list]) => [path, [...list]]))

  const fakeFetch = (url: string, init?: { readonly signal?: AbortSignal }): Promise<Response> => {
    const path = url.slice('http://api'.length)
    requests.push(path)
    flights.now += 1
    flights.most = Math.max(flights.most, flights.now)
    return new Promise<Response>((resolve, reject) => {
      const respond = (): void => {
        const answer = firstAnswers.get(path)?.shift() ?? answers[path] ?? status(404, 'Not Found')
        try {
          resolve(answer())
        } catch (thrown) {
          reject(thrown)
        }
      }
      void gate.then(respond)
      init?.signal?.addEventListener('abort', () => {
        flights.aborted += 1
        reject(init.signal!.reason as Error)
      })
    }).finally(() => (flights.now -= 1))
  }

  const connection: Connection = {
    query: async (statement, ...parameters) => {
      if (parameters[0] === 'down') throw new Error('the database is down')
      if (statement.startsWith('insert')) quotes.push(parameters)
      const order = orders[String(parameters[0])]
      return order === undefined ? [] : [order]
    }
  }
  const pool = makePool([connection, connection])
  const log = (line: string) => () => void lines.push(line)
  return {
    env: { baseUrl: 'http://api', fetch: fakeFetch as typeof fetch, retryDelay: 1, pool, log },
    requests,
    flights,
    quotes,
    lines
  }
}

// -------------------------------------------------------------------------------------
// the tests that every version passes
// -------------------------------------------------------------------------------------

const unavailable = status(503, 'Service Unavailable')
const offline: Answer = () => {
  throw new Error('offline')
}

for (const [version, { makeApp }] of Object.entries({ before, after, interruptible })) {
  test(`${version}: quotes an order and keeps the quote`, async (t) => {
    const { env, requests, quotes, lines } = makeWorld()
    t.deepEqual(await makeApp(env).quoteOrder('o1'), Either.right({ orderId: 'o1', cents: 5_200 }))
    t.deepEqual([...requests].sort(), ['/products/pot', '/products/tea', '/rates/AT'])
    t.deepEqual(quotes, [['o1', 5_200]])
    t.deepEqual(lines, ['quoted o1: 5200'])
  })

  test(`${version}: what is over soon is tried again`, async (t) => {
    const { env, requests } = makeWorld({ '/rates/AT': [unavailable, offline, unavailable] })
    t.deepEqual(await makeApp(env).quoteOrder('o2'), Either.right({ orderId: 'o2', cents: 1_300 }))
    t.is(requests.filter((path) => path === '/rates/AT').length, 4)
  })

  test(`${version}: the policy says when it is enough`, async (t) => {
    const { env, requests } = makeWorld({ '/rates/AT': Array.from({ length: 9 }, () => unavailable) })
    t.deepEqual(
      await makeApp(env).quoteOrder('o2'),
      Either.left({ _tag: 'HttpError', path: '/rates/AT', reason: 'Service Unavailable', status: 503 })
    )
    t.is(requests.filter((path) => path === '/rates/AT').length, 4)
  })

  test(`${version}: what will not change is not tried again`, async (t) => {
    const { env, requests, lines } = makeWorld()
    const result = await makeApp(env).quoteOrder('abroad')
    t.deepEqual(result, Either.left({ _tag: 'HttpError', path: '/rates/FR', reason: 'Not Found', status: 404 }))
    t.is(requests.filter((path) => path === '/rates/FR').length, 1)
    t.deepEqual(lines, ['no quote for abroad: HttpError'])
  })

  test(`${version}: a body that is not JSON, and one of another kind`, async (t) => {
    const html = makeWorld({ '/rates/AT': [() => new Response('<html>')] })
    const wrong = await makeApp(html.env).quoteOrder('o2')
    t.true(wrong._tag === 'Left' && wrong.left._tag === 'HttpError')
    const other = makeWorld({ '/rates/AT': [json({ country: 'AT', centsPerKilo: 'few' })] })
    const invalid = await makeApp(other.env).quoteOrder('o2')
    t.true(invalid._tag === 'Left' && invalid.left._tag === 'InvalidData' && invalid.left.source === '/rates/AT')
  })

  test(`${version}: failures of the database and of the domain`, async (t) => {
    const app = makeApp(makeWorld().env)
    t.deepEqual(await app.quoteOrder('down'), Either.left({ _tag: 'DbError', reason: 'Error: the database is down' }))
    t.deepEqual(await app.quoteOrder('none'), Either.left({ _tag: 'NotFound', orderId: 'none' }))
    t.deepEqual(await app.quoteOrder('heavy'), Either.left({ _tag: 'TooHeavy', grams: 45_000 }))
    const broken = await app.quoteOrder('broken')
    t.true(broken._tag === 'Left' && broken.left._tag === 'InvalidData' && broken.left.problems.length === 2)
  })

  test(`${version}: every connection is given back`, async (t) => {
    const { env } = makeWorld()
    const app = makeApp(env)
    await Promise.all(['o1', 'o2', 'down', 'none', 'heavy', 'o1'].map(app.quoteOrder))
    t.is(env.pool.available(), 2)
  })

  test(`${version}: quotes several orders, or none`, async (t) => {
    const app = makeApp(makeWorld().env)
    t.deepEqual(
      await app.quoteOrders(['o1', 'o2']),
      Either.right([
        { orderId: 'o1', cents: 5_200 },
        { orderId: 'o2', cents: 1_300 }
      ])
    )
    t.deepEqual(await app.quoteOrders(['o1', 'none']), Either.left({ _tag: 'NotFound', orderId: 'none' }))
  })

  test(`${version}: a line for the customer, whatever happens`, async (t) => {
    const app = makeApp(makeWorld().env)
    t.deepEqual(await Promise.all(['o1', 'none', 'heavy'].map(app.describeQuote)), [
      '52.00 EUR',
      'no order none',
      'please ask again later'
    ])
  })
}

// -------------------------------------------------------------------------------------
// what is gained
// -------------------------------------------------------------------------------------

const many = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 'o1' : 'o2'))

const until = (condition: () => boolean): C.Coroutine<unknown, never, void> =>
  C.suspend(() =>
    condition()
      ? C.of(undefined)
      : pipe(
          C.sleep(1),
          C.flatMap(() => until(condition))
        )
  )

/** Asks for many quotes, gives up when so many requests are under way, and only then lets the answers come. */
const giveUp = async (quotes: C.Coroutine<Env, unknown, unknown>, requests: number): Promise<World> => {
  let open = (): void => {}
  const world = makeWorld({}, new Promise((resolve) => (open = resolve)))
  const program = pipe(
    quotes,
    C.provide(world.env),
    C.raceFirst(
      pipe(
        until(() => world.flights.now === requests),
        C.as('given up')
      )
    )
  )
  if ((await C.toPromise(program)) !== 'given up') throw new Error('the quotes were there too soon')
  open()
  await C.toPromise(until(() => world.flights.now === 0))
  return world
}

test('before: nobody hears that the result is not wanted any more', async (t) => {
  const { env, flights, quotes } = await giveUp(C.fromReaderTaskEither(quoteOrdersBefore(many)), 50)
  await C.toPromise(until(() => quotes.length === many.length))
  t.is(flights.aborted, 0)
  t.is(env.pool.available(), 2)
})

test('after: nothing goes on, but requests that are under way', async (t) => {
  const { env, flights, quotes } = await giveUp(quoteOrdersAfter(many), 50)
  t.deepEqual([flights.aborted, quotes.length, env.pool.available()], [0, 0, 2])
})

test('interruptible: requests are aborted, and there are only those of four orders', async (t) => {
  const { env, flights, quotes } = await giveUp(quoteOrders(many), 10)
  t.deepEqual([flights.aborted, flights.most, quotes.length, env.pool.available()], [10, 10, 0, 2])
})

test('interruptible: the bound holds to the end', async (t) => {
  const { env, flights } = makeWorld()
  t.is((await C.toPromise(pipe(quoteOrders(many), C.provide(env)))).length, many.length)
  t.true(flights.most <= 12)
})

// -------------------------------------------------------------------------------------
// how small the difference is
// -------------------------------------------------------------------------------------

const folder = new URL('../../../docs/examples/migration/', import.meta.url)
const guide = readFileSync(new URL('../../../docs/from-fp-ts.md', import.meta.url), 'utf8')

const linesOf = (version: string, file: string): ReadonlyArray<string> =>
  readFileSync(new URL(`${version}/${file}`, folder), 'utf8').split('\n')

/** The three replacements of the guide. */
const replaced = (line: string): string =>
  line
    .replace(
      /^import (type )?\* as RTE from 'fp-ts\/lib\/ReaderTaskEither.js'$/,
      `import $1* as C from 'fiber-ts/Coroutine'`
    )
    .replaceAll('RTE.ReaderTaskEither<', 'C.Coroutine<')
    .replaceAll('RTE.', 'C.')

/** The lines that differ, as a diff has them: those of the one that the longest common subsequence leaves out. */
const diff = (from: ReadonlyArray<string>, to: ReadonlyArray<string>): ReadonlyArray<string> => {
  const common = Array.from({ length: from.length + 1 }, () => new Array<number>(to.length + 1).fill(0))
  for (let i = from.length - 1; i >= 0; i--)
    for (let j = to.length - 1; j >= 0; j--)
      common[i]![j] = from[i] === to[j] ? 1 + common[i + 1]![j + 1]! : Math.max(common[i + 1]![j]!, common[i]![j + 1]!)
  const lines: Array<string> = []
  let [i, j] = [0, 0]
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) [i, j] = [i + 1, j + 1]
    else if (j === to.length || (i < from.length && common[i + 1]![j]! >= common[i]![j + 1]!))
      lines.push(`-${from[i++]}`)
    else lines.push(`+${to[j++]}`)
  }
  return lines
}

/** The diffs of a section of the guide, as the files that they name and the lines that differ. */
const diffsOf = (heading: string): Readonly<Record<string, ReadonlyArray<string>>> => {
  const section = guide.split(/^## /m).find((text) => text.startsWith(heading)) ?? ''
  const blocks = section.matchAll(/^`([\w/.]+)`:\n\n```diff\n(.*?)^```$/gms)
  return Object.fromEntries(
    Array.from(blocks, ([, file, text]) => [file, text!.split('\n').filter((line) => /^[-+]/.test(line))])
  )
}

const compare = (from: string, to: string, f: (line: string) => string) =>
  Object.fromEntries(
    readdirSync(new URL(`${from}/`, folder))
      .map((file) => [file, diff(linesOf(from, file).map(f), linesOf(to, file))] as const)
      .filter(([, lines]) => lines.length > 0)
  )

test('the guide shows all that three replacements leave over', (t) => {
  t.deepEqual(diffsOf('What is left'), compare('before', 'after', replaced))
})

test('the guide shows all that cancellation and a bound cost', (t) => {
  t.deepEqual(
    diffsOf('What is gained'),
    compare('after', 'interruptible', (line) => line)
  )
})

// -------------------------------------------------------------------------------------
// the tables of names
// -------------------------------------------------------------------------------------

const exportsOf = (module: object): ReadonlyArray<string> =>
  Object.keys(module)
    .filter((name) => !['default', '__esModule', 'module.exports'].includes(name))
    .sort()

/** The rows of the table of a section, as the code in each of their cells. */
const rowsOf = (heading: string): ReadonlyArray<{ readonly there: ReadonlyArray<string>; readonly here: string }> =>
  (guide.split(/^## /m).find((text) => text.startsWith(heading)) ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, there = '', here = ''] = line.split(' | ').join('|').split('|')
      return { there: Array.from(there.matchAll(/`([^`]+)`/g), ([, name]) => name!), here }
    })

test('the guide has every name of ReaderTaskEither once, and says where it is', (t) => {
  const rows = rowsOf('ReaderTaskEither, name by name')
  t.deepEqual(rows.flatMap(({ there }) => there).sort(), exportsOf(RTE))
  for (const { there, here } of rows) {
    const isGone = here.startsWith('not here')
    for (const name of there) if (/the same|old names? (?:is|are)/.test(here)) t.true(name in C, name)
    for (const name of there) if (isGone) t.false(name in C, name)
    for (const [, name] of isGone ? [] : here.matchAll(/`(\w+)`/g)) t.true(name! in C || name === 'Exit', name)
  }
})

test('the guide has every name of TaskEither that ReaderTaskEither does not have', (t) => {
  const rows = rowsOf('Task and TaskEither')
  const named = rows.flatMap(({ there }) => there.filter((name) => name.startsWith('TE.')).map((name) => name.slice(3)))
  t.deepEqual(
    named.sort(),
    exportsOf(TE).filter((name) => !(name in RTE))
  )
  for (const { there, here } of rows) {
    if (here.startsWith('the same')) for (const name of there) t.true(name.replace(/^TE\./, '') in C, name)
    for (const [, name] of here.matchAll(/\bC\.(\w+)/g)) t.true(name! in C, name)
  }
})
