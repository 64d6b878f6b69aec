import type { GrantWay } from '../accounts/grants.ts';

/** Whether a grant works through the gateway's address, rather than with a session. Agents' tools use it themselves and give it to nobody. */
export function usesGateway(way: GrantWay): boolean {
  switch (way.kind) {
    case 'gateway':
    case 'agentTools':
      return true;
    case 'terminals':
    case 'environmentFile':
      return way.carries === 'gateway';
    case 'variable':
      return way.variable === 'apiUrl' || way.variable === 'pipelineUrl';
  }
}
