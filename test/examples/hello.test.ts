import test from 'ava'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const hello = fileURLToPath(new URL('../../docs/examples/hello.js', import.meta.url))

const start = () => {
  const child = spawn(process.execPath, [hello], { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output.stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk) => (output.stderr += chunk))
  return { child, output }
}

test('left alone: the finalizer runs, the typed error is one line on stderr, exit code 1', async (t) => {
  const { child, output } = start()
  const ended = await once(child, 'close')
  t.deepEqual(ended, [1, null])
  t.deepEqual(output, { stdout: '3\n2\n1\ndoors open\n', stderr: 'no launch: NoFuel, 0 litres left\n' })
})

test('Ctrl-C: the finalizer runs, nothing is an error, death by SIGINT', async (t) => {
  const { child, output } = start()
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  const ended = await once(child, 'close')
  t.deepEqual(ended, [null, 'SIGINT'])
  t.deepEqual(output, { stdout: '3\ndoors open\n', stderr: '' })
})
