import { isLoginFault, type ActiveFault, type FaultName } from './faults.ts';
import type { OperationName } from './operations.ts';
import type { World } from './world.ts';

/** Returns the first fault that applies to a request for this operation, and counts down its remaining uses. */
export function takeFault(world: World, operation: OperationName | null): ActiveFault | undefined {
  return take(world, (fault) => !isLoginFault(fault.name) && (fault.operation === '*' || fault.operation === operation));
}

/** Returns the first fault that applies to a sign-in with the right password, and counts down its remaining uses. */
export function takeLoginFault(world: World): FaultName | undefined {
  return take(world, (fault) => isLoginFault(fault.name))?.name;
}

function take(world: World, matches: (fault: ActiveFault) => boolean): ActiveFault | undefined {
  const fault = world.faults.find(matches);
  if (typeof fault?.times !== 'number') return fault;
  fault.times -= 1;
  world.faults = world.faults.filter(({ times }) => times !== 0);
  return fault;
}
