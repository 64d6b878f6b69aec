/** An account as written in an accounts file or passed to `startEmulator`. */
export type AccountSeed = {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly twoFactor: 'totp' | 'email' | 'none';
  /** In base32; generated if missing. Only with `twoFactor: "totp"`. */
  readonly totpSecret?: string;
  /** Eight letters or digits each; ten are generated if missing. Only with `twoFactor: "totp"`. */
  readonly recoveryCodes?: readonly string[];
  /** Defaults to true. */
  readonly emailVerified?: boolean;
  /** Whether VRChat generated the password because the account was created on another platform. Defaults to false. */
  readonly usesGeneratedPassword?: boolean;
  /** Defaults to the current version, which `GET /config` returns. */
  readonly acceptedTOSVersion?: number;
};

/** One account of each kind. The values are fixed, so that the documentation can quote them. */
export const demoAccounts: readonly AccountSeed[] = [
  {
    username: 'DevUser',
    email: 'dev.user@example.org',
    password: 'dev-user-password',
    displayName: 'DevUser',
    twoFactor: 'totp',
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    recoveryCodes: ['dev1code', 'dev2code', 'dev3code', 'dev4code', 'dev5code', 'dev6code', 'dev7code', 'dev8code', 'dev9code', 'dev0code'],
  },
  {
    username: 'MailUser',
    email: 'mail.user@example.org',
    password: 'mail-user-password',
    displayName: 'MailUser',
    twoFactor: 'email',
  },
  {
    username: 'plainuser',
    email: 'plain.user@example.org',
    password: 'plain-user-password',
    displayName: 'Plain User',
    twoFactor: 'none',
  },
];
