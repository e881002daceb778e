alter table product.usage_daily add primary key (project_id, product_id, usage_date);
create index on product.usage_daily (usage_date);
