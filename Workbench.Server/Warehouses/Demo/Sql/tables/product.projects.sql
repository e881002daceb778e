create table product.projects (
    id bigint,
    account_id bigint,
    name text not null,
    framework text,
    home_region text not null,
    created_at timestamptz not null,
    archived_at timestamptz
);

comment on table product.projects is 'What customers host: a site or an app. Some never deployed, a few lost their account.';
comment on column product.projects.id is 'The project.';
comment on column product.projects.account_id is 'Whose project it is; NULL when the account is gone.';
comment on column product.projects.name is 'Name of the project.';
comment on column product.projects.framework is 'Web framework; NULL when not recognised.';
comment on column product.projects.home_region is 'Data centre: iad1, sfo1, fra1, lhr1, sin1, gru1. Not the sales region.';
comment on column product.projects.created_at is 'When the project was made.';
comment on column product.projects.archived_at is 'When it was archived; NULL while live.';
