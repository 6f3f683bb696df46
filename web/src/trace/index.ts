export * from './trace.tsx';
