-- keyed: the key of each identifier out of each source: the same everywhere, at its provider, or within its source only
create temp table keyed as
with met as (select distinct named, origin from taken),
scoped as (
    select m.named, m.origin, t.kind, t.value, o.provider, o.source_sha256, 's-' || left(o.source_sha256, 12) as place,
        coalesce(o.provider, 's-' || left(o.source_sha256, 12)) as home
    from met m join named t using (named) join origin o using (origin)
)
select named, origin,
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
