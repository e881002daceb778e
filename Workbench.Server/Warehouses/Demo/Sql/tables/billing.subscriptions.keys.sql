alter table billing.subscriptions add primary key (id);
create index on billing.subscriptions (account_id);
create index on billing.subscriptions (plan_id);
