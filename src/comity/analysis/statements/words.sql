-- texts of a store, each once, with the first record that holds it
select text, min(ts_utc), max(ts_utc), count(*),
    arg_min({'event_id': event_id, 'source_sha256': source_sha256, 'member_path': member_path, 'locator': locator}, event_id)
from event where text is not null and duplicate_of is null
group by text order by min(event_id) limit $most
