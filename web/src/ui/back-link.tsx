import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { Icon } from './icons.tsx';

/** Above a page about one thing: the way back to the list it stands in. */
export const BackLink = createLink(({ children, ...rest }: ComponentProps<'a'>) => (
  <p className="pt-5">
    <a
      {...rest}
      className="-ml-1.5 inline-flex items-center gap-1 rounded-md px-1.5 py-1 text-[13px] font-medium text-ink-soft hover:bg-well hover:text-ink"
    >
      <Icon name="left" size={16} />
      {children}
    </a>
  </p>
));
