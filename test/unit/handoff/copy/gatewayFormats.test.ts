import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addressFormats, gatewayPrograms } from '../../../../src/handoff/copy/gatewayFormats.ts';
import { readVariableNames } from '../../../../src/handoff/session/variableNames.ts';

const addresses = { apiUrl: 'http://127.0.0.1:8980/key/api/1', pipelineUrl: 'ws://127.0.0.1:8980/key/pipeline' };
const input = { addresses, names: readVariableNames(undefined), userAgent: 'MyBot/1.2 (me@my-site.org)' };
const documented = (heading: string): string => {
  const section = readFileSync('docs/gateway.md', 'utf8')
    .split(/^### /m)
    .find((text) => text.startsWith(`${heading}\n`));
  return /```\w+\n([^]*?)```/.exec(section ?? '')?.[1] ?? '';
};

describe('what is copied for the session gateway', () => {
  it('is the address, as itself, as .env lines and as a request', () => {
    expect(addressFormats.address(input)).toBe(addresses.apiUrl);
    expect(addressFormats.environment(input)).toBe(
      `VRCHAT_API_URL=${addresses.apiUrl}\nVRCHAT_PIPELINE_URL=${addresses.pipelineUrl}\nVRCHAT_USER_AGENT="MyBot/1.2 (me@my-site.org)"\n`,
    );
    expect(addressFormats.curl(input)).toBe(`curl --silent --fail --retry 5 "${addresses.apiUrl}/auth/user"\n`);
    expect(addressFormats.curlWindows(input)).toBe(`curl.exe --silent --fail --retry 5 "${addresses.apiUrl}/auth/user"\n`);
  });

  it('is the program of the documentation, which tests run, and which contains no address', () => {
    expect(gatewayPrograms.javascript(input.names)).toBe(documented('JavaScript'));
    expect(gatewayPrograms.python(input.names)).toBe(documented('Python'));
    expect(gatewayPrograms.python(readVariableNames({ apiUrl: 'BASE_URL' }))).toContain('os.environ["BASE_URL"]');
  });
});
