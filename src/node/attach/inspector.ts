/**
 * The inspector of another process: opened by SIGUSR1, asked, and closed again.
 *
 * A process that does not expect SIGUSR1 is killed by it, so it is sent only where Node is known to wait for it. Node takes
 * the signal in a thread of its own and answers the inspector wherever JavaScript can be cut in, so that a main thread that
 * is stuck in a loop answers too; it needs no pause.
 */
import type { Coroutine } from '../../Coroutine.js'
import * as C from '../../Coroutine.js'
import { type Failure, failure } from './failure.js'
import {
  type Address,
  catches,
  commandLine,
  executable,
  existence,
  type Listening,
  listening,
  namesOf
} from './proc.js'
import { connect, discover, type Session, type WorkerAnswer } from './session.js'

export interface Target {
  readonly pid: number
  /** Signal also where nobody can tell whether that ends the process. */
  readonly force: boolean
  /** Where an inspector listens already: no signal is sent then. */
  readonly port: number | null
}

/** How long a process has to open its inspector, and to answer a question, in milliseconds. */
const patience = 3_000
/** How long its worker threads have, which may well be blocked. */
const workerPatience = 500
/** How long to wait for a new socket before the old ones are looked at, and where one is taken, before that is believed. */
const settling = 500
const defaultPort = 9229

export interface Answers {
  readonly main: unknown
  readonly workers: ReadonlyArray<WorkerAnswer>
}

/** The values of an expression in the threads of another process. Its inspector is as it was before, afterwards. */
export const evaluate = (target: Target, expression: string): Coroutine<unknown, Failure, Answers> =>
  C.bracket(openInspector(target), ({ session }) => C.interruptible(askAll(session, expression)), leave)

const askAll = (session: Session, expression: string): Coroutine<unknown, Failure, Answers> =>
  C.gen(function* () {
    const main = yield* ask(session, expression)
    const workers = yield* C.tryCatch(
      () => session.evaluateInWorkers(expression, workerPatience),
      (reason) => failure('NoAnswer', `its worker threads: ${message(reason)}`)
    )
    return { main, workers }
  })

interface Opened {
  readonly session: Session
  /** Whether it was opened from here, and is to be closed. */
  readonly isOurs: boolean
}

const leave = ({ session, isOurs }: Opened): Coroutine<unknown, never, void> =>
  isOurs ? closeInspector(session) : C.fromIO(() => session.end())

const openInspector = (target: Target): Coroutine<unknown, Failure, Opened> =>
  C.gen(function* () {
    const { pid, port } = target
    const found = existence(pid)
    if (found === 'none') return yield* C.left(failure('NoProcess', `there is no process ${pid}`))
    if (found === 'forbidden')
      return yield* C.left(failure('NoPermission', `process ${pid} is somebody else's: no permission to signal it`))
    const { address, isOurs } =
      port === null ? yield* knock(target) : { address: { host: '127.0.0.1', port }, isOurs: false }
    const session = yield* start(address)
    const answers = yield* C.toEither(ask(session, 'process.pid'))
    if (answers._tag === 'Right' && namesOf(pid).includes(answers.right as number)) return { session, isOurs }
    if (answers._tag === 'Left') {
      yield* leave({ session, isOurs })
      return yield* C.left(answers.left)
    }
    session.end()
    const other = `the inspector on port ${address.port} is that of process ${String(answers.right)}, not ${pid}`
    return yield* C.left(failure('NoInspector', other))
  })

const start = (address: Address): Coroutine<unknown, Failure, Session> =>
  C.tryCatch(
    async (interrupted) => {
      const signal = AbortSignal.any([interrupted, soon()])
      return connect(address, await discover(address, signal), signal)
    },
    (reason) => failure('NoInspector', `no inspector on port ${address.port}: ${message(reason)}`)
  )

const ask = (session: Session, expression: string): Coroutine<unknown, Failure, unknown> =>
  C.timeout(patience, () =>
    failure('NoAnswer', 'the process does not answer: its main thread is blocked in native code, or stopped')
  )(
    C.tryCatch(
      () => session.evaluate(expression),
      (reason) => failure('NoAnswer', message(reason))
    )
  )

/** Closes it from within, which ends the connection in place of an answer. */
const closeInspector = (session: Session): Coroutine<unknown, never, void> =>
  C.promise(async () => {
    const closing = session.evaluate(`process.getBuiltinModule('node:inspector').close()`).then(
      () => {},
      () => {}
    )
    const timeout = new Promise<void>((resolve) => void setTimeout(resolve, settling * 2).unref())
    await Promise.race([Promise.all([closing, session.closed]), timeout])
    session.end()
  })

// -------------------------------------------------------------------------------------
// opening it
// -------------------------------------------------------------------------------------

interface Door {
  readonly address: Address
  readonly isOurs: boolean
}

/** Asks a process by SIGUSR1 to open its inspector, and finds where. */
const knock = ({ pid, force }: Target): Coroutine<unknown, Failure, Door> =>
  C.gen(function* () {
    yield* C.fromEither(isSafe(pid, force))
    const before = listening(pid)
    try {
      process.kill(pid, 'SIGUSR1')
    } catch (error) {
      return yield* C.left(failure('NoProcess', `process ${pid} cannot be signalled: ${message(error)}`))
    }
    if (before === undefined) {
      yield* C.sleep(settling)
      return { address: { host: '127.0.0.1', port: defaultPort }, isOurs: true }
    }
    const known = new Set(before.filter(({ own }) => own).map(key))
    const started = performance.now()
    for (;;) {
      yield* C.sleep(20)
      const waited = performance.now() - started
      const now = listening(pid) ?? []
      const fresh = yield* firstInspector(now.filter((socket) => socket.own && !known.has(key(socket))))
      if (fresh !== null) return { address: fresh, isOurs: true }
      if (waited < settling) continue
      // it was open before: Node does nothing then
      const old = yield* firstInspector(now.filter(({ own }) => own))
      if (old !== null) return { address: old, isOurs: false }
      const port = portOf(pid)
      if (now.some((socket) => socket.port === port && !socket.own))
        return yield* C.left(
          failure('NoInspector', `process ${pid} cannot open its inspector: port ${port} is taken by another process`)
        )
      if (existence(pid) === 'none') return yield* C.left(failure('NoProcess', `process ${pid} has ended`))
      if (waited > patience)
        return yield* C.left(
          failure(
            'NoInspector',
            `process ${pid} does not open its inspector: its main thread is blocked in native code, or its program listens to SIGUSR1 itself`
          )
        )
    }
  })

const isSafe = (pid: number, force: boolean): Check => {
  const file = executable(pid)
  const caught = catches(pid, 'SIGUSR1')
  if (caught === false)
    return left(
      failure('NotNode', `process ${pid} (${file ?? 'unknown'}) does not wait for SIGUSR1, which would end it`)
    )
  if (force) return safe
  if (file === undefined || caught === undefined)
    return left(
      failure(
        'Unknown',
        `nothing here tells whether process ${pid} is Node; if it is not, asking would end it (--force)`
      )
    )
  return /(?:^|\/)node(?:js)?[\d.]*$/.test(file)
    ? safe
    : left(failure('NotNode', `process ${pid} runs ${file}, which does not look like Node (--force)`))
}

type Check = { readonly _tag: 'Left'; readonly left: Failure } | { readonly _tag: 'Right'; readonly right: void }
const left = (reason: Failure): Check => ({ _tag: 'Left', left: reason })
const safe: Check = { _tag: 'Right', right: undefined }

const key = ({ host, port }: Listening): string => `${host} ${port}`

const firstInspector = (sockets: ReadonlyArray<Listening>): Coroutine<unknown, never, Address | null> =>
  C.promise(async (signal) => {
    for (const socket of sockets) {
      try {
        await discover(socket, AbortSignal.any([signal, soon()]))
        return socket
      } catch {} // something else listens there
    }
    return null
  })

/** The port that the command line of a process asks for. */
const portOf = (pid: number): number => {
  const option = commandLine(pid).find((argument) => argument.startsWith('--inspect-port='))
  return Number(option?.split(/[=:]/).at(-1) ?? defaultPort)
}

const soon = (): AbortSignal => AbortSignal.timeout(1_000)

const message = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason))
