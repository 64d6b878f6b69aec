// The packaged extension plus what only tests may have: its secret storage, which VS Code gives to this extension only, and a hold on its
// dialogs and on trust, since a window of tests refuses every dialog and trusts every folder.
const vscode = require('vscode');
const { activate } = require('../extension.cjs');

const dialogs = { answer: undefined, shown: [] };
const { showWarningMessage } = vscode.window;
vscode.window.showWarningMessage = (message, options, ...buttons) => {
  if (options?.modal !== true) return showWarningMessage(message, options, ...buttons);
  dialogs.shown.push(`${message}\n${options.detail ?? ''}`);
  return Promise.resolve(buttons.find((button) => button === dialogs.answer));
};

const trust = { isTrusted: true };
const { workspace } = vscode;
Object.defineProperty(workspace, 'isTrusted', { get: () => trust.isTrusted });

exports.activate = (context) => {
  activate(context);
  const { secrets, globalStorageUri, globalState, workspaceState } = context;
  return { secrets, globalStorageUri, globalState, workspaceState, dialogs, trust };
};
