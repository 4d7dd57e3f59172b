import { Dialog } from '../components/dialog.tsx'

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'Filter the list'],
  ['↓ ↑ or j k', 'Move in the list'],
  ['Enter', 'Open the connection'],
  ['n', 'Start a connection'],
  ['i', 'Focus the form'],
  ['← →', 'Previous and next event; with Shift by ten'],
  ['Home', 'First event'],
  ['End or l', 'Back to live'],
  ['Esc', 'Close, or return to the list'],
  ['?', 'Show this help'],
]

/** Lists the keyboard shortcuts. */
export const KeyHelpDialog = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog title="Keyboard shortcuts" onClose={onClose}>
    <dl className="keys">
      {KEYS.map(([key, action]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{action}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
)
