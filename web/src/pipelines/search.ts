import { pipelineRunStates, type HistoryFilter } from '../api/index.ts';
import { oneIn, wordIn } from '../app/search.ts';

/** What of a run is looked at: a step, and of it one attempt. */
export interface PipelineRunSearch {
  readonly step?: string | undefined;
  readonly attempt?: string | undefined;
}

export const readPipelineRunSearch = (search: Record<string, unknown>): PipelineRunSearch => ({
  step: wordIn(search, 'step'),
  attempt: wordIn(search, 'attempt'),
});

/** Which runs the history shows. */
export const readHistorySearch = (search: Record<string, unknown>): HistoryFilter => ({
  pipeline: wordIn(search, 'pipeline'),
  state: oneIn(search, 'state', pipelineRunStates),
});
