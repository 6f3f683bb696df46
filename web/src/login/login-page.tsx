import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Problem, signIn } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Command, Failure, Logo, usePageTitle } from '../ui/index.ts';
import { Sea } from './sea.tsx';

/** A link works once, and an effect may run twice: the same link is posted only the first time. */
const posted = new Map<string, Promise<void>>();
const enterBy = (link: string): Promise<void> => {
  const entering = posted.get(link) ?? signIn(link);
  posted.set(link, entering);
  return entering;
};

const command = 'bin/tidemark up --link';

/** The door. With a link it opens by itself; without one it says how to get one. */
export const LoginPage = () => {
  const text = useText();
  const { link } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  usePageTitle(text.login.title);

  useEffect(() => {
    if (!link) return;
    let current = true;
    enterBy(link).then(
      () => {
        if (!current) return;
        queryClient.clear();
        // Replaced, so that the used link does not stay in the history.
        void navigate({ to: '/webtoons', replace: true });
      },
      (cause: unknown) => current && setError(cause),
    );
    return () => {
      current = false;
    };
  }, [link, navigate, queryClient]);

  const refused = error instanceof Problem && error.status >= 400 && error.status < 500;
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-hidden px-4 pb-40">
      <Sea />
      <div className="relative w-full max-w-md rounded-2xl border border-line bg-surface p-8 shadow-float">
        <Logo size={40} />
        <h1 className="mt-5 text-xl font-semibold tracking-[-0.02em]">{refused ? text.login.failed : text.login.title}</h1>
        {error && !refused ? (
          <Failure error={error} retry={() => location.reload()} />
        ) : link && !refused ? (
          <p role="status" className="mt-2 text-ink-soft">
            {text.login.signingIn}
          </p>
        ) : (
          <>
            <p role={refused ? 'alert' : undefined} className="mt-2 text-pretty text-ink-soft">
              {refused ? text.login.failedNext : text.login.noLink}
            </p>
            {!refused && <p className="mt-4 mb-2 text-ink-soft">{text.login.how}</p>}
            <div className="my-3">
              <Command words={command} />
            </div>
            <p className="text-[13px] text-ink-faint">{refused && error.code ? error.code : text.login.firstStart}</p>
          </>
        )}
      </div>
    </main>
  );
};
