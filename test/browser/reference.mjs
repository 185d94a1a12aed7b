// The reference as its readers use it: the front page, the search box, a function, the links on its page, the guides; and
// every link of every page leads somewhere. Reads build/site, which `npm run docs` writes, and leaves screenshots in
// build/screenshots.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { origin, withPage } from './chromium.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const site = join(root, 'build', 'site')
const shots = join(root, 'build', 'screenshots')

if (!existsSync(join(site, 'index.html'))) {
  console.error('There is no reference to open. Run: npm run docs')
  process.exit(1)
}
mkdirSync(shots, { recursive: true })

let passed = 0
const failures = []
const check = (what, ok, seen) => {
  if (ok) passed += 1
  else failures.push(`${what}${seen === undefined ? '' : `, but there is: ${JSON.stringify(seen)}`}`)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}`)
}

/** fp-ts' sections of a module of functions, in their order. */
const sections = [
  'model',
  'constructors',
  'conversions',
  'pattern matching',
  'error handling',
  'lifting',
  'mapping',
  'sequencing',
  'filtering',
  'instances',
  'combinators',
  'do notation',
  'traversing',
  'legacy'
]

await withPage(site, async (page, problems) => {
  const shoot = (name) => page.screenshot({ path: join(shots, `${name}.png`) })
  const title = () => page.locator('h1').first().innerText()

  await page.goto(`${origin}/index.html`)
  check('the front page is README.md', (await title()) === 'fiber-ts', await title())
  const navigation = await page.locator('.tsd-navigation a').allTextContents()
  check(
    'the modules are in the navigation',
    ['Coroutine', 'Fiber', 'Runner', 'testing'].every((name) => navigation.includes(name)),
    navigation
  )
  const guides = navigation.slice(navigation.indexOf('Guides'), navigation.indexOf('Barrier'))
  check(
    'the guides are in the reading order of docs/README.md',
    guides
      .join()
      .startsWith('Guides,Quick start,From asyncio,From fp-ts,From Effect,Typed errors and causes,Resources'),
    guides
  )
  await shoot('front')

  await page.locator('#tsd-search-trigger').click()
  await page.locator('#tsd-search-input').fill('flatMap')
  const first = page.locator('#tsd-search-results li').first()
  await first.waitFor({ timeout: 10_000 })
  await page.waitForTimeout(100)
  check(
    'the search box finds flatMap first',
    (await first.innerText()).trim().endsWith('Coroutine.flatMap'),
    await first.innerText()
  )
  await shoot('search')
  await first.click()
  await page.waitForURL('**/functions/Coroutine.flatMap.html')
  check('its result opens the page of the function', (await title()) === 'Function flatMap', await title())
  const text = await page.locator('.col-content').innerText()
  check('the page shows an example', text.includes("import * as C from 'fiber-ts/Coroutine'"), text)
  check('a signature is not repeated as a list of parameters', !text.includes('Type Parameters'), text)
  check(
    'the function is marked in the navigation',
    (await page.locator('.tsd-navigation a.current').innerText()).trim() === 'flatMap'
  )
  await shoot('function')

  await page.locator('.tsd-sources a').first().click()
  await page.waitForURL('**/source/src/Coroutine.ts.html#L*')
  const line = page.locator('.line:target')
  check(
    '"defined in" leads to the line of the source',
    await line.evaluate((each) => {
      const { top, bottom } = each.getBoundingClientRect()
      const code = each.parentElement.innerText
        .split('\n')
        .slice(Number(each.textContent) - 3, Number(each.textContent))
        .join('\n')
      return top > 0 && bottom < innerHeight && code.includes('flatMap')
    })
  )
  await shoot('source')

  await page.goBack()
  await page
    .locator('.tsd-signature a', { hasText: /^Coroutine$/ })
    .first()
    .click()
  await page.waitForURL('**/interfaces/Coroutine.Coroutine.html')
  check('a type in a signature leads to its page', (await title()) === 'Interface Coroutine<R, E, A>', await title())

  await page.goto(`${origin}/modules/Coroutine.html`)
  const found = (await page.locator('.tsd-accordion-summary h2').allInnerTexts()).map((each) => each.trim())
  const order = sections.map((section) => found.indexOf(section))
  check(
    "a module has fp-ts' sections, in fp-ts' order",
    order.every((place, i) => place >= 0 && (i === 0 || place > order[i - 1])),
    found
  )
  await shoot('module')

  await page.goto(`${origin}/index.html`)
  const guide = page.locator('.tsd-panel a[href^="documents/"]').first()
  const name = await guide.getAttribute('href')
  await guide.click()
  await page.waitForURL(`**/${name}`)
  check('a guide is a page of the site', (await page.locator('.col-content').innerText()).length > 500)
  await shoot('guide')

  check('nothing went wrong in the pages', problems.length === 0, problems)
})

const pages = readdirSync(site, { recursive: true }).filter((name) => name.endsWith('.html'))
const broken = []
let links = 0
for (const name of pages) {
  const file = join(site, name)
  for (const [, link] of readFileSync(file, 'utf8').matchAll(/<a [^>]*?href="([^"]+)"/g)) {
    links += 1
    const [path] = link.replaceAll('&amp;', '&').split('#')
    if (/^[a-z]+:/.test(path) || path === '') continue
    if (!existsSync(resolve(dirname(file), decodeURIComponent(path)))) broken.push(`${name}: ${link}`)
  }
}
check(
  `all ${links} links of ${pages.length} pages lead somewhere`,
  broken.length === 0,
  [...new Set(broken)].slice(0, 20)
)

for (const failure of failures) console.error(`✘ ${failure}`)
console.log(`\n${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1
