-- Conversations: how many messages, who wrote, first and last time
select thread_id, count(*) as messages, list_sort(list(distinct actor_id)) as writers, min(ts_utc) as first_time, max(ts_utc) as last_time
from event
where thread_id is not null and kind in ('message', 'mail', 'sms', 'call', 'media', 'reaction') and duplicate_of is null
group by thread_id
order by messages desc, thread_id
