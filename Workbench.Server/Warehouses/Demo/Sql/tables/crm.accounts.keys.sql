alter table crm.accounts add primary key (id);
create index on crm.accounts (created_at);
create index on crm.accounts (owner_employee_id);
create index on crm.accounts (csm_employee_id);
create index on crm.accounts (parent_account_id);
create index on crm.accounts (lower(name));
