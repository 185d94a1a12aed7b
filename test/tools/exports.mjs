// Writes the subpath entries of package.json (`exports` and `typesVersions`) from the files of src/: one entry for each
// public module, which is a file with a capital letter, and `testing` and `otel` for the folders of these names. Private modules
// (lower case) get none. `--check` writes nothing and fails if package.json is not up to date.
import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const file = new URL('package.json', root)

/** The public modules of src/, as [subpath, path below dist/esm and dist/cjs without extension]. */
export const publicModules = () => {
  const modules = readdirSync(new URL('src/', root))
    .filter((name) => /^[A-Z]\w*\.ts$/.test(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort()
    .map((name) => [name, name])
  return [...modules, ['otel', 'otel/index'], ['testing', 'testing/index']]
}

// `module-sync` comes first: on Node >= 20.19 it makes `import` and `require` load the same, single copy.
const conditions = (path) => {
  const build = (kind) => ({ types: `./dist/${kind}/${path}.d.ts`, default: `./dist/${kind}/${path}.js` })
  return { 'module-sync': build('esm'), import: build('esm'), require: build('cjs') }
}

export const generated = () => {
  const modules = publicModules()
  return {
    // read only by TypeScript's node10 resolution, which does not know `exports`
    typesVersions: { '*': Object.fromEntries(modules.map(([name, path]) => [name, [`./dist/cjs/${path}.d.ts`]])) },
    exports: {
      '.': conditions('index'),
      ...Object.fromEntries(modules.map(([name, path]) => [`./${name}`, conditions(path)])),
      './package.json': './package.json'
    }
  }
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const before = readFileSync(file, 'utf8')
  const after = JSON.stringify({ ...JSON.parse(before), ...generated() }, null, 2) + '\n'
  if (before === after) {
    console.log('package.json: the subpath entries are up to date')
  } else if (process.argv.includes('--check')) {
    console.error('package.json: the subpath entries are not those of src/. Run: npm run exports')
    process.exitCode = 1
  } else {
    writeFileSync(file, after)
    console.log('package.json: subpath entries written')
  }
}
