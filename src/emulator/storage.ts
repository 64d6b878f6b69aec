import { createHash } from 'node:crypto';
import { Hono } from 'hono/tiny';
import type { NodeEnvironment } from './call.ts';
import { readStream } from './streamedBody.ts';
import type { World } from './world.ts';

const maxObjectBytes = 200 * 1024 * 1024;

/** Where uploaded files lie, to be mounted at `/_storage`. Stands for the storage host of the real service, which takes no session. */
export function storage(world: World): Hono<NodeEnvironment> {
  const app = new Hono<NodeEnvironment>();
  app.put('/:key', async (context) => {
    const key = context.req.param('key');
    const isExpected = world.state.files.some(({ versions }) => versions.some(({ storageKey }) => storageKey === key));
    if (!isExpected || context.req.query('signature') === undefined) return context.text('SignatureDoesNotMatch', 403);
    const bytes = await readStream(context.env.incoming, maxObjectBytes);
    if (!bytes) return context.text('EntityTooLarge', 400);
    world.storage.set(key, { bytes, fileName: '' });
    return new Response(null, { headers: { ETag: `"${createHash('md5').update(bytes).digest('hex')}"` } });
  });
  app.get('/:key', (context) => {
    const stored = world.storage.get(context.req.param('key'));
    return stored ? new Response(new Uint8Array(stored.bytes)) : context.text('NoSuchKey', 404);
  });
  return app;
}
