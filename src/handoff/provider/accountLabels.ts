import { createHmac } from 'node:crypto';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import { readEntries } from '../../accounts/storedShapes.ts';

const labelsKey = 'accountLabels';

/**
 * The labels by which VS Code knows accounts. It remembers and syncs the user's consent by label, so a label is created once and kept: the
 * name at that time, plus what identifies the account. Without that, consent to one account would be consent to whichever account takes its
 * name later. It depends on a secret of this installation, so that no server can make up an account that gets the label of another.
 *
 * @param readSalt - reads that secret; called when a label is made
 */
export function createAccountLabels(memory: MementoPort, readSalt: () => Promise<string>) {
  const stored = (): Readonly<Record<string, string>> => readEntries(memory.get(labelsKey), (label) => typeof label === 'string');
  /** Labels that could not be stored. They hold until the window closes. */
  const unstored = new Map<string, string>();
  return {
    /** Forgets the labels of accounts. @param isForgotten - gets an account's ID */
    async forget(isForgotten: (id: string) => boolean): Promise<void> {
      const kept = Object.entries(stored()).filter(([id]) => !isForgotten(id));
      if (kept.length < Object.keys(stored()).length)
        await memory.update(labelsKey, kept.length === 0 ? undefined : Object.fromEntries(kept));
    },

    /**
     * @param id - the account's id, in hexadecimal
     * @param name - what to call it, if it has no label yet
     */
    async of(id: string, name: string): Promise<string> {
      const known = stored()[id];
      if (known !== undefined) return known;
      const unsaved = unstored.get(id);
      if (unsaved !== undefined) return unsaved;
      const mark = createHmac('sha256', await readSalt())
        .update(`label ${id}`)
        .digest('hex');
      const taken = [...Object.values(stored()), ...unstored.values()];
      const short = `${name} (${mark.slice(0, 8)})`;
      const label = taken.includes(short) ? `${name} (${mark})` : short;
      try {
        await memory.update(labelsKey, { ...stored(), [id]: label });
      } catch {
        unstored.set(id, label);
      }
      return label;
    },
  };
}
