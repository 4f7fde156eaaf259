-- taken: which identifier takes part in which event, as what, and out of which source, all as whole numbers
create temp table taken as
with counted as (
    select file_row_number as n, event_id, origin, ts_utc,
        kind in ('message', 'mail', 'sms', 'call') and direction in ('in', 'out') as spoken, if(direction = 'out', 'actor', 'target') as self
    from numbered e join origin o on o.provider is not distinct from e.provider and o.source_sha256 = e.source_sha256
    where duplicate_of is null
), named as (
    select c.n, l.role, named.named, c.origin, c.ts_utc from link l join counted c using (event_id) join named using (entity_id)
), silent as (
    -- records that say only *I*: nobody stands where the owner of the account or of the device spoke or was spoken to
    select c.* from counted c anti join named o on o.n = c.n and o.role = c.self where spoken
)
select * from named
union all
select s.n, s.self, a.named, s.origin, s.ts_utc from silent s join named a on a.n = s.n and a.role = 'account'
union all
select s.n, s.self, 0, s.origin, s.ts_utc from silent s anti join named a on a.n = s.n and a.role = 'account'
