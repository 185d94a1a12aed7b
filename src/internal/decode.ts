/**
 * Decoding with whatever kind of codec there is, and the words for what went wrong: what `Decode` and `Config` share.
 */
import type { Either } from 'fp-ts/Either'
import type { ReadonlyNonEmptyArray } from 'fp-ts/ReadonlyNonEmptyArray'
import type { AnyCodec, Issue, StandardSchemaV1, ValidationErrors } from '../Decode.js'
import { expected } from './op.js'
import { type Finding, fromErrors, fromFreeSemigroup, fromStandard } from './issues.js'
import { redacted, show, showPath } from './show.js'

export type Redact = boolean | ((path: ReadonlyArray<string | number>) => boolean)

/** What a codec said about a value that it rejected. */
export interface Rejection {
  readonly findings: ReadonlyArray<Finding>
  /** What io-ts itself reported. */
  readonly errors: ValidationErrors
}

const rejected = (findings: ReadonlyArray<Finding>, errors: ValidationErrors = []): Either<Rejection, never> => ({
  _tag: 'Left',
  left: { findings, errors }
})

const right = <A>(a: A): Either<never, A> => ({ _tag: 'Right', right: a })

const isStandard = (codec: AnyCodec): codec is StandardSchemaV1 => {
  const given = codec as { readonly '~standard'?: unknown; readonly decode?: unknown } | null | undefined
  if (given?.['~standard'] !== undefined) return true
  if (typeof given?.decode === 'function') return false
  throw expected('a codec of io-ts or a Standard Schema', codec)
}

const ofStandard = (
  result: Awaited<ReturnType<StandardSchemaV1['~standard']['validate']>>,
  u: unknown
): Either<Rejection, unknown> =>
  result.issues === undefined ? right(result.value) : rejected(fromStandard(result.issues, u))

/** What a codec makes of a value; a promise only for a Standard Schema that is asynchronous. */
export const examine = (
  codec: AnyCodec,
  u: unknown
): Either<Rejection, unknown> | PromiseLike<Either<Rejection, unknown>> => {
  if (isStandard(codec)) {
    const result = codec['~standard'].validate(u)
    return 'then' in result ? result.then((settled) => ofStandard(settled, u)) : ofStandard(result, u)
  }
  const decoded: Either<any, unknown> = codec.decode(u)
  if (decoded._tag === 'Right') return right(decoded.right)
  if (Array.isArray(decoded.left)) return rejected(fromErrors(decoded.left), decoded.left)
  if (decoded.left?._tag === 'Of' || decoded.left?._tag === 'Concat') return rejected(fromFreeSemigroup(decoded.left))
  throw new TypeError(
    'a codec of io-ts or a Standard Schema was expected: this `decode` reports errors of another kind'
  )
}

/** Names under which secrets usually go. */
const secretNames =
  /pass(?:word|wd|phrase|code)?$|secret|token|credential|authorization|cookie|(?:api|private|access|auth|encryption|signing)[-_]?key/i

export const looksSecret = (path: ReadonlyArray<string | number>): boolean =>
  path.some((key) => typeof key === 'string' && secretNames.test(key))

const isHidden = ({ path, actual, secret }: Finding, redact: Redact): boolean =>
  actual !== undefined && actual !== null && (secret || (typeof redact === 'function' ? redact(path) : redact))

const toIssue = (finding: Finding, redact: Redact): Issue => {
  const { path, message } = finding
  const hidden = isHidden(finding, redact)
  // a message of the codec's own may quote the value
  const expected = hidden && finding.expected === message ? 'another value' : finding.expected
  const issue = { path, expected, ...(hidden || message === undefined ? {} : { message }) }
  // there for programs, and not for printers: it may be huge, and hold what nobody asked about
  return Object.defineProperty(issue, 'actual', { value: hidden ? redacted : finding.actual }) as Issue
}

export const toIssues = (
  { findings }: Rejection,
  codec: AnyCodec,
  u: unknown,
  redact: Redact
): ReadonlyNonEmptyArray<Issue> => {
  const name = 'name' in codec && typeof codec.name === 'string' ? codec.name : 'another value'
  const [first = { path: [], expected: name, actual: u, message: undefined, secret: false }, ...rest] = findings
  return [toIssue(first, redact), ...rest.map((finding) => toIssue(finding, redact))]
}

const longestExpected = 200

/** What is wrong, without where. */
export const describeProblem = ({ expected, actual, message }: Issue): string => {
  // the message of a Standard Schema says by itself what was found
  if (message !== undefined && message === expected) return message
  const what = expected.length > longestExpected ? `${expected.slice(0, longestExpected)}…` : expected
  return `${message ?? `expected ${what}`}, got ${actual === redacted ? redacted : show(actual)}`
}

export const describeIssue = (issue: Issue): string =>
  `${issue.path.length === 0 ? '' : `${showPath(issue.path)}: `}${describeProblem(issue)}`

const mostLines = 20

export const describeIssues = (
  issues: ReadonlyArray<Issue>,
  describe: (issue: Issue) => string = describeIssue
): string => {
  const lines = issues.slice(0, mostLines).map(describe)
  return (issues.length > mostLines ? [...lines, `and ${issues.length - mostLines} more`] : lines).join('\n')
}
