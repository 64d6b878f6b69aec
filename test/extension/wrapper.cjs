// The packaged extension plus one thing for the tests: its exports contain the secret storage, which VS Code gives to this extension only.
const { activate } = require('../extension.cjs');

exports.activate = (context) => {
  activate(context);
  const { secrets, globalStorageUri, globalState, workspaceState } = context;
  return { secrets, globalStorageUri, globalState, workspaceState };
};
