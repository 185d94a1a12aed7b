// The instances at work in other people's generic code: fp-ts, fp-ts-contrib, monocle-ts.
import test from 'ava'
import * as Cause from 'fiber-ts/Cause'
import * as C from 'fiber-ts/Coroutine'
import * as Exit from 'fiber-ts/Exit'
import { TestLoop } from 'fiber-ts/testing'
import { altAll } from 'fp-ts/lib/Alt.js'
import { getApplicativeMonoid } from 'fp-ts/lib/Applicative.js'
import { apFirst, apS, getApplySemigroup, sequenceS, sequenceT } from 'fp-ts/lib/Apply.js'
import * as A from 'fp-ts/lib/Array.js'
import { bind, chainFirst } from 'fp-ts/lib/Chain.js'
import { tailRec } from 'fp-ts/lib/ChainRec.js'
import * as E from 'fp-ts/lib/Either.js'
import { filterOrElse, fromEitherK, fromOption, fromPredicate } from 'fp-ts/lib/FromEither.js'
import { fromIOK } from 'fp-ts/lib/FromIO.js'
import { ask, asks } from 'fp-ts/lib/FromReader.js'
import { fromTaskK } from 'fp-ts/lib/FromTask.js'
import { pipe } from 'fp-ts/lib/function.js'
import { flap, let as letIn } from 'fp-ts/lib/Functor.js'
import { concatAll } from 'fp-ts/lib/Monoid.js'
import * as N from 'fp-ts/lib/number.js'
import * as O from 'fp-ts/lib/Option.js'
import * as StateT from 'fp-ts/lib/StateT.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as RR from 'fp-ts/lib/ReadonlyRecord.js'
import * as S from 'fp-ts/lib/string.js'
import { filterA } from 'fp-ts-contrib/lib/filterA.js'
import { batchTraverse } from 'fp-ts-contrib/lib/batchTraverse.js'
import { time } from 'fp-ts-contrib/lib/time.js'
import * as L from 'monocle-ts/lib/Lens.js'
import * as Traversal from 'monocle-ts/lib/Traversal.js'
import { bug, exitLater, exitOf, makeLog, reasonsOf, stopsAfter } from './fixtures.js'

const half = (n: number) => (n % 2 === 0 ? C.of(n / 2) : C.left(`${n} is odd`))

// ---- Functor, Bifunctor, Pointed

test('Functor', (t) => {
  t.deepEqual(exitOf(C.Functor.map(C.of(1), (n) => n + 1)), Exit.succeed(2))
  t.deepEqual(
    exitOf(
      pipe(
        C.of((n: number) => n + 1),
        flap(C.Functor)(1)
      )
    ),
    Exit.succeed(2)
  )
  t.deepEqual(
    exitOf(
      pipe(
        C.of({ a: 1 }),
        letIn(C.Functor)('b', ({ a }) => a + 1)
      )
    ),
    Exit.succeed({ a: 1, b: 2 })
  )
})

test('Bifunctor', (t) => {
  const { bimap, mapLeft } = C.Bifunctor
  t.deepEqual(exitOf(bimap(C.left('e'), S.size, S.size)), Exit.fail(1))
  t.deepEqual(exitOf(bimap(C.of('ab'), S.size, S.size)), Exit.succeed(2))
  t.deepEqual(exitOf(mapLeft(C.left('e'), S.size)), Exit.fail(1))
})

test('Pointed', (t) => {
  t.deepEqual(exitOf(C.Pointed.of(1)), Exit.succeed(1))
})

// ---- Apply, Applicative

for (const [name, F] of [
  ['Par', C.ApplyPar],
  ['Seq', C.ApplySeq]
] as const) {
  test(`Apply${name}: sequenceT, sequenceS, apS, apFirst, semigroup`, (t) => {
    t.deepEqual(exitOf(sequenceT(F)(C.of(1), C.of('a'), C.of(true))), Exit.succeed([1, 'a', true]))
    t.deepEqual(exitOf(sequenceS(F)({ a: C.of(1), b: C.of('b') })), Exit.succeed({ a: 1, b: 'b' }))
    t.deepEqual(exitOf(pipe(C.of({ a: 1 }), apS(F)('b', C.of(2)))), Exit.succeed({ a: 1, b: 2 }))
    t.deepEqual(exitOf(pipe(C.of(1), apFirst(F)(C.of('b')))), Exit.succeed(1))
    const { concat } = getApplySemigroup(F)<string, unknown, never>(S.Semigroup)
    t.deepEqual(exitOf(concat(C.of('a'), C.of('b'))), Exit.succeed('ab'))
    t.deepEqual(exitOf(sequenceT(F)(C.left('a'), C.of(1))), Exit.fail('a'))
    t.deepEqual(exitOf(sequenceT(F)(C.of(1), C.die(bug))), Exit.die(bug))
  })
}

test('ap runs side by side in Par and in Monad, one after the other in Seq', (t) => {
  const elapsed = (F: typeof C.ApplyPar) => {
    const loop = new TestLoop()
    loop.run(sequenceT(F)(C.sleep(10), C.sleep(20), C.sleep(30)))
    return loop.now()
  }
  t.is(elapsed(C.ApplyPar), 30)
  t.is(elapsed(C.ApplicativePar), 30)
  t.is(elapsed(C.Monad), 30)
  t.is(elapsed(C.ApplySeq), 60)
  t.is(elapsed(C.ApplicativeSeq), 60)
})

test('ApplyPar fails fast: the other side is interrupted, and its finalizers are awaited', (t) => {
  const { lines, say } = makeLog()
  const other = stopsAfter(5, say('stopped'))
  const program = pipe(
    sequenceT(C.ApplyPar)(pipe(C.left('e'), C.delay(1)), other),
    C.tapError(() => say('failed'))
  )
  t.deepEqual(exitOf(program), Exit.fail('e'))
  t.deepEqual(lines, ['stopped', 'failed'])
})

for (const [name, F] of [
  ['Par', C.ApplicativePar],
  ['Seq', C.ApplicativeSeq]
] as const) {
  test(`Applicative${name}: traverse, sequence, wither, wilt, over several structures`, (t) => {
    t.deepEqual(exitOf(RA.traverse(F)(half)([2, 4])), Exit.succeed([1, 2]))
    t.deepEqual(exitOf(RA.traverse(F)(half)([2, 3])), Exit.fail('3 is odd'))
    t.deepEqual(exitOf(RA.traverse(F)(half)([])), Exit.succeed([]))
    t.deepEqual(exitOf(A.sequence(F)([C.of(1), C.of(2)])), Exit.succeed([1, 2]))
    t.deepEqual(
      exitOf(RA.traverseWithIndex(F)((i, a: string) => C.of(`${i}${a}`))(['a', 'b'])),
      Exit.succeed(['0a', '1b'])
    )
    t.deepEqual(exitOf(O.traverse(F)(half)(O.some(2))), Exit.succeed(O.some(1)))
    t.deepEqual(exitOf(O.traverse(F)(half)(O.none)), Exit.succeed(O.none))
    t.deepEqual(exitOf(E.traverse(F)(half)(E.right(2))), Exit.succeed(E.right(1)))
    t.deepEqual(exitOf(RR.traverse(F)(half)({ a: 2, b: 4 })), Exit.succeed({ a: 1, b: 2 }))
    const odd = (n: number) => C.of(n % 2 === 0 ? O.none : O.some(n * 10))
    t.deepEqual(exitOf(pipe([1, 2, 3], RA.wither(F)(odd))), Exit.succeed([10, 30]))
    t.deepEqual(
      exitOf(
        pipe(
          [1, 2, 3],
          RA.wilt(F)((n) => C.of(n % 2 === 0 ? E.left(n) : E.right(n)))
        )
      ),
      Exit.succeed({ left: [2], right: [1, 3] })
    )
    const M = getApplicativeMonoid(F)<string, unknown, never>(S.Monoid)
    t.deepEqual(exitOf(concatAll(M)([C.of('a'), C.of('b'), C.of('c')])), Exit.succeed('abc'))
    t.deepEqual(exitOf(M.empty), Exit.succeed(''))
  })
}

test('validation collects the typed errors of all, side by side or in order', (t) => {
  for (const F of [C.ApplyPar, C.ApplySeq]) {
    const V = C.getApplicativeCoroutineValidation(F, S.Semigroup)
    t.deepEqual(exitOf(RA.sequence(V)([C.left('a'), C.of(1), C.left('b'), C.left('c')])), Exit.fail('abc'))
    t.deepEqual(exitOf(RA.sequence(V)([C.of(1), C.of(2)])), Exit.succeed([1, 2]))
    t.deepEqual(exitOf(sequenceS(V)({ a: C.of(1), b: C.left('b') })), Exit.fail('b'))
    t.deepEqual(exitOf(sequenceT(V)(C.left('a'), C.die(bug))), Exit.die(bug))
  }
  const { lines, say } = makeLog()
  const V = C.getApplicativeCoroutineValidation(C.ApplyPar, S.Semigroup)
  exitOf(
    sequenceT(V)(
      C.left('a'),
      pipe(
        C.sleep(1),
        C.flatMap(() => say('not interrupted'))
      )
    )
  )
  t.deepEqual(lines, ['not interrupted'])
})

// ---- Chain, ChainRec, Monad

test('Chain and Monad: bind, chainFirst, transformers', (t) => {
  t.deepEqual(
    exitOf(
      pipe(
        C.of({ a: 1 }),
        bind(C.Chain)('b', ({ a }) => C.of(a + 1))
      )
    ),
    Exit.succeed({ a: 1, b: 2 })
  )
  t.deepEqual(exitOf(pipe(C.of(1), chainFirst(C.Chain)(half), C.toEither)), Exit.succeed(E.left('1 is odd')))
  t.deepEqual(exitOf(C.Monad.chain(C.Monad.of(2), half)), Exit.succeed(1))
  const counted = pipe(
    StateT.of(C.Monad)<string, number, unknown, never>('a'),
    StateT.chain(C.Monad)((a) => (n: number) => C.of([`${a}${n}`, n + 1]))
  )
  t.deepEqual(exitOf(counted(1)), Exit.succeed(['a1', 2]))
})

test('ChainRec: loops of any length; a step that fails ends it', (t) => {
  const countdown = (n: number) => C.of(n === 0 ? E.right('done') : E.left(n - 1))
  t.deepEqual(exitOf(C.ChainRec.chainRec(100_000, countdown)), Exit.succeed('done'))
  t.deepEqual(exitOf(C.ChainRec.chainRec(1, () => C.left('e'))), Exit.fail('e'))
  // agrees with the pure loop of fp-ts
  const f = (n: number): E.Either<number, string> => (n > 20 ? E.right(`${n}`) : E.left(n * 2))
  t.deepEqual(exitOf(C.ChainRec.chainRec(1, (n) => C.of(f(n)))), Exit.succeed(tailRec(1, f)))
})

test('MonadThrow', (t) => {
  t.deepEqual(exitOf(C.MonadThrow.throwError('e')), Exit.fail('e'))
})

test('Alt: altAll and the collecting one', (t) => {
  const all = altAll(C.Alt)<unknown, string, number>(C.left('first'))
  t.deepEqual(exitOf(all([C.left('a'), C.of(1), C.die(bug)])), Exit.succeed(1))
  t.deepEqual(exitOf(all([C.left('a'), C.left('b')])), Exit.fail('b'))
  const V = C.getAltCoroutineValidation(S.Semigroup)
  t.deepEqual(exitOf(V.alt(C.left('a'), () => C.left('b'))), Exit.fail('ab'))
  t.deepEqual(exitOf(V.alt(C.left('a'), () => C.of(1))), Exit.succeed(1))
  t.deepEqual(exitOf(V.alt(C.of(1), () => C.die(bug))), Exit.succeed(1))
  t.deepEqual(exitOf(V.alt(C.left('a'), () => C.die(bug))), Exit.die(bug))
})

// ---- From…

test('FromEither: fromOption, fromPredicate, fromEitherK, filterOrElse', (t) => {
  t.deepEqual(exitOf(fromOption(C.FromEither)(() => 'none')(O.some(1))), Exit.succeed(1))
  t.deepEqual(
    exitOf(
      fromPredicate(C.FromEither)(
        (n: number) => n > 0,
        (n) => `${n}`
      )(0)
    ),
    Exit.fail('0')
  )
  t.deepEqual(exitOf(fromEitherK(C.FromEither)((n: number) => E.right(n + 1))(1)), Exit.succeed(2))
  const positive = filterOrElse(C.FromEither, C.Chain)(
    (n: number) => n > 0,
    (n) => `${n}`
  )
  t.deepEqual(exitOf(positive(C.of(0))), Exit.fail('0'))
})

test('FromIO, FromTask, FromReader, MonadIO, MonadTask', async (t) => {
  t.deepEqual(exitOf(fromIOK(C.FromIO)((n: number) => () => n + 1)(1)), Exit.succeed(2))
  t.deepEqual(await exitLater(fromTaskK(C.FromTask)((n: number) => async () => n + 1)(1)), Exit.succeed(2))
  t.deepEqual(exitOf(pipe(ask(C.FromReader)<number, never>(), C.provide(1))), Exit.succeed(1))
  t.deepEqual(
    exitOf(
      pipe(
        asks(C.FromReader)((n: number) => n + 1),
        C.provide(1)
      )
    ),
    Exit.succeed(2)
  )
  t.deepEqual(exitOf(C.MonadIO.fromIO(() => 1)), Exit.succeed(1))
  t.deepEqual(await exitLater(C.MonadTask.fromTask(async () => 1)), Exit.succeed(1))
  t.is(C.FromTask.fromIO, C.FromIO.fromIO)
})

// ---- Compactable, Filterable

test('getCompactable and getFilterable', (t) => {
  const F = C.getFilterable(S.Monoid)
  const K = C.getCompactable(S.Monoid)
  const one = C.right<unknown, string, number>(1)
  const positive = (n: number) => n > 0
  for (const { compact, separate } of [F, K]) {
    t.deepEqual(exitOf(compact(C.of(O.some(1)))), Exit.succeed(1))
    t.deepEqual(exitOf(compact(C.of(O.none))), Exit.fail(''))
    t.deepEqual(exitOf(compact(C.left('e'))), Exit.fail('e'))
    const separated = separate(C.right<unknown, string, E.Either<string, number>>(E.left('l')))
    t.deepEqual([exitOf(separated.left), exitOf(separated.right)], [Exit.succeed('l'), Exit.fail('')])
  }
  t.deepEqual(exitOf(F.filter(one, positive)), Exit.succeed(1))
  t.deepEqual(exitOf(F.filter(one, (n) => !positive(n))), Exit.fail(''))
  t.deepEqual(exitOf(F.filterMap(one, (n) => O.some(n + 1))), Exit.succeed(2))
  t.deepEqual(exitOf(F.filterMap(one, () => O.none)), Exit.fail(''))
  const { left, right } = F.partition(one, positive)
  t.deepEqual([exitOf(left), exitOf(right)], [Exit.fail(''), Exit.succeed(1)])
  const mapped = F.partitionMap(one, (n) => E.right(n + 1))
  t.deepEqual([exitOf(mapped.left), exitOf(mapped.right)], [Exit.fail(''), Exit.succeed(2)])
})

// ---- race monoid

test('getRaceMonoid: the first to end decides, the empty one never ends', (t) => {
  const M = C.getRaceMonoid<unknown, string, number>()
  const after = (millis: number) => pipe(C.sleep(millis), C.as(millis))
  t.deepEqual(exitOf(concatAll(M)([after(3), after(1), after(2)])), Exit.succeed(1))
  for (const program of [after(1), C.left('e'), C.die(bug)]) {
    t.deepEqual(exitOf(M.concat(M.empty, program)), exitOf(program))
    t.deepEqual(exitOf(M.concat(program, M.empty)), exitOf(program))
  }
  t.deepEqual(exitOf(M.concat(C.left('first'), after(1))), Exit.fail('first'))
})

// ---- other libraries

test('fp-ts-contrib: filterA, batchTraverse, time', (t) => {
  const even = (n: number) => C.of(n % 2 === 0)
  t.deepEqual(exitOf(filterA(C.ApplicativePar)(even)([1, 2, 3, 4])), Exit.succeed([2, 4]))
  const loop = new TestLoop()
  const batches = batchTraverse(C.Monad)([[2, 4], [6]], (n) => C.as(C.sleep(10), n / 2))
  t.deepEqual(loop.run(batches), Exit.succeed([1, 2, 3]))
  t.is(loop.now(), 20)
  const timed = exitOf(time(C.MonadIO)(C.of('value')))
  t.true(timed._tag === 'Right' && timed.right[0] === 'value' && typeof timed.right[1] === 'number')
})

test('monocle-ts: modifyF through lenses and traversals', (t) => {
  interface Account {
    readonly name: string
    readonly amounts: ReadonlyArray<number>
  }
  const amounts = pipe(L.id<Account>(), L.prop('amounts'))
  const account: Account = { name: 'ann', amounts: [2, 4] }
  const loop = new TestLoop()
  const halve = pipe(amounts, L.traverse(RA.Traversable)).modifyF(C.ApplicativePar)((n: number) => C.delay(10)(half(n)))
  t.deepEqual(loop.run(halve(account)), Exit.succeed({ name: 'ann', amounts: [1, 2] }))
  t.is(loop.now(), 10)
  t.deepEqual(exitOf(halve({ name: 'bob', amounts: [1] })), Exit.fail('1 is odd'))
  const name = pipe(
    L.id<Account>(),
    L.prop('name'),
    L.modifyF(C.Functor)((s) => C.of(s.toUpperCase()))
  )
  t.deepEqual(exitOf(name(account)), Exit.succeed({ name: 'ANN', amounts: [2, 4] }))
  const every = Traversal.fromTraversable(RA.Traversable)<number>().modifyF(C.ApplicativeSeq)(half)
  t.deepEqual(exitOf(every([2, 4])), Exit.succeed([1, 2]))
})

// ---- long structures

test('RA.traverse over 10,000 items, side by side and in order', (t) => {
  const items = RA.makeBy(10_000, (i) => i)
  for (const F of [C.ApplicativePar, C.ApplicativeSeq]) {
    const exit = exitOf(RA.traverse(F)((n: number) => C.of(n))(items))
    t.true(exit._tag === 'Right' && exit.right.length === 10_000 && exit.right[9_999] === 9_999)
  }
})

test('ap nested 100,000 deep', (t) => {
  let program: C.Coroutine<unknown, never, number> = C.of(0)
  for (let i = 0; i < 100_000; i++)
    program = C.ApplySeq.ap(
      pipe(
        program,
        C.map((a) => (b: number) => a + b)
      ),
      C.of(1)
    )
  t.deepEqual(exitOf(program), Exit.succeed(100_000))
  t.deepEqual(reasonsOf(exitOf(C.ApplySeq.ap<unknown, string, number, number>(C.left('e'), program))), ['fail e'])
})

test('Exit: its instances serve the functions of fp-ts, and see the typed failures as the left', (t) => {
  const both: Exit.Exit<string, number> = Exit.failCause(
    Cause.getSemigroup<string>().concat(Cause.fail('a'), Cause.die(bug))
  )
  t.is(Exit.Foldable.reduce(Exit.succeed(2), 1, N.MonoidSum.concat), 3)
  t.is(Exit.Foldable.reduceRight(Exit.succeed(2), 1, N.MonoidSum.concat), 3)
  t.is(
    Exit.Foldable.foldMap(N.MonoidSum)(Exit.succeed(2), (n) => n + 1),
    3
  )
  t.is(
    Exit.Foldable.foldMap(N.MonoidSum)(both, (n: number) => n),
    0
  )
  t.is(Exit.Foldable.reduce(both, 1, N.MonoidSum.concat), 1)
  t.is(Exit.Foldable.reduceRight(both, 1, N.MonoidSum.concat), 1)
  t.deepEqual(
    Exit.Bifunctor.bimap(both, (e) => e.length, String),
    Exit.mapError((e: string) => e.length)(both)
  )
  const positive = filterOrElse(Exit.FromEither, Exit.Monad)(
    (n: number) => n > 0,
    (n: number) => `${n} is not positive`
  )
  t.deepEqual(positive(Exit.succeed(1)), Exit.succeed(1))
  t.deepEqual(positive(Exit.succeed(0)), Exit.fail('0 is not positive'))
  t.deepEqual(sequenceT(Exit.Monad)(Exit.succeed(1), Exit.succeed('a')), Exit.succeed([1, 'a']))
  t.deepEqual(sequenceT(Exit.Monad)(both, Exit.succeed<number, string>(1)), both)
})

test('ApplyPar: programs start in the order in which they are written, and their values come out in it', (t) => {
  const { lines, say } = makeLog()
  const started = (program: C.Coroutine<unknown, never, unknown>): unknown => {
    lines.length = 0
    const exit = exitOf(program)
    return [exit._tag === 'Right' && exit.right, [...lines]]
  }
  const now = (name: string) => pipe(say(name), C.as(name))
  const names = ['a', 'b', 'c', 'd']
  t.deepEqual(started(sequenceT(C.ApplyPar)(now('a'), now('b'), now('c'), now('d'))), [names, names])
  t.deepEqual(started(RA.traverse(C.ApplicativePar)(now)(names)), [names, names])
  t.deepEqual(started(sequenceS(C.ApplyPar)({ a: now('a'), b: now('b'), c: now('c') })), [
    { a: 'a', b: 'b', c: 'c' },
    ['a', 'b', 'c']
  ])
  t.deepEqual(
    started(
      pipe(
        C.Do,
        C.apS('a', now('a')),
        C.let('length', ({ a }) => a.length),
        C.apS('b', now('b')),
        C.apS('c', now('c'))
      )
    ),
    [{ a: 'a', length: 1, b: 'b', c: 'c' }, ['a', 'b', 'c']]
  )
  t.deepEqual(
    started(
      pipe(
        now('a'),
        C.apFirst(now('b')),
        C.map((a) => `${a}!`),
        C.apSecond(now('c')),
        C.apFirst(now('d'))
      )
    ),
    ['c', names]
  )
})

test('ApplyPar: what is mapped over a part of it may fail like any other step, and the first failure stops the rest', (t) => {
  const { lines, say } = makeLog()
  const stoppable: C.Coroutine<unknown, string, never> = pipe(C.never, C.onInterrupt(say('stopped')))
  t.deepEqual(exitOf(sequenceT(C.ApplyPar)(stoppable, pipe(C.left('no'), C.delay(1)), stoppable)), Exit.fail('no'))
  t.deepEqual(lines, ['stopped', 'stopped'])
  const mapped = pipe(
    C.of(1),
    C.apFirst(C.of(2)),
    C.map(() => {
      throw bug
    }),
    C.apFirst(C.of(3))
  )
  t.deepEqual(reasonsOf(exitOf(mapped)), ['die bug'])
  t.regex(String(reasonsOf(exitOf(C.ap(C.of(1))(undefined as never)))[0]), /a Coroutine was expected, got undefined/)
})
