// What the modules of the library may reach. Reads the source, the compiled modules and the shipped ESM, and fails with a line for each breach.
//
// - imports point down only (the floors below), and there are no cycles; imports of types are free, since they vanish
// - fp-ts and io-ts are imported as types only, and the built core imports no package and nothing of Node;
//   `otel` alone imports `@opentelemetry/api`
// - `process` is named in src/node only
// - the `const enum`s of the kernel are inlined: the built JavaScript holds no enum object
// - the index bundles for a browser, with no externals
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))

// From the bottom up. A module imports values from its own floor and from those below it.
const floors = [
  ['the kernel and its errors', /^internal\/|^Errors$/],
  ['descriptions and their interpretation', /^(?!(?:Runner|Decode|Config|Executor)$)[A-Z]\w*$/],
  ['the face to the process, and the edges', /^(?:Runner|Decode|Config|Executor)$|^node\//],
  ['testing and OpenTelemetry', /^(?:testing|otel)\//],
  ['the index', /^index$/]
]
const floorOf = (module) => floors.findIndex(([, pattern]) => pattern.test(module))

const mayImport = (file, specifier) =>
  file.startsWith('node/') || (file.startsWith('otel/') && specifier === '@opentelemetry/api')

const breaches = []
const breach = (file, message) => breaches.push(`${file}: ${message}`)

const filesBelow = (dir, extension) =>
  readdirSync(join(root, dir), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension) && !entry.name.endsWith('.d.ts'))
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(root.length + dir.length + 1)
        .replaceAll('\\', '/')
    )
    .sort()

const parse = (path) => ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022, true)

const visit = (node, f) => {
  f(node)
  ts.forEachChild(node, (child) => visit(child, f))
}

const isTypeOnly = (node) => {
  const clause = ts.isImportDeclaration(node) ? node.importClause : node
  if (clause === undefined || clause.isTypeOnly) return clause !== undefined
  const named = clause.name === undefined ? (clause.namedBindings ?? clause.exportClause) : undefined
  return named?.elements !== undefined && named.elements.every((element) => element.isTypeOnly)
}

/** The specifiers that a file imports, statically or by `import()` and `require`, and whether as types only. */
const importsOf = (source) => {
  const found = []
  visit(source, (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      found.push({ specifier: node.moduleSpecifier.text, typeOnly: isTypeOnly(node) })
    } else if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require') &&
      node.arguments[0] !== undefined
    ) {
      const argument = node.arguments[0]
      found.push({ specifier: ts.isStringLiteralLike(argument) ? argument.text : argument.getText(), typeOnly: false })
    }
  })
  return found
}

// ---------------------------------------------------------------------------------------------------------------------
// source
// ---------------------------------------------------------------------------------------------------------------------

for (const file of filesBelow('src', '.ts')) {
  const source = parse(`src/${file}`)
  for (const { specifier, typeOnly } of importsOf(source)) {
    if (/^(?:fp-ts|io-ts)\b/.test(specifier) && !typeOnly)
      breach(`src/${file}`, `'${specifier}' is imported as a value`)
  }
  visit(source, (node) => {
    if (ts.isIdentifier(node) && node.text === 'process' && !file.startsWith('node/')) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      breach(`src/${file}:${line + 1}`, '`process` is named outside of src/node')
    }
  })
}

// ---------------------------------------------------------------------------------------------------------------------
// compiled JavaScript, a file a module: what is left of the imports is what runs
// ---------------------------------------------------------------------------------------------------------------------

const graph = new Map()

for (const file of filesBelow('build/esm', '.js')) {
  const source = parse(`build/esm/${file}`)
  const module = file.replace(/\.js$/, '')
  const targets = []
  for (const { specifier } of importsOf(source)) {
    if (!specifier.startsWith('.')) {
      if (!mayImport(file, specifier)) breach(`src/${module}.ts`, `imports '${specifier}'`)
      continue
    }
    const target = join(file, '..', specifier).replaceAll('\\', '/').replace(/\.js$/, '')
    targets.push(target)
    if (floorOf(target) > floorOf(module))
      breach(`src/${module}.ts`, `imports ${target}, which is a floor above (${floors[floorOf(target)][0]})`)
  }
  graph.set(module, targets)
  if (floorOf(module) === -1) breach(`src/${module}.ts`, 'has no floor: give it one in test/tools/boundaries.mjs')
  // a compiled enum is `(function (Tag) { Tag[Tag["Succeed"] = 0] = "Succeed"; ...`
  const enums = [...source.text.matchAll(/\b(\w+)\[\1\["\w+"\] = /g)].map((match) => match[1])
  for (const name of new Set(enums)) breach(`src/${module}.ts`, `the enum ${name} is an object; it must be inlined`)
}

// The files that are shipped hold several modules: what belongs to Node must not have come into the others.
for (const file of filesBelow('dist/esm', '.js').filter((file) => !file.startsWith('node/'))) {
  for (const { specifier } of importsOf(parse(`dist/esm/${file}`)))
    if (!specifier.startsWith('.') && !mayImport(file, specifier)) breach(`dist/esm/${file}`, `imports '${specifier}'`)
}

const cycles = new Set()
const walk = (module, path) => {
  const start = path.indexOf(module)
  if (start !== -1) {
    const cycle = path.slice(start)
    const first = cycle.indexOf(cycle.toSorted()[0])
    cycles.add([...cycle.slice(first), ...cycle.slice(0, first)].join(' -> '))
  } else if (!done.has(module)) {
    for (const target of graph.get(module) ?? []) walk(target, [...path, module])
    done.add(module)
  }
}
const done = new Set()
for (const module of graph.keys()) walk(module, [])
for (const cycle of cycles) breach('src', `cycle: ${cycle}`)

// ---------------------------------------------------------------------------------------------------------------------
// browser
// ---------------------------------------------------------------------------------------------------------------------

try {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['dist/esm/index.js'],
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'esm',
    logLevel: 'silent'
  })
  console.log(`The index, bundled for a browser: ${(outputFiles[0].contents.length / 1024).toFixed(1)} KiB minified`)
} catch (error) {
  for (const { text, location } of error.errors ?? [{ text: String(error) }])
    breach(location?.file ?? 'dist/esm/index.js', `does not bundle for a browser: ${text}`)
}

for (const line of breaches) console.error(line)
console.log(`${graph.size} modules, ${breaches.length} breaches`)
process.exitCode = breaches.length === 0 ? 0 : 1
