// The documentation is part of the library, and this is its test.
//
// 1. Every public module has a comment at its top with a sentence, `@module` and `@since`; every public export has one
//    sentence, `@category` and `@since`.
// 2. Every snippet compiles against the built package and does what it says: the `@example` blocks of src and the
//    ```ts blocks of README.md and docs/**/*.md, by the conventions of snippets.mjs.
// 3. Every relative link of README.md, CHANGELOG.md and docs/**/*.md leads somewhere, every name is one of the library,
//    and the figures of README.md are those of docs/performance.md.
//
//   node test/tools/doc-check.mjs [part of a file name]     only the snippets of those files
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { publicModules } from './exports.mjs'
import { checkFigures, checkLinks, checkNames } from './links.mjs'
import { checkSnippets, exampleOf, programsOf } from './snippets.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
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
/** What each module exports, by the name under which guides import it. */
const namesOf = new Map()

const checked = new Set(publicModules().map(([, path]) => `src/${path}.ts`))

/** The comments of everything that a module exports, and of what is in a namespace that has no module of its own. */
const checkExports = (module) => {
  for (const entry of checker.getExportsOfModule(module)) {
    const target = entry.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(entry) : entry
    const declarations = (target.declarations ?? []).filter((each) => each.getSourceFile().fileName.includes('/src/'))
    if (declarations.length === 0) continue
    const file = declarations[0].getSourceFile()
    const name = file.fileName.slice(root.length)
    if (declarations.some(ts.isSourceFile)) {
      if (!checked.has(name)) checkExports(target)
      checked.add(name)
      continue
    }
    exported += 1
    const where = `${name}:${lineOf(file, declarations[0].getStart())}`
    const comments = declarations.flatMap(commentsOf)
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
  namesOf.set(path === 'Coroutine' ? 'C' : path, new Set(checker.getExportsOfModule(symbol).map(({ name }) => name)))
  checkExports(symbol)
}

// ---------------------------------------------------------------------------------------------------------------------
// snippets and links
// ---------------------------------------------------------------------------------------------------------------------

const snippets = []

for (const file of filesBelow('src', '.ts')) {
  const text = readFileSync(join(root, file), 'utf8')
  for (const match of text.matchAll(/\/\*\*.*?\*\//gs)) {
    for (const { content, position } of parseComment(match[0], match.index).tags.get('example') ?? []) {
      const line = text.slice(0, position).split('\n').length + 1
      const fenced = /^\s*```(?:ts|typescript)\n(.*?)^\s*```/ms.exec(content)
      snippets.push(exampleOf(file, line, fenced === null ? content.replace(/^[^\n]*\n/, '') : fenced[1]))
    }
  }
}

const pages = ['README.md', ...filesBelow('docs', '.md')]
for (const file of pages) snippets.push(...programsOf(file, readFileSync(join(root, file), 'utf8')))

const chosen = snippets.filter(({ file }) => file.includes(only))
await checkSnippets(chosen, problem)
const links = checkLinks(root, [...pages, 'CHANGELOG.md'], problem)
checkNames(root, pages, namesOf, problem)
checkFigures(root, problem)

for (const each of problems) console.error(each)
console.log(`${exported} exports, ${chosen.length} snippets, ${links} links, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
