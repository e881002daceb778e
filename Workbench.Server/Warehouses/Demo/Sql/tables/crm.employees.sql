create table crm.employees (
    id bigint,
    name text not null,
    email text not null,
    role text not null,
    team text not null,
    region text not null,
    manager_id bigint,
    hired_on date not null,
    left_on date
);

comment on table crm.employees is 'People who work at Acme Cloud. One row per person, also of those who left. Two different people may have the same name.';
comment on column crm.employees.id is 'The employee.';
comment on column crm.employees.name is 'First and last name; not unique.';
comment on column crm.employees.email is 'Work e-mail address. PII.';
comment on column crm.employees.role is 'Job: Account executive, Customer success manager, Support engineer, …';
comment on column crm.employees.team is 'Department: Sales, Customer Success, Support, Marketing, Finance, Management.';
comment on column crm.employees.region is 'Sales region the person works for: AMER, EMEA, APAC, LATAM.';
comment on column crm.employees.manager_id is 'Whom the person reports to; NULL for the chief executive.';
comment on column crm.employees.hired_on is 'First working day.';
comment on column crm.employees.left_on is 'Last working day; NULL while employed.';
