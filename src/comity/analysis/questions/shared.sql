-- Addresses and devices that several accounts used
select e.kind, e.value_norm, count(distinct coalesce(v.account_id, v.actor_id)) as accounts,
    list_sort(list(distinct coalesce(v.account_id, v.actor_id))) as used_by, min(v.ts_utc) as first_time, max(v.ts_utc) as last_time
from link l
join entity e using (entity_id)
join event v using (event_id)
where e.kind in ('ip', 'device', 'sim')
group by e.kind, e.value_norm
having count(distinct coalesce(v.account_id, v.actor_id)) > 1
order by accounts desc, e.value_norm
