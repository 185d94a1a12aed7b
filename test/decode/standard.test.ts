// Standard Schema, both ways: schemas of other libraries decode here, and codecs of io-ts are schemas for others.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import { decode, type DecodeError, decodeJson, type StandardSchemaV1, toStandardSchema } from 'fiber-ts/Decode'
import * as Exit from 'fiber-ts/Exit'
import * as io from 'io-ts'
import { NumberFromString } from 'io-ts-types'
import * as D from 'io-ts/lib/Decoder.js'
import * as v from 'valibot'

const User = v.object({
  name: v.string(),
  tags: v.array(v.pipe(v.string(), v.transform(Number))),
  password: v.optional(v.string())
})

const exitOf = <E, A>(program: C.Coroutine<unknown, E, A>): Promise<Exit.Exit<E, A>> => C.toPromise(C.toExit(program))

const messageOf = async (program: C.Coroutine<unknown, DecodeError, unknown>): Promise<string | undefined> => {
  const exit = await exitOf(C.swap(program))
  return exit._tag === 'Right' ? exit.right.message : undefined
}

test('a schema decodes to its output', async (t) => {
  const program: C.Coroutine<unknown, DecodeError, { name: string; tags: Array<number> }> = decode(User)({
    name: 'Ann',
    tags: ['1', '2']
  })
  t.deepEqual(await exitOf(program), Exit.succeed({ name: 'Ann', tags: [1, 2] }))
})

test('the message has the path and what the schema says', async (t) => {
  t.is(
    await messageOf(decode(User)({ name: 1, tags: ['a', 2] })),
    'name: Invalid type: Expected string but received 1\ntags[1]: Invalid type: Expected string but received 2'
  )
})

test('a secret is not quoted', async (t) => {
  const Login = v.object({ password: v.pipe(v.string(), v.email()) })
  t.is(await messageOf(decode(Login)({ password: 'hunter2' })), 'password: expected another value, got <redacted>')
})

test('an asynchronous schema', async (t) => {
  const Even = v.pipeAsync(
    v.number(),
    v.checkAsync(async (n) => n % 2 === 0, 'must be even')
  )
  t.deepEqual(await exitOf(decode(Even)(2)), Exit.succeed(2))
  t.is(await messageOf(decode(Even)(1)), 'must be even')
})

test('an asynchronous schema that rejects is a defect', async (t) => {
  const bug = new Error('bug')
  const Broken = v.pipeAsync(
    v.number(),
    v.checkAsync(() => Promise.reject(bug))
  )
  t.deepEqual(await exitOf(decode(Broken)(1)), Exit.die(bug))
})

test('a schema that is a function, and one that has a decode of its own', async (t) => {
  const schema: StandardSchemaV1<unknown, string> = Object.assign(() => 'called', {
    decode: () => 'of another kind',
    '~standard': { version: 1, vendor: 'test', validate: (u: unknown) => ({ value: `${typeof u}` }) } as const
  })
  t.deepEqual(await exitOf(decode(schema)(1)), Exit.succeed('number'))
})

test('paths of a schema: segments, symbols, and ways that lead nowhere', async (t) => {
  const schema: StandardSchemaV1<unknown, string> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: () => ({
        issues: [{ message: 'no', path: [{ key: 'a' }, Symbol('s'), 0, 'b'] }, { message: 'at all' }]
      })
    }
  }
  t.is(await messageOf(decode(schema)({})), 'a["Symbol(s)"][0].b: no\nat all')
})

test('decodeJson takes a schema', async (t) => {
  t.deepEqual(await exitOf(decodeJson(v.array(v.number()))('[1]')), Exit.succeed([1]))
})

test('toStandardSchema: there and back again', async (t) => {
  const schema = toStandardSchema(io.type({ n: NumberFromString, password: io.number }))
  const input: StandardSchemaV1<unknown, { n: number; password: number }> = schema
  t.is(input['~standard'].vendor, 'io-ts')
  t.deepEqual(await schema['~standard'].validate({ n: '1', password: 2 }), { value: { n: 1, password: 2 } })
  t.deepEqual(await schema['~standard'].validate({ n: 'x', password: 'hunter2' }), {
    issues: [
      { message: 'expected NumberFromString, got "x"', path: ['n'] },
      { message: 'expected number, got <redacted>', path: ['password'] }
    ]
  })
  t.is(await messageOf(decode(schema)({ n: 'x', password: 2 })), 'n: expected NumberFromString, got "x"')
})

test('toStandardSchema: a decoder of io-ts/Decoder', async (t) => {
  const schema = toStandardSchema(D.struct({ n: D.number }))
  t.deepEqual(await schema['~standard'].validate({ n: 'x' }), {
    issues: [{ message: 'expected number, got "x"', path: ['n'] }]
  })
})

test('toStandardSchema: libraries that take a schema take it', (t) => {
  // the shape that they ask for, as the specification has it
  type InferOutput<S extends { readonly '~standard': { readonly types?: { readonly output: unknown } | undefined } }> =
    NonNullable<S['~standard']['types']>['output']
  const schema = toStandardSchema(io.type({ n: io.number }))
  const output: InferOutput<typeof schema> = { n: 1 }
  t.deepEqual(schema['~standard'].validate(output), { value: output })
})
