/** How the page looks; nothing else is stored. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'inspector-theme'

/** What was chosen last; `system` when nothing was. */
export const storedTheme = (): Theme => {
  try {
    const stored = window.localStorage.getItem(KEY)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system'
  }
}

/** Applies a theme, and stores it. A browser that stores nothing is no hindrance. */
export const applyTheme = (theme: Theme): void => {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  try {
    if (theme === 'system') window.localStorage.removeItem(KEY)
    else window.localStorage.setItem(KEY, theme)
  } catch {
    // See above.
  }
}

/** Whether the page is dark now. */
export const isDark = (): boolean => {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? window.matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
}
