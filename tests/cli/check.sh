# What a run would refuse, or leave unscored, is said before it.
small_suite
assay check suite.yaml
exits 0
silent err
sed 's/, expect: \[{max_words: 20}\]}/}/; s/japan, vars: .*/japan, vars: {country: Japan}, expect: [{contains: Tokyo}]}/' suite.yaml > some.yaml
assay check some.yaml
exits 0
says "some.yaml: ok"
warns "some.yaml: warning: 1 of 2 cases expects nothing and will be unscored, never a pass: france"
sed 's/, expect: .*/}/' suite.yaml > none.yaml
assay check none.yaml --case japan
warns "1 of 1 cases expects nothing and will be unscored, never a pass: japan"
printf 'expect: [{max_words: 20}]\n' >> none.yaml
assay check none.yaml
silent err

sed 's/- {id: france.*/- {id: france, vars: {country: Korea, South}}/' suite.yaml > comma.yaml
assay check comma.yaml
exits 2
warns 'write country: "Korea, South"'

for number in 0 -1 x 100001 2.5; do
  for command in check run; do
    assay $command suite.yaml --concurrency=$number
    exits 2
    warns "--concurrency: '$number' is not a whole number from 1 to 100000"
    silent out
  done
done
[ ! -e results ] || die "something was begun"
