import { createRequire } from 'node:module';
import fc from 'fast-check';
import { Language, Parser, type Node } from '@vscode/tree-sitter-wasm';
import { describe, expect, it } from 'vitest';
import { gatewayPrograms } from '../../../../src/handoff/copy/gatewayPrograms.ts';
import { sessionFormats, type FormatId, type FormatInput } from '../../../../src/handoff/copy/sessionFormats.ts';
import { defaultVariableNames } from '../../../../src/handoff/session/variableNames.ts';
import { userAgentProblem } from '../../../../src/vrchat/server.ts';
import { secret } from '../../../../src/vrchat/secret.ts';
import { propertyRuns } from '../../propertyRuns.ts';

const require = createRequire(import.meta.url);

/** The grammars that VS Code itself uses, and for two languages others. */
const ofVSCode = (name: string): string => require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`);
const dart = require.resolve('tree-sitter-wasms/out/tree-sitter-dart.wasm');
const kotlin = require.resolve('tree-sitter-wasms/out/tree-sitter-kotlin.wasm');

const languages: readonly (readonly [FormatId, string])[] = [
  ['javascriptSdk', ofVSCode('javascript')],
  ['javascriptFetch', ofVSCode('javascript')],
  ['pythonSdk', ofVSCode('python')],
  ['pythonStandardLibrary', ofVSCode('python')],
  ['csharp', ofVSCode('c-sharp')],
  ['rust', ofVSCode('rust')],
  ['java', ofVSCode('java')],
  ['go', ofVSCode('go')],
  ['dart', dart],
  ['kotlin', kotlin],
  ['curl', ofVSCode('bash')],
  ['variablesPosix', ofVSCode('bash')],
  ['curlPowerShell', ofVSCode('powershell')],
  ['variablesPowerShell', ofVSCode('powershell')],
];

interface Parsed {
  readonly hasError: boolean;
  readonly shape: string;
}

async function load(grammar: string): Promise<(text: string) => Parsed> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return (text) => {
    const tree = parser.parse(text);
    if (!tree) throw new Error('The parser gave up.');
    try {
      return { hasError: tree.rootNode.hasError, shape: shape(tree.rootNode) };
    } finally {
      // WebAssembly's memory is not garbage collected, and ten thousand trees fill it.
      tree.delete();
    }
  };
}

/** What a program does, whatever its texts say: the kinds of its parts, without the parts of a text that only are text. */
function shape(node: Node): string {
  const parts = node.namedChildren.filter((child) => child !== null);
  // A POSIX shell has no way to write an apostrophe in one text.
  const isText = node.type === 'concatenation' && parts.every(({ type, text }) => type === 'raw_string' || text === "\\'");
  const shapes = isText ? [] : parts.filter(({ type }) => !/content|escape|fragment/.test(type)).map(shape);
  return `${isText ? 'raw_string' : node.type}(${shapes.join(' ')})`;
}

interface Given {
  readonly cookie?: string;
  readonly userAgent?: string;
  readonly server?: string;
  readonly secrets?: FormatInput['secrets'];
  readonly hasTwoFactor?: boolean;
}

function write(id: FormatId, given: Given = {}): string {
  const { cookie = 'authcookie_1f3a2b4c-0000-4000-8000-123456789abc', hasTwoFactor = true, secrets = 'inline' } = given;
  const { userAgent = 'MyBot/1.2 (me@my-site.org)', server = 'https://api.vrchat.cloud/api/1' } = given;
  const value = { value: secret(cookie) };
  const session = { server, userId: 'usr_1', displayName: 'DevUser', auth: value, ...(hasTwoFactor && { twoFactorAuth: value }) };
  const format = sessionFormats.find((candidate) => candidate.id === id);
  return format?.write({ session, userAgent, names: defaultVariableNames, secrets, now: Date.UTC(2026, 10, 1) }) ?? '';
}

const characters = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));
const printable = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...characters),
    fc.constantFrom('"', "'", '\\', '`', '$', '%', '{', '}', '#', '(', ')', '!', '&', '|', '<', '>'),
  ),
  minLength: 1,
  maxLength: 20,
});
/** What a server can set, as the jar takes it. */
const cookies = printable.map((text) => text.replaceAll(/[ ;]/g, '-'));
const userAgents = fc
  .tuple(printable, printable, printable)
  .map(([name, version, contact]) => `${name}/${version} (${contact})`)
  .filter((userAgent) => userAgentProblem(userAgent) === undefined);

describe.each(languages)('code that is copied as %s', (id, grammar) => {
  it('is a program without a mistake', async () => {
    const parse = await load(grammar);
    for (const server of ['https://api.vrchat.cloud/api/1', 'http://127.0.0.1:8978/api/1']) {
      for (const secrets of ['inline', 'environment'] as const) {
        for (const hasTwoFactor of [true, false]) {
          const text = write(id, { server, secrets, hasTwoFactor });
          expect(text).not.toBe('');
          expect(parse(text).hasError, text).toBe(false);
        }
      }
    }
  });

  it('does the same whatever the cookies and the User-Agent contain', async () => {
    const parse = await load(grammar);
    const expected = parse(write(id)).shape;
    fc.assert(
      fc.property(cookies, userAgents, (cookie, userAgent) => {
        // This grammar loses its place at several escaped dollar signs in one text.
        const known = (value: string): string => (id === 'kotlin' ? value.replaceAll('$', '') : value);
        const text = write(id, { cookie: known(cookie), userAgent: known(userAgent) });
        expect(parse(text).shape, text).toBe(expected);
      }),
      { numRuns: propertyRuns },
    );
  });
});

const programs = languages.filter(
  (language): language is readonly [keyof typeof gatewayPrograms, string] => language[0] in gatewayPrograms,
);

describe.each(programs)('a program that goes through the gateway, copied as %s', (id, grammar) => {
  it('is one without a mistake, and does the same whatever the User-Agent contains', async () => {
    const parse = await load(grammar);
    const write = (userAgent: string): string => gatewayPrograms[id](defaultVariableNames, userAgent);
    const expected = write('MyBot/1.2 (me@my-site.org)');
    expect(parse(expected).hasError, expected).toBe(false);
    fc.assert(
      fc.property(userAgents, (userAgent) => {
        const text = write(userAgent);
        expect(parse(text).shape, text).toBe(parse(expected).shape);
      }),
      { numRuns: propertyRuns },
    );
  });

  it('is there for each of them', () => {
    expect(programs.map(([known]) => known).toSorted()).toEqual(Object.keys(gatewayPrograms).toSorted());
  });
});
