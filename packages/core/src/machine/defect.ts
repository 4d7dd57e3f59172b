/** Where every actor that throws leads, with the name of the call. What it threw may be secret and is not kept. */
export const broken = (operation: string) => ({
  target: '#connection.broken' as const,
  actions: { type: 'rememberDefect' as const, params: operation },
})
