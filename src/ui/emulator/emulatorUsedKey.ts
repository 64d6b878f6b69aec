/** Remembers, for all windows, that an emulator was started once. */
export const emulatorUsedKey = 'emulatorUsed';
