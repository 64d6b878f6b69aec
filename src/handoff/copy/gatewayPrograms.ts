import { defaultVariableNames, type VariableNames } from '../session/variableNames.ts';
import { readApplication, type Application } from './application.ts';
import { readIn, requireInJavaScript, requireInPython, variableInCsharp, variableInGo } from './missingVariables.ts';
import { singleQuoted, withoutDollar } from './textLiterals.ts';

const { apiUrl: api, pipelineUrl: events } = defaultVariableNames;

/** The answers after which a request is sent again: VRChat is out of reach, or asks for a pause, or the session is being renewed. */
const passing = [429, 502, 503, 504].join(', ');

const javascriptFetch = [
  ...requireInJavaScript([api]),
  'const api = process.env.VRCHAT_API_URL;',
  '',
  'async function get(path) {',
  '  for (;;) {',
  '    // There is no response while VS Code is closed, or another window takes over.',
  '    const response = await fetch(api + path).catch(() => undefined);',
  '    if (response?.ok) return response.json();',
  `    if (response && ![${passing}].includes(response.status)) throw new Error(await response.text());`,
  "    const seconds = Number(response?.headers.get('retry-after') ?? 2);",
  '    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));',
  '  }',
  '}',
  '',
  "const user = await get('/auth/user');",
  'console.log(user.displayName);',
];

const javascriptSdk = ({ name, version, contact }: Application): readonly string[] => [
  "import { VRChat } from 'vrchat';",
  '',
  ...requireInJavaScript([api, events]),
  'const vrchat = new VRChat({',
  `  application: { name: ${singleQuoted(name)}, version: ${singleQuoted(version)}, contact: ${singleQuoted(contact)} },`,
  '  baseUrl: process.env.VRCHAT_API_URL,',
  '  // The token only has to be there: the address says it all.',
  "  pipeline: { baseUrl: process.env.VRCHAT_PIPELINE_URL, authToken: 'gateway' },",
  '});',
  '',
  'const { data: user } = await vrchat.getCurrentUser();',
  'console.log(user.displayName);',
  "vrchat.pipeline.on('friend-online', ({ userId }) => console.log('online', userId));",
  '',
  '// The package does not connect again by itself.',
  'setInterval(() => {',
  "  if (!vrchat.pipeline.connected) vrchat.pipeline.authenticate('gateway');",
  '}, 2000);',
];

const pythonStandardLibrary = [
  'import json, os, sys, time',
  'from http.client import HTTPException',
  'from urllib.error import HTTPError',
  'from urllib.request import ProxyHandler, build_opener',
  '',
  ...requireInPython([api]),
  '# A proxy that is set in the environment must not see the address.',
  'open_url = build_opener(ProxyHandler({})).open',
  '',
  '',
  'def get(path):',
  '    while True:',
  '        seconds = 2',
  '        try:',
  '            with open_url(os.environ["VRCHAT_API_URL"] + path) as response:',
  '                return json.load(response)',
  '        except HTTPError as error:',
  `            if error.code not in (${passing}):`,
  '                raise',
  '            seconds = int(error.headers.get("Retry-After", seconds))',
  '        except (OSError, HTTPException):',
  '            pass  # VS Code is closed, or another window takes over.',
  '        time.sleep(seconds)',
  '',
  '',
  'print(get("/auth/user")["displayName"])',
];

const pythonSdk = [
  'import os, sys',
  'import vrchatapi',
  'from vrchatapi.api.authentication_api import AuthenticationApi',
  '',
  ...requireInPython([api]),
  'configuration = vrchatapi.Configuration(host=os.environ["VRCHAT_API_URL"])',
  'with vrchatapi.ApiClient(configuration) as client:',
  '    print(AuthenticationApi(client).get_current_user().display_name)',
  '',
  '# The package has no events. Connect a WebSocket client to VRCHAT_PIPELINE_URL.',
];

const csharp = [
  'using System;',
  'using System.Threading;',
  'using System.Threading.Tasks;',
  'using VRChat.API.Api;',
  'using VRChat.API.Client;',
  'using VRChat.API.Realtime;',
  '',
  ...variableInCsharp,
  `var apiUrl = ${readIn.csharp(api)};`,
  '// The client needs the address when it is created. That of a configuration does not reach it.',
  'var client = new ApiClient(apiUrl);',
  'var configuration = new Configuration { BasePath = apiUrl };',
  'var user = await new AuthenticationApi(client, client, configuration).GetCurrentUserAsync();',
  'Console.WriteLine(user.DisplayName);',
  '',
  '// Events, with the package VRChat.API.Realtime. The token only has to be there: the address says it all.',
  'var realtime = new VRChatRealtimeClientBuilder()',
  `    .WithEndpoint(${readIn.csharp(events)})`,
  '    .WithAuthToken("gateway")',
  '    .WithAutoReconnect(AutoReconnectMode.OnDisconnect)',
  '    .Build();',
  'realtime.OnFriendOnline += (_, message) => Console.WriteLine(message.RawContent);',
  'await realtime.ConnectAsync();',
  'await Task.Delay(Timeout.Infinite);',
];

const rust = [
  'use vrchatapi::apis::{authentication_api::get_current_user, configuration::Configuration};',
  'use vrchatapi::models::RegisterUserAccount200Response;',
  '',
  '#[tokio::main]',
  'async fn main() -> Result<(), Box<dyn std::error::Error>> {',
  '    let configuration = Configuration {',
  `        base_path: ${readIn.rust(api)},`,
  '        ..Configuration::default()',
  '    };',
  '    if let RegisterUserAccount200Response::CurrentUser(user) = get_current_user(&configuration).await? {',
  '        println!("{}", user.display_name);',
  '    }',
  '    // The crate has no events. Connect a WebSocket client to VRCHAT_PIPELINE_URL.',
  '    Ok(())',
  '}',
];

const dart = ({ name, version, contact }: Application): readonly string[] => [
  "import 'dart:io';",
  "import 'package:vrchat_dart/vrchat_dart.dart';",
  '',
  'Future<void> main() async {',
  '  final api = VrchatDart(',
  `    baseUrl: ${readIn.dart(api)},`,
  `    websocketUrl: ${readIn.dart(events)},`,
  '    userAgent: VrchatUserAgent(',
  `      applicationName: ${withoutDollar(name)},`,
  `      version: ${withoutDollar(version)},`,
  `      contactInfo: ${withoutDollar(contact)},`,
  '    ),',
  '  );',
  '  final response = await api.rawApi.getAuthenticationApi().getCurrentUser();',
  '  print(response.data);',
  '',
  '  api.streaming.vrcEventStream.listen(print);',
  '  api.streaming.start();',
  '}',
];

const java = [
  'import io.github.vrchatapi.ApiClient;',
  'import io.github.vrchatapi.Configuration;',
  'import io.github.vrchatapi.api.AuthenticationApi;',
  'import java.util.Objects;',
  '',
  'public class Main {',
  '    public static void main(String[] args) throws Exception {',
  '        ApiClient client = Configuration.getDefaultApiClient();',
  `        client.setBasePath(${readIn.java(api)});`,
  '',
  '        System.out.println(new AuthenticationApi(client).getCurrentUser().getDisplayName());',
  '        // The package has no events. Connect a WebSocket client to VRCHAT_PIPELINE_URL.',
  '    }',
  '}',
];

const go = [
  'package main',
  '',
  'import (',
  '\t"encoding/json"',
  '\t"fmt"',
  '\t"log"',
  '\t"net/http"',
  '\t"os"',
  ')',
  '',
  'func main() {',
  `\tresponse, err := http.Get(${readIn.go(api)} + "/auth/user")`,
  '\tif err != nil {',
  '\t\tlog.Fatal(err)',
  '\t}',
  '\tdefer response.Body.Close()',
  '',
  '\tvar user struct {',
  '\t\tDisplayName string `json:"displayName"`',
  '\t}',
  '\terr = json.NewDecoder(response.Body).Decode(&user)',
  '\tif err != nil {',
  '\t\tlog.Fatal(err)',
  '\t}',
  '\tfmt.Println(user.DisplayName)',
  '\t// For events, connect a WebSocket client to VRCHAT_PIPELINE_URL.',
  '}',
  ...variableInGo,
];

const kotlin = [
  'import io.github.kamo030.vrchatapi.apis.createAuthenticationApi',
  'import io.github.kamo030.vrchatapi.infrastructure.ApiClient',
  'import kotlinx.coroutines.runBlocking',
  '',
  'fun main() = runBlocking {',
  `    val client = ApiClient(baseUrl = ${readIn.kotlin(api)})`,
  '    println(client.createAuthenticationApi().getCurrentUser().body().displayName)',
  '    // The package has no events. Connect a WebSocket client to VRCHAT_PIPELINE_URL.',
  '}',
];

const program =
  (lines: readonly string[] | ((application: Application) => readonly string[])) =>
  ({ apiUrl, pipelineUrl }: VariableNames, userAgent: string): string => {
    const own = typeof lines === 'function' ? lines(readApplication(userAgent)) : lines;
    return `${own.join('\n')}\n`.replace(/VRCHAT_(?:API|PIPELINE)_URL/g, (name) =>
      name === defaultVariableNames.apiUrl ? (apiUrl ?? name) : (pipelineUrl ?? name),
    );
  };

/**
 * Programs that go through the gateway. They read its addresses from the environment and contain no secret. Each SDK takes the address in a way
 * of its own; where it has no way for one of them, the program says so. docs/gateway.md has the first ones, and their tests run them.
 *
 * They name no program where the SDK does not insist on it: the gateway replaces a library's own User-Agent by the folder's.
 */
export const gatewayPrograms = {
  javascriptFetch: program(javascriptFetch),
  javascriptSdk: program(javascriptSdk),
  pythonStandardLibrary: program(pythonStandardLibrary),
  pythonSdk: program(pythonSdk),
  csharp: program(csharp),
  rust: program(rust),
  dart: program(dart),
  java: program(java),
  go: program(go),
  kotlin: program(kotlin),
} as const;
