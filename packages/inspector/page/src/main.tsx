import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@xyflow/react/dist/base.css'
import './style/theme.css'
import './style/controls.css'
import './style/layout.css'
import './style/narrow.css'
import './style/panels.css'
import './style/list.css'
import './style/scrubber.css'
import './style/events.css'
import './style/current-state.css'
import './style/steps.css'
import './style/chart.css'
import './style/state-card.css'
import { App } from './app.tsx'
import { followFeed } from './client/feed-client.ts'
import { FeedContext } from './client/feed-context.ts'
import { applyTheme, storedTheme } from './client/preferences.ts'

applyTheme(storedTheme())

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <FeedContext value={followFeed()}>
        <App />
      </FeedContext>
    </StrictMode>,
  )
