import { describe, expect, test } from 'vitest'
import { runDemoAtTerminal, runDemoProcess, withoutAnsi } from '../run-node.ts'

const fast = ['--speed', '60']

/** Starting Node takes a second, and longer when several start at once. */
describe.concurrent('the demo as a process', { timeout: 60_000 }, () => {
  test('without a terminal, the tour prints plain lines and a table of accounts', async () => {
    const { code, out, err } = await runDemoProcess(fast)

    expect(err).toBe('')
    expect(code).toBe(0)
    for (const bank of ['Hooli Bank', 'Token Test Bank', 'Pied Piper Bank', 'Nucleus Bank'])
      expect(out).toMatch(new RegExp(`^${bank} +\\S.* [\\d,]+\\.\\d\\d AUD +[\\d,]+$`, 'm'))
    expect(out).toMatch(/5 connections: 4 connected, 1 refused on purpose\n$/)
    expect(out).not.toContain('\u001b')
  })

  test.each(['SIGINT', 'SIGHUP'] as const)('%s exits 130, and says that the job is still running', async (signal) => {
    const { code, out, err } = await runDemoProcess(['--speed', '5'], { interruptAfter: 'verify-credentials', signal })

    expect(code).toBe(130)
    expect(err).toMatch(/^The connection was cancelled; job \S+/m)
    expect(out).not.toContain('Transactions')
  })

  test('a closed pipe ends the run with exit code 0', async () => {
    expect((await runDemoProcess(['--json'], { leaveAfter: 'started' })).code).toBe(0)
  })

  test('at a terminal, hidden input never appears and a refused password is prompted for again', async () => {
    const { code, out } = await runDemoAtTerminal(['--institution', 'AU00002', '--speed', '30'], {
      typed: [
        ['Bank: login', 'gavinBelson\r'],
        ['Bank: password', 'canary-8c2f\r'],
        ['login (gavinBelson)', '\r'],
        ['Bank: password', 'hooli2016\r'],
        ['? What', 'Hooli\r'],
      ],
    })
    const screen = withoutAnsi(out)

    expect(code).toBe(0)
    expect(screen).toContain('Attempts left: 2')
    expect(screen).toContain('connected in')
    expect(screen).not.toContain('8c2f')
    expect(screen).not.toContain('hooli2016')
    expect(screen).not.toMatch(/company\? Hooli/)
  })
})
