// Values are put in once and never parsed again: rendering with a value full of
// tags is rendering with a token, and the token then replaced.
#include <memory>
#include <string>
#include <vector>

#include "harness/suite/template.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

constexpr std::string_view kToken = "\x01token\x01";
constexpr std::string_view kValue = "{{a}}{{{a}}}{{#a}}{{/a}}{{^a}}{{!a}}{{> a}}{{=<% %>=}}{{";

assay::Vars vars_of(const std::vector<std::string>& names, std::string_view value) {
  return {std::make_shared<const assay::VarNames>(names),
          std::vector<assay::Json>(names.size(), assay::Json(value))};
}

std::string replaced(std::string text) {
  for (std::size_t at = 0; (at = text.find(kToken, at)) != std::string::npos;) {
    text.replace(at, kToken.size(), kValue);
    at += kValue.size();
  }
  return text;
}

}  // namespace

FUZZ_TARGET(template) {
  const auto parsed = assay::Template::parse(input);
  if (!parsed) return assay::require(!parsed.error().message.empty());
  assay::require(parsed->source() == input);
  if (input.find('\x01') != std::string_view::npos) return;
  std::vector<std::string> names = parsed->variables();
  for (const char* inside : {"a", "b", "item"}) names.emplace_back(inside);
  const auto with_token = parsed->render(vars_of(names, kToken));
  const auto with_value = parsed->render(vars_of(names, kValue));
  assay::require(with_token.has_value() == with_value.has_value());
  if (!with_token) return assay::require(!with_token.error().message.empty());
  assay::require(replaced(*with_token) == *with_value);
}
