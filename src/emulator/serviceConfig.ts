/** The terms of service an account has to have accepted. */
export const currentTOSVersion = 9;

/** The part of `GET /config` that matters to a client that signs in. */
export const serviceConfig = {
  announcements: [],
  apiKey: '',
  appName: 'VRChat Emulator',
  clientApiKey: '',
  currentPrivacyVersion: 1,
  currentTOSVersion,
  disableCaptcha: true,
  disableEmail: false,
  disableRegistration: false,
  disableTwoFactorAuth: false,
  websocketMaxFriendsRefreshDelay: 900,
  websocketQuickReconnectTime: 2,
  websocketReconnectMaxDelay: 2,
};
