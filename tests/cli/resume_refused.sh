# A run is resumed with the plan it was started with, or not at all.
small_suite
assay run suite.yaml --max-cost 0.000001
exits 6
run=$(sqlite3 results/assay.db 'select id from run')
assay run suite.yaml --case france --resume "$run"; exits 2; warns "was started without --case"
sed 's/max_words: 20/max_words: 21/' suite.yaml > edited.yaml
assay run edited.yaml --resume "$run"; exits 2; warns "is not what that run was started with"

# As many cells of other cases are another plan, too.
assay run suite.yaml --case france --max-cost 0.000001; exits 6
one=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
assay run suite.yaml --case japan --resume "$one"; exits 2; warns "was started with --case france"
assay run suite.yaml --case france --resume "$one" --max-cost 1; exits 0
