/**
 * What a test needs to play with the simulated bank: generators, stories, and what they come to.
 *
 * @packageDocumentation
 */

export type { Fault } from '../fault.ts'
export { failureCode, scriptedLoginName, unknowns } from './arbitrary-bank.ts'
export { fault } from './arbitrary-fault.ts'
export { type StoryConstraints, story } from './arbitrary-story.ts'
export { worldEvent } from './arbitrary-world-event.ts'
export { storyLaws } from './judge.ts'
export { inMemory, playStory } from './play-story.ts'
export type { ChooseFault, Hit, Played, PlayedConnection, StoryBreach, Way } from './played.ts'
export type { Aim, Incident, Login, Shown, Spell, Story, Visit, Weather } from './story.ts'
export type { Case, StoryLaw } from './story-law.ts'
export { type Acquaintance, acquaintanceOf } from './story-people.ts'
