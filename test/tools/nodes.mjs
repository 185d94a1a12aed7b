// Runs the tests of test/process on every supported Node. The npm registry has Node itself, one package a platform; it is
// installed below .cache, which git ignores.
//
//   npm run test:nodes                        all of them
//   npm run test:nodes -- 22 26               these versions only
//   npm run test:nodes -- 24 test/clock/*.ts  other tests
//   npm run test:nodes -- --paths             installs them and prints where they are
//
// Exit code 1 when a test failed on one of them.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The oldest Node that is supported, and the newest of each line after it. */
const versions = { 20: '20.19.0', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' }

/** The path of a Node, by its major version; it is installed if it is not there yet. */
export const install = (major) => {
  const version = versions[major]
  if (version === undefined) throw new Error(`Node ${major} is none of ${Object.keys(versions).join(', ')}`)
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const prefix = join(root, '.cache', 'nodes', version)
  const file = join(prefix, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(file)) {
    console.error(`Installing ${name}@${version} ...`)
    const args = ['install', '--prefix', prefix, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit']
    spawnSync('npm', [...args, '--no-fund', '--loglevel=error', `${name}@${version}`], {
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32'
    })
    if (!existsSync(file)) throw new Error(`${name}@${version} could not be installed`)
  }
  return file
}

/** Runs the tests on one Node; answers how many passed and failed. */
const test = (node, files) =>
  new Promise((resolve) => {
    // what a test starts by its name, npm above all, is to run on the same Node
    const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` }
    const runner = join(root, 'test', 'tools', 'test.mjs')
    const child = spawn(node, [runner, '--concurrency=1', ...files], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit']
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk
      process.stdout.write(chunk)
    })
    child.on('close', () => {
      const [, passed = 0, failed = 1] = /(\d+) passed, (\d+) failed\s*$/.exec(output) ?? []
      resolve({ passed: Number(passed), failed: Number(failed) })
    })
  })

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2)
  const majors = Object.keys(versions).filter((major) => args.includes(major) || !args.some((arg) => arg in versions))

  if (args.includes('--paths')) for (const major of majors) console.log(install(major))
  else {
    const given = args.filter((arg) => !(arg in versions))
    const files =
      given.length > 0
        ? given
        : readdirSync(join(root, 'test', 'process'))
            .filter((file) => file.endsWith('.test.ts'))
            .map((file) => `test/process/${file}`)
    const results = []
    for (const major of majors) {
      const node = install(major)
      console.log(`\n=== Node ${versions[major]}\n`)
      results.push({ node: versions[major], ...(await test(node, files)) })
    }
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    console.log(`\n=== fiber-ts ${version}`)
    for (const { node, passed, failed } of results) console.log(`Node ${node}: ${passed} passed, ${failed} failed`)
    process.exitCode = results.every(({ failed }) => failed === 0) ? 0 : 1
  }
}
