# Mistakes on the command line end in one message and exit code 2.
mistake() { assay "${@:2}"; exits 2; warns "$1"; silent out; }
mistake "did you mean 'run'" rnu x.yaml
mistake "did you mean '--repeats'" run x.yaml --repeets 3
mistake "No such file" run missing.yaml
mistake "never read from the command line" run x.yaml --api-key=sk-123456
mistake "did you mean 'html'" run x.yaml -o htm=x
mistake "expected I/N" check "$SUITES/quickstart.yaml" --shard 3/2
mistake "did you mean 'runs'" list rums
mistake "did you mean 'modelslab'" models modelslb
mistake "MODELSLAB_API_KEY" models modelslab
mistake "0..255" run x.yaml --exit-code gate=1000
# What an option's words mean is known at the door, before a file is opened.
mistake "--repeats: '0' is not a whole number from 1 to 1000000" run x.yaml --repeats 0
mistake "--repeats: given 2 times" run x.yaml --repeats 1 --repeats 2
mistake "--seed: '-1' is not a whole number from 0 to 18446744073709551615" check x.yaml --seed=-1
mistake "--port: '65536' is not a whole number from 0 to 65535" view --port 65536
mistake "--max-cost free: not an amount in USD" run x.yaml --max-cost free
mistake "--max-cost '': not an amount in USD" run x.yaml --max-cost "" # a variable that is not set is no cap
mistake "--max-duration 30: must be a duration such as" run x.yaml --max-duration 30
mistake "--set temperature: expected AXIS=VALUE" plan x.yaml --set temperature
mistake "--margin 1: must be between 0 and 1" compare a b --margin 1
mistake "--mde 2: expected a number between 0 and 1" plan x.yaml --mde 2
mistake "--color red: expected auto, always or never" check x.yaml --color red
mistake "--speed nan: expected a number" serve x.yaml --speed nan
mistake "did you mean 'save'" baseline sav main
mistake "no such Store" run --resume ""
assay run x.yaml --shard 3/2 --exit-code usage=64
exits 64
assay check "$SUITES/quickstart.yaml" --quiet=false --shard 1/2 --seed 007
exits 0
says "ok, "
assay
exits 2
assay --version
exits 0
says "assay 0."
