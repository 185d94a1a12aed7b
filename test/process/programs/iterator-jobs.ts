/** What iterators.ts runs in other threads. */
export const add = (a: number, b: number): number => a + b

/** Waits until somebody writes the first cell. */
export const waits = (cells: Int32Array): void => void Atomics.wait(cells, 0, 0)
