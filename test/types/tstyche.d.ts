// The assertions of tstyche that the type tests use, as types: a compiler that knows nothing of tstyche then checks the
// same files. An assertion that does not hold asks for an argument that nobody passes. What a program must not compile is
// marked with @ts-expect-error, which both understand.

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type Assignable<A, B> = [A] extends [B] ? true : false

type Holds<Actual extends boolean, Expected extends boolean> = Actual extends Expected
  ? []
  : [failure: 'this assertion does not hold']

type Matchers<A, Expected extends boolean> = {
  toBe: <B>(...holds: Holds<Equal<A, B>, Expected>) => void
  toBeAssignableTo: <B>(...holds: Holds<Assignable<A, B>, Expected>) => void
  toBeAssignableFrom: <B>(...holds: Holds<Assignable<B, A>, Expected>) => void
}

type Expectation<A> = { type: Matchers<A, true> & { not: Matchers<A, false> } }

export declare function expect<A>(): Expectation<A>
export declare function expect<A>(value: A): Expectation<A>

export declare function test(name: string, f: () => void): void
export declare function describe(name: string, f: () => void): void
