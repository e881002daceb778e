with c as (select (c.called_at at time zone 'Pacific/Auckland')::date as d, (select region from validity.agent a where a.id = c.agent_id and a.tenant = c.tenant
  and (c.called_at at time zone 'Pacific/Auckland')::date >= a.valid_from and ((c.called_at at time zone 'Pacific/Auckland')::date < a.valid_to or a.valid_to is null)) as region from validity.call c)
select d as "time.day", region as "agent.region", count(*) as calls from c where d >= '2026-01-30' and d < '2026-02-12' group by d, region
