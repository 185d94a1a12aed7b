// Broken instances: for each, what is wrong with it, and the laws that notice. Every law is in the list of one of them.
import * as fc from 'fast-check'
import * as C from 'fiber-ts/Coroutine'
import * as Deferred from 'fiber-ts/Deferred'
import * as Fiber from 'fiber-ts/Fiber'
import * as Scope from 'fiber-ts/Scope'
import * as Queue from 'fiber-ts/Queue'
import * as Ref from 'fiber-ts/Ref'
import * as Semaphore from 'fiber-ts/Semaphore'
import { laws } from 'fiber-ts/testing'
import * as N from 'fp-ts/lib/number.js'
import * as S from 'fp-ts/lib/string.js'
import { F5, lift, programs, smallPrograms, spawn } from './instances.js'

type Any = C.Coroutine<any, any, any>

export interface Broken {
  readonly family: string
  readonly wrong: string
  readonly check: (options: laws.Options) => void
  readonly noticed: ReadonlyArray<string>
}

const { liftEq } = laws

/** An instance with some of its functions replaced, whatever their types. */
const but = <I extends object>(instance: I, wrong: Partial<Record<keyof I, unknown>>): I => ({ ...instance, ...wrong })

// finalizers of any type
const ensuring = C.ensuring as (finalizer: Any) => (fa: Any) => Any
const onInterrupt = C.onInterrupt as typeof ensuring

const residue = fc.integer({ min: 0, max: 4 })
const integer = fc.integer({ min: -9, max: 9 })

const values: ReadonlyArray<Broken> = [
  {
    family: 'eq',
    wrong: 'nothing equals itself',
    check: (o) => laws.eq(fc)({ equals: () => false }, integer, o),
    noticed: ['reflexivity']
  },
  {
    family: 'eq',
    wrong: 'less or equal',
    check: (o) => laws.eq(fc)({ equals: (a, b) => a <= b }, integer, o),
    noticed: ['symmetry']
  },
  {
    family: 'eq',
    wrong: 'nearly equal',
    check: (o) => laws.eq(fc)({ equals: (a, b) => Math.abs(a - b) <= 3 }, integer, o),
    noticed: ['transitivity']
  },
  {
    family: 'ord',
    wrong: 'everything is greater',
    check: (o) => laws.ord(fc)({ equals: N.Eq.equals, compare: () => 1 }, integer, o),
    noticed: ['totality', 'reflexivity', 'antisymmetry']
  },
  {
    family: 'ord',
    wrong: 'rock, paper, scissors',
    check: (o) =>
      laws.ord(fc)(
        { equals: N.Eq.equals, compare: (a, b) => (a === b ? 0 : (a - b + 3) % 3 === 1 ? 1 : -1) },
        fc.nat(2),
        o
      ),
    noticed: ['transitivity']
  },
  {
    family: 'semigroup',
    wrong: 'subtraction',
    check: (o) => laws.semigroup(fc)({ concat: (a, b) => a - b }, N.Eq, integer, o),
    noticed: ['associativity']
  },
  {
    family: 'monoid',
    wrong: 'one is not the zero of addition',
    check: (o) => laws.monoid(fc)({ ...N.MonoidSum, empty: 1 }, N.Eq, integer, o),
    noticed: ['left identity', 'right identity']
  },
  {
    family: 'semiring',
    wrong: 'addition is subtraction, multiplication a power',
    check: (o) =>
      laws.semiring(fc)(
        { ...F5, add: (a, b) => a - b, mul: (a, b) => a ** b + 1, one: 2 },
        N.Eq,
        fc.integer({ min: 0, max: 3 }),
        o
      ),
    noticed: [
      'addition associates',
      'zero',
      'addition commutes',
      'multiplication associates',
      'one',
      'left distributivity',
      'right distributivity',
      'annihilation'
    ]
  },
  {
    family: 'ring',
    wrong: 'subtraction is addition',
    check: (o) => laws.ring(fc)({ ...F5, sub: F5.add }, N.Eq, residue, o),
    noticed: ['additive inverse']
  },
  {
    family: 'field',
    wrong: 'the integers modulo 4, with a made-up division, no remainder, and a degree that grows downwards',
    check: (o) =>
      laws.field(fc)(
        { ...F5, mul: (a, b) => (a * b) % 4, div: (a) => a, degree: (a) => -a },
        N.Eq,
        fc.integer({ min: 0, max: 3 }),
        o
      ),
    noticed: [
      'integral domain',
      'degree',
      'quotient and remainder',
      'degrees are submultiplicative',
      'multiplicative inverse'
    ]
  },
  {
    family: 'field',
    wrong: 'the first factor, always',
    check: (o) => laws.field(fc)({ ...F5, mul: (a) => a }, N.Eq, residue, o),
    noticed: ['multiplication commutes']
  }
]

const twice = (fa: Any): Any => C.flatMap(fa, () => fa)

const noted = (fa: Any): Any => C.flatMap(laws.note('extra'), () => fa)

const classes: ReadonlyArray<Broken> = [
  {
    family: 'functor',
    wrong: 'map runs its program twice',
    check: (o) => laws.functor(fc)({ map: (fa, f) => C.map(f)(twice(fa)) })(lift, liftEq, o),
    noticed: ['identity', 'composition']
  },
  {
    family: 'apply',
    wrong: 'ap runs its second program twice',
    check: (o) =>
      laws.apply(fc)(but(C.ApplySeq, { ap: (fab: Any, fa: Any) => C.ApplySeq.ap(fab, twice(fa)) }))(lift, liftEq, o),
    noticed: ['associative composition']
  },
  {
    family: 'applicative',
    wrong: 'of has an effect',
    check: (o) => laws.applicative(fc)(but(C.ApplicativeSeq, { of: (a: unknown) => noted(C.of(a)) }))(lift, liftEq, o),
    noticed: ['identity', 'homomorphism', 'derived map']
  },
  {
    family: 'applicative',
    wrong: 'ap runs its second program first',
    check: (o) =>
      laws.applicative(fc)(
        but(C.ApplicativeSeq, {
          ap: (fab: Any, fa: Any) =>
            C.flatMap(fa, (a: unknown) =>
              C.flatMap(laws.note(`${String(a)}`), () => C.map((f: (a: unknown) => unknown) => f(a))(fab))
            )
        })
      )(lift, liftEq, o),
    noticed: ['interchange']
  },
  {
    family: 'monad',
    wrong: 'of has an effect',
    check: (o) => laws.monad(fc)(but(C.Monad, { of: (a: unknown) => noted(C.of(a)) }))(lift, liftEq, o),
    noticed: ['left identity', 'right identity', 'derived map']
  },
  {
    family: 'monad',
    wrong: 'chain runs its program twice',
    check: (o) =>
      laws.monad(fc)(but(C.Monad, { chain: (fa: Any, f: () => Any) => C.flatMap(twice(fa), f) }))(lift, liftEq, o),
    noticed: ['associativity', 'derived ap']
  },
  {
    family: 'monadThrow',
    wrong: 'throwError succeeds with the error',
    check: (o) => laws.monadThrow(fc)(but(C.MonadThrow, { throwError: C.of }))(lift, liftEq, o),
    noticed: ['left zero']
  },
  {
    family: 'monadIO',
    wrong: 'fromIO has an effect',
    check: (o) => laws.monadIO(fc)(but(C.MonadIO, { fromIO: (fa: () => unknown) => noted(C.fromIO(fa)) }))(liftEq, o),
    noticed: ['fromIO keeps values', 'fromIO keeps sequences']
  },
  {
    family: 'chainRec',
    wrong: 'each step runs twice, and nests on the stack of JavaScript',
    check: (o) => {
      const run = (a: unknown, f: (a: unknown) => Any): Any => {
        const step = f(a)
        // a pure step is looked into, and recurses at once
        const pure = (step as unknown as { readonly _tag: string; readonly first: any })._tag === 'Succeed'
        const go = (next: any): Any => (next._tag === 'Right' ? C.of(next.right) : run(next.left, f))
        return pure ? go((step as any).first) : C.flatMap(twice(step), go)
      }
      laws.chainRec(fc)({ ...C.ChainRec, of: C.of, chainRec: run })(lift, liftEq, o)
    },
    noticed: ['equivalence', 'stack safety']
  },
  {
    family: 'alt',
    wrong: 'alt runs the second program first',
    check: (o) =>
      laws.alt(fc)(but(C.Alt, { alt: (fa: Any, that: () => Any) => C.flatMap(C.toOption(that()), () => twice(fa)) }))(
        lift,
        liftEq,
        o
      ),
    noticed: ['associativity']
  },
  {
    family: 'alt',
    wrong: 'alt ends with -1 where the second program succeeds',
    check: (o) =>
      laws.alt(fc)(but(C.Alt, { alt: (fa: Any, that: () => Any) => C.orElse(fa, () => C.as(that(), -1)) }))(
        lift,
        liftEq,
        o
      ),
    noticed: ['distributivity']
  },
  {
    family: 'bifunctor',
    wrong: 'mapping runs the program twice',
    check: (o) =>
      laws.bifunctor(fc)(
        but(C.Bifunctor, {
          bimap: (fa: Any, f: (e: unknown) => unknown, g: (a: unknown) => unknown) => C.mapBoth(twice(fa), f, g)
        })
      )(lift, liftEq, o),
    noticed: ['identity', 'composition', 'derived mapLeft']
  },
  {
    family: 'filterable',
    wrong: 'filter and partition say so when they keep something',
    check: (o) =>
      laws.filterable(fc)({
        ...C.getFilterable(S.Monoid),
        filter: (fa: Any, p: (a: unknown) => boolean) =>
          C.tap(C.getFilterable(S.Monoid).filter(fa, p), () => laws.note('kept'))
      })(lift, liftEq, o),
    noticed: ['distributivity', 'identity', 'derived filter', 'derived partition']
  }
]

const errors: ReadonlyArray<Broken> = [
  {
    family: 'monadError',
    wrong: 'a failure is a value',
    check: (o) => laws.monadError(fc)(but(C, { left: C.of }))(programs, o),
    noticed: ['raising ends a sequence', 'handling what was raised', 'raising again']
  },
  {
    family: 'monadError',
    wrong: 'orElse recovers from everything, success included',
    check: (o) =>
      laws.monadError(fc)(
        but(C, {
          orElse: (fa: Any, f: (e: unknown) => Any) =>
            C.matchCause(
              () => f('e0'),
              () => f('e0')
            )(fa)
        })
      )(programs, o),
    noticed: ['handling a success', 'a defect is not handled']
  },
  {
    family: 'monadError',
    wrong: 'toEither and toExit run their program twice',
    check: (o) =>
      laws.monadError(fc)(
        but(C, { toEither: (fa: Any) => C.toEither(twice(fa)), toExit: (fa: Any) => C.toExit(twice(fa)) })
      )(programs, o),
    noticed: ['toEither and back', 'toExit and back', 'derived matchE']
  },
  {
    family: 'monadError',
    wrong: 'mapError maps the first failure only, and swap forgets errors',
    check: (o) =>
      laws.monadError(fc)(
        but(C, {
          mapError: (fa: Any, f: (e: string) => string) => C.orElse(fa, (e: string) => C.left(f(e))),
          swap: (fa: Any) => C.flatMap(C.toOption(fa), (a) => (a._tag === 'Some' ? C.left(a.value) : C.of('e?')))
        })
      )(programs, o),
    noticed: ['mapError is of every failure', 'swap twice']
  }
]

const masks: ReadonlyArray<Broken> = [
  {
    family: 'monadCancel',
    wrong: 'a finalizer is a step that comes after, interruptible and on success only',
    check: (o) => laws.monadCancel(fc)(but(C, { ensuring: (f: Any) => (fa: Any) => C.tap(fa, () => f) }))(programs, o),
    noticed: ['a finalizer for every exit']
  },
  {
    family: 'monadCancel',
    wrong: 'a mask does not restore',
    check: (o) =>
      laws.monadCancel(fc)(
        but(C, {
          uninterruptibleMask: (f: (restore: (fa: Any) => Any) => Any) =>
            C.uninterruptible(C.suspend(() => f((fa) => fa)))
        })
      )(programs, o),
    noticed: ['a mask restored around its body']
  },
  {
    family: 'monadCancel',
    wrong: 'a mask inside of a mask opens it',
    check: (o) => {
      let depth = 0
      const uninterruptible = (fa: Any): Any =>
        C.suspend(() => {
          depth++
          const inner = depth === 2 ? C.interruptible(fa) : C.uninterruptible(fa)
          return C.ensuring(C.fromIO(() => void depth--))(inner)
        })
      laws.monadCancel(fc)(but(C, { uninterruptible }))(programs, o)
    },
    noticed: ['masks are idempotent']
  },
  {
    family: 'monadCancel',
    wrong: 'restore opens every mask',
    check: (o) =>
      laws.monadCancel(fc)(
        but(C, {
          uninterruptibleMask: (f: (restore: (fa: Any) => Any) => Any) =>
            C.uninterruptible(C.suspend(() => f(C.interruptible)))
        })
      )(programs, o),
    noticed: ['restoring in inverse order', 'a nested mask restores to the outer one']
  },
  {
    family: 'monadCancel',
    wrong: 'a mask is none',
    check: (o) => laws.monadCancel(fc)(but(C, { uninterruptible: (fa: Any) => fa }))(programs, o),
    noticed: [
      'a mask makes onInterrupt inert',
      'a self-interruption waits for the end of the mask',
      'a masked region runs to its end'
    ]
  },
  {
    family: 'monadCancel',
    wrong: 'onInterrupt runs its finalizer in any case',
    check: (o) => laws.monadCancel(fc)(but(C, { onInterrupt: C.ensuring }))(programs, o),
    noticed: ['onInterrupt moves across the edge of a mask']
  },
  {
    family: 'monadCancel',
    wrong: 'finalizers can be interrupted',
    check: (o) =>
      laws.monadCancel(fc)(but(C, { onInterrupt: (f: Any) => onInterrupt(C.timeoutOption(1)(C.interruptible(f))) }))(
        programs,
        o
      ),
    noticed: ['finalizers are masked']
  },
  {
    family: 'monadCancel',
    wrong: 'a self-interruption is a defect',
    check: (o) => laws.monadCancel(fc)(but(C, { interrupt: C.die('interrupt') }))(programs, o),
    noticed: ['forceR keeps an interruption', 'interrupting oneself ends', 'finalizers run from the inside out']
  },
  {
    family: 'monadCancel',
    wrong: 'a finalizer runs in a fiber of its own, without a mask',
    check: (o) =>
      laws.monadCancel(fc)(but(C, { onInterrupt: (f: Any) => C.onInterrupt(C.flatMap(C.fork(f), Fiber.await)) }))(
        programs,
        o
      ),
    noticed: ['a finalizer of a self-interruption is masked']
  },
  {
    family: 'monadCancel',
    wrong: 'toExit is for success only, and has an effect',
    check: (o) => laws.monadCancel(fc)(but(C, { toExit: (fa: Any) => noted(fa) }))(programs, o),
    noticed: ['forceR discards a value', 'forceR discards a failure']
  },
  {
    family: 'monadCancel',
    wrong: 'toExit runs its program twice',
    check: (o) =>
      laws.monadCancel(fc)(but(C, { toExit: (fa: Any) => C.flatMap(C.toExit(fa), () => C.toExit(fa)) }))(programs, o),
    noticed: ['forceR associates']
  },
  {
    family: 'monadCancel',
    wrong: 'toExit absorbs an interruption',
    check: (o) =>
      laws.monadCancel(fc)(
        but(C, { toExit: (fa: Any) => C.flatMap(C.fork(fa), (fiber) => Fiber.await(fiber as never)) })
      )(programs, o),
    noticed: ['an interruption is not recovered from', 'forceR keeps an interruption']
  }
]

const resources = { ...C, ...Scope }

/** A bracket without a mask, and with a release on success only. */
const openBracket = (acquire: Any, use: (a: unknown) => Any, release: (a: unknown, e: any) => Any): Any =>
  C.flatMap(acquire, (a: unknown) => C.tap(use(a), (b: unknown) => release(a, { _tag: 'Right', right: b })))

const cleanups: ReadonlyArray<Broken> = [
  {
    family: 'resources',
    wrong: 'bracket releases on success only, and masks nothing',
    check: (o) => laws.resources(fc)(but(resources, { bracket: openBracket }))(smallPrograms, o),
    noticed: [
      'a bracket of a pure resource is a finalizer',
      'the release knows how the use ended',
      'releases equal acquisitions',
      'resources of several fibers are released',
      'the acquisition is not interrupted'
    ]
  },
  {
    family: 'resources',
    wrong: 'what is acquired is released before it is used',
    check: (o) =>
      laws.resources(fc)(
        but(resources, {
          bracket: (acquire: Any, use: (a: unknown) => Any, release: (a: unknown, e: unknown) => Any) =>
            C.bracket(
              acquire,
              (a: unknown) => C.flatMap(release(a, {}), () => use(a)),
              () => C.of(undefined)
            )
        })
      )(smallPrograms, o),
    noticed: ['releases come in reverse order', 'the release waits for the children of the use']
  },
  {
    family: 'resources',
    wrong: 'scoped is no scope, and has an effect',
    check: (o) => laws.resources(fc)(but(resources, { scoped: noted }))(smallPrograms, o),
    noticed: ['scoped waits for its children', 'scoped is idempotent']
  },
  {
    family: 'resources',
    wrong: 'a finalizer runs on success only, and its failures are forgotten',
    check: (o) =>
      laws.resources(fc)(but(resources, { ensuring: (f: Any) => (fa: Any) => C.tap(fa, () => C.toOption(f)) }))(
        smallPrograms,
        o
      ),
    noticed: ['a finalizer keeps the exit', 'a failing finalizer adds to the cause', 'a finalizer runs once']
  }
]

const forks: ReadonlyArray<Broken> = [
  {
    family: 'genSpawn',
    wrong: 'never ends',
    check: (o) => laws.genSpawn(fc)(but(spawn, { never: C.of(0) }))(smallPrograms, o),
    noticed: [
      'never on the right of a race',
      'never on the left of a race',
      'nothing follows never',
      'forceR of never',
      'join of an interrupted fiber'
    ]
  },
  {
    family: 'genSpawn',
    wrong: 'join waits for the end and forgets it',
    check: (o) =>
      laws.genSpawn(fc)(but(spawn, { join: (fiber: Fiber.Fiber<any, any>) => C.as(Fiber.await(fiber), -1) }))(
        smallPrograms,
        o
      ),
    noticed: [
      'join of a value',
      'join of a failure',
      'join of a self-interruption',
      'fork and join in place',
      'a finalizer in a fiber is a finalizer in place'
    ]
  },
  {
    family: 'genSpawn',
    wrong: 'join does not wait',
    check: (o) => laws.genSpawn(fc)(but(spawn, { join: () => C.of(-1) }))(smallPrograms, o),
    noticed: ['join of never']
  },
  {
    family: 'genSpawn',
    wrong: 'fork waits',
    check: (o) =>
      laws.genSpawn(fc)(but(spawn, { fork: (fa: Any) => C.tap(C.fork(fa), (fiber) => Fiber.await(fiber as never)) }))(
        smallPrograms,
        o
      ),
    noticed: ['fork is not waited for']
  },
  {
    family: 'genSpawn',
    wrong: 'fibers inherit the mask of whoever forks them',
    check: (o) => {
      laws.genSpawn(fc)(
        but(spawn, {
          fork: (fa: Any) => C.fork(C.uninterruptible(fa)),
          raceFirst: (fb: Any) => (fa: Any) => C.raceFirst(C.uninterruptible(fb))(C.uninterruptible(fa))
        })
      )(smallPrograms, o)
    },
    noticed: [
      'racers do not inherit a mask',
      'a fiber can be interrupted from inside a mask',
      'a fiber that was forked in a mask can be interrupted'
    ]
  },
  {
    family: 'genSpawn',
    wrong: 'races are won by whoever comes first in the text',
    check: (o) => laws.genSpawn(fc)(but(spawn, { raceFirst: () => (fa: Any) => fa }))(smallPrograms, o),
    noticed: ['racing a self-interruption', 'racing a program that gives way']
  },
  {
    family: 'genSpawn',
    wrong: 'interrupting says how often it was asked to',
    check: (o) => {
      const asked = new WeakMap<object, number>()
      const interruptFiber = (fiber: Fiber.Fiber<any, any>): Any =>
        C.tap(Fiber.interrupt(fiber), () => {
          asked.set(fiber, (asked.get(fiber) ?? 0) + 1)
          return laws.note(`asked ${asked.get(fiber)} times`)
        })
      laws.genSpawn(fc)(but(spawn, { interruptFiber }))(smallPrograms, o)
    },
    noticed: [
      'interruption is idempotent',
      'two interruptions at once are one',
      'interrupting an ended fiber changes nothing'
    ]
  },
  {
    family: 'genSpawn',
    wrong: 'interrupting does not wait',
    check: (o) =>
      laws.genSpawn(fc)(
        but(spawn, { interruptFiber: (fiber: Fiber.Fiber<any, any>) => C.forkDaemon(Fiber.interrupt(fiber)) })
      )(smallPrograms, o),
    noticed: ['interrupting waits for finalizers']
  },
  {
    family: 'genSpawn',
    wrong: 'fibers outlive their parents',
    check: (o) => laws.genSpawn(fc)(but(spawn, { fork: C.forkDaemon }))(smallPrograms, o),
    noticed: ['a fiber ends with its parent', 'nothing is left of a run']
  }
]

const firstOnly = (): unknown => (fa: Any) => fa

const groups: ReadonlyArray<Broken> = [
  {
    family: 'race',
    wrong: 'the first program always wins, and says so',
    check: (o) =>
      laws.race(fc)(
        but(C, { race: firstOnly, raceFirst: firstOnly, raceAll: ([fa]: ReadonlyArray<Any>) => noted(fa as Any) })
      )(laws.programs(fc, 1), o),
    noticed: [
      'symmetry',
      'a race of one',
      'a failure leaves the race to the others',
      'an interrupted racer leaves the race to the others',
      'all failures are kept',
      'the first to end decides raceFirst'
    ]
  },
  {
    family: 'race',
    wrong: 'nobody waits for losers',
    check: (o) =>
      laws.race(fc)(but(C, { race: (fb: Any) => (fa: Any) => C.race(C.disconnect(fb))(C.disconnect(fa)) }))(
        laws.programs(fc, 1),
        o
      ),
    noticed: ['losers have cleaned up']
  },
  {
    family: 'race',
    wrong: 'the last one wins, and the result of the first is lost',
    check: (o) =>
      laws.race(fc)(
        but(C, {
          race: (fb: Any) => (fa: Any) => C.flatMap(C.all([C.toOption(fa), C.toOption(fb)]), () => C.left('nobody'))
        })
      )(laws.programs(fc, 1), o),
    noticed: ['never loses to a success', 'no completed result is lost']
  },
  {
    family: 'traversal',
    wrong: 'values come in the reverse order, and nothing is limited',
    check: (o) => {
      const reverse = (found: Any): Any => C.map((as: ReadonlyArray<unknown>) => [...as].reverse().concat(0))(found)
      const traverse = (f: (a: any) => Any) => (as: ReadonlyArray<unknown>) => reverse(C.traverseArray(f)(as))
      laws.traversal(fc)(
        but(C, {
          traverseArray: traverse,
          traverseArrayN: () => traverse,
          traverseSeqArray: traverse,
          all: (cs: ReadonlyArray<Any>) => reverse(C.all(cs))
        })
      )(laws.programs(fc, 1), o)
    },
    noticed: [
      'of pure programs',
      'values come in the order of the items',
      'no more at a time than allowed',
      'one after the other is flatMap',
      'all of one',
      'all is symmetric'
    ]
  },
  {
    family: 'traversal',
    wrong: 'a failure lets the others run on',
    check: (o) =>
      laws.traversal(fc)(
        but(C, { all: (cs: ReadonlyArray<Any>) => C.flatMap(C.all(cs.map(C.toEither)), () => C.of([0, 0])) })
      )(laws.programs(fc, 1), o),
    noticed: ['the first failure ends the rest']
  },
  {
    family: 'reader',
    wrong: 'provide and local change nothing',
    check: (o) => laws.reader(fc)(but(C, { provide: firstOnly, local: firstOnly }))(smallPrograms, o),
    noticed: ['provide and ask', 'local and ask', 'a fiber keeps its environment']
  },
  {
    family: 'reader',
    wrong: 'ask has an effect, and asks reads something else',
    check: (o) =>
      laws.reader(fc)(
        but(C, {
          ask: () => noted(C.ask()),
          asks: (f: (r: any) => unknown) => C.map((a: any) => (typeof a === 'number' ? a + 1 : a))(C.asks(f))
        })
      )(smallPrograms, o),
    noticed: [
      'asks is a map of ask',
      'reading has no effect',
      'an environment ends with its program',
      'a finalizer has the environment of where it is written'
    ]
  },
  {
    family: 'reader',
    wrong: 'only the first step has the environment that is provided',
    check: (o) =>
      laws.reader(fc)(
        but(C, {
          flatMap: (fa: Any, f: (a: unknown) => Any) =>
            C.flatMap(fa, (a: unknown) => C.local((w: laws.World) => ({ ...w, value: -7 }))(f(a))),
          fork: (fa: Any) => C.fork(C.local((w: laws.World) => ({ ...w, value: -7 }))(fa)),
          raceFirst: (fb: Any) => (fa: Any) => C.local((w: laws.World) => ({ ...w, value: -7 }))(C.raceFirst(fb)(fa))
        })
      )(smallPrograms, o),
    noticed: ['provide distributes over flatMap', 'provide distributes over fork', 'provide distributes over race']
  },
  {
    family: 'reader',
    wrong: 'provide has an effect',
    check: (o) =>
      laws.reader(fc)(
        but(C, {
          provide: (r: laws.World) => (fa: Any) =>
            ensuring(C.provide(r)(laws.note('provided') as Any))(C.provide(r)(fa))
        })
      )(smallPrograms, o),
    noticed: ['provide distributes over finalizers']
  },
  {
    family: 'reader',
    wrong: 'local applies its function twice, and once more around what is provided',
    check: (o) => {
      const more = (f: (r: any) => any) => (fa: Any) => C.flatMap(laws.note('local'), () => C.local(f)(fa))
      laws.reader(fc)(but(C, { local: more }))(smallPrograms, o)
    },
    noticed: ['local identity', 'local composition', 'what is provided stays']
  }
]

const callbacks: ReadonlyArray<Broken> = [
  {
    family: 'sync',
    wrong: 'effects happen at once, and are remembered',
    check: (o) =>
      laws.sync(fc)(
        but(C, {
          fromIO: (f: () => unknown) => C.of(f()),
          suspend: (f: () => Any) => f(),
          map: (f: () => unknown) =>
            C.map(() => {
              try {
                return f()
              } catch {
                return -1
              }
            }),
          flatMap: (fa: Any, f: (a: unknown) => Any) =>
            C.flatMap(fa, (a: unknown) => {
              try {
                return f(a)
              } catch {
                return C.of(-1)
              }
            })
        })
      )(programs, o),
    noticed: [
      'a suspended throw',
      'a throwing function',
      'what is not run has no effect',
      'an effect is not remembered'
    ]
  },
  {
    family: 'sync',
    wrong: 'effects are noted',
    check: (o) =>
      laws.sync(fc)(
        but(C, { fromIO: (f: () => unknown) => noted(C.fromIO(f)), suspend: (f: () => Any) => noted(C.suspend(f)) })
      )(programs, o),
    noticed: ['a suspended value', 'a suspended program']
  },
  {
    family: 'async',
    wrong: 'the result is what came last, a while later',
    check: (o) =>
      laws.async(fc)(
        but(C, {
          async: (register: (resume: (r: any) => void, signal: any) => any) =>
            C.suspend(() => {
              let last: any
              const canceller = register((result) => void (last = result), { aborted: false })
              const wait: Any = C.suspend(() =>
                last === undefined
                  ? C.flatMap(C.sleep(1), () =>
                      last === undefined && tries++ < 30
                        ? wait
                        : C.flatMap(C.sleep(1), () => C.fromEither(last ?? { _tag: 'Right', right: 0 }))
                    )
                  : C.flatMap(C.sleep(1), () => C.fromEither(last))
              )
              let tries = 0
              return C.ensuring(typeof canceller === 'object' ? canceller : C.of(undefined))(wait)
            })
        })
      )(o),
    noticed: [
      'a result at once',
      'a result later',
      'the first result counts',
      'a canceller does not run on completion',
      'a canceller does not run on failure',
      'never',
      'a canceller runs once',
      'the signal is aborted on interruption'
    ]
  },
  {
    family: 'async',
    wrong: 'there is no canceller, an interruption waits for the result, and a throw is a value',
    check: (o) =>
      laws.async(fc)(
        but(C, {
          async: (register: (resume: (r: any) => void, signal: any) => any) =>
            C.uninterruptible(
              C.async((resume, signal) => {
                try {
                  void register(resume, signal)
                } catch {
                  resume({ _tag: 'Right', right: -1 })
                }
              })
            )
        })
      )(o),
    noticed: ['a canceller is a finalizer', 'a result after an interruption reaches nobody', 'a throwing registration']
  }
]

const temporal = { ...C, join: Fiber.join }

const times: ReadonlyArray<Broken> = [
  {
    family: 'genTemporal',
    wrong: 'a sleep takes a millisecond more',
    check: (o) =>
      laws.genTemporal(fc)(
        but(temporal, { sleep: (n: number) => C.sleep(n + 1), delay: (n: number) => C.delay(n + 1) })
      )(smallPrograms, o),
    noticed: [
      'a sleep takes its time',
      'a race of sleeps',
      'sleeps at the same time',
      'sleeps one after the other',
      'a delay is a sleep before'
    ]
  },
  {
    family: 'genTemporal',
    wrong: 'every timeout comes, at once',
    check: (o) =>
      laws.genTemporal(fc)(
        but(temporal, { timeout: (_: number, e: () => unknown) => () => C.suspend(() => C.left(e())) })
      )(smallPrograms, o),
    noticed: ['a timeout that never comes', 'a timeout of never', 'forms of timeout agree']
  },
  {
    family: 'genTemporal',
    wrong: 'a timeout is a race that nobody waits for, and that the clock wins',
    check: (o) =>
      laws.genTemporal(fc)(
        but(temporal, {
          timeoutOption: (n: number) => (fa: Any) =>
            C.raceFirst(C.as(C.sleep(n), { _tag: 'None' }))(
              C.disconnect(C.map((value) => ({ _tag: 'Some', value }))(fa))
            )
        })
      )(smallPrograms, o),
    noticed: ['a timeout waits for finalizers', 'a timeout loses no completed result']
  },
  {
    family: 'clock',
    wrong: 'the clock runs backwards',
    check: (o) =>
      laws.clock(fc)(
        C.asks((world: laws.World) => -world.now()),
        o
      ),
    noticed: ['monotonic', 'time passes']
  },
  {
    family: 'unique',
    wrong: 'always the same',
    check: (o) => laws.unique(fc)(C.of(Symbol('same')), o),
    noticed: ['uniqueness']
  },
  {
    family: 'retrying',
    wrong: 'everything is tried twice, whatever the policy says',
    check: (o) =>
      laws.retrying(fc)(but(C, { retry: () => twice, retryWhile: () => twice, repeat: () => twice }))(
        smallPrograms.map((fa) => C.flatMap(laws.note('runs'), () => fa)),
        o
      ),
    noticed: [
      'a policy that gives up',
      'as often and as late as the policy says',
      'retry is recursion by orElse',
      'only what may be retried',
      'repeat is recursion by flatMap'
    ]
  },
  {
    family: 'retrying',
    wrong: 'a success is tried again, a little later',
    check: (o) => laws.retrying(fc)(but(C, { retry: () => C.delay(1) }))(smallPrograms, o),
    noticed: ['a success is not tried again']
  }
]

const shared: ReadonlyArray<Broken> = [
  {
    family: 'deferred',
    wrong: 'completing it does nothing, and says it did',
    check: (o) => laws.deferred(fc)(but(Deferred, { succeed: () => C.of(true), fail: () => C.of(true) }))(o),
    noticed: ['await after succeed', 'await after fail', 'the first completion counts', 'isDone', 'a waiter can leave']
  },
  {
    family: 'deferred',
    wrong: 'the last completion counts, and await of an empty one fails',
    check: (o) => {
      interface Cell {
        value: any
      }
      laws.deferred(fc)(
        but(Deferred, {
          make: () => C.fromIO((): Cell => ({ value: undefined })),
          succeed: (cell: Cell, right: unknown) => C.fromIO(() => void (cell.value = { _tag: 'Right', right })),
          fail: (cell: Cell, left: unknown) => C.fromIO(() => void (cell.value = { _tag: 'Left', left })),
          await: (cell: Cell) =>
            C.flatMap(C.sleep(2), () => C.fromEither(cell.value ?? { _tag: 'Left', left: 'empty' })),
          isDone: (cell: Cell) => C.fromIO(() => cell.value !== undefined)
        })
      )(o)
    },
    noticed: ['await of an empty one', 'every waiter sees the same']
  },
  {
    family: 'ref',
    wrong: 'writing adds, and reading takes away',
    check: (o) =>
      laws.ref(fc)(
        but(Ref, {
          make: (a: number) => Ref.make(a + 1),
          write: (ref: Ref.Ref<number>, a: number) => C.asUnit(Ref.modify(ref, (b) => b + a)),
          modify: (ref: Ref.Ref<number>, f: (a: number) => number) =>
            C.flatMap(Ref.read(ref), (a) => C.flatMap(C.yieldNow, () => Ref.write(ref, f(a))))
        })
      )(o),
    noticed: ['read after make', 'read after write', 'write twice', 'modify', 'a modification is one step']
  },
  {
    family: 'semaphore',
    wrong: 'there is always a permit more',
    check: (o) => laws.semaphore(fc)(but(Semaphore, { make: (n: number) => Semaphore.make(n + 1) }))(smallPrograms, o),
    noticed: [
      'permits are conserved',
      'no more permits than there are',
      'first come, first served',
      'acquire and release',
      'who stops waiting takes nothing'
    ]
  },
  {
    family: 'semaphore',
    wrong: 'a permit is given back on success only',
    check: (o) =>
      laws.semaphore(fc)(
        but(Semaphore, {
          withPermits:
            (s: Semaphore.Semaphore, n = 1) =>
            (fa: Any) =>
              C.flatMap(Semaphore.acquire(s, n), () => C.tap(C.uninterruptible(fa), () => Semaphore.release(s, n)))
        })
      )(smallPrograms, o),
    noticed: ['a permit that is there', 'permits are conserved']
  },
  {
    family: 'queue',
    wrong: 'last in, first out, without a limit, and empty is -1',
    check: (o) => {
      const items = (q: unknown): Array<number> => q as Array<number>
      const make = (): Any => C.fromIO(() => [])
      laws.queue(fc)(
        but(Queue, {
          bounded: make,
          unbounded: make,
          offer: (q: unknown, a: number) => C.fromIO(() => items(q).push(a) > 0),
          take: (q: unknown) => C.fromIO(() => items(q).pop() ?? -1),
          poll: (q: unknown) => C.fromIO(() => ({ _tag: 'Some', value: items(q).length === 0 ? -1 : 0 })),
          statistics: (q: unknown) => C.fromIO(() => ({ size: items(q).length }))
        })
      )(o)
    },
    noticed: [
      'first in, first out',
      'take of an empty queue',
      'poll of an empty queue',
      'a full queue',
      'no more than the capacity',
      'the order of each producer',
      'a taker can leave'
    ]
  },
  {
    family: 'queue',
    wrong: 'a take that is interrupted as it gets something loses it',
    check: (o) =>
      laws.queue(fc)(but(Queue, { take: (q: Queue.Queue<number>) => C.tap(Queue.take(q), () => C.sleep(1)) }))(o),
    noticed: ['nothing is lost or doubled']
  }
]

export const broken: ReadonlyArray<Broken> = [
  ...values,
  ...classes,
  ...errors,
  ...masks,
  ...cleanups,
  ...forks,
  ...groups,
  ...callbacks,
  ...times,
  ...shared
]
