// Configuration from environment variables: what is read, what is said of it, and how a process ends that lacks it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import test from 'ava'
import * as Config from 'fiber-ts/Config'
import * as C from 'fiber-ts/Coroutine'
import type { Codec, Type } from 'fiber-ts/Decode'
import * as Exit from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { fromNullable, IntFromString, NonEmptyString, withMessage } from 'io-ts-types'
import * as D from 'io-ts/lib/Decoder.js'
import * as v from 'valibot'

const exitOf = <E, A>(program: C.Coroutine<unknown, E, A>) => new TestLoop().run(program)

const errorOf = (program: C.Coroutine<unknown, Config.ConfigError, unknown>): Config.ConfigError => {
  const exit = exitOf(C.swap(program))
  if (exit._tag === 'Right') return exit.right
  throw new Error(`a ConfigError was expected, got ${inspect(exit)}`)
}

const TextOrNone = pipe(t.string, Config.withDefault('none'))

// every codec of this module among those of io-ts and io-ts-types
const Settings = t.intersection([
  t.type({
    PORT: Config.port,
    DATABASE_URL: Config.url,
    TIMEOUT: pipe(Config.durationMillis, Config.withDefault(30_000)),
    HOSTS: pipe(NonEmptyString, Config.listOf(',')),
    WORKERS: fromNullable(IntFromString, 4 as t.Int),
    API_KEY: Config.secret(NonEmptyString)
  }),
  t.partial({ VERBOSE: Config.boolean, PROXY: t.union([Config.url, t.undefined]) })
])
type Settings = t.TypeOf<typeof Settings>
type Int = t.Int

const Port = t.type({ PORT: Config.port })
const Numbers = t.type({ WORKERS: pipe(Config.integer, Config.withDefault(4)), RATIO: Config.number })
const Recursive: Codec<{ PORT: number }, unknown> = t.recursion('Settings', () => Port)
const Secrets = t.type({ DB_PASSWORD: t.number, LICENSE: t.number, DATABASE_URL: Config.url })
const Worded = t.type({ PORT: withMessage(Config.port, () => 'a port, please') })
const Key = Config.secret(t.string)
const Piped = t.string.pipe(Config.port)
const Low = new t.Type<number, number>(
  'Low',
  t.number.is,
  (u, c) => (u === 80 ? t.success(80) : t.failure(u, c)),
  (n) => n
)

const good = {
  APP_PORT: '8080',
  APP_DATABASE_URL: 'postgres://ann:hunter2@db/app',
  APP_HOSTS: 'a, b',
  APP_API_KEY: 'hunter2',
  APP_VERBOSE: 'yes',
  HOME: '/home/ann',
  APP_OTHER: 'x'
}

test('fromEnv: what the codec names, under the prefix, and nothing else', (t) => {
  const program: C.Coroutine<unknown, Config.ConfigError, Settings> = Config.fromEnv(Settings, {
    env: good,
    prefix: 'APP_'
  })
  const exit = exitOf(program)
  if (exit._tag === 'Left') return t.fail(inspect(exit))
  const { API_KEY, ...rest } = exit.right
  t.deepEqual(rest, {
    PORT: 8080,
    DATABASE_URL: new URL('postgres://ann:hunter2@db/app'),
    TIMEOUT: 30_000,
    HOSTS: ['a', 'b'] as unknown as ReadonlyArray<NonEmptyString>,
    WORKERS: 4 as Int,
    VERBOSE: true
  })
  t.is(API_KEY.reveal(), 'hunter2' as NonEmptyString)
})

const Inherited = t.type({ constructor: t.string, toString: t.string })

test('fromEnv: what every object inherits is no variable', (t) => {
  const printed = inspect(exitOf(Config.fromEnv(Inherited, { env: {} })), { depth: null })
  for (const name of ['constructor', 'toString']) t.regex(printed, new RegExp(`${name}: missing`))
})

test('fromEnv: all that is wrong, at once', (t) => {
  const error = errorOf(
    Config.fromEnv(Settings, {
      prefix: 'APP_',
      env: {
        APP_PORT: '80x',
        APP_DATABASE_URL: 'ann:hunter2@',
        APP_HOSTS: 'a,,b',
        APP_API_KEY: '',
        APP_VERBOSE: 'maybe'
      }
    })
  )
  t.true(error instanceof Config.ConfigError)
  t.is(error.exitCode, 78)
  t.is(
    error.message,
    `4 settings are wrong
  APP_PORT: expected a port, which is an integer from 0 to 65535, got "80x"
  APP_HOSTS[1]: expected NonEmptyString, got ""
  APP_API_KEY: expected NonEmptyString, got <redacted>
  APP_VERBOSE: expected true or false, 1 or 0, yes or no, got "maybe"`
  )
  t.deepEqual(
    error.issues.map(({ path }) => path.join('/')),
    ['APP_PORT', 'APP_HOSTS/1', 'APP_API_KEY', 'APP_VERBOSE']
  )
})

test('fromEnv: what is missing', (t) => {
  t.is(
    errorOf(Config.fromEnv(Settings, { env: {} })).message,
    `4 settings are wrong
  PORT: missing, expected a port, which is an integer from 0 to 65535
  DATABASE_URL: missing, expected an absolute URL
  HOSTS: missing, expected a list with "," between the items
  API_KEY: missing, expected NonEmptyString`
  )
})

test('fromEnv: one thing is a line', (t) => {
  t.is(
    errorOf(Config.fromEnv(Port, { env: { PORT: '-1' } })).message,
    'PORT: expected a port, which is an integer from 0 to 65535, got "-1"'
  )
})

test('fromEnv: an empty variable is there', (t) => {
  t.is(
    errorOf(Config.fromEnv(Numbers, { env: { WORKERS: '', RATIO: '' } })).message,
    `2 settings are wrong
  WORKERS: expected an integer, such as 80, got ""
  RATIO: expected a number, such as 80 or 0.5, got ""`
  )
  t.deepEqual(exitOf(Config.fromEnv(Numbers, { env: { RATIO: '0.5' } })), Exit.succeed({ WORKERS: 4, RATIO: 0.5 }))
})

test('fromEnv: secrets by their name, by an option, and in URLs', (t) => {
  const env = { DB_PASSWORD: 'hunter2', LICENSE: 'hunter2', DATABASE_URL: 'postgres://ann:hunter2@db:x' }
  const error = errorOf(Config.fromEnv(Secrets, { env, secret: ['LICENSE'] }))
  t.is(
    error.message,
    `3 settings are wrong
  DB_PASSWORD: expected number, got <redacted>
  LICENSE: expected number, got <redacted>
  DATABASE_URL: expected an absolute URL, got "postgres://<redacted>@db:x"`
  )
  for (const printed of [inspect(error, { depth: 9 }), JSON.stringify(error)]) t.notRegex(printed, /hunter2/)
})

test('fromEnv: without a prefix, and with codecs whose keys cannot be read off', (t) => {
  const env = { PORT: '80', X_PORT: '90' }
  t.deepEqual(exitOf(Config.fromEnv(Port, { env })), Exit.succeed({ PORT: 80 }))
  t.deepEqual(exitOf(Config.fromEnv(Recursive, { env, prefix: 'X_' })), Exit.succeed({ PORT: 90 }))
  t.deepEqual(exitOf(Config.fromEnv(D.struct({ PORT: D.string }), { env })), Exit.succeed({ PORT: '80' }))
  t.deepEqual(exitOf(Config.fromEnv(v.object({ PORT: v.string() }), { env })), Exit.succeed({ PORT: '80' }))
  t.is(
    errorOf(Config.fromEnv(v.object({ HOST: v.string() }), { env, prefix: 'X_' })).message,
    'X_HOST: missing, Invalid key: Expected "HOST" but received undefined'
  )
})

test('fromEnv: an asynchronous schema', async (t) => {
  const schema = v.objectAsync({
    PORT: v.pipeAsync(
      v.string(),
      v.checkAsync(async (s) => s === '80', 'not 80')
    )
  })
  t.deepEqual(await C.toPromise(Config.fromEnv(schema, { env: { PORT: '80' } })), { PORT: '80' })
})

test.serial('fromEnv: the environment of the process, when it runs', (t) => {
  const program = Config.fromEnv(Port, { prefix: 'FIBER_TS_TEST_' })
  process.env['FIBER_TS_TEST_PORT'] = '81'
  t.deepEqual(exitOf(program), Exit.succeed({ PORT: 81 }))
  delete process.env['FIBER_TS_TEST_PORT']
  t.is(errorOf(program).issues.length, 1)
})

test('runMain: exits with 78, and says why on stderr', (t) => {
  const program = `
    import * as Config from 'fiber-ts/Config'
    import { runMain } from 'fiber-ts/Runner'
    import * as t from 'io-ts'
    await runMain(Config.fromEnv(t.type({ PORT: Config.port })))`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('../../../', import.meta.url)),
    env: { PORT: 'http' },
    encoding: 'utf8'
  })
  t.is(status, 78)
  t.is(stderr, 'error: ConfigError: PORT: expected a port, which is an integer from 0 to 65535, got "http"\n')
})

// ---- codecs

const accepted: ReadonlyArray<readonly [codec: Type<any, string>, text: string, value: unknown, encoded?: string]> = [
  [Config.port, '0', 0],
  [Config.port, '65535', 65_535],
  [Config.integer, '0', 0],
  [Config.integer, '-12', -12],
  [Config.integer, '007', 7, '7'],
  [Config.integer, '9007199254740991', Number.MAX_SAFE_INTEGER],
  [Config.number, '80', 80],
  [Config.number, '-0.5', -0.5],
  [Config.number, '1E3', 1_000, '1000'],
  [Config.number, '1e+21', 1e21],
  [Config.number, '1.5e-7', 1.5e-7],
  [Config.url, 'http://a', new URL('http://a'), 'http://a/'],
  [Config.url, ' http://a ', new URL('http://a'), 'http://a/'],
  [Config.durationMillis, '0s', 0, '0ms'],
  [Config.durationMillis, '500ms', 500],
  [Config.durationMillis, '1.5s', 1_500, '1500ms'],
  [Config.durationMillis, '90s', 90_000],
  [Config.durationMillis, '5m', 300_000],
  [Config.durationMillis, '1h 30m', 5_400_000, '90m'],
  [Config.durationMillis, '1d', 86_400_000],
  [Config.durationMillis, ' 1d ', 86_400_000, '1d'],
  [Config.boolean, 'true', true],
  [Config.boolean, 'Yes', true, 'true'],
  [Config.boolean, '1', true, 'true'],
  [Config.boolean, 'FALSE', false, 'false'],
  [Config.boolean, 'no', false, 'false'],
  [Config.boolean, '0', false, 'false'],
  [Config.boolean, ' no ', false, 'false'],
  [Config.listOf(',')(Config.port), '', []],
  [Config.listOf(';')(Config.port), '80;443', [80, 443]],
  [Config.listOf(',')(Config.port), ' 80 , 443 ', [80, 443], '80,443'],
  [Config.listOf('::')(t.string), 'a:: b', ['a', 'b'], 'a::b'],
  [Config.withDefault(1)(Config.port), '2', 2]
]

for (const [codec, text, value, encoded = text] of accepted)
  test(`${codec.name}: ${JSON.stringify(text)}`, (t) => {
    t.deepEqual(codec.decode(text), E.right(value))
    t.is(codec.encode(value), encoded)
    t.true(codec.is(value))
    t.deepEqual(codec.decode(codec.encode(value)), E.right(value))
  })

const refused: ReadonlyArray<readonly [codec: Type<any, string>, texts: ReadonlyArray<unknown>]> = [
  [Config.port, ['', '-1', '65536', '1e3', '0x50', '80.0', '８０', ' 80', '80 ', '80\n', 80, undefined, null]],
  [Config.integer, ['', '-', '+1', '1.0', '1.5', '1e3', '0x50', '1_000', ' 80', '80\n', '9007199254740992', 80, null]],
  [Config.number, ['', '-', '+1', '.5', '1.', '1e', '0x50', '1_000', ' 80', 'NaN', 'Infinity', '1e999', 80, null]],
  [Config.url, ['', '/a', 'example.org', 1]],
  [Config.durationMillis, ['', '30', '-1s', '1w', 's', '1s x', '1S', '.5s', 30]],
  [Config.boolean, ['', 'on', 'truely', true, 2]],
  [Config.listOf(',')(Config.port), ['80,', 'a', ['80'], undefined]]
]

for (const [codec, inputs] of refused)
  test(`${codec.name}: what it refuses`, (t) => {
    for (const input of inputs) t.true(E.isLeft(codec.decode(input)), inspect(input))
  })

test('the codecs are values of io-ts for io-ts', (t) => {
  t.deepEqual(Piped.decode('80'), E.right(80))
  t.is(Piped.encode(80), '80')
  t.true(E.isLeft(Config.port.pipe(Low).decode('81')))
  t.true(E.isLeft(Config.port.pipe(Low).decode('x')))
  t.is(Config.port.pipe(Low).encode(80), '80')
  t.is(Config.port.pipe(Low).name, 'pipe(Port, Low)')
  t.is(Config.port.asDecoder(), Config.port)
  t.is(Config.port.asEncoder(), Config.port)
  t.is(errorOf(Config.fromEnv(Worded, { env: { PORT: 'x' } })).message, 'PORT: a port, please, got "x"')
  const api = { _tag: 'Secret', reveal: () => 'x' }
  const settings = { PORT: 80, DATABASE_URL: new URL('http://a'), TIMEOUT: 1, HOSTS: ['a'], WORKERS: 1, API_KEY: api }
  t.true(Settings.is(settings))
  t.false(Settings.is({ ...settings, HOSTS: 'a' }))
})
test('withDefault: for what is missing, not for what is wrong', (t) => {
  const codec = pipe(Config.port, Config.withDefault(1))
  t.deepEqual(codec.decode(undefined), E.right(1))
  t.true(E.isLeft(codec.decode('x')))
  t.true(E.isLeft(codec.decode(null)))
  t.true(E.isLeft(codec.decode('')))
  t.deepEqual(TextOrNone.decode(''), E.right(''))
})

test('secret: shows itself to nobody', (t) => {
  const decoded = Key.decode('hunter2')
  if (E.isLeft(decoded)) return t.fail()
  const key = decoded.right
  for (const printed of [String(key), inspect({ key }), JSON.stringify({ key }), String(Object.values(key))])
    t.notRegex(printed, /hunter2/)
  t.is(key.reveal(), 'hunter2')
  t.is(Key.encode(key), 'hunter2')
  t.true(Key.is(key))
  t.false(Key.is('hunter2'))
})
