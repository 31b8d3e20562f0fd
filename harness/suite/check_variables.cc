// Every {{name}} in every case that uses it, before anything is paid for.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/provider/application.h"
#include "harness/suite/expectation_arguments.h"
#include "harness/suite/loader.h"
#include "harness/suite/tool_server.h"
#include "harness/suite/turns.h"
#include "harness/suite/weight.h"

namespace assay {
namespace {

bool has_null(const Vars& vars) {
  for (std::size_t i = 0; i < vars.size(); ++i) {
    if (vars.value(i).is_null()) return true;
  }
  return false;
}

// No tag writes more than this.
std::uint64_t text_bytes(const Vars& vars) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < vars.size(); ++i) {
    const Json& value = vars.value(i);
    bytes += value.is_string() ? value.get_ref<const std::string&>().size() : weight(value);
  }
  return bytes;
}

class VariableCheck {
 public:
  explicit VariableCheck(Loader& loader) : loader_(loader) {
    for (const Prompt& prompt : loader.suite.prompts) {
      for (const MessageTemplate& message : prompt.messages) {
        most_tags_ = std::max(most_tags_, count_tags(message.content));
        for (const PartTemplate& part : message.parts)
          most_tags_ = std::max(most_tags_, count_tags(part.text));
      }
    }
  }

  void check(const Case& asked, const Position& origin) {
    origin_ = origin;
    values_ = text_bytes(asked.vars);
    if (same_as_last(asked) && most_tags_ * values_ <= kMaxRenderedBytes) return;
    asked_ = &asked;
    depends_on_values_ = has_null(asked.vars) || !asked.turns.empty();
    if (asked.simulate != nullptr) {
      check_template(asked.simulate->goal, "'goal' of 'simulate'");
      if (asked.simulate->first) check_template(*asked.simulate->first, "'first' of 'simulate'");
    }
    for (const Prompt& prompt : loader_.suite.prompts) check_prompt(prompt);
    for (const Provider& provider : loader_.suite.providers) check_provider(provider);
    given_ = {};
    for (const Turn& turn : asked.turns) {
      check_said(turn);
      for (const PartTemplate& part : turn.parts) check_template(part.text, "a turn");
      if (has_template(turn.result)) check_arguments(turn.result, "a tool's result");
      for (const Expectation& each : *turn.expect) check_expectation(each);
    }
    if (asked.tools != nullptr) asked.tools->each([&](const ToolResult& row) { check_row(row); });
    for (const Expectation& each : *asked.expect) check_expectation(each);
  }

 private:
  // Rows of a data set have the same names and share their expectations, so one
  // of them speaks for all unless values decide.
  bool same_as_last(const Case& asked) const {
    return asked_ != nullptr && !depends_on_values_ && asked.turns.empty() &&
           asked.vars.shape() == asked_->vars.shape() && asked.vars.size() == asked_->vars.size() &&
           asked.expect == asked_->expect && asked.tools == asked_->tools &&
           asked.simulate == asked_->simulate && !has_null(asked.vars);
  }

  // What a user says may have answers before it as variables.
  void check_said(const Turn& turn) {
    if (given_.size() == 0) {
      check_template(turn.user, "a turn");
    } else {
      Case with_answers;
      with_answers.id = asked_->id;
      with_answers.vars = given_;
      const Case* const asked = std::exchange(asked_, &with_answers);
      check_template(turn.user, "a turn");
      asked_ = asked;
    }
    if (turn.answer_as.empty()) return;
    if (given_.size() == 0) given_ = asked_->vars;
    if (given_.find(turn.answer_as) != nullptr)
      report([&] {
        return fmt::format("'answer_as: {}': there is a variable of this name already",
                           turn.answer_as);
      });
    given_ = given_.with(turn.answer_as, "");
  }

  void check_row(const ToolResult& row) {
    if (row.when_has_template) check_arguments(*row.when, "'when' of a tool's result");
    if (has_template(row.result)) check_arguments(row.result, "a tool's result");
  }

  // What an application is told of a case stands in its request.
  void check_provider(const Provider& provider) {
    if (!provider.application || provider.application->vars.empty()) return;
    const std::string user = fmt::format("the request of provider '{}'", provider.name);
    for (const std::string& name : provider.application->vars) check_name(name, user);
    if (!missed_) {
      check_placed(*provider.application, user);
      if (provider.application->session && provider.application->session->request)
        check_placed(*provider.application->session->request, user);
    }
    missed_ = false;
  }

  // A header is one line, and a path has no way up.
  void check_placed(const Application& application, std::string_view user) {
    for (const ApplicationField& header : application.headers) {
      each_variable(header.value, [&](const std::string& name, const std::string& text) {
        if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
          report([&] {
            return fmt::format("variable '{}' has a line break, and {} has it in a header", name,
                               user);
          });
      });
    }
    each_variable(application.path, [&](const std::string& name, const std::string& text) {
      if (text.empty() || text == "." || text == "..")
        report([&] {
          return fmt::format("variable '{}' is '{}', and {} has it in its path", name, text, user);
        });
    });
  }

  template <class Visit>
  void each_variable(const SlotText& text, const Visit& visit) {
    for (std::size_t i = 1; i < text.size(); i += 2) {
      if (!text[i].starts_with(kVariablePrefix)) continue;
      depends_on_values_ = true;
      const std::string name = text[i].substr(kVariablePrefix.size());
      const Json* const value = find_variable(asked_->vars, name);
      if (value != nullptr && value->is_string()) visit(name, value->get<std::string>());
    }
  }

  void check_prompt(const Prompt& prompt) {
    const std::string user = fmt::format("prompt '{}'", prompt.id);
    for (const MessageTemplate& message : prompt.messages) {
      // A dialogue brings its own questions; of the prompt it takes the system message.
      if (says_its_own(*asked_) && message.role != Role::system) continue;
      check_template(message.content, user);
      for (const PartTemplate& part : message.parts) check_template(part.text, user);
    }
  }

  void check_template(const Template& parsed, std::string_view user) {
    for (const std::string& name : parsed.variables()) check_name(name, user);
    if (parsed.has_sections()) depends_on_values_ = true;
    if (parsed.has_sections() || count_tags(parsed) * values_ > kMaxRenderedBytes) {
      check_rendered(parsed, user);
    }
    missed_ = false;
  }

  void check_rendered(const Template& parsed, std::string_view user) {
    TextBudget& budget = loader_.files.budget();
    if (budget.is_spent()) return;
    const Result<std::string> rendered = parsed.render(asked_->vars);
    if (!rendered) {
      if (!missed_) {
        report([&] { return fmt::format("{}, which {} needs", rendered.error().message, user); });
      }
      return;
    }
    if (!parsed.has_sections()) return;
    const Result<void> afforded = budget.render(user, rendered->size() + parsed.source().size());
    if (!afforded) report([&] { return afforded.error().message; });
  }

  void check_expectation(const Expectation& expectation) {
    for (const Expectation& child : expectation.children) check_expectation(child);
    if (!expectation.has_template || !expectation.children.empty()) return;
    check_arguments(expectation.arguments, fmt::format("expectation '{}'", expectation.name));
    if (!expectation.reading.extract) return;
    for (const ExtractStep& step : *expectation.reading.extract) {
      check_arguments(step.arguments, fmt::format("'extract' of '{}'", expectation.name));
    }
  }

  void check_arguments(const Json& arguments, std::string_view user) {
    const auto names = argument_variables(arguments);
    if (!names) return;  // reported when it was read
    for (const std::string& name : *names) check_name(name, user);
    missed_ = false;
  }

  void check_name(const std::string& name, std::string_view user) {
    const Vars& vars = asked_->vars;
    if (vars.find(name) == nullptr && name.find('.') != std::string::npos) {
      depends_on_values_ = true;
    }
    const Json* value = find_variable(vars, name);
    if (value == nullptr) {
      ASSAY_MARK("suite.unknown_variable");
      missed_ = true;
      report([&] {
        if (find_variable(given_, name) != nullptr)
          return fmt::format(
              "variable '{}' is an answer ('answer_as'), which what users say behind it may have; "
              "{} is fixed before anything is asked",
              name, user);
        return fmt::format("no variable '{}', which {} needs{}", name, user,
                           did_you_mean(name.substr(0, 60), vars.names()));
      });
    } else if (value->is_null()) {
      missed_ = true;
      report([&] { return fmt::format("variable '{}' is null, and {} needs it", name, user); });
    }
  }

  template <class Make>
  void report(const Make& what) {
    loader_.diagnostics.error(origin_,
                              [&] { return fmt::format("case '{}': {}", asked_->id, what()); });
  }

  Loader& loader_;
  const Case* asked_ = nullptr;
  Position origin_;
  std::uint64_t values_ = 0;     // the bytes of all its variables
  std::uint64_t most_tags_ = 0;  // of one message
  bool depends_on_values_ = false;
  Vars given_;           // the case's and answers; empty: no answer is a variable yet
  bool missed_ = false;  // a name of the template at hand was reported already
};

}  // namespace

void check_variables(Loader& loader) {
  VariableCheck check(loader);
  for (std::size_t i = 0; i < loader.suite.cases.size(); ++i) {
    check.check(loader.suite.cases[i], loader.case_origins[i]);
  }
}

}  // namespace assay
