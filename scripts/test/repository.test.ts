import { describe, expect, test } from 'vitest'
import { withRepository } from '../repository.ts'

const manifest = { name: '@bank-connection/core', license: 'MIT', type: 'module' }

describe('links to the repository', () => {
  test('follow the licence', () => {
    const linked = withRepository(manifest, 'https://example.com/bank/connection', 'packages/core')
    expect(linked).toStrictEqual({
      ...manifest,
      homepage: 'https://example.com/bank/connection/tree/main/packages/core#readme',
      bugs: 'https://example.com/bank/connection/issues',
      repository: {
        type: 'git',
        url: 'git+https://example.com/bank/connection.git',
        directory: 'packages/core',
      },
    })
    expect(Object.keys(linked)).toStrictEqual(['name', 'license', 'homepage', 'bugs', 'repository', 'type'])
  })

  test('are left out while the URL is empty, and removed when it is cleared', () => {
    const linked = withRepository(manifest, 'https://example.com/bank/connection', 'packages/core')
    expect(withRepository(manifest, '', 'packages/core')).toStrictEqual(manifest)
    expect(withRepository(linked, '', 'packages/core')).toStrictEqual(manifest)
  })

  test.each(['example.com/bank', 'http://example.com/bank', 'https://example.com', 'https://example.com/bank/x.git'])(
    'are refused for %s',
    (url) => {
      expect(() => withRepository(manifest, url, 'packages/core')).toThrow('config.repository')
    },
  )
})
