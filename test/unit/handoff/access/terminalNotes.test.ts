import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTerminalNotes } from '../../../../src/handoff/access/terminalNotes.ts';

describe('what open terminals were started with', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'notes-')), 'of the workspace');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('is on disk when the call returns, so that a reload in the next moment finds it', () => {
    createTerminalNotes(folder).write(new Map([['4711', 'print']]));
    expect(createTerminalNotes(folder).read()).toEqual(new Map([['4711', 'print']]));
  });

  it('is gone once it is cleared, and unknown where nothing was noted or the file is damaged', () => {
    const notes = createTerminalNotes(folder);
    expect(notes.read()).toEqual(new Map());
    notes.write(new Map([['4711', 'print']]));
    notes.clear();
    expect(notes.read()).toEqual(new Map());
    notes.write(new Map());
    writeFileSync(join(folder, 'terminals.json'), '{"4711": 3, "47');
    expect(notes.read()).toEqual(new Map());
    writeFileSync(join(folder, 'terminals.json'), '{"4711": 3, "4712": "print"}');
    expect(notes.read()).toEqual(new Map([['4712', 'print']]));
  });

  it('is not kept without a folder, or where it can’t be written', () => {
    const nowhere = createTerminalNotes(undefined);
    nowhere.write(new Map([['4711', 'print']]));
    expect(nowhere.read()).toEqual(new Map());
    writeFileSync(folder, 'a file');
    createTerminalNotes(folder).write(new Map([['4711', 'print']]));
    expect(readFileSync(folder, 'utf8')).toBe('a file');
  });
});
