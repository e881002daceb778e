alter table finance.costs add primary key (id);
create index on finance.costs (cost_month);
