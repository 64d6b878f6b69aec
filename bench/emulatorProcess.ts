import { startEmulator } from '../src/emulator/emulator.ts';

/** The emulator in a process of its own, so that its work is not counted as a client's. Tells its parent the address. */
const { address } = await startEmulator({ sessionCap: Infinity });
process.send?.(address);
process.once('disconnect', () => process.exit());
