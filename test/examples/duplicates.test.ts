/**
 * The main example: its groups against those of `md5sum`, whatever a folder may contain, files that change under it, and
 * the process as a user meets it: exit codes, pipes, a terminal, Ctrl-C.
 */
import test, { type ExecutionContext } from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Fiber from 'fiber-ts/Fiber'
import { pipe } from 'fp-ts/lib/function.js'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { duplicates } from '../../docs/examples/duplicates/duplicates.js'
import { disk, type FileError, type Files, type OpenFile } from '../../docs/examples/duplicates/files.js'
import type { Options } from '../../docs/examples/duplicates/options.js'
import type { Terminal } from '../../docs/examples/duplicates/progress.js'

const main = fileURLToPath(new URL('../../docs/examples/duplicates/main.js', import.meta.url))
const root = fileURLToPath(new URL('../../../', import.meta.url))
const isLinux = process.platform === 'linux'

// ---------------------------------------------------------------------------------------------------------------------
// fixtures
// ---------------------------------------------------------------------------------------------------------------------

/** A folder with these files, gone after the test. */
const tree = (t: ExecutionContext, contents: Readonly<Record<string, string | Buffer>> = {}): string => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'duplicates-'))
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(contents)) {
    fs.mkdirSync(dirname(join(folder, name)), { recursive: true })
    fs.writeFileSync(join(folder, name), content)
  }
  return folder
}

const options = (folder: string, others: Partial<Options> = {}): Options => ({
  folder,
  all: true,
  json: true,
  seconds: Infinity,
  ...others
})

interface Result {
  readonly complete: boolean
  readonly saving: number
  readonly groups: ReadonlyArray<{ readonly size: number; readonly paths: ReadonlyArray<string> }>
  readonly errors: ReadonlyArray<FileError>
}

/** The line cleared, the cursor shown. */
const restored = '\r\x1b[2K\x1b[?25h'

/** A terminal that remembers. */
const recorder = () => {
  const printed: Array<string> = []
  const drawn: Array<string> = []
  const terminal: Terminal = {
    print: (text) => () => void printed.push(text),
    screen: { columns: () => 40, draw: (text) => () => void drawn.push(text) }
  }
  return { printed, drawn, terminal, result: (): Result => JSON.parse(printed.join('')) }
}

/** Runs the program in this process, and answers what it found. */
const find = async (folder: string, files: Files = disk, others: Partial<Options> = {}): Promise<Result> => {
  const { terminal, result } = recorder()
  await C.toPromise(pipe(duplicates(options(folder, others)), C.provide({ files, terminal })))
  return result()
}

/** Counts the files that are open, and lets a test meddle with each of them. */
const watched = (meddle: (path: string, file: OpenFile) => OpenFile = (_, file) => file) => {
  const counts = { open: 0, opened: 0, most: 0 }
  const files: Files = {
    ...disk,
    open: (path) =>
      pipe(
        disk.open(path),
        C.map((file) => {
          counts.opened += 1
          counts.most = Math.max(counts.most, ++counts.open)
          const close = pipe(
            file.close,
            C.tapIO(() => () => (counts.open -= 1))
          )
          return { ...meddle(path, file), close }
        })
      )
  }
  return { counts, files }
}

/** Groups as lists of base names. */
const names = ({ groups }: Result): ReadonlyArray<ReadonlyArray<string>> =>
  groups.map(({ paths }) => paths.map((path) => basename(path)).sort())

const tags = ({ errors }: Result) =>
  Object.fromEntries(errors.map((error) => [basename(error.path), error._tag] as const))

const idOf = (path: string): string => {
  const { dev, ino } = fs.lstatSync(path, { bigint: true })
  return `${dev}:${ino}`
}

/** Groups as lists of file numbers, so that it does not matter by which of its names a file is called. */
const byId = (groups: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> =>
  groups
    .map((paths) => new Set(paths.map(idOf)))
    .filter((ids) => ids.size > 1)
    .map((ids) => [...ids].sort().join(' '))
    .sort()

/** What other programs find. */
const md5sum = (folder: string): ReadonlyArray<ReadonlyArray<string>> => {
  const output = execFileSync(
    'sh',
    ['-c', 'find "$0" -type f -size +0 -print0 | xargs -0 md5sum -z | sort -z | uniq -z -w32 -D', folder],
    { encoding: 'utf8', maxBuffer: 1 << 28 }
  )
  const groups = new Map<string, Array<string>>()
  for (const line of output.split('\0').filter((line) => line !== '')) {
    const [sum, path] = [line.slice(0, 32), line.slice(34)]
    groups.set(sum, [...(groups.get(sum) ?? []), path])
  }
  return [...groups.values()]
}

// ---------------------------------------------------------------------------------------------------------------------
// what it finds
// ---------------------------------------------------------------------------------------------------------------------

const gnu = isLinux ? test : test.skip

gnu('the groups are those of md5sum, on a tree with all that is awkward', async (t) => {
  const block = 64 * 1024
  const blocks = (size: number, last: string) => Buffer.concat([Buffer.alloc(size - 1, 'x'), Buffer.from(last)])
  const folder = tree(t, {
    'a/one': 'same',
    'b/two': 'same',
    'b/not the same': 'diff',
    'b/alone': 'nobody else has this size',
    'empty 1': '',
    'empty 2': '',
    'with space': 'names',
    'with\nnewline': 'names',
    'with \x1b[31mcolour': 'names',
    '-leading dash': 'names',
    'ünïcödé 🚀': 'names',
    ...Object.fromEntries(
      [block - 1, block, block + 1, 3 * block].flatMap((size) => [
        [`big/${size}/one`, blocks(size, '1')],
        [`big/${size}/same`, blocks(size, '1')],
        [`big/${size}/differs in its last byte`, blocks(size, '2')]
      ])
    ),
    ...Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`many/${i}/copy`, 'copied often'])),
    [`${'deep/'.repeat(300)}one`]: 'far below',
    [`${'deep/'.repeat(300)}two`]: 'far below'
  })
  fs.linkSync(join(folder, 'a/one'), join(folder, 'hard link to one'))
  fs.linkSync(join(folder, 'b/alone'), join(folder, 'hard link to alone'))
  fs.symlinkSync(join(folder, 'a/one'), join(folder, 'link to a file'))
  fs.symlinkSync(folder, join(folder, 'a/cycle'))
  fs.symlinkSync('nowhere', join(folder, 'dangling'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const server = createServer().listen(join(folder, 'socket'))
  await once(server, 'listening')
  t.teardown(() => server.close())

  const { counts, files } = watched()
  const result = await find(folder, files)
  t.deepEqual(byId(result.groups.map(({ paths }) => paths)), byId(md5sum(folder)))
  t.is(result.groups.length, 4 + 2 + 2)
  t.deepEqual(result.errors, [])
  t.true(result.complete)
  t.is(counts.open, 0)
  t.true(counts.most <= 16, `${counts.most} files were open at once`)
})

gnu('the groups are those of md5sum, on a package of this project', async (t) => {
  const folder = join(root, 'node_modules', 'fp-ts')
  const result = await find(folder)
  const groups = result.groups.map(({ paths }) => paths)
  t.true(groups.length > 100)
  t.deepEqual(byId(groups), byId(md5sum(folder)))
  t.is(
    result.saving,
    groups.reduce((sum, paths) => sum + (paths.length - 1) * fs.statSync(paths[0]!).size, 0)
  )
})

test('the groups with the most to save come first', async (t) => {
  const folder = tree(t, { a: 'x', b: 'x', c: 'long one', d: 'long one', e: 'three', f: 'three', g: 'three' })
  t.deepEqual(
    (await find(folder)).groups.map(({ size }) => size),
    [5, 8, 1]
  )
})

gnu('a name that is not UTF-8 is left out, and said to be', async (t) => {
  const folder = tree(t, { a: 'same', b: 'same' })
  fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), 'same')
  const result = await find(folder)
  t.deepEqual(names(result), [['a', 'b']])
  t.is(result.errors.length, 1)
})

test('what cannot be read is left out, and the rest is found', async (t) => {
  const folder = tree(t, { a: 'same', b: 'same', secret: 'same', 'locked/c': 'same', 'open/d': 'same' })
  const denied = (path: string): C.Coroutine<unknown, FileError, never> =>
    C.left({ _tag: 'Unreadable', path, reason: 'permission denied' })
  const result = await find(folder, {
    ...disk,
    list: (path) => (path.endsWith('locked') ? denied(path) : disk.list(path)),
    open: (path) => (path.endsWith('secret') ? denied(path) : disk.open(path))
  })
  t.deepEqual(names(result), [['a', 'b', 'd']])
  t.deepEqual(tags(result), { locked: 'Unreadable', secret: 'Unreadable' })
})

const unprivileged = isLinux && process.getuid?.() !== 0 ? test : test.skip

unprivileged('what the system forbids to read is left out', async (t) => {
  const folder = tree(t, { a: 'same', b: 'same', secret: 'same', 'locked/c': 'same' })
  fs.chmodSync(join(folder, 'secret'), 0)
  fs.chmodSync(join(folder, 'locked'), 0)
  t.teardown(() => fs.chmodSync(join(folder, 'locked'), 0o700))
  const result = await find(folder)
  t.deepEqual(names(result), [['a', 'b']])
  t.deepEqual(
    result.errors.map((error) => error._tag === 'Unreadable' && error.reason),
    ['permission denied', 'permission denied']
  )
})

// ---------------------------------------------------------------------------------------------------------------------
// files that change under it
// ---------------------------------------------------------------------------------------------------------------------

const replace = (path: string, by: (path: string) => void): void => {
  fs.rmSync(path)
  by(path)
}

/** Something that happens to a file after it was found and before it is opened, and what the report says of it then. */
const changes: ReadonlyArray<readonly [what: string, change: (path: string) => void, tag: FileError['_tag']]> = [
  ['deleted', fs.rmSync, 'NotFound'],
  ['truncated', (path) => fs.truncateSync(path, 1), 'Changed'],
  ['emptied', (path) => fs.truncateSync(path), 'Changed'],
  ['longer', (path) => fs.appendFileSync(path, 'more'), 'Changed'],
  ['written again', (path) => fs.writeFileSync(path, 'emas'), 'Changed'],
  ['a folder now', (path) => replace(path, fs.mkdirSync), 'Unreadable'],
  ['another file now', (path) => replace(path, (path) => fs.writeFileSync(path, 'same')), 'Changed'],
  ['a link now', (path) => replace(path, (path) => fs.symlinkSync('a', path)), 'Unreadable'],
  ['a pipe now', (path) => replace(path, (path) => execFileSync('mkfifo', [path])), 'Changed']
]

for (const [what, change, tag] of changes)
  gnu(`a file that is ${what} when it is opened is left out`, async (t) => {
    const folder = tree(t, { a: 'same', b: 'same', victim: 'same' })
    const { counts, files } = watched()
    const result = await find(folder, {
      ...files,
      open: (path) =>
        path.endsWith('victim')
          ? C.suspend(() => {
              change(path)
              return files.open(path)
            })
          : files.open(path)
    })
    t.deepEqual(names(result), [['a', 'b']])
    t.deepEqual(tags(result), { victim: tag })
    t.is(counts.open, 0)
  })

test('a file that changes between two reads is left out', async (t) => {
  const content = Buffer.alloc(200_000, 'x')
  const folder = tree(t, { a: content, b: content, victim: content })
  const { counts, files } = watched((path, file) =>
    path.endsWith('victim')
      ? {
          ...file,
          read: (buffer) =>
            pipe(
              file.read(buffer),
              C.tapIO(() => () => fs.truncateSync(path, 70_000))
            )
        }
      : file
  )
  const result = await find(folder, files)
  t.deepEqual(names(result), [['a', 'b']])
  t.deepEqual(tags(result), { victim: 'Changed' })
  t.is(counts.open, 0)
})

test('a file that holds less than its size says, as those of the kernel do, is left out', async (t) => {
  const folder = tree(t, { a: 'same', b: 'same', victim1: 'same', victim2: 'same' })
  const { files } = watched((path, file) => (path.includes('victim') ? { ...file, read: () => C.of(0) } : file))
  const result = await find(folder, files)
  t.deepEqual(names(result), [['a', 'b']])
  t.deepEqual(tags(result), { victim1: 'Changed', victim2: 'Changed' })
})

test('a read that fails and a close that fails are reported, and every file is closed', async (t) => {
  const folder = tree(t, { a: 'same', b: 'same', 'bad read': 'same', 'bad close': 'same' })
  const broken = (path: string): C.Coroutine<unknown, FileError, never> =>
    C.left({ _tag: 'Unreadable', path, reason: 'i/o error' })
  const { counts, files } = watched((path, file) =>
    path.endsWith('bad read') ? { ...file, read: () => broken(path) } : file
  )
  const result = await find(folder, {
    ...files,
    open: (path) =>
      pipe(
        files.open(path),
        C.map((file) =>
          path.endsWith('bad close') ? { ...file, close: C.flatMap(file.close, () => broken(path)) } : file
        )
      )
  })
  t.deepEqual(names(result), [['a', 'b']])
  t.deepEqual(tags(result), { 'bad read': 'Unreadable', 'bad close': 'Unreadable' })
  t.is(counts.open, 0)
})

gnu('folders that come and go, and files that are rewritten all the time', async (t) => {
  const folder = tree(t, Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}/file`, 'same'])))
  let turn = 0
  const timer = setInterval(() => {
    const name = join(folder, String(turn++ % 300))
    fs.rmSync(name, { recursive: true, force: true })
    fs.mkdirSync(name)
    fs.writeFileSync(join(name, 'file'), turn % 2 === 0 ? 'same' : 'other')
  }, 0)
  t.teardown(() => clearInterval(timer))
  const { counts, files } = watched()
  for (let i = 0; i < 5; i++) t.true((await find(folder, files)).complete)
  t.is(counts.open, 0)
})

// ---------------------------------------------------------------------------------------------------------------------
// stopping it
// ---------------------------------------------------------------------------------------------------------------------

/** Files that are read at once, and files whose content never comes. */
const stuck = (t: ExecutionContext) => {
  const folder = tree(t, {
    large1: 'read first',
    large2: 'read first',
    ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`stuck${i}`, 'later']))
  })
  return {
    folder,
    ...watched((path, file) => (basename(path).startsWith('stuck') ? { ...file, read: () => C.never } : file))
  }
}

test('interrupted: every file is closed, the terminal is as before, and what was found is printed', async (t) => {
  const { folder, counts, files } = stuck(t)
  const { printed, drawn, terminal } = recorder()
  const program = pipe(duplicates(options(folder, { json: false })), C.provide({ files, terminal }))
  await C.toPromise(
    C.gen(function* () {
      const fiber = yield* C.fork(program)
      while (counts.opened < 18 || drawn.length < 3) yield* C.sleep(10)
      t.is(counts.open, 16)
      yield* Fiber.interrupt(fiber)
    })
  )
  t.is(counts.open, 0)
  t.is(counts.opened, 18, 'none was opened after the interruption')
  t.is(drawn.at(-1), restored)
  t.regex(printed.join(''), /10 B in 2 x 10 B\n.*large1\n.*large2\n/)
  t.regex(printed.join(''), /STOPPED BEFORE THE END: these results are partial/)
})

test('interrupted: the terminal is as before even while a file does not close', async (t) => {
  const { folder, counts, files } = stuck(t)
  const { drawn, terminal } = recorder()
  await C.toPromise(
    C.gen(function* () {
      const disk = yield* Deferred.make()
      const hanging: Files = {
        ...files,
        open: (path) =>
          pipe(
            files.open(path),
            C.map((file) => ({ ...file, close: C.flatMap(Deferred.await(disk), () => file.close) }))
          )
      }
      const program = pipe(duplicates(options(folder)), C.provide({ files: hanging, terminal }))
      const fiber = yield* C.fork(program)
      while (counts.open < 16 || drawn.length < 3) yield* C.sleep(10)
      const interruption = yield* C.fork(Fiber.interrupt(fiber))
      while (drawn.at(-1) !== restored) yield* C.sleep(10)
      t.not((yield* Fiber.status(fiber))._tag, 'Done')
      yield* Deferred.succeed(disk, undefined)
      yield* Fiber.join(interruption)
    })
  )
})

test('--seconds: stops by itself, with what was found', async (t) => {
  const { folder, counts, files } = stuck(t)
  const result = await find(folder, files, { seconds: 5000 })
  t.false(result.complete)
  t.deepEqual(names(result), [['large1', 'large2']])
  t.is(counts.open, 0)
})

test('a defect: every file is closed, the terminal is as before, and what was found is printed', async (t) => {
  const { folder, counts, files } = stuck(t)
  const { printed, drawn, terminal } = recorder()
  const bug = new Error('bug')
  let opens = 0
  const broken: Files = { ...files, open: (path) => (++opens === 10 ? C.die(bug) : files.open(path)) }
  const program = pipe(duplicates(options(folder, { json: false })), C.provide({ files: broken, terminal }))
  await t.throwsAsync(C.toPromise(program), { is: bug })
  t.is(counts.open, 0)
  t.true(drawn.length === 0 || drawn.at(-1) === restored)
  t.regex(printed.join(''), /STOPPED BEFORE THE END/)
})

// ---------------------------------------------------------------------------------------------------------------------
// what it shows
// ---------------------------------------------------------------------------------------------------------------------

test('progress fits on one line of the terminal, and is gone when the report comes', async (t) => {
  const folder = tree(t, { a: 'same', b: 'same' })
  const order: Array<string> = []
  const { terminal } = recorder()
  const slow: Files = { ...disk, open: (path) => pipe(disk.open(path), C.delay(250)) }
  const files: Terminal = {
    print: (text) => () => void order.push(text),
    screen: { columns: () => 20, draw: (text) => () => void order.push(text) }
  }
  await C.toPromise(pipe(duplicates(options(folder)), C.provide({ files: slow, terminal: { ...terminal, ...files } })))
  t.is(order.at(0), '\x1b[?25l')
  t.true(order.includes('\r\x1b[2Khashed 0 of 2 files'))
  t.is(order.at(-2), restored)
  t.true(order.at(-1)?.startsWith('{'))
})

test('the report shows what matters, and all of it when asked', async (t) => {
  const content = (i: number) => String(i).padStart(100 + i, ' ')
  const folder = tree(
    t,
    Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => i).flatMap((i) =>
        Array.from({ length: 7 }, (_, j) => [`${i} \x1b[2J ${j}`, content(i)])
      )
    )
  )
  const show = async (all: boolean): Promise<string> => {
    const { printed, terminal } = recorder()
    await C.toPromise(
      pipe(
        duplicates(options(folder, { json: false, all })),
        C.provide({ files: disk, terminal: { print: terminal.print } })
      )
    )
    return printed.join('')
  }
  const short = await show(false)
  t.regex(short, /^Looking for duplicate files in .*\n/)
  t.is(short.match(/ in 7 x /g)?.length, 20)
  t.is(short.match(/^ {2}\.\.\. and 2 more files$/gm)?.length, 20)
  t.regex(short, /^ {2}\.\.\. and 10 more groups$/m)
  t.regex(short, /^20\.6 kB could be saved in 30 groups of equal files\.$/m)
  t.false(short.includes('\x1b'), 'a file name cannot command the terminal')
  const long = await show(true)
  t.is(long.match(/\\u001b\[2J/g)?.length, 210)
  t.false(long.includes('...'))
})

// ---------------------------------------------------------------------------------------------------------------------
// the process
// ---------------------------------------------------------------------------------------------------------------------

const outcome = async (command: string, ...args: ReadonlyArray<string>) => {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk))
  const [status] = await once(child, 'close')
  return { status, stdout, stderr }
}

const execute = (...args: ReadonlyArray<string>) => outcome(process.execPath, main, ...args)

test('a folder that does not exist is one line on stderr, and exit code 1', async (t) => {
  t.deepEqual(await execute('/nonexistent'), {
    status: 1,
    stdout: '',
    stderr: '/nonexistent: no such file or folder\n'
  })
})

test('so is a file', async (t) => {
  t.deepEqual(await execute('package.json'), { status: 1, stdout: '', stderr: 'package.json: not a directory\n' })
})

test('wrong arguments are exit code 2', async (t) => {
  for (const args of [['--unknown'], ['one', 'two'], ['--seconds', 'many'], ['--seconds', '0']]) {
    const { status, stdout, stderr } = await execute(...args)
    t.deepEqual([status, stdout], [2, ''])
    t.regex(stderr, /\nusage: npm start -- \[FOLDER\]/)
  }
})

test('without arguments it works on node_modules, and in a pipe there is no progress', async (t) => {
  const { status, stdout, stderr } = await execute()
  t.is(status, 0)
  t.is(stderr, '')
  t.regex(stdout, /^Looking for duplicate files in node_modules\n/)
  t.regex(stdout, /hashed [\d,]+ files, .* in .* s, .*\/s\.\n.* could be saved in [\d,]+ groups of equal files\.\n$/)
  t.false(stdout.includes('\x1b'))
})

gnu('a reader that goes away ends it quietly', async (t) => {
  const { stdout, stderr } = await outcome('sh', '-c', '"$0" "$1" --all | head -n 1', process.execPath, main)
  t.deepEqual([stdout, stderr], ['Looking for duplicate files in node_modules\n', ''])
})

/** Twenty files that take minutes to read, and no space on the disk: they consist of nothing. */
const endless = (t: ExecutionContext): string => {
  const folder = tree(t)
  for (let i = 0; i < 20; i++) {
    fs.writeFileSync(join(folder, String(i)), '')
    fs.truncateSync(join(folder, String(i)), 8e9)
  }
  return folder
}

const openIn = (folder: string, pid: number | 'self'): number =>
  fs.readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(folder)
    } catch {
      return false
    }
  }).length

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** Counts, when the process ends, which files are still open. */
const spy = (folder: string): string =>
  `import fs from 'node:fs';process.on('exit',()=>{let n=0;for(const fd of fs.readdirSync('/proc/self/fd'))try{if(fs.readlinkSync('/proc/self/fd/'+fd).startsWith(${JSON.stringify(folder)}))n++}catch{};fs.writeSync(2,'open: '+n)})`

gnu('SIGINT while it hashes: files closed, partial results, death by SIGINT, within 250 ms', async (t) => {
  const folder = endless(t)
  const attempt = async () => {
    const preload = `data:text/javascript,${encodeURIComponent(spy(folder))}`
    const child = spawn(process.execPath, ['--import', preload, main, folder], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk))
    await until(() => openIn(folder, child.pid!) > 8)
    const start = performance.now()
    child.kill('SIGINT')
    const exit = await once(child, 'exit')
    const millis = performance.now() - start
    if (child.stdout.readable) await once(child, 'close')
    t.deepEqual(exit, [null, 'SIGINT'])
    t.is(stderr, 'open: 0')
    t.regex(stdout, /^Looking for .*\n\nSTOPPED BEFORE THE END: these results are partial\.\n20 files in 1 folder; /)
    return millis
  }
  // Other tests want the processor as well: the best of a few attempts tells what the program itself takes.
  let best = Infinity
  for (let i = 0; i < 5 && best > 250; i++) best = Math.min(best, await attempt())
  t.true(best <= 250, `took ${best} ms`)
})

const big = ['/usr', join(root, 'node_modules')].find((folder) => fs.existsSync(folder))!

test('SIGINT while it walks a large folder', async (t) => {
  const child = spawn(process.execPath, [main, big], { stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  t.deepEqual(await once(child, 'close'), [null, 'SIGINT'])
  t.regex(stdout, /STOPPED BEFORE THE END/)
})

const pty = isLinux && spawnSync('script', ['--version']).status === 0 ? test : test.skip

pty('Ctrl-C on a terminal: progress is drawn, and the terminal is as before', async (t) => {
  const command = `'${process.execPath}' '${main}' '${endless(t)}'`
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  await until(() => /hashed 0 of 20 files, [\d.]+ [kMG]B/.test(output))
  child.stdin.write('\x03')
  t.deepEqual(await once(child, 'close'), [130, null])
  const end = output.lastIndexOf(restored) + restored.length
  t.true(output.slice(0, end).includes('\x1b[?25l'), 'the cursor was hidden')
  t.regex(output.slice(end), /STOPPED BEFORE THE END/)
  t.false(output.slice(end).includes('\x1b'), 'nothing is drawn after the terminal was restored')
})
