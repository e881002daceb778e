alter table billing.invoices add primary key (id);
create index on billing.invoices (issued_on);
create index on billing.invoices (account_id);
create index on billing.invoices (subscription_id);
