import type { HostRules } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Ago, Badge } from '../ui/index.ts';

/** Who says whether each host may be read: its robots.txt, or the operator with a written reason. */
export const HostList = ({ hosts, rules }: { hosts: readonly string[]; rules: readonly HostRules[] }) => (
  <ul className="grid gap-1.5 text-[13px]">
    {hosts.map((host) => {
      const known = rules.find((each) => each.host === host);
      return (
        <li key={host}>
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className="break-all">{host}</span>
            <span className="text-xs text-ink-faint">
              <Robots robots={known?.robots ?? null} />
            </span>
          </span>
          {known?.permission && <Permission permission={known.permission} />}
        </li>
      );
    })}
  </ul>
);

const Robots = ({ robots }: { robots: HostRules['robots'] }) => {
  const text = useText();
  if (!robots) return text.sources.robots.unasked;
  if (robots.trouble !== null) return text.sources.robots.trouble(robots.trouble);
  return (
    <>
      {robots.status !== null && robots.status < 300 ? text.sources.robots.read : text.sources.robots.none}
      {robots.fetchedAt && (
        <>
          {' · '}
          <Ago at={robots.fetchedAt} />
        </>
      )}
    </>
  );
};

const Permission = ({ permission }: { permission: NonNullable<HostRules['permission']> }) => {
  const text = useText();
  return (
    <span className="mt-1 mb-1 flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone="sand" tip={text.sources.permissionMeaning}>
        {text.sources.permission}
      </Badge>
      <span className="min-w-0 break-words">“{permission.reason}”</span>
      <span className="text-xs text-ink-faint">
        <Ago at={permission.allowedAt} />
      </span>
    </span>
  );
};
