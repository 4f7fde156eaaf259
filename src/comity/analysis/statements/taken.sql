-- taken: which identifier takes part in which event, as what, under which key
create temp table taken as
with counted as (
    select file_row_number as n, event_id, provider, source_sha256, ts_utc, kind, direction,
        kind in ('message', 'mail', 'sms', 'call') and direction in ('in', 'out') as spoken, if(direction = 'out', 'actor', 'target') as self
    from numbered where duplicate_of is null
), named as (
    select c.n, l.role, c.ts_utc, c.provider, c.source_sha256, split_part(l.entity_id, ':', 1) as kind,
        substr(l.entity_id, strpos(l.entity_id, ':') + 1) as value
    from link l join counted c using (event_id)
), silent as (
    -- records that say only *I*: nobody stands where the owner of the account or of the device spoke or was spoken to
    select c.* from counted c where spoken and not exists (select 1 from named o where o.n = c.n and o.role = c.self)
), whole as (
    select * from named
    union all
    select s.n, s.self, s.ts_utc, s.provider, s.source_sha256, a.kind, a.value
    from silent s join named a on a.n = s.n and a.role = 'account'
    union all
    select s.n, s.self, s.ts_utc, s.provider, s.source_sha256, 'person', 'owner'
    from silent s where not exists (select 1 from named a where a.n = s.n and a.role = 'account')
), scoped as (
    select *, coalesce(provider, 's-' || left(source_sha256, 12)) as home, 's-' || left(source_sha256, 12) as place from whole where value <> ''
)
select n, role, ts_utc,
    case
        when kind = 'account' then 'account:' || home || ':' || value
        when kind = 'person' then 'person:' || place || ':' || value
        when kind = 'cell' then 'place:' || value
        when kind = 'device' and not regexp_full_match(value, '\d{14,16}') then 'device:' || home || ':' || value
        when kind = 'sim' and not regexp_full_match(value, '\d{14,20}') then 'sim:' || home || ':' || value
        when kind = 'phone' and not regexp_full_match(value, '\+\d{8,15}') then 'phone:' || place || ':' || value
        when kind = 'bank_account' and not regexp_full_match(value, '[A-Z]{2}\d{2}[A-Z0-9]{11,30}') then 'bank_account:' || home || ':' || value
        when kind = 'wallet' and regexp_matches(value, '^(?i:0x|bc1|ltc1|tb1)') then 'wallet:' || lower(value)
        else kind || ':' || value
    end as key,
    if(kind = 'cell', 'place', kind) as kind, value,
    case when kind in ('account', 'device', 'bank_account', 'sim') then provider end as provider, source_sha256
from scoped
