// The expectation that an answer means what a reference does: the cosine of the vectors that a
// model makes of both. Who is asked and what a vector is, is docs/embeddings.md.
#include "harness/score/embedded.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/base/text.h"
#include "harness/provider/embedding.h"
#include "harness/score/arguments.h"
#include "harness/score/families.h"
#include "harness/score/threshold.h"
#include "harness/score/words.h"

namespace assay {
namespace {

// An expectation, ready to look at answers.
struct References {
  std::vector<std::string> to;  // without white space at their ends
  double at_least = 0;
  std::string by;
};

// No default: what one model calls close is far apart to another.
Result<double> read_cosine(const Json& arguments) {
  ASSAY_TRY(const std::optional<double> given, number_argument(arguments, "at_least"));
  if (!given)
    return usage_error("needs 'at_least': how close is close differs from model to model");
  if (*given > 0 && *given <= 1) return *given;
  return usage_error("'at_least' is a cosine above 0 and at most 1");
}

Result<References> read_references(const Json& arguments) {
  References references;
  ASSAY_TRY(const std::vector<std::string> to, texts_argument(arguments, "to"));
  if (to.size() > kMostEmbeddedReferences)
    return usage_error(
        fmt::format("'to' has {} references: at most {}", to.size(), kMostEmbeddedReferences));
  for (const std::string& text : to) {
    references.to.emplace_back(trim_white_space(text));
    if (references.to.back().empty()) return nothing_to_compare(text);
  }
  ASSAY_TRY(references.at_least, read_cosine(arguments));
  references.by = text_argument(arguments, "by").value_or("");
  return references;
}

Judgement unlike_vectors(const References& references, std::size_t a, std::size_t b) {
  return Judgement::unable(
      fmt::format("{}: embedder '{}' made a vector of {} numbers of one text, and of {} of another",
                  to_string(FailureKind::judge), references.by, a, b));
}

Judgement closeness(const References& references, double best, std::string_view closest) {
  const std::string beside =
      references.to.size() == 1 ? std::string() : " to " + quote(closest) + ", the closest";
  std::string reason =
      fmt::format("the cosine is {}{}", format_beside(best, 3, {{references.at_least}}), beside);
  if (best < references.at_least) reason += ", less than " + format_number(references.at_least);
  return Judgement::graded(std::max(0.0, best), references.at_least, std::move(reason));
}

Judgement compare(const References& references, JudgeDesk& desk, std::string_view text) {
  // All are asked for before the first that is not there ends it.
  const tl::expected<Embedding, Judgement> answer = desk.embed(references.by, text);
  std::vector<tl::expected<Embedding, Judgement>> vectors;
  vectors.reserve(references.to.size());
  for (const std::string& reference : references.to)
    vectors.push_back(desk.embed(references.by, reference));
  if (!answer) return answer.error();
  std::size_t closest = 0;
  double best = -1;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    if (!vectors[i]) return vectors[i].error();
    if (vectors[i]->size() != answer->size())
      return unlike_vectors(references, answer->size(), vectors[i]->size());
    const double found = cosine(*answer, *vectors[i]);
    if (found <= best) continue;
    best = found;
    closest = i;
  }
  return closeness(references, best, references.to[closest]);
}

Result<Judge> compile_embedding(const Json& arguments) {
  ASSAY_TRY(References references, read_references(arguments));
  return Judge([references = std::move(references)](const Subject& subject) {
    const std::string_view text = trim_white_space(subject.text);
    // Servers refuse to embed nothing, and it means nothing.
    if (text.empty()) return Judgement::fail("there is no text");
    if (subject.desk == nullptr) return Judgement::unable("no model that embeds was asked");
    return compare(references, *subject.desk, text);
  });
}

constexpr ArgumentShape kEmbedding[] = {
    {"to", ValueType::text_list, true, "one reference or several"},
    {"at_least", ValueType::number, true, "the cosine from which on an answer passes"},
    {"by", ValueType::text, false, "one of the suite's judges that embeds"},
    {"model", ValueType::text, false, "instead of 'by': provider:model-id"},
};

constexpr ExpectationRow asking_for_vectors(ExpectationRow row) {
  row.shape.asks_embedder = true;
  return row;
}

constexpr ExpectationRow kEmbeddingRows[] = {
    asking_for_vectors(make_row<compile_embedding>(
        "embedding", "meaning close to a reference, by the vectors of a model", "", kEmbedding)),
};

}  // namespace

std::vector<EmbeddingUse> embedding_uses(const Expectations& expectations) {
  std::vector<EmbeddingUse> uses;
  for (const Expectation& each : expectations) {
    for (EmbeddingUse& use : embedding_uses(each.children)) uses.push_back(std::move(use));
    const ExpectationRow* row = find_expectation(each.name);
    if (row == nullptr || !row->shape.asks_embedder) continue;
    EmbeddingUse use;
    use.embedder = text_argument(each.arguments, "by").value_or("");
    use.is_template = each.has_template;
    use.looks_at = std::to_string(static_cast<int>(each.on));
    // What is extracted may be the same text; that is known only of an answer.
    if (each.reading.extract) use.looks_at += fmt::format(" {}", static_cast<const void*>(&each));
    if (const Result<std::vector<std::string>> to = texts_argument(each.arguments, "to"))
      use.references = *to;
    uses.push_back(std::move(use));
  }
  return uses;
}

std::uint64_t most_texts(const EmbeddingUse& use) {
  return 1 + (use.is_template ? kMostEmbeddedReferences : use.references.size());
}

std::span<const ExpectationRow> embedding_rows() {
  return kEmbeddingRows;
}

}  // namespace assay
