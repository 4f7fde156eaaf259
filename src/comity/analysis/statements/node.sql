-- node: one row an identifier, numbered in the order of the keys
create temp table node as
with keys as (
    select (row_number() over (order by key) - 1)::integer as node, * from (
        select key, any_value(kind) as kind, min(value) as value, min(provider) as provider, min(source_sha256) as source from keyed group by key)
), once as (
    select n, k.node, any_value(t.ts_utc) as seen from taken t join keyed y using (named, origin) join keys k using (key) group by n, k.node
), counted as (select node, count(*) as events, min(seen) as first, max(seen) as last, count(*) - count(seen) as undated from once group by node)
select keys.*, events, first, last, undated from keys join counted using (node)
