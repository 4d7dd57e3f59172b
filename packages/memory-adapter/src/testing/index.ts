/**
 * Generators for fast-check, and stories: seeded simulations of users, faults and events at the simulated bank.
 *
 * @packageDocumentation
 */

export { scriptedLoginName } from './arbitrary-bank.ts'
export { fault } from './arbitrary-fault.ts'
export { story } from './arbitrary-story.ts'
export type { ChooseFault, CreateStoryPort, StoryBreach, StoryResult } from './results.ts'
export { inMemory, runStory } from './run-story.ts'
export type { FaultBurst, Incident, Story, Visit, Weather } from './story.ts'
export { storyLaws } from './story-laws.ts'
export { visitorOf } from './visitor.ts'
