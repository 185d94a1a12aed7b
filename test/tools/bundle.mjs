// The last step of the ESM build: build/esm (what the compiler made, a file a module) becomes dist/esm (what is shipped).
//
// To load a module costs Node most of a millisecond, however small it is, and a program needs some thirty of the library's.
// So what every program loads is put together: the kernel (what Coroutine needs) and the runtime (what Runner needs besides,
// with a base for what bundlers for browsers replace). Nothing else changes: every module keeps its file and its exports, the
// merged ones as a line that points to where they went, and the source maps still lead to src. Comments stay behind: the
// declarations have those for users, src the others, and to read past them was a tenth of the time that an import takes.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { rollup } from 'rollup'

const root = fileURLToPath(new URL('../../', import.meta.url))
const from = join(root, 'build', 'esm')
const to = join(root, 'dist', 'esm')

const nameOf = (id) => relative(from, id).replaceAll(sep, '/').replace(/\.js$/, '')

const modules = readdirSync(from, { recursive: true })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.slice(0, -3))

/** What bundlers for browsers replace has to stay a file of its own: it only passes on what stands elsewhere. */
const replaced = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).browser)
  .filter((file) => file.startsWith('./dist/esm/'))
  .map((file) => file.slice('./dist/esm/'.length, -'.js'.length))

/** Some take whole modules as objects, which merged files could not give: they stay as they are. */
const isTaken = (name) => name === 'index' || name.startsWith('testing/') || replaced.includes(name)

/** What modules need when they are loaded: what they import, but not what they import later. */
const neededBy = (ids, getModuleInfo) => {
  const found = new Set()
  const visit = (id) => {
    if (found.has(id)) return
    found.add(id)
    for (const imported of getModuleInfo(id)?.importedIds ?? []) visit(imported)
  }
  for (const id of ids) visit(id)
  return found
}

const sourceOf = (name) => readFileSync(join(from, `${name}.js`), 'utf8')
const specifier = /(?<= from ')\.[^']*(?=')/g
const passedOn = replaced.flatMap((name) =>
  [...sourceOf(name).matchAll(specifier)].map(([relativePath]) => join(from, name, '..', relativePath))
)

/** A module that does something when it is loaded: put together with others, it would be in every bundle. */
const marksClasses = /^brand\(/m

/** The file that a module goes to, if not to one of its own. */
const placing = () => {
  let kernel, base, runtime
  return (id, { getModuleInfo }) => {
    kernel ??= neededBy([join(from, 'Coroutine.js')], getModuleInfo)
    base ??= neededBy(passedOn, getModuleInfo)
    runtime ??= neededBy([join(from, 'Runner.js')], getModuleInfo)
    const name = nameOf(id)
    if (name === 'Coroutine' || name === 'Runner') return undefined
    if (kernel.has(id)) return 'internal/kernel'
    if (!/^(?:internal|node)\//.test(name)) return undefined
    if (marksClasses.test(getModuleInfo(id).code)) return name
    if (base.has(id)) return 'node/base'
    return runtime.has(id) ? 'node/runtime' : undefined
  }
}

/** Reads a compiled module together with its source map. */
const compiled = {
  name: 'compiled',
  load: (id) => ({
    code: readFileSync(id, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'),
    map: JSON.parse(readFileSync(`${id}.map`, 'utf8'))
  })
}

/** Takes the comments away, but for those that tell bundlers what has no effect. */
const uncommented = {
  name: 'uncommented',
  transform: (code) => transform(code, { target: 'es2022', sourcemap: 'external' })
}

const bundle = await rollup({
  input: Object.fromEntries(modules.filter((name) => !isTaken(name)).map((name) => [name, join(from, `${name}.js`)])),
  external: (id) => /^(?![./])/.test(id) || replaced.includes(nameOf(id)),
  plugins: [compiled, uncommented],
  treeshake: false
})
await bundle.write({
  dir: to,
  format: 'es',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  hoistTransitiveImports: false,
  minifyInternalExports: false,
  manualChunks: placing(),
  sourcemap: true,
  sourcemapExcludeSources: true
})
for (const name of modules.filter(isTaken)) {
  const source = sourceOf(name)
  writeFileSync(join(to, `${name}.js`), replaced.includes(name) ? source.replace(specifier, './base.js') : source)
  cpSync(join(from, `${name}.js.map`), join(to, `${name}.js.map`))
}
