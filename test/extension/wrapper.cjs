// The packaged extension plus one thing for the tests: its exports contain the secret storage, which VS Code gives to this extension only.
const { activate } = require('../extension.cjs');

exports.activate = (context) => {
  activate(context);
  return { secrets: context.secrets, globalStorageUri: context.globalStorageUri };
};
