import type { AlertEvent, Message } from '../contract.ts';
import { causeText, factsOf, headlineOf, linkOf, listedEvents, minuteOf, severityOf } from '../describe.ts';

/**
 * Slack's limits, in characters: https://docs.slack.dev/reference/block-kit/blocks. A message of more is refused whole. All blocks together may have
 * about 12,000 (`msg_blocks_too_long`, https://github.com/slackapi/bolt-js/issues/2509), which is written nowhere; we stay well below.
 */
const limits = { header: 150, section: 3000, field: 2000, fallback: 3000, list: 9000 } as const;

/** A name or number in a field. */
const factLength = 500;

/**
 * A text as Slack wants it: `&`, `<` and `>` as entities, at most `limit` characters long with them, cut between characters. Without the entities a
 * title could call everybody in the room (`<!channel>`).
 */
export const slackText = (text: string, limit: number): string => {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  let out = '';
  let end = 0;
  for (const letter of text) {
    out += entities[letter] ?? letter;
    // The last place at which there is room for the sign that something was left out.
    if (out.length < limit) end = out.length;
    if (out.length > limit) return `${out.slice(0, end)}…`;
  }
  return out;
};

/** A link. What would end it early is written as addresses write it. */
const slackLink = (url: string, text: string, limit: number): string => {
  const address = url.replace(/[|<>\s]/g, encodeURIComponent).replaceAll('&', '&amp;');
  return address.length + 200 > limit
    ? slackText(text, limit)
    : `<${address}|${slackText(text, Math.min(200, limit - address.length - 3)).replaceAll('|', '/')}>`;
};

const plain = (text: string, limit: number) => ({ type: 'plain_text', text: slackText(text, limit), emoji: false });
const marked = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });

/** A message in Slack's Block Kit: what happened, its run, step and interval, the cause, where to look. */
export const slackBody = (message: Message, baseUrl: string | undefined): Readonly<Record<string, unknown>> => {
  const { events } = message;
  const [first] = events;
  const headline = headlineOf(message);
  const about = events.length === 1 ? blocksOf(first!, baseUrl) : groupBlocks(events, baseUrl);
  const last = Math.max(...events.map(({ at }) => at));
  const context = {
    type: 'context',
    elements: [marked(slackText(`${severityOf(message)} · ${first!.kind} · ${minuteOf(last)} UTC · Tidemark`, 500))],
  };
  return {
    text: slackText(headline, limits.fallback),
    blocks: [{ type: 'header', text: plain(headline, limits.header) }, ...about, context],
  };
};

const blocksOf = (event: AlertEvent, baseUrl: string | undefined): unknown[] => {
  const link = linkOf(event, baseUrl);
  const fields = factsOf(event).map(([name, value]) =>
    marked(`*${name}*\n${name === 'Run' && link !== null ? slackLink(link, value, limits.field - 20) : slackText(value, factLength)}`),
  );
  const texts = [
    event.cause && `*Cause*\n${slackText(causeText(event.cause), limits.section - 20)}`,
    event.next && `*Next*\n${slackText(event.next, limits.section - 20)}`,
    placeOf(event, link),
  ];
  return [
    ...(fields.length > 0 ? [{ type: 'section', fields }] : []),
    ...texts.filter((text) => text !== null).map((text) => ({ type: 'section', text: marked(text) })),
  ];
};

/** The link, or at least the path, unless the run's number carries it. */
const placeOf = ({ link, runId }: AlertEvent, url: string | null): string | null => {
  if (url !== null) return runId === null ? slackLink(url, 'Open in Tidemark', limits.section) : null;
  return link === null ? null : slackText(`On the dashboard: ${link}`, limits.section);
};

const groupBlocks = (events: readonly AlertEvent[], baseUrl: string | undefined): unknown[] => {
  const lines: string[] = [];
  let length = 0;
  for (const event of events.slice(0, listedEvents)) {
    const line = groupLine(event, baseUrl);
    length += line.length;
    if (length > limits.list) break;
    lines.push(line);
  }
  if (events.length > lines.length) lines.push(`and ${events.length - lines.length} more`);
  return lines.map((text) => ({ type: 'section', text: marked(text) }));
};

/** At most 2,500 characters. */
const groupLine = (event: AlertEvent, baseUrl: string | undefined): string => {
  const link = linkOf(event, baseUrl);
  const title = link === null ? slackText(event.title, 500) : slackLink(link, event.title, 1300);
  const facts = factsOf(event)
    .filter(([name]) => name !== 'Pipeline')
    .map(([name, value]) => `${name.toLowerCase()} ${value}`)
    .join(', ');
  const cause = event.cause ? `\n${slackText(causeText(event.cause), 700)}` : '';
  return `• ${title}${facts === '' ? '' : ` (${slackText(facts, 450)})`}${cause}`;
};
