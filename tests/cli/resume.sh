# A run remembers how it was started: --resume RUN alone goes on with it.
small_suite
mkdir "it's mine"
mv suite.yaml quickstart.models.yaml "it's mine"
assay run "it's mine/suite.yaml" --case france --set temperature=0,0.5 --repeats 3 --seed 4 \
  --max-cost 0.000001 --no-stop-early --store "my runs.db"
exits 6
pasted=$(sed -n 's/^resume with: assay //p' err)
run=$(sqlite3 "my runs.db" 'select id from run')
equal "$pasted" "run 'it'\\''s mine/suite.yaml' --resume $run --store 'my runs.db'"

# The cap is remembered with the rest, and what is spent counts.
eval "assay $pasted"
exits 6
warns "resuming $run: 0 of 6 cells are recorded; with --case france --set temperature=0,0.5 --repeats 3 --seed 4 --max-cost 0.000001 --no-stop-early"
resume() { assay run --resume latest --store "my runs.db" "$@"; }
resume --case japan; exits 2; warns "was started with --case france, and cannot go on with --case japan"
resume --repeats 4; exits 2; warns "was started with --repeats 3"
resume --model large; exits 2; warns "was started without --model"
resume --case france --max-cost 0.5
exits 0
warns "--max-cost 0.5"
equal "$(sqlite3 "my runs.db" 'select count(*), max(complete) from cell, run')" "6|1"
equal "$(sqlite3 "my runs.db" "select manifest ->> '\$.selection.\"--max-cost\"[0]' from run")" 0.5

# A run of an assay that did not remember is resumed with all of it given.
edit_store "my runs.db" "update run set manifest = json_remove(manifest, '$.selection')"
resume; exits 2; warns "is not what that run was started with"
resume --case france --set temperature=0,0.5 --repeats 3; exits 0
assay run; exits 2; warns "which suite?"
