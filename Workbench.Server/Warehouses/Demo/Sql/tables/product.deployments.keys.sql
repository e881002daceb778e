alter table product.deployments add primary key (id);
create index on product.deployments (created_at);
create index on product.deployments (project_id);
