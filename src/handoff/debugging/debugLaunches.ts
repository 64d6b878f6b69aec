import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import { accountName } from '../../prompts/accountName.ts';
import { readAssignments } from '../environmentFile/assignments.ts';
import { confirmAlive } from '../session/confirmAlive.ts';
import { environmentId } from '../session/environmentSession.ts';
import type { GrantOf } from '../session/folderGrants.ts';
import { sessionOfGrant } from '../session/grantedAccount.ts';
import { grantedVariables } from '../session/grantedVariables.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';
import { livenessText } from '../session/livenessText.ts';
import { readVariableNames } from '../session/variableNames.ts';
import type { LaunchHooks } from './debugProvider.ts';
import { carrierOf, isLaunch, setsVariable, withVariables } from './environmentOfLaunch.ts';
import { createRefusedLaunches } from './refusedLaunches.ts';

const { l10n } = vscode;

/** Files of variables are far smaller. */
const maxFileSize = 256 * 1024;

/**
 * Gives launches in a folder what its terminals were granted, without a change of launch.json, and refuses those that would get a session known
 * to be dead. Sessions are read at the moment of the launch. A restart of a running session uses what it began with: VS Code does not ask again,
 * so cookies can be outdated then, and the gateway's address cannot.
 */
export function createDebugLaunches(ports: HandoffPorts): LaunchHooks {
  const { store, sessions, grants } = ports;
  const platform = (): NodeJS.Platform | undefined => (ports.isBesidePrograms() ? process.platform : undefined);

  /** An address that is there already needs no write to the secret store. */
  async function addressesOf(grantId: string): Promise<GatewayAddresses | undefined> {
    const gateway = await ports.gateway();
    return gateway.of(grantId) ?? gateway.open(grantId);
  }

  const refused = createRefusedLaunches(ports);
  /** About the last launch whose session was not checked. */
  let shownText: vscode.Disposable | undefined;

  /** The grant for a launch: of the folder that it belongs to and runs in. If those differ, it is for neither. */
  function grantFor(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): GrantOf<'terminals'> | undefined {
    if (!isLaunch(configuration)) return undefined;
    const workplace = folderOfPath(configuration.cwd, folder);
    if (folder && workplace && folder.uri.toString() !== workplace.uri.toString()) return undefined;
    const address = (workplace ?? folder)?.uri.toString();
    return grants.here('terminals').find((grant) => grant.folder === address);
  }

  /** Whether VRChat has to be asked: a lent session is looked after by the gateway, and nobody can be asked about one from the environment. */
  const isChecked = ({ way, account }: GrantOf<'terminals'>): boolean =>
    way.carries === 'cookies' && !account.userId.startsWith(`${environmentId}/`);

  return {
    async begin(folder, configuration, isAwaited) {
      const grant = grantFor(folder, configuration);
      if (!grant || !isChecked(grant) || refused.isLetThrough(configuration)) return configuration;
      if (setsVariable(configuration, readVariableNames(grant.way.names).authCookie)) return configuration;
      const handoff = await ports.beginHandoff(grant.account);
      const liveness = await confirmAlive(ports, grant.account);
      shownText?.dispose();
      if (liveness.kind === 'dead' && isAwaited()) {
        refused.tell({ folder, configuration }, grant.account, liveness, handoff);
        return undefined;
      }
      handoff.end();
      if (liveness.kind === 'unchecked') {
        const session = sessionOfGrant(sessions, grant.account);
        const name = session ? accountName(sessions.named(session)) : '';
        const text = l10n.t('{0}’s session was not checked. {1}', name, livenessText(store, grant.account, liveness));
        shownText = vscode.window.setStatusBarMessage(`$(warning) ${text}`, 10_000);
      }
      return configuration;
    },

    async complete(folder, configuration) {
      const grant = grantFor(folder, configuration);
      // The terminal's own variables, which are scoped to the folder, have the rest.
      if (!grant || carrierOf(configuration, platform()) !== 'environment') return configuration;
      const isGateway = grant.way.carries === 'gateway';
      if (isChecked(grant) && (await confirmAlive(ports, grant.account)).kind === 'dead') return configuration;
      await store.sync();
      const addresses = isGateway ? await addressesOf(grant.id) : undefined;
      return withVariables(configuration, grantedVariables(sessions, grant, addresses), {
        taken: await namesInFiles(configuration.envFile, folder),
        inherited: isGateway ? process.env : undefined,
      });
    },
  };
}

function folderOfPath(path: unknown, base: vscode.WorkspaceFolder | undefined): vscode.WorkspaceFolder | undefined {
  const uri = uriOfPath(path, base);
  return uri && vscode.workspace.getWorkspaceFolder(uri);
}

/** A path of a configuration, on the machine of the workspace. `undefined` before its variables are substituted. */
function uriOfPath(path: unknown, base: vscode.WorkspaceFolder | undefined): vscode.Uri | undefined {
  if (typeof path !== 'string' || !(isAbsolute(path) || path.startsWith('/'))) return undefined;
  const local = vscode.Uri.file(path);
  const anchor = base ?? vscode.workspace.workspaceFolders?.[0];
  return anchor ? anchor.uri.with({ path: local.path }) : local;
}

/** The names that files of variables set. Some debuggers read them after the last hook, and what is in `env` would win. */
async function namesInFiles(files: unknown, folder: vscode.WorkspaceFolder | undefined): Promise<readonly string[]> {
  const paths: readonly unknown[] = Array.isArray(files) ? files.slice(0, 20) : [files];
  const names = await Promise.all(
    paths.map(async (path) => {
      const uri = uriOfPath(path, folder);
      if (!uri) return [];
      try {
        const { size } = await vscode.workspace.fs.stat(uri);
        if (size > maxFileSize) return [];
        const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('latin1');
        return readAssignments(text).assignments.map(({ name }) => name);
      } catch {
        // The debugger says what is wrong with it.
        return [];
      }
    }),
  );
  return names.flat();
}
