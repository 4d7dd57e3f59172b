import { connectionMachine } from '@bank-connection/core/machine'
import { expect, test } from 'vitest'
import { type AnyStateNode, initialTransition } from 'xstate'

const nodesOf = (node: AnyStateNode): readonly AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)]

const nodes = nodesOf(connectionMachine.root)

test('every state says in a sentence what it is for', () => {
  expect(nodes.filter(({ description }) => !/^[A-Z].*\.$/.test(description ?? '')).map(({ id }) => id)).toStrictEqual(
    [],
  )
  expect(nodes).toHaveLength(20)
})

test('every state that a connection can rest in has one tag: busy, awaiting the user, or final', () => {
  const tagsOf = (node: AnyStateNode): readonly string[] => [
    ...node.tags,
    ...(node.parent === undefined ? [] : tagsOf(node.parent)),
  ]
  const resting = nodes.filter(({ type }) => type === 'atomic' || type === 'final')
  expect(resting.filter((node) => new Set(tagsOf(node)).size !== 1).map(({ id }) => id)).toStrictEqual([])
  expect(new Set(resting.flatMap(tagsOf))).toStrictEqual(new Set(['busy', 'awaitingUser', 'final']))
})

test('every actor is called after its source, so that a saved connection finds it again', () => {
  const invoked = nodes.flatMap(({ invoke }) => invoke.map(({ id, src }) => [id, src]))
  expect(invoked.filter(([id, src]) => id !== src)).toStrictEqual([])
  expect(invoked).toHaveLength(6)
})

test('begins without an input: the pure functions ask for that', () => {
  const [snapshot] = initialTransition(connectionMachine, undefined as never)
  expect(snapshot.status).toBe('active')
})
