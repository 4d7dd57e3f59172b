import { connectionMachine } from '@bank-connection/core/machine'
import { expect, test } from 'vitest'
import { type AnyStateNode, initialTransition } from 'xstate'

const nodesOf = (node: AnyStateNode): readonly AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)]

const nodes = nodesOf(connectionMachine.root)

test('every state has a description', () => {
  expect(nodes.filter(({ description }) => !/^[A-Z].*\.$/.test(description ?? '')).map(({ id }) => id)).toStrictEqual(
    [],
  )
  expect(nodes).toHaveLength(20)
})

test('every state that a connection can rest in has one tag: busy, awaitingUser or final', () => {
  const tagsOf = (node: AnyStateNode): readonly string[] => [
    ...node.tags,
    ...(node.parent === undefined ? [] : tagsOf(node.parent)),
  ]
  const resting = nodes.filter(({ type }) => type === 'atomic' || type === 'final')
  expect(resting.filter((node) => new Set(tagsOf(node)).size !== 1).map(({ id }) => id)).toStrictEqual([])
  expect(new Set(resting.flatMap(tagsOf))).toStrictEqual(new Set(['busy', 'awaitingUser', 'final']))
})

test('every actor has the id of its source, so that a saved connection finds it again', () => {
  const invoked = nodes.flatMap(({ invoke }) => invoke.map(({ id, src }) => [id, src]))
  expect(invoked.filter(([id, src]) => id !== src)).toStrictEqual([])
  expect(invoked).toHaveLength(6)
})

test('starts without an input, as the pure functions require', () => {
  const [snapshot] = initialTransition(connectionMachine, undefined as never)
  expect(snapshot.status).toBe('active')
})
