/**
 * `fiber-ts ps` and `fiber-ts pstree`: what the fibers of another process do, with nothing prepared there. The names are
 * programs of programs/attach.ts.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { type Child, type Ended, pause, start, startCommand } from './child.js'

const root = new URL('../../../', import.meta.url)
const { bin } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const command = fileURLToPath(new URL(bin['fiber-ts'], root))

const look = async (t: ExecutionContext, ...args: ReadonlyArray<string | number>): Promise<Ended> =>
  (await startCommand(t, process.execPath, [command, ...args.map(String)])).ended

/** Where Node says that its inspector listens. */
const portOf = (stderr: string): string => /ws:\/\/127\.0\.0\.1:(\d+)/.exec(stderr)?.[1] ?? ''

const isAlive = ({ process: { exitCode, signalCode } }: Child): boolean => exitCode === null && signalCode === null

// a port of its own for each process, since the tests of this machine run side by side
const startReady = async (t: ExecutionContext, name: string, ...node: ReadonlyArray<string>): Promise<Child> => {
  const child = await start(t, 'attach', name, { node: node.length > 0 ? node : ['--inspect-port=0'] })
  await child.says('ready')
  return child
}

/** One after the other: each of them starts several processes, and the places for those would not do for all. */
const onLinux = process.platform === 'linux' ? test.serial : test.skip

for (const name of ['waiting', 'stuck'])
  onLinux(`ps is a table with a line for each fiber: ${name}`, async (t) => {
    const child = await startReady(t, name)
    const { code, stdout, stderr } = await look(t, 'ps', child.process.pid!)
    t.is(stderr, '')
    t.is(code, 0)
    const [head = '', main = '', holder = '', waiter = '', ...rest] = stdout.trimEnd().split('\n')
    t.regex(head, /^fiber +parent +name +state +waits for/)
    t.regex(main, name === 'stuck' ? /^#1 +main +running/ : /^#1 +main +suspended +sleep +\d+\.\d s/)
    t.regex(holder, /^#2 +#1 +holder +suspended +never/)
    t.regex(waiter, /^#3 +#1 +waiter +suspended +.* #2/)
    t.deepEqual(rest, [])
    t.true(isAlive(child))
  })

onLinux('a fiber is one line, whatever its name', async (t) => {
  const child = await startReady(t, 'names of several lines')
  const { stdout } = await look(t, 'ps', child.process.pid!)
  t.regex(stdout, /^fiber .*\n#1 .*first line\\u000asecond line +suspended .*\n$/)
})

for (const name of ['waiting', 'stuck'])
  onLinux(`pstree draws who belongs to whom, as often as one likes: ${name}`, async (t) => {
    const child = await startReady(t, name)
    for (let i = 0; i < 2; i++) {
      const { code, stdout } = await look(t, 'pstree', child.process.pid!)
      t.is(code, 0)
      t.regex(stdout, /^#1 "main" .*\n├ #2 "holder" .*\n└ #3 "waiter" .*held by #2 "holder"/m)
    }
    t.true(isAlive(child))
  })

onLinux('the fibers of worker threads are shown, and how many of those do not answer', async (t) => {
  const child = await startReady(t, 'worker threads')
  const { code, stdout, stderr } = await look(t, 'pstree', child.process.pid!)
  t.is(stderr, '')
  t.is(code, 0)
  const [main = '', ...others] = stdout.split('\n\n')
  t.regex(main, /#1 "main" .*\n├ #2 "holder" /)
  t.is(others.length, 3)
  t.regex(others.pop() ?? '', /^1 worker thread does not answer\n$/)
  for (const name of ['first', 'second']) {
    const own = new RegExp(`^\\[worker \\d\\] ${name} file:.*attach\\.js:\\n1 fiber: .*\\n#1 "in a worker" `)
    t.is(others.filter((text) => own.test(text)).length, 1, stdout)
  }
  t.true(isAlive(child))
})

onLinux('the inspector is closed again, and Ctrl-C does what it did before', async (t) => {
  const child = await startReady(t, 'waiting', '--inspect-port=0')
  await look(t, 'ps', child.process.pid!)
  const { code, stderr } = await look(t, 'ps', '--port', portOf(child.written().stderr), child.process.pid!)
  t.is(code, 7)
  t.regex(stderr, /no inspector on port \d+: .*ECONNREFUSED/)
  child.kill('SIGINT')
  t.is((await child.ended).signal, 'SIGINT')
})

onLinux('an inspector that was open before stays open', async (t) => {
  const child = await startReady(t, 'waiting', '--inspect=0')
  for (let i = 0; i < 2; i++) t.is((await look(t, 'ps', child.process.pid!)).code, 0)
  const port = portOf(child.written().stderr)
  const { code, stdout } = await look(t, 'ps', '--port', port, child.process.pid!)
  t.is(code, 0)
  t.regex(stdout, /holder/)
  const other = await look(t, 'ps', '--port', port, process.pid)
  t.is(other.code, 7)
  t.regex(other.stderr, new RegExp(`the inspector on port ${port} is that of process ${child.process.pid}`))
})

onLinux('a process that is not Node is left alone', async (t) => {
  const child = await startCommand(t, 'sleep', ['60'])
  await pause(50)
  for (const force of [[], ['--force']]) {
    const { code, stderr } = await look(t, 'ps', ...force, child.process.pid!)
    t.is(code, 5)
    t.regex(stderr, /^fiber-ts: process \d+ \(.*sleep\) does not wait for SIGUSR1, which would end it\n$/)
  }
  await pause(50)
  t.true(isAlive(child))
})

onLinux('a process that waits for SIGUSR1 and is not Node is signalled with --force only', async (t) => {
  const child = await startCommand(t, 'sh', ['-c', 'trap "echo heard" USR1; echo ready; while :; do sleep 0.1; done'])
  await child.says('ready')
  const { code, stderr } = await look(t, 'ps', child.process.pid!)
  t.is(code, 5)
  t.regex(stderr, /does not look like Node \(--force\)/)
  t.false(child.written().stdout.includes('heard'))
})

onLinux('a process that takes no SIGUSR1 is left alone', async (t) => {
  if (!process.allowedNodeEnvironmentFlags.has('--disable-sigusr1')) return void t.pass('this Node has no such option')
  const child = await startReady(t, 'waiting', '--disable-sigusr1')
  t.is((await look(t, 'ps', child.process.pid!)).code, 5)
  t.true(isAlive(child))
})

onLinux('a Node process without the library', async (t) => {
  const child = await startReady(t, 'nothing yet')
  const { code, stderr } = await look(t, 'ps', child.process.pid!)
  t.is(code, 9)
  t.is(stderr, `fiber-ts: process ${child.process.pid} has run nothing with fiber-ts\n`)
  t.true(isAlive(child))
})

// three seconds of waiting, beside the tests that start one process
;(process.platform === 'linux' ? test : test.skip)('a program that listens to SIGUSR1 itself', async (t) => {
  const child = await startReady(t, 'its own listener')
  const { code, stderr } = await look(t, 'ps', child.process.pid!)
  t.is(code, 7)
  t.regex(stderr, /does not open its inspector: .* or its program listens to SIGUSR1 itself/)
  t.true(isAlive(child))
})

test('no such process', async (t) => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const { code, stderr } = await look(t, 'ps', pid)
  t.is(code, 3)
  t.is(stderr, `fiber-ts: there is no process ${pid}\n`)
})

onLinux('no permission', async (t) => {
  // the first process is root's; whoever is root becomes somebody else, if that one may read the command
  const isRoot = process.getuid?.() === 0
  const as = isRoot ? { uid: 65534, gid: 65534 } : {}
  const run = (...args: ReadonlyArray<string>) => spawnSync(process.execPath, [command, ...args], { ...as, cwd: '/' })
  if (run('--help').status !== 0) return void t.pass('nobody else can read this folder')
  const { status, stderr } = run('ps', '1')
  t.is(status, 4)
  t.is(stderr.toString(), `fiber-ts: process 1 is somebody else's: no permission to signal it\n`)
})

onLinux('the port is taken by another process', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  t.teardown(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { readonly port: number }
  const child = await startReady(t, 'waiting', `--inspect-port=${port}`)
  const { code, stderr } = await look(t, 'ps', child.process.pid!)
  t.is(code, 7)
  t.regex(stderr, new RegExp(`cannot open its inspector: port ${port} is taken by another process`))
  t.true(isAlive(child))
})

for (const [args, said] of [
  [[], 'a command was expected'],
  [['top', '1'], 'unknown command top'],
  [['ps'], 'ps: one process id was expected, got none'],
  [['pstree', 'init'], 'pstree: one process id was expected, got init'],
  [['ps', '--port', 'x', '1'], '--port: a port was expected, got x'],
  [['ps', '--all', '1'], 'unknown option --all']
] as const)
  test(`wrong usage: fiber-ts ${args.join(' ')}`, async (t) => {
    const { code, stdout, stderr } = await look(t, ...args)
    t.is(code, 2)
    t.is(stdout, '')
    t.true(stderr.startsWith(`fiber-ts: ${said}\nusage: fiber-ts ps PID`), stderr)
  })

test('--help explains it on stdout', async (t) => {
  const { code, stdout } = await look(t, '--help')
  t.is(code, 0)
  t.true(stdout.startsWith('usage: fiber-ts ps PID'))
})
