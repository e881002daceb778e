alter table billing.plans add primary key (id);
