-- node: one row an identifier, numbered in the order of the keys
create temp table node as
select (row_number() over (order by key) - 1)::integer as node, * from (
    select key, any_value(kind) as kind, min(value) as value, min(provider) as provider, min(source_sha256) as source,
        count(distinct n) as events, min(ts_utc) as first, max(ts_utc) as last, count(distinct n) filter (ts_utc is null) as undated
    from taken group by key)
