alter table support.tickets add primary key (id);
create index on support.tickets (opened_at);
create index on support.tickets (account_id);
create index on support.tickets (resolved_at);
