/** An account as it is written in an accounts file or handed to `startEmulator`. */
export type AccountSeed = {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly twoFactor: 'totp' | 'email' | 'none';
  /** Base32; made up when missing. Only with `twoFactor: "totp"`. */
  readonly totpSecret?: string;
  /** Eight letters or digits each; ten are made up when missing. Only with `twoFactor: "totp"`. */
  readonly recoveryCodes?: readonly string[];
  /** Defaults to true. */
  readonly emailVerified?: boolean;
  /** The account came from another platform, and VRChat made up its password. Defaults to false. */
  readonly usesGeneratedPassword?: boolean;
  /** Defaults to the current version, the one `GET /config` names. */
  readonly acceptedTOSVersion?: number;
};

/** One account of each kind, fixed so that documentation can quote them. */
export const demoAccounts: readonly AccountSeed[] = [
  {
    username: 'DevUser',
    email: 'dev.user@example.org',
    password: 'dev-user-password',
    displayName: 'DevUser',
    twoFactor: 'totp',
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    recoveryCodes: [
      'dev1code', 'dev2code', 'dev3code', 'dev4code', 'dev5code',
      'dev6code', 'dev7code', 'dev8code', 'dev9code', 'dev0code',
    ],
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
