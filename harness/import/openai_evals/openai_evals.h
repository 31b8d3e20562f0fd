// One of OpenAI's hosted evals -> a suite, its cases, and the account of what became of each part.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/import/account.h"

namespace assay {

struct OpenaiEvalsImport {
  std::string suite;  // as YAML; "": nothing can run
  // JSONL, which the suite calls by the name it was given; "": a file of rows among those that
  // were read is named as it is.
  std::string cases;
  Account account;
};

// `files` have the eval, its runs, output items and rows, in any order, as the API gives them.
// `suite` is where the suite will be, and `cases_name` the file beside it for the cases. A usage
// error where a file cannot be read, or there is no eval among them, or there are several.
Result<OpenaiEvalsImport> import_openai_evals(const std::vector<std::filesystem::path>& files,
                                              const std::filesystem::path& suite,
                                              const std::string& cases_name);

}  // namespace assay
