// The names: every export of fp-ts' ReaderTaskEither has its counterpart, and twins are one value.
import test from 'ava'
import * as C from 'fiber-ts/Coroutine'
import * as RTE from 'fp-ts/lib/ReaderTaskEither.js'

const names = (module: object): ReadonlyArray<string> =>
  Object.keys(module).filter((name) => name !== 'default' && name !== '__esModule' && name !== 'module.exports')

const exported: Readonly<Record<string, any>> = C
const fpTs: Readonly<Record<string, any>> = RTE

/** What is called by the name of the type there, and so here. */
const renamed: Readonly<Record<string, keyof typeof C>> = {
  asksReaderTaskEither: 'asksCoroutine',
  asksReaderTaskEitherW: 'asksCoroutineW',
  getApplicativeReaderTaskValidation: 'getApplicativeCoroutineValidation',
  getAltReaderTaskValidation: 'getAltCoroutineValidation'
}

/** The "zone of death" of fp-ts: deprecated there, and not taken over. */
const dead: ReadonlyArray<string> = [
  'readerTaskEither',
  'readerTaskEitherSeq',
  'getApplySemigroup',
  'getApplyMonoid',
  'getSemigroup',
  'getReaderTaskValidation',
  'run'
]

test('every export of ReaderTaskEither is here, but for the zone of death', (t) => {
  const missing = names(RTE)
    .filter((name) => !(name in C))
    .sort()
  t.deepEqual(missing, [...Object.keys(renamed), ...dead].sort())
  for (const name of Object.values(renamed)) t.true(name in C, name)
})

test('what is a function, a value or an instance there is one here', (t) => {
  for (const name of names(RTE)) {
    if (!(name in C) || ['Do', 'ApT'].includes(name)) continue // coroutines are functions there and nodes here
    const [there, here] = [fpTs[name], exported[name]]
    t.is(typeof here, typeof there, name)
    if (typeof there === 'object') t.deepEqual(Object.keys(here).sort(), Object.keys(there).sort(), name)
  }
})

const twins: ReadonlyArray<ReadonlyArray<keyof typeof C>> = [
  ['right', 'of'],
  ['left', 'throwError'],
  ['rightIO', 'fromIO'],
  ['rightTask', 'fromTask'],
  ['rightReader', 'fromReader'],
  ['rightReaderIO', 'fromReaderIO'],
  ['rightReaderTask', 'fromReaderTask'],
  ['asksCoroutine', 'asksCoroutineW'],
  ['match', 'matchW'],
  ['matchE', 'matchEW', 'fold', 'foldW'],
  ['getOrElse', 'getOrElseW'],
  ['orElse', 'orElseW'],
  ['orLeft', 'orLeftW'],
  ['mapError', 'mapLeft'],
  ['mapBoth', 'bimap'],
  ['tapError', 'orElseFirst', 'orElseFirstW'],
  ['ap', 'apW'],
  ['apFirst', 'apFirstW'],
  ['apSecond', 'apSecondW'],
  ['flatMap', 'chain', 'chainW'],
  ['flatten', 'flattenW'],
  ['alt', 'altW'],
  ['filterOrElse', 'filterOrElseW'],
  ['bracket', 'bracketW'],
  ['bind', 'bindW'],
  ['apS', 'apSW'],
  ['tap', 'chainFirst', 'chainFirstW'],
  ['flatMapEither', 'chainEitherK', 'chainEitherKW'],
  ['tapEither', 'chainFirstEitherK', 'chainFirstEitherKW'],
  ['flatMapIO', 'chainIOK'],
  ['tapIO', 'chainFirstIOK'],
  ['flatMapTask', 'chainTaskK'],
  ['tapTask', 'chainFirstTaskK'],
  ['flatMapIOEither', 'chainIOEitherK', 'chainIOEitherKW'],
  ['flatMapTaskEither', 'chainTaskEitherK', 'chainTaskEitherKW'],
  ['tapTaskEither', 'chainFirstTaskEitherK', 'chainFirstTaskEitherKW'],
  ['flatMapReader', 'chainReaderK', 'chainReaderKW'],
  ['tapReader', 'chainFirstReaderK', 'chainFirstReaderKW'],
  ['flatMapReaderIO', 'chainReaderIOK', 'chainReaderIOKW'],
  ['tapReaderIO', 'chainFirstReaderIOK', 'chainFirstReaderIOKW'],
  ['flatMapReaderTask', 'chainReaderTaskK', 'chainReaderTaskKW'],
  ['tapReaderTask', 'chainFirstReaderTaskK', 'chainFirstReaderTaskKW'],
  ['flatMapReaderEither', 'chainReaderEitherK', 'chainReaderEitherKW'],
  ['tapReaderEither', 'chainFirstReaderEitherK', 'chainFirstReaderEitherKW'],
  ['chainOptionK', 'chainOptionKW'],
  ['traverseReadonlyNonEmptyArrayWithIndex', 'traverseReadonlyArrayWithIndex', 'traverseArrayWithIndex'],
  ['traverseReadonlyNonEmptyArrayWithIndexSeq', 'traverseReadonlyArrayWithIndexSeq', 'traverseSeqArrayWithIndex']
]

test('twins are one value under several types', (t) => {
  for (const [first, ...others] of twins) for (const name of others) t.is(exported[name], exported[first!], name)
})

test('every twin of fp-ts is a twin here', (t) => {
  const listed = new Set(twins.flat())
  for (const name of names(C))
    if (name.endsWith('W') && name.slice(0, -1) in C)
      t.true(listed.has(name as keyof typeof C), `${name} is not listed`)
})
