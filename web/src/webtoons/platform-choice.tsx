import { useQuery } from '@tanstack/react-query';
import { facetsQuery } from '../api/index.ts';
import { nameIn, useText } from '../i18n/index.ts';
import { Segmented } from '../ui/index.ts';

/** Both platforms or one; nothing where there is only one to choose. */
export const PlatformChoice = ({ value, onChoose }: { value: string | undefined; onChoose: (platform: string | undefined) => void }) => {
  const text = useText();
  const { data: facets } = useQuery(facetsQuery);
  const platforms = facets?.platforms.map((facet) => facet.value).toSorted() ?? [];
  if (platforms.length < 2) return null;
  return (
    <Segmented
      label={text.webtoons.platform}
      value={value ?? ''}
      onChoose={(platform) => onChoose(platform || undefined)}
      choices={[
        { value: '', label: text.common.all },
        ...platforms.map((platform) => ({ value: platform, label: nameIn(text.platformShort, platform) })),
      ]}
    />
  );
};
