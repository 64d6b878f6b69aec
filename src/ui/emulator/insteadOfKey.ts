/** What the setting `vrchatAuth.server` was changed to by the first release, which changed it for an emulator, and its previous value. */
export const insteadOfKey = 'emulatorInsteadOf';
