import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { stateSchema, type State } from './state.ts';

/**
 * Reads the state that an earlier run left.
 *
 * @returns `undefined` when there is no such file yet
 * @throws when the file is not a state file of this version
 */
export function readStateFile(path: string): State | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  try {
    return v.parse(stateSchema, JSON.parse(text));
  } catch {
    throw new Error(`${path} does not hold the state of an emulator of this version. Delete it to start afresh, or name another file with --state.`);
  }
}

/** Makes a function that writes the state where it differs from what was written last, so that a crash leaves the old file or the new one. */
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
