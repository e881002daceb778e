alter table billing.subscription_months add primary key (subscription_id, month);
create index on billing.subscription_months (month);
create index on billing.subscription_months (account_id);
