// Expectations that grade how close the answer is to a reference. With several
// references, the closest one counts.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/edit_similarity.h"
#include "harness/score/families.h"
#include "harness/score/normalise.h"
#include "harness/score/threshold.h"
#include "harness/score/token_f1.h"
#include "harness/score/words.h"

namespace assay {
namespace {

// Both bound work and memory: a reference is checked when the suite is loaded;
// a model that repeats itself for megabytes must not stall a run (2e10 cells
// are about a second, 64 at a time).
constexpr std::size_t kMaxReference = 20'000;
constexpr double kMaxCells = 2e10;

bool too_long(const std::u32string& answer, const std::u32string& reference) {
  return static_cast<double>(answer.size()) * static_cast<double>(reference.size()) > kMaxCells;
}

Judgement too_long_to_compare() {
  return Judgement::unable("the answer is too long to compare with the reference");
}

// References by their characters, and how an answer becomes such.
struct Characters {
  Normaliser normaliser;
  bool exact = false;  // as they are
  std::vector<std::u32string> references;

  std::u32string of(std::string_view text) const {
    if (exact) return code_points(text);
    return code_points(trim_white_space(normaliser.apply(text)));
  }
};

Result<Characters> read_characters(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  Characters characters;
  ASSAY_TRY(characters.exact, flag_argument(arguments, "exact", false));
  ASSAY_TRY(characters.normaliser, read_normaliser(arguments));
  for (const std::string& text : to) {
    characters.references.push_back(characters.of(text));
    const std::size_t size = characters.references.back().size();
    if (size == 0) return nothing_to_compare(text);
    if (size <= kMaxReference) continue;
    return usage_error(
        fmt::format("a reference of {} characters is too long: at most {}", size, kMaxReference));
  }
  return characters;
}

Result<Judge> compile_similar(const Json& arguments) {
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.8));
  ASSAY_TRY(const Characters characters, read_characters(arguments));
  return Judge([characters, at_least](const Subject& subject) {
    const std::u32string answer = characters.of(subject.text);
    double best = 0;
    for (const std::u32string& reference : characters.references) {
      if (too_long(answer, reference)) return too_long_to_compare();
      best = std::max(best, edit_similarity(answer, reference));
    }
    return grade(best, at_least, "the similarity");
  });
}

// An empty answer is as far from a reference as that is long.
Result<void> refuse_distance_of_nothing(const Characters& characters, double at_most) {
  for (const std::u32string& reference : characters.references) {
    if (at_most < static_cast<double>(reference.size())) continue;
    return usage_error(fmt::format(
        "an empty answer would pass: a reference of {} characters is {} edits from nothing, and "
        "'at_most' is {}",
        reference.size(), reference.size(), format_number(at_most)));
  }
  return {};
}

Result<Judge> compile_levenshtein(const Json& arguments) {
  ASSAY_TRY(const Characters characters, read_characters(arguments));
  ASSAY_TRY(const std::optional<double> at_most, number_argument(arguments, "at_most"));
  if (!at_most) return usage_error("needs 'at_most': how many edits are few enough");
  if (*at_most < 0) return usage_error("never passes: no distance is below 0");
  if (!characters.exact) ASSAY_CHECK(refuse_distance_of_nothing(characters, *at_most));
  return Judge([characters, most = *at_most](const Subject& subject) {
    const std::u32string answer = characters.of(subject.text);
    std::size_t least = std::numeric_limits<std::size_t>::max();
    double value = 0;
    for (const std::u32string& reference : characters.references) {
      if (too_long(answer, reference)) return too_long_to_compare();
      const std::size_t distance = levenshtein(answer, reference);
      least = std::min(least, distance);
      value = std::max(value, similarity_at(distance, std::max(answer.size(), reference.size())));
    }
    const bool is_near = static_cast<double>(least) <= most;
    std::string reason =
        is_near ? std::string()
                : fmt::format("the edit distance is {}, more than {}", least, format_number(most));
    return Judgement{Judgement::Kind::scored, value, is_near, std::move(reason)};
  });
}

Result<Judge> compile_token_f1(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.5));
  std::vector<Words> references;
  for (const std::string& text : to) {
    references.push_back(squad_words(text));
    if (references.back().empty()) return nothing_to_compare(text);
  }
  return Judge([references, at_least](const Subject& subject) {
    const Words answer = squad_words(subject.text);
    double best = 0;
    for (const Words& reference : references) best = std::max(best, token_f1(answer, reference));
    return grade(best, at_least, "token F1");
  });
}

constexpr ArgumentShape kSimilar[] = {
    {"to", ValueType::text_list, true, "one reference or several"},
    {"at_least", ValueType::number, false, "passes from here on; default 0.8"},
};
constexpr ArgumentShape kLevenshtein[] = {
    {"to", ValueType::text_list, true, "one reference or several"},
    {"at_most", ValueType::integer, true, "edits; less than the reference has characters"},
    {"exact", ValueType::boolean, false, "as they are; an empty answer may be near"},
};
constexpr ArgumentShape kHalf[] = {
    {"to", ValueType::text_list, true, "one reference or several"},
    {"at_least", ValueType::number, false, "passes from here on; default 0.5"},
};

constexpr ExpectationRow kSimilarityRows[] = {
    normalising(make_row<compile_similar>("similar", "1 - edit distance / length of the longer",
                                          "to", kSimilar)),
    normalising(make_row<compile_levenshtein>("levenshtein", "at most so many characters differ",
                                              "", kLevenshtein)),
    make_row<compile_token_f1>("token_f1", "SQuAD's F1 over words", "to", kHalf),
};

}  // namespace

std::span<const ExpectationRow> similarity_rows() {
  return kSimilarityRows;
}

}  // namespace assay
