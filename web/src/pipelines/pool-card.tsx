import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { setPool, type PoolUse } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Button, Card, Failure, issueAt, Meter } from '../ui/index.ts';
import { useAskAnew } from './actions.tsx';
import { Holders } from './wait-note.tsx';

/** A pool with who holds its slots, and how many it has, to be changed. */
export const Pool = ({ pool }: { pool: PoolUse }) => {
  const text = useText();
  const format = useFormat();
  const [editing, setEditing] = useState(false);
  const { name, slots, holders } = pool;
  const words = text.pipelines.queue.taken(format.number(holders.length), format.number(slots));
  return (
    <Card className="h-full p-4">
      <p className="mb-2 flex items-baseline justify-between gap-3">
        <span className="font-semibold">{name}</span>
        <span className="text-xs text-ink-faint">{words}</span>
      </p>
      <Meter part={slots > 0 ? holders.length / slots : 1} label={`${name}: ${words}`} tone={holders.length >= slots ? 'warn' : 'sea'} />
      {slots === 0 && <p className="mt-2 text-xs text-warn">{text.pools.closed}</p>}
      {holders.length > 0 && <Holders holders={holders} />}
      <div className="mt-3">
        {editing ? (
          <Slots pool={pool} onDone={() => setEditing(false)} />
        ) : (
          <Button aria-label={`${text.pools.change}: ${text.pools.slots(name)}`} onClick={() => setEditing(true)}>
            {text.pools.change}
          </Button>
        )}
      </div>
    </Card>
  );
};

const Slots = ({ pool, onDone }: { pool: PoolUse; onDone: () => void }) => {
  const { pools } = useText();
  const askAnew = useAskAnew();
  const [words, setWords] = useState(String(pool.slots));
  const saving = useMutation({
    mutationFn: () => setPool(pool.name, words.trim() === '' ? Number.NaN : Number(words)),
    onSuccess: async () => {
      await askAnew();
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const refused = issueAt(saving.error, 'slots');
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
      <input
        aria-label={pools.slots(pool.name)}
        aria-invalid={refused ? true : undefined}
        inputMode="numeric"
        autoComplete="off"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        className={`h-8 w-20 rounded-lg border bg-surface px-2.5 text-[13px] max-sm:h-10 max-sm:text-base ${refused ? 'border-bad' : 'border-line-strong'}`}
      />
      <Button type="submit" look="solid" disabled={saving.isPending}>
        {pools.save}
      </Button>
      {refused ? (
        <p role="alert" lang="en" className="text-xs text-bad">
          {refused}
        </p>
      ) : (
        saving.error && <Failure error={saving.error} />
      )}
    </form>
  );
};
