import type { MementoPort } from '../../accounts/accountMemory.ts';
import { readEntries } from '../../accounts/storedShapes.ts';

const labelsKey = 'accountLabels';

/**
 * The labels by which VS Code knows accounts. It remembers and syncs the user's consent by label, so a label is created once and kept: the
 * name at that time, plus part of the account's ID. Without the ID, consent to one account would be consent to whichever account takes its
 * name later.
 */
export function createAccountLabels(memory: MementoPort) {
  const stored = (): Readonly<Record<string, string>> => readEntries(memory.get(labelsKey), (label) => typeof label === 'string');
  return {
    /**
     * @param id - the account's id, in hexadecimal
     * @param name - what to call it, if it has no label yet
     */
    async of(id: string, name: string): Promise<string> {
      const known = stored()[id];
      if (known !== undefined) return known;
      const label = `${name} (${id.slice(0, 6)})`;
      await memory.update(labelsKey, { ...stored(), [id]: label });
      return label;
    },
  };
}

/** Forgets all labels. VS Code keeps the consent given to them, which then matches no account. */
export async function forgetAccountLabels(memory: MementoPort): Promise<void> {
  if (memory.get(labelsKey) !== undefined) await memory.update(labelsKey, undefined);
}
