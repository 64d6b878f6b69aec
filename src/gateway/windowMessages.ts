import * as v from 'valibot';

const loggedRequest = v.object({
  id: v.number(),
  grantId: v.string(),
  at: v.number(),
  method: v.string(),
  path: v.string(),
  status: v.exactOptional(v.number()),
  durationMs: v.exactOptional(v.number()),
  bytes: v.exactOptional(v.number()),
  outcome: v.exactOptional(v.picklist(['passed', 'renewed', 'paused', 'blocked', 'failed'])),
});

/** What a window shows of its folders: their requests and how many of their programs are connected. */
const FolderReport = v.object({
  requests: v.array(loggedRequest),
  counts: v.object({ total: v.number(), problems: v.number() }),
  connections: v.number(),
});
export type FolderReport = v.InferOutput<typeof FolderReport>;

/** From the serving window to a waiting one. */
const ServingMessage = v.variant('kind', [
  v.object({ kind: v.literal('hello'), nonce: v.string() }),
  v.object({ kind: v.literal('proof'), proof: v.string() }),
  v.object({ kind: v.literal('report'), report: FolderReport }),
]);
export type ServingMessage = v.InferOutput<typeof ServingMessage>;

/** From a waiting window to the serving one. */
const WaitingMessage = v.variant('kind', [
  v.object({ kind: v.literal('proof'), nonce: v.string(), proof: v.string() }),
  v.object({ kind: v.literal('watch'), folders: v.array(v.string()) }),
  v.object({ kind: v.literal('clear'), folders: v.array(v.string()) }),
]);
export type WaitingMessage = v.InferOutput<typeof WaitingMessage>;

/** @returns `undefined` for what is no message */
export const readServingMessage = (data: string): ServingMessage | undefined => read(ServingMessage, data);
/** @returns `undefined` for what is no message */
export const readWaitingMessage = (data: string): WaitingMessage | undefined => read(WaitingMessage, data);

function read<Message>(schema: v.GenericSchema<unknown, Message>, data: string): Message | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(data));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
