// Bodies of responses: what is decoded, what is a typed failure, and that an interruption reaches the sender.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import { type DecodeError, decodeResponse, type JsonError, ResponseError, type ResponseLike } from 'fiber-ts/Decode'
import * as Exit from 'fiber-ts/Exit'
import { pipe } from 'fp-ts/lib/function.js'
import * as io from 'io-ts'
import * as v from 'valibot'

const User = io.type({ name: io.string })

const exitOf = <E, A>(program: C.Coroutine<unknown, E, A>): Promise<Exit.Exit<E, A>> => C.toPromise(C.toExit(program))

const failureOf = <E>(program: C.Coroutine<unknown, E, unknown>): Promise<E> =>
  C.toPromise(pipe(program, C.swap, C.mapError(inspect)))

/** A server that says what the client did with the answers. */
const serve = async (): Promise<{
  readonly url: string
  readonly server: Server
  readonly closed: Promise<string>
}> => {
  let onClosed: (how: string) => void
  const closed = new Promise<string>((resolve) => (onClosed = resolve))
  const server = createServer((request, response) => {
    response.on('close', () => onClosed(response.writableFinished ? 'finished' : 'broken off'))
    if (request.url === '/endless') {
      response.write('[1')
      const timer = setInterval(() => response.write(',1'), 1)
      response.on('close', () => clearInterval(timer))
    } else if (request.url === '/torn') {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{')
      setTimeout(() => response.destroy(), 5)
    } else if (request.url?.startsWith('/missing') === true) {
      response.writeHead(404)
      response.write('x'.repeat(100_000))
      response.on('close', () => {})
    } else response.end('\ufeff{"name":"Zoë"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, closed }
}

const get = (url: string): C.Coroutine<unknown, 'unreachable', Response> =>
  C.tryCatch(
    (signal) => fetch(url, { signal }),
    () => 'unreachable' as const
  )

test('the body of a response is decoded', async (t) => {
  const { url, server } = await serve()
  const program: C.Coroutine<unknown, 'unreachable' | ResponseError | JsonError | DecodeError, { name: string }> = pipe(
    get(url),
    C.flatMap(decodeResponse(User))
  )
  t.deepEqual(await exitOf(program), Exit.succeed({ name: 'Zoë' }))
  server.close()
})

test('a schema decodes a response as well', async (t) => {
  t.deepEqual(await exitOf(decodeResponse(v.array(v.number()))(Response.json([1]))), Exit.succeed([1]))
})

test('a character that is cut in two by the network is one character', async (t) => {
  const [first, second] = [new Uint8Array([0x22, 0xc3]), new Uint8Array([0xab, 0x22])]
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(first)
      controller.enqueue(second)
      controller.close()
    }
  })
  t.deepEqual(await exitOf(decodeResponse(io.string)(new Response(body))), Exit.succeed('ë'))
})

test('what is not JSON, and what is JSON of another kind', async (t) => {
  t.is((await failureOf(decodeResponse(User)(new Response('<html>'))))._tag, 'JsonError')
  t.is((await failureOf(decodeResponse(User)(new Response(null))))._tag, 'JsonError')
  t.is((await failureOf(decodeResponse(User)(Response.json({}))))._tag, 'DecodeError')
})

test('another status is a ResponseError, without the query and the password; the body is discarded', async (t) => {
  const { url, server, closed } = await serve()
  const error = await failureOf(pipe(get(`${url}/missing?token=hunter2`), C.flatMap(decodeResponse(User))))
  if (!(error instanceof ResponseError)) return t.fail(inspect(error))
  t.deepEqual([error._tag, error.reason, error.status], ['ResponseError', 'status', 404])
  t.is(error.message, `status 404 Not Found, from ${url}/missing`)
  t.is(await closed, 'broken off')
  server.close()
  const url2 = 'http://ann:hunter2@host/a?b#c'
  const response: ResponseLike = { ok: false, status: 500, statusText: '', url: url2, body: null, text: async () => '' }
  t.is(new ResponseError('status', response).message, 'status 500, from http://<redacted>@host/a')
})

test('a body that breaks off is a ResponseError with its cause', async (t) => {
  const { url, server } = await serve()
  const error = await failureOf(pipe(get(`${url}/torn`), C.flatMap(decodeResponse(User))))
  if (!(error instanceof ResponseError)) return t.fail(inspect(error))
  t.deepEqual([error.reason, error.status], ['body', 200])
  t.is(error.message, `the body could not be read (status 200 OK, from ${url}/torn)`)
  t.true(error.cause instanceof Error)
  server.close()
})

test('a body that was read already is a ResponseError', async (t) => {
  const response = Response.json({ name: 'Ann' })
  await response.text()
  const error = await failureOf(decodeResponse(User)(response))
  t.true(error instanceof ResponseError && error.reason === 'body')
  const failed = new Response('x', { status: 500 })
  await failed.text()
  t.is((await failureOf(decodeResponse(User)(failed))).message, 'status 500')
})

test('an interruption stops the transfer', async (t) => {
  const { url, server, closed } = await serve()
  const program = pipe(
    get(`${url}/endless`),
    C.flatMap((response) =>
      pipe(
        decodeResponse(io.array(io.number))(response),
        C.timeout(50, () => 'too late' as const)
      )
    )
  )
  t.deepEqual(await exitOf(program), Exit.fail('too late'))
  t.is(await closed, 'broken off')
  server.close()
})

test('a response whose body is no stream of the web is read by its text', async (t) => {
  const response: ResponseLike = {
    ok: true,
    status: 200,
    statusText: 'OK',
    url: '',
    body: { pipe: () => {} },
    text: async () => '{"name":"Ann"}'
  }
  t.deepEqual(await exitOf(decodeResponse(User)(response)), Exit.succeed({ name: 'Ann' }))
  const torn = { ...response, text: () => Promise.reject(new Error('torn')) }
  t.is((await failureOf(decodeResponse(User)(torn))).message, 'the body could not be read (status 200 OK)')
})
