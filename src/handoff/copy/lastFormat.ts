import type { MementoPort } from '../../accounts/accountMemory.ts';
import { sessionFormats, type FormatId } from './sessionFormats.ts';

const key = 'handoff.lastFormat';

export type LastFormat = ReturnType<typeof createLastFormat>;

/** The format that was copied last in this workspace. */
export const createLastFormat = (workspace: MementoPort) => ({
  get: (): FormatId | undefined => sessionFormats.find(({ id }) => id === workspace.get(key))?.id,
  set: async (id: FormatId): Promise<void> => workspace.update(key, id),
});
