import { useQuery } from '@tanstack/react-query';
import { sessionQuery, type AccountDetail, type AccountMetric } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { FigureTile } from '../series/figure-tile.tsx';
import { TraceButton } from '../trace/index.ts';
import { Ago, Badge, buttonLook, Command, Icon, LongText, Notice, usePageTitle } from '../ui/index.ts';
import { Avatar } from './avatar.tsx';
import { AccountMarks, FollowerChange } from './marks.tsx';

const shown = ['followers', 'subscribers', 'viewers', 'likes', 'views', 'posts', 'following'] as const satisfies readonly AccountMetric[];

/** The newest figures of an account, each with its source; those its platform never gave are left out. */
const Figures = ({ account }: { account: AccountDetail }) => {
  const text = useText();
  const given = shown.filter((metric) => metric === 'followers' || account.traces[metric] !== undefined);
  return (
    <div className="mt-7 grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-px overflow-hidden rounded-xl border border-line bg-surface max-sm:grid-cols-2">
      {given
        .filter((metric) => metric !== 'viewers' || account.counts.viewers !== null)
        .map((metric) => {
          const trace = account.traces[metric];
          return (
            <FigureTile
              key={metric}
              metric={metric}
              name={text.metric[metric]}
              count={account.counts[metric]}
              origin={trace ? { exchangeId: trace.exchangeId } : null}
            />
          );
        })}
      {(['day', 'week'] as const).map((over) => (
        <div key={over} className="min-w-0 bg-surface px-4 py-3 shadow-[0_0_0_1px_var(--line)]">
          <span className="flex items-center gap-1.5 text-xs text-ink-faint">
            <Icon name="curve" size={14} />
            <span className="truncate">{text.accounts.growth[over]}</span>
          </span>
          <span className="mt-1 block text-xl font-semibold tracking-[-0.02em]">
            <FollowerChange change={account.changes[over]} label={text.accounts.changeOf[over]} />
          </span>
        </div>
      ))}
    </div>
  );
};

const OnAir = ({ account }: { account: AccountDetail }) => {
  const text = useText();
  const { broadcast } = account;
  if (broadcast === null || account.state !== 'active') return null;
  const more = [broadcast.title, broadcast.category].filter(Boolean).join(' · ');
  return (
    <p className="mt-3 flex items-baseline gap-2 text-[13px] text-ink-soft">
      <span className="shrink-0 font-medium text-bad">{text.accounts.onAir}</span>
      <span className="min-w-0">
        {more}
        {broadcast.startedAt && (
          <span className="text-ink-faint">
            {more && ' · '}
            <Ago at={broadcast.startedAt} />
          </span>
        )}
      </span>
    </p>
  );
};

/** Where it is at its platform, and when we last saw it there. Invented accounts have no page, so sample data get no link. */
const Elsewhere = ({ account }: { account: AccountDetail }) => {
  const text = useText();
  const format = useFormat();
  const { data: session } = useQuery(sessionQuery);
  const fields = account.traces['fields'];
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 text-[13px] text-ink-faint">
      {account.url && session?.world === 'real' && (
        <a href={account.url} target="_blank" rel="noreferrer noopener" className={buttonLook('outline')}>
          {text.accounts.openAtPlatform(text.platform[account.platform])}
          <Icon name="out" size={15} />
        </a>
      )}
      {account.createdAt && <span>{text.accounts.opened(format.day(account.createdAt.slice(0, 10)))}</span>}
      <span className="flex items-center gap-1">
        {account.lastSeenAt ? (
          <>
            {text.accounts.lastSeen} <Ago at={account.lastSeenAt} />
          </>
        ) : (
          text.accounts.never
        )}
        <TraceButton origin={fields ? { exchangeId: fields.exchangeId } : null} figure={account.title} />
      </span>
    </div>
  );
};

/** Who an account is, and how it stands. */
export const AccountHeader = ({ account }: { account: AccountDetail }) => {
  const text = useText();
  usePageTitle(account.title);
  const { platform, title, login, formerNames, description } = account;
  const about = description && <LongText title={text.accounts.about} words={description.trim()} />;
  return (
    <header className="pt-6">
      <div className="flex gap-6 max-sm:gap-4">
        <Avatar
          account={account}
          alt={text.accounts.image(title)}
          className="size-28 self-start text-4xl shadow-float ring-1 ring-line max-sm:size-18 max-sm:text-2xl"
        />
        <div className="min-w-0 grow">
          <div className="flex flex-wrap gap-1.5">
            <Badge tone="sea">{text.platform[platform]}</Badge>
            {account.verified && <Badge>{text.accounts.verified}</Badge>}
            <AccountMarks account={account} />
          </div>
          <h1 className="mt-2.5 text-[28px] leading-tight font-bold tracking-[-0.025em] break-words text-balance max-sm:text-xl">
            {title}
          </h1>
          <p className="mt-1 flex flex-wrap gap-x-3 text-[15px] text-ink-soft">
            {login !== null && <span className="break-all">@{login}</span>}
            {formerNames.length > 0 && (
              <span className="text-[13px] leading-6 text-ink-faint">
                {text.accounts.formerly(formerNames.map((name) => `@${name}`).join(', '))}
              </span>
            )}
          </p>
          <OnAir account={account} />
          <div className="max-sm:hidden">{about}</div>
          <Elsewhere account={account} />
        </div>
      </div>
      <div className="sm:hidden">{about}</div>
      {account.lastSeenAt === null ? (
        <Notice icon="accounts" title={text.accounts.unmetTitle}>
          <p>{account.state === 'unmet' ? text.accounts.unmetNext : text.accounts.stateMeaning[account.state]}</p>
          {account.state === 'unmet' && <Command words={`bin/tidemark collect ${platform}`} />}
        </Notice>
      ) : (
        <Figures account={account} />
      )}
    </header>
  );
};
