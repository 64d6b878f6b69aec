import { join } from 'node:path';

/** An extension that does nothing, to be compared with. */
export const emptyExtension = { id: 'vrchat-auth-bench.empty', folder: join(import.meta.dirname, 'emptyExtension') };
