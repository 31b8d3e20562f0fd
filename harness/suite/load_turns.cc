// turns: what a person says and what tools give back, in a dialogue.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <unordered_set>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/application.h"
#include "harness/provider/dialect.h"
#include "harness/suite/expectation_arguments.h"
#include "harness/suite/loader.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

bool read_user(Loader& loader, const YamlNode& user, const Fields& fields, Turn& turn) {
  std::optional<Template> parsed = read_template(loader, user, "'user'");
  if (!parsed) return false;
  turn.user = std::move(*parsed);
  turn.parts = read_attached(loader, fields);
  return true;
}

bool read_tool(Loader& loader, const YamlNode& item, const YamlNode& tool, const Fields& fields,
               Turn& turn) {
  turn.tool = read_label(loader, tool, "'tool'").value_or("");
  return !turn.tool.empty() && read_outcome(loader, item, fields, turn.result, turn.is_error);
}

// The first wrong key of a turn is told; `is_first`: nothing was asked before it.
std::optional<Turn> read_turn(Loader& loader, const YamlNode& item, bool is_first) {
  const Fields fields(
      item, {"turn"},
      {"user", "images", "audio", "files", "tool", "result", "error", "answer_as", "expect"},
      loader.diagnostics);
  if (!fields.is_map()) return std::nullopt;
  const YamlNode* user = fields.find("user");
  const YamlNode* tool = fields.find("tool");
  const auto refuse = [&](std::string_view why) -> std::optional<Turn> {
    loader.diagnostics.error(item.position(), why);
    return std::nullopt;
  };
  if ((user == nullptr) == (tool == nullptr))
    return refuse("a turn is either 'user' or 'tool' with its 'result'");
  for (const char* const outcome : {"result", "error"})
    if (user != nullptr && fields.find(outcome) != nullptr)
      return refuse(fmt::format("'{}' is of a 'tool', and this turn is a user's", outcome));
  if (tool != nullptr && is_first)
    return refuse("a dialogue begins with a 'user' turn: no tool was called yet");
  if (tool != nullptr && has_attached(fields))
    return refuse("attachments stand beside 'user', and this turn is a tool's");
  Turn turn;
  const bool is_read = user != nullptr ? read_user(loader, *user, fields, turn)
                                       : read_tool(loader, item, *tool, fields, turn);
  if (!is_read) return std::nullopt;
  if (const YamlNode* name = fields.find("answer_as"))
    turn.answer_as = read_label(loader, *name, "'answer_as'").value_or("");
  return turn;
}

// Whether some expectation here or below satisfies `is`.
template <class Is>
const Expectation* find_in(const Expectations& expectations, const Is& is) {
  for (const Expectation& each : expectations) {
    if (is(each)) return &each;
    if (const Expectation* found = find_in(each.children, is)) return found;
  }
  return nullptr;
}

// A model that is told to think in blocks that only its provider can sign; "": none.
std::string thinking_model(const Suite& suite) {
  const auto thinks = [](const Params& params) {
    const auto extra = params.find("extra");
    if (extra == params.end() || !extra->second.is_object()) return false;
    const auto thinking = extra->second.find("thinking");
    return thinking != extra->second.end() && thinking->is_object() &&
           thinking->value("type", Json()) != Json("disabled");
  };
  const bool prompts_do = std::any_of(suite.prompts.begin(), suite.prompts.end(),
                                      [&](const Prompt& each) { return thinks(each.params); });
  for (const Model& model : suite.models) {
    const Dialect* dialect = suite.providers[model.provider].dialect;
    if (dialect == nullptr || dialect->name != "anthropic_messages") continue;
    if (prompts_do || thinks(model.params)) return model.name;
  }
  return "";
}

// Why an application cannot be asked in turns; "": none is in the suite that cannot. `forgets`:
// nor need it know what was said before a turn.
std::string forgetful_application(const Suite& suite, bool has_tools, bool forgets) {
  for (const Model& model : suite.models) {
    const Provider& provider = suite.providers[model.provider];
    if (!provider.application) continue;
    const std::vector<std::string> slots = slots_of(*provider.application);
    const auto sends = [&](std::string_view name) {
      return std::find(slots.begin(), slots.end(), name) != slots.end();
    };
    if (forgets && provider.application->holds_conversation())
      return fmt::format(
          "the application of provider '{}' keeps its conversations itself, and 'history: false' "
          "cannot have it forget them",
          provider.name);
    if (sends("messages")) continue;
    if (!provider.application->holds_conversation() && !forgets)
      return fmt::format(
          "the request of provider '{}' has no \"{{{{messages}}}}\": it would be asked each turn "
          "without what was said before it; where the application keeps that, send it a "
          "\"{{{{session}}}}\", or say in 'session' where it names one",
          provider.name);
    if (!sends("prompt"))
      return fmt::format(
          "the request of provider '{}' has neither \"{{{{messages}}}}\" nor \"{{{{prompt}}}}\": "
          "all "
          "turns would be asked alike",
          provider.name);
    if (has_tools)
      return fmt::format(
          "the request of provider '{}' has no \"{{{{messages}}}}\", which alone has the results "
          "of "
          "tools",
          provider.name);
  }
  return "";
}

// Why nobody can play its user: a conversation that is begun anew, as it must be where its
// application has forgotten it, would have another one. "": the suite asks none of the kind.
std::string held_application(const Suite& suite) {
  for (const Model& model : suite.models) {
    const Provider& provider = suite.providers[model.provider];
    if (provider.application && provider.application->holds_conversation())
      return fmt::format(
          "the application of provider '{}' keeps its conversations itself, and a simulated user "
          "speaks to one that is sent all that was said: \"{{{{messages}}}}\", without a session",
          provider.name);
  }
  return "";
}

// Why no tool can be answered; "": the suite asks none of the kind.
std::string toolless_application(const Suite& suite) {
  for (const Model& model : suite.models) {
    const Provider& provider = suite.providers[model.provider];
    if (provider.application && !provider.application->reply.tool_calls)
      return fmt::format(
          "provider '{}' asks an application that tells of no calls of tools: say in 'reply' where "
          "its 'tool_calls' are",
          provider.name);
  }
  return "";
}

}  // namespace

std::vector<Turn> read_turns(Loader& loader, const YamlNode& node, const Reading& of_case) {
  std::vector<Turn> turns;
  if (node.is_map() && node.find("from") != nullptr) {
    loader.diagnostics.error(node.position(),
                             "'turns: {from: ...}' are in a field of a data set's rows, and this "
                             "case is written out: list what is said");
    return turns;
  }
  const auto items = require_list(loader, node, "'turns'");
  if (items.size() > kMaxTurns) {
    loader.diagnostics.error(node.position(), fmt::format("more than {} turns", kMaxTurns));
    return turns;
  }
  for (const YamlNode* item : items) {
    std::optional<Turn> turn = read_turn(loader, *item, turns.empty());
    if (!turn) return turns;
    const YamlNode* written = item->find("expect");
    Expectations expect = written != nullptr ? read_expectations(loader, *written) : Expectations{};
    const Reading reading = merged(of_case, loader.shared_reading);
    if (!affords_reading(loader, reading, expect, item->position())) return turns;
    for (Expectation& each : expect) inherit(loader, reading, each);
    turn->expect = std::make_shared<const Expectations>(std::move(expect));
    turns.push_back(std::move(*turn));
  }
  return turns;
}

void check_turns(Loader& loader) {
  const auto sees_dialogue = [](const Expectation& each) { return each.on == Channel::dialogue; };
  const auto compares = [](const Expectation& each) { return each.name == "prefer"; };
  const auto asks_people = [](const Expectation& each) { return each.name == "human"; };
  std::unordered_set<const Expectations*> seen;  // of single questions: rows share theirs
  const std::vector<Case>& cases = loader.suite.cases;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& asked = cases[i];
    const auto refuse = [&](std::string_view why) {
      loader.diagnostics.error(loader.case_origins[i],
                               fmt::format("case '{}': {}", excerpt(asked.id, 60), why));
    };
    if (!is_dialogue(asked)) {
      if (seen.insert(asked.expect.get()).second && find_in(*asked.expect, sees_dialogue))
        refuse(
            "'on: dialogue' is for cases with 'turns' or 'tool_results', and this is a single "
            "question");
      continue;
    }
    const bool has_tools =
        asked.tools != nullptr || std::any_of(asked.turns.begin(), asked.turns.end(),
                                              [](const Turn& turn) { return !turn.tool.empty(); });
    if (const std::string thinker = has_tools ? thinking_model(loader.suite) : ""; !thinker.empty())
      refuse(
          fmt::format("results of tools cannot follow an answer of '{}' that was thought about: "
                      "its thinking, with its signature, would have to go back, and is not kept; "
                      "leave out 'thinking' or the tools",
                      thinker));
    if (const std::string why = forgetful_application(loader.suite, has_tools, asked.forgets);
        !why.empty())
      refuse(why);
    if (const std::string why = asked.simulate ? held_application(loader.suite) : ""; !why.empty())
      refuse(why);
    if (const std::string why = has_tools ? toolless_application(loader.suite) : ""; !why.empty())
      refuse(why);
    const auto expects = [&](const auto& is) {
      return find_in(*asked.expect, is) != nullptr ||
             std::any_of(asked.turns.begin(), asked.turns.end(),
                         [&](const Turn& turn) { return find_in(*turn.expect, is) != nullptr; });
    };
    if (expects(compares))
      refuse(
          "'prefer' compares answers to one question: in a dialogue each variant's answers follow "
          "what it said before, so the other's are to another conversation");
    const auto asks_of_all = [&](const Expectation& each) {
      return each.on == Channel::dialogue &&
             (asks_people(each) || find_in(each.children, asks_people));
    };
    if (std::any_of(asked.turns.begin(), asked.turns.end(),
                    [&](const Turn& turn) { return find_in(*turn.expect, asks_people); }) ||
        find_in(*asked.expect, asks_of_all))
      refuse(
          "'human' asks people of the last answer of a dialogue, in sight of all that was said: it "
          "stands in the case's 'expect', without 'on: dialogue'");
  }
}

}  // namespace assay
