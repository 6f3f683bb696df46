import { z } from 'zod';
import { isoOf, platforms } from '../domain/index.ts';

/** Schemas named here become components of the OpenAPI document. A registry of our own: zod's global one would be shared by every API of a process. */
export const registry = z.registry<{ id?: string | undefined }>();

export const named = <T extends z.ZodType>(id: string, schema: T): T => {
  registry.add(schema, { id });
  return schema;
};

/** Text that PostgreSQL can hold: it knows no NUL. */
export const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => !value.includes('\0'), 'must not contain NUL');

export const platform = z.enum(platforms);

/** Ids of ours are 64-bit numbers written as text. */
export const rowId = z.string().regex(/^[1-9]\d{0,17}$/, 'must be a number');

/** Ids of platforms are theirs to choose. */
export const externalId = text(200).min(1);

/** An instant on the wire. */
export const instant = z.iso.datetime();
export const wireInstant = (date: Date | number): string => isoOf(typeof date === 'number' ? date : date.getTime());
export const day = z.iso.date();

export const limit = z.coerce.number().int().min(1).max(200).default(50);
export const cursor = z.string().max(4_000).optional().describe('`next` of the page before');
export const direction = z.enum(['asc', 'desc']);

export const count = named(
  'Count',
  z
    .union([
      z.object({ value: z.number(), precision: z.literal('exact') }),
      z.object({ value: z.number(), precision: z.literal('rounded'), digits: z.number().int() }),
      z.object({ value: z.number(), precision: z.literal('at-least') }),
    ])
    .describe('A number and how well it is known. Missing is null, never 0.'),
);

export const maybeCount = count.nullable();

export const problem = named(
  'Problem',
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().describe('Stable; see docs/reference/errors.md'),
    next: z.string().describe('What to do now'),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
);

/** The answers of a route: the good one, and a problem for everything else. */
export const answers = <T extends z.ZodType>(schema: T) => ({
  200: schema,
  default: { description: 'A problem', content: { 'application/problem+json': { schema: problem } } },
});
