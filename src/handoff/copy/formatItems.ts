import * as vscode from 'vscode';
import { maskSession, type HandoffSession } from '../session/handoffSession.ts';
import { variableNames } from '../session/handoffSettings.ts';
import { shellKind, type ShellKind } from '../session/shellKind.ts';
import { sessionFormats, type FormatId, type FormatInput, type SessionFormat } from './sessionFormats.ts';
import type { Language } from './workspaceLanguages.ts';

const { l10n } = vscode;

export interface FormatItem extends vscode.QuickPickItem {
  readonly format?: SessionFormat;
}

export interface ProgramItem extends vscode.QuickPickItem {
  readonly program: ProgramId;
}

/** Stands in for a program's User-Agent where none is shown or copied. */
export const anyProgram = 'MyTool/1.0 (me@my-site.org)';

/** The formats of each language, the one that is less to write first. */
const formatsOf = {
  javascript: ['javascriptSdk', 'javascriptFetch'],
  python: ['pythonSdk', 'pythonStandardLibrary'],
  csharp: ['csharp'],
  rust: ['rust'],
  dart: ['dart'],
  java: ['java'],
  go: ['go'],
  kotlin: ['kotlin'],
} as const satisfies Readonly<Record<Language, readonly FormatId[]>>;

/** A format that is a program. */
type ProgramId = (typeof formatsOf)[Language][number];

/** What VS Code calls the language of a program; plain text for the rest. */
export function languageOf(id: FormatId): string {
  if (id === 'http') return 'http';
  return Object.entries(formatsOf).find(([, ids]) => ids.some((other) => other === id))?.[0] ?? 'plaintext';
}

/** Rows under the heading of their section; nothing if there are none. */
function section<Item extends vscode.QuickPickItem>(label: string, rows: readonly Item[]): (Item | vscode.QuickPickItem)[] {
  return rows.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...rows];
}

/** What comes first in each list: what was used last, then what fits the workspace. */
function suitedFormats(last: FormatId | undefined, languages: readonly Language[]): readonly FormatId[] {
  return [...new Set([...(last === undefined ? [] : [last]), ...languages.flatMap((language) => formatsOf[language])])];
}

/** The programs alone, in the same order as in the list of all formats. */
export function programItems(last: FormatId | undefined, languages: readonly Language[]): (ProgramItem | vscode.QuickPickItem)[] {
  const ids: readonly ProgramId[] = Object.values(formatsOf).flat();
  const item = (id: ProgramId): ProgramItem => {
    const [label, description] = formatName(id);
    return { label, description, program: id };
  };
  const suited = suitedFormats(last, languages).flatMap((id) => ids.filter((other) => other === id));
  return [
    ...section(l10n.t('For this project'), suited.map(item)),
    ...section(l10n.t('Programs'), ids.filter((id) => !suited.includes(id)).map(item)),
  ];
}

/**
 * Every format, each in one row so that many are in sight: first what was used last and what fits the workspace, then by what it is.
 *
 * @param last - the format that was used last in this workspace
 * @param languages - of the workspace
 */
export function formatItems(session: HandoffSession, last: FormatId | undefined, languages: readonly Language[]): FormatItem[] {
  const masked = { session: maskSession(session), userAgent: anyProgram, names: variableNames(), now: Date.now() };
  const item = (id: FormatId): FormatItem[] => {
    const format = sessionFormats.find((candidate) => candidate.id === id);
    const [label, description] = formatName(id);
    const shown = format && preview(format, masked);
    return format && shown !== undefined
      ? [{ label, description: [description, shown].filter((part) => part !== '').join(' · '), format }]
      : [];
  };
  const suited = suitedFormats(last, languages);
  const [ownVariables, ...otherVariables] = ofShell('variables');
  const [ownCurl, ...otherCurls] = ofShell('curl');
  const others = (...ids: readonly FormatId[]): FormatItem[] => ids.filter((id) => !suited.includes(id)).flatMap(item);
  return [
    ...section(l10n.t('For this project'), suited.flatMap(item)),
    ...section(l10n.t('Values'), others('authCookie', 'cookieHeader', 'environment', ownVariables, 'webSocket')),
    ...section(l10n.t('Requests and files'), others(ownCurl, 'http', 'cookieFile', 'json')),
    ...section(l10n.t('Programs'), others(...Object.values(formatsOf).flat())),
    ...section(l10n.t('Other shells'), others(...otherVariables, ...otherCurls)),
  ];
}

const shellFormats = {
  curl: { posix: 'curl', powershell: 'curlPowerShell', cmd: 'curlCmd' },
  variables: { posix: 'variablesPosix', powershell: 'variablesPowerShell', cmd: 'variablesCmd' },
} as const satisfies Readonly<Record<string, Readonly<Record<ShellKind, FormatId>>>>;

/** The forms for each shell, the one first that this window's terminals use. */
function ofShell(kind: keyof typeof shellFormats): readonly [FormatId, ...FormatId[]] {
  const forms = shellFormats[kind];
  const own = forms[shellKind()];
  return [own, ...Object.values(forms).filter((id) => id !== own)];
}

/** The line that contains the secret, or that reads it; `undefined` if it can't be written. */
function preview(format: SessionFormat, masked: Omit<FormatInput, 'secrets'>): string | undefined {
  const text = format.write({ ...masked, secrets: format.readsEnvironment ? 'environment' : 'inline' });
  if (text === undefined) return undefined;
  const subject = format.readsEnvironment ? masked.names.authCookie : masked.session.auth.value.reveal();
  const line =
    text
      .split('\n')
      .find((candidate) => candidate.includes(subject))
      ?.trim()
      .replace(/\s+/g, ' ') ?? '';
  const widthOfPicker = 80;
  const start = line.lastIndexOf(' ', line.indexOf(subject));
  return (line.indexOf(subject) + subject.length > widthOfPicker && start > 0 ? `…${line.slice(start)}` : line).replaceAll('...', '…');
}

/** What a format is called, and what tells it from the others. */
function formatName(id: FormatId): [label: string, description: string] {
  switch (id) {
    case 'authCookie':
      return [l10n.t('Auth cookie'), l10n.t('value only')];
    case 'cookieHeader':
      return [l10n.t('Cookie header'), l10n.t('value of the Cookie header')];
    case 'environment':
      return [l10n.t('.env lines'), ''];
    case 'webSocket':
      return [l10n.t('WebSocket address'), l10n.t('VRChat’s event pipeline')];
    case 'curl':
      return ['curl', l10n.t('for a POSIX shell')];
    case 'curlPowerShell':
      return ['curl', 'PowerShell'];
    case 'curlCmd':
      return ['curl', 'cmd'];
    case 'variablesPosix':
      return [l10n.t('Variables'), l10n.t('for a POSIX shell')];
    case 'variablesPowerShell':
      return [l10n.t('Variables'), 'PowerShell'];
    case 'variablesCmd':
      return [l10n.t('Variables'), 'cmd'];
    case 'http':
      return [l10n.t('.http request'), 'REST Client'];
    case 'cookieFile':
      return [l10n.t('Netscape cookie file'), l10n.t('for curl, wget and Python')];
    case 'json':
      return ['JSON', ''];
    case 'javascriptSdk':
      return ['JavaScript', l10n.t('package {0}', 'vrchat')];
    case 'javascriptFetch':
      return ['JavaScript', l10n.t('Node.js fetch, no dependencies')];
    case 'pythonSdk':
      return ['Python', l10n.t('package {0}', 'vrchatapi')];
    case 'pythonStandardLibrary':
      return ['Python', l10n.t('standard library only')];
    case 'csharp':
      return ['C#', l10n.t('package {0}', 'VRChat.API')];
    case 'rust':
      return ['Rust', l10n.t('package {0}', 'vrchatapi')];
    case 'dart':
      return ['Dart', l10n.t('package {0}', 'vrchat_dart')];
    case 'java':
      return ['Java', l10n.t('package {0}', 'io.github.vrchatapi')];
    case 'go':
      return ['Go', l10n.t('standard library only')];
    case 'kotlin':
      return ['Kotlin', l10n.t('package {0}', 'vrchatapi-kotlin')];
  }
}
