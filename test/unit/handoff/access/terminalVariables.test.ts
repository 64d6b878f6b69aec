import { describe, expect, it } from 'vitest';
import { directVariables } from '../../../../src/handoff/access/directVariables.ts';
import { gatewayVariables } from '../../../../src/handoff/session/gatewayVariables.ts';
import { readVariableNames } from '../../../../src/handoff/session/variableNames.ts';

const addresses = { apiUrl: 'http://127.0.0.1:8980/key/api/1', pipelineUrl: 'ws://127.0.0.1:8980/key/pipeline' };
const userAgent = 'MyBot/1.2 (me@my-site.org)';

describe('programs that go through the session gateway', () => {
  it('get its addresses and their own User-Agent, and no cookie', () => {
    expect(Object.fromEntries(gatewayVariables(addresses, readVariableNames(undefined), userAgent))).toEqual({
      VRCHAT_API_URL: addresses.apiUrl,
      VRCHAT_PIPELINE_URL: addresses.pipelineUrl,
      VRCHAT_USER_AGENT: userAgent,
    });
  });

  it('get them under the names that the user configured, and none that was left out', () => {
    const names = readVariableNames({ apiUrl: 'BASE_URL', pipelineUrl: '', userAgent: 'base_url' });
    expect(Object.fromEntries(gatewayVariables(addresses, names, userAgent)), 'Windows finds a variable whatever its case').toEqual({
      base_url: userAgent,
    });
    expect(Object.fromEntries(gatewayVariables(addresses, readVariableNames({ apiUrl: 'BASE_URL', pipelineUrl: '' }), userAgent))).toEqual({
      BASE_URL: addresses.apiUrl,
      VRCHAT_USER_AGENT: userAgent,
    });
  });

  it('reach this machine without a proxy, and every other host as before', () => {
    const inherited = (environment: Record<string, string>): Record<string, string> => {
      const appended = Object.fromEntries(directVariables(environment));
      return Object.fromEntries(Object.entries(appended).map(([name, text]) => [name, (environment[name] ?? '') + text]));
    };
    expect(inherited({})).toEqual({ NO_PROXY: ',127.0.0.1,localhost', no_proxy: ',127.0.0.1,localhost' });
    expect(inherited({ NO_PROXY: 'corp.example' })).toEqual({
      NO_PROXY: 'corp.example,127.0.0.1,localhost',
      no_proxy: 'corp.example,127.0.0.1,localhost',
    });
    expect(inherited({ NO_PROXY: 'a.example', no_proxy: 'b.example' })).toEqual({
      NO_PROXY: 'a.example,127.0.0.1,localhost',
      no_proxy: 'b.example,127.0.0.1,localhost',
    });
  });
});
