import type { MementoPort } from '../../accounts/accountMemory.ts';
import { readEntries } from '../../accounts/storedShapes.ts';

const labelsKey = 'accountLabels';

/**
 * The names by which VS Code knows accounts. It remembers a user's consents by them, and synchronizes them, so that each is made once and
 * kept: a name as it was at the first time, and a part of the account's id, without which consent to one account would be consent to
 * whoever takes its name later.
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

/** Forgets all labels. Consents that were given to them stay with VS Code, and fit nobody any more. */
export async function forgetAccountLabels(memory: MementoPort): Promise<void> {
  if (memory.get(labelsKey) !== undefined) await memory.update(labelsKey, undefined);
}
