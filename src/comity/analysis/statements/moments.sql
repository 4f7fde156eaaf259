-- for each identifier the last moment, the port at it (addresses: the last moment with a port before any without), and some records
with placed as (
    select node.key, node.kind, e.ts_utc, if(node.kind = 'ip', e.port, null) as port, e.event_id, e.source_sha256, e.member_path, e.locator
    from part join node using (node) join numbered e on e.file_row_number = part.n
)
select key, arg_max(ts_utc, (port is not null, ts_utc)), arg_max(port, (port is not null, ts_utc)),
    arg_min({'event_id': event_id, 'source_sha256': source_sha256, 'member_path': member_path, 'locator': locator},
        (coalesce(ts_utc, 'infinity'::timestamptz), event_id), $few)
from placed group by key
