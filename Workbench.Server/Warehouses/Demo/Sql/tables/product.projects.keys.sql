alter table product.projects add primary key (id);
create index on product.projects (account_id);
