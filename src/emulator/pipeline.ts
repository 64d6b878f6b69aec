import type { PipelineSocket, World } from './world.ts';

/** Types whose content is not JSON in a string: a bare ID, or nothing. */
const bareTypes: readonly string[] = ['see-notification', 'hide-notification', 'clear-notification'];

/** A frame as the pipeline sends it. `content` is JSON in a string, except for {@link bareTypes}. */
export function eventFrame(type: string, content: unknown): string {
  if (content === undefined) return JSON.stringify({ type });
  return JSON.stringify({ type, content: bareTypes.includes(type) || typeof content === 'string' ? content : JSON.stringify(content) });
}

/** Sends an event to every connection of an account. */
export function sendEvent(world: World, userId: string, type: string, content: unknown): void {
  for (const socket of socketsOf(world, userId)) socket.send(eventFrame(type, content));
}

/** The open connections of an account, or of all accounts. */
export function socketsOf(world: World, userId: string | undefined): PipelineSocket[] {
  return [...world.sockets].filter((socket) => userId === undefined || socket.userId === userId);
}
