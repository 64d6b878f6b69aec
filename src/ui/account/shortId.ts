/** Few enough characters that nobody can tell whose it is; ids from before 2018 have only ten, and other servers' may have fewer. */
export function shortId(userId: string): string {
  return `${userId.slice(0, Math.min(userId.startsWith('usr_') ? 8 : 2, Math.floor(userId.length / 4)))}…`;
}
