// What the library and its peers do where it matters that nothing is forgotten: one small program each, written as the
// documentation of its library would write it, in a process of its own. Prints the table that README.md shows.
//
//   node test/bench/behaviours.mjs
//
// The peers are those of the benchmark (npm run bench installs them). asyncio needs Python 3.11 or later.
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const work = join(here, 'peers', 'node_modules', '.behaviours')

const prelude = {
  'fiber-ts': `
    import * as C from 'fiber-ts/Coroutine'
    import * as Deferred from 'fiber-ts/Deferred'
    import { run, runMain } from 'fiber-ts/Runner'
    import { pipe } from 'fp-ts/lib/function.js'
    const say = (line) => C.fromIO(() => console.log(line))`,
  asyncio: `import asyncio, gc
`,
  'fp-ts': `
    import * as E from 'fp-ts/lib/Either.js'
    import * as T from 'fp-ts/lib/Task.js'
    import * as TE from 'fp-ts/lib/TaskEither.js'
    import { pipe } from 'fp-ts/lib/function.js'
    const say = (line) => TE.fromIO(() => console.log(line))
    const sleep = (millis) => TE.fromTask(T.delay(millis)(T.of(undefined)))`,
  Fluture: `
    import * as F from 'fluture'
    const done = F.fork((error) => console.log('failed', error))((value) => console.log('ended', value))
    const say = (line) => F.attempt(() => console.log(line))`,
  'Effect 4': `
    import * as Effect from 'effect/Effect'
    import * as Deferred from 'effect/Deferred'
    import * as Fiber from 'effect/Fiber'
    const say = (line) => Effect.sync(() => console.log(line))`
}

const peers = Object.keys(prelude)

const printed = (line) => (result) => result.stdout.split('\n').includes(line)

/** `holds` says from what a program printed, and how it ended, whether it does what the row says. A program that is
 * missing: there is nothing to compare, or it is in another package (Effect's signals are). */
const rows = [
  {
    title: 'a timeout stops what it times out, and its finalizers run',
    holds: printed('released'),
    programs: {
      'fiber-ts': `await run(pipe(C.sleep(60_000), C.ensuring(say('released')), C.timeoutOption(20)))`,
      asyncio: `
async def work():
    try: await asyncio.sleep(60)
    finally: print('released')
async def main():
    try: await asyncio.wait_for(work(), 0.02)
    except TimeoutError: pass
asyncio.run(main())`,
      'fp-ts': `await T.getRaceMonoid().concat(
        TE.bracket(TE.of(1), () => sleep(60_000), () => say('released')),
        sleep(20)
      )(); process.exit()`,
      Fluture: `done(F.race(F.after(20)('late'))(F.hook(F.resolve(1))(() => say('released'))(() => F.after(60_000)(1))))`,
      'Effect 4': `await Effect.runPromise(Effect.timeoutOption(Effect.ensuring(Effect.sleep(60_000), say('released')), 20))`
    }
  },
  {
    title: 'a resource is released when its use throws',
    holds: printed('released'),
    programs: {
      'fiber-ts': `await run(C.bracket(C.of(1), () => C.fromIO(() => { throw new Error('bug') }), () => say('released'))).catch(() => {})`,
      asyncio: `
async def main():
    try: raise Exception('bug')
    finally: print('released')
try: asyncio.run(main())
except Exception: pass`,
      'fp-ts': `await TE.bracket(TE.of(1), () => TE.fromIO(() => { throw new Error('bug') }), () => say('released'))().catch(() => {})`,
      Fluture: `
        process.on('uncaughtException', () => {})
        F.forkCatch(() => {})(() => {})(() => {})(
          F.hook(F.resolve(1))(() => say('released'))(() => F.map(() => { throw new Error('bug') })(F.resolve(1)))
        )`,
      'Effect 4': `await Effect.runPromise(Effect.acquireUseRelease(Effect.succeed(1), () => Effect.sync(() => { throw new Error('bug') }), () => say('released'))).catch(() => {})`
    }
  },
  {
    title: '`finally` of a generator or coroutine runs when it is interrupted',
    holds: printed('finally'),
    programs: {
      'fiber-ts': `await run(pipe(C.gen(function* () { try { yield* C.never } finally { console.log('finally') } }), C.timeoutOption(20)))`,
      asyncio: `
async def work():
    try: await asyncio.sleep(60)
    finally: print('finally')
async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.wait([task])
asyncio.run(main())`,
      Fluture: `
        const stop = done(F.go(function* () { try { yield F.never } finally { console.log('finally') } }))
        setTimeout(stop, 20)`,
      'Effect 4': `
        await Effect.runPromise(Effect.timeoutOption(Effect.gen(function* () { try { yield* Effect.never } finally { console.log('finally') } }), 20))`
    }
  },
  {
    title: 'a child that fails, and that nobody looks at, is reported',
    holds: ({ stderr, stdout }) => /lost/.test(stderr + stdout),
    programs: {
      'fiber-ts': `await run(pipe(C.fork(C.left('lost')), C.flatMap(() => C.sleep(20))))`,
      asyncio: `
async def lost(): raise Exception('lost')
async def main():
    asyncio.create_task(lost())
    await asyncio.sleep(0.02)
    gc.collect()
asyncio.run(main())`,
      'Effect 4': `await Effect.runPromise(Effect.andThen(Effect.forkChild(Effect.fail('lost')), Effect.sleep(20)))`
    }
  },
  {
    title: 'waiting for what never comes is an error, and finalizers run',
    holds: ({ stdout, status }) => /released/.test(stdout) && status === 1,
    programs: {
      'fiber-ts': `await run(pipe(Deferred.make(), C.flatMap(Deferred.await), C.ensuring(say('released'))))`,
      asyncio: `
async def main():
    try: await asyncio.get_running_loop().create_future()
    finally: print('released')
asyncio.run(main())`,
      'fp-ts': `await TE.bracket(TE.of(1), () => () => new Promise(() => {}), () => say('released'))()`,
      Fluture: `done(F.hook(F.resolve(1))(() => say('released'))(() => F.never))`,
      'Effect 4': `await Effect.runPromise(Effect.ensuring(Effect.flatMap(Deferred.make(), Deferred.await), say('released')))`
    }
  },
  {
    title: 'Ctrl-C runs finalizers',
    press: 1,
    holds: printed('released'),
    programs: {
      'fiber-ts': `await runMain(pipe(say('ready'), C.flatMap(() => C.sleep(60_000)), C.ensuring(say('released'))))`,
      asyncio: `
async def main():
    print('ready', flush=True)
    try: await asyncio.sleep(60)
    finally: print('released')
asyncio.run(main())`,
      'fp-ts': `await TE.bracket(say('ready'), () => sleep(60_000), () => say('released'))()`,
      Fluture: `done(F.hook(say('ready'))(() => say('released'))(() => F.after(60_000)(1)))`
    }
  },
  {
    title: 'the second Ctrl-C ends `while (true) {}`, after the first was heard',
    press: 2,
    holds: ({ status, stderr }) => status !== 'SIGKILL' && /KeyboardInterrupt/.test(stderr),
    programs: {
      'fiber-ts': `await runMain(pipe(C.sleep(500), C.flatMap(() => C.fromIO(() => { console.log('ready'); while (true); }))))`,
      asyncio: `
async def main():
    print('ready', flush=True)
    while True: pass
asyncio.run(main())`
    }
  }
]

const run = (peer, { press = 0, programs }, index) =>
  new Promise((resolve) => {
    const isPython = peer === 'asyncio'
    // fiber-ts resolves itself by its name from inside of the repository, the peers from their own folder
    const file = join(
      peer === 'fiber-ts' ? here : work,
      `.behaviour-${peer.replace(' ', '-')}-${index}.${isPython ? 'py' : 'mjs'}`
    )
    writeFileSync(file, `${prelude[peer]}\n${programs[peer]}\n`)
    const child = spawn(isPython ? 'python3' : process.execPath, [file], { timeout: 5_000, killSignal: 'SIGKILL' })
    let [stdout, stderr, left] = ['', '', press]
    const pressKey = () => {
      if (left-- <= 0) return
      child.kill('SIGINT')
      setTimeout(pressKey, 300)
    }
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      if (press > 0 && /ready/.test(stdout) && left === press) setTimeout(pressKey, 300)
    })
    child.on('error', () => resolve({}))
    child.on('close', (code, signal) => {
      if (/SyntaxError|ERR_MODULE_NOT_FOUND/.test(stderr)) throw new Error(`${peer}: ${stderr}`)
      rmSync(file)
      resolve({ stdout, stderr, status: signal ?? code })
    })
  })

mkdirSync(work, { recursive: true })
console.log(`| | ${peers.join(' | ')} |\n| --- |${' --- |'.repeat(peers.length)}`)
for (const [index, row] of rows.entries()) {
  const cells = await Promise.all(
    peers.map(async (peer) => {
      if (row.programs[peer] === undefined) return '–'
      return row.holds(await run(peer, row, index)) ? 'yes' : 'no'
    })
  )
  console.log(`| ${row.title} | ${cells.join(' | ')} |`)
}
rmSync(work, { recursive: true })
