import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayGrant } from './ports.ts';
import type { RequestLine } from './requestLine.ts';
import type { RequestTarget } from './requestTarget.ts';
import type { SessionCare } from './sessionCare.ts';

/** One request to the API, with a valid key. */
export interface RelayedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: RequestTarget & { readonly kind: 'api' };
  readonly grant: GatewayGrant;
  readonly care: SessionCare;
  readonly line: RequestLine;
  /** The base address that the program uses. */
  readonly base: string;
}
