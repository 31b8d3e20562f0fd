#include "harness/cli/import/export_cases.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/count_text.h"
#include "harness/base/text.h"
#include "harness/plan/cell_name.h"
#include "harness/provider/dialect.h"

namespace assay {
namespace {

// Source: the Batch API's guide, "Prepare your batch file".
constexpr std::uint64_t kMostInBatch = 50'000;

// A line of a batch file: whose dialect, and where the service takes it.
struct BatchForm {
  std::string_view dialect;
  std::string_view url;  // "": Gemini's form, whose lines have none
};
constexpr std::array kBatchForms = {BatchForm{"openai_chat", "/v1/chat/completions"},
                                    BatchForm{"openai_responses", "/v1/responses"},
                                    BatchForm{"gemini", ""}};

const BatchForm* form_of(std::string_view dialect) {
  for (const BatchForm& form : kBatchForms)
    if (form.dialect == dialect) return &form;
  return nullptr;
}

// One a variant, without streaming: a batch has nobody to stream to.
Result<PreparedRequest> prepare_for_batch(const Suite& suite, const Variant& variant) {
  const Model& model = suite.models[variant.model];
  Provider provider = suite.providers[model.provider];
  // Whoever sends the batch knows where; a simulated provider has no address until it runs.
  if (provider.base_url.empty()) provider.base_url = "http://batch.invalid";
  if (form_of(provider.dialect->name) == nullptr) {
    return usage_error(fmt::format(
        "{}: model '{}' is asked in {}, and a batch file holds chat completions, Responses or "
        "Gemini's requests; --model chooses others",
        suite.path.string(), model.name, provider.dialect->name));
  }
  Params params = variant.params;
  params["stream"] = false;
  return provider.dialect->prepare(provider, model.id, params);
}

// A service takes a file for one of its endpoints.
Result<const BatchForm*> only_form(const Plan& plan, const std::vector<PreparedRequest>& requests) {
  for (const PreparedRequest& request : requests) {
    if (request.dialect == requests.front().dialect) continue;
    return usage_error(fmt::format(
        "{}: models are asked in {} and in {}, which are batches of "
        "their own: --model writes one each",
        plan.suite->path.string(), requests.front().dialect->name, request.dialect->name));
  }
  return form_of(requests.front().dialect->name);
}

Result<std::string> batch_line(const Plan& plan, const CellId& cell, const PreparedRequest& request,
                               const BatchForm& form) {
  ASSAY_TRY(const Messages messages,
            render_messages(*plan.suite, plan.variant_of(cell).prompt, plan.case_of(cell)));
  std::string body;
  request.dialect->append_body(request, messages, body);
  ASSAY_TRY(Json json, parse_json(body));
  if (form.url.empty())
    return dump_json({{"key", cell_name(plan, cell)}, {"request", std::move(json)}});
  json.erase("stream");
  return dump_json({{"custom_id", cell_name(plan, cell)},
                    {"method", "POST"},
                    {"url", form.url},
                    {"body", std::move(json)}});
}

std::string batch_remarks(const Plan& plan, const BatchForm& form) {
  std::set<std::string> models;
  for (const Variant& variant : plan.variants) models.insert(plan.suite->models[variant.model].id);
  std::string text;
  if (models.size() > 1)
    text += fmt::format("a batch is of one model, and these are {}: --model writes one each\n",
                        models.size());
  if (!form.url.empty() && plan.cell_count() > kMostInBatch)
    text += fmt::format("OpenAI takes {} requests a batch: --shard writes parts\n", kMostInBatch);
  return text;
}

// A text of an expectation with the case's variables in it.
Result<Json> rendered(const Json& argument, const Vars& vars) {
  if (argument.is_array()) {
    Json list = Json::array();
    for (const Json& each : argument) {
      ASSAY_TRY(Json item, rendered(each, vars));
      list.push_back(std::move(item));
    }
    return list;
  }
  if (!argument.is_string()) return Json(variable_text(argument));
  ASSAY_TRY(const Template parsed, Template::parse(argument.get_ref<const std::string&>()));
  ASSAY_TRY(std::string text, parsed.render(vars));
  return Json(std::move(text));
}

// Nothing: no expectation of the case has a text that an answer is compared with.
Result<std::optional<Json>> ideal_of(const Case& asked) {
  constexpr std::array<std::pair<std::string_view, const char*>, 7> kIdeals = {{
      {"equals", "text"},
      {"iequals", "text"},
      {"contains", "text"},
      {"icontains", "text"},
      {"starts_with", "text"},
      {"one_of", "texts"},
      {"contains_any", "texts"},
  }};
  for (const Expectation& each : *asked.expect) {
    for (const auto& [name, argument] : kIdeals) {
      if (each.name != name || !each.arguments.contains(argument)) continue;
      ASSAY_TRY(Json ideal, rendered(each.arguments.at(argument), asked.vars));
      return std::optional(std::move(ideal));
    }
  }
  return std::optional<Json>();
}

std::string messages_remark(std::uint64_t without) {
  if (without == 0) return "";
  return fmt::format("{} no ideal: none of their expectations is a text to compare with\n",
                     without == 1 ? "1 case has" : std::to_string(without) + " cases have");
}

}  // namespace

Result<Exported> export_batch(const Plan& plan, std::ostream& out) {
  std::vector<PreparedRequest> requests;
  for (const Variant& variant : plan.variants) {
    ASSAY_TRY(PreparedRequest request, prepare_for_batch(*plan.suite, variant));
    requests.push_back(std::move(request));
  }
  ASSAY_TRY(const BatchForm* const form, only_form(plan, requests));
  for (std::uint64_t i = 0; i < plan.cell_count(); ++i) {
    const CellId cell = plan.cell(i);
    ASSAY_TRY(const std::string line, batch_line(plan, cell, requests[cell.variant], *form));
    out << line << '\n';
  }
  return Exported{plan.cell_count(), batch_remarks(plan, *form)};
}

Result<Exported> export_jsonl(const Plan& plan, std::ostream& out) {
  for (const std::size_t i : plan.cases) {
    const Case& each = plan.suite->cases[i];
    Json row = Json::object();
    for (std::size_t v = 0; v < each.vars.size(); ++v) row[each.vars.name(v)] = each.vars.value(v);
    if (row.contains("case"))
      return usage_error(
          fmt::format("{}: case '{}' has a variable called 'case', which is where "
                      "its id goes",
                      plan.suite->path.string(), each.id));
    row["case"] = each.id;
    out << dump_json(row) << '\n';
  }
  return Exported{plan.cases.size(), ""};
}

Result<Exported> export_openai_evals(const Plan& plan, std::ostream& out) {
  std::set<std::size_t> prompts;
  for (const Variant& variant : plan.variants) prompts.insert(variant.prompt);
  if (prompts.size() != 1)
    return usage_error(plan.suite->path.string() +
                       ": a sample has one prompt, and there are several; --prompt chooses one");
  std::uint64_t without = 0;
  for (const std::size_t i : plan.cases) {
    const Case& each = plan.suite->cases[i];
    ASSAY_TRY(const Messages messages, render_messages(*plan.suite, *prompts.begin(), each));
    ASSAY_TRY(Json input, parse_json(messages_to_json(messages)));
    ASSAY_TRY(std::optional<Json> ideal, ideal_of(each));
    Json sample = {{"id", each.id}, {"input", std::move(input)}};
    if (ideal)
      sample["ideal"] = std::move(*ideal);
    else
      ++without;
    out << dump_json(sample) << '\n';
  }
  return Exported{plan.cases.size(), messages_remark(without)};
}

}  // namespace assay
