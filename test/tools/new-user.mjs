// The package as a new user meets it: `npm pack`'s tarball, installed in fresh folders outside of this one.
//
// - docs/quick-start.md to the letter: its commands, its settings, each of its programs, and what they show, Ctrl-C included
// - a project of each kind that people have: ESM, CommonJS, esbuild, Vite (its build is opened in Chromium), Jest, and
//   TypeScript with `moduleResolution: node`
//
//   node test/tools/new-user.mjs [part of a name]     only these
//   node test/tools/new-user.mjs --keep               leaves the folders, and says where they are
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { origin, withPage } from '../browser/chromium.mjs'
import { programsOf, runProgram } from './snippets.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const keep = process.argv.includes('--keep')
const only = process.argv.slice(2).find((each) => !each.startsWith('--')) ?? ''
const home = mkdtempSync(join(tmpdir(), 'fiber-ts-user-'))

// what the projects are made with; the versions of the tools that this repository has itself are its own
const { devDependencies: own } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const tools = {
  esbuild: own.esbuild,
  'fp-ts': own['fp-ts'],
  jest: '30.5.2',
  typescript: '5.9.3',
  '@types/node': own['@types/node'],
  vite: '8.3.8'
}

/** Runs commands of a shell. Answers what they print on stdout; rejects with all that they said if they fail. */
const sh = (cwd, commands) =>
  new Promise((resolve, reject) => {
    const child = spawn('sh', ['-ec', commands], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 180_000,
      env: {
        ...process.env,
        NODE_ENV: '',
        npm_config_prefer_offline: 'true',
        npm_config_ignore_scripts: 'true',
        npm_config_update_notifier: 'false',
        npm_config_loglevel: 'error'
      }
    })
    let [output, all] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk
      all += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk) => (all += chunk))
    child.on('close', (code, signal) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${commands.trim()}\nended with ${signal ?? code}\n${all.trimEnd()}`))
    )
  })

const write = (folder, files) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

const expect = (what, seen, wanted) => {
  if (seen !== wanted) throw new Error(`${what} is\n${seen}\nand should be\n${wanted}`)
}

// ---------------------------------------------------------------------------------------------------------------------
// the quick start
// ---------------------------------------------------------------------------------------------------------------------

const quickStart = async (tarball) => {
  const guide = readFileSync(join(root, 'docs', 'quick-start.md'), 'utf8')
  const blocks = (language) =>
    [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text)
  const [make, run] = blocks('sh')
  const [settings] = blocks('json')
  const programs = programsOf('docs/quick-start.md', guide)
  if (!/npm install fiber-ts/.test(make) || !/tsc && node main\.js/.test(run) || programs.length < 3)
    throw new Error('docs/quick-start.md does not begin with the commands that make a folder and run main.ts')
  // the one thing that is not to the letter: the package is the one of this build
  const lines = await sh(mkdir('quick-start'), `${make.replace('fiber-ts', `'${tarball}'`)}\npwd`)
  const folder = lines.trimEnd().split('\n').pop()
  write(folder, { 'tsconfig.json': settings })
  for (const program of programs) {
    write(folder, { 'main.ts': program.code })
    await sh(folder, run.replace('&& node main.js', ''))
    const problem = program.run ? await runProgram('main.js', folder, program) : null
    if (problem !== null) throw new Error(`docs/quick-start.md:${program.line}: ${problem}`)
  }
  return `${programs.length} programs`
}

const mkdir = (name) => {
  mkdirSync(join(home, name), { recursive: true })
  return join(home, name)
}

// ---------------------------------------------------------------------------------------------------------------------
// projects
// ---------------------------------------------------------------------------------------------------------------------

/** The same program everywhere: what differs is how it is imported. */
const program = (imports, show) => `${imports}
const log = []
const say = (line) => C.fromIO(() => void log.push(line))
const worker = (name, millis) => pipe(C.sleep(millis), C.as(name), C.tap(say), C.onInterrupt(say(name + ' was interrupted')))
const main = pipe(
  C.all([worker('quick', 1), worker('slow', 60000)]),
  C.timeout(50, () => 'too slow'),
  C.matchE((error) => say(error), () => say('never'))
)
run(main).then(() => ${show}(log.join(', ')))
`
const shown = 'quick, slow was interrupted, too slow'

const esm = `import * as C from 'fiber-ts/Coroutine'
import { run } from 'fiber-ts/Runner'`

const projects = {
  ESM: async (folder) => {
    write(folder, { 'main.mjs': program(`${esm}\nimport { pipe } from 'fp-ts/lib/function.js'`, 'console.log') })
    expect('the output', await sh(folder, 'node main.mjs'), `${shown}\n`)
  },

  CommonJS: async (folder) => {
    const imports = `const { Coroutine: C, Runner: { run } } = require('fiber-ts')
const { pipe } = require('fp-ts/function')`
    write(folder, { 'main.cjs': program(imports, 'console.log') })
    expect('the output', await sh(folder, 'node main.cjs'), `${shown}\n`)
  },

  esbuild: async (folder) => {
    write(folder, { 'main.js': program(`${esm}\nimport { pipe } from 'fp-ts/function'`, 'console.log') })
    await sh(folder, 'npx esbuild main.js --bundle --minify --format=esm --outfile=out.mjs --log-level=warning')
    expect('the output', await sh(folder, 'node out.mjs'), `${shown}\n`)
    return `${(readFileSync(join(folder, 'out.mjs')).length / 1024).toFixed(1)} KiB minified`
  },

  Vite: async (folder) => {
    write(folder, {
      'index.html':
        '<!doctype html><title>…</title><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>',
      'main.js': program(`${esm}\nimport { pipe } from 'fp-ts/function'`, 'show').replace(
        'const log',
        'const show = (text) => void (document.title = text)\nconst log'
      )
    })
    await sh(folder, 'npx vite build --logLevel warn')
    await withPage(join(folder, 'dist'), async (page, problems) => {
      await page.goto(`${origin}/index.html`)
      await page.waitForFunction(() => document.title !== '…', undefined, { timeout: 10_000 })
      expect('the title of the page', await page.title(), shown)
      expect('what went wrong in the page', problems.join('\n'), '')
    })
  },

  Jest: async (folder) => {
    write(folder, {
      'package.json': '{ "private": true }',
      'main.test.js': `const { Coroutine: C, Exit } = require('fiber-ts')
const { run } = require('fiber-ts/Runner')
const { TestLoop } = require('fiber-ts/testing')
const { pipe } = require('fp-ts/function')
const { readdirSync } = require('node:fs')

const threads = () => (process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0)

test('run starts no watchdog for each file of tests', async () => {
  const before = threads()
  expect(await run(C.of(42))).toBe(42)
  expect(threads()).toBe(before)
})

test('a minute passes in no time', () => {
  expect(new TestLoop().run(pipe(C.sleep(60000), C.as(42)))).toEqual(Exit.succeed(42))
})

test('on the real clock', async () => {
  await expect(C.toPromise(pipe(C.never, C.timeout(5, () => new Error('too slow'))))).rejects.toThrow('too slow')
})
`
    })
    await sh(folder, 'npx jest --silent 2>&1')
  },

  'moduleResolution: node': async (folder) => {
    write(folder, {
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          strict: true,
          target: 'es2022',
          module: 'commonjs',
          moduleResolution: 'node',
          types: ['node']
        }
      }),
      'main.ts': `import { Coroutine, Runner } from 'fiber-ts'
import * as C from 'fiber-ts/Coroutine'
import { TestLoop } from 'fiber-ts/testing'
import { pipe } from 'fp-ts/function'

interface Env { readonly name: string }
const greet: C.Coroutine<Env, 'nobody', string> = pipe(
  C.ask<Env>(),
  C.flatMap(({ name }) => (name === '' ? C.left('nobody' as const) : C.of(\`Hello, \${name}\`)))
)
const same: boolean = C.of === Coroutine.of
Runner.run(greet, { context: { name: 'world' } }).then((text: string) => console.log(text, same, new TestLoop().now()))
// @ts-expect-error a run needs the environment
const broken = () => Runner.run(greet)
`
    })
    await sh(folder, 'npx tsc')
    expect('the output', await sh(folder, 'node main.js'), 'Hello, world true 0\n')
  }
}

// ---------------------------------------------------------------------------------------------------------------------

let passed = 0
let failed = 0

const attempt = async (name, f) => {
  if (name !== 'install' && !name.toLowerCase().includes(only.toLowerCase())) return
  const start = performance.now()
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`
  try {
    const note = await f()
    passed += 1
    console.log(`ok     ${name} (${seconds()}${note === undefined ? '' : `, ${note}`})`)
  } catch (error) {
    failed += 1
    console.log(`FAILED ${name} (${seconds()})\n${error.message}\n`)
  }
}

try {
  await sh(root, `npm pack --pack-destination '${home}'`)
  const tarball = join(home, (await sh(home, 'ls *.tgz')).trim())
  const installed = sh(
    mkdir('projects'),
    `echo '{ "private": true }' > package.json
npm install --no-audit --no-fund '${tarball}' ${Object.entries(tools)
      .map(([name, version]) => `${name}@${version}`)
      .join(' ')}`
  )
  // while the quick start waits for npm, the projects do
  await Promise.all([
    attempt('quick start', () => quickStart(tarball)),
    attempt('install', () => installed.then(() => undefined)).then(async () => {
      for (const [name, project] of Object.entries(projects))
        await attempt(name, () => project(mkdir(join('projects', name.replaceAll(/\W+/g, '-')))))
    })
  ])
} finally {
  if (keep) console.log(home)
  else rmSync(home, { recursive: true, force: true })
}

console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
