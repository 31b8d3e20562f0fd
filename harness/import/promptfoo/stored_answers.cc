// `storeOutputAs`: an answer as a variable of the tests behind it.
//
// promptfoo puts the answer of one test into the question of a later one, and sends that question
// alone. A case of a suite knows no other case's answer. Turns of one case are no counterpart: the
// model would have the earlier question and answer before it, which there it has not. So the tests
// that have such a variable are refused by name, and the test that is only stored stays.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_';
}

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !is_word_char(text[at - 1]);
    if (begins && (end == text.size() || !is_word_char(text[end]))) return true;
  }
  return false;
}

// Whether a tag of Nunjucks in the text names the variable.
bool has_tag_of(std::string_view text, std::string_view name) {
  for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const std::string_view rest = text.substr(open);
    if (!rest.starts_with("{{") && !rest.starts_with("{%")) continue;
    const std::size_t close = rest.find(rest[1] == '{' ? "}}" : "%}", 2);
    if (close == rest.npos) continue;
    if (has_word(rest.substr(2, close - 2), name)) return true;
  }
  return false;
}

// Whether a text of it has the variable in a tag, or code of it reads variables of this name.
bool names_answer(const Json& value, std::string_view name) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const bool is_read = text.find("vars") != std::string::npos && has_word(text, name);
    return is_read || has_tag_of(text, name);
  }
  return value.is_structured() && std::any_of(value.begin(), value.end(), [&](const Json& member) {
           return names_answer(member, name);
         });
}

bool reads_answer(const Importer& importer, const TestDraft& draft, const std::string& name) {
  const auto is_asked_with = [&](const MadePrompt& prompt) {
    return std::any_of(
               prompt.variables.begin(), prompt.variables.end(),
               [&](const std::string& used) { return used.substr(0, used.find('.')) == name; }) ||
           (prompt.turn && has_tag_of(*prompt.turn, name));
  };
  const auto is_expected_with = [&](const AssertionDraft& each) {
    return names_answer(each.value, name);
  };
  const auto& shared = importer.defaults.assertions;
  return std::any_of(importer.prompts.begin(), importer.prompts.end(), is_asked_with) ||
         std::any_of(draft.vars.begin(), draft.vars.end(),
                     [&](const VarDraft& var) { return names_answer(var.value, name); }) ||
         std::any_of(draft.assertions.begin(), draft.assertions.end(), is_expected_with) ||
         (draft.takes_defaults && std::any_of(shared.begin(), shared.end(), is_expected_with));
}

constexpr std::size_t kMostStored = 100;

struct StoredAnswer {
  std::string of;  // what the account calls the test
  Position at;
  bool is_read = false;
};

}  // namespace

void settle_stored_answers(Importer& importer) {
  std::map<std::string, StoredAnswer> stored;
  for (std::size_t i = 0; i < importer.drafts.size(); ++i) {
    TestDraft& draft = importer.drafts[i];
    const std::string of = draft.description.empty()
                               ? fmt::format("test {}", i + 1)
                               : fmt::format("test '{}'", excerpt(draft.description, 60));
    if (!draft.stores.empty() && stored.size() >= kMostStored && !stored.contains(draft.stores)) {
      if (draft.refused.empty())
        draft.refused = fmt::format("'storeOutputAs': more than {} names", kMostStored);
      continue;
    }
    if (!draft.stores.empty()) stored.try_emplace(draft.stores, StoredAnswer{of, draft.at});
    for (auto& [name, answer] : stored) {
      if (!reads_answer(importer, draft, name)) continue;
      answer.is_read = true;
      if (draft.refused.empty())
        draft.refused = fmt::format(
            "it has {{{{{}}}}}, which is the answer of {} ('storeOutputAs'): a case of a suite "
            "knows no other case's answer. As `turns` of one case the model has the whole "
            "conversation, where promptfoo sends it this question alone",
            excerpt(name, 60), answer.of);
    }
  }
  for (const auto& [name, answer] : stored)
    importer.account.add(
        answer.at, fmt::format("storeOutputAs of {}", answer.of),
        answer.is_read ? ImportOutcome::refused : ImportOutcome::ignored,
        answer.is_read
            ? fmt::format("the tests that have {{{{{}}}}} are not in the suite", excerpt(name, 60))
            : fmt::format("no test behind it has {{{{{}}}}}", excerpt(name, 60)));
}

}  // namespace assay
