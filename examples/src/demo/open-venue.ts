import { taskEither as TE } from 'fp-ts'
import type { Place } from './invocation.ts'
import { openLiveVenue } from './live-venue.ts'
import { openHttpVenue, openMemoryVenue } from './simulated-venue.ts'
import type { NoVenue, Surroundings, Venue } from './venue.ts'

/** Opens the bank that the command asks for. What it gives must be closed. */
export const openVenue = (place: Place, surroundings: Surroundings): TE.TaskEither<NoVenue, Venue> => {
  switch (place._tag) {
    case 'Memory':
      return TE.right(openMemoryVenue(place))
    case 'Http':
      return openHttpVenue(place)
    case 'Live':
      return openLiveVenue(surroundings)
  }
}
