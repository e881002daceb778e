alter table product.products add primary key (id);
