/**
 * A small HTTP service: `node build/docs/examples/http/main.js`, then `curl http://127.0.0.1:8080/items/7`; SIGTERM or
 * Ctrl-C ends it. load.ts makes it sweat.
 *
 * Read on in service.ts, the program; server.ts and database.ts are its two sides.
 */
import * as C from 'fiber-ts/Coroutine'
import { make } from 'fiber-ts/EventLoop'
import { runMain } from 'fiber-ts/Runner'
import { pipe } from 'fp-ts/lib/function.js'
import { fake, pooled } from './database.js'
import { type Counts, type Env, serve } from './service.js'

const { database, statistics } = pooled(fake, { connections: 16, waiting: 64 })
const counts: Counts = { replies: {}, hungUp: 0, cutOff: 0 }
const log = (line: string): void => console.error(line)
const settings = { port: Number(process.env['PORT'] ?? 8080), limit: 1000, patience: 2000 }
const context: Env = { database, counts, log, settings }

const loop = make()

/** What is left when the service has ended: nothing, one hopes. */
const report = pipe(
  statistics,
  // A handle that was closed just now is gone at the next turn of the loop.
  C.delay(1),
  C.tapIO(({ running, admitted }) => () => {
    // The fiber that says this is one.
    const fibers = loop.fibers().length - 1
    const sockets = process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length
    log(JSON.stringify({ ...counts, left: { fibers, sockets, running, admitted } }))
  })
)

void runMain(pipe(serve, C.ensuring(report)), {
  context,
  loopFactory: () => loop,
  render: ({ reason }) => reason
})
