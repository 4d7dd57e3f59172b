import { describe, expect, test } from 'vitest'
import { runDemoAtTerminal, runDemoProcess, withoutAnsi } from '../run-node.ts'

const fast = ['--speed', '60']

/** Starting Node takes a second, and longer when all of them start at once. */
const patient = { timeout: 60_000 }

describe.concurrent('the demo as a process, without a terminal', patient, () => {
  test('the tour exits 0 and ends with a table of accounts of the four banks that connected', async () => {
    const { code, out, err } = await runDemoProcess(fast)

    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/^Bank +Account +Class +Balance +Transactions$/m)
    for (const bank of ['Hooli Bank', 'Token Test Bank', 'Pied Piper Bank', 'Nucleus Bank'])
      expect(out).toMatch(new RegExp(`^${bank} +\\S.* [\\d,]+\\.\\d\\d AUD +[\\d,]+$`, 'm'))
    expect(out).toContain('Refused, as it should be: ')
    expect(out).toMatch(/5 connections: 4 connected, 1 refused, as it should be\n$/)
    expect(out).not.toContain('\u001b')
  })

  test('a wrong password exits 1, and says on the error output what to do', async () => {
    const wrong = ['--login', 'gavinBelson', '--password', 'canary-3d9a']
    const { code, out, err } = await runDemoProcess(['--institution', 'AU00000', ...wrong, ...fast])

    expect(code).toBe(1)
    expect(err).toMatch(
      /^The job \S+ failed at verify-credentials with invalid-credentials: .*\nWhat to do: Check the login/,
    )
    expect(out + err).not.toContain('3d9a')
  })

  test('an unknown flag exits 2 with one line on the error output that begins with the flag', async () => {
    const { code, out, err } = await runDemoProcess(['--nonsense'])

    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^--nonsense: .*\n$/)
  })

  test('an interrupt exits 130, and says that the job goes on', async () => {
    const { code, out, err } = await runDemoProcess(['--speed', '5'], { interruptAfter: 'verify-credentials' })

    expect(code).toBe(130)
    expect(err).toMatch(/^The connection was cancelled; job \S+ goes on at the server\.$/m)
    expect(out).not.toContain('Transactions')
  })
})

describe.concurrent('the demo as a process, at a terminal', patient, () => {
  test('the tour is drawn with a line for each bank and each step', async () => {
    const { code, out } = await runDemoAtTerminal(fast)
    const screen = withoutAnsi(out)

    expect(code).toBe(0)
    for (const bank of [
      'Hooli Bank (AU00000)',
      'Token Test Bank (AU19301)',
      'Pied Piper Bank (AU00002)',
      'Nucleus Bank (AU00003)',
    ])
      expect(screen).toMatch(
        new RegExp(`^✔ ${bank.replace(/[()]/g, '\\$&')} connected in \\d+\\.\\d s, \\d accounts$`, 'm'),
      )
    expect(screen).toMatch(/^ {2}✔ mfa-challenge +\d+\.\d s {2}answered: What's your first company\?$/m)
    expect(screen).toMatch(/^✔ Hooli Bank \(AU00000\) refused the login$/m)
    expect(screen).toMatch(/^ {2}✖ verify-credentials +\d+\.\d s$/m)
    expect(screen).not.toContain('What to do')
  })

  test('what is typed into hidden fields is not on the screen, and the wrong password is asked for again', async () => {
    const { code, out } = await runDemoAtTerminal(['--institution', 'AU00002', '--speed', '30'], {
      typed: [
        ['Bank: login', 'gavinBelson\r'],
        ['Bank: password', 'canary-8c2f\r'],
        ['login (gavinBelson)', '\r'],
        ['Bank: password', 'hooli2016\r'],
        ['first company', 'Hooli\r'],
      ],
    })
    const screen = withoutAnsi(out)

    expect(code).toBe(0)
    expect(screen).toContain('2 attempts left.')
    expect(screen).toContain('connected in')
    expect(screen).not.toContain('8c2f')
    expect(screen).not.toContain('hooli2016')
    expect(screen).not.toMatch(/company\? Hooli/)
  })
})
