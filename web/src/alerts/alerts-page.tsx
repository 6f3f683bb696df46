import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { alertEventsQuery, resendDelivery, type AlertEvent, type DeliveryState, type Severity } from '../api/index.ts';
import { nameIn, useProblemText, useText } from '../i18n/index.ts';
import { useErrorWords } from '../pipelines/problem-note.tsx';
import { Paged, TableSkeleton, usePages } from '../table/index.ts';
import { Ago, Badge, Button, Card, Failure, Notice, PageBody, PageHead, Section, type Tone } from '../ui/index.ts';
import { useAskAlerts } from './ask.ts';
import { Channels } from './channels.tsx';
import { Silences } from './silences.tsx';

const severityTone: Readonly<Record<Severity, Tone>> = { info: 'plain', warning: 'warn', error: 'bad' };
const stateTone: Readonly<Record<DeliveryState, Tone>> = { waiting: 'sea', delivered: 'good', 'given-up': 'bad', silenced: 'plain' };

/** What happened and who was told; who is to be told of what; what is silenced. */
export const AlertsPage = () => {
  const { alerts } = useText();
  const pages = usePages(useInfiniteQuery(alertEventsQuery));
  return (
    <PageBody>
      <PageHead title={alerts.title} lead={alerts.lead} />
      <Channels />
      <Silences />
      <Section title={alerts.events} lead={alerts.eventsLead}>
        <Paged
          pages={pages}
          skeleton={<TableSkeleton rowHeight={64} rows={5} />}
          empty={
            <Card>
              <Notice icon="alerts" title={alerts.emptyTitle}>
                {alerts.emptyNext}
              </Notice>
            </Card>
          }
          byButton
        >
          <Card className="overflow-hidden">
            <ol aria-label={alerts.events} className="divide-y divide-line">
              {pages.items.map((event) => (
                <Event key={event.id} event={event} />
              ))}
            </ol>
          </Card>
        </Paged>
      </Section>
    </PageBody>
  );
};

const Event = ({ event }: { event: AlertEvent }) => {
  const { alerts } = useText();
  const { common } = useText();
  const errorWords = useErrorWords();
  const problemText = useProblemText();
  const { cause, runId } = event;
  const next = cause && (problemText(cause.code)?.next ?? cause.next);
  return (
    <li className="grid gap-x-6 gap-y-2 px-5 py-3.5 md:grid-cols-[11rem_minmax(0,1fr)_minmax(0,18rem)]">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 md:block">
        <Badge tone={severityTone[event.severity]}>{nameIn(alerts.kind, event.kind)}</Badge>
        <p className="text-xs text-ink-faint md:mt-1">
          <Ago at={event.at} />
          <span className="sr-only">, {alerts.severity[event.severity]}</span>
        </p>
      </div>
      <div className="min-w-0 text-[13.5px]">
        <p className="font-medium break-words">
          {runId !== null && event.link?.startsWith('/pipelines/runs/') ? (
            <Link
              to="/pipelines/runs/$id"
              params={{ id: runId }}
              search={event.step === null ? {} : { step: event.step }}
              className="text-ink hover:text-sea"
            >
              {event.title}
            </Link>
          ) : (
            event.title
          )}
        </p>
        {event.pipeline && <p className="text-xs break-words text-ink-faint">{[event.pipeline, event.step].filter(Boolean).join(' / ')}</p>}
        {cause && (
          <p className="mt-0.5 text-xs break-words text-ink-soft">
            {errorWords(cause)} {cause.code && <code className="font-mono text-ink-faint">{cause.code}</code>}
          </p>
        )}
        {next && (
          <p className="mt-0.5 text-xs break-words text-ink-soft">
            <span className="font-medium text-ink">{common.nextStep}: </span>
            {next}
          </p>
        )}
        {cause?.next && <p className="mt-0.5 text-xs break-words text-ink-faint">{cause.next}</p>}
      </div>
      {event.told.length === 0 ? (
        <p className="text-xs text-ink-faint">{alerts.nobody}</p>
      ) : (
        <ul className="min-w-0 space-y-1.5">
          {event.told.map((told) => (
            <Told key={told.channel} told={told} />
          ))}
        </ul>
      )}
    </li>
  );
};

/** What became of telling one channel, and a second chance for what was given up. */
const Told = ({ told }: { told: AlertEvent['told'][number] }) => {
  const { alerts } = useText();
  const askAlerts = useAskAlerts();
  const again = useMutation({ mutationFn: () => resendDelivery(told.delivery), onSettled: askAlerts });
  return (
    <li className="text-xs">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium break-all text-ink">{told.channel}</span>
        <Badge tone={stateTone[told.state]} tip={alerts.stateMeaning[told.state]}>
          {alerts.state[told.state]}
        </Badge>
        {told.attempts > 1 && <span className="text-ink-faint">{alerts.tries(told.attempts)}</span>}
      </span>
      {told.lastError && told.state !== 'delivered' && (
        <span lang="en" className="mt-0.5 block break-words text-ink-soft">
          {told.lastError}
        </span>
      )}
      {told.state === 'given-up' && (
        <Button className="mt-1.5" disabled={again.isPending} onClick={() => again.mutate()}>
          {alerts.sendAgain}
        </Button>
      )}
      {again.error && <Failure error={again.error} />}
    </li>
  );
};
