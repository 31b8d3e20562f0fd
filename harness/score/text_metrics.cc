// Expectations that grade by a published metric of overlap with references.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/bleu.h"
#include "harness/score/chrf.h"
#include "harness/score/families.h"
#include "harness/score/meteor.h"
#include "harness/score/metric_words.h"
#include "harness/score/rouge.h"
#include "harness/score/threshold.h"
#include "harness/score/words.h"

namespace assay {
namespace {

// Of ROUGE-L, which takes the time of their product: as in similarity.cc.
constexpr std::size_t kMostReferenceWords = 20'000;
constexpr double kMostPairs = 2e10;

// A metric keeps its references prepared, and judges share them.
template <class Metric>
Judge grade_by(Metric metric, double at_least, std::string_view name) {
  return [metric = std::make_shared<const Metric>(std::move(metric)), at_least,
          name](const Subject& subject) { return grade((*metric)(subject.text), at_least, name); };
}

std::string text_as_compared(std::string_view text, bool ignore_case) {
  return ignore_case ? lower_case(text) : std::string(text);
}

// 13a and none see a sentence of these scripts as one word; a number of that is none
// that anybody would want, unless they say so.
bool is_written_without_spaces(std::string_view text) {
  std::size_t letters = 0;
  std::size_t alone = 0;
  for (const char32_t c : code_points(text)) {
    letters += kind_of(c) == CharacterKind::letter;
    alone += is_word_by_itself(c);
  }
  return alone * 2 > letters;
}

// How bleu, gleu and meteor cut texts.
struct Cutting {
  Tokenizer tokenizer;
  bool ignore_case;

  Words operator()(std::string_view text) const {
    return tokenize(text_as_compared(text, ignore_case), tokenizer);
  }
};

struct CutReferences {
  Cutting cut;
  std::vector<Words> references;
};

Result<CutReferences> cut_references(const Json& arguments, std::string_view otherwise) {
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  const std::optional<std::string> given = text_argument(arguments, "tokenize");
  ASSAY_TRY(const Tokenizer tokenizer, tokenizer_called(given.value_or(std::string(otherwise))));
  ASSAY_TRY(const bool ignore_case, flag_argument(arguments, "ignore_case", false));
  CutReferences cut{{tokenizer, ignore_case}, {}};
  for (const std::string& text : to) {
    if (!given && is_written_without_spaces(text)) {
      return usage_error(
          fmt::format("the reference {} is written without spaces, so it would be "
                      "one word; 'tokenize: char' compares characters",
                      quote(text)));
    }
    cut.references.push_back(cut.cut(text));
    if (cut.references.back().empty()) return nothing_to_compare(text);
  }
  return cut;
}

template <class Metric>
Result<Judge> compile_cut(const Json& arguments, std::string_view otherwise,
                          std::string_view name) {
  ASSAY_TRY(const CutReferences references, cut_references(arguments, otherwise));
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.5));
  const auto score = [cut = references.cut, metric = Metric(references.references)](
                         std::string_view text) { return metric.score(cut(text)); };
  return grade_by(score, at_least, name);
}

Result<Judge> compile_bleu(const Json& arguments) {
  return compile_cut<Bleu>(arguments, "13a", "BLEU");
}

Result<Judge> compile_gleu(const Json& arguments) {
  return compile_cut<Gleu>(arguments, "none", "GLEU");
}

Result<Judge> compile_meteor(const Json& arguments) {
  return compile_cut<Meteor>(arguments, "none", "METEOR");
}

Result<ChrfOptions> read_chrf_options(const Json& arguments) {
  ChrfOptions options;
  ASSAY_TRY(const std::optional<double> words, number_argument(arguments, "word_order"));
  if (words && *words != 0 && *words != 1 && *words != 2) {
    return usage_error("'word_order' is 0 (chrF), 1 (chrF+) or 2 (chrF++)");
  }
  options.word_order = static_cast<std::size_t>(words.value_or(0));
  ASSAY_TRY(const std::optional<double> beta, number_argument(arguments, "beta"));
  options.beta = beta.value_or(options.beta);
  if (!(options.beta > 0 && options.beta <= 100)) {
    return usage_error("'beta' is above 0 and at most 100");
  }
  ASSAY_TRY(options.epsilon, flag_argument(arguments, "epsilon", false));
  return options;
}

Result<Judge> compile_chrf(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.5));
  ASSAY_TRY(const ChrfOptions options, read_chrf_options(arguments));
  ASSAY_TRY(const bool ignore_case, flag_argument(arguments, "ignore_case", false));
  std::vector<std::string> references;
  for (const std::string& text : to) {
    references.push_back(text_as_compared(text, ignore_case));
    if (without_white_space(text).empty()) return nothing_to_compare(text);
  }
  const auto score = [metric = Chrf(references, options), ignore_case](std::string_view text) {
    return metric.score(text_as_compared(text, ignore_case));
  };
  return grade_by(score, at_least, "chrF");
}

// How the ROUGE rows cut texts, and which of the three numbers is theirs.
struct RougeOptions {
  bool is_unicode = false;
  bool stem = false;
  double (*measure)(const Rouge& rouge) = nullptr;

  Words cut(std::string_view text) const {
    return is_unicode ? comparable_words(text) : rouge_words(text, stem);
  }
};

Result<RougeOptions> read_rouge_options(const Json& arguments) {
  RougeOptions options;
  const std::string words = text_argument(arguments, "tokenize").value_or("ascii");
  if (words != "ascii" && words != "unicode") {
    return usage_error(fmt::format("'tokenize' is ascii or unicode, not {}", quote(words)));
  }
  options.is_unicode = words == "unicode";
  ASSAY_TRY(options.stem, flag_argument(arguments, "stem", false));
  if (options.stem && options.is_unicode) {
    return usage_error("'stem' is for English, and 'tokenize: unicode' for every other script");
  }
  const std::string measure = text_argument(arguments, "measure").value_or("f1");
  if (measure == "f1") options.measure = [](const Rouge& rouge) { return rouge.f1(); };
  if (measure == "precision") options.measure = [](const Rouge& rouge) { return rouge.precision; };
  if (measure == "recall") options.measure = [](const Rouge& rouge) { return rouge.recall; };
  if (options.measure == nullptr) {
    return usage_error(fmt::format("'measure' is f1, precision or recall, not {}", quote(measure)));
  }
  return options;
}

Result<std::vector<Words>> rouge_references(const Json& arguments, const RougeOptions& options) {
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  std::vector<Words> references;
  for (const std::string& text : to) {
    const Dropped dropped = dropped_by_rouge(text);
    const bool is_given = find_argument(arguments, "tokenize") != nullptr;
    if (!is_given && dropped.dropped * 2 > dropped.all) {
      return usage_error(
          fmt::format("ROUGE's words are of a-z and 0-9, which leaves little of the "
                      "reference {}; 'tokenize: unicode' takes every letter",
                      quote(text)));
    }
    references.push_back(options.cut(text));
    if (references.back().empty()) return nothing_to_compare(text);
  }
  return references;
}

// Of several references, the one with the greatest F1, also where recall is asked for.
template <class Score>
double best_rouge(const RougeOptions& options, std::size_t references, Score score) {
  Rouge best = score(0);
  for (std::size_t i = 1; i < references; ++i) {
    const Rouge next = score(i);
    if (next.f1() > best.f1()) best = next;
  }
  return options.measure(best);
}

template <std::size_t kOrder>
Result<Judge> compile_rouge_n(const Json& arguments) {
  ASSAY_TRY(const RougeOptions options, read_rouge_options(arguments));
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.75));
  ASSAY_TRY(const std::vector<Words> references, rouge_references(arguments, options));
  std::vector<RougeN> metrics;
  for (const Words& reference : references) {
    if (reference.size() < kOrder) {
      return usage_error(fmt::format("a reference needs at least {} words, and '{}' is one", kOrder,
                                     reference.front()));
    }
    metrics.emplace_back(reference, kOrder);
  }
  const auto score = [options, metrics](std::string_view text) {
    const Words answer = options.cut(text);
    return best_rouge(options, metrics.size(),
                      [&](std::size_t i) { return metrics[i].score(answer); });
  };
  return grade_by(score, at_least, kOrder == 1 ? "ROUGE-1" : "ROUGE-2");
}

Result<Judge> compile_rouge_l(const Json& arguments) {
  ASSAY_TRY(const RougeOptions options, read_rouge_options(arguments));
  ASSAY_TRY(const double at_least, read_threshold(arguments, 0.75));
  ASSAY_TRY(const std::vector<Words> references, rouge_references(arguments, options));
  std::size_t longest = 0;
  for (const Words& reference : references) longest = std::max(longest, reference.size());
  if (longest > kMostReferenceWords) {
    return usage_error(fmt::format("a reference of {} words is too long: at most {}", longest,
                                   kMostReferenceWords));
  }
  return Judge([options, at_least, references, longest](const Subject& subject) {
    const Words answer = options.cut(subject.text);
    if (static_cast<double>(answer.size()) * static_cast<double>(longest) > kMostPairs) {
      return Judgement::unable("the answer is too long to compare with the reference");
    }
    const double best = best_rouge(options, references.size(),
                                   [&](std::size_t i) { return rouge_l(answer, references[i]); });
    return grade(best, at_least, "ROUGE-L");
  });
}

constexpr ArgumentShape kTo = {"to", ValueType::text_list, true, "one reference or several"};
constexpr ArgumentShape kAtLeastHalf = {"at_least", ValueType::number, false,
                                        "passes from here on; default 0.5"};
constexpr ArgumentShape kIgnoreCase = {"ignore_case", ValueType::boolean, false,
                                       "compare in lower case"};

constexpr ArgumentShape kRouge[] = {
    kTo,
    {"at_least", ValueType::number, false, "passes from here on; default 0.75"},
    {"measure", ValueType::text, false, "f1 (default), precision or recall"},
    {"stem", ValueType::boolean, false, "compare stems of English words (Porter)"},
    {"tokenize", ValueType::text, false,
     "ascii (default; words of a-z and 0-9, as published) or unicode"},
};
constexpr ArgumentShape kBleu[] = {
    kTo,
    kAtLeastHalf,
    {"tokenize", ValueType::text, false, "13a (default), none (white space) or char"},
    kIgnoreCase,
};
constexpr ArgumentShape kGleu[] = {
    kTo,
    kAtLeastHalf,
    {"tokenize", ValueType::text, false, "none (default: white space), 13a or char"},
    kIgnoreCase,
};
constexpr ArgumentShape kMeteor[] = {
    kTo,
    kAtLeastHalf,
    {"tokenize", ValueType::text, false, "none (default: white space), 13a or char"},
};
constexpr ArgumentShape kChrf[] = {
    kTo,
    kAtLeastHalf,
    {"word_order", ValueType::integer, false, "n-grams of words too: 2 is chrF++; default 0"},
    {"beta", ValueType::number, false, "how much more recall counts; default 2"},
    {"epsilon", ValueType::boolean, false,
     "a score an order, as chrF++.py and nltk; default a mean"},
    kIgnoreCase,
};

constexpr ExpectationRow kOverlapRows[] = {
    make_row<compile_rouge_n<1>>("rouge_1", "ROUGE-1: F1 of the words shared", "to", kRouge),
    make_row<compile_rouge_n<2>>("rouge_2", "ROUGE-2: F1 of the pairs of words shared", "to",
                                 kRouge),
    make_row<compile_rouge_l>("rouge_l", "ROUGE-L: F1 of the longest common word sequence", "to",
                              kRouge),
    make_row<compile_bleu>("bleu", "sentence BLEU-4, as sacrebleu has it", "to", kBleu),
    make_row<compile_gleu>("gleu", "GLEU: the lesser of precision and recall, n-grams of 1 to 4",
                           "to", kGleu),
    make_row<compile_meteor>("meteor", "METEOR by equal words and stems, without synonyms", "to",
                             kMeteor),
    make_row<compile_chrf>("chrf", "chrF2: F-score of n-grams of characters", "to", kChrf),
};

}  // namespace

std::span<const ExpectationRow> overlap_rows() {
  return kOverlapRows;
}

}  // namespace assay
