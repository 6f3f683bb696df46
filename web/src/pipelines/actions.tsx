import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { cancelRun, changeSchedule, rerunRun, retryTasks, type Again, type PipelineRunReport, type Schedule } from '../api/index.ts';
import { useText } from '../i18n/index.ts';
import { Button, Failure } from '../ui/index.ts';

/** Everything that shows runs, schedules or the queue asks anew. */
export const useAskAnew = (): (() => Promise<unknown>) => {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      ['pipelines', 'pipeline', 'pipeline-run', 'pipeline-runs', 'queue', 'schedules'].map((key) =>
        queryClient.invalidateQueries({ queryKey: [key] }),
      ),
    );
};

const useRerun = (runId: string) => {
  const navigate = useNavigate();
  const askAnew = useAskAnew();
  return useMutation({
    mutationFn: (again: Again) => rerunRun(runId, again),
    onSuccess: async ({ id }) => {
      await askAnew();
      await navigate({ to: '/pipelines/runs/$id', params: { id } });
    },
  });
};

/** What is refused says why, below the buttons. */
const Refused = ({ error }: { error: Error | null }) => error && <Failure error={error} />;

/** Cancelling cannot be undone, so the button asks once more; leaving it takes the question back. */
const Cancel = ({ run }: { run: PipelineRunReport }) => {
  const { action } = useText().pipelines;
  const [asked, setAsked] = useState(false);
  const askAnew = useAskAnew();
  const cancelling = useMutation({ mutationFn: () => cancelRun(run.id), onSettled: askAnew });
  if (run.cancelRequestedAt !== null) return <p className="text-[13px] text-ink-soft">{action.cancelling}</p>;
  return (
    <>
      <Button
        look="danger"
        disabled={cancelling.isPending}
        onBlur={() => setAsked(false)}
        onClick={() => (asked ? cancelling.mutate() : setAsked(true))}
      >
        {asked ? action.cancelSure : action.cancel}
      </Button>
      <Refused error={cancelling.error} />
    </>
  );
};

const Rerun = ({ run, step }: { run: PipelineRunReport; step: string | undefined }) => {
  const { action } = useText().pipelines;
  const rerun = useRerun(run.id);
  const isWhole = run.steps.every(({ state }) => state === 'done');
  const begin = (again: Again) => () => rerun.mutate(again);
  return (
    <>
      {!isWhole && (
        <Button look="solid" disabled={rerun.isPending} onClick={begin({ failedOnly: true })}>
          {action.failedOnly}
        </Button>
      )}
      {step !== undefined && (
        <Button disabled={rerun.isPending} onClick={begin({ from: step })}>
          {action.from(step)}
        </Button>
      )}
      <Button disabled={rerun.isPending} onClick={begin({})}>
        {action.all}
      </Button>
      <Refused error={rerun.error} />
    </>
  );
};

/** What can be done about a run. `step`: the one that is looked at. */
export const RunActions = ({ run, step }: { run: PipelineRunReport; step: string | undefined }) => {
  const { action } = useText().pipelines;
  if (run.actions.length === 0) return null;
  return (
    <div role="group" aria-label={action.label} className="mb-4 flex flex-wrap items-center gap-2">
      {run.actions.includes('cancel') && <Cancel run={run} />}
      {run.actions.includes('rerun') && <Rerun run={run} step={step} />}
    </div>
  );
};

/** Puts what failed in a run back into the queue, as a run of its own. */
export const Requeue = ({ runId }: { runId: string }) => {
  const { action } = useText().pipelines;
  const rerun = useRerun(runId);
  return (
    <div className="mt-2">
      <Button disabled={rerun.isPending} onClick={() => rerun.mutate({ failedOnly: true })}>
        {action.failedOnly}
      </Button>
      <Refused error={rerun.error} />
    </div>
  );
};

export const PauseSchedule = ({ schedule }: { schedule: Schedule }) => {
  const { action } = useText().pipelines;
  const askAnew = useAskAnew();
  const isPaused = schedule.pausedAt !== null;
  const change = useMutation({ mutationFn: () => changeSchedule(schedule.id, isPaused ? 'resume' : 'pause'), onSettled: askAnew });
  return (
    <>
      <Button disabled={change.isPending} onClick={() => change.mutate()}>
        {isPaused ? action.resume : action.pause}
      </Button>
      <Refused error={change.error} />
    </>
  );
};

/** Asks once more for what failed in a collection; leads to the run that does it. */
export const RetryTasks = ({ runId }: { runId: string }) => {
  const { failedTasks } = useText();
  const navigate = useNavigate();
  const askAnew = useAskAnew();
  const retry = useMutation({
    mutationFn: () => retryTasks(runId),
    onSuccess: async ({ id }) => {
      await askAnew();
      await navigate({ to: '/pipelines/runs/$id', params: { id } });
    },
  });
  return (
    <div>
      <Button disabled={retry.isPending} onClick={() => retry.mutate()}>
        {failedTasks.retry}
      </Button>
      <Refused error={retry.error} />
    </div>
  );
};
