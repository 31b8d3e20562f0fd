// What became of one cell, or of one expectation in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// An error (no reply, or one that could not be judged) is never a score, and a
// cell without expectations is unscored, never a pass.
enum class Verdict { pass, fail, error, unscored };

std::string_view to_string(Verdict verdict);  // "pass", "fail", ...
std::optional<Verdict> verdict_from(std::string_view name);

// How many cells came to which verdict: the one place where they are counted.
struct VerdictCounts {
  std::int64_t passed = 0;
  std::int64_t failed = 0;
  std::int64_t errors = 0;
  std::int64_t unscored = 0;
  std::int64_t waiting = 0;  // of the unscored: a person's label will decide them

  void add(Verdict verdict);
  VerdictCounts& operator+=(const VerdictCounts& other);
  std::int64_t scored() const { return passed + failed; }
  std::int64_t all() const { return scored() + errors + unscored; }
  std::optional<double> pass_rate() const;  // of the scored ones; nothing without any
};

// What a judge said of an answer beside another one, in both orders: "first", "second" or "tie".
struct ComparedPair {
  std::string judge;      // its name
  std::string as_first;   // where the answer stood first
  std::string as_second;  // where it stood second
  std::string pair;       // the same for the same two answers to the same, wherever they occur

  friend bool operator==(const ComparedPair&, const ComparedPair&) = default;
};

// What could not be judged, or waits for a label, in a cell or group whose verdict holds all the
// same: its value is of the rest, and what these would have said could move it.
struct OpenScore {
  bool has_error = false;  // of a part that counts
  bool waits = false;
  double up = 0;    // by how much the value could be higher: such parts at 1
  double down = 0;  // and lower: at 0
  bool any() const { return has_error || waits; }
  friend bool operator==(const OpenScore&, const OpenScore&) = default;
};

// One expectation of a cell after negation, or a group of them.
struct ScorePart {
  std::string name;    // as written: "contains", "not contains", "any"
  std::string metric;  // to group by in reports; empty: none
  Verdict verdict = Verdict::unscored;
  double value = 0;  // in [0, 1]; meaningless for error and unscored
  double weight = 1;
  std::string reason;          // why; may quote the model: hostile
  std::string extracted = {};  // how what `extract:` took begins: hostile; empty: it took nothing
  std::string judge = {};      // names of the judges that were asked, ", " between; "": none
  // What it would be by what people say in place of judges; nothing: they did not say.
  std::optional<bool> label = {};
  double label_weight = 1;  // how many answers of the run the label stands for, if they say
  // Unscored until a person has labelled the answer: then it may be pass or fail.
  bool waits = false;
  std::vector<ComparedPair> pairs = {};  // that judges compared for it
  // What a script measured of the answer: names, each once, and finite numbers.
  std::vector<std::pair<std::string, double>> metrics = {};
  // Of a dialogue: the turn that it stands beside, from 1; 0: the case.
  int turn = 0;
  // Its value by what people say in place of judges, in [0, 1]; nothing: they did not say, or
  // not so exactly.
  std::optional<double> label_value = {};
  // Of a group that holds, or fails, whatever some of it would have said: what these leave open
  // of `value`.
  OpenScore open = {};

  friend bool operator==(const ScorePart&, const ScorePart&) = default;
};

// Whether a cell of this verdict and these parts will have another once people have labelled
// its answer.
bool waits_for_label(Verdict verdict, const std::vector<ScorePart>& parts);

// Of a cell without a verdict nothing is open: it has no score.
OpenScore open_score(Verdict verdict, const std::vector<ScorePart>& parts);

struct CellScore {
  Verdict verdict = Verdict::unscored;
  // Weighted mean of the parts that were judged; absent for error and unscored.
  std::optional<double> value;
  std::vector<ScorePart> parts;

  friend bool operator==(const CellScore&, const CellScore&) = default;
};

}  // namespace assay
