// Records a terminal: the program of README.md that shows what Ctrl-C does, run by a shell in a pseudo-terminal, with the
// keys pressed as a person would, becomes docs/ctrl-c.svg. What the picture shows is what came out, when it came.
//
//   npm run record                            writes docs/ctrl-c.svg
//   node test/tools/record.mjs --check        runs it again, and fails if the picture shows something else
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { programsOf } from './snippets.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, 'build', 'record')
const picture = join(root, 'docs', 'ctrl-c.svg')
const patience = 20_000

// ---------------------------------------------------------------------------------------------------------------------
// the terminal
// ---------------------------------------------------------------------------------------------------------------------

/** Python has pseudo-terminals, Node has none: what is written to this process is typed there. */
const onTerminal = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)'

/** What is typed, each when the terminal shows what stands beside it. */
const keys = (pressed) => [
  [/\$ $/, 'node main.js\r'],
  [pressed, '\x03'],
  [/\$ $/, 'echo $?\r'],
  [/\$ $/, '\x04']
]

/** Runs a shell in a terminal and types. Answers what appeared, as pairs of a time in milliseconds and a text. */
const session = (typed) =>
  new Promise((resolve, reject) => {
    const shell = spawn('python3', ['-c', onTerminal, 'bash', '--noprofile', '--rcfile', 'prompt', '-i'], {
      cwd: folder,
      env: { ...process.env, TERM: 'dumb', NO_COLOR: '1', HISTFILE: '' },
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: patience,
      killSignal: 'SIGKILL'
    })
    const rest = [...typed]
    const start = performance.now()
    const chunks = []
    let unseen = ''
    shell.stdout.setEncoding('utf8').on('data', (text) => {
      chunks.push([performance.now() - start, text.replaceAll('\r', '')])
      unseen += text.replaceAll('\r', '')
      const [wanted, key] = rest[0] ?? []
      if (wanted === undefined || !wanted.test(unseen)) return
      unseen = ''
      rest.shift()
      // a moment later, as somebody who has read it
      setTimeout(() => shell.stdin.write(key), 300)
    })
    shell.on('error', (error) =>
      reject(new Error('There is no terminal to record: python3 is needed', { cause: error }))
    )
    shell.on('close', () =>
      rest.length === 0
        ? resolve(chunks)
        : reject(new Error(`the terminal did not show ${rest[0][0]}, but\n${chunks.map(([, text]) => text).join('')}`))
    )
  })

/** The lines of the screen, each with the time at which it was complete. The prompt that the shell was left at is none. */
const linesOf = (chunks) => {
  const lines = []
  let line = ''
  for (const [at, text] of chunks)
    for (const char of text)
      if (char === '\n') {
        lines.push({ at, text: line })
        line = ''
      } else line += char
  return lines.filter(({ text }) => !/^(?:\$ )?(?:exit)?$/.test(text))
}

// ---------------------------------------------------------------------------------------------------------------------
// the picture
// ---------------------------------------------------------------------------------------------------------------------

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A prompt with what was typed stands out, and so does what a terminal shows for Ctrl-C, on the line where it was pressed. */
const styled = (text) =>
  text.startsWith('$ ')
    ? `<tspan class="typed">${escape(text)}</tspan>`
    : escape(text).replace(/^\^C/, '<tspan class="key">^C</tspan>')

/** Each line appears when it did; the whole stands for a while, and begins again. Who wants no motion sees the whole. */
const draw = (lines) => {
  const [width, lineHeight, top, left] = [640, 22, 62, 24]
  const height = top + lines.length * lineHeight + 8
  const first = lines[0]?.at ?? 0
  const end = (lines.at(-1)?.at ?? 0) - first + 4_000
  const appear = lines.map(({ at }, i) => {
    const percent = (((at - first) / end) * 100).toFixed(1)
    return `@keyframes l${i}{0%{opacity:0}${percent}%{opacity:0}${(Number(percent) + 0.1).toFixed(1)}%{opacity:1}100%{opacity:1}}#l${i}{animation:l${i} ${(end / 1000).toFixed(1)}s linear infinite}`
  })
  const texts = lines.map(
    ({ text }, i) =>
      `<text id="l${i}" x="${left}" y="${top + i * lineHeight}" xml:space="preserve">${styled(text)}</text>`
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">A terminal: a program is stopped by Ctrl-C, cleans up, and ends with code 130</title>
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d4d4d8}
.typed{fill:#ffffff;font-weight:bold}
.key{fill:#f9c74f;font-weight:bold}
@media (prefers-reduced-motion: no-preference){
${appear.join('\n')}
#l0{animation:none}
}
</style>
<rect width="${width}" height="${height}" rx="10" fill="#18181b"/>
<circle cx="24" cy="22" r="6" fill="#f94144"/><circle cx="44" cy="22" r="6" fill="#f9c74f"/><circle cx="64" cy="22" r="6" fill="#90be6d"/>
${texts.join('\n')}
</svg>
`
}

const textsOf = (svg) =>
  [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, text]) =>
    text
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  )

// ---------------------------------------------------------------------------------------------------------------------

const program = programsOf('README.md', readFileSync(join(root, 'README.md'), 'utf8')).find(({ expected }) =>
  /^\^C$/m.test(expected)
)
if (program === undefined) throw new Error('README.md has no program whose output has a line ^C')

mkdirSync(folder, { recursive: true })
const { code } = await transform(program.code, { loader: 'ts', format: 'esm', target: 'es2022' })
writeFileSync(join(folder, 'main.js'), code)
writeFileSync(join(folder, 'prompt'), "PS1='$ '\n")

const [before] = program.expected.split(/^\^C$/m)
const lines = linesOf(await session(keys(new RegExp(`${before.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))))

if (process.argv.includes('--check')) {
  const shown = textsOf(readFileSync(picture, 'utf8')).join('\n')
  const seen = lines.map(({ text }) => text).join('\n')
  if (shown === seen) console.log(`docs/ctrl-c.svg shows what happens: ${lines.length} lines`)
  else {
    console.error(`docs/ctrl-c.svg shows\n\n${shown}\n\nbut what happens is\n\n${seen}\n\nRun: npm run record`)
    process.exitCode = 1
  }
} else {
  writeFileSync(picture, draw(lines))
  console.log(
    `docs/ctrl-c.svg\n${lines.map(({ at, text }) => `${(at / 1000).toFixed(2).padStart(6)} s  ${text}`).join('\n')}`
  )
}
