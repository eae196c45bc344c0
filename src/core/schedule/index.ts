/**
 * What is going to happen in a run in virtual time, and when: the queue of events, and a network
 * that draws how long each message takes and whether it arrives.
 *
 * Invariant: when something happens is a function of the seed and of what was sent and set before.
 * A schedule can be saved as data, and continues from there with the same draws.
 */
export { EventQueue, type Scheduled } from './event-queue.js';
export type { ScheduledMessage, ScheduledTimer, SimulationEvent } from './events.js';
export type { ArmedTimer, Flight } from './flight.js';
export { Links, type LinksData } from './links.js';
export { SimulatedNetwork, type MessageCount, type NetworkData } from './network.js';
export { Schedule, type EventData, type ScheduleCounts, type ScheduleData } from './schedule.js';
export { Weather, type WeatherData } from './weather.js';
