// What people said of answers, as lines of a gold file (docs/labels.md): a JSON object
// each. An answer is known by its text and its question's, so that a label outlives the
// run that it was given in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/base/key.h"
#include "harness/base/verdict.h"
#include "harness/yaml/diagnostic.h"
#include "harness/yaml/source.h"

namespace assay {

// pass or fail, or a point of a scale.
using GoldLabel = std::variant<Verdict, std::int64_t>;
std::string label_text(const GoldLabel& label);  // "pass", "4"

struct GoldLine {
  int line = 0;                         // of its file, from 1; 0 of what comes from none
  std::string case_id;                  // "": `question` says what was asked
  Key question{};                       // SHA-256 of the last thing that the user said
  Key answer{};                         // SHA-256 of the answer's text
  std::optional<GoldLabel> label = {};  // nothing: the rater was unsure, or skipped it
  bool is_skipped = false;
  std::optional<std::string> variant = {};  // nothing: whichever gave the answer
  std::optional<Key> criterion = {};        // nothing: whatever was asked of the answer
  std::string rater = {};                   // "": nobody says who
  std::optional<double> weight = {};        // answers of the run that it stands for
  std::string time = {};                    // RFC 3339
  std::optional<std::int64_t> ms = {};      // that the rater took
  std::int64_t pass = 1;                    // 2: the same answer, shown again on purpose
  std::int64_t revision = 0;                // a higher one of the same pass takes it back
  std::string comment = {};
};

// The lines of a gold file, in their order. Errors are in `diagnostics`, each at its line.
std::vector<GoldLine> read_gold_lines(SourceFile& file, Diagnostics& diagnostics);

// The line of a label that names its question by the hash, with its newline.
std::string gold_line_text(const GoldLine& line);

}  // namespace assay
