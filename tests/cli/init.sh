# A first suite is valid, and never overwrites one.
assay init
exits 0
assay check capitals.yaml
exits 0
says "12 cells"
assay init
exits 2
assay run capitals.yaml
exits 2
warns "MODELSLAB_API_KEY"
