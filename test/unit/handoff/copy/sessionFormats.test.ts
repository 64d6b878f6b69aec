import { describe, expect, it } from 'vitest';
import { maskSession, readHandoffSession, type HandoffSession } from '../../../../src/handoff/session/handoffSession.ts';
import { sessionFormats, type FormatId, type FormatInput } from '../../../../src/handoff/copy/sessionFormats.ts';
import { defaultVariableNames, readVariableNames } from '../../../../src/handoff/session/variableNames.ts';
import { secret } from '../../../../src/vrchat/secret.ts';
import type { AccountRecord } from '../../../../src/accounts/records.ts';

const session: HandoffSession = {
  server: 'https://api.vrchat.cloud/api/1',
  userId: 'usr_c1644b5b-3ca4-45b4-97c6-a2a0de70d469',
  displayName: 'DevUser',
  auth: { value: secret('authcookie_1f3a2b4c-0000-4000-8000-123456789abc'), expires: Date.UTC(2026, 11, 1) },
  twoFactorAuth: { value: secret('eyJhbGciOi.eyJ1c2VySWQi.c2ln') },
};
const userAgent = 'MyBot/1.2 (me@my-site.org)';
const now = Date.UTC(2026, 10, 1);
const inAYear = Math.floor(now / 1000) + 365 * 24 * 60 * 60;

function write(id: FormatId, input: Partial<FormatInput> = {}): string {
  const format = sessionFormats.find((candidate) => candidate.id === id);
  if (!format) throw new Error(`no format ${id}`);
  return format.write({ session, userAgent, names: defaultVariableNames, secrets: 'environment', now, ...input }) ?? 'not written';
}

describe('a session', () => {
  it.each([
    ['authCookie', 'authcookie_1f3a2b4c-0000-4000-8000-123456789abc'],
    ['cookieHeader', 'auth=authcookie_1f3a2b4c-0000-4000-8000-123456789abc; twoFactorAuth=eyJhbGciOi.eyJ1c2VySWQi.c2ln'],
    [
      'environment',
      'VRCHAT_AUTH_COOKIE=authcookie_1f3a2b4c-0000-4000-8000-123456789abc\n' +
        'VRCHAT_TWO_FACTOR_AUTH=eyJhbGciOi.eyJ1c2VySWQi.c2ln\nVRCHAT_USER_AGENT="MyBot/1.2 (me@my-site.org)"\n' +
        'VRCHAT_API_URL=https://api.vrchat.cloud/api/1\nVRCHAT_PIPELINE_URL=wss://pipeline.vrchat.cloud\n',
    ],
    [
      'cookieFile',
      '# Netscape HTTP Cookie File\n' +
        'api.vrchat.cloud\tFALSE\t/\tTRUE\t1796083200\tauth\tauthcookie_1f3a2b4c-0000-4000-8000-123456789abc\n' +
        'api.vrchat.cloud\tFALSE\t/\tTRUE\t' +
        `${inAYear}\ttwoFactorAuth\teyJhbGciOi.eyJ1c2VySWQi.c2ln\n`,
    ],
    ['webSocket', 'wss://pipeline.vrchat.cloud/?authToken=authcookie_1f3a2b4c-0000-4000-8000-123456789abc'],
  ] as const)('is copied as %s', (id, text) => {
    expect(write(id)).toBe(text);
  });

  it('of another server is sent to no other in any format that says where', () => {
    const elsewhere = { ...session, server: 'http://127.0.0.1:8978/api/1' };
    expect(write('webSocket', { session: elsewhere })).toBe(`ws://127.0.0.1:8978/pipeline/?authToken=${session.auth.value.reveal()}`);
    for (const { id } of sessionFormats)
      for (const secrets of ['inline', 'environment'] as const)
        expect(write(id, { session: elsewhere, secrets }), id).not.toContain('vrchat.cloud');
  });

  it.each([
    ['variablesPosix', "export VRCHAT_USER_AGENT='MyBot/1.2 (me@my-site.org)'\n"],
    ['variablesPowerShell', "$env:VRCHAT_USER_AGENT = 'MyBot/1.2 (me@my-site.org)'\n"],
    ['variablesCmd', 'set "VRCHAT_USER_AGENT=MyBot/1.2 (me@my-site.org)"\n'],
  ] as const)('is copied as %s', (id, userAgentLine) => {
    expect(write(id)).toContain('VRCHAT_AUTH_COOKIE');
    expect(write(id)).toContain(userAgentLine);
    expect(write(id)).toMatch(/VRCHAT_API_URL.*https:\/\/api\.vrchat\.cloud\/api\/1['"]\n/);
  });

  it.each([
    [
      'curlPowerShell',
      `curl.exe -A 'MyBot/1.2 (me@my-site.org)' -b "auth=$env:VRCHAT_AUTH_COOKIE; twoFactorAuth=$env:VRCHAT_TWO_FACTOR_AUTH" 'https://api.vrchat.cloud/api/1/auth/user'\n`,
    ],
    [
      'curlCmd',
      'curl.exe -A "MyBot/1.2 (me@my-site.org)" -b "auth=%VRCHAT_AUTH_COOKIE%; twoFactorAuth=%VRCHAT_TWO_FACTOR_AUTH%" "https://api.vrchat.cloud/api/1/auth/user"\n',
    ],
  ] as const)('is read by %s', (id, text) => {
    expect(write(id)).toBe(text);
  });

  it('is read by a .http request from the process or from the .env file beside it', () => {
    expect(write('http')).toContain('Cookie: auth={{$processEnv VRCHAT_AUTH_COOKIE}}; ');
    expect(write('http', { secrets: 'dotenv' })).toContain('Cookie: auth={{$dotenv VRCHAT_AUTH_COOKIE}}; ');
  });

  it('has no form in a shell that would run or change it', () => {
    const hostile = { ...session, auth: { value: secret('a"&calc&"%PATH%`id`$(id)\'x') } };
    expect(write('curlCmd', { session: hostile, secrets: 'inline' })).toBe('not written');
    expect(write('variablesCmd', { session: hostile })).toBe('not written');
    expect(write('environment', { session: hostile })).toBe('not written');
    expect(write('variablesPowerShell', { session: hostile })).toContain(`'a"&calc&"%PATH%\`id\`$(id)''x'`);
    expect(write('variablesPosix', { session: hostile })).toContain(String.raw`'a"&calc&"%PATH%`);
  });

  it('has a date in a cookie file that is still to come, because Python drops it otherwise', () => {
    const old = { ...session, auth: { ...session.auth, expires: 1 } };
    expect(write('cookieFile', { session: old })).toContain(`\t${inAYear}\tauth\t`);
  });

  it('comes with a User-Agent that .NET’s parser takes', () => {
    expect(write('csharp', { userAgent: 'My Bot/1.0 https://my-site.org/(x)' })).toContain(
      'UserAgent = "My-Bot/1.0 (https://my-site.org/ x)"',
    );
  });

  it('is copied as JSON', () => {
    expect(JSON.parse(write('json'))).toEqual({
      server: session.server,
      userId: session.userId,
      userAgent,
      auth: 'authcookie_1f3a2b4c-0000-4000-8000-123456789abc',
      twoFactorAuth: 'eyJhbGciOi.eyJ1c2VySWQi.c2ln',
    });
  });

  it('omits a missing two-factor cookie everywhere', () => {
    const { twoFactorAuth, ...alone } = session;
    expect(twoFactorAuth).toBeDefined();
    for (const format of sessionFormats) {
      for (const secrets of ['inline', 'environment'] as const) {
        expect(write(format.id, { session: alone, secrets }), format.id).not.toMatch(/twoFactorAuth|TWO_FACTOR/);
      }
    }
  });

  it('is in no program that reads the environment, and in every program that includes the value', () => {
    for (const { id, readsEnvironment } of sessionFormats) {
      expect(write(id, { secrets: 'inline' }), id).toContain('authcookie_1f3a2b4c-0000-4000-8000-123456789abc');
      if (!readsEnvironment) continue;
      const text = write(id);
      expect(text, id).not.toMatch(/authcookie_|eyJ/);
      expect(text, id).toContain('VRCHAT_AUTH_COOKIE');
      expect(text, id).toContain('VRCHAT_TWO_FACTOR_AUTH');
    }
  });

  it('comes with a User-Agent in every program, whole or in parts', () => {
    for (const { id, readsEnvironment } of sessionFormats.filter((format) => format.readsEnvironment)) {
      expect(readsEnvironment).toBe(true);
      const text = write(id);
      expect(text.includes(userAgent) || ['MyBot', '1.2', 'me@my-site.org'].every((part) => text.includes(part)), id).toBe(true);
    }
  });

  it('is previewed with its first characters only', () => {
    for (const { id } of sessionFormats) {
      const preview = write(id, { session: maskSession(session), secrets: 'inline' });
      expect(preview, id).not.toContain('1f3a2b4c');
      expect(preview, id).not.toContain('eyJhb');
    }
  });

  it('has the variable names that the user configured', () => {
    const names = readVariableNames({ authCookie: 'VRCHAT_AUTH_TOKEN', twoFactorAuth: '', userAgent: 'not a name', pipelineUrl: '' });
    expect(names).toEqual({ authCookie: 'VRCHAT_AUTH_TOKEN', userAgent: 'VRCHAT_USER_AGENT', apiUrl: 'VRCHAT_API_URL' });
    expect(write('environment', { names })).toBe(
      'VRCHAT_AUTH_TOKEN=authcookie_1f3a2b4c-0000-4000-8000-123456789abc\nVRCHAT_USER_AGENT="MyBot/1.2 (me@my-site.org)"\n' +
        'VRCHAT_API_URL=https://api.vrchat.cloud/api/1\n',
    );
    expect(write('curl', { names })).toContain('-b "auth=${VRCHAT_AUTH_TOKEN:?is not set}"');
    expect(readVariableNames(undefined)).toEqual(defaultVariableNames);
    expect(readVariableNames({ authCookie: '', userAgent: 'VRCHAT_AUTH_COOKIE' })).toEqual({
      authCookie: 'VRCHAT_AUTH_COOKIE',
      twoFactorAuth: 'VRCHAT_TWO_FACTOR_AUTH',
      apiUrl: 'VRCHAT_API_URL',
      pipelineUrl: 'VRCHAT_PIPELINE_URL',
    });
  });

  it('exists only if the server requires nothing more', () => {
    const cookies = [
      { name: 'auth', value: 'authcookie_1', path: '/', secure: true },
      { name: 'twoFactorAuth', value: tokenOf('usr_other'), path: '/', secure: true },
    ];
    const record: AccountRecord = {
      server: session.server,
      userId: 'usr_1',
      displayName: 'DevUser',
      signedInAt: 0,
      cookies,
      state: { kind: 'valid', since: 0, checkedAt: 0 },
      profile: { id: 'usr_1', displayName: 'DevUser', tags: [] },
    };
    expect(readHandoffSession(record)?.auth.value.reveal()).toBe('authcookie_1');
    expect(readHandoffSession(record)?.twoFactorAuth, 'trust of another account').toBeUndefined();
    expect(readHandoffSession({ ...record, state: { kind: 'twoFactorPending', since: 0, checkedAt: 0 } })).toBeUndefined();
    expect(readHandoffSession({ ...record, cookies: [] })).toBeUndefined();
  });
});

function tokenOf(userId: string): string {
  return ['e30', Buffer.from(JSON.stringify({ userId })).toString('base64url'), 'c2ln'].join('.');
}

/** Each in the form of its SDK; the sources are cited in src/handoff/copy/snippets.ts. */
describe('the program for', () => {
  it('C#', () =>
    expect(write('csharp')).toMatchInlineSnapshot(`
      "using System;
      using VRChat.API.Api;
      using VRChat.API.Client;

      static string Variable(string name) =>
          Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

      var configuration = new Configuration { UserAgent = "MyBot/1.2 (me@my-site.org)" };
      configuration.ApiKey["auth"] = Variable("VRCHAT_AUTH_COOKIE");
      configuration.ApiKey["twoFactorAuth"] = Variable("VRCHAT_TWO_FACTOR_AUTH");

      var client = new ApiClient();
      var user = await new AuthenticationApi(client, client, configuration).GetCurrentUserAsync();
      Console.WriteLine(user.DisplayName);
      "
    `));
  it('Rust', () =>
    expect(write('rust')).toMatchInlineSnapshot(`
      "use std::sync::Arc;
      use vrchatapi::apis::{authentication_api::get_current_user, configuration::Configuration};
      use vrchatapi::models::RegisterUserAccount200Response;

      #[tokio::main]
      async fn main() -> Result<(), Box<dyn std::error::Error>> {
          let server: reqwest::Url = "https://api.vrchat.cloud".parse()?;
          let jar = reqwest::cookie::Jar::default();
          jar.add_cookie_str(&format!("auth={}", std::env::var("VRCHAT_AUTH_COOKIE").map_err(|_| "VRCHAT_AUTH_COOKIE is not set.")?), &server);
          jar.add_cookie_str(&format!("twoFactorAuth={}", std::env::var("VRCHAT_TWO_FACTOR_AUTH").map_err(|_| "VRCHAT_TWO_FACTOR_AUTH is not set.")?), &server);

          let mut configuration = Configuration::default();
          configuration.user_agent = Some("MyBot/1.2 (me@my-site.org)".to_owned());
          configuration.client = reqwest::Client::builder().cookie_provider(Arc::new(jar)).build()?.into();

          match get_current_user(&configuration).await? {
              RegisterUserAccount200Response::CurrentUser(user) => println!("{}", user.display_name),
              RegisterUserAccount200Response::RequiresTwoFactorAuth(_) => eprintln!("VRChat asks for a two-factor code."),
          }
          Ok(())
      }
      "
    `));
  it('Dart', () =>
    expect(write('dart')).toMatchInlineSnapshot(`
      "import 'dart:io';

      import 'package:vrchat_dart/vrchat_dart.dart';

      Future<void> main() async {
        final api = VrchatDart(
          userAgent: VrchatUserAgent(
            applicationName: "MyBot",
            version: "1.2",
            contactInfo: "me@my-site.org",
          ),
        );
        api.rawApi.dio.options.headers['Cookie'] = "auth=\${Platform.environment['VRCHAT_AUTH_COOKIE'] ?? (throw StateError('VRCHAT_AUTH_COOKIE is not set.'))}; twoFactorAuth=\${Platform.environment['VRCHAT_TWO_FACTOR_AUTH'] ?? (throw StateError('VRCHAT_TWO_FACTOR_AUTH is not set.'))}";

        final response = await api.rawApi.getAuthenticationApi().getCurrentUser();
        print(response.data);
      }
      "
    `));
  it('Java', () =>
    expect(write('java')).toMatchInlineSnapshot(`
      "import io.github.vrchatapi.ApiClient;
      import io.github.vrchatapi.Configuration;
      import io.github.vrchatapi.api.AuthenticationApi;
      import java.util.Objects;

      public class Main {
          public static void main(String[] args) throws Exception {
              ApiClient client = Configuration.getDefaultApiClient();
              client.setUserAgent("MyBot/1.2 (me@my-site.org)");
              client.addDefaultHeader("Cookie", "auth=" + Objects.requireNonNull(System.getenv("VRCHAT_AUTH_COOKIE"), "VRCHAT_AUTH_COOKIE is not set.") + "; twoFactorAuth=" + Objects.requireNonNull(System.getenv("VRCHAT_TWO_FACTOR_AUTH"), "VRCHAT_TWO_FACTOR_AUTH is not set."));

              System.out.println(new AuthenticationApi(client).getCurrentUser().getDisplayName());
          }
      }
      "
    `));
  it('Go', () =>
    expect(write('go')).toMatchInlineSnapshot(`
      "package main

      import (
      	"encoding/json"
      	"fmt"
      	"log"
      	"net/http"
      	"os"
      )

      func main() {
      	request, err := http.NewRequest("GET", "https://api.vrchat.cloud/api/1/auth/user", nil)
      	if err != nil {
      		log.Fatal(err)
      	}
      	request.Header.Set("User-Agent", "MyBot/1.2 (me@my-site.org)")
      	request.Header.Set("Cookie", "auth="+variable("VRCHAT_AUTH_COOKIE")+"; twoFactorAuth="+variable("VRCHAT_TWO_FACTOR_AUTH"))

      	response, err := http.DefaultClient.Do(request)
      	if err != nil {
      		log.Fatal(err)
      	}
      	defer response.Body.Close()

      	var user struct {
      		DisplayName string \`json:"displayName"\`
      	}
      	err = json.NewDecoder(response.Body).Decode(&user)
      	if err != nil {
      		log.Fatal(err)
      	}
      	fmt.Println(user.DisplayName)
      }

      func variable(name string) string {
      	value := os.Getenv(name)
      	if value == "" {
      		log.Fatal(name + " is not set.")
      	}
      	return value
      }
      "
    `));
  it('Kotlin', () =>
    expect(write('kotlin')).toMatchInlineSnapshot(`
      "import io.github.kamo030.vrchatapi.apis.createAuthenticationApi
      import io.github.kamo030.vrchatapi.infrastructure.ApiClient
      import io.ktor.client.plugins.defaultRequest
      import io.ktor.client.request.header
      import kotlinx.coroutines.runBlocking

      fun main() = runBlocking {
          val client = ApiClient {
              defaultRequest {
                  header("User-Agent", "MyBot/1.2 (me@my-site.org)")
                  header("Cookie", "auth=\${System.getenv("VRCHAT_AUTH_COOKIE") ?: error("VRCHAT_AUTH_COOKIE is not set.")}; twoFactorAuth=\${System.getenv("VRCHAT_TWO_FACTOR_AUTH") ?: error("VRCHAT_TWO_FACTOR_AUTH is not set.")}")
              }
          }
          println(client.createAuthenticationApi().getCurrentUser().body().displayName)
      }
      "
    `));
  it('Python with the SDK', () =>
    expect(write('pythonSdk')).toMatchInlineSnapshot(`
      "import os
      import sys

      import vrchatapi
      from vrchatapi.api.authentication_api import AuthenticationApi

      for name in ["VRCHAT_AUTH_COOKIE", "VRCHAT_TWO_FACTOR_AUTH"]:
          if not os.environ.get(name):
              sys.exit(f"{name} is not set. Write the session to .env and load that file, or use a terminal that has the session.")

      configuration = vrchatapi.Configuration()
      with vrchatapi.ApiClient(configuration, cookie=f"auth={os.environ['VRCHAT_AUTH_COOKIE']}; twoFactorAuth={os.environ['VRCHAT_TWO_FACTOR_AUTH']}") as client:
          client.user_agent = "MyBot/1.2 (me@my-site.org)"
          user = AuthenticationApi(client).get_current_user()
          print(user.display_name)
      "
    `));

  it('every language has the secrets as literals on request', () => {
    const awkward = { ...session, auth: { value: secret('a$b"c\\d\'e') } };
    const inline = (id: FormatId): string => write(id, { session: awkward, secrets: 'inline' });
    expect(inline('csharp')).toContain(String.raw`configuration.ApiKey["auth"] = "a$b\"c\\d'e";`);
    expect(inline('rust')).toContain(String.raw`jar.add_cookie_str("auth=a$b\"c\\d'e", &server);`);
    expect(inline('dart')).toContain(String.raw`"auth=a\$b\"c\\d'e; twoFactorAuth=eyJhbGciOi.eyJ1c2VySWQi.c2ln"`);
    expect(inline('kotlin')).toContain(String.raw`"auth=a\$b\"c\\d'e; twoFactorAuth=`);
    expect(inline('javascriptFetch')).toContain(String.raw`'auth=a$b"c\\d\'e; twoFactorAuth=`);
    expect(inline('curl')).toContain(String.raw`-b 'auth=a$b"c\d'\''e; twoFactorAuth=`);
  });

  it('another server has its address in it', () => {
    const other = { ...session, server: 'http://127.0.0.1:4010/api/1' };
    for (const { id } of sessionFormats.filter(({ readsEnvironment }) => readsEnvironment)) {
      expect(write(id, { session: other }), id).toContain('http://127.0.0.1:4010/api/1');
    }
    // The SDK gives its keys to api.vrchat.cloud only.
    expect(write('csharp', { session: other })).toContain('configuration.DefaultHeaders["Cookie"] = "auth=" + ');
    expect(write('csharp', { session: other })).not.toContain('ApiKey');
  });
});
