import {
  type BankPort,
  type ConnectionStore,
  createMemoryStore,
  type KeptConnection,
  type KeptView,
  type SavedConnection,
} from '@bank-connection/core'
import { type BankCalls, neverAborted } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { scriptedPort } from '../../scripted-port.ts'
import { bankOf, OPTIONS } from '../scripted-bank.ts'

export const ID = 'c-1'

const CALLS: readonly (keyof BankCalls)[] = [
  'getInstitution',
  'getConnection',
  'createConnection',
  'refreshConnection',
  'updateConnection',
  'getJob',
  'listJobs',
  'answerMfa',
]

/** A port whose methods are own properties, so that it can be spread. */
const copyable = ({ port }: ReturnType<typeof scriptedPort>): BankPort =>
  Object.fromEntries([['clock', port.clock], ...CALLS.map((name) => [name, port[name]])]) as unknown as BankPort

/** A store in memory that records its saves, and can be made to wait or to fail. */
export const observedStore = (shared: ConnectionStore = createMemoryStore()) => {
  const saves: SavedConnection[] = []
  let open: (() => void)[] = []
  let isShut = false
  let onWay = 0
  let onWayMax = 0
  let fails: Error | { readonly _tag: string } | null = null
  const store: ConnectionStore = {
    ...shared,
    save: (id, saved, revision) => async () => {
      saves.push(saved as SavedConnection)
      onWay += 1
      onWayMax = Math.max(onWayMax, onWay)
      if (isShut) await new Promise<void>((resolve) => open.push(resolve))
      onWay -= 1
      if (fails instanceof Error) throw fails
      return fails === null ? shared.save(id, saved, revision)() : E.left(fails as never)
    },
  }
  return {
    store,
    shared,
    saves,
    points: (): readonly string[] => saves.map(({ at }) => at),
    onWayMax: () => onWayMax,
    /** Makes saves wait. */
    shut: () => {
      isShut = true
    },
    /** Lets waiting and later saves proceed. */
    open: () => {
      isShut = false
      for (const go of open) go()
      open = []
    },
    failWith: (failure: Error | { readonly _tag: string } | null) => {
      fails = failure
    },
    /** What is currently stored. */
    stored: async (): Promise<SavedConnection | null> => {
      const loaded = await shared.load(ID)()
      return E.isRight(loaded) ? ((loaded.right?.saved ?? null) as SavedConnection | null) : null
    },
  }
}

export const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** The views from now on. */
export const viewsOf = (kept: KeptConnection): KeptView[] => {
  const seen: KeptView[] = []
  kept.subscribe((view) => seen.push(view))
  return seen
}

export const REQUEST = { userId: OPTIONS.userId, institutionId: 'AU00002' }

/** A port of a simulated bank that can be spread, and a way to advance its clock. */
export const keptBank = (...given: Parameters<typeof bankOf>) => {
  const bank = bankOf(...given)
  return { ...bank, port: copyable(bank), pass: (ms: number) => bank.clock.sleep(ms, neverAborted) }
}
