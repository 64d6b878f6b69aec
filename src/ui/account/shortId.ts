/** Few enough characters that nobody can tell whose it is; ids from before 2018 have only ten. */
export function shortId(userId: string): string {
  return `${userId.slice(0, userId.startsWith('usr_') ? 8 : 2)}…`;
}
