/** The version of the terms of service that accounts have to accept. */
export const currentTOSVersion = 9;

/** The part of `GET /config` that clients need to sign in. */
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
