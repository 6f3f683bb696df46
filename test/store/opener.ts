/**
 * A process of its own that opens a store when it is told to, as the command line does. Driven by `OpenerProcess`; ends when the
 * test that drives it is gone, however that went.
 */
import { TidemarkError } from '../../src/domain/index.ts';
import { openStore, type OpenStoreOptions, type Store, type Worker } from '../../src/store/index.ts';

export type Command =
  | { readonly do: 'open'; readonly options: OpenStoreOptions }
  | { readonly do: 'query'; readonly text: string }
  | { readonly do: 'worker' }
  | { readonly do: 'close' }
  | { readonly do: 'exit' };

export type Answer =
  | { readonly notice: string }
  | { readonly answer: unknown }
  | { readonly error: { readonly code: string; readonly line: string; readonly stack: string } };

let store: Store | undefined;
let worker: Worker | undefined;
const tell = (answer: Answer) => process.send!(answer);

const obey = async (command: Command): Promise<unknown> => {
  switch (command.do) {
    case 'open':
      store = await openStore({ ...command.options, onNotice: (notice) => tell({ notice }) });
      return { kind: store.kind, address: store.address };
    case 'query':
      return store!.query(command.text);
    case 'worker':
      worker = await store!.worker('test');
      return worker.id;
    case 'close':
      await worker?.close();
      return store!.close();
    case 'exit':
      process.exit(0);
  }
};

process.on('message', (command: Command) => {
  obey(command).then(
    (answer) => tell({ answer: answer ?? null }),
    (error: unknown) => {
      const { code, line } =
        error instanceof TidemarkError ? error : { code: (error as { code?: string }).code ?? '', line: String(error) };
      tell({ error: { code, line, stack: (error as Error).stack ?? '' } });
    },
  );
});
process.on('disconnect', () => process.exit(1));
