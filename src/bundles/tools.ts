import type { AccountId } from '../accounts/accountId.ts';
import type { AccountStore } from '../accounts/accountStore.ts';
import { isLocal, type ServerAccess } from '../accounts/serverAccess.ts';
import { privacy, signInServer } from '../prompts/settings.ts';
import type { LocalEmulator } from '../ui/emulator/emulatorCommands.ts';
import { createControlEmulator } from '../ui/tools/controlEmulator.ts';
import { createDescribeProject } from '../ui/tools/describeProject.ts';
import { createGetSession } from '../ui/tools/getSession.ts';
import type { Tools } from '../ui/tools/registerTools.ts';
import { createSendRequest, type SendRequestPorts } from '../ui/tools/sendRequest.ts';
import type { GrantedAccess } from './grantedAccess.ts';

export interface ToolPorts {
  readonly store: AccountStore;
  readonly access: Pick<ServerAccess, 'emulators'>;
  readonly granted: () => Promise<GrantedAccess>;
  readonly emulator: () => Promise<LocalEmulator>;
  readonly online: () => Promise<{ readonly verify: (account: AccountId) => Promise<unknown> }>;
  readonly handoff: () => Promise<{ readonly agentAccess: SendRequestPorts['access'] }>;
}

/** The language model tools; loaded when the first of them is invoked. */
export function createTools({ store, access, granted, emulator, online, handoff }: ToolPorts): Tools {
  return {
    get_session: createGetSession({ store, verify: async (account) => (await online()).verify(account), now: Date.now }),
    describe_project: createDescribeProject({
      grants: async () => {
        const { here } = await granted();
        await here.sync();
        return here.here();
      },
    }),
    send_request: createSendRequest({ access: async () => (await handoff()).agentAccess(), isPrivate: () => privacy().hidden }),
    control_emulator: createControlEmulator({
      address: () => {
        const server = signInServer();
        return isLocal(server) ? server : access.emulators()[0];
      },
      start: async () => (await emulator()).start(),
    }),
  };
}
