// Loaded into VS Code's server before anything else, and by it into the extension hosts, which tell the time that a test wants; see clock.ts.
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_FILE;
if (file !== undefined && process.argv.includes('--type=extensionHost')) {
  const machineTime = Date.now.bind(Date);
  // Read each time the time is asked for, so that all windows are on the new time at once.
  const now = (): number => machineTime() + Number(readFileSync(file, 'utf8'));
  Date.now = now;
  globalThis.Date = new Proxy(Date, {
    construct: (date, parameters: unknown[], target) =>
      Reflect.construct(date, parameters.length === 0 ? [now()] : parameters, target) as object,
  });
} else {
  // Handed on to the processes it forks; NODE_OPTIONS is not.
  process.execArgv.push(`--import=${import.meta.url}`);
}
