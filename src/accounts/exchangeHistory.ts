import { setTimeout as wait } from 'node:timers/promises';
import type { Exchange } from '../vrchat/client.ts';
import type { Clock } from './ports.ts';

const kept = 20;

/** The latest exchanges with VRChat, without any content, and the servers' clocks. */
export interface ExchangeHistory {
  note(exchange: Exchange, server: string): void;
  /** The last twenty, oldest first. */
  readonly recent: () => readonly Exchange[];
  readonly clock: Clock;
}

/** @param now - milliseconds since the epoch */
export function createExchangeHistory(now: () => number): ExchangeHistory {
  let exchanges: readonly Exchange[] = [];
  const serverOffsets = new Map<string, number>();
  return {
    note(exchange, server) {
      exchanges = [...exchanges, exchange].slice(-kept);
      if (exchange.serverTime) serverOffsets.set(server, exchange.serverTime.server - exchange.serverTime.local);
    },
    recent: () => exchanges,
    clock: { now, serverOffset: (server) => serverOffsets.get(server), wait },
  };
}
