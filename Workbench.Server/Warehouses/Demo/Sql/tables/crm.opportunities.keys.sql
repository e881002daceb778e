alter table crm.opportunities add primary key (id);
create index on crm.opportunities (account_id);
create index on crm.opportunities (owner_employee_id);
create index on crm.opportunities (created_at);
create index on crm.opportunities (closed_at);
