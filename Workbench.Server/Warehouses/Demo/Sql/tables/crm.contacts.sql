create table crm.contacts (
    id bigint,
    account_id bigint not null,
    first_name text not null,
    last_name text not null,
    email text,
    phone text,
    job_title text,
    is_primary boolean not null,
    marketing_opt_in boolean not null,
    created_at timestamptz not null
);

comment on table crm.contacts is 'People at our customers. PII.';
comment on column crm.contacts.id is 'The contact.';
comment on column crm.contacts.account_id is 'Company the person works for.';
comment on column crm.contacts.first_name is 'First name. PII.';
comment on column crm.contacts.last_name is 'Last name. PII.';
comment on column crm.contacts.email is 'E-mail address; not unique, sometimes NULL. PII.';
comment on column crm.contacts.phone is 'Phone number. PII.';
comment on column crm.contacts.job_title is 'What the person does.';
comment on column crm.contacts.is_primary is 'The contact we write to first; one per account.';
comment on column crm.contacts.marketing_opt_in is 'May be written to by marketing.';
comment on column crm.contacts.created_at is 'When the contact was added.';
