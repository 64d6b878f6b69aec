// What the server's process runs: `node serverEntry.ts <server-main.js> <its arguments>`.
// Its standard input is a pipe from the process that started it. However that process ends, even by SIGKILL, the pipe closes,
// and the server goes with all its children.
import { pathToFileURL } from 'node:url';

process.stdin.on('end', () => process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL'));
process.stdin.resume();

process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1] ?? '').href);
