/**
 * Options as tests without types write them: a wrong one is an error, for a test that looks at nothing passes.
 */

export const atLeast = (least: number, name: string, value: number): number => {
  if (typeof value === 'number' && value >= least) return value
  throw new RangeError(`${name}: a number from ${least} on was expected, got ${String(value)}`)
}

export const wholeNumber = (name: string, value: number): number => {
  if (Number.isInteger(value)) return value
  throw new RangeError(`${name}: a whole number was expected, got ${String(value)}`)
}

export const among = <A extends string>(name: string, value: A, values: ReadonlyArray<A>): A => {
  if (values.includes(value)) return value
  throw new RangeError(`${name}: one of ${values.join(', ')} was expected, got ${String(value)}`)
}
