// AVA's `test` for a browser: as much of it as the tests use that need no Node. AVA itself runs in Node only. The page
// imports the test files one by one, and calls `runTests` after each.
type Run = (t: Assertions) => unknown
interface Test {
  readonly title: string
  readonly run: Run
}

export interface Result {
  readonly title: string
  /** What went wrong, if something did. */
  readonly failure: string | undefined
}

class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

const show = (value: unknown): string => {
  const seen = new Set<object>()
  try {
    return (
      JSON.stringify(value, (_, each: unknown) => {
        if (typeof each === 'object' && each !== null) {
          if (seen.has(each)) return '[seen before]'
          seen.add(each)
          if (each instanceof Error) return `[${String(each)}]`
          if (each instanceof Map || each instanceof Set) return [...each]
        }
        return typeof each === 'bigint' || typeof each === 'function' || typeof each === 'symbol' ? String(each) : each
      }) ?? String(value)
    )
  } catch {
    return Object.prototype.toString.call(value)
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const keysOf = (value: object): ReadonlyArray<PropertyKey> =>
  Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key))

const get = (value: object, key: PropertyKey): unknown => (value as Record<PropertyKey, unknown>)[key]

/** Equal as AVA's `deepEqual` means it: the same shape, the same prototypes, and `Object.is` at the leaves. */
const equal = (a: unknown, b: unknown, seen = new Map<object, object>()): boolean => {
  if (Object.is(a, b)) return true
  if (!isObject(a) || !isObject(b) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (seen.get(a) === b) return true
  seen.set(a, b)
  if (a instanceof Date && b instanceof Date && a.getTime() !== b.getTime()) return false
  if (a instanceof Error && b instanceof Error && (a.name !== b.name || a.message !== b.message)) return false
  if ((a instanceof Map && b instanceof Map) || (a instanceof Set && b instanceof Set))
    if (!equal([...a], [...b], seen)) return false
  const keys = keysOf(a)
  return (
    keys.length === keysOf(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(get(a, key), get(b, key), seen))
  )
}

const isLike = (value: unknown, pattern: unknown): boolean =>
  isObject(value) && isObject(pattern)
    ? keysOf(pattern).every((key) => isLike(get(value, key), get(pattern, key)))
    : Object.is(value, pattern)

interface Expectation {
  readonly any?: boolean
  readonly instanceOf?: new (...args: ReadonlyArray<never>) => unknown
  readonly is?: unknown
  readonly message?: string | RegExp | ((message: string) => boolean)
  readonly name?: string
}

/** The outcome of `t.try`: what the test makes of it is up to the test. */
interface Attempt {
  readonly passed: boolean
  readonly errors: ReadonlyArray<{ readonly savedError: unknown; readonly cause: unknown }>
  readonly commit: () => void
  readonly discard: () => void
}

class Assertions {
  count = 0
  failure: { readonly error: unknown } | undefined
  readonly teardowns: Array<() => unknown> = []

  constructor(readonly title: string) {}

  private check(ok: boolean, what: () => string, message?: string): true {
    this.count += 1
    if (!ok) throw new AssertionError(message === undefined ? what() : `${message}: ${what()}`)
    return true
  }

  private thrown(error: unknown, expected: Expectation = {}): unknown {
    const { any = false, instanceOf, is, message, name } = expected
    const text = (error as { readonly message?: unknown } | undefined)?.message
    const fits =
      (any || error instanceof Error) &&
      (instanceOf === undefined || error instanceof instanceOf) &&
      (!('is' in expected) || error === is) &&
      (name === undefined || (error as Error).name === name) &&
      (message === undefined ||
        (typeof message === 'string'
          ? text === message
          : typeof message === 'function'
            ? message(String(text))
            : message.test(String(text))))
    this.check(fits, () => `something else was thrown: ${show(error)}`)
    return error
  }

  is(actual: unknown, expected: unknown, message?: string): true {
    return this.check(Object.is(actual, expected), () => `${show(actual)} is not ${show(expected)}`, message)
  }

  not(actual: unknown, expected: unknown, message?: string): true {
    return this.check(!Object.is(actual, expected), () => `both are ${show(actual)}`, message)
  }

  deepEqual(actual: unknown, expected: unknown, message?: string): true {
    return this.check(equal(actual, expected), () => `${show(actual)} does not equal ${show(expected)}`, message)
  }

  notDeepEqual(actual: unknown, expected: unknown, message?: string): true {
    return this.check(!equal(actual, expected), () => `both equal ${show(actual)}`, message)
  }

  like(actual: unknown, pattern: unknown, message?: string): true {
    return this.check(isLike(actual, pattern), () => `${show(actual)} is not like ${show(pattern)}`, message)
  }

  true(actual: unknown, message?: string): true {
    return this.is(actual, true, message)
  }

  false(actual: unknown, message?: string): true {
    return this.is(actual, false, message)
  }

  truthy(actual: unknown, message?: string): true {
    return this.check(Boolean(actual), () => `${show(actual)} is not truthy`, message)
  }

  falsy(actual: unknown, message?: string): true {
    return this.check(!actual, () => `${show(actual)} is not falsy`, message)
  }

  assert(actual: unknown, message?: string): true {
    return this.truthy(actual, message)
  }

  regex(actual: string, pattern: RegExp, message?: string): true {
    return this.check(pattern.test(actual), () => `${show(actual)} does not match ${String(pattern)}`, message)
  }

  notRegex(actual: string, pattern: RegExp, message?: string): true {
    return this.check(!pattern.test(actual), () => `${show(actual)} matches ${String(pattern)}`, message)
  }

  throws(f: () => unknown, expected?: Expectation): unknown {
    try {
      f()
    } catch (error) {
      return this.thrown(error, expected)
    }
    return this.check(false, () => 'nothing was thrown')
  }

  async throwsAsync(f: PromiseLike<unknown> | (() => PromiseLike<unknown>), expected?: Expectation): Promise<unknown> {
    try {
      await (typeof f === 'function' ? f() : f)
    } catch (error) {
      return this.thrown(error, expected)
    }
    return this.check(false, () => 'nothing was thrown')
  }

  notThrows(f: () => unknown, message?: string): true {
    f()
    return this.check(true, String, message)
  }

  async notThrowsAsync(f: PromiseLike<unknown> | (() => PromiseLike<unknown>), message?: string): Promise<true> {
    await (typeof f === 'function' ? f() : f)
    return this.check(true, String, message)
  }

  /** An attempt that may be thrown away, which is how property tests run a test many times. */
  async try(run: Run): Promise<Attempt> {
    const t = new Assertions(this.title)
    const result = await runOne({ title: this.title, run }, t)
    const failures = t.failure === undefined ? [] : [t.failure.error]
    return {
      passed: result.failure === undefined,
      errors: failures.map((error) => ({ savedError: error, cause: error })),
      commit: () => {
        this.count += t.count
        if (t.failure !== undefined) throw t.failure.error
      },
      discard: () => {}
    }
  }

  pass(): true {
    return this.check(true, String)
  }

  // called without its object by @fast-check/ava
  readonly fail = (message = 'the test says so'): true => this.check(false, () => message)

  log(...values: ReadonlyArray<unknown>): void {
    console.log(this.title, ...values)
  }

  timeout(): void {}

  teardown(f: () => unknown): void {
    this.teardowns.unshift(f)
  }
}

const declared: Array<Test> = []

const runOne = async ({ title, run }: Test, t = new Assertions(title)): Promise<Result> => {
  try {
    await run(t)
    if (t.count === 0) t.failure = { error: new AssertionError('it asserted nothing') }
  } catch (error) {
    t.failure = { error }
  }
  for (const teardown of t.teardowns) await teardown()
  const error = t.failure?.error
  return {
    title,
    failure: t.failure && (error instanceof Error ? (error.stack ?? String(error)) : `it threw ${show(error)}`)
  }
}

/** Runs what was declared since the last time, one after the other. */
export const runTests = async (): Promise<ReadonlyArray<Result>> => {
  const results: Array<Result> = []
  for (const each of declared.splice(0)) results.push(await runOne(each))
  return results
}

const declare = (title: string, run: Run): void => void declared.push({ title, run })

export default Object.assign(declare, { serial: declare })
