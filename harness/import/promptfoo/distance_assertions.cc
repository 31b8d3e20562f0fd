// levenshtein, rouge-n, bleu, gleu, meteor, similar.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion_row.h"
#include "harness/import/promptfoo/template.h"

namespace assay {
namespace {

// The references: one text or a list of them.
struct References {
  Json to;
  std::string refused;
  std::string note;
};

References read_references(const AssertionFields& fields) {
  if (!fields.value.is_array()) {
    TextValue value = text_value(fields);
    if (value.refused.empty() && trim(value.text).empty()) value.refused = "its value is empty";
    return {Json(value.text), std::move(value.refused), std::move(value.note)};
  }
  References references{Json::array(), {}, {}};
  for (const Json& item : fields.value) {
    if (!item.is_string()) return {{}, "its value has something that is no text", {}};
    const AssertionFields one{fields.type,      fields.inverse, item,
                              fields.threshold, fields.whole,   fields.scope};
    TextValue value = text_value(one);
    if (!value.refused.empty()) return {{}, std::move(value.refused), {}};
    if (trim(value.text).empty()) return {{}, "one of its texts is empty", {}};
    references.note = joined_notes(std::move(references.note), value.note);
    references.to.push_back(std::move(value.text));
  }
  if (references.to.empty()) references.refused = "its value is an empty list";
  return references;
}

AssertionReading has_never_failed(const AssertionFields& fields, double threshold) {
  return always_passing(fields, fmt::format("'{}' from {} on has never failed", fields.type,
                                            format_number(threshold)));
}

// A measure of likeness in [0, 1], of another implementation than there.
AssertionReading read_measure(const AssertionFields& fields, std::string row, double otherwise,
                              std::string_view note) {
  References references = read_references(fields);
  if (!references.refused.empty()) return refuse_assertion(std::move(references.refused));
  const double threshold = fields.threshold.value_or(otherwise);
  if (threshold <= 0) return has_never_failed(fields, threshold);
  if (threshold > 1)
    return always_failing(fields, "its threshold is above 1, which no answer reaches");
  return nearly_as({{std::move(row), {{"to", std::move(references.to)}, {"at_least", threshold}}}},
                   joined_notes(std::string(note), references.note));
}

AssertionReading read_rouge(const AssertionFields& fields) {
  return read_measure(fields, "rouge_1", 0.75, "words are cut as by Google's rouge-score");
}
AssertionReading read_bleu(const AssertionFields& fields) {
  AssertionReading reading =
      read_measure(fields, "bleu", 0.5, "it is sacrebleu's, with its own words and smoothing");
  if (reading.expectation.contains("bleu")) reading.expectation["bleu"]["ignore_case"] = true;
  return reading;
}
AssertionReading read_gleu(const AssertionFields& fields) {
  AssertionReading reading =
      read_measure(fields, "gleu", 0.5, "it is nltk's, which cuts at blanks");
  if (reading.expectation.contains("gleu")) reading.expectation["gleu"]["ignore_case"] = true;
  return reading;
}
AssertionReading read_meteor(const AssertionFields& fields) {
  return read_measure(fields, "meteor", 0.5, "it is nltk's without the stage of synonyms");
}

AssertionReading read_levenshtein(const AssertionFields& fields) {
  References references = read_references(fields);
  if (!references.refused.empty()) return refuse_assertion(std::move(references.refused));
  const double threshold = fields.threshold.value_or(5);
  if (threshold < 0)
    return always_failing(fields, "its threshold is below 0, which no answer reaches");
  const auto most = static_cast<long long>(std::floor(std::min(threshold, 1e9)));
  Json arguments{{"to", std::move(references.to)}, {"at_most", most}};
  // An empty answer is so near only to a short text, and so only a test that is exact has it pass.
  if (fields.scope.faithful) arguments["exact"] = true;
  const Json& to = arguments["to"];
  const bool takes_nothing =
      to.is_string() && !has_nunjucks(to.get_ref<const std::string&>()) &&
      static_cast<std::size_t>(most) >= count_code_points(to.get_ref<const std::string&>());
  if (takes_nothing && !fields.scope.faithful)
    return refuse_assertion(
        fmt::format("{} changes make its text of any short answer, also of an empty one", most));
  const std::string_view note = fields.scope.faithful
                                    ? "its score is a likeness here, and 1 or 0 there"
                                    : "white space at the ends is ignored here";
  return nearly_as({{"levenshtein", std::move(arguments)}},
                   joined_notes(std::string(note), references.note));
}

AssertionReading read_similar(const AssertionFields& fields) {
  if (fields.type == "similar:dot" || fields.type == "similar:euclidean") {
    return refuse_assertion(fmt::format("'{}': only the cosine is computed here", fields.type));
  }
  References references = read_references(fields);
  if (!references.refused.empty()) return refuse_assertion(std::move(references.refused));
  const double threshold = fields.threshold.value_or(0.75);
  if (threshold <= 0) return has_never_failed(fields, threshold);
  if (threshold > 1)
    return always_failing(fields, "its threshold is above 1, which no cosine reaches");
  if (fields.scope.embedder.empty()) {
    return refuse_assertion("no model that makes vectors is named for 'similar'");
  }
  return read_as(
      {{"embedding",
        {{"to", std::move(references.to)},
         {"at_least", threshold},
         {"model", fields.scope.embedder}}}},
      joined_notes(fields.threshold ? "" : "0.75 is promptfoo's default", references.note));
}

constexpr AssertionRow kDistanceAssertions[] = {
    {"levenshtein", read_levenshtein},
    {"rouge-n", read_rouge},
    {"bleu", read_bleu},
    {"gleu", read_gleu},
    {"meteor", read_meteor},
    {"similar", read_similar},
    {"similar:cosine", read_similar},
    {"similar:dot", read_similar},
    {"similar:euclidean", read_similar},
};

}  // namespace

std::span<const AssertionRow> distance_assertions() {
  return kDistanceAssertions;
}

}  // namespace assay
