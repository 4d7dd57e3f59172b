import { type FormEvent, useContext } from 'react'
import { startConnections } from '../client/commands.ts'
import { navigate } from '../client/use-route.ts'
import { Dialog } from '../components/dialog.tsx'
import { ProblemNote } from '../components/problem-note.tsx'
import { homeRoute } from '../model/route.ts'
import { MenuContext } from './bank-menu-context.ts'
import { useCommand } from './use-command.ts'

/** Starts connections, and opens the first. */
export const StartDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const menu = useContext(MenuContext)
  const { settle, problem, isBusy } = useCommand()
  const start = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const count = Number(form.get('count'))
    const body = { institutionId: form.get('institutionId'), count, auto: form.get('auto') === 'on' }
    const ids = await settle(startConnections(body))
    if (ids === null) return
    onClose()
    const [id] = ids
    if (id !== undefined) navigate({ ...homeRoute, id })
  }
  return (
    <Dialog title="Start a connection" onClose={onClose}>
      <form className="form" onSubmit={(event) => void start(event)}>
        <label>
          Institution
          <select name="institutionId" required disabled={menu === null}>
            {(menu?.institutions ?? []).map(({ id, name, authorization }) => (
              <option key={id} value={id}>
                {name} · {id} · {authorization}
              </option>
            ))}
          </select>
        </label>
        <label>
          Count
          <input name="count" type="number" min={1} max={500} defaultValue={1} required />
        </label>
        <label className="check">
          <input name="auto" type="checkbox" /> <span>Let a simulated user log in and answer</span>
        </label>
        <ProblemNote problem={menu === null ? 'Loading the institutions…' : problem} />
        <footer className="form-end">
          <button type="submit" className="primary" disabled={isBusy || menu === null}>
            Start
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
