import { connect, explain } from '@bank-connection/core'
import { createMemoryBank } from '@bank-connection/memory-adapter'
import { either as E, function as F, taskEither as TE } from 'fp-ts'

const { port, userId } = createMemoryBank()

const accounts = await F.pipe(
  connect(port, {
    userId,
    institutionId: 'AU00002',
    credentials: { loginId: 'gavinBelson', password: 'hooli2016' },
    onChallenge: async ({ prompts }) => prompts.map(() => 'Hooli'),
  }),
  TE.chainW(({ connectionId }) => port.listAccounts({ userId, filter: { connectionId } })),
)()

if (E.isLeft(accounts)) {
  console.error(explain(accounts.left))
  process.exitCode = 1
} else {
  for (const { name, accountNo, balance, currency } of accounts.right) console.log(name, accountNo, balance, currency)
}
