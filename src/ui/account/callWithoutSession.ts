import type { CallResult } from '../../accounts/sessionActions.ts';
import type { ClientProvider } from '../../accounts/ports.ts';
import type { Session, VRChatClient } from '../../vrchat/client.ts';
import type { VRChatResult } from '../../vrchat/errors.ts';
import { createSessionCookies } from '../../vrchat/sessionCookies.ts';

/** Makes a call that needs no session, and never throws for what a server or a network does. */
export type CallWithoutSession = <Value>(
  server: string,
  request: (vrchat: VRChatClient, session: Session) => Promise<VRChatResult<Value>>,
) => Promise<CallResult<Value>>;

export function createCallWithoutSession(client: ClientProvider): CallWithoutSession {
  return async (server, request) => {
    const provided = client(server);
    if ('problem' in provided) return { ok: false, problem: provided.problem };
    const result = await request(provided.client, { account: 'without session', cookies: createSessionCookies(provided.server) });
    return result.ok ? result : { ok: false, problem: result.error };
  };
}
