import { setTimeout as wait } from 'node:timers/promises';
import type { Exchange } from '../vrchat/client.ts';
import type { Clock } from './ports.ts';

const kept = 20;

/** The latest exchanges with VRChat, without any content, and the server's clock. */
export interface ExchangeHistory {
  note(exchange: Exchange): void;
  /** The last twenty, oldest first. */
  readonly recent: () => readonly Exchange[];
  readonly clock: Clock;
}

/** @param now - milliseconds since the epoch */
export function createExchangeHistory(now: () => number): ExchangeHistory {
  let exchanges: readonly Exchange[] = [];
  let serverOffset: number | undefined;
  return {
    note(exchange) {
      exchanges = [...exchanges, exchange].slice(-kept);
      if (exchange.serverTime) serverOffset = exchange.serverTime.server - exchange.serverTime.local;
    },
    recent: () => exchanges,
    clock: { now, serverOffset: () => serverOffset, wait },
  };
}
