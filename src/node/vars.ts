/**
 * Fiber-local values on their way into another thread: those that can be copied, by the names of their variables, and why
 * the others cannot.
 */
import type { Vars } from '../internal/vars.js'

interface Copied {
  readonly variables: ReadonlyMap<string, unknown> | undefined
  readonly lost: Readonly<Record<string, string>> | undefined
}

const nothing: Copied = { variables: undefined, lost: undefined }

/** The maps are never changed in place, and fibers share them: each is looked at once. */
const known = new WeakMap<object, Copied>()

export const copyVars = (vars: Vars): Copied => {
  if (vars === undefined) return nothing
  const copied = known.get(vars) ?? copy(vars)
  known.set(vars, copied)
  return copied
}

const copy = (vars: NonNullable<Vars>): Copied => {
  const variables = new Map<string, unknown>()
  const lost: Record<string, string> = Object.create(null)
  for (const [key, value] of vars) {
    const { name } = key as { readonly name?: unknown }
    if (typeof name !== 'string') continue
    if (variables.has(name)) lost[name] = 'is not the only one of its name: a job cannot tell them apart'
    else if (!isCloneable(value)) lost[name] = 'has a value that cannot be copied to another thread'
    variables.set(name, value)
  }
  for (const name of Object.keys(lost)) variables.delete(name)
  return { variables, lost: Object.keys(lost).length === 0 ? undefined : { ...lost } }
}

const isCloneable = (value: unknown): boolean => {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}
