/**
 * Environments are records, and stay what they are when something is added: an instance of a class keeps its methods.
 */

const classOf = (env: unknown): object | null => {
  const prototype: object | null =
    typeof env === 'object' && env !== null ? (Object.getPrototypeOf(env) as object | null) : null
  return prototype === Object.prototype ? null : prototype
}

/** What the second environment has wins, and so does its class, if both have one. */
export const extend = (env: unknown, more: object): object => {
  const own = { ...(env as object), ...more }
  const inherited = classOf(more) ?? classOf(env)
  return inherited === null ? own : (Object.assign(Object.create(inherited), own) as object)
}
