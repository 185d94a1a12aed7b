// Written by `npm run api` from the built declarations.

export type AnyCodec = Decoder<any, unknown> | ExperimentalDecoder<any, unknown> | StandardSchemaV1

export interface Codec<A, O = A, I = unknown> {
  readonly name: string
  readonly is: (u: unknown) => u is A
  readonly validate: (i: I, context: ValidationError['context']) => Either<ValidationErrors, A>
  readonly encode: (a: A) => O
  readonly decode: (i: I) => Either<ValidationErrors, A>
}

export interface ContextType {
  readonly name: string
  readonly validate: (i: any, context: any) => Either<ValidationErrors, any>
  readonly decode: (i: any) => Either<ValidationErrors, any>
}

export declare class DecodeError extends Error {
  readonly _tag: 'DecodeError'
  readonly issues: ReadonlyNonEmptyArray<Issue>
  readonly validationErrors: ValidationErrors
  constructor(issues: ReadonlyNonEmptyArray<Issue>, validationErrors?: ValidationErrors)
}

export type DecodeLeaf =
  | {
      readonly _tag: 'Leaf'
      readonly actual: unknown
      readonly error: string
    }
  | {
      readonly _tag: 'Key'
      readonly key: string
      readonly errors: FreeSemigroup<DecodeLeaf>
    }
  | {
      readonly _tag: 'Index'
      readonly index: number
      readonly errors: FreeSemigroup<DecodeLeaf>
    }
  | {
      readonly _tag: 'Member'
      readonly index: number
      readonly errors: FreeSemigroup<DecodeLeaf>
    }
  | {
      readonly _tag: 'Lazy'
      readonly id: string
      readonly errors: FreeSemigroup<DecodeLeaf>
    }
  | {
      readonly _tag: 'Wrap'
      readonly error: string
      readonly errors: FreeSemigroup<DecodeLeaf>
    }

export interface DecodeOptions {
  readonly redact?: boolean | ((path: ReadonlyArray<string | number>) => boolean)
}

export interface Decoder<I, A> {
  readonly name: string
  readonly decode: (i: I) => Either<ValidationErrors, A>
}

export interface ExperimentalDecoder<I, A> {
  readonly decode: (i: I) => Either<FreeSemigroup<DecodeLeaf>, A>
}

export type FreeSemigroup<A> =
  | {
      readonly _tag: 'Of'
      readonly value: A
    }
  | {
      readonly _tag: 'Concat'
      readonly left: FreeSemigroup<A>
      readonly right: FreeSemigroup<A>
    }

export interface Issue {
  readonly path: ReadonlyArray<string | number>
  readonly expected: string
  readonly actual: unknown
  readonly message?: string
}

export declare class JsonError extends Error {
  readonly _tag: 'JsonError'
  readonly text: string
  constructor(reason: string, text: string)
}

export declare class ResponseError extends Error {
  readonly _tag: 'ResponseError'
  readonly reason: 'status' | 'body'
  readonly status: number
  constructor(reason: 'status' | 'body', response: ResponseLike, cause?: unknown)
}

export interface ResponseLike {
  readonly ok: boolean
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly body: unknown
  readonly text: () => Promise<string>
}

export interface StandardIssue {
  readonly message: string
  readonly path?:
    | ReadonlyArray<
        | PropertyKey
        | {
            readonly key: PropertyKey
          }
      >
    | undefined
}

export type StandardResult<A> =
  | {
      readonly value: A
      readonly issues?: undefined
    }
  | {
      readonly issues: ReadonlyArray<StandardIssue>
    }

export interface StandardSchemaV1<I = unknown, A = I> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<A> | Promise<StandardResult<A>>
    readonly types?:
      | {
          readonly input: I
          readonly output: A
        }
      | undefined
  }
}

export interface Type<A, O = A, I = unknown> extends Codec<A, O, I> {
  readonly pipe: <B>(ab: Codec<B, any, any>, name?: string) => Type<B, O, I>
  readonly asDecoder: () => Type<A, O, I>
  readonly asEncoder: () => Type<A, O, I>
  readonly _A: A
  readonly _O: O
  readonly _I: I
}

export interface ValidationError {
  readonly value: unknown
  readonly context: ReadonlyArray<{
    readonly key: string
    readonly type: ContextType
    readonly actual?: unknown
  }>
  readonly message?: string
}

export interface ValidationErrors extends Array<ValidationError> {}

export declare const decode: {
  <I, A>(codec: StandardSchemaV1<I, A>, options?: DecodeOptions): (u: unknown) => Coroutine<unknown, DecodeError, A>
  <I, A>(codec: Decoder<I, A>, options?: DecodeOptions): (i: I) => Coroutine<unknown, DecodeError, A>
  <I, A>(codec: ExperimentalDecoder<I, A>, options?: DecodeOptions): (i: I) => Coroutine<unknown, DecodeError, A>
}

export declare const decodeJson: {
  <I, A>(
    codec: StandardSchemaV1<I, A>,
    options?: DecodeOptions
  ): (text: string) => Coroutine<unknown, JsonError | DecodeError, A>
  <A>(
    codec: Decoder<unknown, A>,
    options?: DecodeOptions
  ): (text: string) => Coroutine<unknown, JsonError | DecodeError, A>
  <A>(
    codec: ExperimentalDecoder<unknown, A>,
    options?: DecodeOptions
  ): (text: string) => Coroutine<unknown, JsonError | DecodeError, A>
}

export declare const decodeResponse: {
  <I, A>(
    codec: StandardSchemaV1<I, A>,
    options?: DecodeOptions
  ): (response: ResponseLike) => Coroutine<unknown, ResponseError | JsonError | DecodeError, A>
  <A>(
    codec: Decoder<unknown, A>,
    options?: DecodeOptions
  ): (response: ResponseLike) => Coroutine<unknown, ResponseError | JsonError | DecodeError, A>
  <A>(
    codec: ExperimentalDecoder<unknown, A>,
    options?: DecodeOptions
  ): (response: ResponseLike) => Coroutine<unknown, ResponseError | JsonError | DecodeError, A>
}

export declare const encode: <A, O>(codec: { readonly encode: (a: A) => O }) => (a: A) => O

export declare const is: <A>(codec: { readonly is: (u: unknown) => u is A }) => (u: unknown) => u is A

export declare const toStandardSchema: {
  <I, A>(codec: Decoder<I, A>, options?: DecodeOptions): StandardSchemaV1<I, A>
  <I, A>(codec: ExperimentalDecoder<I, A>, options?: DecodeOptions): StandardSchemaV1<I, A>
}
