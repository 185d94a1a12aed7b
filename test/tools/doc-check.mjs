// The documentation is part of the library, and this is its test.
//
// 1. Every public module has a comment at its top with a sentence, `@module` and `@since`; every public export has one
//    sentence, `@category` and `@since`.
// 2. Every example compiles against the built package, by its name, and runs: the `@example` blocks of src and the
//    ```ts blocks of README.md and docs/**/*.md. A ```text block right after a ```ts block is what it has to print.
//    A block that starts with `// @no-run` is compiled only.
//
//   node test/tools/doc-check.mjs [part of a file name]     only the examples of those files
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { publicModules } from './exports.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const out = 'build/doc-check'
const only = process.argv[2] ?? ''

const problems = []
const problem = (where, message) => problems.push(`${where}: ${message}`)

const filesBelow = (dir, extension) =>
  existsSync(join(root, dir))
    ? readdirSync(join(root, dir), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
        .map((entry) =>
          join(entry.parentPath ?? entry.path, entry.name)
            .slice(root.length)
            .replaceAll('\\', '/')
        )
        .sort()
    : []

// ---------------------------------------------------------------------------------------------------------------------
// comments
// ---------------------------------------------------------------------------------------------------------------------

const lineOf = (source, position) => source.getLineAndCharacterOfPosition(position).line + 1

/** A doc comment as its prose and its tags: { text, tags: Map of name to the list of contents, with their offset }. */
const parseComment = (comment, position) => {
  const tags = new Map()
  let text = ''
  let current
  let offset = position
  for (const raw of comment.replace(/\*\/$/, '  ').split('\n')) {
    const line = raw.replace(/^\s*\/?\*+ ?/, '')
    const tag = /^@(\w+) ?(.*)$/.exec(line)
    if (tag !== null && !(current?.name === 'example' && current.fenced)) {
      current = { name: tag[1], content: tag[2], position: offset, fenced: false }
      tags.set(tag[1], [...(tags.get(tag[1]) ?? []), current])
    } else if (current === undefined) {
      text += `${line}\n`
    } else {
      current.content += `\n${line}`
      if (/^\s*```/.test(line)) current.fenced = !current.fenced
    }
    offset += raw.length + 1
  }
  return { text: text.trim(), tags }
}

const isSentence = (text) => /^[^a-z].*?[.:!?)`](?:\s|$)/s.test(text)

/** The doc comments that belong to a declaration. An overloaded function has one for each overload that has any. */
const commentsOf = (declaration) => {
  // the comment of a `const` is that of its statement
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  const source = node.getSourceFile()
  return (ts.getLeadingCommentRanges(source.text, node.pos) ?? [])
    .filter(({ pos }) => source.text.startsWith('/**', pos))
    .slice(-1)
    .map(({ pos, end }) => parseComment(source.text.slice(pos, end), pos))
}

const program = ts.createProgram(
  publicModules().map(([, path]) => join(root, 'src', `${path}.ts`)),
  ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.esm.json'), ts.sys.readFile).config,
    ts.sys,
    root,
    undefined,
    join(root, 'tsconfig.esm.json')
  ).options
)
const checker = program.getTypeChecker()

let exported = 0

for (const [, path] of publicModules()) {
  const file = `src/${path}.ts`
  const source = program.getSourceFile(join(root, file))

  const top = /^\s*\/\*\*.*?\*\//s.exec(source.text)
  const comment = top === null ? undefined : parseComment(top[0].trim(), 0)
  if (comment === undefined || !comment.tags.has('module')) problem(file, 'no comment with @module at the top')
  else {
    if (!isSentence(comment.text)) problem(file, 'the comment at the top has no sentence')
    if (!comment.tags.has('since')) problem(file, 'the comment at the top has no @since')
  }

  const symbol = checker.getSymbolAtLocation(source)
  for (const entry of symbol === undefined ? [] : checker.getExportsOfModule(symbol)) {
    const target = entry.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(entry) : entry
    const declarations = (target.declarations ?? []).filter((each) => each.getSourceFile().fileName.includes('/src/'))
    // what is re-exported as a namespace is documented as the module that it is
    if (declarations.length === 0 || declarations.some(ts.isSourceFile)) continue
    exported += 1
    const where = `${declarations[0].getSourceFile().fileName.slice(root.length)}:${lineOf(declarations[0].getSourceFile(), declarations[0].getStart())}`
    // what is re-exported may have its comment where it is exported
    const exporters = (entry.declarations ?? []).filter(ts.isExportSpecifier)
    const comments = [...exporters, ...declarations].flatMap(commentsOf)
    if (comments.length === 0) {
      problem(where, `${entry.name} has no doc comment`)
      continue
    }
    const missing = [
      ...(comments.some(({ text }) => isSentence(text)) ? [] : ['sentence']),
      ...['category', 'since'].filter((tag) => !comments.some(({ tags }) => tags.has(tag))).map((tag) => `@${tag}`)
    ]
    if (missing.length > 0) problem(where, `${entry.name} has no ${missing.join(', no ')}`)
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// examples
// ---------------------------------------------------------------------------------------------------------------------

const examples = []

const example = (file, line, code, expected) => {
  if (!file.includes(only)) return
  const path = `${file.replace(/\.\w+$/, '')}-${String(line).padStart(4, '0')}`
  examples.push({ where: `${file}:${line}`, path, code, expected, run: !code.trimStart().startsWith('// @no-run') })
}

for (const file of filesBelow('src', '.ts')) {
  const text = readFileSync(join(root, file), 'utf8')
  for (const match of text.matchAll(/\/\*\*.*?\*\//gs)) {
    for (const { content, position } of parseComment(match[0], match.index).tags.get('example') ?? []) {
      const line = text.slice(0, position).split('\n').length + 1
      const fenced = /^\s*```(?:ts|typescript)\n(.*?)^\s*```/ms.exec(content)
      example(file, line, fenced === null ? content.replace(/^[^\n]*\n/, '') : fenced[1])
    }
  }
}

for (const file of [...filesBelow('docs', '.md'), ...(existsSync(join(root, 'README.md')) ? ['README.md'] : [])]) {
  const text = readFileSync(join(root, file), 'utf8')
  const blocks = /^```(?:ts|typescript)\n(.*?)^```\n(?:\s*^```text\n(.*?)^```)?/gms
  for (const match of text.matchAll(blocks))
    example(file, text.slice(0, match.index).split('\n').length + 1, match[1], match[2])
}

const run = (args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, timeout: 20_000, ...options })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk))
    child.on('close', (code, signal) => resolve({ status: signal ?? code, stdout, stderr }))
  })

rmSync(join(root, out), { recursive: true, force: true })
mkdirSync(join(root, out), { recursive: true })
for (const { path, code } of examples) {
  mkdirSync(dirname(join(root, out, path)), { recursive: true })
  writeFileSync(join(root, out, `${path}.ts`), code)
}
writeFileSync(
  join(root, out, 'tsconfig.json'),
  JSON.stringify({
    extends: '../../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      rootDir: '.',
      outDir: 'js',
      noUnusedLocals: false,
      noUnusedParameters: false
    },
    include: ['.']
  })
)

const check = async ({ where, path, expected }) => {
  const { status, stdout, stderr } = await run([`${out}/js/${path}.js`])
  if (status !== 0) problem(where, `ended with ${status}\n${stderr.trimEnd()}`)
  else if (expected !== undefined && stdout !== expected)
    problem(where, `printed\n${stdout.trimEnd()}\n  and should have printed\n${expected.trimEnd()}`)
}

if (examples.length > 0) {
  const { status, stdout } = await run(['node_modules/@typescript/native/bin/tsc', '-p', out], { timeout: 120_000 })
  // the compiler names the extracted files: its messages go to the place that each came from
  const broken = new Map()
  let file = ''
  for (const line of stdout.trimEnd().split('\n')) {
    file = /^(\S+\.ts)\(\d+,\d+\): /.exec(line)?.[1] ?? file
    broken.set(file, `${broken.get(file) ?? ''}\n${line}`)
  }
  if (status === 0) broken.clear()
  for (const { where, path } of examples) {
    const messages = broken.get(`${out}/${path}.ts`)
    if (messages !== undefined) problem(where, `does not compile${messages}`)
  }
  if (status !== 0 && problems.length === 0) problem('examples', `do not compile\n${stdout}`)

  const queue = examples.filter(({ path, run: runs }) => runs && !broken.has(`${out}/${path}.ts`)).values()
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (const each of queue) await check(each)
    })
  )
}

for (const each of problems) console.error(each)
console.log(`${exported} exports, ${examples.length} examples, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
