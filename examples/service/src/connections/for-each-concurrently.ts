/** Does `work` for each item, so many at a time. */
export const inParallel = async <A>(
  atOnceMax: number,
  items: readonly A[],
  work: (item: A) => Promise<void>,
): Promise<void> => {
  const left = items.values()
  const worker = async (): Promise<void> => {
    for (const item of left) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnceMax, items.length) }, worker))
}
