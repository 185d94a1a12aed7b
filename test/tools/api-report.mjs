// The public interface as text: docs/api holds the declarations of every public module, without comments, sorted by name
// and formatted, so that a change of what users may rely on is a change that a reviewer sees. Declarations of private
// modules that a public signature mentions are part of the interface as well, and stand at the end of the file.
//
//   node test/tools/api-report.mjs            writes docs/api from dist/esm
//   node test/tools/api-report.mjs --check    writes nothing; fails if docs/api is not what the build declares
import { existsSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import prettier from 'prettier'
import ts from 'typescript'
import { publicModules } from './exports.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const built = join(root, 'dist', 'esm')
const out = join(root, 'docs', 'api')
const check = process.argv.includes('--check')

const fileOf = (path) => join(built, `${path}.d.ts`)

// Names have to be found, types need not be known: without the library's files this takes a second less.
const program = ts.createProgram(
  publicModules().map(([, path]) => fileOf(path)),
  { noLib: true, types: [], module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }
)
const checker = program.getTypeChecker()
const printer = ts.createPrinter({ removeComments: true })

const isOurs = (declaration) => declaration.getSourceFile().fileName.replaceAll('\\', '/').includes('/dist/esm/')
const follow = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)

/** What is a file of its own in the report: the public modules, and those that they export as namespaces. */
const reports = new Map(publicModules().map(([name, path]) => [fileOf(path), name]))

/** The exports of a file, as pairs of the name that users see and what it stands for. */
const exportsOf = (file) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file))
  return module === undefined ? [] : checker.getExportsOfModule(module).map((symbol) => [symbol.name, follow(symbol)])
}

for (const [file, name] of reports)
  for (const [as, { declarations }] of exportsOf(file)) {
    const namespace = declarations?.find(ts.isSourceFile)?.fileName
    if (namespace !== undefined && !reports.has(namespace)) reports.set(namespace, `${name}.${as}`)
  }

/** Everything that has a name in some public module: elsewhere it need not be declared once more. */
const named = new Set([...reports.keys()].flatMap((file) => exportsOf(file).map(([, symbol]) => symbol)))

const statementOf = (declaration) => (ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration)

/** The declarations of private modules that these mention, and those that they mention in turn. */
const hiddenIn = (declarations, found = new Set()) => {
  const visit = (node) => {
    const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined
    const target = symbol === undefined ? undefined : follow(symbol)
    const top = target?.declarations?.filter(
      (each) => isOurs(each) && (ts.isSourceFile(statementOf(each).parent ?? each) || ts.isModuleBlock(each.parent))
    )
    if (top !== undefined && top.length > 0 && !top.some(ts.isSourceFile) && !named.has(target) && !found.has(target)) {
      found.add(target)
      hiddenIn(top, found)
    }
    ts.forEachChild(node, visit)
  }
  for (const declaration of declarations) visit(declaration)
  return found
}

const print = (declaration) => {
  const statement = statementOf(declaration)
  const text = printer.printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile())
  // a private member of a class is declared by its name alone, and nobody's business
  return text.replaceAll(/^ +private [^\n]*;\n/gm, '')
}

const byName = ([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)

const section = (as, symbol) => {
  const declarations = (symbol.declarations ?? []).filter(isOurs)
  const namespace = declarations.find(ts.isSourceFile)
  if (namespace !== undefined) return `export * as ${as} from './${reports.get(namespace.fileName)}'`
  const text = [...new Set(declarations.map(print))].join('\n')
  const own = symbol.name === as && /^export /m.test(text)
  return own || symbol.name === 'default' ? text : `${text}\nexport { ${symbol.name} as ${as} }`
}

const reportOf = async (file) => {
  const exported = exportsOf(file).sort(byName)
  const hidden = [...hiddenIn(exported.flatMap(([, symbol]) => (symbol.declarations ?? []).filter(isOurs)))]
    .map((symbol) => [symbol.name, symbol])
    .sort(byName)
  const text = [
    '// Written by `npm run api` from the built declarations.',
    ...exported.map(([as, symbol]) => section(as, symbol)),
    ...(hidden.length === 0 ? [] : ['// not exported, but part of what is']),
    ...hidden.map(([, symbol]) =>
      symbol.declarations
        .filter(isOurs)
        .map(print)
        .join('\n')
        .replaceAll(/^export /gm, '')
    )
  ].join('\n\n')
  return prettier.format(text, { ...(await prettier.resolveConfig(join(out, 'x.d.ts'))), parser: 'typescript' })
}

// ---------------------------------------------------------------------------------------------------------------------

const wanted = new Map(
  await Promise.all([...reports].map(async ([file, name]) => [`${name}.d.ts`, await reportOf(file)]))
)
mkdirSync(out, { recursive: true })
const there = new Map(
  readdirSync(out)
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => [name, readFileSync(join(out, name), 'utf8')])
)

/** The lines that one text has and the other has not, in their order: enough to see what has changed. */
const differences = (before, after) => {
  const lines = (text) => new Set((text ?? '').split('\n'))
  const [old, now] = [lines(before), lines(after)]
  return [
    ...[...old].filter((line) => !now.has(line)).map((line) => `  - ${line}`),
    ...[...now].filter((line) => !old.has(line)).map((line) => `  + ${line}`)
  ]
}

const changed = [...new Set([...wanted.keys(), ...there.keys()])]
  .filter((name) => wanted.get(name) !== there.get(name))
  .sort((a, b) => (a < b ? -1 : 1))

for (const name of changed) {
  console.log(`docs/api/${name}`)
  for (const line of differences(there.get(name), wanted.get(name))) console.log(line)
  if (check) continue
  if (wanted.has(name)) writeFileSync(join(out, name), wanted.get(name))
  else if (existsSync(join(out, name))) unlinkSync(join(out, name))
}
if (check && changed.length > 0) {
  console.error('The public interface is not the one in docs/api. If that is meant: npm run api, and commit it.')
  process.exitCode = 1
}
console.log(`${wanted.size} modules, ${changed.length} changed`)
