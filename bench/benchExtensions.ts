import { join } from 'node:path';

interface BenchExtension {
  readonly id: string;
  readonly folder: string;
}

const benchExtension = (name: string): BenchExtension => ({
  id: `vrchat-auth-bench.${name}`,
  folder: join(import.meta.dirname, 'extensions', name),
});

/** An extension that does nothing, for comparison. */
export const emptyExtension = benchExtension('empty');

/** Has a command that writes VS Code's own performance marks. It is not active before. */
export const marksExtension = benchExtension('marks');
