import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthOfTime, muchFasterThanLength } from '../../growthOfTime.ts';
import { readProgram, suggestUserAgent } from '../../../../src/handoff/session/programFiles.ts';
import { userAgentProblem } from '../../../../src/vrchat/server.ts';

describe('the program of a folder', () => {
  it('is read in time in proportion to the length of its name', () => {
    const slow = (length: number): string => suggestUserAgent({ name: `x${'-'.repeat(length)}x`, version: `1${'-'.repeat(length)}0` }, '');
    expect(growthOfTime(slow, 200_000)).toBeLessThan(muchFasterThanLength);
  });

  it.each([
    [{ name: '@me/bot', version: '1.2.3', author: 'Me <me@mysite.org>' }, 'bot/1.2.3 (me@mysite.org)'],
    [{ name: 'bot', version: '1.2.3', author: { name: 'Me', email: 'me@mysite.org' } }, 'bot/1.2.3 (me@mysite.org)'],
    [{ name: 'bot', version: '1.2.3', homepage: 'https://mysite.org/bot' }, 'bot/1.2.3 (https://mysite.org/bot)'],
    [
      { name: 'bot', version: '1.2.3', repository: { type: 'git', url: 'git+https://github.com/me/bot.git' } },
      'bot/1.2.3 (https://github.com/me/bot)',
    ],
    [{ name: 'bot' }, 'bot/1.0.0'],
  ])('is named by package.json: %j', (content, expected) => {
    expect(suggestUserAgent(readProgram({ 'package.json': JSON.stringify(content) }), 'folder')).toBe(expected);
  });

  it('is named by pyproject.toml, as uv and Poetry write it', () => {
    const uv =
      '[project]\nname = "bot"\nversion = "0.1.0"\nauthors = [{ name = "Me", email = "me@mysite.org" }]\n\n[tool.ruff]\nname = "no"';
    const poetry = '[tool.poetry]\nname = "bot"\nversion = "0.1.0"\nauthors = ["Me <me@mysite.org>"]';
    const page = '[project]\nname = "bot"\nversion = "0.1.0"\n[project.urls]\nHomepage = "https://mysite.org/bot"';
    expect(suggestUserAgent(readProgram({ 'pyproject.toml': uv }), 'folder')).toBe('bot/0.1.0 (me@mysite.org)');
    expect(suggestUserAgent(readProgram({ 'pyproject.toml': poetry }), 'folder')).toBe('bot/0.1.0 (me@mysite.org)');
    expect(suggestUserAgent(readProgram({ 'pyproject.toml': page }), 'folder')).toBe('bot/0.1.0 (https://mysite.org/bot)');
  });

  it('is named by Cargo.toml', () => {
    const content = '[package]\nname = "bot"\nversion = "0.3.0"\nrepository = "https://github.com/me/bot"\n[dependencies]\nname = "no"';
    expect(suggestUserAgent(readProgram({ 'Cargo.toml': content }), 'folder')).toBe('bot/0.3.0 (https://github.com/me/bot)');
  });

  it('is named after its folder if no file names it', () => {
    expect(suggestUserAgent(readProgram({}), 'My VRChat Bot!')).toBe('My-VRChat-Bot/1.0.0');
    expect(suggestUserAgent(readProgram({ 'package.json': '{"private": true}' }), 'ボット')).toBe('my-program/1.0.0');
    expect(suggestUserAgent(readProgram({ 'package.json': '{}', 'Cargo.toml': '[package]\nname = "bot"' }), 'folder')).toBe('bot/1.0.0');
  });

  it('is never more than an incomplete User-Agent, whatever its files contain', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, contact, content) => {
        const files = { 'package.json': JSON.stringify({ name, version: name, author: { email: contact } }), 'pyproject.toml': content };
        expect([undefined, 'noContact', 'placeholderContact']).toContain(userAgentProblem(suggestUserAgent(readProgram(files), name)));
      }),
    );
  });
});
