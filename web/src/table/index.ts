export * from './data-table.tsx';
export * from './reach-end.ts';
