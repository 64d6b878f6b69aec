// Preloaded into VS Code's server and its extension hosts, so that they use the clock of a test; see clock.ts.
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_FILE;
if (file !== undefined && process.argv.includes('--type=extensionHost')) {
  const machineTime = Date.now.bind(Date);
  // Read for every timestamp, so that all windows use the new time immediately.
  const now = (): number => machineTime() + Number(readFileSync(file, 'utf8'));
  Date.now = now;
  globalThis.Date = new Proxy(Date, {
    construct: (date, parameters: unknown[], target) =>
      Reflect.construct(date, parameters.length === 0 ? [now()] : parameters, target) as object,
  });
} else {
  // Inherited by forked processes, unlike NODE_OPTIONS.
  process.execArgv.push(`--import=${import.meta.url}`);
}
