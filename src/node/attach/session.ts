/**
 * A session with the inspector of another process, over a WebSocket.
 *
 * Node 20 has no WebSocket client, and of the protocol only this much is needed: text messages, sent whole and masked as a
 * client has to, received in frames of a server, which masks nothing.
 */
import { randomBytes } from 'node:crypto'
import { get, request } from 'node:http'
import type { Socket } from 'node:net'
import type { Address } from './proc.js'

/** Where to reach the inspector of a process; rejects when what listens there is none. */
export const discover = ({ host, port }: Address, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ host, port, path: '/json/list', headers: { Host: '127.0.0.1' }, signal }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('error', reject)
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => {
        try {
          resolve(new URL(JSON.parse(body)[0].webSocketDebuggerUrl).pathname)
        } catch (error) {
          reject(error)
        }
      })
    }).on('error', reject)
  })

export const connect = ({ host, port }: Address, path: string, signal: AbortSignal): Promise<Session> =>
  new Promise((resolve, reject) => {
    const headers = {
      Host: '127.0.0.1',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64')
    }
    request({ host, port, path, headers, signal })
      .on('upgrade', (_response, socket, head) => resolve(new Session(socket, head)))
      .on('response', ({ statusCode }) => reject(new Error(`the inspector answered ${statusCode}`)))
      .on('error', reject)
      .end()
  })

/** What an inspector answers to `Runtime.evaluate`, as far as it is used. */
interface Answer {
  readonly id?: number
  readonly error?: { readonly message: string }
  readonly result?: {
    readonly result?: { readonly value?: unknown }
    readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } }
  }
}

/** What it tells by itself: which worker threads there are, and what they answer. */
interface WorkerEvent {
  readonly method?: string
  readonly params?: {
    readonly sessionId: string
    readonly workerInfo?: { readonly title: string; readonly url: string }
    readonly message?: string
  }
}

/** A worker thread of the other process; what it answered to an expression, if it did. */
export interface WorkerAnswer {
  readonly title: string
  readonly url: string
  answer?: unknown
}

const parametersOf = (expression: string): object => ({ expression, returnByValue: true, silent: true })

const valueOf = ({ error, result }: Answer): unknown => {
  if (error !== undefined) throw new Error(error.message)
  const thrown = result?.exceptionDetails
  if (thrown !== undefined) throw new Error(thrown.exception?.description ?? thrown.text)
  return result?.result?.value
}

const enum Opcode {
  Continuation = 0,
  Text = 1,
  Close = 8,
  Ping = 9,
  Pong = 10
}

export class Session {
  private readonly waiting = new Map<number, (answer: Answer) => void>()
  private nextId = 1
  private received: Buffer
  private message: Array<Buffer> = []
  /** By their sessions, once somebody asked for them. */
  private readonly workers = new Map<string, WorkerAnswer>()
  private workerAnswered = (): void => {}
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>

  constructor(
    private readonly socket: Socket,
    head: Buffer
  ) {
    this.received = head
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk])
      this.read()
    })
    this.closed = new Promise((resolve) => {
      const gone = (): void => {
        for (const answer of this.waiting.values()) answer({ error: { message: 'the connection was closed' } })
        this.waiting.clear()
        resolve()
      }
      socket.on('error', gone) // the process has ended
      socket.on('close', gone)
    })
    this.read()
  }

  /** The value of an expression in the other process; rejects with what it throws there. */
  async evaluate(expression: string): Promise<unknown> {
    return valueOf(await this.send('Runtime.evaluate', parametersOf(expression)))
  }

  /** The values of an expression in all worker threads, as far as they answer in some milliseconds. */
  async evaluateInWorkers(expression: string, millis: number): Promise<ReadonlyArray<WorkerAnswer>> {
    // those that are there are told of before the answer
    const { error } = await this.send('NodeWorker.enable', { waitForDebuggerOnStart: false })
    if (error !== undefined) throw new Error(error.message)
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: parametersOf(expression) })
    for (const sessionId of this.workers.keys())
      void this.send('NodeWorker.sendMessageToWorker', { sessionId, message })
    const workers = [...this.workers.values()]
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, millis)
      this.workerAnswered = () => {
        if (!workers.every((worker) => 'answer' in worker)) return
        clearTimeout(timer)
        resolve()
      }
      this.workerAnswered()
    })
    return workers
  }

  private send(method: string, params: object): Promise<Answer> {
    const id = this.nextId++
    return new Promise((resolve) => {
      this.waiting.set(id, resolve)
      this.write(Opcode.Text, Buffer.from(JSON.stringify({ id, method, params })))
    })
  }

  end(): void {
    if (this.socket.writable) this.write(Opcode.Close, Buffer.alloc(0))
    this.socket.destroySoon()
  }

  /** Takes every whole frame out of what has arrived. */
  private read(): void {
    for (;;) {
      const frame = frameOf(this.received)
      if (frame === undefined) return
      this.received = this.received.subarray(frame.size)
      if (frame.opcode === Opcode.Close) this.end()
      else if (frame.opcode === Opcode.Ping) this.write(Opcode.Pong, frame.data)
      else if (frame.opcode === Opcode.Text || frame.opcode === Opcode.Continuation) {
        this.message.push(frame.data)
        if (frame.last) this.take(Buffer.concat(this.message.splice(0)).toString())
      }
    }
  }

  private take(text: string): void {
    const answer: Answer & WorkerEvent = JSON.parse(text)
    if (answer.id === undefined) return this.hear(answer)
    this.waiting.get(answer.id)?.(answer)
    this.waiting.delete(answer.id)
  }

  private hear({ method, params }: WorkerEvent): void {
    if (params === undefined) return
    const { sessionId, workerInfo, message } = params
    // the library's own workers run no fibers, and wait in places where they are best left alone
    if (method === 'NodeWorker.attachedToWorker' && !/\bfiber-ts (?:watchdog|debug)$/.test(workerInfo?.title ?? ''))
      this.workers.set(sessionId, { title: workerInfo?.title ?? '', url: workerInfo?.url ?? '' })
    const worker = this.workers.get(sessionId)
    if (method !== 'NodeWorker.receivedMessageFromWorker' || message === undefined || worker === undefined) return
    const answer: Answer = JSON.parse(message)
    if (answer.id === undefined) return
    worker.answer = answer.result?.result?.value
    this.workerAnswered()
  }

  private write(opcode: Opcode, data: Buffer): void {
    const mask = randomBytes(4)
    const head = Buffer.alloc(data.length < 126 ? 2 : 4)
    head[0] = 0x80 | opcode
    head[1] = 0x80 | Math.min(data.length, 126)
    if (head.length === 4) head.writeUInt16BE(data.length, 2) // what is sent from here is never longer than that
    this.socket.write(Buffer.concat([head, mask, data.map((byte, i) => byte ^ mask[i % 4]!)]))
  }
}

interface Frame {
  readonly opcode: number
  readonly last: boolean
  readonly data: Buffer
  readonly size: number
}

/** The first frame of what has arrived, once it is there as a whole. */
const frameOf = (bytes: Buffer): Frame | undefined => {
  if (bytes.length < 2) return undefined
  const short = bytes[1]! & 0x7f
  const start = short === 127 ? 10 : short === 126 ? 4 : 2
  if (bytes.length < start) return undefined
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short
  const size = start + length
  if (bytes.length < size) return undefined
  return { opcode: bytes[0]! & 0x0f, last: (bytes[0]! & 0x80) !== 0, data: bytes.subarray(start, size), size }
}
