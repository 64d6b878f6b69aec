import { startEmulator } from '../src/emulator/emulator.ts';

/** The emulator in its own process, so that its work does not count as the client's. Sends its address to its parent. */
const { address } = await startEmulator({ sessionCap: Infinity });
process.send?.(address);
process.once('disconnect', () => process.exit());
