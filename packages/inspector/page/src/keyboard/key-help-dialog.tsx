import { Dialog } from '../components/dialog.tsx'

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'Filter the list'],
  ['↓ ↑ or j k', 'Move in the list'],
  ['Enter', 'Open the connection'],
  ['n', 'Start a connection'],
  ['i', 'Into the form: what the person is asked'],
  ['← →', 'Step back and forth through the moments'],
  ['Home', 'The first moment'],
  ['End or l', 'Back to the present'],
  ['Esc', 'Close, or back to the list'],
  ['?', 'These keys'],
]

/** Shows what the keys do. */
export const KeysDialog = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog title="Keys" onClose={onClose}>
    <dl className="keys">
      {KEYS.map(([key, does]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
)
