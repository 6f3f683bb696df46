import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { createToken, revokeToken, tokensQuery, type ApiToken } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Ago, Button, Command, Failure, Skeleton } from '../ui/index.ts';

/** Revoking cannot be undone, so the button asks once more; leaving it takes the question back. */
const Revoke = ({ token }: { token: ApiToken }) => {
  const text = useText();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState(false);
  const revoking = useMutation({ mutationFn: () => revokeToken(token.id), onSettled: () => queryClient.invalidateQueries(tokensQuery) });
  return (
    <Button
      look="danger"
      disabled={revoking.isPending}
      aria-label={asked ? `${text.settings.revokeSure} ${token.name}` : text.settings.revokeOf(token.name)}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? revoking.mutate() : setAsked(true))}
    >
      {asked ? text.settings.revokeSure : text.settings.revoke}
    </Button>
  );
};

const TokenList = () => {
  const text = useText();
  const { data, error, isPending, refetch } = useQuery(tokensQuery);
  if (isPending) return <Skeleton className="h-12" />;
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (data.items.length === 0) return <p className="text-[13px] text-ink-faint">{text.settings.noTokens}</p>;
  return (
    <ul className="divide-y divide-line rounded-lg border border-line">
      {data.items.map((token) => (
        <li key={token.id} className="flex flex-wrap items-center gap-3 px-3 py-2">
          <span className="min-w-0 grow">
            <span className="block truncate font-medium">{token.name}</span>
            <span className="text-xs text-ink-faint">
              {text.settings.createdAt} <Ago at={token.createdAt} />
            </span>
          </span>
          <Revoke token={token} />
        </li>
      ))}
    </ul>
  );
};

/** Tokens for other programs: made here, shown once, revoked here. */
export const Tokens = () => {
  const text = useText();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const creating = useMutation({
    mutationFn: createToken,
    onSuccess: () => {
      setName('');
      return queryClient.invalidateQueries(tokensQuery);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) creating.mutate(name.trim());
  };
  return (
    <div className="grid gap-4">
      <form onSubmit={submit} className="flex flex-wrap gap-2">
        <input
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={80}
          autoComplete="off"
          aria-label={text.settings.tokenName}
          placeholder={text.settings.tokenPlaceholder}
          className="h-8 w-60 min-w-0 rounded-lg border border-line-strong bg-surface px-2.5 text-[13px] placeholder:text-ink-faint max-sm:h-10 max-sm:w-full max-sm:text-base"
        />
        <Button type="submit" look="solid" disabled={!name.trim() || creating.isPending}>
          {text.settings.create}
        </Button>
      </form>
      {creating.error && <Failure error={creating.error} />}
      {creating.data && (
        <div role="status" className="grid gap-2 rounded-lg bg-good-wash p-3 text-[13px]">
          <p className="text-good">{text.settings.created(creating.data.name)}</p>
          <Command words={creating.data.token} />
          <p className="text-ink-soft">{text.settings.use}</p>
          <Command words={`Authorization: Bearer ${creating.data.token}`} />
        </div>
      )}
      <TokenList />
    </div>
  );
};
