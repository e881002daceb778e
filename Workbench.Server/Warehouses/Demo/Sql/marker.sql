-- Says what the database holds. complete is false while rows are being written for the first time: such a database is made anew.
create schema if not exists demo_generator;
comment on schema demo_generator is 'How the demo company was generated. Not part of the warehouse.';
create table if not exists demo_generator.generation (
    only_one boolean primary key default true check (only_one),
    seed integer not null,
    version text not null,
    start date not null,
    through date not null,
    complete boolean not null
);
