# The same suite gives the same verdicts in every dialect, streamed or not.
cp -r "$SUITES" suites
first=
for dialect in openai_chat openai_responses anthropic_messages modelslab_native gemini; do
  for stream in true false; do
    sed "s|serve: quickstart.models.yaml|serve: quickstart.models.yaml, dialect: $dialect|" suites/quickstart.yaml > suites/one.yaml
    assay run suites/one.yaml --repeats 1 --set stream=$stream --set temperature=0 -o json=report.json
    case $code in 0|4) ;; *) die "$dialect stream=$stream: exit code $code" ;; esac
    verdicts=$(json report.json '[(v["passed"], v["failed"], v["errors"]) for v in r["variants"]]')
    [ -n "$first" ] || first=$verdicts
    equal "$verdicts" "$first"
  done
done
