/**
 * What a test needs to play with the simulated bank: generators, stories, and what they come to.
 *
 * @packageDocumentation
 */

export type { Fault } from '../faults/fault.ts'
export { failureCode, scriptedLoginName, undocumentedBehaviour } from './arbitrary-bank.ts'
export { bankEvent } from './arbitrary-bank-event.ts'
export { fault } from './arbitrary-fault.ts'
export { type StoryConstraints, story } from './arbitrary-story.ts'
export type {
  ChooseFault,
  ConnectionResult,
  CreateStoryPort,
  InjectedFault,
  StoryBreach,
  StoryResult,
} from './results.ts'
export { inMemory, runStory } from './run-story.ts'
export type { FaultBurst, Incident, Login, RequestKind, StageShown, Story, Visit, Weather } from './story.ts'
export type { StoryCase, StoryLaw } from './story-case.ts'
export { storyLaws } from './story-laws.ts'
export { type Visitor, visitorOf } from './visitor.ts'
