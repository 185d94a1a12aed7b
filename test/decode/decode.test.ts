// What a DecodeError says, for each kind of codec, and what it never says.
import { inspect } from 'node:util'
import test from 'ava'
import { port, secret } from 'fiber-ts/Config'
import * as C from 'fiber-ts/Coroutine'
import { decode, DecodeError, type Decoder, decodeJson, encode, is, type JsonError } from 'fiber-ts/Decode'
import * as Exit from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { JsonFromString, NonEmptyString, NumberFromString, withMessage } from 'io-ts-types'
import * as D from 'io-ts/lib/Decoder.js'
import { PathReporter } from 'io-ts/lib/PathReporter.js'

const exitOf = <E, A>(program: C.Coroutine<unknown, E, A>) => new TestLoop().run(program)

const failureOf = <E>(program: C.Coroutine<unknown, E, unknown>): E => {
  const exit = exitOf(C.swap(program))
  return exit._tag === 'Right' ? exit.right : assertNever(exit)
}
const assertNever = (exit: unknown): never => {
  throw new Error(`a typed failure was expected, got ${inspect(exit)}`)
}

const cyclic: Record<string, unknown> = { name: 1 }
cyclic['self'] = cyclic

class Money {
  constructor(readonly amount: number) {}
}

const User = t.type({ name: t.string, age: t.number })
const Login = t.type({ name: t.string, password: t.number })
const Account = t.type({ user: t.string, password: t.number })
const Pin = t.type({ pin: secret(t.string) }, 'Pin')
const Numeric = t.number
const Numbers = t.array(t.number)
const Items = t.type({ items: Numbers })
const Deep = t.type({ db: t.type({ hosts: t.array(t.type({ url: t.string })) }) })
const Shape = t.union([
  t.type({ kind: t.literal('circle'), radius: t.number }),
  t.type({ kind: t.literal('square'), side: t.number })
])
const Maybe = t.union([User, t.undefined])
interface Tree {
  readonly value: number
  readonly children: Array<Tree>
}
const Tree: t.Type<Tree, unknown> = t.recursion('Tree', () => t.type({ value: t.number, children: t.array(Tree) }))

const rows: ReadonlyArray<readonly [name: string, codec: Decoder<unknown, unknown>, input: unknown, message: string]> =
  [
    // ---- paths
    ['a field', User, { name: 'Ann', age: 'x' }, 'age: expected number, got "x"'],
    ['a missing field', User, { name: 'Ann' }, 'age: expected number, got undefined'],
    ['several fields', User, {}, 'name: expected string, got undefined\nage: expected number, got undefined'],
    ['the value itself', User, null, 'expected { name: string, age: number }, got null'],
    [
      'a field deep inside',
      Deep,
      { db: { hosts: [{ url: 'a' }, { url: 1 }] } },
      'db.hosts[1].url: expected string, got 1'
    ],
    ['a key that is no identifier', t.record(t.string, t.number), { 'a b': '' }, '["a b"]: expected number, got ""'],
    ['a tuple', t.tuple([t.string, t.number]), ['a', 'b'], '[1]: expected number, got "b"'],
    [
      'a recursive codec',
      Tree,
      { value: 1, children: [{ value: 'x', children: [] }] },
      'children[0].value: expected number, got "x"'
    ],
    ['a refined codec', t.readonlyArray(t.Int), [1, 1.5], '[1]: expected Int, got 1.5'],
    ['an exact codec', t.exact(User), { name: 1, age: 1 }, 'name: expected string, got 1'],
    // ---- unions and intersections
    [
      'a union of primitives',
      t.type({ id: t.union([t.string, t.number]) }),
      { id: true },
      'id: expected string | number, got true'
    ],
    ['a union, one member of the right shape', Maybe, { name: 'Ann', age: 'x' }, 'age: expected number, got "x"'],
    ['a union, no member of the right shape', Maybe, 1, 'expected { name: string, age: number } | undefined, got 1'],
    [
      'a union, the member with the fewest objections',
      t.union([User, t.type({ name: t.number, age: t.null })]),
      { name: 'Ann', age: 'x' },
      'age: expected number, got "x"'
    ],
    [
      'a union, undecided',
      t.union([t.type({ a: t.string }), t.type({ b: t.string })], 'AorB'),
      {},
      'expected AorB, got {}'
    ],
    ['a tagged union', Shape, { kind: 'square', side: '1' }, 'side: expected number, got "1"'],
    [
      'a tagged union, unknown tag',
      t.type({ shape: t.union([Shape, t.undefined], 'Shape?') }),
      { shape: { kind: 'line' } },
      'shape: expected Shape?, got { kind }'
    ],
    [
      'an array of unions',
      t.array(t.union([t.string, t.number])),
      ['a', null],
      '[1]: expected string | number, got null'
    ],
    [
      'a union behind wrappers',
      t.readonly(t.union([t.string, t.number])),
      null,
      'expected Readonly<(string | number)>, got null'
    ],
    [
      'an intersection',
      t.intersection([User, t.partial({ tag: t.string })]),
      { name: 1, age: 1, tag: 1 },
      'name: expected string, got 1\ntag: expected string, got 1'
    ],
    [
      'an intersection, all of it',
      t.intersection([User, t.partial({ tag: t.string })], 'Tagged'),
      1,
      'expected Tagged, got 1'
    ],
    ['keys that are numbers', t.record(t.string, t.number), { 0: 'x' }, '["0"]: expected number, got "x"'],
    // ---- messages of the codec's own
    [
      'withMessage',
      t.type({ name: withMessage(NonEmptyString, () => 'must not be empty') }),
      { name: '' },
      'name: must not be empty, got ""'
    ],
    ['a pipe', t.string.pipe(JsonFromString).pipe(User), '{"name":"Ann"}', 'age: expected number, got undefined'],
    // ---- values
    ['a bigint', t.string, 10n, 'expected string, got 10n'],
    ['a huge bigint', t.string, 10n ** 1000n, 'expected string, got a huge bigint'],
    ['a symbol', t.string, Symbol('s'), 'expected string, got Symbol(s)'],
    ['a function', t.string, function named() {}, 'expected string, got function named'],
    ['negative zero', t.string, -0, 'expected string, got -0'],
    ['a long text', t.number, 'x'.repeat(5000), `expected number, got "${'x'.repeat(60)}…" (5000 characters)`],
    ['a text with control characters', t.number, '\u001b[31m\n', 'expected number, got "\\u001b[31m\\n"'],
    ['an array', t.string, [1, 2], 'expected string, got an array of 2'],
    [
      'a cycle',
      t.type({ name: t.string, self: t.number }),
      cyclic,
      'name: expected string, got 1\nself: expected number, got { name, self }'
    ],
    ['an instance of a class', t.string, new Money(1), 'expected string, got an instance of Money'],
    ['an object without prototype', t.string, Object.create(null), 'expected string, got {}'],
    [
      'an object with many keys',
      t.string,
      { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 },
      'expected string, got { a, b, c, d, e, … }'
    ],
    [
      'an object that throws',
      t.string,
      new Proxy({}, { getPrototypeOf: () => assertNever('') }),
      'expected string, got a value that cannot be shown'
    ],
    // ---- secrets
    [
      'a password',
      t.type({ password: t.number }),
      { password: 'hunter2' },
      'password: expected number, got <redacted>'
    ],
    ['an object with a password', t.string, { password: 'hunter2' }, 'expected string, got { password }'],
    [
      'below a secret name',
      t.type({ tokens: t.array(t.number) }),
      { tokens: ['hunter2'] },
      'tokens[0]: expected number, got <redacted>'
    ],
    ['a missing password', t.type({ password: t.string }), {}, 'password: expected string, got undefined'],
    [
      'a message that quotes',
      t.type({ apiKey: withMessage(t.number, (i) => `not ${String(i)}`) }),
      { apiKey: 'hunter2' },
      'apiKey: expected number, got <redacted>'
    ],
    [
      'a user and password in a URL',
      t.number,
      'postgres://ann:hunter2@db/x',
      'expected number, got "postgres://<redacted>@db/x"'
    ],
    [
      'the codec secret',
      t.type({ pin: secret(NonEmptyString) }),
      { pin: 4711 },
      'pin: expected NonEmptyString, got <redacted>'
    ],
    [
      'the codec secret around another',
      t.type({ pin: secret(port) }),
      { pin: '4711x' },
      'pin: expected Port, got <redacted>'
    ]
  ]

for (const [name, codec, input, message] of rows)
  test(`DecodeError: ${name}`, (t) => {
    const error = failureOf(decode(codec)(input))
    t.true(error instanceof DecodeError)
    t.is(error.message, message)
  })

test('decode: what is right passes, decoded', (t) => {
  const program: C.Coroutine<unknown, DecodeError, number> = decode(NumberFromString)('1')
  t.deepEqual(exitOf(program), Exit.succeed(1))
})

test('decode: fits where a Kleisli arrow is asked for', (t) => {
  const program = pipe(
    C.of<unknown, 'lost', unknown>({ name: 'Ann', age: 1 }),
    C.flatMap(decode(User)),
    C.map((user) => user.age)
  )
  const typed: C.Coroutine<unknown, 'lost' | DecodeError, number> = program
  t.deepEqual(exitOf(typed), Exit.succeed(1))
})

test('decode: nothing is decoded before the program runs, and again each time', (t) => {
  let calls = 0
  const counting: Decoder<unknown, number> = { name: 'Counting', decode: () => E.right((calls += 1)) }
  const program = decode(counting)(null)
  t.is(calls, 0)
  t.deepEqual([exitOf(program), exitOf(program)], [Exit.succeed(1), Exit.succeed(2)])
})

test('decode: a codec that throws is a defect, and so is what is no codec', (t) => {
  const bug = new Error('bug')
  const throwing: Decoder<unknown, number> = {
    name: 'Throwing',
    decode: () => {
      throw bug
    }
  }
  t.deepEqual(exitOf(decode(throwing)(null)), Exit.die(bug))
  const alien = { name: 'Alien', decode: () => E.left('no') } as never
  const exit = exitOf(decode(alien as Decoder<unknown, number>)(null))
  t.true(exit._tag === 'Left' && exit.left[0]._tag === 'Die' && exit.left[0].defect instanceof TypeError)
})

test('decode: a codec that rejects without a word', (t) => {
  const silent: Decoder<unknown, number> = { name: 'Silent', decode: () => E.left([]) }
  t.is(failureOf(decode(silent)(1)).message, 'expected Silent, got 1')
})

test('decode: a codec that gives no context', (t) => {
  const bare: Decoder<unknown, number> = { name: 'Bare', decode: (value) => E.left([{ value, context: [] }]) }
  t.is(failureOf(decode(bare)(1)).message, 'expected another value, got 1')
})

test('decode: hundreds of thousands of issues stay a readable message', (t) => {
  const error = failureOf(decode(Items)({ items: Array.from({ length: 200_000 }, () => 'x') }))
  t.is(error.issues.length, 200_000)
  const lines = error.message.split('\n')
  t.deepEqual([lines.length, lines[0], lines[20]], [21, 'items[0]: expected number, got "x"', 'and 199980 more'])
})

test('DecodeError: issues have the parts', (t) => {
  const [issue] = failureOf(decode(Deep)({ db: { hosts: [{ url: 1 }] } })).issues
  t.deepEqual({ ...issue }, { path: ['db', 'hosts', 0, 'url'], expected: 'string' } as never)
  t.is(issue.actual, 1)
})

test('DecodeError: no printer shows a value', (t) => {
  const error = failureOf(decode(Account)({ user: { hunter2: 'hunter2' }, password: 'hunter2' }))
  t.is(error.issues[1]?.actual, '<redacted>')
  for (const printed of [inspect(error, { depth: 9 }), JSON.stringify(error), String(error)])
    t.notRegex(printed.replaceAll('{ hunter2 }', ''), /hunter2/)
})

test('DecodeError: what io-ts reported is there for its own reporters', (t) => {
  const { validationErrors } = failureOf(decode(User)({ name: 'Ann' }))
  t.deepEqual(PathReporter.report(E.left(validationErrors)), [
    'Invalid value undefined supplied to : { name: string, age: number }/age: number'
  ])
})

test("secret: even io-ts' own reporter has nothing to show", (t) => {
  const decoded = Pin.decode({ pin: 4711 })
  t.deepEqual(PathReporter.report(decoded), ['Invalid value "<redacted>" supplied to : Pin/pin: string'])
})

test('DecodeError: knows instances of other copies', (t) => {
  const other = Object.create({ [Symbol.for('fiber-ts/DecodeError')]: true })
  t.true(other instanceof DecodeError)
  t.is(failureOf(decode(User)(1)).name, 'DecodeError')
})

test('redact: all, none, or those at certain paths', (t) => {
  const input = { name: 1, password: 'hunter2' }
  const messages = [true, false, (path: ReadonlyArray<string | number>) => path[0] === 'name'].map(
    (redact) => failureOf(decode(Login, { redact })(input)).message
  )
  t.deepEqual(messages, [
    'name: expected string, got <redacted>\npassword: expected number, got <redacted>',
    'name: expected string, got 1\npassword: expected number, got "hunter2"',
    'name: expected string, got <redacted>\npassword: expected number, got "hunter2"'
  ])
})

// ---- io-ts/Decoder

const DUser = D.struct({ name: D.string, tags: D.array(D.number) })

const experimental: ReadonlyArray<readonly [string, D.Decoder<unknown, unknown>, unknown, string]> = [
  ['a field', DUser, { name: 'Ann', tags: ['x'] }, 'tags[0]: expected number, got "x"'],
  [
    'several',
    DUser,
    { name: 1, tags: [1, 'x', 'y'] },
    'name: expected string, got 1\ntags[1]: expected number, got "x"\ntags[2]: expected number, got "y"'
  ],
  ['a union', D.struct({ id: D.union(D.string, D.number) }), { id: null }, 'id: expected string | number, got null'],
  [
    'a union, one member of the right shape',
    D.union(D.string, DUser),
    { name: 1, tags: [] },
    'name: expected string, got 1'
  ],
  [
    'a union, undecided',
    D.union(D.struct({ a: D.string }), D.struct({ b: D.string })),
    {},
    'a: expected string, got undefined\nb: expected string, got undefined'
  ],
  [
    'withMessage',
    D.struct({
      name: pipe(
        D.string,
        D.withMessage(() => 'a name is wanted')
      )
    }),
    { name: 1 },
    'name: a name is wanted, got 1'
  ],
  ['lazy', D.lazy('User', () => DUser), 1, 'expected Record<string, unknown>, got 1'],
  [
    'a sum',
    D.sum('_tag')({ a: D.struct({ _tag: D.literal('a'), n: D.number }) }),
    { _tag: 'a', n: 'x' },
    'n: expected number, got "x"'
  ],
  ['a password', D.struct({ password: D.number }), { password: 'hunter2' }, 'password: expected number, got <redacted>']
]

for (const [name, decoder, input, message] of experimental)
  test(`DecodeError, io-ts/Decoder: ${name}`, (t) => t.is(failureOf(decode(decoder)(input)).message, message))

test('decode: io-ts/Decoder, inferred', (t) => {
  const program = decode(DUser)({ name: 'Ann', tags: [1] })
  const typed: C.Coroutine<unknown, DecodeError, { name: string; tags: Array<number> }> = program
  t.deepEqual(exitOf(typed), Exit.succeed({ name: 'Ann', tags: [1] }))
})

// ---- JSON

test('decodeJson: both steps', (t) => {
  const numbers: (text: string) => C.Coroutine<unknown, JsonError | DecodeError, Array<number>> = decodeJson(Numbers)
  t.deepEqual(exitOf(numbers('[1,2]')), Exit.succeed([1, 2]))
  t.is(failureOf(numbers('["a"]'))._tag, 'DecodeError')
  t.is(failureOf(numbers('[1'))._tag, 'JsonError')
  const handled: C.Coroutine<unknown, never, ReadonlyArray<number>> = pipe(
    numbers('[1'),
    C.catchTag('JsonError', () => C.of([])),
    C.catchTag('DecodeError', () => C.of([]))
  )
  t.deepEqual(exitOf(handled), Exit.succeed([]))
})

for (const [i, text] of [
  'hunter2',
  '{"password": hunter2}',
  '',
  '[1,]',
  '{"a":"\n"}',
  '{hunter2',
  `${' '.repeat(100)}hunter2`
].entries())
  test(`JsonError: quotes nothing of the text (${i})`, (t) => {
    const error = failureOf(decodeJson(Numbers)(text)) as JsonError
    t.regex(error.message, /^not JSON: \w.*$/)
    t.notRegex(error.message, /'h'|hunter/)
    t.is(error.text, text)
    for (const printed of [inspect(error), JSON.stringify(error)]) t.notRegex(printed, /hunter2/)
  })

// ---- the rest of a codec

test('encode and is', (t) => {
  t.deepEqual(exitOf(pipe(C.of(1), C.map(encode(NumberFromString)))), Exit.succeed('1'))
  const program: C.Coroutine<unknown, string, number> = pipe(
    C.of<unknown, never, unknown>('a'),
    C.filterOrElse(is(Numeric), () => 'no number')
  )
  t.deepEqual(exitOf(program), Exit.fail('no number'))
})

test('what is no codec is a defect that says so', (t) => {
  for (const [other, got] of [
    [undefined, 'undefined'],
    [{}, 'an object of class Object'],
    [() => E.right(1), 'function (anonymous)']
  ] as const) {
    const exit = exitOf(decode(other as never)(1))
    t.is(
      exit._tag === 'Left' && exit.left[0]._tag === 'Die' ? String(exit.left[0].defect) : exit._tag,
      `TypeError: a codec of io-ts or a Standard Schema was expected, got ${got}`
    )
  }
})
