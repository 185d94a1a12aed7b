/** The main job as a user starts and stops it: `npm start` on a terminal, and Ctrl-C. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { hasTerminals, startOnTerminal } from './child.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Files that take minutes to read, and no space on the disk: they consist of nothing. */
const endless = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'fiber-ts-start-'))
  for (let i = 0; i < 20; i++) {
    writeFileSync(join(folder, String(i)), '')
    truncateSync(join(folder, String(i)), 8e9)
  }
  return folder
}

test('npm start on a terminal, and Ctrl-C: it cleans up once, prints what it has and ends by the signal', async (t) => {
  if (!hasTerminals()) {
    t.log('python3 with the module pty is not there')
    t.pass('there is no pseudo-terminal on this machine')
    return
  }
  const folder = endless()
  t.teardown(() => rmSync(folder, { recursive: true }))
  const child = await startOnTerminal(t, ['npm', 'start', '--', folder], { cwd: root })
  await child.says('hashed 0 of 20 files')
  const typed = performance.now()
  child.process.stdin?.write('\x03')
  const partial = await child.says('STOPPED BEFORE THE END')
  const { code, stdout } = await child.ended
  // npm passes the signal on that the terminal has sent to all of them already: that is no second Ctrl-C
  t.false(stdout.includes('abandoned'), stdout)
  t.is(stdout.match(/STOPPED BEFORE THE END/g)?.length, 1)
  t.true(stdout.lastIndexOf('\x1b[?25h') > stdout.lastIndexOf('\x1b[?25l'), 'the cursor is shown again')
  t.true(partial - typed < 2_000, `${partial - typed} ms`)
  t.is(code, 130)
})
