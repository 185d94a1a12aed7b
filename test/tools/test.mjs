// Runs AVA on the compiled tests and closes with a plain line "N passed, N failed", which other programs can read.
// Without arguments all tests run, in two passes: what looks at the real clock or at real processes comes last, one file at
// a time, where nothing else competes for the machine. Arguments go to AVA; a TypeScript file stands for what it compiles to: npm test -- test/Exit.test.ts --match='*of*'
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ava = fileURLToPath(new URL('../../node_modules/ava/entrypoints/cli.mjs', import.meta.url))

const color = process.stdout.isTTY ? ['--color'] : []
const alone = /^build\/test\/(?:clock|process|examples)\//

const passes = () => {
  const args = process.argv.slice(2).map((arg) => arg.replace(/^(?:\.\/)?(test\/.*)\.ts$/, 'build/$1.js'))
  if (args.length > 0) return [args]
  const files = readdirSync(`${root}build/test`, { recursive: true })
    .map((file) => `build/test/${file}`.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.test.js'))
  return [files.filter((file) => !alone.test(file)), ['--concurrency=1', ...files.filter((file) => alone.test(file))]]
}

let passed = 0
let failed = 0

// A test that passed is a line "✔ title"; the failures are counted in AVA's closing lines: "1 test failed",
// "1 uncaught exception", ... (which leave out the tests that passed as soon as one failed).
const failures =
  /^(\d+) (?:(?:test|hook)s? failed|uncaught exceptions?|unhandled rejections?|tests? remained pending after a timeout)$/
const read = (line) => {
  if (/^[✔√] (?!\[expected fail\])/.test(line)) passed += 1
  failed += Number(failures.exec(line)?.[1] ?? 0)
}

const run = (args) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [ava, ...color, ...args], {
      cwd: root,
      stdio: ['inherit', 'pipe', 'inherit']
    })
    let rest = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      process.stdout.write(chunk)
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()
      for (const line of lines) read(stripVTControlCharacters(line).trim())
    })
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal }))
  })

// Ctrl-C reaches AVA as well: this process waits for its end.
process.on('SIGINT', () => {})

let exitCode = 0
for (const args of passes()) {
  const { code, signal } = await run(args)
  if (signal !== null) {
    process.removeAllListeners('SIGINT')
    process.kill(process.pid, signal)
  }
  exitCode ||= code
}
// what AVA gives no number for, such as a file that cannot be loaded, is one failure
console.log(`\n${passed} passed, ${exitCode === 0 ? failed : Math.max(failed, 1)} failed`)
process.exitCode = exitCode
