import type { Lane } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Ago, Badge, Card, Fact, Facts, Meter, useNow, type Tone } from '../ui/index.ts';

const tones: Readonly<Record<NonNullable<Lane['waitingFor']>, Tone>> = {
  pace: 'sea',
  concurrency: 'sea',
  backoff: 'warn',
  budget: 'warn',
  challenge: 'bad',
};

/** How long until it opens, counted down. */
const Countdown = ({ until }: { until: string }) => {
  const text = useText();
  const format = useFormat();
  const now = useNow();
  const left = Date.parse(until) - now;
  return (
    <span data-tip={text.lanes.until(format.dateTime(until))}>
      {left > 1000 ? text.lanes.opensIn(format.duration(Math.floor(left / 1000) * 1000)) : text.lanes.opensSoon}
    </span>
  );
};

const State = ({ lane }: { lane: Lane }) => {
  const text = useText();
  if (!lane.waitingFor) {
    return (
      <Badge tone="good" dot="still" tip={text.lanes.openNote}>
        {text.lanes.open}
      </Badge>
    );
  }
  return (
    <Badge tone={tones[lane.waitingFor]} dot="moving">
      {text.lanes.waiting[lane.waitingFor]}
    </Badge>
  );
};

/** One politeness domain: its two clocks (the steady pace, the incident), its slots and its budget. */
export const LaneCard = ({ lane }: { lane: Lane }) => {
  const text = useText();
  const format = useFormat();
  const { budget, intervalMs } = lane;
  return (
    <Card className="p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h2 className="font-semibold tracking-[-0.01em]">{lane.name}</h2>
        <State lane={lane} />
        {lane.setByOperator && <Badge>{text.lanes.byOperator}</Badge>}
        {lane.waitingFor && lane.until && (
          <span className="ml-auto text-[13px] font-medium text-ink">
            <Countdown until={lane.until} />
          </span>
        )}
      </div>
      {lane.waitingFor && <p className="mt-1.5 text-[13.5px] text-ink-soft">{text.lanes.why[lane.waitingFor]}</p>}
      {lane.challenge && <p className="mt-1.5 font-mono text-[13px]">bin/tidemark challenge open {lane.challenge}</p>}
      <div className="mt-4">
        <Facts>
          <Fact name={text.lanes.pace}>
            {intervalMs > 0 ? text.lanes.paceOf(format.duration(intervalMs)) : text.lanes.unpaced}
            {intervalMs > 0 && (
              <span className="block text-xs font-normal text-ink-faint">
                {text.lanes.perSecond(format.number(Math.max(1, Math.round(1000 / intervalMs))))}
              </span>
            )}
          </Fact>
          <Fact name={text.lanes.concurrency}>
            {text.lanes.concurrencyOf(format.number(lane.permits), format.number(lane.concurrency))}
          </Fact>
          <Fact name={text.lanes.budget}>
            {budget ? (
              <>
                {text.lanes.budgetOf(format.number(lane.budgetUsed), format.number(budget.units))}
                <span className="my-1 block max-w-40">
                  <Meter
                    part={lane.budgetUsed / budget.units}
                    label={text.lanes.budget}
                    tone={lane.budgetUsed >= budget.units ? 'bad' : lane.budgetUsed > budget.units * 0.8 ? 'warn' : 'sea'}
                  />
                </span>
                <span className="block text-xs font-normal text-ink-faint">{text.lanes.budgetZone(budget.zone)}</span>
              </>
            ) : (
              text.lanes.noBudget(format.number(lane.budgetUsed))
            )}
          </Fact>
          <Fact name={text.lanes.cause} wide>
            {lane.cause && lane.causeAt ? (
              <>
                {lane.cause}
                <span className="block text-xs font-normal text-ink-faint">
                  <Ago at={lane.causeAt} />
                  {lane.incidents > 0 && ` · ${text.lanes.incidents(lane.incidents)}`}
                </span>
              </>
            ) : (
              <span className="font-normal text-ink-faint">{text.lanes.noCause}</span>
            )}
          </Fact>
        </Facts>
      </div>
    </Card>
  );
};
