create table product.deployments (
    id bigint,
    project_id bigint not null,
    environment text not null,
    status text not null,
    triggered_by text not null,
    error_code text,
    build_duration_ms integer,
    created_at timestamptz not null
);

comment on table product.deployments is 'Each build of a project that was put online, or should have been.';
comment on column product.deployments.id is 'The deployment, in order of time.';
comment on column product.deployments.project_id is 'The project.';
comment on column product.deployments.environment is 'production or preview.';
comment on column product.deployments.status is 'ready, failed or canceled.';
comment on column product.deployments.triggered_by is 'git, cli, api or dashboard.';
comment on column product.deployments.error_code is 'Why it failed; NULL otherwise.';
comment on column product.deployments.build_duration_ms is 'Time to build in milliseconds; NULL when canceled.';
comment on column product.deployments.created_at is 'When it was started.';
