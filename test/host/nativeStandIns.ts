import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Log output channels are written through this one and shown from the file it writes. */
const spdlog = `'use strict';
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  constructor(_type, _name, path) {
    this.path = path;
    this.level = 2;
    this.plain = false;
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, '');
  }
  write(level, message) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, -1);
    appendFileSync(this.path, this.plain ? message : time + ' [' + levels[level] + '] ' + message + '\\n');
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() {}
}

const create = async (name, path) => new Logger('', name, path);

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

/** Ends an extension host whose server is gone. Here the process group does that. */
const watchdog = `'use strict';
exports.start = () => {};
exports.exit = (code) => process.exit(code);
`;

const standIns: Readonly<Record<string, string>> = {
  '@vscode/spdlog': spdlog,
  '@vscode/native-watchdog': watchdog,
  'native-watchdog': watchdog,
};

/**
 * Replaces compiled modules that VS Code's server requires with plain JavaScript, so that no compiler is needed.
 *
 * @param nodeModules the server's `node_modules`
 */
export async function writeNativeStandIns(nodeModules: string): Promise<void> {
  for (const [name, source] of Object.entries(standIns)) {
    const dir = join(nodeModules, name);
    if (existsSync(dir)) await writeFile(join(dir, 'index.js'), source);
  }
}
