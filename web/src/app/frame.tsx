import { Outlet } from '@tanstack/react-router';
import { useSuspenseQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { BottomNavigation, SideNavigation, TopBar } from './navigation.tsx';
import { SampleRibbon } from './sample-ribbon.tsx';
import { Shortcuts } from './shortcuts.tsx';

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
          <Outlet />
        </main>
      </div>
      <BottomNavigation />
      <Shortcuts />
    </>
  );
};
