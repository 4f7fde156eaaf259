-- IP addresses: by whom, how often, from when to when, and whether a source port is known
select ip, account_id, count(*) as times, min(ts_utc) as first_time, max(ts_utc) as last_time, count(port) as with_port
from event
where ip is not null and duplicate_of is null
group by ip, account_id
order by times desc, ip
