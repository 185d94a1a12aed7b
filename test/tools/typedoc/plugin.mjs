// What TypeDoc does not do by itself, so that the reference reads like the one of fp-ts:
//
// - an annotated `const` of a function type is a function
// - members that exist for the compiler only are left out; every export has to be documented
// - a guide has the title that it gives itself, its links to programs lead to pages, and it stands where docs/README.md
//   has it: below the same heading, in the same order
// - "defined in" leads to the line of the source, which is a page of the reference: it can be read offline, and is of the
//   same version
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  Application,
  Comment,
  CommentTag,
  Context,
  Converter,
  DeclarationReflection,
  ReflectionKind,
  RendererEvent
} from 'typedoc'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../../', import.meta.url))

const isFunctionType = (type) =>
  ts.isFunctionTypeNode(type) ||
  (ts.isTypeLiteralNode(type) && type.members.length > 0 && type.members.every(ts.isCallSignatureDeclaration))

/** TypeDoc takes a variable for a function if its comment says @function: here its type says so. */
const readComments = () => {
  const { getComment } = Context.prototype
  Context.prototype.getComment = function (symbol, kind) {
    const comment = getComment.call(this, symbol, kind)
    const declaration = symbol.declarations?.find(ts.isVariableDeclaration)
    if (declaration?.type !== undefined && isFunctionType(declaration.type)) comment?.modifierTags.add('@function')
    return comment
  }
}

/** `_tag`, `_A` and their like carry types; nobody reads them. A `_tag` that tells the cases of a union apart is read. */
const isPhantom = ({ name, kind, flags, comment }) =>
  kind === ReflectionKind.Property && flags.isOptional && /^_\w+$/.test(name) && comment === undefined

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const sourcePage = (file, lines, depth) => `<!doctype html>
<html lang="en" class="source">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${file} | fiber-ts</title>
<script>document.documentElement.dataset.theme = localStorage.getItem('tsd-theme') || 'os'</script>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${depth}assets/style.css">
<link rel="stylesheet" href="${depth}assets/highlight.css">
<link rel="stylesheet" href="${depth}assets/custom.css">
</head>
<body>
<header class="tsd-page-toolbar"><div class="tsd-toolbar-contents container"><a href="${depth}index.html" class="title">fiber-ts</a></div></header>
<main class="container"><h1>${file}</h1>
<pre><code>${lines.map((line, i) => `<a class="line" id="L${i + 1}" href="#L${i + 1}">${i + 1}</a>${line}`).join('\n')}
</code></pre></main>
</body>
</html>
`

const listPage = (folder, names, depth) =>
  sourcePage(folder, [], depth).replace(
    /<pre>.*<\/pre>/s,
    `<ul>${names.map((name) => `<li><a href="${name}.html">${name}</a></li>`).join('')}</ul>`
  )

const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const depthOf = (file) => '../'.repeat(file.split('/').length)

const writeSources = (theme, files, out) => {
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8').trimEnd()
    const highlighted = theme.markedPlugin.getHighlighted(text, 'ts').split('<br/>')
    const lines = highlighted.length === text.split('\n').length ? highlighted : text.split('\n').map(escape)
    write(join(out, 'source', `${file}.html`), sourcePage(file, lines, depthOf(file)))
  }
}

const relativeToRoot = (path) => relative(root, path).replaceAll('\\', '/')

/** The programs that guides link to, by path: what they would be copied to is no page. */
const programsIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${name}`.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts'))

const examples = 'docs/examples'

/** The folders of programs, with those that hold nothing but folders. */
const foldersOf = (files) => {
  const folders = new Set()
  for (const file of files)
    for (let folder = dirname(file); folder.startsWith(`${examples}/`); folder = dirname(folder)) folders.add(folder)
  return folders
}

/** Where a link leads that a guide has: to the page of a program, to the list of a folder, or where it says. */
const pageOf = (from, link) => {
  const path = relativeToRoot(resolve(dirname(from), link))
  if (!path.startsWith(`${examples}/`) && !path.startsWith('src/')) return undefined
  if (path.endsWith('.ts')) return `source/${path}.html`
  return existsSync(join(root, path)) && statSync(join(root, path)).isDirectory()
    ? `source/${path}/index.html`
    : undefined
}

const withPages = (parts, files, from, up) => {
  for (const part of parts) {
    const page = part.kind === 'relative-link' ? pageOf(from, part.text) : undefined
    if (page === undefined) continue
    files.mediaToPath.delete(part.target)
    files.pathToMedia.delete(resolve(dirname(from), part.text).replaceAll('\\', '/'))
    Object.assign(part, { kind: 'text', text: `${up}${page}`, target: undefined })
  }
}

/** The heading below which docs/README.md links to each guide, in reading order. The page itself is the first one. */
const headings = () => {
  const found = new Map()
  let heading
  for (const [, next, file] of readFileSync(join(root, 'docs/README.md'), 'utf8').matchAll(
    /^\*\*(.+)\*\*$|\]\(([\w-]+)\.md\)/gm
  )) {
    heading = next ?? heading
    if (found.size === 0) found.set('README', heading)
    if (file !== undefined && !found.has(file)) found.set(file, heading)
  }
  return found
}

const categorize = (reflection, category) => {
  reflection.comment ??= new Comment()
  reflection.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: category }]))
}

/** Every export of a module has to say what it is. */
const checkComments = (project, logger) => {
  const exported = ReflectionKind.SomeModule | ReflectionKind.Project
  for (const reflection of Object.values(project.reflections)) {
    if (!(reflection instanceof DeclarationReflection) || !reflection.parent?.kindOf(exported)) continue
    if (reflection.kindOf(ReflectionKind.Reference)) continue
    const commented = [
      reflection,
      ...(reflection.signatures ?? []),
      ...(reflection.type?.declaration?.signatures ?? [])
    ]
    if (!commented.some(({ comment }) => comment?.hasVisibleComponent()))
      logger.validationWarning(`${reflection.getFullName()} is exported and not documented`)
  }
}

export const load = (app) => {
  readComments()

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const all = project.getReflectionsByKind(ReflectionKind.Property)
    for (const reflection of all) if (isPhantom(reflection)) project.removeReflection(reflection)
  })

  const guides = headings()
  const inOrder = []
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const guide = basename(document.name)
    const file = join(root, 'docs', `${guide}.md`)
    if (!guides.has(guide)) app.logger.error(`docs/README.md has no link to ${guide}.md`)
    document.frontmatter.category = guides.get(guide)
    inOrder[[...guides.keys()].indexOf(guide)] = document
    withPages(document.content, app.files, file, '../')
    const [, title = guide] = /^\s*# (.+)\n/.exec(document.content[0]?.text ?? '') ?? []
    document.name = title.replaceAll('`', '')
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    project.documents = inOrder.filter((document) => document !== undefined)
    project.childrenIncludingDocuments = [...project.documents, ...project.children]
    for (const module of project.getReflectionsByKind(ReflectionKind.SomeModule)) categorize(module, 'Modules')
    // what is exported once more stands in the section of what it is
    for (const reference of project.getReflectionsByKind(ReflectionKind.Reference)) {
      const tag = reference.getTargetReflectionDeep().comment?.getTag('@category')
      if (tag !== undefined) categorize(reference, Comment.combineDisplayParts(tag.content))
    }
  })
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    withPages(project.readme ?? [], app.files, join(root, 'README.md'), '')
  })

  // what comes from the library of TypeScript or from Node has no page here
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const { sources = [] } of Object.values(project.reflections))
      for (const source of sources) if (!source.fullFileName.startsWith(join(root, 'src'))) delete source.url
  })

  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => checkComments(project, app.logger))

  app.renderer.on(RendererEvent.END, ({ outputDirectory }) => {
    const programs = programsIn(examples)
    const files = new Set([...programs, ...programsIn('src')])
    writeSources(app.renderer.theme, files, outputDirectory)
    for (const folder of foldersOf(programs)) {
      const names = programs
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => file.slice(folder.length + 1))
      write(
        join(outputDirectory, 'source', folder, 'index.html'),
        listPage(folder, names.sort(), `${depthOf(folder)}../`)
      )
    }
  })
}
