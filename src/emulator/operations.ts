/** The emulated operations, by their names in the community's API specification. */
export const operations = {
  verifyAuthToken: ['GET', '/auth'],
  getCurrentUser: ['GET', '/auth/user'],
  verify2FA: ['POST', '/auth/twofactorauth/totp/verify'],
  verify2FAEmailCode: ['POST', '/auth/twofactorauth/emailotp/verify'],
  verifyRecoveryCode: ['POST', '/auth/twofactorauth/otp/verify'],
  enable2FA: ['POST', '/auth/twofactorauth/totp/pending'],
  verifyPending2FA: ['POST', '/auth/twofactorauth/totp/pending/verify'],
  cancelPending2FA: ['DELETE', '/auth/twofactorauth/totp/pending'],
  disable2FA: ['DELETE', '/auth/twofactorauth'],
  getRecoveryCodes: ['GET', '/auth/user/twofactorauth/otp'],
  checkUserExists: ['GET', '/auth/exists'],
  confirmEmail: ['GET', '/auth/confirmEmail'],
  verifyLoginPlace: ['GET', '/auth/verifyLoginPlace'],
  resendEmailConfirmation: ['POST', '/auth/user/resendEmail'],
  logout: ['PUT', '/logout'],
  registerUserAccount: ['POST', '/auth/register'],
  deleteUser: ['PUT', '/users/:userId/delete'],
  getConfig: ['GET', '/config'],
  getSystemTime: ['GET', '/time'],
} as const satisfies Record<string, readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string]>;

export type OperationName = keyof typeof operations;

/** The names of all operations, in the order above. */
export const operationNames = Object.keys(operations) as readonly OperationName[];
