/**
 * What codecs report when they reject a value, as one list of findings, whichever kind of codec it was.
 *
 * io-ts reports an error for each leaf, with the way to it; each step of that way is a key of the value, or the number of
 * a member of a union or an intersection, which is no part of the value. A union reports the errors of all its members:
 * they are reduced to those of the one member that the value resembles, or else to one finding for the union.
 *
 * It imports types, and how values are shown.
 */
import type { DecodeLeaf, FreeSemigroup, StandardIssue, ValidationError } from '../Decode.js'

/** One thing that is wrong with a value. */
export interface Finding {
  readonly path: ReadonlyArray<string | number>
  readonly expected: string
  readonly actual: unknown
  readonly message: string | undefined
  /** The codec says that this value must not be shown. */
  readonly secret: boolean
}

type Path = Finding['path']
type Findings = ReadonlyArray<Finding>

/** On a `ValidationError`: its value is a secret. */
export const secretMark: unique symbol = Symbol.for('fiber-ts/secret') as never

/** `push(...more)` would put hundreds of thousands of arguments on the stack. */
const pushAll = (findings: Array<Finding>, more: Findings): void => {
  for (const finding of more) findings.push(finding)
}

// -------------------------------------------------------------------------------------
// members of unions and intersections
// -------------------------------------------------------------------------------------

/**
 * The findings of a union from those of its members: of the one member whose objections all lie deeper than the union
 * itself, that is, which has the right shape; of the one with the fewest objections, if several have. None otherwise.
 */
const closest = (members: ReadonlyArray<Findings>, depth: number): Findings | undefined => {
  if (members.length === 1) return members[0]
  const resembling = members.filter((findings) => findings.every(({ path }) => path.length > depth))
  const fewest = Math.min(...resembling.map((findings) => findings.length))
  const best = resembling.filter((findings) => findings.length === fewest)
  return best.length === 1 ? best[0] : undefined
}

const anySecret = (findings: Findings): boolean => findings.some(({ secret }) => secret)

// -------------------------------------------------------------------------------------
// io-ts
// -------------------------------------------------------------------------------------

type Entry = ValidationError['context'][number]

type Shape = 'union' | 'intersection' | 'other' | 'unknown'

const wrappers: ReadonlySet<unknown> = new Set(['RefinementType', 'ReadonlyType', 'ExactType', 'RecursiveType'])

const shapeOf = (entry: Entry | undefined): Shape => {
  let type: any = entry?.type
  while (wrappers.has(type?._tag)) type = type.type
  const tag: unknown = type?._tag
  if (tag === undefined) return 'unknown'
  return tag === 'UnionType' ? 'union' : tag === 'IntersectionType' ? 'intersection' : 'other'
}

/** `(A | B)` is how io-ts names a union. */
const withoutParens = (name: string): string => /^\(([^()]*)\)$/.exec(name)?.[1] ?? name

const nameOf = (entry: Entry | undefined): string => withoutParens(String(entry?.type?.name ?? 'another value'))

const isSecret = (error: ValidationError): boolean => (error as { readonly [secretMark]?: true })[secretMark] === true

const findingOf = (error: ValidationError, path: Path): Finding => ({
  path,
  expected: nameOf(error.context[error.context.length - 1]),
  actual: error.value,
  message: error.message,
  secret: isSecret(error)
})

const stepOf = (key: string, parent: Entry | undefined): string | number =>
  Array.isArray(parent?.actual) && /^\d+$/.test(key) ? Number(key) : key

/** The findings of errors that are of one mind down to the entry number `at` of their contexts. */
const collect = (errors: ReadonlyArray<ValidationError>, at: number, path: Path): Findings => {
  const findings: Array<Finding> = []
  const groups = new Map<string, Array<ValidationError>>()
  for (const error of errors) {
    const next = error.context[at + 1]
    const group = next === undefined ? undefined : groups.get(next.key)
    if (next === undefined) findings.push(findingOf(error, path))
    else if (group === undefined) groups.set(next.key, [error])
    else group.push(error)
  }
  const here = errors[0]?.context[at]
  const shape = shapeOf(here)
  const members: Array<Findings> = []
  for (const [key, group] of groups) {
    const { actual } = group[0]!.context[at + 1]!
    // of a codec that is not one of io-ts' own, only a key that leads to the same value again tells
    const isMember =
      shape === 'unknown'
        ? /^\d+$/.test(key) && Object.is(actual, here?.actual)
        : shape !== 'other' && here !== undefined
    if (isMember) members.push(collect(group, at + 1, path))
    else pushAll(findings, collect(group, at + 1, [...path, stepOf(key, here)]))
  }
  if (members.length === 0) return findings
  const all = members.flat()
  const isOne =
    members.length > 1 && (shape === 'union' || all.every((each) => each.path.length === path.length && !each.message))
  if (!isOne) return findings.concat(all)
  const found = shape === 'union' ? closest(members, path.length) : undefined
  const whole = { path, expected: nameOf(here), actual: here?.actual, message: undefined, secret: anySecret(all) }
  return findings.concat(found ?? whole)
}

export const fromErrors = (errors: ReadonlyArray<ValidationError>): Findings => collect(errors, 0, [])

// -------------------------------------------------------------------------------------
// io-ts/Decoder
// -------------------------------------------------------------------------------------

const leavesOf = (free: FreeSemigroup<DecodeLeaf>): ReadonlyArray<DecodeLeaf> => {
  const leaves: Array<DecodeLeaf> = []
  const todo = [free]
  for (let each = todo.pop(); each !== undefined; each = todo.pop()) {
    if (each._tag === 'Of') leaves.push(each.value)
    else todo.push(each.right, each.left)
  }
  return leaves
}

const ofUnion = (members: ReadonlyArray<Findings>, path: Path): Findings => {
  const found = closest(members, path.length)
  if (found !== undefined) return found
  const all = members.flat()
  const here = all.filter((each) => each.path.length === path.length)
  if (here[0] === undefined) return all
  return [{ ...here[0], expected: [...new Set(here.map(({ expected }) => expected))].join(' | ') }]
}

export const fromFreeSemigroup = (free: FreeSemigroup<DecodeLeaf>, path: Path = []): Findings => {
  const members: Array<Findings> = []
  const findings: Array<Finding> = []
  for (const leaf of leavesOf(free)) {
    if (leaf._tag === 'Leaf')
      findings.push({ path, expected: leaf.error, actual: leaf.actual, message: undefined, secret: false })
    else if (leaf._tag === 'Key') pushAll(findings, fromFreeSemigroup(leaf.errors, [...path, leaf.key]))
    else if (leaf._tag === 'Index') pushAll(findings, fromFreeSemigroup(leaf.errors, [...path, leaf.index]))
    else if (leaf._tag === 'Member') members.push(fromFreeSemigroup(leaf.errors, path))
    else {
      const inner = fromFreeSemigroup(leaf.errors, path)
      pushAll(findings, leaf._tag === 'Wrap' ? inner.map((each) => ({ ...each, message: leaf.error })) : inner)
    }
  }
  return members.length === 0 ? findings : findings.concat(ofUnion(members, path))
}

// -------------------------------------------------------------------------------------
// Standard Schema
// -------------------------------------------------------------------------------------

const valueAt = (u: unknown, path: ReadonlyArray<PropertyKey>): unknown => {
  try {
    return path.reduce<unknown>((value, key) => (value as Readonly<Record<PropertyKey, unknown>>)[key], u)
  } catch {
    return undefined
  }
}

export const fromStandard = (issues: ReadonlyArray<StandardIssue>, u: unknown): Findings =>
  issues.map(({ message, path = [] }) => {
    const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment))
    return {
      path: keys.map((key) => (typeof key === 'symbol' ? String(key) : key)),
      expected: message,
      actual: valueAt(u, keys),
      message,
      secret: false
    }
  })
