// Written by `npm run api` from the built declarations.

export declare const Monoid: MonoidOf<RetryPolicy>

export type RetryPolicy = (status: RetryStatus) => Option<number>

export interface RetryStatus {
  readonly iterNumber: number
  readonly cumulativeDelay: number
  readonly previousDelay: Option<number>
}

export declare const applyPolicy: (policy: RetryPolicy, status: RetryStatus) => RetryStatus

export declare const capDelay: (maxDelay: number, policy: RetryPolicy) => RetryPolicy

export declare const constantDelay: (delay: number) => RetryPolicy

export declare const defaultRetryStatus: RetryStatus

export declare const exponentialBackoff: (delay: number) => RetryPolicy

export declare const jittered: (policy: RetryPolicy, random?: IO<number>) => RetryPolicy

export declare const limitRetries: (retries: number) => RetryPolicy

export declare const limitRetriesByDelay: (maxDelay: number, policy: RetryPolicy) => RetryPolicy
