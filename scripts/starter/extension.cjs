// Puts the Accounts view and the README in front, once for each `npm start`.
const vscode = require('vscode');

exports.activate = async ({ workspaceState }) => {
  const start = process.env.VRCHAT_AUTH_START ?? '';
  if (workspaceState.get('start') === start) return;
  await workspaceState.update('start', start);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder) await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(folder.uri, 'README.md'));
  await vscode.extensions.getExtension('vrchat-auth.vrchat-auth')?.activate();
  await vscode.commands.executeCommand('vrchatAuth.accounts.focus');
};
