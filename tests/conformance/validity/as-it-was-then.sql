with c as (select c.*, (select region from validity.agent a where a.id = c.agent_id and a.tenant = c.tenant and (c.called_at at time zone 'Pacific/Auckland')::date >= a.valid_from
  and ((c.called_at at time zone 'Pacific/Auckland')::date < a.valid_to or a.valid_to is null)) as region from validity.call c)
select region as "agent.region", count(*) as calls, sum(minutes) as minutes, 0 as row_kind from c group by region union all select null, count(*), sum(minutes), 1 from c
