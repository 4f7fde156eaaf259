"""Entities, links, patterns: values computed from records, over a store that `comity read --out DIR` made.

Every function takes the folder of a store and returns frozen `msgspec` structures that encode to JSON as they are
(`msgspec.json.encode`); each has `--json` and a schema on the command line (`comity analyse ...`). Moments are aware, in UTC. An entity is
named by its id (`e-...`), the key of one of its identifiers (`phone:+77010000001`, `account:google:1045`) or a bare value.

    entities.resolve.resolve(folder)                        Resolution(entities, merges, suggestions); kept until something changes
    entities.resolve.rows_of(folder, merge_id)              every record a merge rests on
    entities.decisions.decide(folder, action, left, right, who=, why=, at=)     merge split reject name undo: append-only, beside the store
    contacts.contacts(folder, of=None)                      Contacts(contacts: left right there back first last channels)
    patterns.patterns(folder, zone, of=None)                Patterns(hours[24], weekdays[7], grid[7][24], quiet window as a hypothesis)
    together.together(folder, Asked(...), of=None)          Together(pairs with meetings, what was left out, the parameters)
    holders.holders(folder, registries)                     Holders(addresses: holder, country, file and day, warnings)
    shared.shared({case: folder})                           Shared(identifiers that stand in several cases)
    names.compare.compare(one, other)                       Likeness(score, reasons); names.find.similar(folder) candidates, never merges
    ask.ask, reconcile.reconcile, exports.export            SQL and ready questions; the request against the answer; other programs' formats
"""
