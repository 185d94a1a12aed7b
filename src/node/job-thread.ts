/**
 * What runs in a thread of the pool, as source text: a module that is loaded from a `data:` address needs no file, and so
 * works from ESM, CommonJS and bundles alike.
 *
 * It finds the job's function, calls it with a `JobContext` as `this`, and answers plain data whatever happens: the pool
 * itself would drop the class, the name and the cause of an error. The cells it shares with the main thread, two for each
 * thread of the pool, are those of `Cell` in threads.ts.
 */
const source = `
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { threadId } from 'node:worker_threads'

const cells = process.__tinypool_state__.workerData
const unset = Symbol.for('fiber-ts/unset')
const functions = new Map()

const lookUp = async (module, name) => {
  const exports = await import(module)
  // a CommonJS module whose exports Node could not tell beforehand has them all in its default export
  const found = name in exports ? exports[name] : exports.default?.[name]
  if (typeof found === 'function') return found
  const all = { ...exports.default, ...exports }
  throw { notFound: 'export', found: found === undefined ? 'nothing' : inspect(found, { depth: 0 }),
    exports: Object.keys(all).filter((key) => typeof all[key] === 'function') }
}

// What a job is told of the world outside. It is made for every job, and costs nothing until it is asked.
class JobContext {
  #flag; #variables; #lost; #over = false; #signal
  constructor(flag, variables, lost) {
    this.#flag = flag
    this.#variables = variables
    this.#lost = lost
  }
  get signal() {
    return this.#signal ??= this.#watch()
  }
  get({ name, initial }) {
    if (this.#lost?.[name] !== undefined) throw new Error('the ContextVar "' + name + '" ' + this.#lost[name])
    if (this.#variables?.has(name)) return this.#variables.get(name)
    if (initial !== unset) return initial
    throw new Error('the ContextVar "' + name + '" has no value in this job, and no initial one')
  }
  transfer(value, list) {
    return new Transfer(value, list)
  }
  // The flag is heard of as soon as the job lets its thread do something else; a job that never does may ask.
  #watch() {
    const flag = this.#flag
    const controller = new AbortController()
    const { signal } = controller
    const look = () => {
      if (!this.#over && Atomics.load(cells, flag) === 1 && !controller.signal[original])
        controller.abort(new DOMException('the fiber that waited for this job was interrupted', 'AbortError'))
      return signal[original]
    }
    Object.defineProperty(signal, original, { get: () => abortedOf.call(signal) })
    Object.defineProperty(signal, 'aborted', { get: look })
    Object.defineProperty(signal, 'throwIfAborted', { value: () => { if (look()) throw signal.reason } })
    const { async, value } = Atomics.waitAsync(cells, flag, 0)
    if (async) value.then(look)
    else look()
    return signal
  }
  end() {
    this.#over = true
    if (this.#signal !== undefined) Atomics.notify(cells, this.#flag)
  }
}
const original = Symbol('aborted')
const abortedOf = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted').get

class Transfer {
  constructor(value, list) {
    this.value = value
    this.list = list
  }
}

// The pool knows a value that is to be transferred by three symbols, one of which it keeps to itself.
const transferred = (answer, list) => new Proxy({}, {
  has: () => true,
  get: (_, key) => key === Symbol.for('Tinypool.transferable') ? list : key === Symbol.for('Tinypool.valueOf') ? answer : true
})

const cloneable = (value) => {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

// A stack down to where the pool comes in.
const own = (stack) => typeof stack === 'string' ? stack.replace(/\\n[^\\n]*fiber-ts:job-thread[^]*$/, '') : undefined

const plain = (thrown, depth = 0) => {
  if (!(thrown instanceof Error)) {
    const text = inspect(thrown)
    return cloneable(thrown) ? { thrown, text } : { thrown: text, text }
  }
  const data = {}
  for (const key of Object.keys(thrown))
    if (key !== 'cause' && key !== 'name' && cloneable(thrown[key])) data[key] = thrown[key]
  const deeper = (inner) => depth < 16 ? plain(inner, depth + 1) : { thrown: '...', text: '...' }
  return {
    name: String(thrown.name), message: String(thrown.message), stack: own(thrown.stack), data,
    ...(thrown.cause === undefined ? {} : { cause: deeper(thrown.cause) }),
    ...(Array.isArray(thrown.errors) ? { errors: thrown.errors.map(deeper) } : {})
  }
}

const find = async (module, name) => {
  try {
    const found = await lookUp(module, name)
    functions.set(module + '#' + name, found)
    return { found }
  } catch (thrown) {
    if (thrown?.notFound === 'export') return { failure: { _tag: 'ExportNotFound', found: thrown.found, exports: thrown.exports } }
    if (module.startsWith('file:') && !existsSync(fileURLToPath(module))) return { failure: { _tag: 'ModuleNotFound' } }
    return { failure: { _tag: 'Thrown', error: plain(thrown) } }
  }
}

export default async ({ module, name, args, flag, variables, lost }) => {
  Atomics.store(cells, flag + 1, threadId)
  let found = functions.get(module + '#' + name)
  if (found === undefined) {
    const search = await find(module, name)
    if (search.failure !== undefined) return search.failure
    found = search.found
  }
  const context = new JobContext(flag, variables, lost)
  try {
    const value = await found.apply(context, args)
    Atomics.store(cells, flag + 1, -threadId)
    return value instanceof Transfer
      ? transferred({ _tag: 'Returned', value: value.value }, value.list)
      : { _tag: 'Returned', value }
  } catch (thrown) {
    return { _tag: 'Thrown', error: plain(thrown) }
  } finally {
    context.end()
  }
}
//# sourceURL=fiber-ts:job-thread
`

/** The address of the module. */
export const jobThread = (): string => `data:text/javascript,${encodeURIComponent(source)}`
