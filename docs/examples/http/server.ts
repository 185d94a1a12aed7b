/** Node's HTTP server, as fibers see it: a resource, and a queue of requests. */
import * as C from 'fiber-ts/Coroutine'
import * as Queue from 'fiber-ts/Queue'
import * as Scope from 'fiber-ts/Scope'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { createServer, type Server as NodeServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request, and all that can be done about it. */
export interface Exchange {
  readonly path: string
  /** Hands over head and body in one step: no interruption comes between them, so nothing is ever half-answered. */
  readonly reply: (status: number, body: unknown) => C.Coroutine<unknown, never, void>
  /** Closes the connection. */
  readonly hangUp: C.Coroutine<unknown, never, void>
  /** Waits until the client has closed the connection. */
  readonly hungUp: C.Coroutine<unknown, never, void>
}

export interface Server {
  readonly url: string
  readonly requests: Queue.Dequeue<Exchange>
  /** Takes no more connections, and waits until those that there are have ended. */
  readonly drain: C.Coroutine<unknown, never, void>
}

export interface CannotListen {
  readonly _tag: 'CannotListen'
  readonly reason: string
}

const exchangesOf = (server: NodeServer): Queue.Queue<Exchange> => {
  const exchanges = Queue.unsafeUnbounded<Exchange>()
  server.on('request', ({ url, socket }, response) => {
    const reply = (status: number, body: unknown) => () => {
      const json = `${JSON.stringify(body)}\n`
      // Who drains wants every connection to end, and says so to clients that would keep theirs.
      if (!server.listening) response.shouldKeepAlive = false
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) })
      response.end(json)
    }
    const hungUp = C.async<never, void>((resume) => {
      const onClose = () => resume(E.right(undefined))
      if (response.destroyed) return onClose()
      response.once('close', onClose)
      return () => void response.off('close', onClose)
    })
    const exchange: Exchange = {
      path: url ?? '/',
      reply: (status, body) => C.fromIO(reply(status, body)),
      hangUp: C.fromIO(() => void socket.destroy()),
      hungUp
    }
    Queue.unsafeOffer(exchanges, exchange)()
  })
  return exchanges
}

const start = (server: NodeServer, port: number) =>
  C.async<CannotListen, NodeServer>((resume) => {
    server.once('error', ({ message }) => resume(E.left({ _tag: 'CannotListen', reason: message })))
    server.listen(port, '127.0.0.1', () => resume(E.right(server)))
  })

const closed = (server: NodeServer) =>
  C.async<never, void>((resume) => void server.close(() => resume(E.right(undefined))))

/** A server on loopback, for as long as the scope is open. What is connected at its end is cut off. */
export const listen = (port: number): C.Coroutine<Scope.HasScope, CannotListen, Server> =>
  C.suspend(() => {
    const node = createServer()
    const requests = exchangesOf(node)
    return pipe(
      Scope.acquireRelease(start(node, port), () => {
        node.closeAllConnections()
        return closed(node)
      }),
      C.map(() => ({
        url: `http://127.0.0.1:${(node.address() as AddressInfo).port}`,
        requests,
        drain: closed(node)
      }))
    )
  })
