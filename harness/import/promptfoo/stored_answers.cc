// `storeOutputAs`: an answer as a variable of the tests behind it.
//
// promptfoo puts the answer of one test into the question of a later one, and sends that question
// alone. Tests that hang together so are turns of one case that asks each turn by itself
// (`history: false`, `answer_as`). There each model goes on from its own answer; in promptfoo all
// columns of a later test have that of the column which was asked last.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/nunjucks_name.h"

namespace assay {
namespace {

// Whether a tag of Nunjucks in the text names the variable.
bool has_tag_of(std::string_view text, std::string_view name) {
  for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const std::string_view rest = text.substr(open);
    if (!rest.starts_with("{{") && !rest.starts_with("{%")) continue;
    const std::size_t close = rest.find(rest[1] == '{' ? "}}" : "%}", 2);
    if (close == rest.npos) continue;
    if (has_name(rest.substr(2, close - 2), name)) return true;
  }
  return false;
}

// Whether a text of it names the variable in a tag, or code of it reads variables and this one.
bool names_variable(const Json& value, std::string_view name) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const bool is_read = text.find("vars") != std::string::npos && has_name(text, name);
    return is_read || has_tag_of(text, name);
  }
  return value.is_structured() && std::any_of(value.begin(), value.end(), [&](const Json& member) {
           return names_variable(member, name);
         });
}

// Whether what it asks has the answer in it.
bool asks_with(const Importer& importer, const TestDraft& draft, const std::string& name) {
  const auto has_it = [&](const MadePrompt& prompt) {
    return std::any_of(
               prompt.variables.begin(), prompt.variables.end(),
               [&](const std::string& used) { return used.substr(0, used.find('.')) == name; }) ||
           (prompt.turn && has_tag_of(*prompt.turn, name));
  };
  return std::any_of(importer.prompts.begin(), importer.prompts.end(), has_it) ||
         std::any_of(draft.vars.begin(), draft.vars.end(),
                     [&](const VarDraft& var) { return names_variable(var.value, name); });
}

// What it is held to is fixed before any answer is given. True: an assertion has it.
bool refuse_expecting(std::vector<AssertionDraft>& assertions, const std::string& name) {
  bool has_it = false;
  for (AssertionDraft& each : assertions) {
    if (!names_variable(each.value, name)) continue;
    has_it = true;
    if (each.refused.empty())
      each.refused = fmt::format(
          "it has {{{{{}}}}}, an answer ('storeOutputAs'): what an answer is held to is fixed "
          "before any is given",
          excerpt(name, 60));
  }
  return has_it;
}

constexpr std::size_t kMostStored = 100;

std::string name_of(const TestDraft& draft, std::size_t place) {
  return draft.description.empty() ? fmt::format("test {}", place + 1)
                                   : fmt::format("test '{}'", excerpt(draft.description, 60));
}

// Why no chain can be made of tests that have answers of each other, or "".
std::string why_no_chain(const Importer& importer) {
  if (importer.prompts.size() != 1)
    return "there are several prompts, and what a turn says is the same for all; put each into a "
           "suite of its own";
  if (!importer.prompts.front().question)
    return "its prompt is not one message of the user behind those of the system, and of a prompt "
           "a turn has no more";
  const auto is_program = [](const MadeModel& model) { return model.is_own; };
  if (std::any_of(importer.models.begin(), importer.models.end(), is_program))
    return "a program is told the variables of a test, and turns of a case have the case's";
  return "";
}

// The tests that have been linked so far: each by one before it, and the first by itself.
class Links {
 public:
  explicit Links(std::size_t tests) : before_(tests) {
    for (std::size_t i = 0; i < tests; ++i) before_[i] = i;
  }

  std::size_t first_of(std::size_t test) {
    while (before_[test] != test) test = before_[test] = before_[before_[test]];
    return test;
  }

  void link(std::size_t a, std::size_t b) {
    const auto [first, other] = std::minmax({first_of(a), first_of(b)});
    before_[other] = first;
  }

 private:
  std::vector<std::size_t> before_;
};

// Where an answer is, and who has it.
struct StoredAnswer {
  std::size_t test = 0;
  bool is_read = false;
  bool is_asked = false;  // a later question has it
};

class ChainFinder {
 public:
  explicit ChainFinder(Importer& importer)
      : importer_(importer), links_(importer.drafts.size()), why_(why_no_chain(importer)) {}

  void find() {
    std::vector<TestDraft>& drafts = importer_.drafts;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      for (auto& [name, stored] : stored_) read(i, name, stored);
      if (!drafts[i].stores.empty()) store(i);
    }
    for (const auto& [name, stored] : stored_) tell(name, stored);
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      if (!linked_.contains(links_.first_of(i))) {
        drafts[i].stores.clear();
        continue;
      }
      drafts[i].chain = links_.first_of(i) + 1;
    }
  }

 private:
  void read(std::size_t place, const std::string& name, StoredAnswer& stored) {
    TestDraft& draft = importer_.drafts[place];
    const bool expects =
        refuse_expecting(draft.assertions, name) ||
        (draft.takes_defaults && refuse_expecting(importer_.defaults.assertions, name));
    stored.is_read = stored.is_read || expects;
    if (!asks_with(importer_, draft, name)) return;
    stored.is_read = true;
    stored.is_asked = true;
    if (!why_.empty()) {
      if (draft.refused.empty())
        draft.refused = fmt::format(
            "it has {{{{{}}}}}, which is the answer of {} ('storeOutputAs'): {}", excerpt(name, 60),
            name_of(importer_.drafts[stored.test], stored.test), why_);
      return;
    }
    const std::string mark = answer_mark(importer_.drafts[stored.test].stores);
    const auto known = std::find_if(draft.vars.begin(), draft.vars.end(),
                                    [&](const VarDraft& var) { return var.name == name; });
    VarDraft& var = known != draft.vars.end() ? *known : draft.vars.emplace_back();
    var = VarDraft{};
    var.name = name;
    var.value = mark;
    var.at = draft.at;
    linked_.erase(links_.first_of(place));
    linked_.erase(links_.first_of(stored.test));
    links_.link(stored.test, place);
    linked_.insert(links_.first_of(place));
  }

  void store(std::size_t place) {
    TestDraft& draft = importer_.drafts[place];
    const std::string name = draft.stores;
    if (stored_.size() >= kMostStored && !stored_.contains(name)) {
      if (draft.refused.empty())
        draft.refused = fmt::format("'storeOutputAs': more than {} names", kMostStored);
      return;
    }
    if (const auto known = stored_.find(name); known != stored_.end()) tell(name, known->second);
    stored_[name] = {place};
    draft.stores = name_in_suite(name);
  }

  // A name that a tag can have, and no other answer has.
  std::string name_in_suite(std::string_view name) {
    std::string base(name);
    for (char& c : base)
      if (!is_name_char(c)) c = '_';
    return names_.take(base, "{}_{}");
  }

  void tell(const std::string& name, const StoredAnswer& stored) {
    const TestDraft& draft = importer_.drafts[stored.test];
    const std::string what = fmt::format("storeOutputAs of {}", name_of(draft, stored.test));
    if (!stored.is_read) {
      importer_.account.add(draft.at, what, ImportOutcome::ignored,
                            fmt::format("no test behind it has {{{{{}}}}}", excerpt(name, 60)));
      return;
    }
    if (!why_.empty() || !stored.is_asked) {
      importer_.account.add(
          draft.at, what, ImportOutcome::refused,
          fmt::format("what has {{{{{}}}}} is not in the suite", excerpt(name, 60)));
      return;
    }
    if (importer_.models.size() < 2)
      return importer_.account.add(draft.at, what, ImportOutcome::native,
                                   "`answer_as` of a turn, behind which each is asked by itself");
    importer_.account.add(
        draft.at, what, ImportOutcome::approximated,
        "each model goes on from its own answer; in promptfoo a later test has that of the "
        "column which was asked last");
  }

  Importer& importer_;
  Links links_;
  std::string why_;
  std::map<std::string, StoredAnswer> stored_;  // by what promptfoo calls them
  std::set<std::size_t> linked_;                // first tests of chains
  TakenNames names_;                            // that answers have in the suite
};

}  // namespace

void settle_stored_answers(Importer& importer) {
  ChainFinder(importer).find();
}

std::string answer_mark(std::string_view name) {
  return fmt::format("\x01{}\x02", name);
}

std::string with_answers(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\x01')
      out += "{{";
    else if (c == '\x02')
      out += "}}";
    else
      out += c;
  }
  return out;
}

bool has_answer(const Json& value) {
  if (value.is_string())
    return value.get_ref<const std::string&>().find('\x01') != std::string::npos;
  return value.is_structured() && std::any_of(value.begin(), value.end(), has_answer);
}

}  // namespace assay
