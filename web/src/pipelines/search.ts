import { wordIn } from '../app/search.ts';

/** What of a run is looked at: a step, and of it one attempt. */
export interface PipelineRunSearch {
  readonly step?: string | undefined;
  readonly attempt?: string | undefined;
}

export const readPipelineRunSearch = (search: Record<string, unknown>): PipelineRunSearch => ({
  step: wordIn(search, 'step'),
  attempt: wordIn(search, 'attempt'),
});
