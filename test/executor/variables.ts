import * as ContextVar from 'fiber-ts/ContextVar'

export const requestId: ContextVar.ContextVar<string> = ContextVar.make('requestId', 'none')
export const user: ContextVar.ContextVar<{ readonly name: string; readonly greet?: () => string }> =
  ContextVar.make('user')
