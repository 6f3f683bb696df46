import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { channelsQuery, removeChannel, resendChannel, testChannel, type AlertChannel } from '../api/index.ts';
import { nameIn, useFormat, useText } from '../i18n/index.ts';
import { Ago, Badge, Button, Card, Fact, Facts, Failure, Icon, Loading, Section, Skeleton, SureButton, useNow } from '../ui/index.ts';
import { useAskAlerts } from './ask.ts';
import { ChannelDialog } from './channel-dialog.tsx';

/** Who is told of what, and how telling them fares. Secrets are named and never shown. */
export const Channels = () => {
  const { alerts } = useText();
  const { data, error, isPending, refetch } = useQuery(channelsQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title={alerts.channels}
      lead={alerts.channelsLead}
      aside={
        <Button look="solid" onClick={() => setAdding(true)}>
          <Icon name="plus" size={15} />
          {alerts.add}
        </Button>
      }
    >
      {isPending ? (
        <>
          <Loading />
          <Skeleton className="h-32 rounded-xl" />
        </>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data.items.length === 0 ? (
        <p className="text-[13.5px] text-ink-soft">{alerts.noChannels}</p>
      ) : (
        <ul aria-label={alerts.channels} className="grid gap-3">
          {data.items.map((channel) => (
            <li key={channel.name}>
              <ChannelCard channel={channel} canTest={data.actions.includes('test')} />
            </li>
          ))}
        </ul>
      )}
      {adding && <ChannelDialog onClose={() => setAdding(false)} />}
    </Section>
  );
};

const ChannelCard = ({ channel, canTest }: { channel: AlertChannel; canTest: boolean }) => {
  const { alerts } = useText();
  const askAlerts = useAskAlerts();
  const [editing, setEditing] = useState(false);
  const test = useMutation({ mutationFn: () => testChannel(channel.name), onSettled: askAlerts });
  const resend = useMutation({ mutationFn: () => resendChannel(channel.name), onSettled: askAlerts });
  const remove = useMutation({ mutationFn: () => removeChannel(channel.name), onSettled: askAlerts });
  const isStuck = channel.givenUp > 0 || channel.trouble !== null;
  return (
    <Card className="p-5">
      <div className="mb-4 flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
        <h3 className="min-w-0 font-semibold break-words">{channel.name}</h3>
        <Badge>{alerts.channelKind[channel.kind]}</Badge>
      </div>
      {channel.missing && (
        <p lang="en" className="mb-4 flex items-start gap-2 rounded-lg bg-warn-wash px-4 py-3 text-[13.5px] text-ink">
          <Icon name="warning" className="mt-px text-warn" />
          {channel.missing}
        </p>
      )}
      <ChannelFacts channel={channel} />
      <div className="mt-4 flex flex-wrap items-center gap-2">
        {canTest && (
          <Button disabled={test.isPending} onClick={() => test.mutate()}>
            {alerts.test}
          </Button>
        )}
        {isStuck && (
          <Button disabled={resend.isPending} onClick={() => resend.mutate()}>
            {alerts.resend}
          </Button>
        )}
        <Button onClick={() => setEditing(true)}>{alerts.edit}</Button>
        <SureButton
          label={alerts.remove}
          sure={alerts.removeSure}
          about={channel.name}
          disabled={remove.isPending}
          onSure={() => remove.mutate()}
        />
      </div>
      {test.data && (
        <p role="status" className="mt-3 rounded-lg bg-good-wash px-4 py-2.5 text-[13.5px] break-words text-good">
          {alerts.tested(test.data.answer)}
          {test.data.remark && <span className="block text-ink-soft">{test.data.remark}</span>}
        </p>
      )}
      {test.error && <Failure error={test.error} />}
      {resend.error && <Failure error={resend.error} />}
      {remove.error && <Failure error={remove.error} />}
      {editing && <ChannelDialog channel={channel} onClose={() => setEditing(false)} />}
    </Card>
  );
};

const ChannelFacts = ({ channel }: { channel: AlertChannel }) => {
  const { alerts } = useText();
  const format = useFormat();
  const now = useNow();
  const { settings, kinds, pipelines, groupMs, waiting, givenUp, lastDeliveredAt, trouble, heldUntil } = channel;
  const where = settings.to?.join(', ') ?? settings.url ?? alerts.whereIn(settings.urlFrom ?? settings.secretFrom ?? '');
  const hears = kinds ? kinds.map((kind) => nameIn(alerts.kind, kind)).join(', ') : alerts.everything;
  const note = 'block text-xs font-normal break-words text-ink-faint';
  return (
    <Facts>
      <Fact name={alerts.where} wide>
        <span className="break-all">{where}</span>
        <span className={note}>{alerts.secretIn(settings.secretFrom ?? '')}</span>
      </Fact>
      <Fact name={alerts.wants}>
        {hears}
        <span className={note}>
          {[
            alerts.from(alerts.severity[channel.leastSeverity]),
            ...(pipelines ? [alerts.of(pipelines.join(', '))] : []),
            ...(groupMs > 0 ? [alerts.grouped(format.duration(groupMs))] : []),
          ].join(' · ')}
        </span>
      </Fact>
      <Fact name={alerts.last}>
        {lastDeliveredAt ? <Ago at={lastDeliveredAt} /> : <span className="font-normal text-ink-faint">{alerts.never}</span>}
      </Fact>
      {(waiting > 0 || givenUp > 0 || heldUntil) && (
        <Fact name={alerts.fares}>
          {[
            ...(waiting > 0 ? [alerts.onItsWay(format.number(waiting))] : []),
            ...(givenUp > 0 ? [alerts.givenUp(format.number(givenUp))] : []),
          ].join(' · ')}
          {heldUntil && Date.parse(heldUntil) > now && <span className={note}>{alerts.heldUntil(format.dateTime(heldUntil))}</span>}
          {trouble && (
            <span lang="en" className={`${note} !text-bad`}>
              {trouble}
            </span>
          )}
        </Fact>
      )}
    </Facts>
  );
};
