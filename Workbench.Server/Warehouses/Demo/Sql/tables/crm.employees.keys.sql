alter table crm.employees add primary key (id);
create index on crm.employees (manager_id);
