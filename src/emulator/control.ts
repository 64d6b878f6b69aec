import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import type { NodeEnvironment } from './call.ts';
import { addFault, advanceClock, codeLeftMs, expireSessions, moveTo, removeFault } from './controls.ts';
import { describeFault } from './faults.ts';
import { pipelineControl } from './pipelineControl.ts';
import { parseJson } from './requestBody.ts';
import { timeCode } from './timeCode.ts';
import { watch } from './watch.ts';
import type { World } from './world.ts';

const faultSchema = v.strictObject({
  operation: v.string(),
  fault: v.string(),
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

const networkSchema = v.strictObject({ name: v.pipe(v.string(), v.trim(), v.minLength(1)) });
const clockSchema = v.strictObject({ advanceSeconds: v.pipe(v.number(), v.minValue(0)) });

/** The control surface, to be mounted at `/_emulator`: inspects the emulator, injects faults and moves its clock. */
export function control(world: World): Hono<NodeEnvironment> {
  const app = new Hono<NodeEnvironment>();

  // A web page in a browser on this machine can send requests to loopback, but it can't hide its origin.
  app.use(async (context, next) => {
    const origin = context.req.header('Origin');
    if (origin !== undefined && origin !== new URL(context.req.url).origin) {
      return context.json({ error: 'The control surface rejects requests from web pages of another origin.' }, 403);
    }
    await next();
    if (context.req.method !== 'GET') world.save();
    return undefined;
  });

  app.get('/state', (context) => context.json(describeState(world)));
  app.get('/mailbox', (context) => context.json(world.state.mailbox));
  app.get('/codes', (context) => context.json(currentCodes(world)));
  app.get('/watch', (context) => watch(world, context));
  app.get('/faults', (context) => context.json(world.faults.map(describeFault)));
  app.post('/reset', (context) => {
    world.reset();
    return context.json({ ok: true });
  });
  app.post('/faults', (context) => {
    const body = v.safeParse(faultSchema, parseJson(context.get('body')));
    if (!body.success) {
      return context.json(
        {
          error: 'Expected {"operation": "getCurrentUser" or "*", "fault": "…", "times": 1}. Without times, the fault stays until deleted.',
        },
        400,
      );
    }
    const problem = addFault(world, body.output);
    if (problem !== undefined) return context.json({ error: problem }, 400);
    return context.json(world.faults.map(describeFault));
  });
  app.delete('/faults', (context) => {
    world.faults = [];
    return context.json([]);
  });
  app.delete('/faults/:id{\\d+}', (context) => {
    removeFault(world, Number(context.req.param('id')));
    return context.json(world.faults.map(describeFault));
  });
  app.post('/clock', (context) => {
    const body = v.safeParse(clockSchema, parseJson(context.get('body')));
    if (!body.success) return context.json({ error: 'Expected {"advanceSeconds": 60}, with a number of at least 0.' }, 400);
    advanceClock(world, body.output.advanceSeconds);
    return context.json({ now: new Date(world.now()).toISOString() });
  });
  app.post('/network', (context) => {
    const body = v.safeParse(networkSchema, parseJson(context.get('body')));
    if (!body.success) return context.json({ error: 'Expected {"name": "cafe"}, or "home" to go back.' }, 400);
    moveTo(world, body.output.name);
    return context.json({ network: world.network });
  });
  app.delete('/sessions', (context) => {
    expireSessions(world);
    return context.json([]);
  });
  app.route('/events', pipelineControl(world));
  app.all('*', (context) =>
    context.json(
      {
        error:
          'Unknown call. Known calls: GET state, GET watch, GET mailbox, GET codes, POST reset, GET|POST|DELETE faults, DELETE faults/ID, DELETE sessions, POST network, POST clock, GET|POST events.',
      },
      404,
    ),
  );
  return app;
}

function describeState(world: World): Record<string, unknown> {
  return {
    now: new Date(world.now()).toISOString(),
    network: world.network,
    accounts: world.state.accounts.map((account) => ({
      username: account.username,
      userId: account.userId,
      email: account.email,
      emailVerified: account.emailVerified,
      twoFactor: account.authenticator ? 'totp' : account.withoutAuthenticator,
      recoveryCodesLeft: account.authenticator?.recoveryCodes.filter(({ used }) => !used).length ?? 0,
      knownNetworks: account.knownNetworks,
      deletionAt: account.deletionAt === null ? null : new Date(account.deletionAt).toISOString(),
      logins: account.logins,
      failedLogins: account.failedLogins,
      sessions: world.state.sessions
        .filter(({ userId }) => userId === account.userId)
        .map((session) => ({
          network: session.network,
          createdAt: new Date(session.createdAt).toISOString(),
          requiresTwoFactorAuth: session.requires,
        })),
    })),
    requests: world.requests,
  };
}

/** What an authenticator app would show now, with the secret and the unused recovery codes, which may have been generated. */
function currentCodes(world: World): Record<string, unknown>[] {
  const now = world.now();
  return world.state.accounts.flatMap(({ username, authenticator, pendingSecret }) => {
    const totpSecret = pendingSecret ?? authenticator?.secret;
    if (totpSecret === undefined) return [];
    const unused = authenticator?.recoveryCodes.filter(({ used }) => !used) ?? [];
    return [
      {
        username,
        code: timeCode(totpSecret, now),
        validForSeconds: Math.ceil(codeLeftMs(world) / 1000),
        totpSecret,
        recoveryCodes: unused.map(({ code }) => `${code.slice(0, 4)}-${code.slice(4)}`),
      },
    ];
  });
}
