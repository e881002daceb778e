create table crm.accounts (
    id bigint,
    name text not null,
    segment text,
    region text,
    country text,
    industry text,
    employee_count integer,
    currency text not null,
    signup_channel text not null,
    is_internal boolean not null,
    parent_account_id bigint,
    owner_employee_id bigint,
    csm_employee_id bigint,
    created_at timestamptz not null,
    deleted_at timestamptz
);

comment on table crm.accounts is 'Customers and prospects: one row per company that signed up. Holds internal test accounts (is_internal) and soft-deleted ones (deleted_at): neither is a customer.';
comment on column crm.accounts.id is 'The account.';
comment on column crm.accounts.name is 'Company name; a few companies have the same one.';
comment on column crm.accounts.segment is 'Size class of the company: enterprise, mid_market or startup; NULL when not classified. Not the plan it pays for.';
comment on column crm.accounts.region is 'Sales region: AMER, EMEA, APAC, LATAM; NULL when unknown.';
comment on column crm.accounts.country is 'Country of the headquarters, in English; NULL when unknown.';
comment on column crm.accounts.industry is 'Industry; NULL when unknown.';
comment on column crm.accounts.employee_count is 'People the company employs, as it said itself; NULL when unknown.';
comment on column crm.accounts.currency is 'Currency the account is billed in, ISO 4217.';
comment on column crm.accounts.signup_channel is 'Marketing channel of the sign-up.';
comment on column crm.accounts.is_internal is 'True for accounts that Acme itself uses.';
comment on column crm.accounts.parent_account_id is 'The parent company, when it is an account too.';
comment on column crm.accounts.owner_employee_id is 'Account executive in charge; NULL for self-service.';
comment on column crm.accounts.csm_employee_id is 'Customer success manager; NULL for startups.';
comment on column crm.accounts.created_at is 'When the account signed up.';
comment on column crm.accounts.deleted_at is 'When the account was deleted; NULL while it exists. Its other rows stay.';
