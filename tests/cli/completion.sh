# Completion offers what the tables and the Store hold, in the words of the line.
offers() {  # offers VALUE WORD...: VALUE is among those for the last word
  assay completion values "${@:2}"
  exits 0
  silent err
  grep -qxF -- "$1" out || die "'${*:2}' is not offered '$1'"
}
refuses() {
  assay completion values "${@:2}"
  ! grep -qxF -- "$1" out || die "'${*:2}' is offered '$1'"
}
small_suite
mkdir folder
assay run suite.yaml --quiet
assay baseline save main --quiet
run=$(readlink results/latest)

offers run ""
offers compare com
refuses run com
offers --max-cost run --max
refuses --port run --p
offers suite.yaml run ""
offers folder/ run fo
refuses out run ""
offers suite.yaml run --model x ""
offers html= run suite.yaml -o ""
offers html=folder/ run suite.yaml -o html=fo
offers "$run" report ""
offers latest report l
offers "$run" run suite.yaml --resume ""
offers --store=suite.yaml report --store=su
offers always report --color a
offers main baseline rm ""
offers save baseline s
offers check store ""
refuses save store ""
offers stored:main compare latest s
offers modelslab models mod
offers metrics list ""
offers pass_rate list metrics pass
offers contains list expectations con
offers temperature= run --set temp
offers gate= run --exit-code ""
offers prune help ""
offers zsh completion ""
refuses "$run" report --store nowhere.db ""

# As bash splits the words: only the last piece is completed.
offers folder/ run suite.yaml -o html = fo
offers suite.yaml report --store = su
offers main compare latest stored : ma

# The script that bash reads, in a bash.
assay completion bash
exits 0
cp out completion.bash
mkdir bin && ln -s "$ASSAY" bin/assay
answer=$(PATH=$PWD/bin:$PATH bash -c '
  compopt() { :; }
  source completion.bash
  COMP_WORDS=(assay list metrics lat) COMP_CWORD=3
  _assay
  printf "%s\n" "${COMPREPLY[@]}"')
grep -qx latency_p95_ms <<<"$answer" || die "bash was offered: $answer"
for shell in zsh fish; do
  assay completion $shell
  exits 0
  says "assay completion values"
done
assay completion tcsh
exits 2
