/** What the system says about a process. Everything but whether it exists is known on Linux only, from `/proc`. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { constants } from 'node:os'

export type Existence = 'there' | 'forbidden' | 'none'

/** Whether there is a process that signals may be sent to. */
export const existence = (pid: number): Existence => {
  try {
    process.kill(pid, 0)
    return 'there'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'forbidden' : 'none'
  }
}

/** The file that a process executes; undefined where that cannot be read. */
export const executable = (pid: number): string | undefined =>
  attempt(() => readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''))

/** The arguments that a process was started with, as far as they can be read. */
export const commandLine = (pid: number): ReadonlyArray<string> =>
  attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')) ?? []

/** Whether a process has a handler for a signal; undefined where that cannot be read. */
export const catches = (pid: number, signal: NodeJS.Signals): boolean | undefined =>
  attempt(() => {
    const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status(pid))?.[1]
    return mask === undefined ? undefined : ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
  })

/** How a process is called in its own namespace and in those around it: a container counts its processes anew. */
export const namesOf = (pid: number): ReadonlyArray<number> =>
  attempt(() => /^NSpid:\s*(.*)$/m.exec(status(pid))?.[1]?.split(/\s+/).map(Number)) ?? [pid]

const status = (pid: number): string => readFileSync(`/proc/${pid}/status`, 'utf8')

export interface Address {
  readonly host: string
  readonly port: number
}

export interface Listening extends Address {
  /** Whether the socket is of the process that was asked about, or of another one in its network. */
  readonly own: boolean
}

/** The TCP sockets that listen in the network of a process; undefined where that cannot be read. */
export const listening = (pid: number): ReadonlyArray<Listening> | undefined =>
  attempt(() => {
    const own = new Set(
      readdirSync(`/proc/${pid}/fd`).map((fd) => {
        const link = attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? '' // closed meanwhile
        return /^socket:\[(\d+)\]$/.exec(link)?.[1]
      })
    )
    return ['tcp', 'tcp6'].flatMap((table) =>
      (attempt(() => readFileSync(`/proc/${pid}/net/${table}`, 'utf8')) ?? '')
        .split('\n')
        .slice(1)
        .flatMap((line) => {
          const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
          const [host = '', port = ''] = local?.split(':') ?? []
          return state === listens ? [{ host: hostOf(host), port: Number.parseInt(port, 16), own: own.has(inode) }] : []
        })
    )
  })

/** The state LISTEN of a socket, as the kernel writes it. */
const listens = '0A'

/** An address as the kernel writes it, words of four bytes each in the order of the machine; any address is the local one. */
const hostOf = (hex: string): string => {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => [...Buffer.from(word, 'hex').reverse()])
  const anywhere = bytes.every((byte) => byte === 0)
  if (bytes.length === 4) return anywhere ? '127.0.0.1' : bytes.join('.')
  if (anywhere) return '::1'
  const hextets = bytes.flatMap((byte, i) => (i % 2 === 0 ? [((byte << 8) | bytes[i + 1]!).toString(16)] : []))
  return hextets.join(':')
}

const attempt = <A>(f: () => A): A | undefined => {
  try {
    return f()
  } catch {
    return undefined // not this system, or not allowed
  }
}
