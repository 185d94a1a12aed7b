/** What can go wrong, as one union per layer. */
export interface HttpError {
  readonly _tag: 'HttpError'
  readonly path: string
  readonly reason: string
  readonly status: number | undefined
}

export interface InvalidData {
  readonly _tag: 'InvalidData'
  readonly source: string
  readonly problems: ReadonlyArray<string>
}

export interface DbError {
  readonly _tag: 'DbError'
  readonly reason: string
}

export interface NotFound {
  readonly _tag: 'NotFound'
  readonly orderId: string
}

export interface TooHeavy {
  readonly _tag: 'TooHeavy'
  readonly grams: number
}

export type AppError = HttpError | InvalidData | DbError | NotFound | TooHeavy

export const httpError =
  (path: string, status?: number) =>
  (reason: unknown): HttpError => ({ _tag: 'HttpError', path, reason: String(reason), status })

export const dbError = (reason: unknown): DbError => ({ _tag: 'DbError', reason: String(reason) })
