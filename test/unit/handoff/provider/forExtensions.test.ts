import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the example of docs/for-extensions.md is the code that the sample extension runs', () => {
  const [, example] = /```ts\n([^]*?)```/.exec(readFileSync('docs/for-extensions.md', 'utf8')) ?? [];
  expect(example).toBe(readFileSync('test/consumer/vrchatSession.ts', 'utf8'));
});
