const { writeFileSync } = require('node:fs');
const { commands, window } = require('vscode');

// VS Code's own performance marks; see vscode/src/vs/base/common/performance.ts.
exports.activate = () =>
  commands.registerCommand('vrchatAuthBench.writeMarks', () => {
    writeFileSync(process.env.BENCH_MARKS, JSON.stringify(globalThis.MonacoPerformanceMarks.getMarks()));
    void window.setStatusBarMessage('Startup marks written.');
  });
