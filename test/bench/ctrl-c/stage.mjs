// What the programs of both libraries are made of: the same steps, said in the same words.
import { execFileSync, execSync } from 'node:child_process'
import { pbkdf2Sync } from 'node:crypto'
import { mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A line that has left the process when this returns. */
export const say = (line) => void writeSync(1, `${line}\n`)

process.on('exit', () => say('exit handlers ran'))

export const block = (millis) => {
  const until = performance.now() + millis
  while (performance.now() < until);
}

export const loopForEver = () => {
  say('ready')
  for (;;);
}

export const backtrack = () => {
  say('ready')
  return /^(a+)+$/.test(`${'a'.repeat(40)}b`)
}

export const waitForChild = () => {
  say('ready')
  execSync('sleep 10')
}

export const hash = () => {
  say('ready')
  pbkdf2Sync('password', 'salt', 500_000_000, 64, 'sha512')
}

/** Reads from a pipe that nobody writes to. */
export const readForEver = () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctrl-c-'))
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  const fd = openSync(fifo, 'r+')
  rmSync(folder, { recursive: true })
  say('ready')
  readSync(fd, Buffer.alloc(1))
}

export const interruptMyself = () => process.kill(process.pid, 'SIGINT')

export const listen = () => process.on('SIGINT', () => say('the other listener heard it'))

export const play = (programs) => programs[process.argv[2]]()
