-- What there is: kinds of events by reader, with first and last time and how many wait for a zone
select parser, kind, count(*) as events, min(ts_utc) as first_time, max(ts_utc) as last_time, count(*) - count(ts_utc) as without_time
from event
where duplicate_of is null
group by parser, kind
order by parser, kind
