// Runs another script as the leader of a process group: `node endWithParent.ts <script> <its arguments>`.
// Standard input is a pipe from the process that started it. However that process ends, even by SIGKILL, the pipe closes, and
// the script goes with all its children.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

process.stdin.on('end', () => process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL'));
process.stdin.resume();

process.argv.splice(1, 1);
await import(pathToFileURL(resolve(process.argv[1] ?? '')).href);
