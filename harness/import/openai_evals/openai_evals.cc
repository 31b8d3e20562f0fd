#include "harness/import/openai_evals/openai_evals.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/openai_evals/eval_import.h"
#include "harness/import/openai_evals/eval_sources.h"
#include "harness/import/outputs/made_suite.h"
#include "harness/import/outputs/read_values.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Fields that all rows have.
std::set<std::string> common_fields(const std::vector<EvalRow>& rows) {
  std::set<std::string> common;
  for (const auto& [name, value] : rows.front().item.items()) common.insert(name);
  for (const EvalRow& row : rows)
    std::erase_if(common, [&](const std::string& name) { return !row.item.contains(name); });
  return common;
}

// A field of a row's item as `map` names it: by dots, or as a JSON Pointer.
std::string path_in_row(std::string_view name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_';
  });
  if (is_plain) return fmt::format("item.{}", name);
  std::string pointer = "/item/";
  for (const char c : name) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return pointer;
}

// The file of rows as the suite in `folder` may name it; nothing: it lies elsewhere.
std::optional<std::string> name_from(const fs::path& folder, const std::string& file) {
  if (file.empty()) return std::nullopt;
  std::error_code failed;
  const fs::path from = fs::absolute(folder.empty() ? fs::path(".") : folder, failed);
  const fs::path relative =
      fs::absolute(file, failed).lexically_normal().lexically_relative(from.lexically_normal());
  if (relative.empty() || *relative.begin() == "..") return std::nullopt;
  return relative.generic_string();
}

YamlOut cases_of_file(const EvalImport& import, const std::string& name) {
  YamlOut map = YamlOut::map();
  std::set<std::string> fields = common_fields(import.sources.rows());
  fields.insert(import.variables.begin(), import.variables.end());
  for (const std::string& field : fields) map.add(field, YamlOut::text(path_in_row(field)));
  for (std::size_t i = 0; i < import.message_names.size(); ++i)
    map.add(import.message_names[i],
            YamlOut::text(fmt::format("/item/{}/{}/content", import.messages_field, i)));
  YamlOut from = YamlOut::map();
  from.add("from", YamlOut::text(name));
  from.add("map", std::move(map));
  return from;
}

// The name of the id's variable goes round those that rows have.
YamlOut cases_of_rows(const EvalImport& import, const std::string& name, std::string& lines) {
  std::set<std::string> fields;
  for (const EvalRow& row : import.sources.rows())
    for (const auto& [field, value] : row.item.items()) fields.insert(field);
  std::string id = "case";
  while (fields.contains(id)) id += "_";
  std::size_t number = 0;
  for (const EvalRow& row : import.sources.rows()) {
    Json line = row.item;
    ++number;
    line[id] = row.id.empty() ? "row-" + std::to_string(number) : row.id;
    for (std::size_t i = 0; i < import.message_names.size(); ++i)
      line[import.message_names[i]] = field_of(line[import.messages_field][i], "content");
    lines += dump_json(line) + "\n";
  }
  YamlOut from = YamlOut::map();
  from.add("from", YamlOut::text(name));
  from.add("id", YamlOut::text("{{" + id + "}}"));
  return from;
}

// Models and prompts that were never asked together.
YamlOut exclusions_of(const EvalImport& import) {
  YamlOut list = YamlOut::list();
  for (std::size_t model = 0; model < import.models.items.size(); ++model)
    for (std::size_t prompt = 0; prompt < import.prompts.items.size(); ++prompt) {
      const bool was_asked =
          import.asked.empty() || std::find(import.asked.begin(), import.asked.end(),
                                            std::pair(model, prompt)) != import.asked.end();
      if (was_asked) continue;
      YamlOut pair = YamlOut::map();
      pair.add("model", YamlOut::text(import.model_names[model]));
      pair.add("prompt", *import.prompts.items[prompt].find("id"));
      list.add(std::move(pair));
    }
  return list;
}

YamlOut responses_provider() {
  YamlOut entry = YamlOut::map();
  entry.add("dialect", YamlOut::text("openai_responses"));
  entry.add("base_url", YamlOut::text("https://api.openai.com/v1"));
  entry.add("key_env", YamlOut::text("OPENAI_API_KEY"));
  YamlOut providers = YamlOut::map();
  providers.add("openai-responses", std::move(entry));
  return providers;
}

std::string suite_text(EvalImport& import, const PlacedObject& eval, YamlOut cases) {
  YamlOut root = YamlOut::map();
  YamlOut& name =
      root.add("suite", YamlOut::text(suite_name_of(text_of(field_of(eval.value, "name")))));
  name.comments = {
      fmt::format("Made from the eval {} by `assay import openai-evals`.",
                  excerpt(text_of(field_of(eval.value, "id")), 80)),
      "What it means: docs/from-openai-evals.md. Is it right? `assay check` says so, and asks "
      "nothing."};
  if (const std::string called = text_of(field_of(eval.value, "name")); !called.empty())
    root.add("description", YamlOut::text(called));
  const auto section = [&](std::string_view key, YamlOut value) -> YamlOut& {
    value.gap = true;
    value.block = true;
    return root.add(key, std::move(value));
  };
  if (import.asks_responses) section("providers", responses_provider());
  section("models", import.models);
  if (!import.judges.is_empty()) section("judges", import.judges);
  section("prompts", import.prompts);
  if (YamlOut excluded = exclusions_of(import); !excluded.is_empty())
    section("exclude", std::move(excluded));
  YamlOut list = YamlOut::list();
  list.add(std::move(cases));
  section("cases", std::move(list));
  if (!import.expect.is_empty()) section("expect", import.expect).comments = import.lost;
  return write_yaml(root);
}

Result<const PlacedObject*> only_eval(const EvalSources& sources) {
  if (sources.evals().empty())
    return usage_error(
        "there is no eval among the files: what GET /v1/evals/EVAL_ID gives has its criteria");
  if (sources.evals().size() > 1) {
    std::vector<std::string> ids;
    for (const PlacedObject& eval : sources.evals())
      if (ids.size() < 6) ids.push_back(excerpt(text_of(field_of(eval.value, "id")), 60));
    return usage_error(
        fmt::format("there are {} evals in the files ({}), and a suite is made of "
                    "one: put each into a file of its own",
                    sources.evals().size(), join(ids, ", ")));
  }
  return &sources.evals().front();
}

void tell_cut_lists(EvalImport& import) {
  for (const Position& at : import.sources.cut_lists())
    import.account.add(at, "has_more", ImportOutcome::approximated,
                       "the list goes on where it ends; what follows is not in the files");
}

// Runs of another eval would be asked for this one.
Result<void> check_runs(const EvalSources& sources, const PlacedObject& eval) {
  const std::string id = text_of(field_of(eval.value, "id"));
  for (const PlacedObject& run : sources.runs()) {
    const std::string of = text_of(field_of(run.value, "eval_id"));
    if (!id.empty() && !of.empty() && of != id)
      return usage_error(fmt::format("{}: a run of eval '{}', and not of '{}'", to_string(run.at),
                                     excerpt(of, 60), excerpt(id, 60)));
  }
  return {};
}

}  // namespace

Result<OpenaiEvalsImport> import_openai_evals(const std::vector<fs::path>& files,
                                              const fs::path& suite,
                                              const std::string& cases_name) {
  EvalSources sources;
  for (const fs::path& file : files) ASSAY_CHECK(sources.add(file));
  ASSAY_TRY(const PlacedObject* const eval, only_eval(sources));
  ASSAY_CHECK(check_runs(sources, *eval));
  EvalImport import(sources);
  import_runs(import);
  import_criteria(import, *eval);
  tell_cut_lists(import);
  OpenaiEvalsImport made;
  if (sources.rows().empty()) {
    import.account.add(eval->at, "cases", ImportOutcome::refused,
                       "no file has rows: name the data (lines with an 'item'), or output items");
  } else {
    const std::optional<std::string> known = name_from(suite.parent_path(), sources.file_of_rows());
    YamlOut cases =
        known ? cases_of_file(import, *known) : cases_of_rows(import, cases_name, made.cases);
    made.suite = suite_text(import, *eval, std::move(cases));
  }
  made.account = std::move(import.account);
  return made;
}

}  // namespace assay
