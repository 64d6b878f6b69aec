import type { GrantWay } from '../accounts/grants.ts';

/** Whether a grant gives a folder's programs the gateway's address, rather than a session. */
export function usesGateway(way: GrantWay): boolean {
  switch (way.kind) {
    case 'gateway':
      return true;
    case 'terminals':
    case 'environmentFile':
      return way.carries === 'gateway';
    case 'variable':
      return way.variable === 'apiUrl' || way.variable === 'pipelineUrl';
    case 'agentTools':
      return false;
  }
}
