// Runs AVA on the compiled tests and closes with a plain line "N passed, N failed", which other programs can read.
// Arguments go to AVA; a TypeScript file stands for what it compiles to: npm test -- test/Exit.test.ts --match='*of*'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ava = fileURLToPath(new URL('../../node_modules/ava/entrypoints/cli.mjs', import.meta.url))

const args = process.argv.slice(2).map((arg) => arg.replace(/^(?:\.\/)?(test\/.*)\.ts$/, 'build/$1.js'))
const color = process.stdout.isTTY ? ['--color'] : []
const child = spawn(process.execPath, [ava, ...color, ...args], { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] })

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

let rest = ''
child.stdout.setEncoding('utf8').on('data', (chunk) => {
  process.stdout.write(chunk)
  const lines = (rest + chunk).split('\n')
  rest = lines.pop()
  for (const line of lines) read(stripVTControlCharacters(line).trim())
})

// Ctrl-C reaches AVA as well: this process waits for its end.
process.on('SIGINT', () => {})

child.on('close', (code, signal) => {
  // what AVA gives no number for, such as a file that cannot be loaded, is one failure
  console.log(`\n${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`)
  process.exitCode = code ?? 1
  if (signal !== null) {
    process.removeAllListeners('SIGINT')
    process.kill(process.pid, signal)
  }
})
