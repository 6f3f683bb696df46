import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { useText } from '../i18n/index.ts';
import { buttonLook, Failure, Notice } from '../ui/index.ts';

/** The last net: what no page caught. The server away from the start is the commonest. */
export const Crash = ({ error, reset }: ErrorComponentProps) => (
  <main className="grid min-h-dvh place-items-center">
    <Failure
      error={error}
      retry={() => {
        reset();
        location.reload();
      }}
    />
  </main>
);

export const NotFound = () => {
  const text = useText();
  return (
    <main className="grid min-h-dvh place-items-center">
      <Notice title={text.problem.notFound}>
        <p>{text.problem.notFoundNext}</p>
        <Link to="/webtoons" className={buttonLook()}>
          {text.nav.webtoons}
        </Link>
      </Notice>
    </main>
  );
};
