/**
 * Values as messages show them: short, and without looking into them. Whatever was sent may be huge, cyclic, hostile or
 * secret, so of an object only its keys are named, and no method of it is called.
 */

/** What stands in the place of a value that is not to be seen. */
export const redacted = '<redacted>'

const longest = 60

/** Longer ones are not written out: their digits alone would take seconds. */
const isHuge = (u: bigint): boolean => u > 10n ** 60n || u < -(10n ** 60n)

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)

/** A user and a password in front of a host are never shown. */
export const withoutUserInfo = (text: string): string => text.replace(/(:\/\/).*@/s, `$1${redacted}@`)

const showString = (text: string): string => {
  const safe = withoutUserInfo(text.slice(0, 4096))
  const shown = JSON.stringify(safe.slice(0, longest))
  return safe.length > longest ? `${shown.slice(0, -1)}…" (${text.length} characters)` : shown
}

const showObject = (u: object): string => {
  if (Array.isArray(u)) return u.length === 0 ? '[]' : `an array of ${u.length}`
  const prototype: unknown = Object.getPrototypeOf(u)
  const constructor: unknown = (prototype as { readonly constructor?: unknown } | null)?.constructor
  if (constructor !== undefined && constructor !== Object && typeof constructor === 'function')
    return `an instance of ${cut(constructor.name || 'a class')}`
  const keys = Object.keys(u)
  if (keys.length === 0) return '{}'
  return `{ ${keys
    .slice(0, 5)
    .map((key) => cut(key))
    .join(', ')}${keys.length > 5 ? ', …' : ''} }`
}

/** A value in a few words. Never throws. */
export const show = (u: unknown): string => {
  try {
    if (typeof u === 'string') return showString(u)
    if (typeof u === 'bigint') return isHuge(u) ? 'a huge bigint' : `${u}n`
    if (typeof u === 'symbol') return cut(String(u))
    if (typeof u === 'function') return `function ${cut(u.name || '(anonymous)')}`
    if (typeof u === 'object' && u !== null) return showObject(u)
    return Object.is(u, -0) ? '-0' : String(u)
  } catch {
    return 'a value that cannot be shown'
  }
}

/** A path as it is written in code: `user.addresses[0].city`. The empty path is the empty text. */
export const showPath = (path: ReadonlyArray<string | number>): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${text}[${showString(key)}]`
    return text === '' ? cut(key) : `${text}.${cut(key)}`
  }, '')
