-- addresses of the network: how often, by how many, without a port, from when to when
select ip, count(*) as events, count(distinct coalesce(account_id, actor_id, device_id)) as accounts, count(*) - count(port) as without_port,
    count(*) - count(ts_utc) as undated, min(ts_utc) as first, max(ts_utc) as last
from event
where ip is not null and ip <> '' and duplicate_of is null and ($account is null or $account in (account_id, actor_id))
group by ip order by events desc, ip
