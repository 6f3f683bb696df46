-- Words by which people sort what they watch, as they write them.
alter table target add column tags text[] not null default '{}';
