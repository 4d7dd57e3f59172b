/** Runs `work` for each item, at most `concurrency` at a time. */
export const forEachConcurrently = async <A>(
  concurrency: number,
  items: readonly A[],
  work: (item: A) => Promise<void>,
): Promise<void> => {
  const remaining = items.values()
  const worker = async (): Promise<void> => {
    for (const item of remaining) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker))
}
