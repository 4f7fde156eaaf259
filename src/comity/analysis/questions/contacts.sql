-- Who spoke with whom: pairs, how often, first and last time
select actor_id, target, kind, count(*) as times, min(ts_utc) as first_time, max(ts_utc) as last_time
from (select actor_id, unnest(target_ids) as target, kind, ts_utc from event where duplicate_of is null)
where actor_id is not null and kind in ('message', 'mail', 'sms', 'call')
group by all
order by times desc, actor_id, target
