// Conversations: tests that share a `_conversation` as one case with `turns`.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/nunjucks_name.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

constexpr std::size_t kMostTurns = 200;  // of a case (docs/suite-format.md, "turns")

using Renamed = std::map<std::string, std::string>;

// One tag's inside with the names of variables changed, outside of its texts and of its fields.
std::string renamed_tag(std::string_view inside, const Renamed& renamed) {
  std::string out;
  char quote = '\0';
  for (std::size_t i = 0; i < inside.size();) {
    const char c = inside[i];
    if (quote != '\0' || !is_name_char(c)) {
      if (quote != '\0' && c == quote)
        quote = '\0';
      else if (quote == '\0' && (c == '"' || c == '\''))
        quote = c;
      out += c;
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < inside.size() && is_name_char(inside[end])) ++end;
    const std::string name(inside.substr(i, end - i));
    const bool is_field = i > 0 && inside[i - 1] == '.';
    const auto found = is_field ? renamed.end() : renamed.find(name);
    out += found == renamed.end() ? name : found->second;
    i = end;
  }
  return out;
}

std::string renamed_text(std::string_view text, const Renamed& renamed) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const std::string_view rest = text.substr(open);
    const bool is_tag = rest.starts_with("{{") || rest.starts_with("{%");
    const std::size_t close =
        is_tag ? text.find(rest[1] == '{' ? "}}" : "%}", open + 2) : text.npos;
    if (open < at || close == text.npos) continue;
    out += text.substr(at, open + 2 - at);
    out += renamed_tag(text.substr(open + 2, close - open - 2), renamed);
    at = close;
  }
  return out + std::string(text.substr(at));
}

Json renamed_value(const Json& value, const Renamed& renamed) {
  if (value.is_string()) return renamed_text(value.get_ref<const std::string&>(), renamed);
  if (!value.is_structured()) return value;
  Json made = value;
  for (Json& member : made) member = renamed_value(member, renamed);
  return made;
}

// Whether a program judges, which knows variables by their own names.
bool reads_variables(const Json& assertion) {
  if (!assertion.is_object() || !assertion.contains("type") || !assertion["type"].is_string())
    return false;
  std::string type = assertion["type"].get<std::string>();
  if (type.starts_with("not-")) type = type.substr(4);
  if (type != "javascript" && type != "python") return false;
  const Json value = assertion.contains("value") ? assertion["value"] : Json();
  if (!value.is_string()) return false;
  const std::string& code = value.get_ref<const std::string&>();
  return code.starts_with("file://") || code.find("vars") != std::string::npos;
}

// A text that is no template.
std::string as_literal(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t open = text.find("{{"); open != text.npos; open = text.find("{{", at)) {
    out += std::string(text.substr(at, open - at)) + "{{\"{{\"}}";
    at = open + 2;
  }
  return out + std::string(text.substr(at));
}

class DialogueMaker {
 public:
  DialogueMaker(Importer& importer, std::string_view turn) : importer_(importer), source_(turn) {}

  // All that may refuse it comes before its assertions are told of.
  Result<YamlOut> make(const std::vector<const TestDraft*>& tests) {
    ASSAY_TRY(template_, Template::parse(source_));
    is_chain_ = tests.front()->chain > 0;
    for (const MadePrompt& prompt : importer_.prompts)
      for (const std::string& used : prompt.variables_before)
        fixed_.insert(used.substr(0, used.find('.')));
    std::vector<PlannedTurn> planned;
    for (const TestDraft* const test : tests) {
      ASSAY_CHECK(check(*test));
      ASSAY_TRY(const std::vector<FilledVars> all, fill_variables(importer_, *test));
      for (const FilledVars& filled : all) {
        ASSAY_TRY(PlannedTurn turn, plan_turn(*test, filled));
        planned.push_back(std::move(turn));
      }
      if (!test->stores.empty() && all.size() != 1)
        return usage_error("'storeOutputAs' of a list of values: it has an answer for each");
      if (planned.size() > kMostTurns)
        return usage_error(fmt::format("a conversation of more than {} turns", kMostTurns));
    }
    ASSAY_CHECK(check_fixed());
    YamlOut turns = YamlOut::list();
    turns.block = true;
    for (const PlannedTurn& turn : planned) turns.add(turn_of(turn));
    return case_of(tests, std::move(turns));
  }

 private:
  struct PlannedTurn {
    const TestDraft* test = nullptr;
    std::size_t number = 0;
    std::string text;
    std::vector<AssertionDraft> assertions;
  };

  static Result<void> check(const TestDraft& test) {
    if (!test.refused.empty()) return usage_error(test.refused);
    if (!test.from.empty()) return usage_error("the rows of a data set are no turns");
    if (!test.prefix.empty() || !test.suffix.empty())
      return usage_error("'prefix' and 'suffix' of one turn");
    if (!test.transform.empty())
      return usage_error("a 'transform' of a turn, whose answer goes back to the model as it is");
    return {};
  }

  // What is said, with the values in it.
  Result<std::string> said(const FilledVars& filled) {
    std::vector<std::string> names;
    std::vector<Json> values;
    for (const auto& [name, value] : filled.values) {
      names.push_back(name);
      values.push_back(value);
    }
    for (const std::string& used : template_.variables()) {
      const std::string root = used.substr(0, used.find('.'));
      if (std::find(names.begin(), names.end(), used) != names.end() ||
          std::find(names.begin(), names.end(), root) != names.end())
        continue;
      if (!importer_.options.faithful)
        return usage_error(
            fmt::format("a turn has {{{{{}}}}}, which its test does not set", excerpt(used, 60)));
      names.push_back(used);
      values.emplace_back("");
    }
    return template_.render(Vars(std::make_shared<const VarNames>(names), std::move(values)));
  }

  // The variables that the turn's expectations name, put among the case's: under another name
  // where an earlier turn has another value of that name.
  Renamed keep_variables(const std::vector<AssertionDraft>& assertions, const FilledVars& filled) {
    std::set<std::string> needed = fixed_;
    bool all = false;
    for (const AssertionDraft& each : assertions) {
      for (const std::string& name : variables_in(each.value))
        needed.insert(name.substr(0, name.find('.')));
      all = all || reads_variables(each.value);
    }
    Renamed renamed;
    for (const auto& [name, value] : filled.values) {
      if (!all && !needed.contains(name)) continue;
      if (is_chain_ && has_answer(value)) {
        if (fixed_.contains(name)) answer_before_ = name;
        continue;
      }
      const auto known = vars_.find(name);
      if (known == vars_.end()) {
        vars_.emplace(name, value);
        order_.push_back(name);
      } else if (known->second != value) {
        if (fixed_.contains(name)) differing_ = name;
        const std::string other = fmt::format("{}_{}", name, number_);
        if (vars_.emplace(other, value).second) order_.push_back(other);
        renamed.emplace(name, other);
      }
    }
    return renamed;
  }

  Result<PlannedTurn> plan_turn(const TestDraft& test, const FilledVars& filled) {
    PlannedTurn turn{&test, ++number_, {}, test.assertions};
    ASSAY_TRY(turn.text, said(filled));
    if (trim(turn.text).empty()) return usage_error("a turn that says nothing");
    if (test.takes_defaults)
      turn.assertions.insert(turn.assertions.end(), importer_.defaults.assertions.begin(),
                             importer_.defaults.assertions.end());
    const Renamed renamed = keep_variables(turn.assertions, filled);
    for (AssertionDraft& each : turn.assertions) {
      if (!renamed.empty() && reads_variables(each.value))
        each.refused =
            "a program reads variables that have other values in other turns, and a "
            "case has one of each";
      each.value = renamed_value(each.value, renamed);
    }
    return turn;
  }

  YamlOut turn_of(const PlannedTurn& turn) {
    YamlOut out = YamlOut::map();
    out.block = true;
    out.comments = comments_above(importer_, turn.test->at);
    out.add("user",
            YamlOut::text(is_chain_ ? with_answers(as_literal(turn.text)) : as_literal(turn.text)));
    if (is_chain_ && !turn.test->stores.empty())
      out.add("answer_as", YamlOut::text(turn.test->stores));
    Json vars = Json::object();
    for (const auto& [name, value] : vars_) vars[name] = value;
    const std::string of = turn.test->description.empty()
                               ? fmt::format("turn {}", turn.number)
                               : fmt::format("test '{}'", excerpt(turn.test->description, 60));
    Expected expected = import_assertions(importer_, turn.assertions, *turn.test, vars, of, true);
    expects_ = expects_ || !expected.lines.items.empty();
    if (expected.lines.items.empty()) {
      out.items.front().comments = std::move(expected.lost);
      return out;
    }
    expected.lines.comments = std::move(expected.lost);
    expected.lines.block = true;
    out.add("expect", std::move(expected.lines));
    return out;
  }

  Result<void> check_fixed() {
    if (!answer_before_.empty())
      return usage_error(fmt::format("'{}', an answer, stands before the question of the user",
                                     excerpt(answer_before_, 60)));
    if (!differing_.empty())
      return usage_error(
          fmt::format("'{}' stands before the conversation and has other values in its later tests",
                      excerpt(differing_, 60)));
    for (const std::string& name : fixed_) {
      if (vars_.contains(name)) continue;
      if (!importer_.options.faithful)
        return usage_error(
            fmt::format("the prompt has {{{{{}}}}}, which no test of it sets", name));
      vars_.emplace(name, "");
      order_.push_back(name);
    }
    return {};
  }

  YamlOut case_of(const std::vector<const TestDraft*>& tests, YamlOut turns) {
    const TestDraft& first = *tests.front();
    YamlOut out = YamlOut::map();
    out.block = true;
    std::string id = label_of(first.conversation.empty() ? first.description : first.conversation);
    if (id.empty()) id = is_chain_ ? "chain" : "conversation";
    out.add("id", YamlOut::text(importer_.case_ids.take(id)));
    YamlOut vars = YamlOut::map();
    for (const std::string& name : order_) {
      const Json& value = vars_.at(name);
      const bool is_kept = value.is_string() || value.is_structured();
      vars.add(name, is_kept ? YamlOut::of(value) : YamlOut::plain(variable_text(value)));
    }
    if (!vars.is_empty()) out.add("vars", std::move(vars));
    std::vector<std::string> tags;
    for (const TestDraft* const test : tests)
      for (const std::string& tag : test->tags)
        if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
    YamlOut listed = YamlOut::list();
    for (const std::string& tag : tags) listed.add(YamlOut::text(tag));
    if (!listed.is_empty()) out.add("tags", std::move(listed));
    importer_.account.add(
        first.at, fmt::format("{} '{}'", is_chain_ ? "chain" : "conversation", excerpt(id, 60)),
        ImportOutcome::native,
        fmt::format("{} turns of one case{}", turns.items.size(),
                    is_chain_ ? ", each asked by itself" : ""));
    if (is_chain_) out.add("history", YamlOut::plain("false"));
    out.add("turns", std::move(turns));
    if (!expects_ && importer_.unscored++ == 0) importer_.first_unscored = first.at;
    return out;
  }

  Importer& importer_;
  std::string_view source_;
  Template template_;
  std::set<std::string> fixed_;  // variables of what stands before the conversation
  std::string answer_before_;    // one of them that is an answer
  std::string differing_;        // one of them that does not keep its value
  std::map<std::string, Json> vars_;
  std::vector<std::string> order_;
  std::size_t number_ = 0;
  bool is_chain_ = false;
  bool expects_ = false;
};

}  // namespace

std::optional<std::string> settle_turns(Importer& importer) {
  const auto first = std::find_if(importer.prompts.begin(), importer.prompts.end(),
                                  [](const MadePrompt& prompt) { return prompt.turn.has_value(); });
  if (first == importer.prompts.end()) return std::nullopt;
  const std::string turn = *first->turn;
  std::vector<MadePrompt> kept;
  for (MadePrompt& prompt : importer.prompts) {
    if (prompt.turn == turn) {
      kept.push_back(std::move(prompt));
      continue;
    }
    importer.account.add(
        {}, fmt::format("prompt '{}'", excerpt(prompt.id, 60)), ImportOutcome::refused,
        prompt.turn ? "its turns say something else than those of another prompt, and a case has "
                      "its turns for all prompts; put it into a suite of its own"
                    : "it has no '_conversation' beside a prompt that has: to it the tests are no "
                      "turns; put it into a suite of its own");
  }
  importer.prompts = std::move(kept);
  return turn;
}

Result<YamlOut> make_dialogue(Importer& importer, const std::vector<const TestDraft*>& tests,
                              std::string_view turn) {
  return DialogueMaker(importer, turn).make(tests);
}

}  // namespace assay
