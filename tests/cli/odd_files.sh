# Suites and data that are no decent files: refused in a moment, or read as they
# were meant. Nothing here may hang or fill the memory.
small_suite
limited() {
  code=0
  (sanitized || ulimit -v 2000000; exec timeout 20 "$ASSAY" "$@") >out 2>err </dev/null || code=$?
}
refused() { limited check "$1"; exits 2; warns "$2"; }

# Line ends, a byte order mark and UTF-16 of another system change nothing.
sed 's/$/\r/' suite.yaml > crlf.yaml
(printf '\xef\xbb\xbf'; cat suite.yaml) > bom.yaml
python3 -c 'open("wide.yaml", "w", encoding="utf-16").write(open("suite.yaml").read())'
for file in suite.yaml crlf.yaml bom.yaml wide.yaml; do limited check $file; exits 0; says "2 cells"; done

truncate -s 2G huge.yaml; refused huge.yaml "larger than 16 MB"
mkfifo pipe.yaml; refused pipe.yaml "not a regular file"
refused /dev/zero "not a regular file"
refused . "is a folder"
python3 -c 'print("suite: " + "[" * 10000)' > deep.yaml; refused deep.yaml "deep.yaml:1:"
(cat suite.yaml; echo '---'; cat suite.yaml) > two.yaml; refused two.yaml "two.yaml:"

# Data stays below the suite's folder, whatever leads out of it.
ln -s /etc/passwd link.csv
ln -s /proc/self/environ environ.jsonl
mkfifo pipe.csv
truncate -s 5G huge.csv
data() { sed "s|^  - {id: france.*|  - {from: \"$1\", expect: [{max_words: 20}]}|" suite.yaml > data.yaml; }
data ../../../etc/passwd; refused data.yaml "data.yaml:"
for path in /etc/hosts.csv /dev/zero /proc/self/environ; do data "$path"; refused data.yaml "data.yaml:"; done
for path in link.csv environ.jsonl pipe.csv huge.csv missing.csv; do data $path; refused data.yaml "$path"; done
[ ! -e results ] || die "a file that was refused left results"
