// Tests as cases, and what all of them share.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/fixed_verdict.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

constexpr std::size_t kMaxCasesMade = 100'000;

class CaseMaker {
 public:
  explicit CaseMaker(Importer& importer) : importer_(importer) {}

  void make_all() {
    const std::optional<std::string> turn = settle_turns(importer_);
    for (const TestDraft& draft : importer_.drafts)
      if (draft.chain > 0) chains_[draft.chain].push_back(&draft);
    shares_ = !turn && chains_.empty() && can_share();
    if (shares_) share();
    if (turn)
      make_dialogues(*turn);
    else
      for (TestDraft& draft : importer_.drafts) make(draft);
    if (!shares_ && !turn) tell_of_shared();
  }

 private:
  const TestDraft& defaults() const { return importer_.defaults; }

  // Whether every case expects what defaultTest does, and alike.
  bool can_share() {
    if (defaults().assertions.empty()) return false;
    for (const AssertionDraft& each : defaults().assertions)
      if (has_metric_template(each.value) || (is_code(each.value) && has_typed_variables()))
        return false;  // each case has its own name or values of it
    std::set<std::string> needed;
    for (const AssertionDraft& each : defaults().assertions)
      for (const std::string& name : variables_in(each.value))
        needed.insert(name.substr(0, name.find('.')));
    return std::all_of(
        importer_.drafts.begin(), importer_.drafts.end(), [&](const TestDraft& draft) {
          const bool alike = draft.takes_defaults && draft.transform == defaults().transform &&
                             draft.grader == defaults().grader;
          return alike && std::all_of(needed.begin(), needed.end(),
                                      [&](const std::string& name) { return sets(draft, name); });
        });
  }

  // Whether some variable is a number, a boolean, a map or a list, which code is told as such.
  bool has_typed_variables() const {
    const auto is_typed = [](const VarDraft& var) {
      const bool is_text_list =
          var.value.is_array() && std::all_of(var.value.begin(), var.value.end(),
                                              [](const Json& item) { return item.is_string(); });
      return !var.value.is_string() && !is_text_list;
    };
    return std::any_of(importer_.drafts.begin(), importer_.drafts.end(),
                       [&](const TestDraft& draft) {
                         return std::any_of(draft.vars.begin(), draft.vars.end(), is_typed);
                       });
  }

  static bool has_metric_template(const Json& assertion) {
    if (!assertion.is_object()) return false;
    const Json metric = assertion.value("metric", Json());
    return metric.is_string() &&
           metric.get_ref<const std::string&>().find("{{") != std::string::npos;
  }

  static bool sets(const TestDraft& draft, const std::string& name) {
    return draft.columns.contains(name) ||
           std::any_of(draft.vars.begin(), draft.vars.end(), [&](const VarDraft& var) {
             return var.name == name && !var.value.is_null();
           });
  }

  void share() {
    Expected expected = import_assertions(importer_, defaults().assertions, defaults(),
                                          sample_vars(), "defaultTest", true);
    importer_.shared = std::move(expected.lines);
    importer_.shared_lost = std::move(expected.lost);
  }

  // The values that the first test has, for what is asked of the shared lines.
  Json sample_vars() {
    for (const TestDraft& draft : importer_.drafts) {
      if (!draft.from.empty() || !draft.refused.empty()) continue;
      const Result<std::vector<FilledVars>> filled = fill_variables(importer_, draft);
      if (filled && !filled->empty()) return json_of(filled->front());
    }
    return nullptr;
  }

  static Json json_of(const FilledVars& filled) {
    Json vars = Json::object();
    for (const auto& [name, value] : filled.values) vars[name] = value;
    return vars;
  }

  void tell_of_shared() {
    if (defaults().assertions.empty() || told_shared_) return;
    (void)import_assertions(importer_, defaults().assertions, defaults(), Json(), "defaultTest",
                            true);
  }

  std::string name_of(const TestDraft& draft) const {
    return draft.description.empty() ? fmt::format("test {}", number_)
                                     : fmt::format("test '{}'", excerpt(draft.description, 60));
  }

  void refuse(const TestDraft& draft, std::string_view why) {
    importer_.account.add(draft.at, name_of(draft), ImportOutcome::refused, why);
    std::vector<AssertionDraft> lost;
    for (const AssertionDraft& each : draft.assertions)
      if (each.parts.empty())
        lost.push_back(each);
      else
        lost.insert(lost.end(), each.parts.begin(), each.parts.end());
    for (const AssertionDraft& each : lost) {
      const std::string type =
          each.value.is_object() && each.value.contains("type") && each.value["type"].is_string()
              ? each.value["type"].get<std::string>()
              : "?";
      importer_.account.add_assertion(
          each.at, fmt::format("{} {} of {}", each.place, excerpt(type, 40), name_of(draft)),
          ImportOutcome::refused, "its test is not in the suite");
    }
  }

  // Tests that share a history are one case, where the first of them stands.
  void make_dialogues(const std::string& turn) {
    std::vector<std::pair<std::string, std::vector<const TestDraft*>>> conversations;
    for (const TestDraft& draft : importer_.drafts) {
      ++number_;
      if (!draft.has_history) {
        refuse(draft, "it has no part in the conversation that the other tests are");
        continue;
      }
      const auto known =
          std::find_if(conversations.begin(), conversations.end(),
                       [&](const auto& each) { return each.first == draft.conversation; });
      if (known != conversations.end())
        known->second.push_back(&draft);
      else
        conversations.push_back({draft.conversation, {&draft}});
    }
    for (const auto& [name, tests] : conversations) add_dialogue(tests, turn);
  }

  // The turns of a chain are one case, where the first of them stands.
  void make_chain(const TestDraft& draft) {
    const std::vector<const TestDraft*>& tests = chains_.at(draft.chain);
    if (tests.front() == &draft) add_dialogue(tests, *importer_.prompts.front().question);
  }

  void add_dialogue(const std::vector<const TestDraft*>& tests, const std::string& turn) {
    Result<YamlOut> made = make_dialogue(importer_, tests, turn);
    if (made) {
      importer_.cases.add(std::move(*made));
      return;
    }
    for (const TestDraft* const test : tests)
      refuse(*test, fmt::format("the conversation that it is a turn of: {}", made.error().message));
  }

  void make(TestDraft& draft) {
    ++number_;
    if (draft.chain > 0) return make_chain(draft);
    if (!draft.refused.empty()) return refuse(draft, draft.refused);
    if (!draft.prefix.empty() || !draft.suffix.empty())
      return refuse(
          draft,
          "'prefix' and 'suffix' of one test; a suite's prompts are the same for every case");
    if (!draft.from.empty()) return make_data_set(draft);
    Result<std::vector<FilledVars>> filled = fill_variables(importer_, draft);
    if (!filled) return refuse(draft, filled.error().message);
    if (importer_.cases.items.size() + filled->size() > kMaxCasesMade)
      return refuse(draft,
                    fmt::format("more than {} cases; name a data set with 'from'", kMaxCasesMade));
    for (std::size_t i = 0; i < filled->size(); ++i) {
      const auto texts =
          importer_.written.find({static_cast<std::size_t>(&draft - importer_.drafts.data()), i});
      if (texts != importer_.written.end())
        for (const auto& text : texts->second) (*filled)[i].values.push_back(text);
      if (const std::string why = add_missing((*filled)[i], draft); !why.empty())
        return refuse(draft, why);
    }
    for (std::size_t i = 0; i < filled->size(); ++i) make_case(draft, (*filled)[i], i == 0);
  }

  // What a request to an application names and the test does not set: "" or why there is no case.
  std::string add_missing_of_requests(FilledVars& filled) {
    for (const std::string& used : importer_.request_variables) {
      const std::string root = used.substr(0, used.find('.'));
      const bool there =
          std::any_of(filled.values.begin(), filled.values.end(),
                      [&](const auto& each) { return each.first == used || each.first == root; });
      if (there) continue;
      if (!importer_.options.faithful)
        return fmt::format(
            "the request of a provider has {{{{{}}}}}, which the test does not set; promptfoo "
            "asks with nothing in its place, and so does --faithful",
            used);
      filled.values.emplace_back(used, "");
    }
    return {};
  }

  // What prompts name and the test does not set.
  std::string add_missing(FilledVars& filled, const TestDraft& draft) {
    if (std::string why = add_missing_of_requests(filled); !why.empty()) return why;
    for (const MadePrompt& prompt : importer_.prompts)
      for (const std::string& used : prompt.variables) {
        const std::string root = used.substr(0, used.find('.'));
        const bool there =
            std::any_of(filled.values.begin(), filled.values.end(),
                        [&](const auto& each) { return each.first == used || each.first == root; });
        if (there) continue;
        if (root == "env")
          return fmt::format(
              "prompt '{}' has {{{{{}}}}}, of the environment, whose values are not copied: write "
              "it into the prompt, or as a variable of the tests",
              excerpt(prompt.id, 60), used);
        if (!importer_.options.faithful && !are_programs())
          return fmt::format(
              "prompt '{}' has {{{{{}}}}}, which the test does not set; promptfoo asks with "
              "nothing in its place, and so does --faithful",
              excerpt(prompt.id, 60), used);
        filled.values.emplace_back(used, "");
        if (missing_told_.insert(used).second)
          importer_.account.add(
              draft.at, fmt::format("variable {}", used), ImportOutcome::approximated,
              are_programs() ? "a test does not set it; the programs that are asked have the "
                               "other variables, and nothing in its place"
                             : "a test does not set it; as promptfoo does, nothing stands in its "
                               "place");
      }
    return {};
  }

  // Programs that are asked go by the variables of a test as much as by its prompt.
  bool are_programs() const {
    return !importer_.models.empty() &&
           std::all_of(importer_.models.begin(), importer_.models.end(),
                       [](const MadeModel& model) { return model.is_own; });
  }

  YamlOut vars_of(const TestDraft& draft, const FilledVars& filled) const {
    YamlOut vars = YamlOut::map();
    for (const auto& [name, value] : filled.values) {
      if (is_text_there(importer_, draft, name, value))
        vars.add(name, YamlOut::text(javascript_text(value)));
      else if (value.is_string() || value.is_structured())
        vars.add(name, YamlOut::of(value));
      else
        vars.add(name, YamlOut::plain(javascript_text(value)));
    }
    return vars;
  }

  void make_case(const TestDraft& draft, const FilledVars& filled, bool tells) {
    YamlOut out = YamlOut::map();
    std::string id = label_of(draft.description);
    if (!filled.label.empty())
      id =
          label_of((id.empty() ? fmt::format("case-{}", number_) : id) + " (" + filled.label + ")");
    if (!id.empty()) out.add("id", YamlOut::text(importer_.case_ids.take(id)));
    if (!filled.values.empty()) out.add("vars", vars_of(draft, filled));
    add_rest(draft, json_of(filled), out, tells);
    if (out.items.empty()) out.add("vars", YamlOut::map());
    out.block = true;
    if (tells) out.comments = comments_above(importer_, draft.at);
    importer_.cases.add(std::move(out));
  }

  void make_data_set(const TestDraft& draft) {
    YamlOut out = YamlOut::map();
    out.add("from", YamlOut::text(draft.from));
    FilledVars none;
    YamlOut vars = YamlOut::map();
    for (const VarDraft& var : draft.vars)
      if (!draft.columns.contains(var.name) && (var.value.is_string() || var.value.is_number()))
        vars.add(var.name, YamlOut::text(variable_text(var.value)));
    if (!vars.is_empty()) out.add("vars", std::move(vars));
    add_rest(draft, Json(), out, true);
    out.block = true;
    importer_.account.add(draft.at, fmt::format("tests {}", draft.from), ImportOutcome::native,
                          "read where it is");
    importer_.cases.add(std::move(out));
  }

  // tags, extract, expect.
  void add_rest(const TestDraft& draft, const Json& vars, YamlOut& out, bool tells) {
    if (!draft.tags.empty()) {
      YamlOut tags = YamlOut::list();
      for (const std::string& tag : draft.tags) tags.add(YamlOut::text(tag));
      out.add("tags", std::move(tags));
    }
    if (const ImportedTransform transform = transform_of(draft.transform);
        !transform.extract.is_null()) {
      out.add("extract", YamlOut::of(transform.extract));
      if (transforms_told_.insert(draft.transform).second && !transform.note.empty())
        importer_.account.add(draft.at, "transform", ImportOutcome::approximated, transform.note);
    }
    const std::string of = name_of(draft);
    Expected expected = import_assertions(importer_, draft.assertions, draft, vars, of, tells);
    if (!shares_ && draft.takes_defaults) {
      Expected more = import_assertions(importer_, defaults().assertions, draft, vars,
                                        "defaultTest", !told_shared_);
      told_shared_ = told_shared_ || !defaults().assertions.empty();
      for (YamlOut& line : more.lines.items) expected.lines.add(std::move(line));
      expected.lost.insert(expected.lost.end(), more.lost.begin(), more.lost.end());
    }
    const bool expects =
        !expected.lines.items.empty() || (shares_ && !importer_.shared.items.empty());
    // What was lost is no test without assertions.
    const bool lost_any = !expected.lost.empty() || (shares_ && !importer_.shared_lost.empty());
    const bool decides = any_counts(expected.lines) || (shares_ && any_counts(importer_.shared));
    if (!decides && importer_.options.faithful && !lost_any)
      expected.lines.add(
          YamlOut::of(expects && draft.threshold > 0.0 ? never_passes() : always_passes()));
    else if (!expects)
      note_unscored(draft);
    if (expects) importer_.thresholds.insert(draft.threshold);
    if (expected.lines.items.empty()) {
      if (expected.lost.empty()) return;
      if (out.items.empty()) out.add("vars", YamlOut::map());
      out.items.front().comments = std::move(expected.lost);
      return;
    }
    expected.lines.block = true;
    expected.lines.comments = std::move(expected.lost);
    out.add("expect", std::move(expected.lines));
  }

  // What weighs nothing is a metric alone: it decides no case.
  static bool any_counts(const YamlOut& lines) {
    return std::any_of(lines.items.begin(), lines.items.end(), [](const YamlOut& line) {
      const YamlOut* const weight = line.kind == YamlOut::Kind::map ? line.find("weight") : nullptr;
      return weight == nullptr || parse_number(weight->scalar) != 0.0;
    });
  }

  void note_unscored(const TestDraft& draft) {
    if (importer_.unscored++ == 0) importer_.first_unscored = draft.at;
  }

  Importer& importer_;
  bool shares_ = false;
  std::map<std::size_t, std::vector<const TestDraft*>> chains_;  // by TestDraft::chain
  bool told_shared_ = false;
  std::size_t number_ = 0;
  std::set<std::string> missing_told_;
  std::set<std::string> transforms_told_;
};

}  // namespace

void finish_tests(Importer& importer) {
  settle_changed_variables(importer);
  settle_selections(importer);
  settle_stored_answers(importer);
  settle_shared_sessions(importer);
  settle_thresholds(importer);
  importer.counts_scores =
      std::any_of(importer.drafts.begin(), importer.drafts.end(),
                  [](const TestDraft& draft) { return draft.threshold.has_value(); });
  settle_generated_prompts(importer);
  CaseMaker(importer).make_all();
  if (importer.unscored == 0) return;
  importer.account.add(
      importer.first_unscored, fmt::format("{} cases without an assertion", importer.unscored),
      ImportOutcome::approximated,
      "promptfoo passes every answer to them; here they are unscored, and never a pass");
}

}  // namespace assay
