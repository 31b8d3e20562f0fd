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
assay
exits 2
assay --version
exits 0
says "assay 0."
