import { setTimeout as delay } from 'node:timers/promises';
import type { Secret } from '../vrchat/secret.ts';
import { startGateway, type Gateway } from './gateway.ts';
import type { PipelineTimes } from './pipelineUpstream.ts';
import type { GatewayPorts } from './ports.ts';
import { folderReport } from './servingWindow.ts';
import { connectToServingWindow, type ServingConnection } from './waitingWindow.ts';
import type { FolderReport } from './windowMessages.ts';
import { errorCode } from '../accounts/errorCode.ts';

/** Between two attempts to find or become the serving window. Well below two seconds, in which a new one has to serve. */
const attemptEveryMs = 100;
const maxAttempts = 30;
/** How often what listens on the port may stay silent, two seconds each, until it is taken for another program. */
const maxSilences = 3;
const noRequests: FolderReport = { requests: [], counts: { total: 0, problems: 0 }, connections: 0 };

export interface SharedGatewayPorts extends GatewayPorts {
  /** Shared by all windows of this user on this machine, and nobody else. */
  readonly secret: Secret;
  /** The port to take: the one that was taken last, or the one of the setting. Read before each attempt. */
  readonly port: () => number;
  /**
   * The port belongs to another program, so another one was taken. It has to be stored for all windows, and every key replaced: the other
   * program may have learned those that were sent to it.
   */
  readonly portChanged: (port: number) => Promise<void>;
  /** The URIs of the folders that this window has open, for its requests. */
  readonly folders: () => readonly string[];
  /** Called when this window begins or ends to serve, or the requests of its folders have changed. */
  readonly changed: () => void;
  readonly pipelineTimes?: PipelineTimes;
}

/** One window's part in the gateway that all windows of a machine share. */
export interface SharedGateway {
  /** `undefined` while no window serves, which lasts less than two seconds. */
  readonly port: () => number | undefined;
  readonly isServing: () => boolean;
  /** The requests of the folders this window has open, whichever window serves. */
  readonly report: () => FolderReport;
  /** Call this when the window has other folders. */
  readonly watchFolders: () => void;
  readonly clear: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Joins the gateway of this machine: serves if no other window does, and otherwise waits, connected to the one that serves, to take over from
 * it.
 */
export async function joinSharedGateway(ports: SharedGatewayPorts): Promise<SharedGateway> {
  let gateway: Gateway | undefined;
  let serving: { readonly port: number; readonly connection: ServingConnection } | undefined;
  let received = noRequests;
  let isClosed = false;

  const isOver = (): boolean => isClosed;

  /** @returns whether this window serves now; `taken` if the port is */
  async function serve(port: number): Promise<boolean | 'taken'> {
    try {
      const started = await startGateway(ports, {
        port,
        secret: ports.secret,
        ...(ports.pipelineTimes && { pipelineTimes: ports.pipelineTimes }),
      });
      if (isOver()) {
        await started.close();
        return false;
      }
      gateway = started;
      started.log.onDidChange((changed) => {
        if (ports.folders().includes(changed)) ports.changed();
      });
      return true;
    } catch (error) {
      // EACCES: Windows reserves ranges of ports.
      if (['EADDRINUSE', 'EACCES'].includes(errorCode(error))) return 'taken';
      throw error;
    }
  }

  /** @returns whether this window waits now */
  async function waitFor(port: number): Promise<boolean | 'foreign' | 'silent'> {
    const connection = await connectToServingWindow(ports.secret, port, (report) => {
      received = report;
      ports.changed();
    });
    if (connection === 'gone') return false;
    if (connection === 'foreign' || connection === 'silent') return connection;
    if (isOver()) {
      connection.close();
      return false;
    }
    serving = { port, connection };
    connection.watch(ports.folders());
    void connection.closed.then(async () => {
      serving = undefined;
      received = noRequests;
      if (!isOver()) await join();
    });
    return true;
  }

  async function join(): Promise<void> {
    let silences = 0;
    for (let attempt = 0; attempt < maxAttempts && !isOver(); attempt += 1) {
      const port = ports.port();
      const served = await serve(port);
      if (served === true) break;
      const waits = served === 'taken' && (await waitFor(port));
      if (waits === true) break;
      if (waits === 'silent') silences += 1;
      const isForeign = waits === 'foreign' || silences === maxSilences;
      // Several windows may find the port taken by another program; the first to store another one decides.
      if (isForeign && ports.port() === port && (await serve(0)) === true && gateway) {
        await ports.portChanged(gateway.port);
        break;
      }
      await delay(attemptEveryMs * (0.5 + Math.random()));
    }
    ports.changed();
  }

  await join();
  return {
    port: () => gateway?.port ?? serving?.port,
    isServing: () => gateway !== undefined,
    report: () => (gateway ? folderReport(gateway, ports.folders()) : received),
    watchFolders: () => {
      serving?.connection.watch(ports.folders());
      ports.changed();
    },
    clear: () => {
      if (gateway) for (const folder of ports.folders()) gateway.log.clear(folder);
      else serving?.connection.clear(ports.folders());
    },
    close: async () => {
      isClosed = true;
      serving?.connection.close();
      await gateway?.close();
    },
  };
}
