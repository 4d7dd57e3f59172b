import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mutants } from '../../src/mutants/catalogue/all-mutants.ts'
import { plantIn } from '../../src/mutants/catalogue/mutant.ts'

const textOf = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')

test.each(mutants)('"$name" can be planted in $file, in one place', (mutant) => {
  const text = textOf(mutant.file)
  const planted = plantIn(text, mutant)
  expect(planted).not.toBeNull()
  expect(planted).not.toBe(text)
})

test('there are at least forty mutants with unique names', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(40)
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
})

test('a bug is not planted if its place has changed or is ambiguous', () => {
  const mutant = { name: 'a', file: 'b', from: 'one', to: 'two' }
  expect(plantIn('one one', mutant)).toBeNull()
  expect(plantIn('nothing', mutant)).toBeNull()
  expect(plantIn('a one', mutant)).toBe('a two')
})
