alter table crm.contacts add primary key (id);
create index on crm.contacts (account_id);
