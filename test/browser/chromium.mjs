// Debian's Chromium without a window, and pages in it that come from a folder: every request is answered from there, so
// that no server runs, no port is taken, and a page that asks for anything else is found out.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, extname, join } from 'node:path'
import { chromium } from 'playwright-core'

/** Where the pages seem to be. A browser trusts this name as it trusts https. */
export const origin = 'http://localhost'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const find = () => {
  if (process.env.CHROMIUM !== undefined && process.env.CHROMIUM !== '') return process.env.CHROMIUM
  for (const dir of (process.env.PATH ?? '').split(delimiter))
    for (const name of names) {
      const path = join(dir, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // not in this folder
      }
    }
  return undefined
}

const isRoot = process.getuid?.() === 0

/** On CI, and nowhere else, a missing browser is installed. */
const install = () => {
  if (process.env.CI === undefined || !existsSync('/usr/bin/apt-get')) return
  const run = (...args) => {
    const [command, ...rest] = isRoot ? args : ['sudo', '-n', ...args]
    const { status } = spawnSync(command, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    })
    return status === 0
  }
  console.log('Chromium is not there: installing it with apt-get ...')
  if (run('apt-get', 'update')) run('apt-get', 'install', '--yes', '--no-install-recommends', 'chromium')
}

const path = () => {
  const found = find() ?? (install(), find())
  if (found !== undefined) return found
  console.error(
    'There is no Chromium to open the pages in. Install it (apt-get install chromium), or say where one is:'
  )
  console.error('CHROMIUM=/path/to/chromium')
  process.exit(1)
}

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json'
}

/**
 * Opens a page on a folder and gives it to `use`, with the list of what went wrong in it: errors in the console, uncaught
 * exceptions, and requests for what is not in the folder.
 */
export const withPage = async (folder, use, options = {}) => {
  const browser = await chromium.launch({ executablePath: path(), args: isRoot ? ['--no-sandbox'] : [] })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options })
    const problems = []
    page.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => problems.push(`uncaught: ${error.stack ?? error}`))
    await page.route('**/*', async (route) => {
      const url = new URL(route.request().url())
      const file = join(folder, decodeURIComponent(url.pathname))
      if (url.protocol === 'data:') return route.continue()
      if (url.origin === origin && existsSync(file))
        return route.fulfill({ path: file, contentType: types[extname(file)] ?? 'application/octet-stream' })
      problems.push(`asked for ${url.href}, which is not there`)
      return route.abort()
    })
    return await use(page, problems)
  } finally {
    await browser.close()
  }
}
