// Written by `npm run api` from the built declarations.

export declare class ConfigError extends Error {
  readonly _tag: 'ConfigError'
  readonly exitCode: 78
  readonly issues: ReadonlyNonEmptyArray<Issue>
  constructor(issues: ReadonlyNonEmptyArray<Issue>)
}

export interface ConfigOptions {
  readonly env?: Env
  readonly prefix?: string
  readonly secret?: ReadonlyArray<string>
}

export type Env = Readonly<Record<string, string | undefined>>

export interface Secret<out A> {
  readonly _tag: 'Secret'
  readonly reveal: () => A
}

export type URL = typeof globalThis extends {
  URL: {
    prototype: infer U
  }
}
  ? U
  : {
      readonly href: string
      readonly origin: string
      readonly protocol: string
      readonly username: string
      readonly password: string
      readonly host: string
      readonly hostname: string
      readonly port: string
      readonly pathname: string
      readonly search: string
      readonly hash: string
    }

export declare const boolean: Type<boolean, string>

export declare const durationMillis: Type<number, string>

export declare const fromEnv: {
  <I, A>(schema: StandardSchemaV1<I, A>, options?: ConfigOptions): Coroutine<unknown, ConfigError, A>
  <A>(codec: Decoder<unknown, A>, options?: ConfigOptions): Coroutine<unknown, ConfigError, A>
  <A>(codec: ExperimentalDecoder<unknown, A>, options?: ConfigOptions): Coroutine<unknown, ConfigError, A>
}

export declare const integer: Type<number, string>

export declare const listOf: (separator: string) => <A>(item: Codec<A, string>) => Type<ReadonlyArray<A>, string>

export declare const number: Type<number, string>

export declare const port: Type<number, string>

export declare const secret: <A, O>(type: Codec<A, O>) => Type<Secret<A>, O>

export declare const url: Type<URL, string>

export declare const withDefault: <A>(value: A) => <O>(type: Codec<A, O>) => Type<A, O>
