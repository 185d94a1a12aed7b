// Makes a checkout ready: installs the dependencies and builds, each only when something changed since the last time.
// `npm start` and `npm test` run it first, so that nothing has to be typed before them. It is plain Node without
// dependencies, loads no compiler, and says nothing when there is nothing to do.
//
//   node test/tools/bootstrap.mjs            install and build if needed
//   node test/tools/bootstrap.mjs --force    build in any case
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const at = (...path) => join(root, ...path)
const tsc = at('node_modules', '@typescript', 'native', 'bin', 'tsc')

const readOr = (path, otherwise) => (existsSync(path) ? readFileSync(path, 'utf8') : otherwise)

const fail = (message, code = 1) => {
  console.error(message)
  process.exit(code)
}

// ---------------------------------------------------------------------------------------------------------------------
// install
// ---------------------------------------------------------------------------------------------------------------------

// npm keeps what it has installed in node_modules/.package-lock.json. The stamp remembers that this file and
// package-lock.json were found to agree, so that neither has to be parsed again.
const installed = at('node_modules', '.package-lock.json')
const installStamp = at('node_modules', '.fiber-ts-stamp')

const installState = () => {
  if (!existsSync(installed)) return 'nothing installed'
  const { mtimeMs, size } = statSync(installed)
  const lock = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex')
  return `${lock} ${mtimeMs} ${size} ${process.platform}-${process.arch}`
}

const agrees = () => {
  if (!existsSync(installed)) return false
  const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages
  const found = JSON.parse(readFileSync(installed, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) =>
      path === '' || found[path]?.version === version || (found[path] === undefined && (optional || peer))
  )
}

const install = () => {
  if (readOr(installStamp, '') === installState()) return
  if (!agrees()) {
    console.error('Installing the dependencies (npm ci) ...')
    // The npm that runs us, if one does. The tools are wanted whatever NODE_ENV and npm's `omit` say, and no install
    // script of any package is.
    const args = [
      'ci',
      '--include=dev',
      '--include=optional',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error'
    ]
    const cli = process.env.npm_execpath ?? ''
    const [command, prefix] = /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli]] : ['npm', []]
    const { status, signal, error } = spawnSync(command, [...prefix, ...args], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: command === 'npm' && process.platform === 'win32'
    })
    if (signal !== null) process.kill(process.pid, signal)
    if (status !== 0) fail(`npm ci failed${error === undefined ? '' : `: ${error.message}`}`, status ?? 1)
  }
  writeFileSync(installStamp, installState())
}

// ---------------------------------------------------------------------------------------------------------------------
// build
// ---------------------------------------------------------------------------------------------------------------------

const files = (dir) =>
  existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
        .sort()
    : []

const sources = (...dirs) => dirs.flatMap((dir) => files(at(dir))).filter((file) => file.endsWith('.ts'))

const hash = (paths) => {
  const sum = createHash('sha256')
  for (const path of paths) sum.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
  return sum.digest('hex')
}

const run = (...args) =>
  new Promise((resolve) => {
    spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] }).on('exit', (code, signal) => {
      if (signal !== null) process.kill(process.pid, signal)
      resolve(code === 0)
    })
  })

// Outputs whose source is gone would still be importable: they are removed after a build, never before one, so that a
// program that runs meanwhile finds its modules. Those in `alone` have no source of their own.
const prune = (outDir, sourceDir, alone = []) => {
  for (const file of files(outDir)) {
    const source = /^(.*?)(\.d\.ts\.map|\.d\.ts|\.js\.map|\.js)$/.exec(file.slice(outDir.length))?.[1]
    if (source !== undefined && !alone.includes(source) && !existsSync(join(sourceDir, `${source}.ts`)))
      unlinkSync(file)
  }
}

const settings = ['package-lock.json', 'tsconfig.json'].map((file) => at(file))
const libraryStamp = at('build', '.library')
const programsStamp = at('build', '.programs')

const build = async (force) => {
  const library = hash([...settings, at('tsconfig.esm.json'), at('tsconfig.cjs.json'), ...sources('src')])
  const programs = hash([at('package.json'), at('tsconfig.test.json'), ...sources('test', 'docs/examples')]) + library
  const complete = existsSync(at('dist', 'esm', 'index.js')) && existsSync(at('dist', 'cjs', 'index.js'))

  if (force || !complete || readOr(libraryStamp, '') !== library) {
    console.error('Building the library ...')
    rmSync(libraryStamp, { force: true })
    const compiled = (await run(tsc, '-p', 'tsconfig.esm.json')) && (await run(tsc, '-p', 'tsconfig.cjs.json'))
    if (!compiled) fail('The library does not compile.')
    prune(at('build', 'esm'), at('src'))
    if (!(await run(at('test', 'tools', 'bundle.mjs')))) fail('The library cannot be put together.')
    writeFileSync(at('dist', 'cjs', 'package.json'), '{ "type": "commonjs" }\n')
    prune(at('dist', 'esm'), at('src'), ['/internal/kernel', '/node/base', '/node/runtime'])
    prune(at('dist', 'cjs'), at('src'))
    mkdirSync(at('build'), { recursive: true })
    writeFileSync(libraryStamp, library)
  }

  if (force || readOr(programsStamp, '') !== programs) {
    console.error('Building the tests and the examples ...')
    rmSync(programsStamp, { force: true })
    if (!(await run(tsc, '-p', 'tsconfig.test.json'))) fail('The tests and the examples do not compile.')
    prune(at('build', 'test'), at('test'))
    prune(at('build', 'docs', 'examples'), at('docs', 'examples'))
    writeFileSync(programsStamp, programs)
  }
}

install()
await build(process.argv.includes('--force'))
