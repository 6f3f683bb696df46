import type { BrokenPipeline } from '../api/index.ts';
import { useFormat, useText } from '../i18n/index.ts';
import { Card, Command, Section } from '../ui/index.ts';

/** Files that cannot be used, each with everything that is wrong with it. */
export const Broken = ({ files }: { files: readonly BrokenPipeline[] }) => {
  const { broken } = useText();
  const format = useFormat();
  return (
    <Section title={broken.title} lead={broken.lead}>
      <Card className="overflow-hidden">
        <ul aria-label={broken.title} className="divide-y divide-line">
          {files.map(({ name, file, problems }) => (
            <li key={`${name}/${file}`} className="grid gap-x-6 gap-y-2 px-5 py-3.5 md:grid-cols-[17rem_minmax(0,1fr)]">
              <div className="min-w-0">
                <p className="truncate font-semibold">{name}</p>
                <p className="truncate font-mono text-xs text-ink-faint">{file}</p>
              </div>
              <div className="min-w-0 space-y-1.5">
                <ul lang="en" className="space-y-1 text-[13.5px] text-ink-soft">
                  {problems.map(({ place, line, message }) => (
                    <li key={`${place}/${line}/${message}`} className="break-words">
                      {line !== null && <span className="text-ink-faint">{broken.line(format.number(line))}: </span>}
                      {place && <code className="font-mono text-xs">{place}</code>} {message}
                    </li>
                  ))}
                </ul>
                <Command words={`bin/tidemark pipelines check ${file}`} />
              </div>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
};
