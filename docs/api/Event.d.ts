// Written by `npm run api` from the built declarations.

export interface Event {
  readonly _tag: 'Event'
}

export interface Statistics {
  readonly isSet: boolean
  readonly waiting: number
}

export declare const clear: (event: Event) => Coroutine<unknown, never, void>

export declare const make: Coroutine<unknown, never, Event>

export declare const set: (event: Event) => Coroutine<unknown, never, void>

export declare const statistics: (event: Event) => Coroutine<unknown, never, Statistics>

export declare const unsafeMake: () => Event

export declare const wait: (event: Event) => Coroutine<unknown, never, void>
