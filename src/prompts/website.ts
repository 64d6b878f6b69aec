import * as vscode from 'vscode';

/** Pages for what can only be done in a browser. */
const pages = {
  home: 'https://vrchat.com/home',
  profile: 'https://vrchat.com/home/profile',
  register: 'https://vrchat.com/home/register',
  cookie: 'https://vrchat.com/api/1/auth',
  status: 'https://status.vrchat.com',
  terms: 'https://vrchat.com/home/tosupdated',
  keyringHelp: 'https://code.visualstudio.com/docs/configure/settings-sync#_troubleshooting-keychain-issues',
} as const;

/** Opens a page of VRChat's website, or of VS Code's for help with the keyring. */
export async function openWebsite(page: keyof typeof pages): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(pages[page], true));
}
