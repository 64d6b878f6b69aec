import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addressFormats } from '../../../../src/handoff/copy/gatewayFormats.ts';
import { gatewayPrograms } from '../../../../src/handoff/copy/gatewayPrograms.ts';
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
    expect(addressFormats.pipeline(input)).toBe(addresses.pipelineUrl);
    expect(addressFormats.http(input)).toBe(`GET ${addresses.apiUrl}/auth/user\n`);
    expect(addressFormats.curl(input)).toBe(`curl --silent --fail --retry 5 --retry-connrefused "${addresses.apiUrl}/auth/user"\n`);
    expect(addressFormats.curlWindows(input)).toBe(
      `curl.exe --silent --fail --retry 5 --retry-connrefused "${addresses.apiUrl}/auth/user"\n`,
    );
  });

  it('is the program of the documentation, which tests run, and which contains no address', () => {
    const userAgent = 'MyBot/1.0.0 (me@my-site.org)';
    expect(gatewayPrograms.javascriptFetch(input.names, userAgent)).toBe(documented('JavaScript'));
    expect(gatewayPrograms.javascriptSdk(input.names, userAgent)).toBe(documented('JavaScript, the `vrchat` package'));
    expect(gatewayPrograms.pythonStandardLibrary(input.names, userAgent)).toBe(documented('Python'));
  });

  it('reads the variables by the names that the user has given them', () => {
    const named = readVariableNames({ apiUrl: 'VRCHAT_PIPELINE_URL', pipelineUrl: 'EVENTS' });
    const text = gatewayPrograms.dart(named, input.userAgent);
    expect(text).toContain(
      "baseUrl: Platform.environment['VRCHAT_PIPELINE_URL'] ?? (throw StateError('VRCHAT_PIPELINE_URL is not set.')),",
    );
    expect(text).toContain("websocketUrl: Platform.environment['EVENTS']");
  });
});

/**
 * What was read in each SDK's source, and where. Repositories of github.com/vrchatapi, if no other is named, as of November 2026. The address
 * has no slash at the end, because each of them puts a path that begins with one behind it.
 */
const sdks: readonly (readonly [keyof typeof gatewayPrograms, string, readonly string[], string | undefined])[] = [
  [
    'pythonSdk',
    // `url = self.configuration.host + resource_path`. There is no WebSocket in the package.
    'vrchatapi-python, vrchatapi/api_client.py, __call_api',
    ['vrchatapi.Configuration(host=os.environ["VRCHAT_API_URL"])'],
    undefined,
  ],
  [
    'csharp',
    // `_baseUrl` comes from the constructor; `BasePath` of a configuration is not looked at, except by the constructors of an API that make
    // their own client. In the other package, `$"{EndpointURL.TrimEnd('/')}/?authToken={AuthToken}"`, and an empty token is refused.
    'vrchatapi-csharp, src/VRChat.API/Client/ApiClient.cs, and wrapper/VRChat.API.Realtime/VRChatRealtimeClient.cs, ConnectAsync',
    ['new ApiClient(apiUrl)', 'var apiUrl = Variable("VRCHAT_API_URL")'],
    '.WithEndpoint(Variable("VRCHAT_PIPELINE_URL"))\n    .WithAuthToken("gateway")',
  ],
  [
    'rust',
    // `format!("{}/auth/user", configuration.base_path)`. There is no WebSocket in the crate.
    'vrchatapi-rust, src/apis/configuration.rs, and src/apis/authentication_api.rs',
    ['base_path: std::env::var("VRCHAT_API_URL").map_err(|_| "VRCHAT_API_URL is not set.")?'],
    undefined,
  ],
  [
    'dart',
    // `'$_baseUrl?authToken=$authToken'`, with the token of `GET /auth`, which is the key. It connects again by itself.
    'vrchatapi-dart, vrchat_dart/lib/src/vrchat_dart_base.dart, and streaming/vrc_streaming.dart, start',
    ["baseUrl: Platform.environment['VRCHAT_API_URL']"],
    "websocketUrl: Platform.environment['VRCHAT_PIPELINE_URL']",
  ],
  [
    'java',
    // `url.append(basePath).append(path)`. There is no WebSocket in the package.
    'vrchatapi-java, src/main/java/io/github/vrchatapi/ApiClient.java, buildUrl',
    ['client.setBasePath(Objects.requireNonNull(System.getenv("VRCHAT_API_URL"), "VRCHAT_API_URL is not set."))'],
    undefined,
  ],
  [
    'kotlin',
    // `encodedPath.trimEnd('/') + …`, behind the path of `baseUrl`. There is no WebSocket in the package.
    'KAMO030/vrchatapi-kotlin, …/infrastructure/ApiClient.kt, appendPath',
    ['ApiClient(baseUrl = System.getenv("VRCHAT_API_URL") ?: error("VRCHAT_API_URL is not set."))'],
    undefined,
  ],
];

describe.each(sdks)('the program for the SDK %s, read, not run (%s)', (id, _source, base, pipeline) => {
  const text = gatewayPrograms[id](input.names, input.userAgent);

  it('gives the SDK the address in the way that works', () => {
    for (const part of base) expect(text).toContain(part);
  });

  it(pipeline === undefined ? 'says that the SDK has no events' : 'gives it the address of the events', () => {
    expect(text).toContain(pipeline ?? 'has no events. Connect a WebSocket client to VRCHAT_PIPELINE_URL.');
  });
});

describe('every program', () => {
  it.each(Object.entries(gatewayPrograms))('%s: holds no cookie, no login and no address of its own', (_id, write) => {
    const text = write(input.names, input.userAgent);
    expect(text).toContain('VRCHAT_API_URL');
    expect(text, 'what it says without its variable').toContain(' is not set.');
    expect(text).not.toMatch(/cookie|password|https?:|wss?:|127\.0\.0\.1|API_URL\/|twoFactor/i);
  });
});
