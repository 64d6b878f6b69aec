/** What an account is: a user at a server. The same user ID at another server is another account. */
export interface AccountId {
  /** The address of the API, as `parseServer` spells it, such as `https://api.vrchat.cloud/api/1`. */
  readonly server: string;
  /** Such as `usr_…`, or a legacy ID of ten characters. */
  readonly userId: string;
}
