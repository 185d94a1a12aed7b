// The package as its users see it: every public module can be reached by its name, with its types, from ESM and from
// CommonJS, and both get the same copy.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'ava'

const root = new URL('../../', import.meta.url)
const require = createRequire(import.meta.url)

type Build = { readonly types: string; readonly default: string }
type Conditions = { readonly 'module-sync': Build; readonly import: Build; readonly require: Build }

const manifest: {
  readonly main: string
  readonly types: string
  readonly exports: Readonly<Record<string, Conditions>>
  readonly typesVersions: { readonly '*': Readonly<Record<string, ReadonlyArray<string>>> }
} = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

// read from the folder here, rather than by the script that writes package.json
const modules = readdirSync(new URL('src/', root))
  .filter((name) => name.endsWith('.ts') && name[0] !== name[0]?.toLowerCase())
  .map((name) => name.slice(0, -3))

const paths = new Map<string, string>([
  ['.', 'index'],
  ...modules.map((name) => [`./${name}`, name] as const),
  ['./otel', 'otel/index'],
  ['./testing', 'testing/index']
])

const specifierOf = (subpath: string): string => `fiber-ts${subpath.slice(1)}`

test('every public module has its subpath, and nothing else has one', (t) => {
  t.deepEqual(Object.keys(manifest.exports).sort(), [...paths.keys(), './package.json'].sort())
  t.deepEqual(
    Object.keys(manifest.typesVersions['*']).sort(),
    [...paths.keys()]
      .filter((subpath) => subpath !== '.')
      .map((subpath) => subpath.slice(2))
      .sort()
  )
})

test('the index is a namespace for each module with a capital letter', async (t) => {
  const index: Readonly<Record<string, unknown>> = await import(specifierOf('.'))
  // a module that holds types only is no value
  for (const name of modules) {
    const module: object = await import(specifierOf(`./${name}`))
    if (Object.keys(module).length > 0) t.is(index[name], module, name)
  }
  t.deepEqual(
    Object.keys(index).filter((name) => !modules.includes(name)),
    []
  )
})

for (const [subpath, path] of paths) {
  const conditions = manifest.exports[subpath]

  test(`${subpath}: both builds are there, with their types`, (t) => {
    const esm = { types: `./dist/esm/${path}.d.ts`, default: `./dist/esm/${path}.js` }
    const cjs = { types: `./dist/cjs/${path}.d.ts`, default: `./dist/cjs/${path}.js` }
    t.deepEqual(conditions, { 'module-sync': esm, import: esm, require: cjs })
    // the first condition that fits is taken: this one has to come before the others
    t.is(Object.keys(conditions ?? {})[0], 'module-sync')
    if (subpath === '.') t.deepEqual([manifest.types, manifest.main], [cjs.types, cjs.default])
    else t.deepEqual(manifest.typesVersions['*'][subpath.slice(2)], [cjs.types])
    for (const file of [...Object.values(esm), ...Object.values(cjs)]) t.true(existsSync(new URL(file, root)), file)
  })

  test(`${subpath}: import and require give the same copy`, async (t) => {
    const imported: Readonly<Record<string, unknown>> = await import(specifierOf(subpath))
    const required: Readonly<Record<string, unknown>> = require(specifierOf(subpath))
    t.deepEqual(Object.keys(required), Object.keys(imported))
    for (const name of Object.keys(imported)) t.is(required[name], imported[name], name)
  })

  test(`${subpath}: the CommonJS build has the same exports`, async (t) => {
    const imported: object = await import(specifierOf(subpath))
    const required: object = require(new URL(`dist/cjs/${path}.js`, root).pathname)
    t.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort())
  })
}
