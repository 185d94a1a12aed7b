/**
 * Classes of errors that know instances of themselves across copies of the package. A dependency tree can hold several
 * copies, and `instanceof` by prototype would tell them apart.
 */

/** Marks the prototype of a class, and makes `instanceof` look for that mark instead of the prototype. */
export const brand = (constructor: { readonly prototype: object; readonly name: string }, name: string): void => {
  const mark = Symbol.for(`fiber-ts/${name}`)
  Object.defineProperty(constructor.prototype, mark, { value: true })
  Object.defineProperty(constructor.prototype, 'name', { value: name, configurable: true, writable: true })
  Object.defineProperty(constructor, Symbol.hasInstance, {
    value(this: unknown, u: unknown): boolean {
      if (this !== constructor) return Function.prototype[Symbol.hasInstance].call(this, u)
      return typeof u === 'object' && u !== null && mark in u
    }
  })
}
