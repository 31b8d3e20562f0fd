#include "harness/plan/check_applications.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/provider/application.h"

namespace assay {
namespace {

class SentCheck {
 public:
  SentCheck(const Suite& suite, const Provider& provider)
      : suite_(suite), provider_(provider), slots_(slots_of(*provider.application)) {}

  Result<void> check(const Variant& variant) {
    ASSAY_CHECK(at(check_sent(provider_.name, *provider_.application, slots_, variant.params)));
    ASSAY_CHECK(check_model(variant.model));
    ASSAY_CHECK(check_prompts(variant.prompt));
    return check_prompt(suite_.prompts[variant.prompt]);
  }

  // Its first message is what it decides and how: without that any answer would do.
  Result<void> check_judge(const JudgeModel& judge) const {
    if (sends("messages") || (sends("system") && sends("prompt"))) return {};
    return at(usage_error(fmt::format(
        "judge '{}' would not be told its criterion: the request of provider '{}' has no "
        "\"{{{{messages}}}}\", and not both of \"{{{{system}}}}\" and \"{{{{prompt}}}}\"",
        judge.name, provider_.name)));
  }

 private:
  bool sends(std::string_view name) const {
    return std::find(slots_.begin(), slots_.end(), name) != slots_.end();
  }

  Result<void> at(Result<void> result) const {
    if (!result) result.error().message = suite_.path.string() + ": " + result.error().message;
    return result;
  }

  Result<void> check_model(std::size_t model) {
    if (!first_) first_ = model;
    const Model& one = suite_.models[*first_];
    const Model& other = suite_.models[model];
    if (one.id == other.id || sends("model")) return {};
    return at(usage_error(fmt::format(
        "models '{}' and '{}' would be asked alike: the request of provider '{}' never uses "
        "\"{{{{model}}}}\"",
        one.name, other.name, provider_.name)));
  }

  // Of one that is told variables and not what a prompt makes of them.
  Result<void> check_prompts(std::size_t prompt) {
    if (!first_prompt_) first_prompt_ = prompt;
    if (*first_prompt_ == prompt || sends("prompt") || sends("messages")) return {};
    return at(usage_error(fmt::format(
        "prompts '{}' and '{}' would be asked alike: the request of provider '{}' has neither "
        "\"{{{{prompt}}}}\" nor \"{{{{messages}}}}\"",
        suite_.prompts[*first_prompt_].id, suite_.prompts[prompt].id, provider_.name)));
  }

  // Two prompts that differ in what is not sent would be one.
  Result<void> check_prompt(const Prompt& prompt) const {
    if (sends("messages")) return {};
    const auto& messages = prompt.messages;
    const auto last =
        std::find_if(messages.rbegin(), messages.rend(),
                     [](const MessageTemplate& each) { return each.role == Role::user; });
    if (last == messages.rend()) return never_sent(prompt, "no user message", "messages");
    for (const MessageTemplate& each : messages) {
      if (&each == &*last) continue;
      if (each.role != Role::system) return never_sent(prompt, "several messages", "messages");
      if (!sends("system")) return never_sent(prompt, "a system message", "system");
    }
    return {};
  }

  Result<void> never_sent(const Prompt& prompt, std::string_view has, std::string_view slot) const {
    return at(usage_error(
        fmt::format("prompt '{}' has {}, and the request of provider '{}' has no \"{{{{{}}}}}\": "
                    "what is not sent cannot be compared",
                    prompt.id, has, provider_.name, slot)));
  }

  const Suite& suite_;
  const Provider& provider_;
  std::vector<std::string> slots_;
  std::optional<std::size_t> first_;  // the first of its models
  std::optional<std::size_t> first_prompt_;
};

}  // namespace

Result<void> check_applications(const Suite& suite, std::span<const Variant> variants) {
  std::map<std::size_t, SentCheck> checks;
  for (const Variant& variant : variants) {
    const std::size_t index = suite.models[variant.model].provider;
    const Provider& provider = suite.providers[index];
    if (!provider.application) continue;
    ASSAY_CHECK(checks.try_emplace(index, suite, provider).first->second.check(variant));
  }
  for (const JudgeModel& judge : suite.judges) {
    const Provider& provider = suite.providers[judge.model.provider];
    if (!provider.application || judge.embeds) continue;
    ASSAY_CHECK(SentCheck(suite, provider).check_judge(judge));
  }
  return {};
}

}  // namespace assay
