/** The transition for an actor that throws. The exception may contain a secret and is dropped. */
export const broken = (operation: string) => ({
  target: '#connection.broken' as const,
  actions: { type: 'rememberDefect' as const, params: operation },
})
