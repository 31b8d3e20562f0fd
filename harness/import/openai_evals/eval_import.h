// An import of a hosted eval under way. Internal to this folder: openai_evals.cc is the story,
// the files named beside the declarations are its chapters.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/import/account.h"
#include "harness/import/openai_evals/eval_sources.h"
#include "harness/yaml/writer.h"

namespace assay {

struct EvalImport {
  explicit EvalImport(const EvalSources& from) : sources(from) {}

  const EvalSources& sources;
  Account account;
  std::set<std::string> variables;  // of rows that prompts and criteria name

  YamlOut models = YamlOut::list();
  std::vector<std::string> model_names;
  YamlOut prompts = YamlOut::list();
  std::vector<std::pair<std::size_t, std::size_t>> asked;  // which model with which prompt
  // Messages that rows bring themselves: the field of the row, and the roles of all of them.
  std::string messages_field;
  std::vector<std::string> message_names;  // variables, one for each message
  YamlOut judges = YamlOut::map();
  YamlOut expect = YamlOut::list();
  std::vector<std::string> lost;  // comments: criteria that were refused
  std::set<std::string> metrics;  // names that criteria have
  bool asks_responses = false;    // of a model: it is asked by the Responses API
};

// criteria.cc: `testing_criteria` as lines of `expect`, with the judges that they ask.
void import_criteria(EvalImport& import, const PlacedObject& eval);
// eval_runs.cc: models and prompts of the runs. Where no run asks anybody, what stands for them.
void import_runs(EvalImport& import);

// A text of content that is a text, {text: ...}, or a list of these; `refused` for what else
// there may be: images, audio.
struct EvalText {
  std::string text;
  std::string refused;
};
EvalText text_of_content(const Json& content);

// `model` under `judges`, made or found again: its name. `params` are assay's.
std::string eval_judge(EvalImport& import, std::string_view model, const YamlOut& params,
                       bool embeds);
// temperature, top_p, ... of a run or a grader as parameters; the names of others go to `unknown`.
YamlOut eval_params(const Json& sampling, std::vector<std::string>& unknown);

}  // namespace assay
