import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { smtpServerOf } from '../../src/notify/channel-settings.ts';
import { listDeliveries, testChannel } from '../../src/notify/index.ts';
import { slackText } from '../../src/notify/send/slack.ts';
import { receiver, status } from './receiver.ts';
import { smtpServer } from './smtp-server.ts';
import { alertWorlds, minute } from './world.ts';
import type { AlertWorld } from './world.ts';

const alertWorld = await alertWorlds();
const server = await receiver();
const post = await smtpServer();
beforeEach(() => {
  server.calls.length = 0;
  server.answer = status(200, 'ok');
  post.letters.length = 0;
  post.logins.length = 0;
  post.refuse = () => null;
});
const newest = async (world: AlertWorld) => (await listDeliveries(world.store, { workspaceId: 'main', limit: 1 }))[0]!;

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly fields?: readonly { readonly text: string }[];
}
const slackBlocks = (n = 0): Block[] => JSON.parse(server.calls[n]!.body).blocks;

describe('Slack', () => {
  const withSlack = async (more: object = {}): Promise<AlertWorld> => {
    const world = await alertWorld();
    world.env['SLACK_WEBHOOK_URL'] = `${server.url}/services/T000/B000/swordfish`;
    await world.channel({ name: 'ops', kind: 'slack', settings: { secretFrom: 'SLACK_WEBHOOK_URL' }, ...more });
    return world;
  };

  test('is shown the run with its link, step, interval, cause and what can be done, and no word of the title again', async () => {
    const world = await withSlack();
    await world.record();
    await world.deliver({}, { baseUrl: 'https://tidemark.example.org/' });
    expect(server.calls[0]!.path).toBe('/services/T000/B000/swordfish');
    expect(JSON.parse(server.calls[0]!.body).text).toBe('Run 12 of creators-daily failed');
    expect(slackBlocks()).toMatchObject([
      { type: 'header', text: { type: 'plain_text', text: 'Run 12 of creators-daily failed' } },
      {
        type: 'section',
        fields: [
          { text: '*Run*\n<https://tidemark.example.org/pipelines/runs/12|12>' },
          { text: '*Step*\nprofiles' },
          { text: '*Interval*\n2026-11-20 00:00 to 2026-11-21 00:00 UTC' },
        ],
      },
      { type: 'section', text: { type: 'mrkdwn', text: '*Cause*\nTDM_CREDENTIAL: tiktok refuses the credential' } },
      { type: 'section', text: { type: 'mrkdwn', text: '*Next*\ncheck the setting TIKTOK_API_KEY' } },
      { type: 'context', elements: [{ text: 'error · run-failed · 2026-11-21 09:00 UTC · Tidemark' }] },
    ]);
  });

  test('takes no orders from a title: what it would read as markup is escaped, also where it is cut, and no text is longer than Slack takes', async () => {
    const world = await withSlack();
    const hostile = `<!channel> a&b ${'&<>😀'.repeat(2000)}`;
    await world.record({ title: hostile, cause: { code: 'X', message: hostile }, step: hostile, pipeline: hostile, link: '/a|b> <c&d' });
    await world.deliver({}, { baseUrl: 'https://tidemark.example.org' });
    const [header, facts, ...rest] = slackBlocks();
    expect(header!.text!.text).toMatch(/^&lt;!channel&gt; a&amp;b .*…$/);
    expect(header!.text!.text.length).toBeLessThanOrEqual(150);
    for (const { text } of facts!.fields!) expect(text.length).toBeLessThanOrEqual(2000);
    for (const { text } of rest) expect(text?.text.length ?? 0).toBeLessThanOrEqual(3000);
    expect(facts!.fields![1]!.text).toBe('*Run*\n<https://tidemark.example.org/a%7Cb%3E%20%3Cc&amp;d|12>');
    const { body } = server.calls[0]!;
    expect(body).not.toMatch(/<!|&(?!amp;|lt;|gt;)|[\ud800-\udbff](?![\udc00-\udfff])/);
  });

  test('is shown a group as a list, of which the first twenty stand there and the others are counted', async () => {
    const world = await withSlack({ groupMs: minute });
    for (let n = 1; n <= 45; n++) await world.record({ title: `Run ${n} failed`, runId: String(n), link: null });
    world.time += minute;
    await world.deliver();
    const blocks = slackBlocks();
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(blocks[0]!.text!.text).toBe('45 runs failed: creators-daily');
    expect(blocks[1]!.text!.text).toContain('• Run 1 failed (run 1, step profiles, interval 2026-11-20 00:00');
    expect(blocks.at(-2)!.text!.text).toBe('and 25 more');
    expect(JSON.stringify(blocks).length).toBeLessThan(12_000);

    const long = '&'.repeat(2000);
    for (let n = 1; n <= 45; n++) await world.record({ title: long, step: long, cause: { message: long } });
    world.time += minute;
    await world.deliver();
    const texts = slackBlocks(1).map(({ text }) => text?.text ?? '');
    expect(texts.join('').length).toBeLessThan(10_000);
    expect(texts.at(-2)).toMatch(/^and \d\d more$/);
  });

  test('is given texts that are whole and within their limit, whatever they are made of', () => {
    const pieces = fc.array(fc.constantFrom('&', '<', '>', '<!here>', 'a', '한', '😀', '👨‍👩‍👧', ' '), { maxLength: 60 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 10, max: 200 }), (words, limit) => {
        const text = words.join('');
        const told = slackText(text, limit);
        expect(told.length).toBeLessThanOrEqual(limit);
        expect(told.isWellFormed()).toBe(true);
        expect(told).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        const back = told.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
        if (told.endsWith('…')) expect(text.startsWith(back.slice(0, -1))).toBe(true);
        else expect(back).toBe(text);
      }),
    );
  });

  test.each([
    ['repeats the address', (url: string) => `no_service for ${url}`],
    ['repeats a part of it, encoded', () => `{"token":"swordfish","again":"${Buffer.from('swordfish').toString('base64')}"}`],
    ['redirects to where the secret stands', () => ''],
  ])('may answer what it likes: one that %s teaches no row and no message the secret', async (_, text) => {
    const world = await withSlack();
    const secret = 'swordfish';
    await world.record();
    server.answer =
      text('') === ''
        ? status(302, '', { location: `https://${secret}.example/${secret}` })
        : status(404, text(`${server.url}/services/T000/B000/${secret}`));
    await world.deliver();
    const result = await testChannel({ store: world.store, workspaceId: 'main', name: 'ops', send: world.send(), now: () => world.time });
    const seen = JSON.stringify([await world.everything(), world.attempts, result]);
    expect(seen).toContain(`${server.host} answered`);
    expect(seen).not.toContain(secret);
    expect(seen).not.toContain(Buffer.from(secret).toString('base64'));
  });

  test.each([
    ['is no address', 'swordfish', 'it is no address that begins with https://'],
    ['is in the clear', 'http://hooks.example.org/swordfish', 'it has to begin with https://'],
    ['has a login', 'https://me:swordfish@hooks.example.org/', 'an address with a login'],
  ])('is not told when its address %s, which is said without the address', async (_, url, words) => {
    const world = await withSlack();
    world.env['SLACK_WEBHOOK_URL'] = url;
    await world.record();
    await world.deliver();
    expect((await newest(world)).lastError).toContain(`the value of SLACK_WEBHOOK_URL cannot be used: ${words}`);
    expect(JSON.stringify([await world.everything(), world.attempts])).not.toContain('swordfish');
  });
});

describe('a webhook', () => {
  test('is told in JSON under an idempotency key, signed over time and body as the documentation says', async () => {
    const world = await alertWorld();
    world.env['KEY'] = 'swordfish-swordfish';
    world.env['URL'] = `${server.url}/hidden/path-of-it?token=trout`;
    await world.channel({ name: 'hook', kind: 'webhook', settings: { urlFrom: 'URL', secretFrom: 'KEY' } });
    await world.record({ data: { items: 3 } });
    await world.deliver({}, { baseUrl: 'https://tidemark.example.org' });
    const [{ headers, body, path }] = server.calls as [(typeof server.calls)[0]];
    expect(path).toBe('/hidden/path-of-it?token=trout');
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Tidemark/test' });
    expect(JSON.parse(body)).toEqual({
      ...{ version: 1, id: headers['idempotency-key'], kind: 'run-failed', severity: 'error', title: 'Run 12 of creators-daily failed' },
      pipeline: 'creators-daily',
      events: [
        {
          ...{
            key: 'run-failed:1',
            kind: 'run-failed',
            severity: 'error',
            title: 'Run 12 of creators-daily failed',
            pipeline: 'creators-daily',
          },
          ...{ run: '12', step: 'profiles', interval: { start: '2026-11-20T00:00:00.000Z', end: '2026-11-21T00:00:00.000Z' } },
          ...{
            link: 'https://tidemark.example.org/pipelines/runs/12',
            cause: { code: 'TDM_CREDENTIAL', message: 'tiktok refuses the credential' },
            next: 'check the setting TIKTOK_API_KEY',
          },
          ...{ data: { items: 3 }, at: '2026-11-21T09:00:00.000Z' },
        },
      ],
    });
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['tidemark-signature']))!;
    expect(Number(t) * 1000).toBe(world.time);
    expect(v1).toBe(createHmac('sha256', 'swordfish-swordfish').update(`${t}.${body}`).digest('hex'));

    const page = readFileSync(resolve(import.meta.dirname, '../../docs/how-to/alerts.md'), 'utf8');
    const [, snippet] = /```js\n([^]*?)```/.exec(page)!;
    const { isFromTidemark } = await import(`data:text/javascript,${encodeURIComponent(snippet!)}`);
    const given = headers['tidemark-signature'];
    expect(isFromTidemark(body, given, 'swordfish-swordfish', world.time + minute)).toBe(true);
    expect(isFromTidemark(`${body} `, given, 'swordfish-swordfish', world.time)).toBe(false);
    expect(isFromTidemark(body, given, 'another key of that kind', world.time)).toBe(false);
    expect(isFromTidemark(body, given, 'swordfish-swordfish', world.time + 10 * minute)).toBe(false);
    expect(isFromTidemark(body, undefined, 'swordfish-swordfish', world.time)).toBe(false);

    server.answer = (response) =>
      void response.writeHead(400).end('bad signature for swordfish-swordfish at /hidden/path-of-it?token=trout');
    await world.record();
    await world.deliver();
    expect((await newest(world)).lastError).toContain('answered 400 "bad signature for *** at ***');
    expect(JSON.stringify([await world.everything(), world.attempts])).not.toMatch(/swordfish|path-of-it|trout/);

    world.env['KEY'] = 'swordfish';
    await world.record();
    await world.deliver();
    expect((await newest(world)).lastError).toBe('the value of KEY cannot be used: a key has at least 16 characters');
  });
});

describe('e-mail', () => {
  const withMail = async (address = `smtp://ops%40example.org:sword%2Ffish@127.0.0.1:${post.port}`): Promise<AlertWorld> => {
    const world = await alertWorld();
    world.env['SMTP_URL'] = address;
    const settings = { secretFrom: 'SMTP_URL', from: 'tidemark@example.org', to: ['ops@example.org', 'night@example.org'] };
    await world.channel({ name: 'mail', kind: 'email', settings });
    return world;
  };
  /** A part of the letter, decoded. */
  const part = (data: string, type: string): string => {
    const [, encoding, content] = new RegExp(`Content-Type: ${type}[^]*?Content-Transfer-Encoding: (\\S+)\\r\\n\\r\\n([^]*?)\\r\\n--`).exec(
      data,
    )!;
    if (encoding === 'base64') return Buffer.from(content!, 'base64').toString();
    return encoding === '7bit'
      ? content!
      : Buffer.from(
          content!.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        ).toString();
  };

  test('comes as text and as a page, from and to whom the channel says, and its id is that of the delivery', async () => {
    const world = await withMail();
    await world.record({ title: 'Run <12> of 크리에이터 & Co failed' });
    expect(await world.deliver({}, { baseUrl: 'https://tidemark.example.org' })).toMatchObject({ delivered: 1 });
    const [letter] = post.letters;
    expect(letter).toMatchObject({ from: 'tidemark@example.org', to: ['ops@example.org', 'night@example.org'] });
    expect(post.logins).toEqual(['\0ops@example.org\0sword/fish']);
    const { idempotencyKey, answer } = await newest(world);
    expect(letter!.data).toContain(`Message-ID: <${idempotencyKey}@example.org>`);
    expect(letter!.data).toContain('Auto-Submitted: auto-generated');
    expect(answer).toBe(`127.0.0.1:${post.port} answered "250 2.0.0 kept as 1"`);
    const text = part(letter!.data, 'text/plain');
    expect(text).toContain('Run <12> of 크리에이터 & Co failed');
    expect(text).toContain('Cause:    TDM_CREDENTIAL: tiktok refuses the credential');
    expect(text).toContain('Next:     check the setting TIKTOK_API_KEY');
    expect(text).toContain('Look:     https://tidemark.example.org/pipelines/runs/12');
    const page = part(letter!.data, 'text/html');
    expect(page).toContain('<h2>Run &lt;12&gt; of 크리에이터 &amp; Co failed</h2>');
    expect(page).toContain('<a href="https://tidemark.example.org/pipelines/runs/12">');
  });

  test('that was taken without an answer being heard is sent again under the same id', async () => {
    const world = await withMail();
    await world.record();
    post.refuse = (command) => (command === '.' ? '451 4.3.0 try later' : null);
    expect(await world.deliver()).toMatchObject({ failed: 1 });
    expect((await newest(world)).lastError).toBe(`127.0.0.1:${post.port} answered "451 4.3.0 try later"`);
    const ids: unknown[] = [];
    post.refuse = (command, data) => {
      if (command === '.') ids.push(/Message-ID: (\S+)/.exec(data)![1]);
      return null;
    };
    world.time += minute;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
    expect(ids).toEqual([`<${(await newest(world)).idempotencyKey}@example.org>`]);
  });

  test('whose password is refused says so, and no row or report learns the password in any form', async () => {
    const world = await withMail();
    await world.record();
    const base64 = Buffer.from('\0ops@example.org\0sword/fish').toString('base64');
    post.refuse = (command) => (command === 'AUTH' ? `535 5.7.8 no: sword/fish sword%2Ffish ${base64}` : null);
    await world.deliver();
    expect((await newest(world)).lastError).toBe(`127.0.0.1:${post.port} answered "535 5.7.8 no: *** *** ***"`);
    expect(JSON.stringify([await world.everything(), world.attempts])).not.toMatch(/sword|c3dvcmQ/);
  });

  test('counts when one of two recipients is refused, and names that one', async () => {
    const world = await withMail();
    await world.record();
    post.refuse = (command, line) => (command === 'RCPT' && line.includes('night') ? '550 5.1.1 nobody here' : null);
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
    expect(await newest(world)).toMatchObject({ state: 'delivered', lastError: 'refused for night@example.org' });
  });

  test('to a server that says nothing ends at its time limit', async () => {
    const world = await withMail();
    await world.record();
    post.refuse = (command) => (command === 'EHLO' ? '' : null);
    expect(await world.deliver({}, { timeoutMs: 100 })).toMatchObject({ failed: 1 });
    expect((await newest(world)).lastError).toBe(`127.0.0.1:${post.port} did not take the message within 0.3 s`);
  });

  test.each([
    ['smtps://me:secret@mail.example.org', { port: 465, secure: true, requireTls: false }],
    ['smtp://me:secret@mail.example.org', { port: 587, secure: false, requireTls: true }],
    ['smtp://mail.example.org:25', { port: 25, secure: false, requireTls: false, user: null }],
    ['smtp://me:secret@127.0.0.1:1025', { port: 1025, secure: false, requireTls: false }],
  ])('shows its password to another machine under TLS only: %s', (address, expected) => {
    expect(smtpServerOf(address)).toMatchObject(expected);
  });

  test.each([
    ['https://me:swordfish@mail.example.org', 'it is no address such as smtps://'],
    ['smtp://me:swordfish@mail.example.org?tls.rejectUnauthorized=false', 'nothing may stand behind the host and the port'],
    ['smtps://me:swordfish%@mail.example.org', 'a % in its login'],
    ['smtps://me:sword/fish@mail.example.org', 'cannot be used'],
  ])('is not sent by a server whose address cannot be used, which is said without it (%#)', async (address, words) => {
    const world = await withMail(address);
    await world.record();
    await world.deliver();
    expect((await newest(world)).lastError).toContain(words);
    expect(JSON.stringify([await world.everything(), world.attempts])).not.toMatch(/swordfish|sword.fish/);
  });
});
