import type { ComponentProps } from 'react';

type Look = 'solid' | 'outline' | 'ghost' | 'danger';

const looks: Record<Look, string> = {
  solid: 'bg-sea text-on-sea hover:bg-sea-strong shadow-card',
  outline: 'border border-line-strong bg-surface text-ink hover:bg-well',
  ghost: 'text-ink-soft hover:bg-well hover:text-ink',
  danger: 'border border-line-strong bg-surface text-bad hover:bg-bad-wash',
};

const base =
  'inline-flex h-8 items-center justify-center gap-1.5 rounded-lg px-3 text-[13px] font-medium whitespace-nowrap transition-colors disabled:opacity-50';

/** How a button looks, for links that look like one. */
export const buttonLook = (look: Look = 'outline', extra = ''): string => `${base} ${looks[look]} ${extra}`;

export const Button = ({ look = 'outline', className = '', ...rest }: ComponentProps<'button'> & { look?: Look }) => (
  <button type="button" className={buttonLook(look, className)} {...rest} />
);

/** A square button that carries only a picture; its label is required, because the picture says nothing to a screen reader. */
export const IconButton = ({
  label,
  look = 'ghost',
  className = '',
  ...rest
}: ComponentProps<'button'> & { label: string; look?: Look }) => (
  <button type="button" aria-label={label} data-tip={label} className={buttonLook(look, `w-8 px-0 ${className}`)} {...rest} />
);
