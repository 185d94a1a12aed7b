// io-ts is an optional peer: where it is not installed the library loads, and its declarations compile.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const consumer = mkdtempSync(join(tmpdir(), 'fiber-ts-'))
test.after.always(() => rmSync(consumer, { recursive: true, force: true }))

/** Copies, not links: a link leads back to where io-ts is installed. */
const install = (name: string, from: string, files: ReadonlyArray<string>): void => {
  const to = join(consumer, 'node_modules', name)
  mkdirSync(to, { recursive: true })
  for (const file of files) cpSync(join(from, file), join(to, file), { recursive: true })
}

test.before(() => {
  install('fiber-ts', root, ['package.json', 'dist'])
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module", "private": true }')
})

const node = (...args: ReadonlyArray<string>) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: consumer, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

const decodes = `
  const schema = Decode.toStandardSchema({ name: 'Zero', decode: (u) => u === 0
    ? { _tag: 'Right', right: u }
    : { _tag: 'Left', left: [{ value: u, context: [] }] } })
  const program = Coroutine.all({
    zero: Decode.decode(schema)(0),
    port: Decode.decode(Config.listOf(',')(Config.port))('80,443'),
    wrong: Coroutine.swap(Decode.decode(Config.durationMillis)('soon'))
  })
  Runner.run(program).then(({ zero, port, wrong }) => console.log(zero, port.join(), wrong.message))`

const printed = '0 80,443 expected a duration, such as 500ms, 30s, 5m, 2h or 1d, got "soon"\n'

test('import, by module and by the index', (t) => {
  const byModule = ['Config', 'Coroutine', 'Decode', 'Runner'].map(
    (name) => `import * as ${name} from 'fiber-ts/${name}'`
  )
  const byIndex = [`import { Config, Coroutine, Decode, Runner } from 'fiber-ts'`]
  for (const imports of [byModule, byIndex])
    t.deepEqual(node('--input-type=module', '-e', imports.join('\n') + decodes), { status: 0, output: printed })
})

test('require', (t) => {
  const code = `const { Config, Coroutine, Decode, Runner } = require('fiber-ts')${decodes}`
  t.deepEqual(node('--input-type=commonjs', '-e', code), { status: 0, output: printed })
})

test('io-ts is really not there', (t) => {
  t.regex(node('--input-type=module', '-e', `import 'io-ts'`).output, /ERR_MODULE_NOT_FOUND/)
})

test('the declarations compile', (t) => {
  symlinkSync(join(root, 'node_modules', 'fp-ts'), join(consumer, 'node_modules', 'fp-ts'), 'junction')
  writeFileSync(
    join(consumer, 'index.ts'),
    `import type { Coroutine } from 'fiber-ts/Coroutine'
     import { listOf, port } from 'fiber-ts/Config'
     import { decode, type DecodeError } from 'fiber-ts/Decode'
     export const ports: Coroutine<unknown, DecodeError, ReadonlyArray<number>> = decode(listOf(',')(port))('80')
     // @ts-expect-error: it is not there
     export type * as t from 'io-ts'`
  )
  const tsc = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc')
  const options = '--noEmit --strict --target es2022 --lib es2022 --module nodenext --skipLibCheck false'
  t.deepEqual(node(tsc, ...options.split(' '), 'index.ts'), { status: 0, output: '' })
})
