import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { sessionQuery, signOut } from '../api/index.ts';
import { chooseLanguage, chooseTheme, useLanguage, useTheme } from '../app/preferences.ts';
import { ShortcutList } from '../app/shortcuts.tsx';
import { useText } from '../i18n/index.ts';
import { Button, buttonLook, Card, Fact, Facts, Icon, PageBody, PageHead, Segmented } from '../ui/index.ts';
import { Tokens } from './tokens.tsx';

const Setting = ({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) => (
  <section className="grid gap-x-10 gap-y-3 border-t border-line py-6 first:border-0 lg:grid-cols-[16rem_1fr]">
    <div>
      <h2 className="font-semibold">{title}</h2>
      {lead && <p className="mt-0.5 text-[13px] text-pretty text-ink-soft">{lead}</p>}
    </div>
    <div className="min-w-0">{children}</div>
  </section>
);

export const SettingsPage = () => {
  const text = useText();
  const language = useLanguage();
  const theme = useTheme();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: session } = useSuspenseQuery(sessionQuery);

  const leave = async () => {
    await signOut();
    await navigate({ to: '/login' });
    queryClient.clear();
  };

  return (
    <PageBody>
      <PageHead title={text.settings.title} />
      <Card className="px-5 sm:px-7">
        <Setting title={text.settings.language} lead={text.settings.languageLead}>
          <Segmented
            label={text.settings.language}
            value={language}
            onChoose={chooseLanguage}
            choices={[
              { value: 'ko', label: '한국어' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Setting>
        <Setting title={text.settings.theme} lead={text.settings.themeLead}>
          <Segmented
            label={text.settings.theme}
            value={theme}
            onChoose={chooseTheme}
            choices={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: text.settings.themes[value] }))}
          />
        </Setting>
        <Setting title={text.settings.tokens} lead={text.settings.tokensLead}>
          <Tokens />
        </Setting>
        <Setting title={text.settings.shortcuts} lead={text.settings.shortcutsLead}>
          <ShortcutList />
        </Setting>
        <Setting title={text.settings.account}>
          <Facts>
            <Fact name={text.common.name}>{session.user.name}</Fact>
            <Fact name={text.settings.workspace}>{session.workspace.name}</Fact>
            <Fact name={text.runs.version}>{session.version}</Fact>
          </Facts>
          <div className="mt-5 flex flex-wrap gap-2">
            <Button onClick={() => void leave()}>{text.settings.signOut}</Button>
            <a href="/api/openapi.json" target="_blank" rel="noreferrer" className={buttonLook('ghost')}>
              {text.settings.openApi}
              <Icon name="out" size={15} />
            </a>
          </div>
        </Setting>
      </Card>
    </PageBody>
  );
};
