import { isLoginFault, type ActiveFault, type FaultName } from './faults.ts';
import type { OperationName } from './operations.ts';
import type { World } from './world.ts';

/** The first fault that is meant for a request to this operation; one of its times is used up. */
export function takeFault(world: World, operation: OperationName | null): ActiveFault | undefined {
  return take(world, (fault) => !isLoginFault(fault.name) && (fault.operation === '*' || fault.operation === operation));
}

/** The first fault that is meant for a sign-in; one of its times is used up. */
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
