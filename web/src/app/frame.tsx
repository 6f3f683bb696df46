import { Outlet } from '@tanstack/react-router';
import { useSuspenseQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Icon } from '../ui/index.ts';
import { useConnectionLost } from './connection.ts';
import { BottomNavigation, SideNavigation, TopBar } from './navigation.tsx';
import { SampleRibbon } from './sample-ribbon.tsx';
import { Shortcuts } from './shortcuts.tsx';

/** Stale figures must not pass for fresh ones: while nobody answers, every page says so. */
const LostConnection = () => {
  const text = useText();
  const lost = useConnectionLost();
  return (
    <div role="status" className="sticky top-12 z-30 md:top-10">
      {lost && (
        <p className="flex items-center gap-2 bg-bad-wash px-4 py-2 text-[13px] font-medium text-bad sm:px-8">
          <Icon name="warning" size={16} />
          {text.problem.lost}
        </p>
      )}
    </div>
  );
};

/** What stands around every page: the navigation, the ribbon that tells sample data from real ones, and the keys. */
export const Frame = () => {
  const text = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const sample = session.world === 'sample';
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-lg bg-sea px-3 py-2 text-sm font-medium text-on-sea focus:translate-y-0"
      >
        {text.nav.skip}
      </a>
      <SideNavigation session={session} />
      <TopBar session={session} />
      <div className="md:pl-56">
        {sample && <SampleRibbon session={session} />}
        <main id="content" tabIndex={-1} className="outline-none max-md:pb-16">
          <LostConnection />
          <Outlet />
        </main>
      </div>
      <BottomNavigation />
      <Shortcuts />
    </>
  );
};
