-- what can be used, and what is left out
select count(*) filter (timed and entity is not null and (basis <> 'position' or accuracy is null or accuracy <= $coarsest)),
    count(*) filter (not timed), count(*) filter (timed and basis = 'position' and accuracy > $coarsest),
    count(*) filter (timed and basis = 'position' and accuracy is null), count(*) filter (timed and entity is null) from placed
