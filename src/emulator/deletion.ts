import type { Handler } from './call.ts';
import { whenSignedIn } from './caller.ts';
import { currentUser } from './currentUser.ts';
import { deletionGraceMs } from './limits.ts';
import { errorResponse } from './responses.ts';
import type { World } from './world.ts';

/** `PUT /users/{userId}/delete`: schedules the deletion of the user's own account. */
export const deleteUser: Handler = whenSignedIn(({ world, context }, { account }) => {
  if (context.req.param('userId') !== account.userId) return errorResponse(403, "You don't have permission to delete that user");
  account.deletionAt = world.now() + deletionGraceMs;
  account.deletionLog.push({
    message: 'Deletion requested',
    deletionScheduled: new Date(account.deletionAt).toISOString(),
    dateTime: new Date(world.now()).toISOString(),
  });
  return Response.json(currentUser(account));
});

/** Removes the accounts whose deletion is due. */
export function removeDeletedAccounts(world: World): void {
  const { state } = world;
  const isDue = ({ deletionAt }: { deletionAt: number | null }) => deletionAt !== null && deletionAt <= world.now();
  if (state.accounts.some(isDue)) state.accounts = state.accounts.filter((account) => !isDue(account));
}
