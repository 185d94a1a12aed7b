/** The list of fibers that a process prints when it is asked to by a signal. */
import test, { type ExecutionContext } from 'ava'
import { type Child, start } from './child.js'

const begin = async (t: ExecutionContext, name: string): Promise<Child> => {
  const child = await start(t, 'dump', name, { stdio: ['pipe', 'pipe', 'pipe'] })
  await child.says('ready')
  return child
}

for (const [name, signal] of [
  ['run', 'SIGUSR2'],
  ['main', 'SIGUSR2'],
  ['quit', 'SIGQUIT']
] as const)
  test(`dumpSignal: the fibers are listed on stderr, and the program goes on: ${name}`, async (t) => {
    const child = await begin(t, name)
    child.kill(signal)
    await child.says('"waiter"')
    child.process.stdin?.end('go on\n')
    const { code, stdout, stderr } = await child.ended
    const header = `fiber-ts: 3 fibers: 0 running, 0 ready, 3 suspended \\(0 sleeping\\) · pid ${child.process.pid} · up [\\d.]+ m?s · ${signal}\n`
    const tree =
      '#1 "main"      suspended  a promise\n' +
      '├ #2 "holder"  suspended  never  open: Lock A\n' +
      '└ #3 "waiter"  suspended  Lock A, held by #2 "holder"\n'
    t.regex(stderr, new RegExp(`^${header}${tree}$`))
    t.regex(stdout, /listeners 0\n$/)
    t.is(code, 0)
  })

test('dumpSignal is heard as long as its Runner is open', async (t) => {
  const child = await begin(t, 'between-runs')
  child.kill('SIGUSR2')
  await child.says('"handler"')
  child.process.stdin?.end('go on\n')
  const { stdout, stderr } = await child.ended
  t.regex(stderr, /^fiber-ts: 1 fiber: .* SIGUSR2\n#2 "handler" {2}suspended {2}never\n$/)
  t.is(stdout, 'ready\nlisteners 0\n')
})

test('without it the signal does what it does', async (t) => {
  const child = await begin(t, 'without')
  child.kill('SIGUSR2')
  t.is((await child.ended).signal, 'SIGUSR2')
})
