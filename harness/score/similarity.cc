// Expectations that grade how close the answer is to a reference. With several
// references, the closest one counts.
#include <fmt/format.h>
#include <algorithm>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/edit_similarity.h"
#include "harness/score/families.h"
#include "harness/score/normalise.h"
#include "harness/score/overlap.h"
#include "harness/score/words.h"

namespace assay {
namespace {

// Both bound work and memory: a reference is checked when the suite is loaded;
// a model that repeats itself for megabytes must not stall a run (2e10 cells
// are about a second, 64 at a time).
constexpr std::size_t kMaxReference = 20'000;
constexpr double kMaxCells = 2e10;

template <class Sequence>
bool too_long(const Sequence& answer, const Sequence& reference) {
  return static_cast<double>(answer.size()) * static_cast<double>(reference.size()) > kMaxCells;
}

template <class Sequence>
Result<std::vector<Sequence>> bounded(std::vector<Sequence> references, std::string_view unit) {
  for (const Sequence& reference : references) {
    if (reference.size() <= kMaxReference) continue;
    return usage_error(fmt::format("a reference of {} {} is too long: at most {}", reference.size(),
                                   unit, kMaxReference));
  }
  return references;
}

Judgement too_long_to_compare() {
  return Judgement::unable("the answer is too long to compare with the reference");
}

Judgement grade(double value, double at_least, std::string_view name) {
  if (value >= at_least) return Judgement::graded(value, at_least, {});
  return Judgement::graded(
      value, at_least,
      fmt::format("{} is {}, less than {}", name, format_fixed(value, 3), format_number(at_least)));
}

Result<double> read_threshold(const Json& arguments, double otherwise) {
  ASSAY_TRY(const std::optional<double> given, number_argument(arguments, "at_least"));
  const double threshold = given.value_or(otherwise);
  if (threshold > 1) return usage_error("'at_least' must be at most 1");
  if (threshold <= 0) {
    return usage_error(
        fmt::format("always passes: everything is at least {}; leave 'at_least' out "
                    "where the value alone counts",
                    format_number(threshold)));
  }
  return threshold;
}

// A reference without characters or words would be equal to any other such text.
template <class Split>
auto split_each(const std::vector<std::string>& texts, Split split)
    -> Result<std::vector<decltype(split(texts.front()))>> {
  std::vector<decltype(split(texts.front()))> all;
  for (const std::string& text : texts) {
    all.push_back(split(text));
    if (all.back().empty()) {
      return usage_error(fmt::format("the reference {} has nothing to compare", quote(text)));
    }
  }
  return all;
}

Result<Judge> compile_similar(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.8));
  ASSAY_TRY(const Normaliser normaliser, read_normaliser(arguments));
  const auto split = [normaliser](std::string_view text) {
    return code_points(trim_white_space(normaliser.apply(text)));
  };
  ASSAY_TRY(std::vector<std::u32string> all, split_each(to, split));
  ASSAY_TRY(const std::vector<std::u32string> references, bounded(std::move(all), "characters"));
  return Judge([references, at_least, split](const Subject& subject) {
    const std::u32string answer = split(subject.text);
    double best = 0;
    for (const std::u32string& reference : references) {
      if (too_long(answer, reference)) return too_long_to_compare();
      best = std::max(best, edit_similarity(answer, reference));
    }
    return grade(best, at_least, "the similarity");
  });
}

Result<Judge> compile_rouge_l(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.75));
  ASSAY_TRY(std::vector<Words> all, split_each(to, comparable_words));
  ASSAY_TRY(const std::vector<Words> references, bounded(std::move(all), "words"));
  return Judge([references, at_least](const Subject& subject) {
    const Words answer = comparable_words(subject.text);
    double best = 0;
    for (const Words& reference : references) {
      if (too_long(answer, reference)) return too_long_to_compare();
      best = std::max(best, rouge_l(answer, reference));
    }
    return grade(best, at_least, "ROUGE-L");
  });
}

Result<Judge> compile_bleu(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.5));
  ASSAY_TRY(const std::vector<Words> references, split_each(to, comparable_words));
  return Judge([references, at_least](const Subject& subject) {
    return grade(bleu(comparable_words(subject.text), references), at_least, "BLEU");
  });
}

Result<Judge> compile_token_f1(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.5));
  ASSAY_TRY(const std::vector<Words> references, split_each(to, squad_words));
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
constexpr ArgumentShape kRouge[] = {
    {"to", ValueType::text_list, true, "one reference or several"},
    {"at_least", ValueType::number, false, "passes from here on; default 0.75"},
};
constexpr ArgumentShape kHalf[] = {
    {"to", ValueType::text_list, true, "one reference or several"},
    {"at_least", ValueType::number, false, "passes from here on; default 0.5"},
};

constexpr ExpectationRow kSimilarityRows[] = {
    normalising(make_row<compile_similar>("similar", "1 - edit distance / length of the longer",
                                          "to", kSimilar)),
    make_row<compile_rouge_l>("rouge_l", "ROUGE-L: F1 of the longest common word sequence", "to",
                              kRouge),
    make_row<compile_bleu>("bleu", "sentence BLEU-4, smoothed", "to", kHalf),
    make_row<compile_token_f1>("token_f1", "SQuAD's F1 over words", "to", kHalf),
};

}  // namespace

std::span<const ExpectationRow> similarity_rows() {
  return kSimilarityRows;
}

}  // namespace assay
