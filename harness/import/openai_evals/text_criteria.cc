// string_check and text_similarity.
//
// Source: OpenAI's guide "Graders": eq and ne compare whole texts, like and ilike ask whether the
// input contains the reference, ilike in any case; fuzzy_match is rapidfuzz's, cosine is of
// text-embedding-3-large.
#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/openai_evals/criterion.h"
#include "harness/import/openai_evals/eval_template.h"
#include "harness/import/outputs/read_values.h"

namespace assay {
namespace {

constexpr std::string_view kEmbedder = "text-embedding-3-large";
constexpr std::string_view kOfItemAlone =
    "it compares parts of an item, and no answer; where these are answers, `assay import outputs "
    "jsonl --map output=item.FIELD` brings them";

// What one side of a comparison is.
struct Side {
  enum class Kind { answer, json, text, refused };
  Kind kind = Kind::refused;
  std::string text;  // a template; of `json` the path; of `refused` why
};

Side side_of(EvalImport& import, const Json& written) {
  constexpr std::string_view kJson = "sample.output_json.";
  if (!written.is_string()) return {Side::Kind::refused, "it has no text to compare"};
  const auto& text = written.get_ref<const std::string&>();
  const std::string_view tag = only_tag_of(text);
  if (tag == "sample.output_text" && text.size() == trim(text).size())
    return {Side::Kind::answer, ""};
  if (tag.starts_with(kJson)) return {Side::Kind::json, std::string(tag.substr(kJson.size()))};
  EvalTemplate made = import_eval_template(text);
  if (!made.refused.empty() && text.find("sample.output_text") != std::string::npos)
    return {Side::Kind::refused, "the answer is compared with other words around it"};
  if (!made.refused.empty()) return {Side::Kind::refused, std::move(made.refused)};
  import.variables.merge(made.variables);
  return {Side::Kind::text, std::move(made.text)};
}

struct Comparison {
  Side answer;  // an answer, or a place in it
  std::string to;
  bool is_swapped = false;  // the answer stood as the reference
  std::string refused;
};

Comparison comparison_of(EvalImport& import, const Json& criterion) {
  Side input = side_of(import, field_of(criterion, "input"));
  Side reference = side_of(import, field_of(criterion, "reference"));
  for (Side* const side : {&input, &reference})
    if (side->kind == Side::Kind::refused) return {{}, "", false, std::move(side->text)};
  const bool is_swapped = input.kind == Side::Kind::text;
  if (is_swapped) std::swap(input, reference);
  if (input.kind == Side::Kind::text) return {{}, "", false, std::string(kOfItemAlone)};
  if (reference.kind != Side::Kind::text)
    return {{}, "", false, "it compares the answer with itself"};
  return {std::move(input), std::move(reference.text), is_swapped, ""};
}

Json denied(Json expectation) {
  return Json{{"not", std::move(expectation)}};
}

// A place of an answer that is JSON.
CriterionReading check_json(const Comparison& of, std::string_view operation) {
  Json json{{"path", of.answer.text}, {"exact", true}};
  if (operation == "ilike")
    return refuse_criterion("'ilike' of a place in JSON: `json` has `matches` with (?i)");
  json[operation == "like" ? "contains" : "equals"] = of.to;
  Json expectation{{"json", std::move(json)}};
  if (operation != "ne") return {std::move(expectation), ImportOutcome::native, ""};
  return {denied(std::move(expectation)), ImportOutcome::approximated,
          "an answer that is no JSON, or lacks the place, fails here"};
}

CriterionReading read_string_check(EvalImport& import, const Json& criterion) {
  const std::string operation = text_of(field_of(criterion, "operation"));
  const Comparison of = comparison_of(import, criterion);
  if (!of.refused.empty()) return refuse_criterion(of.refused);
  const bool is_like = operation == "like" || operation == "ilike";
  if (!is_like && operation != "eq" && operation != "ne")
    return refuse_criterion(
        fmt::format("there is no operation '{}': eq, ne, like, ilike", excerpt(operation, 40)));
  if (is_like && of.is_swapped)
    return refuse_criterion("it asks whether a text contains the answer, which nothing does here");
  if (of.answer.kind == Side::Kind::json) return check_json(of, operation);
  const Json text{{"text", of.to}, {"exact", true}};
  if (operation == "like") return {Json{{"contains", text}}, ImportOutcome::native, ""};
  if (operation == "ilike")
    return {Json{{"icontains", text}}, ImportOutcome::native,
            "case is folded here, so that \xC3\x9F is ss"};
  Json equals{{"equals", text}};
  if (operation == "ne") equals = denied(std::move(equals));
  return {std::move(equals), ImportOutcome::native, ""};
}

struct Similarity {
  std::string_view metric;
  std::string_view expectation;
  bool is_symmetric;
  std::string_view note;
};
constexpr std::string_view kOtherTokens =
    "the same measure, with its words told apart and smoothed as sacrebleu, rouge_score or NLTK "
    "have it; scores may differ in the second digit";
constexpr std::array kSimilarities = {
    Similarity{"fuzzy_match", "similar", true,
               "1 - edit distance / length of the longer here; rapidfuzz counts a replaced "
               "character as two"},
    Similarity{"bleu", "bleu", false, kOtherTokens},
    Similarity{"gleu", "gleu", false, kOtherTokens},
    Similarity{"meteor", "meteor", false, "by equal words and stems here, without synonyms"},
    Similarity{"rouge_1", "rouge_1", true, kOtherTokens},
    Similarity{"rouge_2", "rouge_2", true, kOtherTokens},
    Similarity{"rouge_l", "rouge_l", true, kOtherTokens},
};

CriterionReading check_similarity(EvalImport& import, const Comparison& of,
                                  const std::string& metric, double threshold) {
  Json arguments{{"to", of.to}, {"at_least", threshold}};
  if (metric == "cosine") {
    arguments["by"] = eval_judge(import, kEmbedder, YamlOut::map(), true);
    return {Json{{"embedding", std::move(arguments)}}, ImportOutcome::judge,
            fmt::format("a model is asked for vectors: {}, as there", kEmbedder)};
  }
  for (const Similarity& row : kSimilarities) {
    if (row.metric != metric) continue;
    if (of.is_swapped && !row.is_symmetric)
      return refuse_criterion(fmt::format("'{}' takes the answer for the reference", metric));
    return {Json{{std::string(row.expectation), std::move(arguments)}}, ImportOutcome::approximated,
            std::string(row.note)};
  }
  return refuse_criterion(fmt::format("there is no measure '{}' here", excerpt(metric, 40)));
}

CriterionReading read_text_similarity(EvalImport& import, const Json& criterion) {
  const Comparison of = comparison_of(import, criterion);
  if (!of.refused.empty()) return refuse_criterion(of.refused);
  if (of.answer.kind == Side::Kind::json)
    return refuse_criterion("it compares a place in JSON; `extract: {json: ...}` would take it");
  const Json& written = field_of(criterion, "pass_threshold");
  if (!written.is_number()) return refuse_criterion("it has no pass_threshold");
  const double threshold = written.get<double>();
  if (threshold > 1) return refuse_criterion("its threshold is above 1, which no answer reaches");
  if (threshold <= 0)
    return {Json(), ImportOutcome::ignored, "from 0 on every answer passes: it decides nothing"};
  return check_similarity(import, of, text_of(field_of(criterion, "evaluation_metric")), threshold);
}

constexpr CriterionRow kTextCriteria[] = {{"string_check", read_string_check},
                                          {"text_similarity", read_text_similarity}};

}  // namespace

std::span<const CriterionRow> text_criteria() {
  return kTextCriteria;
}

}  // namespace assay
