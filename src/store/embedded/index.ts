import type pg from 'pg';
import { systemClock, type Clock } from '../../domain/index.ts';
import { binariesFor } from './binaries.ts';
import { ensureCluster } from './initialise.ts';
import { isUsed, joinUsers, whileStarting, whileStartingNow, type Presence } from './lock.ts';
import { preparePlace, removeSocketFolder, type Place } from './place.ts';
import { livingPid } from './postmaster.ts';
import { connectionTo, signalStop, startOrAdopt, stop } from './server.ts';

/** What the private PostgreSQL needs to know. */
export interface EmbeddedOptions {
  readonly dataFolder: string;
  readonly clock?: Clock | undefined;
  /** Sentences for the screen: what is made, moved or waited for. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
  /** PostgreSQL settings besides ours, heeded by the process that starts the server. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** This process's use of the private PostgreSQL of a data folder. */
export interface Embedded {
  readonly place: Place;
  readonly connection: pg.ClientConfig;
  /** Starts the server again if it died. */
  revive(): Promise<void>;
  /** Ends the use; whoever is the last on the machine stops the server. */
  leave(): Promise<void>;
}

/**
 * Makes, starts or adopts the private PostgreSQL of a data folder and counts this process among its users.
 *
 * One lock serialises all starting and stopping on the machine; another, held by every user for as long as it lives, tells who is the
 * last to leave. Both are the kernel's, so a killed process counts for nothing and leaves nothing behind but a running server, which
 * the next one adopts.
 */
export const openEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const { clock = systemClock, onNotice = () => undefined, settings } = options;
  const place = await preparePlace(options.dataFolder, onNotice);
  const binaries = () => binariesFor(place.account, onNotice);
  const ensure = () => startOrAdopt({ place, clock, settings, onNotice, binaries });

  const presence = await whileStarting(place, clock, async () => {
    await ensureCluster(place, binaries, onNotice, settings?.['fsync'] !== 'off');
    const joined = joinUsers(place);
    try {
      await ensure();
      return joined;
    } catch (error) {
      joined.leave();
      throw error;
    }
  });

  const onExit = () => leaveNow(place, presence);
  process.once('exit', onExit);

  let reviving: Promise<void> | undefined;
  return {
    place,
    connection: connectionTo(place),
    revive: () =>
      (reviving ??= whileStarting(place, clock, async () => void (await ensure())).finally(() => {
        reviving = undefined;
      })),
    leave: async () => {
      process.off('exit', onExit);
      await whileStarting(place, clock, async () => {
        if (!presence.leave()) return;
        await stop(place, clock);
        await removeSocketFolder(place);
      });
    },
  };
};

/** A process that ends without closing its store still stops the server if it is the last; it cannot wait for it. */
const leaveNow = (place: Place, presence: Presence): void => {
  try {
    whileStartingNow(place, () => {
      const pid = livingPid(place.cluster);
      if (presence.leave() && pid !== undefined) signalStop(pid);
    });
  } catch {
    // The process is ending; a server left running is adopted by the next one.
  }
};

/** How messages name the private database. */
export const addressOf = (place: Place): string => `${place.home} (private)`;

/** What is to be seen of the private database from outside: how it is reached, its pid when it runs, and whether anybody uses it. */
export const inspectPlace = (place: Place): { connection: pg.ClientConfig; pid: number | undefined; used: boolean } => {
  // Whoever holds the lock of the starters at this moment is about to use it.
  let used = true;
  whileStartingNow(place, () => (used = isUsed(place)));
  return { connection: connectionTo(place), pid: livingPid(place.cluster), used };
};

export { existingPlace, type Place } from './place.ts';
