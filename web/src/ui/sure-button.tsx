import { useState } from 'react';
import { Button } from './button.tsx';

interface SureButtonProps {
  readonly label: string;
  /** What it asks before it acts. */
  readonly sure: string;
  /** What is meant, for those who do not see where the button stands. */
  readonly about: string;
  readonly disabled?: boolean;
  readonly onSure: () => void;
}

/** For what cannot be undone: it asks once more, and leaving it takes the question back. */
export const SureButton = ({ label, sure, about, disabled = false, onSure }: SureButtonProps) => {
  const [asked, setAsked] = useState(false);
  return (
    <Button
      look="danger"
      disabled={disabled}
      aria-label={`${asked ? sure : label} ${about}`}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? onSure() : setAsked(true))}
    >
      {asked ? sure : label}
    </Button>
  );
};
