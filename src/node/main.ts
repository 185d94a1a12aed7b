/**
 * The entry of a process: what `runMain` adds to `run`.
 *
 * Reports a failure on stderr, lets stdout and stderr drain, and ends the process as what happened asks for: by an exit
 * code, or by the very signal that interrupted the program, so that the parent sees what a well-behaved program shows it.
 */
import type { Signal } from '../Cause.js'
import { Deadlock, FiberFailure, InterruptedError } from '../Errors.js'
import { isOwnInterruption } from '../internal/cause.js'
import { type Op, Tag } from '../internal/op.js'
import { isRunning } from '../internal/thread.js'
import { nodeProcess, type NodeProcess, printLine, readProperty } from './process.js'

export interface Main {
  /** Runs the program; hands out how to interrupt it. */
  readonly run: (onStart: (interrupt: (reason: unknown) => void) => void) => Promise<Op>
  readonly render: ((error: any) => string) | undefined
}

/** How long output may take to drain, and how long handles may hold the process when the program is done. */
const patience = 5_000

export const runAsMain = async ({ run, render }: Main): Promise<void> => {
  const process = nodeProcess
  const guard = process === undefined ? undefined : new Guard(process)
  let end: End
  try {
    const outcome = await run((interrupt) => guard?.start(interrupt))
    end = guard?.verdict(outcome) ?? verdictOf(outcome)
    for (const line of report(outcome, end, render)) printLine(line)
  } catch (misuse) {
    printLine(inspect(misuse))
    end = { _tag: 'Code', code: 1 }
  }
  if (process === undefined) return
  await drain(process)
  guard?.stop()
  if (guard?.crashed && end._tag === 'Code' && !end.code) end = { _tag: 'Code', code: 1 }
  if (end._tag === 'Signal') endBySignal(process, end.signal)
  else endByCode(process, end.code)
}

// -------------------------------------------------------------------------------------
// what happened
// -------------------------------------------------------------------------------------

type End =
  /** Without a code it is the one that the program has set itself, or 0. */
  | { readonly _tag: 'Code'; readonly code: number | undefined; readonly quiet?: true }
  | { readonly _tag: 'Signal'; readonly signal: Signal }

const verdictOf = (outcome: Op): End => {
  if (outcome.tag === Tag.Succeed) return { _tag: 'Code', code: undefined }
  if (
    outcome.tag === Tag.Interrupt &&
    outcome.second === null &&
    outcome.first.by !== 'host' &&
    typeof outcome.first.by === 'string'
  )
    return { _tag: 'Signal', signal: outcome.first.by }
  // of several failures none speaks for all
  const code: unknown = outcome.second === null ? readProperty(outcome.first, 'exitCode') : undefined
  const isCode = typeof code === 'number' && Number.isInteger(code) && code >= 0 && code <= 255
  return { _tag: 'Code', code: isCode ? code : 1 }
}

/** Hears, while the program runs, of what makes it pointless to go on. */
class Guard {
  private interrupt: (reason: unknown) => void = () => {}
  crashed = false
  private brokenPipe = false

  constructor(private readonly process: NodeProcess) {
    process.on('uncaughtException', this.onUncaught)
    process.stdout.on('error', this.onOutputError)
    // nobody reads the diagnostics: the program is worth no less for that
    ignoreErrors(process.stderr)
  }

  start(interrupt: (reason: unknown) => void): void {
    this.interrupt = interrupt
  }

  stop(): void {
    this.process.removeListener('uncaughtException', this.onUncaught)
    // a write that fails later must not crash a process that is about to end
    ignoreErrors(this.process.stdout)
    this.process.stdout.removeListener('error', this.onOutputError)
  }

  verdict(outcome: Op): End {
    if (this.crashed)
      return {
        _tag: 'Code',
        code: 1,
        ...(isOwnInterruption(outcome) && outcome.second === null ? { quiet: true } : {})
      }
    if (this.brokenPipe && isOwnInterruption(outcome) && outcome.second === null && outcome.first.by === 'host')
      return { _tag: 'Code', code: undefined, quiet: true }
    return verdictOf(outcome)
  }

  private readonly onUncaught = (error: unknown, origin: string): void => {
    this.crashed = true
    printLine(
      `fiber-ts: ${origin === 'unhandledRejection' ? 'unhandled rejection' : 'uncaught exception'}: ${inspect(error)}`
    )
    this.interrupt(error)
  }

  /** Whoever read the output has gone (`| head -1`, or a terminal that was closed): nobody needs the rest. */
  private readonly onOutputError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') return this.onUncaught(error, 'uncaughtException')
    this.brokenPipe = true
    this.interrupt('the reader of stdout has gone')
  }
}

const ignore = (): void => {}

/** From here on, however often this is called. */
const ignoreErrors = (stream: NodeJS.WriteStream): void => {
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore)
}

// -------------------------------------------------------------------------------------
// reporting
// -------------------------------------------------------------------------------------

const inspect = (u: unknown): string => {
  try {
    return nodeProcess === undefined ? String(u) : nodeProcess.getBuiltinModule('node:util').inspect(u)
  } catch {
    return 'what cannot be printed'
  }
}

/** One entry a reason. A signal is no failure, and says nothing. */
const report = (outcome: Op, end: End, render: ((error: any) => string) | undefined): ReadonlyArray<string> => {
  if (outcome.tag === Tag.Succeed || end._tag === 'Signal' || end.quiet) return []
  const lines: Array<string> = []
  for (let reason: Op | null = outcome; reason !== null; reason = reason.second) {
    if (reason.tag === Tag.Fail)
      lines.push(render === undefined ? `error: ${renderError(reason.first)}` : rendered(render, reason.first))
    else if (reason.tag === Tag.Die) lines.push(`defect: ${inspect(reason.first)}`)
    else {
      const error = new FiberFailure([reason.first]).cause as Error
      lines.push(error instanceof InterruptedError ? error.message : renderError(error))
    }
  }
  return lines
}

/** A typed failure was foreseen: its message says enough, where it has one, and those of what caused it. */
const renderError = (error: unknown): string => {
  try {
    // its fibers were listed when it was found
    if (error instanceof Deadlock) return `${error.name}: every fiber waits for another one`
    if (error instanceof Error) return [error, ...causesOf(error)].map(inOneLine).join('\n  caused by ')
    return inOneLine(error)
  } catch {
    return inspect(error) // a getter of it has thrown
  }
}

const inOneLine = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : typeof error === 'string' ? error : inspect(error)

/** From the nearest on; a chain may lead back to where it began. */
const causesOf = (error: Error): ReadonlyArray<unknown> => {
  const causes = new Set<unknown>([error])
  for (let { cause } = error; cause !== undefined && !causes.has(cause);) {
    causes.add(cause)
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return [...causes].slice(1)
}

const rendered = (render: (error: any) => string, error: unknown): string => {
  try {
    return render(error)
  } catch (thrown) {
    return `error: ${renderError(error)}\ndefect in render: ${inspect(thrown)}`
  }
}

// -------------------------------------------------------------------------------------
// the end of the process
// -------------------------------------------------------------------------------------

const drained = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve()
    else stream.write('', () => resolve())
  })

/** Resolves when all output has left the process, or has had its time. */
const drain = async (process: NodeProcess): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience)
  })
  await Promise.race([Promise.all([drained(process.stdout), drained(process.stderr)]), timeout])
  clearTimeout(timer)
}

/** What holds the process, by its kind. Node lists the streams of stdout and stderr too, although they hold nothing. */
const heldBy = (process: NodeProcess): ReadonlyArray<string> => {
  const held = process.getActiveResourcesInfo()
  for (const { _handle } of [process.stdout, process.stderr] as ReadonlyArray<{ readonly _handle?: object }>) {
    const at = _handle === undefined ? -1 : held.indexOf(`${_handle.constructor.name}Wrap`)
    if (at >= 0) held.splice(at, 1)
  }
  return held
}

const endByCode = (process: NodeProcess, code: number | undefined): void => {
  process.exitCode = code ?? process.exitCode ?? 0
  endIfHeld(process)
}

/** Fires only if something still holds the process; what does is not named while that is another run. */
const endIfHeld = (process: NodeProcess): void => {
  setTimeout(() => {
    if (isRunning()) return endIfHeld(process)
    const held = heldBy(process).join(', ') || 'something unknown'
    printLine(`fiber-ts: the program is done, but the process is held by ${held}; ending it`)
    process.exit()
  }, patience).unref()
}

/** By the signal itself, so that the parent sees what happened; `exit` listeners, which that would skip, run first. */
const endBySignal = (process: NodeProcess, signal: Signal): void => {
  // somebody else's listeners have seen this signal once, must not see it again, and would keep the process alive
  process.removeAllListeners(signal)
  const exitCode = 128 + process.getBuiltinModule('node:os').constants.signals[signal]
  process.on('exit', () => raise(process, signal))
  // ends the process if the signal did not: the first process of a container has no default action for signals
  try {
    process.exit(exitCode)
  } catch (thrown) {
    // by a listener, and those after it were not called
    printLine(`fiber-ts: an exit listener failed: ${inspect(thrown)}`)
    raise(process, signal)
    process.exit(exitCode)
  }
}

/** Sends the process a signal, and gives the kernel the moment that it takes when another thread is to hear it. */
const raise = (process: NodeProcess, signal: Signal): void => {
  process.kill(process.pid, signal)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
}
