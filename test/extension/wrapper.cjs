// The packaged extension plus what only tests may have: its secret storage, which VS Code gives to this extension only, and a hold on its
// dialogs and on trust, since a window of tests refuses every dialog and trusts every folder.
const vscode = require('vscode');
const { activate } = require('../extension.cjs');

const dialogs = { answer: undefined, shown: [] };
for (const name of ['showInformationMessage', 'showWarningMessage']) {
  const show = vscode.window[name];
  vscode.window[name] = (message, options, ...buttons) => {
    if (options?.modal !== true) return show(message, options, ...buttons);
    dialogs.shown.push(`${message}\n${options.detail ?? ''}`);
    return Promise.resolve(buttons.find((button) => button === dialogs.answer));
  };
}

// What VS Code asks for sessions, which needs consent for each extension otherwise.
let provider;
const { registerAuthenticationProvider } = vscode.authentication;
vscode.authentication.registerAuthenticationProvider = (id, label, given, options) => {
  provider = given;
  return registerAuthenticationProvider(id, label, given, options);
};

const trust = { isTrusted: true };
const { workspace } = vscode;
Object.defineProperty(workspace, 'isTrusted', { get: () => trust.isTrusted });

/** What it has shown: `box` for what waits for an answer, or the text of a notification. */
const boxesAndTexts = [];
for (const name of ['showQuickPick', 'createQuickPick', 'createInputBox', 'showOpenDialog', 'showSaveDialog']) {
  const show = vscode.window[name];
  vscode.window[name] = (...parameters) => {
    boxesAndTexts.push('box');
    return show(...parameters);
  };
}
for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage']) {
  const show = vscode.window[name];
  vscode.window[name] = (message, ...parameters) => {
    boxesAndTexts.push(parameters[0]?.modal === true ? 'box' : message);
    return show(message, ...parameters);
  };
}
dialogs.takeShown = () => boxesAndTexts.splice(0);

exports.activate = (context) => {
  activate(context);
  const { secrets, globalStorageUri, globalState, workspaceState } = context;
  return { secrets, globalStorageUri, globalState, workspaceState, dialogs, trust, provider };
};
