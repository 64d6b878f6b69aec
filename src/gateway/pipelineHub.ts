import type { WebSocket } from 'ws';
import { redact } from '../vrchat/redact.ts';
import { isErrorFrame, openPipeline, parseFrame, type OnFrame, type PipelineTimes } from './pipelineUpstream.ts';
import type { GatewayPorts } from './ports.ts';
import type { SecretSearch } from './secretSearch.ts';
import type { SessionCare } from './sessionCare.ts';

/** A program that does not read is disconnected when so much waits for it. */
const maxWaitingBytes = 16 * 1024 * 1024;

export type PipelineHub = ReturnType<typeof createPipelineHub>;

/** Hands one account's events to all programs that listen. VRChat sees one connection, which is there while anyone listens. */
export function createPipelineHub(care: SessionCare, ports: Pick<GatewayPorts, 'userAgent' | 'connection'>, times: PipelineTimes) {
  const programs = new Set<WebSocket>();
  let upstream: ReturnType<typeof openPipeline> | undefined;

  const send: OnFrame = (data, isBinary, secrets) => {
    const frame = withoutSession(data, care.secretSearch(secrets));
    if (frame === undefined) return;
    for (const program of programs) {
      if (program.bufferedAmount > maxWaitingBytes) program.terminate();
      else program.send(frame, { binary: isBinary });
    }
  };

  return {
    /** Adds a program until its connection ends. What it sends is dropped: VRChat only sends. */
    join: (program: WebSocket): void => {
      programs.add(program);
      upstream ??= openPipeline(care, ports, send, times);
      program.on('error', () => program.terminate());
      program.on('close', () => {
        programs.delete(program);
        if (programs.size > 0) return;
        upstream?.close();
        upstream = undefined;
      });
    },
  };
}

/** @returns the frame as it arrived, an error frame without the session, or `undefined` if it must not leave */
function withoutSession(data: Buffer, search: SecretSearch): Buffer | undefined {
  if (isErrorFrame(data)) {
    const frame = parseFrame(data);
    const err = frame && 'err' in frame && typeof frame.err === 'string' ? redact(frame.err) : 'The pipeline reported an error.';
    const rewritten = Buffer.from(JSON.stringify({ err }));
    return search.isIn(rewritten) ? undefined : rewritten;
  }
  return search.isIn(data) ? undefined : data;
}
