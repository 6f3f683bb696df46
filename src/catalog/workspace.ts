import type { Sql } from '../store/index.ts';

/** The workspace every installation begins with. */
export const mainWorkspace = 'main';

export interface Workspace {
  readonly id: string;
  readonly name: string;
  /** The user who owns it, as text. */
  readonly ownerId: string;
}

/** Makes the workspace `main` and its owner at the first start; finds them ever after. Safe for processes that start at once. */
export const ensureWorkspace = async (sql: Sql): Promise<Workspace> => {
  await sql.query({ text: create, values: [mainWorkspace, 'Main', 'Owner'] });
  const [row] = await sql.query<{ id: string; name: string; owner_id: string }>({ text: find, values: [mainWorkspace] });
  return { id: row!.id, name: row!.name, ownerId: row!.owner_id };
};

// One statement, so that there is never a workspace without its owner. Of two first starts at once the second owner meets the unique
// index app_user_owner and gives way.
const create = `
with made as (
  insert into workspace (id, name) values ($1, $2) on conflict (id) do nothing
)
insert into app_user (workspace_id, name, role)
select $1, $3, 'owner'
where not exists (select from app_user where workspace_id = $1 and role = 'owner')
on conflict do nothing`;

const find = `
select w.id, w.name, min(u.id)::text as owner_id
from workspace w join app_user u on u.workspace_id = w.id and u.role = 'owner'
where w.id = $1
group by w.id, w.name`;
