import { describe, expect, it } from 'vitest';
import {
  actorOfSession,
  actorOfToken,
  createLoginLink,
  createToken,
  endSession,
  ensureWorkspace,
  linkLifetimeMs,
  listTokens,
  redeemLink,
  revokeToken,
  sessionLifetimeMs,
} from '../../src/catalog/index.ts';
import { standingClock } from '../support/api.ts';
import { testStore } from '../support/database.ts';

describe('a sign-in link', async () => {
  const { store } = await testStore();

  it('makes one session and no second, also when it is opened twice at once', async () => {
    const clock = standingClock();
    const link = await createLoginLink(store, clock);
    const sessions = await Promise.all([1, 2, 3].map(() => redeemLink(store, link.secret, clock)));
    expect(sessions.filter((session) => session !== null)).toHaveLength(1);
    expect(await redeemLink(store, link.secret, clock)).toBeNull();
  });

  it('is of no use after a day', async () => {
    const clock = standingClock();
    const link = await createLoginLink(store, clock);
    clock.move(linkLifetimeMs);
    expect(await redeemLink(store, link.secret, clock)).toBeNull();
  });

  it('is nowhere in the database, and neither is the session', async () => {
    const clock = standingClock();
    const link = await createLoginLink(store, clock);
    const session = await redeemLink(store, link.secret, clock);
    const rows = JSON.stringify([
      await store.query("select encode(token_hash, 'escape') as a, encode(token_hash, 'base64') as b from login_link"),
      await store.query("select encode(token_hash, 'escape') as a, encode(token_hash, 'base64') as b from session"),
    ]);
    expect(rows).not.toContain(link.secret.slice(0, 20));
    expect(rows).not.toContain(session!.secret.slice(0, 20));
  });
});

describe('a session', async () => {
  const { store } = await testStore();

  it('names its user until 30 days have passed', async () => {
    const clock = standingClock();
    const session = (await redeemLink(store, (await createLoginLink(store, clock)).secret, clock))!;
    expect(await actorOfSession(store, session.secret, clock)).toMatchObject({
      user: { name: 'Owner', role: 'owner' },
      workspace: { id: 'main' },
      via: 'session',
    });
    clock.move(sessionLifetimeMs - 1);
    expect(await actorOfSession(store, session.secret, clock)).not.toBeNull();
    clock.move(1);
    expect(await actorOfSession(store, session.secret, clock)).toBeNull();
  });

  it('ends at once when its holder signs out', async () => {
    const clock = standingClock();
    const session = (await redeemLink(store, (await createLoginLink(store, clock)).secret, clock))!;
    await endSession(store, session.secret);
    expect(await actorOfSession(store, session.secret, clock)).toBeNull();
  });

  it('that is over is swept away by the next sign-in', async () => {
    const clock = standingClock();
    await redeemLink(store, (await createLoginLink(store, clock)).secret, clock);
    clock.move(sessionLifetimeMs);
    await redeemLink(store, (await createLoginLink(store, clock)).secret, clock);
    expect(await store.query({ text: 'select 1 from session where expires_at <= $1', values: [new Date(clock.now())] })).toEqual([]);
    expect(await store.query({ text: 'select 1 from login_link where expires_at <= $1', values: [new Date(clock.now())] })).toEqual([]);
  });
});

describe('a token', async () => {
  const { store } = await testStore();
  await ensureWorkspace(store);

  it('speaks for its workspace until it is revoked', async () => {
    const made = await createToken(store, 'main', 'nightly export');
    expect(made.token).toMatch(/^tdm_[\w-]{43}$/);
    expect(await actorOfToken(store, made.token)).toMatchObject({ workspace: { id: 'main' }, via: 'token' });
    expect(await listTokens(store, 'main')).toMatchObject([{ id: made.id, name: 'nightly export' }]);
    await revokeToken(store, 'main', made.id);
    expect(await actorOfToken(store, made.token)).toBeNull();
    await expect(revokeToken(store, 'main', made.id)).rejects.toMatchObject({ code: 'TDM_NOT_FOUND' });
  });

  it('keeps its name to itself, and leaves it to a successor when revoked', async () => {
    const first = await createToken(store, 'main', 'report');
    await expect(createToken(store, 'main', 'report')).rejects.toMatchObject({ code: 'TDM_REQUEST_INVALID' });
    expect(await actorOfToken(store, first.token)).not.toBeNull();
    await revokeToken(store, 'main', first.id);
    const second = await createToken(store, 'main', 'report');
    expect(await actorOfToken(store, second.token)).not.toBeNull();
    expect(await actorOfToken(store, first.token)).toBeNull();
  });

  it('of another workspace cannot be revoked', async () => {
    await store.query("insert into workspace (id, name) values ('other', 'Other')");
    const made = await createToken(store, 'other', 'theirs');
    await expect(revokeToken(store, 'main', made.id)).rejects.toMatchObject({ code: 'TDM_NOT_FOUND' });
  });
});
