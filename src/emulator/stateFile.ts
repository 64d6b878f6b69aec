import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { stateSchema, type State } from './state.ts';

/**
 * Reads the state that an earlier run stored.
 *
 * @returns `undefined` if the file doesn't exist yet
 * @throws if the file is unreadable or not a state file of this version
 */
export function readStateFile(path: string): State | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  try {
    return v.parse(stateSchema, JSON.parse(text));
  } catch {
    throw new Error(
      `${path} is not a state file of this version of the emulator. Delete it to start over, or choose another file with --state.`,
    );
  }
}

/**
 * Creates a function that writes the state to a file, if it has changed since the last call. The file is replaced as a whole, so that a
 * crash leaves either the old state or the new one.
 */
export function createStateFileWriter(path: string): (state: State) => void {
  let written = '';
  return (state) => {
    const text = JSON.stringify(state);
    if (text === written) return;
    const temporaryPath = `${path}.${process.pid}.tmp`;
    writeFileSync(temporaryPath, text, { mode: 0o600 });
    renameSync(temporaryPath, path);
    written = text;
  };
}
