import type { Output, Reporter } from './reporter.ts'

/** One line of JSON an event, for machines. */
export const createJsonReporter = ({ out }: Output): Reporter => ({
  report: (event) => out(JSON.stringify(event)),
  rest: async () => undefined,
  end: () => undefined,
})
