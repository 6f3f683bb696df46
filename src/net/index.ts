export * from './contract.ts';
export * from './privacy/index.ts';
export * from './replay/index.ts';
export * from './transport/index.ts';
