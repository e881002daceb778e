create table product.products (
    id bigint,
    name text not null,
    family text not null,
    launched_on date not null,
    retired_on date
);

comment on table product.products is 'What customers build with.';
comment on column product.products.id is 'The product.';
comment on column product.products.name is 'Name of the product.';
comment on column product.products.family is 'Compute, Delivery, Storage, Insight or AI.';
comment on column product.products.launched_on is 'First day on sale.';
comment on column product.products.retired_on is 'Last day; NULL while on sale.';
