import { useQueryClient } from '@tanstack/react-query';

/** Everything that shows alerts asks anew. */
export const useAskAlerts = (): (() => Promise<unknown>) => {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ['alerts'] });
};
