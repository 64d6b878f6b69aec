import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { NodeEnvironment } from './call.ts';
import { eventFixtures } from './eventFixtures.ts';
import { eventFrame, socketsOf } from './pipeline.ts';
import { parseJson } from './requestBody.ts';
import { findAccountByName, type World } from './world.ts';

const to = v.optional(v.string());
const eventSchema = v.union([
  v.strictObject({ to, type: v.string(), content: v.optional(v.unknown()) }),
  v.strictObject({ to, fixture: v.picklist(Object.keys(eventFixtures)) }),
  v.strictObject({ to, frame: v.string() }),
  v.strictObject({ to, frames: v.array(v.string()) }),
  v.strictObject({ to, error: v.string() }),
  v.strictObject({ to, stall: v.literal(true) }),
  v.strictObject({ to, close: v.literal(true) }),
]);

const usage = `Expected one of {"type": "friend-online", "content": {…}}, {"fixture": "${Object.keys(eventFixtures).join('" or "')}"}, {"frame": "…"}, {"frames": ["…"]}, {"error": "…"}, {"stall": true} and {"close": true}, each with or without {"to": "DevUser"}.`;

/** The part of the control surface for the pipeline, to be mounted at `/_emulator/events`. */
export function pipelineControl(world: World): Hono<NodeEnvironment> {
  const app = new Hono<NodeEnvironment>();
  app.get('/', (context) =>
    context.json(
      socketsOf(world, undefined).map(({ userId, userAgent, received }) => ({
        username: world.state.accounts.find((account) => account.userId === userId)?.username,
        userAgent,
        received,
      })),
    ),
  );
  app.post('/', (context) => {
    const body = v.safeParse(eventSchema, parseJson(context.get('body')));
    if (!body.success) return context.json({ error: usage }, 400);
    const { to: username, ...event } = body.output;
    const account = username === undefined ? undefined : findAccountByName(world, username);
    if (username !== undefined && !account) return context.json({ error: `Unknown account "${username}".` }, 400);
    const sockets = socketsOf(world, account?.userId);
    for (const socket of sockets) {
      if ('type' in event) socket.send(eventFrame(event.type, event.content));
      if ('fixture' in event) socket.send(eventFrame(event.fixture, eventFixtures[event.fixture]));
      if ('frame' in event) socket.send(event.frame);
      if ('frames' in event) event.frames.forEach(socket.send);
      if ('error' in event) socket.fail(event.error);
      if ('stall' in event) socket.stall();
      if ('close' in event) socket.close();
    }
    return context.json({ connections: sockets.length });
  });
  return app;
}
