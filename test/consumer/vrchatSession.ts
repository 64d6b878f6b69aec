import * as vscode from 'vscode';

/** The session that the user has allowed this extension to use. Asks nothing; `undefined` if there is none. */
export function findSession(): Thenable<vscode.AuthenticationSession | undefined> {
  return vscode.authentication.getSession('vrchat', [], { silent: true });
}

/**
 * Asks the user for consent, and to sign in if necessary. Call it when the user has started something, never at activation.
 *
 * @throws Error if the user says no
 */
export function askForSession(): Thenable<vscode.AuthenticationSession> {
  return vscode.authentication.getSession('vrchat', [], { createIfNone: true });
}

/** Lets the user choose another account. */
export function askForOtherAccount(): Thenable<vscode.AuthenticationSession> {
  return vscode.authentication.getSession('vrchat', [], { createIfNone: true, clearSessionPreference: true });
}

/** Calls back when the session was renewed, removed or added, or the user has changed what this extension may use. */
export function onDidChangeSession(listener: (session: vscode.AuthenticationSession | undefined) => void): vscode.Disposable {
  return vscode.authentication.onDidChangeSessions(({ provider }) => {
    if (provider.id === 'vrchat') void findSession().then(listener, () => listener(undefined));
  });
}

/**
 * Asks VRChat whose session it is.
 *
 * @returns `undefined` if VRChat no longer accepts the session
 * @throws Error if VRChat cannot be reached, or asks to wait
 */
export async function fetchDisplayName(
  { accessToken }: vscode.AuthenticationSession,
  server = 'https://api.vrchat.cloud/api/1',
): Promise<string | undefined> {
  const response = await fetch(`${server}/auth/user`, {
    headers: { Cookie: `auth=${accessToken}`, 'User-Agent': 'MyExtension/1.0 (me@my-site.org)' },
  });
  if (response.status === 401) return undefined;
  if (!response.ok) throw new Error(`VRChat answered with status ${response.status}.`);
  const { displayName } = (await response.json()) as { readonly displayName: string };
  return displayName;
}
