import { readIn, requireInJavaScript, requireInPython, variableInCsharp, variableInGo } from './missingVariables.ts';
import { dotnetUserAgent, readApplication } from './application.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import type { VariableNames } from '../session/variableNames.ts';
import { doubleQuoted, singleQuoted, withoutDollar } from './textLiterals.ts';

/** The input of a snippet. */
export interface SnippetInput {
  readonly session: HandoffSession;
  readonly userAgent: string;
  readonly names: VariableNames;
  readonly secrets: 'inline' | 'environment';
  /** The API's address, if it isn't the one built into every SDK. */
  readonly otherServer?: string;
}

/** How one language writes what all snippets need. */
interface Language {
  /** A literal with this text. */
  readonly text: (value: string) => string;
  /** Text containing environment variables; odd parts are the variables' names. */
  readonly template: (parts: readonly string[]) => string;
}

const joined =
  (read: (name: string) => string, operator = ' + ', quote = doubleQuoted) =>
  (parts: readonly string[]): string =>
    parts
      .map((part, index) => (index % 2 === 0 ? quote(part) : read(part)))
      .filter((part) => part !== '""')
      .join(operator);
const interpolated =
  (open: string, close: string, read: (name: string) => string) =>
  (parts: readonly string[]): string =>
    `${open}${parts.map((part, index) => (index % 2 === 0 ? part : read(part))).join('')}${close}`;

const languages = {
  javascript: { text: singleQuoted, template: interpolated('`', '`', (name) => `\${process.env.${name}}`) },
  python: { text: doubleQuoted, template: interpolated('f"', '"', (name) => `{os.environ['${name}']}`) },
  csharp: { text: doubleQuoted, template: joined(readIn.csharp) },
  rust: {
    text: doubleQuoted,
    template: (parts) =>
      `&format!("${parts.map((part, index) => (index % 2 === 0 ? part : '{}')).join('')}", ${parts
        .filter((_, index) => index % 2 === 1)
        .map(readIn.rust)
        .join(', ')})`,
  },
  dart: {
    text: withoutDollar,
    template: interpolated('"', '"', (name) => `\${${readIn.dart(name)}}`),
  },
  java: { text: doubleQuoted, template: joined(readIn.java) },
  go: { text: doubleQuoted, template: joined(readIn.go, '+') },
  kotlin: { text: withoutDollar, template: interpolated('"', '"', (name) => `\${${readIn.kotlin(name)}}`) },
} as const satisfies Readonly<Record<string, Language>>;

/** The values of one snippet, as expressions of its language. */
function expressions({ text, template }: Language, { session, names, secrets }: SnippetInput) {
  const { auth, twoFactorAuth } = session;
  const cookies = [
    { cookie: 'auth', value: auth.value, variable: names.authCookie },
    ...(twoFactorAuth && names.twoFactorAuth !== undefined
      ? [{ cookie: 'twoFactorAuth', value: twoFactorAuth.value, variable: names.twoFactorAuth }]
      : []),
  ];
  const parts = cookies.flatMap(({ cookie, variable }, index) => [`${index === 0 ? '' : '; '}${cookie}=`, variable]);
  return {
    /** The `Cookie` header. */
    header: secrets === 'inline' ? text(cookies.map(({ cookie, value }) => `${cookie}=${value.reveal()}`).join('; ')) : template(parts),
    /** Each cookie as `name=value`. */
    pairs: cookies.map(({ cookie, value, variable }) =>
      secrets === 'inline' ? text(`${cookie}=${value.reveal()}`) : template([`${cookie}=`, variable]),
    ),
    /** Each cookie's name and value. */
    values: cookies.map(({ cookie, value, variable }) => ({
      cookie,
      value: secrets === 'inline' ? text(value.reveal()) : template(['', variable]),
    })),
  };
}

/** The variables that a program reads; none if it contains the values. */
const variablesOf = ({ session: { twoFactorAuth }, names, secrets }: SnippetInput): readonly string[] =>
  secrets === 'inline' ? [] : [names.authCookie, ...(twoFactorAuth && names.twoFactorAuth !== undefined ? [names.twoFactorAuth] : [])];

const optional = (condition: unknown, ...lines: readonly string[]): readonly string[] => (condition ? lines : []);
const lines = (...parts: readonly (string | readonly string[])[]): string => `${parts.flat().join('\n')}\n`;

/**
 * A program in each language that asks who is signed in. It uses the community's SDK if there is one, with cookies and User-Agent passed in
 * the way that SDK expects.
 */
export const snippets = {
  /** @see https://github.com/vrchatapi/vrchatapi-javascript, `headers` is handed to every request */
  javascriptSdk(input: SnippetInput): string {
    const { text } = languages.javascript;
    const { name, version, contact } = readApplication(input.userAgent);
    return lines(
      "import { VRChat } from 'vrchat';",
      '',
      requireInJavaScript(variablesOf(input)),
      'const vrchat = new VRChat({',
      optional(input.otherServer, `  baseUrl: ${text(input.otherServer ?? '')},`),
      `  application: { name: ${text(name)}, version: ${text(version)}, contact: ${text(contact)} },`,
      `  headers: { cookie: ${expressions(languages.javascript, input).header} },`,
      '});',
      '',
      'const { data: user } = await vrchat.getCurrentUser({ throwOnError: true });',
      'console.log(user.displayName);',
    );
  },

  /** Needs only Node.js. */
  javascriptFetch(input: SnippetInput): string {
    const { text } = languages.javascript;
    return lines(
      requireInJavaScript(variablesOf(input)),
      `const response = await fetch(${text(`${input.session.server}/auth/user`)}, {`,
      `  headers: { 'User-Agent': ${text(input.userAgent)}, Cookie: ${expressions(languages.javascript, input).header} },`,
      '});',
      'const user = await response.json();',
      'console.log(user.displayName);',
    );
  },

  /** @see https://github.com/vrchatapi/vrchatapi-python, `ApiClient(configuration, cookie=…)` */
  pythonSdk(input: SnippetInput): string {
    const { text } = languages.python;
    return lines(
      optional(input.secrets === 'environment', 'import os', 'import sys', ''),
      'import vrchatapi',
      'from vrchatapi.api.authentication_api import AuthenticationApi',
      '',
      requireInPython(variablesOf(input)),
      `configuration = vrchatapi.Configuration(${input.otherServer === undefined ? '' : `host=${text(input.otherServer)}`})`,
      `with vrchatapi.ApiClient(configuration, cookie=${expressions(languages.python, input).header}) as client:`,
      `    client.user_agent = ${text(input.userAgent)}`,
      '    user = AuthenticationApi(client).get_current_user()',
      '    print(user.display_name)',
    );
  },

  /** Needs only Python 3. @see https://docs.python.org/3/library/urllib.request.html */
  pythonStandardLibrary(input: SnippetInput): string {
    const { text } = languages.python;
    return lines(
      'import json',
      optional(input.secrets === 'environment', 'import os', 'import sys'),
      'import urllib.request',
      '',
      requireInPython(variablesOf(input)),
      'request = urllib.request.Request(',
      `    ${text(`${input.session.server}/auth/user`)},`,
      '    headers={',
      `        "User-Agent": ${text(input.userAgent)},`,
      `        "Cookie": ${expressions(languages.python, input).header},`,
      '    },',
      ')',
      'with urllib.request.urlopen(request) as response:',
      '    user = json.load(response)',
      'print(user["displayName"])',
    );
  },

  /**
   * The builder's `WithAuthCookie` sends the auth cookie for both names, so the keys of the configuration are used instead. The SDK gives
   * their cookies to api.vrchat.cloud only, so another server gets a header. A client takes its address when it is created, and from nowhere
   * else.
   *
   * @see https://github.com/vrchatapi/vrchatapi-csharp, `AuthenticationApi.GetCurrentUserWithHttpInfoAsync`, and `ApiClient.NewRequest`
   */
  csharp(input: SnippetInput): string {
    const { text } = languages.csharp;
    return lines(
      'using System;',
      'using VRChat.API.Api;',
      'using VRChat.API.Client;',
      '',
      optional(input.secrets === 'environment', ...variableInCsharp),
      `var configuration = new Configuration { UserAgent = ${text(dotnetUserAgent(input.userAgent))} };`,
      input.otherServer === undefined
        ? expressions(languages.csharp, input).values.map(({ cookie, value }) => `configuration.ApiKey["${cookie}"] = ${value};`)
        : [`configuration.DefaultHeaders["Cookie"] = ${expressions(languages.csharp, input).header};`],
      '',
      `var client = new ApiClient(${input.otherServer === undefined ? '' : text(input.otherServer)});`,
      'var user = await new AuthenticationApi(client, client, configuration).GetCurrentUserAsync();',
      'Console.WriteLine(user.DisplayName);',
    );
  },

  /**
   * Adds the cookies in two calls: the SDK's own example joins them with a comma, which makes one cookie. Its client has been one of
   * `reqwest_middleware` since 1.20.8, and `into` makes either. @see https://github.com/vrchatapi/vrchatapi-rust
   */
  rust(input: SnippetInput): string {
    const { text } = languages.rust;
    const { origin } = new URL(input.session.server);
    return lines(
      'use std::sync::Arc;',
      'use vrchatapi::apis::{authentication_api::get_current_user, configuration::Configuration};',
      'use vrchatapi::models::RegisterUserAccount200Response;',
      '',
      '#[tokio::main]',
      'async fn main() -> Result<(), Box<dyn std::error::Error>> {',
      `    let server: reqwest::Url = ${text(origin)}.parse()?;`,
      '    let jar = reqwest::cookie::Jar::default();',
      expressions(languages.rust, input).pairs.map((pair) => `    jar.add_cookie_str(${pair}, &server);`),
      '',
      '    let mut configuration = Configuration::default();',
      optional(input.otherServer, `    configuration.base_path = ${text(input.otherServer ?? '')}.to_owned();`),
      `    configuration.user_agent = Some(${text(input.userAgent)}.to_owned());`,
      '    configuration.client = reqwest::Client::builder().cookie_provider(Arc::new(jar)).build()?.into();',
      '',
      '    match get_current_user(&configuration).await? {',
      '        RegisterUserAccount200Response::CurrentUser(user) => println!("{}", user.display_name),',
      '        RegisterUserAccount200Response::RequiresTwoFactorAuth(_) => eprintln!("VRChat asks for a two-factor code."),',
      '    }',
      '    Ok(())',
      '}',
    );
  },

  /**
   * Sent as a header of every request, because the SDK's own cookie jar would write it to a file. @see
   * https://github.com/vrchatapi/vrchatapi-dart
   */
  dart(input: SnippetInput): string {
    const { text } = languages.dart;
    const { name, version, contact } = readApplication(input.userAgent);
    return lines(
      optional(input.secrets === 'environment', "import 'dart:io';", ''),
      "import 'package:vrchat_dart/vrchat_dart.dart';",
      '',
      'Future<void> main() async {',
      '  final api = VrchatDart(',
      optional(input.otherServer, `    baseUrl: ${text(input.otherServer ?? '')},`),
      '    userAgent: VrchatUserAgent(',
      `      applicationName: ${text(name)},`,
      `      version: ${text(version)},`,
      `      contactInfo: ${text(contact)},`,
      '    ),',
      '  );',
      `  api.rawApi.dio.options.headers['Cookie'] = ${expressions(languages.dart, input).header};`,
      '',
      '  final response = await api.rawApi.getAuthenticationApi().getCurrentUser();',
      '  print(response.data);',
      '}',
    );
  },

  /** @see https://github.com/vrchatapi/vrchatapi-java, example `CookiesLoad.java` */
  java(input: SnippetInput): string {
    const { text } = languages.java;
    return lines(
      'import io.github.vrchatapi.ApiClient;',
      'import io.github.vrchatapi.Configuration;',
      'import io.github.vrchatapi.api.AuthenticationApi;',
      optional(input.secrets === 'environment', 'import java.util.Objects;'),
      '',
      'public class Main {',
      '    public static void main(String[] args) throws Exception {',
      '        ApiClient client = Configuration.getDefaultApiClient();',
      optional(input.otherServer, `        client.setBasePath(${text(input.otherServer ?? '')});`),
      `        client.setUserAgent(${text(input.userAgent)});`,
      `        client.addDefaultHeader("Cookie", ${expressions(languages.java, input).header});`,
      '',
      '        System.out.println(new AuthenticationApi(client).getCurrentUser().getDisplayName());',
      '    }',
      '}',
    );
  },

  /** Needs only Go: no release of the community's SDK, github.com/vrchatapi/vrchatapi-go, can be compiled. */
  go(input: SnippetInput): string {
    const { text } = languages.go;
    const orEnd = ['\tif err != nil {', '\t\tlog.Fatal(err)', '\t}'];
    return lines(
      'package main',
      '',
      'import (',
      '\t"encoding/json"',
      '\t"fmt"',
      '\t"log"',
      '\t"net/http"',
      optional(input.secrets === 'environment', '\t"os"'),
      ')',
      '',
      'func main() {',
      `\trequest, err := http.NewRequest("GET", ${text(`${input.session.server}/auth/user`)}, nil)`,
      orEnd,
      `\trequest.Header.Set("User-Agent", ${text(input.userAgent)})`,
      `\trequest.Header.Set("Cookie", ${expressions(languages.go, input).header})`,
      '',
      '\tresponse, err := http.DefaultClient.Do(request)',
      orEnd,
      '\tdefer response.Body.Close()',
      '',
      '\tvar user struct {',
      '\t\tDisplayName string `json:"displayName"`',
      '\t}',
      '\terr = json.NewDecoder(response.Body).Decode(&user)',
      orEnd,
      '\tfmt.Println(user.DisplayName)',
      '}',
      optional(input.secrets === 'environment', ...variableInGo),
    );
  },

  /** @see https://github.com/KAMO030/vrchatapi-kotlin, and ktor's plugin `DefaultRequest` */
  kotlin(input: SnippetInput): string {
    const { text } = languages.kotlin;
    return lines(
      'import io.github.kamo030.vrchatapi.apis.createAuthenticationApi',
      'import io.github.kamo030.vrchatapi.infrastructure.ApiClient',
      'import io.ktor.client.plugins.defaultRequest',
      'import io.ktor.client.request.header',
      'import kotlinx.coroutines.runBlocking',
      '',
      'fun main() = runBlocking {',
      `    val client = ApiClient${input.otherServer === undefined ? '' : `(baseUrl = ${text(input.otherServer)})`} {`,
      '        defaultRequest {',
      `            header("User-Agent", ${text(input.userAgent)})`,
      `            header("Cookie", ${expressions(languages.kotlin, input).header})`,
      '        }',
      '    }',
      '    println(client.createAuthenticationApi().getCurrentUser().body().displayName)',
      '}',
    );
  },
} as const;
