-- Hours of the day in UTC at which each actor is active
select coalesce(actor_id, account_id) as actor, date_part('hour', ts_utc at time zone 'UTC')::int as hour_utc, count(*) as times
from event
where ts_utc is not null and coalesce(actor_id, account_id) is not null and duplicate_of is null
group by all
order by actor, hour_utc
