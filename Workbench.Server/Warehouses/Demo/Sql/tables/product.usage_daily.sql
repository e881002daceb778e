create table product.usage_daily (
    project_id bigint,
    product_id bigint,
    usage_date date,
    requests bigint not null,
    bandwidth_bytes bigint not null,
    compute_seconds bigint,
    loaded_at timestamptz not null
);

comment on table product.usage_daily is 'Usage per project, product and day. A day is written in the night after; one row in thirty comes two to five days late (loaded_at).';
comment on column product.usage_daily.project_id is 'The project.';
comment on column product.usage_daily.product_id is 'The product.';
comment on column product.usage_daily.usage_date is 'Day of the usage.';
comment on column product.usage_daily.requests is 'Requests served.';
comment on column product.usage_daily.bandwidth_bytes is 'Bytes sent.';
comment on column product.usage_daily.compute_seconds is 'Seconds of compute; NULL for products that do not compute.';
comment on column product.usage_daily.loaded_at is 'When the row was written.';
