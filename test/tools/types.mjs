// The types on one version of TypeScript: node test/tools/types.mjs 5.4|5.9|6|7
//
// 1. The type tests of test/types, by tstyche (which cannot load TypeScript 7 yet) and by the compiler itself.
// 2. The published declarations, as a strict consumer compiles them: `lib: ["es2022"]`, `types: []`,
//    `skipLibCheck: false`, once for each way to resolve a package that the version knows. The consumer is written to
//    build/consumer, where fiber-ts is a package in node_modules.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { publicModules } from './exports.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const modules = join(root, 'node_modules')

// `typescript` is a package around TypeScript 6, which in turn is a dependency of that package
const six = createRequire(join(modules, 'typescript', 'package.json')).resolve('@typescript/old')
const compilers = {
  5.4: { tsc: join(modules, 'typescript-5.4/bin/tsc'), api: join(modules, 'typescript-5.4/lib/typescript.js') },
  5.9: { tsc: join(modules, 'typescript-5.9/bin/tsc'), api: join(modules, 'typescript-5.9/lib/typescript.js') },
  6: { tsc: join(modules, 'typescript/bin/tsc6'), api: six },
  7: { tsc: join(modules, '@typescript/native/bin/tsc') }
}

const version = process.argv[2] ?? ''
const compiler = compilers[version]
if (compiler === undefined) throw new Error(`Which TypeScript? One of ${Object.keys(compilers).join(', ')}`)

const run = (name, args, env = {}) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => (output += chunk))
    child.on('close', (code) => {
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} TypeScript ${version}: ${name}`)
      if (code !== 0) console.log(output.trimEnd())
      resolve(code === 0)
    })
  })

// ---------------------------------------------------------------------------------------------------------------------
// type tests
// ---------------------------------------------------------------------------------------------------------------------

const tests = () => {
  const dir = join(root, 'test', 'types')
  if (!existsSync(dir) || !readdirSync(dir).some((name) => name.endsWith('.tst.ts'))) return []
  const plain = run('type tests, compiler', [compiler.tsc, '-p', 'test/types/tsconfig.compiler.json'])
  if (compiler.api === undefined) return [plain]
  const tstyche = [join(modules, 'tstyche/build/bin.js'), '--config', join(dir, 'tstyche.json')]
  return [plain, run('type tests, tstyche', tstyche, { TSTYCHE_TYPESCRIPT_MODULE: pathToFileURL(compiler.api).href })]
}

// ---------------------------------------------------------------------------------------------------------------------
// declarations
// ---------------------------------------------------------------------------------------------------------------------

const resolutions = {
  esm: { type: 'module', module: 'nodenext', moduleResolution: 'nodenext' },
  cjs: { type: 'commonjs', module: 'node16', moduleResolution: 'node16' },
  bundler: { type: 'module', module: 'esnext', moduleResolution: 'bundler' },
  // removed from TypeScript 7
  ...(version === '7' ? {} : { node10: { type: 'commonjs', module: 'commonjs', moduleResolution: 'node10' } })
}

const consumer = (name, { type, ...resolution }) => {
  const dir = join(root, 'build', 'consumer', `${version}-${name}`)
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(join(dir, 'node_modules'), { recursive: true })
  symlinkSync(root, join(dir, 'node_modules', 'fiber-ts'), 'junction')
  const write = (file, content) =>
    writeFileSync(join(dir, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  const names = publicModules().map(([subpath]) => subpath)
  write('package.json', { name: 'consumer', private: true, type })
  write('tsconfig.json', {
    compilerOptions: {
      ...resolution,
      ...(version === '6' && name === 'node10' ? { ignoreDeprecations: '6.0' } : {}),
      target: 'es2022',
      lib: ['es2022'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true
    },
    files: ['index.ts']
  })
  write(
    'index.ts',
    [
      `import * as index from 'fiber-ts'`,
      // the declarations of @opentelemetry/api mention it, and so want those of Node or of a browser
      'declare global { var console: { readonly log: (...data: ReadonlyArray<unknown>) => void } }',
      ...names.map((subpath) => `import * as ${subpath}_ from 'fiber-ts/${subpath}'`),
      `export const everything: ReadonlyArray<object> = [${['index', ...names.map((subpath) => `${subpath}_`)].join(', ')}]`,
      ''
    ].join('\n')
  )
  return run(`declarations, ${name}`, [compiler.tsc, '-p', dir])
}

// one after the other: the compilers are the whole load
let ok = true
for (const test of await Promise.all(tests())) ok = test && ok
for (const [name, resolution] of Object.entries(resolutions)) ok = (await consumer(name, resolution)) && ok
process.exitCode = ok ? 0 : 1
