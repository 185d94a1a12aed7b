// Runs the programs of docs/examples, as compiled: a folder's main.ts and every single file. Each has to end by itself with
// exit code 0, or with the one that a comment in it names ("exit code 1"); if NAME.txt (or main.txt) lies beside it, that is what it has to print. A program that says on stderr
// that it is listening is a service: it is sent SIGTERM then, and has to end by that.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const dir = join(root, 'docs', 'examples')

const programs = (existsSync(dir) ? readdirSync(dir, { withFileTypes: true }) : [])
  .map((entry) => (entry.isDirectory() ? `${entry.name}/main.ts` : entry.name))
  .filter((name) => name.endsWith('.ts') && existsSync(join(dir, name)))
  .map((name) => name.slice(0, -'.ts'.length))
  .sort()

const run = (name) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [`build/docs/examples/${name}.js`], {
      cwd: root,
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      killSignal: 'SIGKILL'
    })
    let output = ''
    let diagnostics = ''
    let service = false
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      process.stderr.write(chunk)
      diagnostics += chunk
      if (service || !/^listening on /m.test(diagnostics)) return
      service = true
      child.kill('SIGTERM')
    })
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
    child.on('close', (code, signal) =>
      resolve({ status: service && signal === 'SIGTERM' ? 0 : (signal ?? code), output })
    )
  })

let ok = true
for (const name of programs) {
  const start = performance.now()
  const { status, output } = await run(name)
  const expected = existsSync(join(dir, `${name}.txt`)) ? readFileSync(join(dir, `${name}.txt`), 'utf8') : output
  const wanted = Number(/^\/\/.*exit code (\d+)/m.exec(readFileSync(join(dir, `${name}.ts`), 'utf8'))?.[1] ?? 0)
  const good = status === wanted && output === expected
  console.log(`${good ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  if (!good) console.log(`ended with ${status} and printed\n${output}`)
  ok &&= good
}
console.log(`${programs.length} programs`)
process.exitCode = ok ? 0 : 1
