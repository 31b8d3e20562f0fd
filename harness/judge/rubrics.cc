#include "harness/judge/rubrics.h"

#include <algorithm>

#include "harness/judge/texts.h"

namespace assay {
namespace {

// Values: as autoevals' Factuality has them. Passing: all but a contradiction, as OpenAI's
// evals and promptfoo have it.
VerdictShape of_facts() {
  return {std::nullopt,
          {{"subset", 0.4, true},    // A
           {"superset", 0.6, true},  // B
           {"same", 1, true},        // C
           {"conflict", 0, false},   // D
           {"harmless", 1, true}}};  // E
}

}  // namespace

std::span<const BuiltInRubric> built_in_rubrics() {
  static const BuiltInRubric kRows[] = {
      // After OpenAI's evals, closedqa.yaml. To have the result worked out first, or given, is
      // what keeps a judge from agreeing with whatever it reads: Zheng et al., "Judging
      // LLM-as-a-judge with MT-Bench and Chatbot Arena", arXiv 2306.05685, section 3.4.
      {"closed_question",
       "the answer has the one right result",
       Needs::must,
       Needs::may,
       Needs::may,
       {},
       judge_texts::kClosedQuestion},
      // After OpenAI's evals, fact.yaml, whose letters A to E these labels are.
      {"factuality", "the answer's facts agree with those of a reference", Needs::must, Needs::must,
       Needs::no, of_facts(), judge_texts::kFactuality},
      // Es et al., "RAGAS: automated evaluation of retrieval augmented generation", arXiv
      // 2309.15217, section 3: faithfulness; with one verdict for all statements.
      {"faithfulness",
       "the context supports every statement of the answer",
       Needs::must,
       Needs::no,
       Needs::must,
       {},
       judge_texts::kFaithfulness},
      // As above: context relevance.
      {"context_relevance",
       "the context is of use for the question",
       Needs::no,
       Needs::no,
       Needs::must,
       {},
       judge_texts::kContextRelevance},
      // After the metric of the same name in the repository explodinggradients/ragas.
      {"context_recall",
       "the context has every statement of a reference",
       Needs::no,
       Needs::must,
       Needs::must,
       {},
       judge_texts::kContextRecall},
      // arXiv 2309.15217, section 3: answer relevance; asked outright, without embeddings.
      {"answer_relevance",
       "the answer addresses the question, right or wrong",
       Needs::must,
       Needs::no,
       Needs::no,
       {},
       judge_texts::kAnswerRelevance},
  };
  return kRows;
}

const BuiltInRubric* find_rubric(std::string_view name) {
  const auto rows = built_in_rubrics();
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [name](const BuiltInRubric& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace assay
