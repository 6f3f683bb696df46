import type { CollectEvent } from '../collect/index.ts';
import { remark } from './output.ts';

/**
 * Says on stderr what a collection waits for, and when it goes on, where no line moves that could show it: as a sentence, or with `json` as one
 * JSON object a line. A database that is away or has no room is told once, however often it is tried.
 */
export const createWaitLines = (json: boolean, say: (line: string) => void = remark) => {
  const told = new Set<string>();
  const tell = (event: 'waiting' | 'going-on', message: string): void =>
    say(json ? JSON.stringify({ event, at: new Date().toISOString(), message }) : `${event.replace('-', ' ')}: ${message}`);
  return {
    onWait: (sentence: string): void => {
      const about = /^TDM_(DATABASE_LOST|DISK_FULL)/.exec(sentence)?.[0] ?? sentence;
      // A server that ends on a full disk is away and full by turns.
      if (told.has(about)) return;
      if (!about.startsWith('TDM_')) told.clear();
      told.add(about);
      tell('waiting', sentence);
    },
    onEvent: (event: CollectEvent): void => {
      if (told.size === 0 || event.type === 'database-wait') return;
      told.clear();
      tell('going-on', event.type === 'commit' ? 'pages are committed again' : 'the work is taken up again');
    },
  };
};
