import { readFileSync } from 'node:fs';

/**
 * Prints what the CHANGELOG says about a version, for the release on GitHub.
 *
 *   npm run release-notes -- 1.2.3
 *
 * Exits with code 1 if the CHANGELOG does not mention the version.
 */
const [version = ''] = process.argv.slice(2);
const notes = readFileSync('CHANGELOG.md', 'utf8')
  .split(/^## /m)
  .find((section) => section.split(/\s/, 1)[0]?.replace(/^\[|\]$/g, '') === version);
const text = notes?.split('\n').slice(1).join('\n').trim() ?? '';
if (text === '') {
  console.error(`CHANGELOG.md says nothing about version "${version}".`);
  process.exitCode = 1;
} else console.log(text);
