# The same Store gives the same bytes, in every format.
small_suite
assay run suite.yaml
for format in $(formats); do
  assay report -o $format=first
  exits 0
  assay report latest -o $format=second
  cmp first second || die "$format differs between two reports of one run"
  assay report -o $format=-
  cmp first out || die "$format differs between a file and stdout"
done
xmllint --noout <("$ASSAY" report -o junit=-) || die "junit is not XML"
assay report nonsense
exits 2
