/** The variables `${command:vrchatAuth.…}` for launch.json and tasks.json. */
export const commandVariables = ['authCookie', 'twoFactorAuthCookie', 'cookieHeader', 'userId', 'oneTimeCode'] as const;

export type CommandVariable = (typeof commandVariables)[number];
