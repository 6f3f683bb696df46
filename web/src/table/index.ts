export * from './data-table.tsx';
export * from './pages.tsx';
export * from './reach-end.ts';
