import type { Answer } from './platform.ts';
import { toWire } from './wire.ts';

/** What a host answers to /robots.txt: a text with 200, or a bare status. */
export type RobotsRule = string | 404 | 503;

const allowAll = 'User-agent: *\nAllow: /\n';

/** The robots.txt of every host, changeable while running. */
export interface Robots {
  answer(host: string): Answer;
  set(host: string, rule: RobotsRule): void;
  all(): Readonly<Record<string, RobotsRule>>;
}

export const createRobots = (rules: Readonly<Record<string, RobotsRule>> = {}): Robots => {
  const byHost = new Map<string, RobotsRule>(Object.entries(rules));
  return {
    answer(host) {
      const rule = byHost.get(host) ?? allowAll;
      return typeof rule === 'string'
        ? { type: 'text/plain;charset=UTF-8', body: toWire(rule) }
        : { status: rule, type: 'text/plain', body: '' };
    },
    set: (host, rule) => void byHost.set(host, rule),
    all: () => Object.fromEntries(byHost),
  };
};
