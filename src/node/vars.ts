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

/** Each time anew: the values may have been changed in place. */
export const copyVars = (vars: Vars): Copied => {
  if (vars === undefined) return nothing
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
  if (typeof value !== 'object' || value === null) return typeof value !== 'function' && typeof value !== 'symbol'
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}
