#include "harness/plan/cell_key.h"

#include "harness/base/json.h"
#include "harness/provider/application.h"
#include "harness/provider/program.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

std::string endpoint(const Suite& suite, std::size_t provider) {
  if (provider < suite.serve_hashes.size() && suite.serve_hashes[provider]) {
    return "simulated:" + suite.serve_hashes[provider]->hex();
  }
  return suite.providers[provider].base_url;
}

std::string canonical(const Params& params) {
  Json object = Json::object();
  for (const auto& [name, value] : params) object[name] = value;
  return dump_json(object);
}

}  // namespace

KeyBuilder variant_key(const Suite& suite, const Variant& variant) {
  return model_key(suite, suite.models[variant.model], variant.params);
}

KeyBuilder model_key(const Suite& suite, const Model& model, const Params& params) {
  KeyBuilder builder;
  builder.add("assay cell")
      .add(kKeyVersion)
      .add(endpoint(suite, model.provider))
      .add(suite.providers[model.provider].dialect->name)
      .add(model.id)
      .add(canonical(params));
  // A reply that was asked for without a parameter is no answer to the question with it.
  if (model.drop_unsupported) builder.add("drop_unsupported");
  // What is sent to an application, and where its reply is looked for, selects what comes of it.
  if (const auto& application = suite.providers[model.provider].application)
    builder.add("application").add(application->written);
  if (const auto& program = suite.providers[model.provider].program)
    builder.add("program").add(program->written);
  return builder;
}

std::string about_case(const Case& asked) {
  std::string about = "\"case\":";
  append_json_string(about, asked.id);
  Json vars = Json::object();
  for (std::size_t i = 0; i < asked.vars.size(); ++i)
    vars[asked.vars.name(i)] = asked.vars.value(i);
  return about + ",\"vars\":" + dump_json(vars);
}

std::string about_case(const Case& asked, const Application& application) {
  if (application.vars.empty()) return "";
  Json vars = Json::object();
  for (const std::string& name : application.vars) {
    if (const Json* const value = find_variable(asked.vars, name)) vars[name] = *value;
  }
  return dump_json(vars);
}

KeyBuilder imported_key(const Key& source, const Suite& suite, const Variant& variant,
                        std::string_view case_id) {
  KeyBuilder builder;
  builder.add("assay imported output")
      .add(kKeyVersion)
      .add(source.view())
      .add(suite.name)
      .add(variant.id)
      .add(suite.models[variant.model].id)
      .add(canonical(variant.params))
      .add(case_id);
  return builder;
}

Key cell_key(const KeyBuilder& variant, std::string_view messages_json, std::uint32_t repeat,
             std::string_view about) {
  KeyBuilder builder(variant);
  builder.add(messages_json).add(static_cast<std::int64_t>(repeat));
  if (!about.empty()) builder.add(about);
  return builder.finish();
}

}  // namespace assay
