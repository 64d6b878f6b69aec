// The extension as it ships, with one thing added for the tests: its exports give out the secret storage, which VS Code gives to nobody else.
const { activate } = require('../extension.cjs');

exports.activate = (context) => {
  activate(context);
  return { secrets: context.secrets };
};
