// Assertions as lines of `expect`.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/import/promptfoo/code_variables.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/script_context.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 16> kGraded = {"llm-rubric",
                                                      "model-graded-closedqa",
                                                      "model-graded-factuality",
                                                      "factuality",
                                                      "g-eval",
                                                      "answer-relevance",
                                                      "context-faithfulness",
                                                      "context-recall",
                                                      "context-relevance",
                                                      "conversation-relevance",
                                                      "search-rubric",
                                                      "agent-rubric",
                                                      "pi",
                                                      "select-best",
                                                      "trajectory:goal-success",
                                                      "model-graded"};
// Beside what is expected, and written behind it.
constexpr std::array<std::string_view, 5> kBeside = {"weight", "metric", "on", "extract",
                                                     "normalise"};
constexpr std::array<std::string_view, 10> kFirst = {"rubric", "use", "text", "texts", "pattern",
                                                     "path",   "to",  "file", "code",  "name"};

std::string type_of(const Json& assertion) {
  const bool is_there =
      assertion.is_object() && assertion.contains("type") && assertion["type"].is_string();
  return is_there ? assertion["type"].get<std::string>() : "";
}

// Whether a model marks it, or one of the set.
template <class Fits>
bool any_type(const Json& assertion, Fits fits) {
  std::string type = type_of(assertion);
  if (type.starts_with("not-")) type = type.substr(4);
  if (fits(type)) return true;
  if (!assertion.is_object() || !assertion.contains("assert") || !assertion["assert"].is_array())
    return false;
  return std::any_of(assertion["assert"].begin(), assertion["assert"].end(),
                     [&](const Json& each) { return any_type(each, fits); });
}

bool is_graded(std::string_view type) {
  return std::find(kGraded.begin(), kGraded.end(), type) != kGraded.end();
}
bool is_embedded(std::string_view type) {
  return type == "similar" || type.starts_with("similar:") || type == "answer-relevance";
}

// A text or data that `value: file://` names; programs stay with their names.
Result<Json> with_file(Importer& importer, Json assertion) {
  if (!assertion.is_object()) return assertion;
  if (assertion.contains("assert") && assertion["assert"].is_array()) {
    for (Json& each : assertion["assert"]) {
      ASSAY_TRY(each, with_file(importer, std::move(each)));
    }
  }
  if (!assertion.contains("value") || !assertion["value"].is_string()) return assertion;
  const std::string text = assertion["value"].get<std::string>();
  const std::string_view file = file_name_in(text);
  if (file.empty()) return assertion;
  const std::string extension = extension_of(file);
  std::string type = type_of(assertion);
  if (type.starts_with("not-")) type = type.substr(4);
  // A schema is named where it is.
  if (type == "is-json" || type == "contains-json") return assertion;
  if (extension == ".json" || extension == ".yaml" || extension == ".yml") {
    ASSAY_TRY(const YamlNode* const tree, importer.files.read_tree(file));
    assertion["value"] = value_of(*tree);
  } else if (extension == ".txt" || extension == ".md") {
    ASSAY_TRY(const SourceFile* const read, importer.files.read_text(file));
    assertion["value"] = std::string(trim(read->text));
  }
  return assertion;
}

void drop_graders(Json& assertion) {
  if (!assertion.is_object()) return;
  assertion.erase("provider");
  if (assertion.contains("assert") && assertion["assert"].is_array())
    for (Json& each : assertion["assert"]) drop_graders(each);
}

YamlOut in_order(const Json& value);

YamlOut map_in_order(const Json& value) {
  YamlOut out = YamlOut::map();
  const auto is_in = [](const auto& list, const std::string& key) {
    return std::find(list.begin(), list.end(), key) != list.end();
  };
  for (const std::string_view key : kFirst)
    if (value.contains(key)) out.add(key, in_order(value[std::string(key)]));
  for (const auto& [key, member] : value.items())
    if (!is_in(kFirst, key) && !is_in(kBeside, key)) out.add(key, in_order(member));
  for (const std::string_view key : kBeside)
    if (value.contains(key)) out.add(key, in_order(value[std::string(key)]));
  return out;
}

YamlOut in_order(const Json& value) {
  if (value.is_object()) return map_in_order(value);
  // A bound as a person writes it: 3000, and not 3000.0.
  if (value.is_number_float()) return YamlOut::plain(format_number(value.get<double>()));
  if (!value.is_array()) return YamlOut::of(value);
  YamlOut out = YamlOut::list();
  for (const Json& item : value) out.add(in_order(item));
  return out;
}

// A bare name where nothing is to be said: {json: {}}.
YamlOut line_of(const Json& expectation) {
  if (expectation.is_object() && expectation.size() == 1 && expectation.begin()->is_object() &&
      expectation.begin()->empty())
    return YamlOut::text(expectation.begin().key());
  return in_order(expectation);
}

bool has_variable(const Json& vars, const std::string& name) {
  return vars.contains(name) || vars.contains(name.substr(0, name.find('.')));
}

class AssertionImport {
 public:
  AssertionImport(Importer& importer, const TestDraft& draft, const Json& vars, std::string_view of,
                  bool tells)
      : importer_(importer), draft_(draft), vars_(vars), of_(of), tells_(tells) {
    transform_ = transform_of(draft.transform);
    is_object_ = transform_.answer_is_object ||
                 std::any_of(importer.models.begin(), importer.models.end(),
                             [](const MadeModel& model) { return model.answers_object; });
    may_be_object_ = std::any_of(importer.models.begin(), importer.models.end(),
                                 [](const MadeModel& model) { return model.may_answer_object; });
    // A program of the author's may give an object, of which is-json then is true. A model of an
    // API gives text unless its format says otherwise, whatever the assertions are.
    const bool are_own = !importer.models.empty() &&
                         std::all_of(importer.models.begin(), importer.models.end(),
                                     [](const MadeModel& model) { return model.is_own; });
    for (const AssertionDraft& each : draft.assertions)
      is_object_ = is_object_ || (are_own && any_type(each.value, [](std::string_view type) {
                                    return type == "is-json";
                                  }));
  }

  void import(const AssertionDraft& assertion) {
    Result<ImportedAssertion> made = convert(assertion);
    if (!made) return lose(assertion, made.error().message);
    if (made->outcome == ImportOutcome::refused ||
        (made->expectations.empty() && made->outcome != ImportOutcome::ignored))
      return lose(assertion, made->note);
    for (Json& expectation : made->expectations) tell_types(expectation, vars_);
    for (const Json& expectation : made->expectations) {
      if (const Result<void> taken = check(expectation); !taken)
        return lose(assertion, taken.error().message);
    }
    for (const Json& expectation : made->expectations) {
      YamlOut line = line_of(expectation);
      if (&expectation == &made->expectations.front() && tells_)
        line.comments = comments_above(importer_, assertion.at);
      if (made->outcome == ImportOutcome::approximated)
        line.comments.push_back("promptfoo: " + excerpt(made->note, 300));
      collect_judges(expectation);
      collect_metrics(expectation);
      made_.variables.merge(variables_in(expectation));
      made_.lines.add(std::move(line));
    }
    tell(assertion, made->outcome, made->note);
  }

  Expected take() { return std::move(made_); }

 private:
  Result<ImportedAssertion> convert(const AssertionDraft& assertion) {
    if (!assertion.refused.empty()) return usage_error(assertion.refused);
    if (!assertion.value.is_object()) return usage_error("it is no map with a 'type'");
    const bool is_code = !transform_.refused.empty() && !looks_beside_text(assertion.value);
    // Code of the test is done by the script of the assertion, where it is one or can be.
    if (is_code && (transform_.code.empty() || assertion.value.contains("transform") ||
                    assertion.value.contains("assert")))
      return usage_error(transform_.refused);
    if (!transform_.extract.is_null() && assertion.value.contains("transform"))
      return usage_error(
          "its transform comes after that of the test, and 'extract' is one of them");
    ASSAY_TRY(Json value, with_file(importer_, assertion.value));
    if (is_code) value["transform"] = transform_.code;
    pass_above_zero(value);
    AssertionScope scope;
    scope.faithful = importer_.options.faithful;
    scope.counts_scores = importer_.counts_scores;
    scope.answer_is_object = is_object_;
    scope.may_be_object = !is_object_ && may_be_object_;
    scope.may_call =
        std::any_of(importer_.models.begin(), importer_.models.end(),
                    [](const MadeModel& model) { return model.params.find("tools") != nullptr; });
    const YamlNode* const grader = assertion.grader != nullptr ? assertion.grader : draft_.grader;
    if (any_type(value, is_graded)) {
      scope.judge = judge_for(importer_, grader);
      if (scope.judge.empty()) return usage_error("its grader has no counterpart here");
    }
    if (any_type(value, is_embedded)) scope.embedder = embedder_for(importer_, grader);
    drop_graders(value);
    fill_metric(value, vars_);
    if (const std::string why = missing_to_scripts(value); !why.empty()) return usage_error(why);
    if (type_of(value) != "assert-set") return import_assertion(value, scope);
    return set_of(value, scope, !assertion.parts.empty());
  }

  // promptfoo knows no set inside of a set, but all assertions of a test may be one here.
  static ImportedAssertion set_of(const Json& set, const AssertionScope& scope, bool may_nest) {
    std::vector<ImportedAssertion> members;
    if (set.contains("assert") && set["assert"].is_array())
      for (const Json& each : set["assert"])
        members.push_back(may_nest && type_of(each) == "assert-set"
                              ? set_of(each, scope, false)
                              : import_assertion(each, scope));
    return import_set(set, members, scope.faithful);
  }

  // A function of a file that gives no verdict of its own passes above 0, as there.
  void pass_above_zero(Json& assertion) {
    std::string type = type_of(assertion);
    if (type.starts_with("not-")) type = type.substr(4);
    if ((type != "javascript" && type != "python") || assertion.contains("threshold")) return;
    const Result<std::string> code = code_of_file(assertion);
    if (code && code->find("pass") == code->npos) assertion["threshold"] = 0.000001;
  }

  // The file that a script of the assertion is in; an error where it is none.
  Result<std::string> code_of_file(const Json& assertion) {
    const Json value = assertion.value("value", Json());
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    const std::string_view file = file_name_in(text);
    if (file.empty()) return usage_error("no file");
    const std::size_t function = file.find(':', file.rfind('.') + 1);
    ASSAY_TRY(const SourceFile* const read, importer_.files.read_text(file.substr(0, function)));
    return read->text;
  }

  // Why a script of it, or of its set, would be told less than it reads; "".
  std::string missing_to_scripts(const Json& assertion) {
    if (!assertion.is_object()) return "";
    if (assertion.contains("assert") && assertion["assert"].is_array())
      for (const Json& each : assertion["assert"])
        if (std::string why = missing_to_scripts(each); !why.empty()) return why;
    std::string type = type_of(assertion);
    if (type.starts_with("not-")) type = type.substr(4);
    if ((type != "javascript" && type != "python") || !assertion.contains("value") ||
        !assertion["value"].is_string())
      return "";
    std::string code = assertion["value"].get<std::string>();
    if (!file_name_in(code).empty()) code = code_of_file(assertion).value_or("");
    const std::string missing = missing_in_context(code);
    return missing.empty() ? ""
                           : fmt::format(
                                 "its code reads '{}', which scripts of a suite are not told "
                                 "(docs/scripts.md): let the application put it into its answer",
                                 missing);
  }

  // Whether it is about times, costs and calls, which no transform changes.
  static bool looks_beside_text(const Json& assertion) {
    return any_type(assertion, [](std::string_view type) {
      return type == "latency" || type == "cost" || type == "finish-reason";
    });
  }

  Result<void> check(const Json& expectation) const {
    if (!vars_.is_null()) {
      for (const std::string& name : variables_in(expectation))
        if (!has_variable(vars_, name) && name.starts_with("env."))
          return usage_error(fmt::format(
              "it has {{{{{}}}}}, of the environment, whose values are not copied", name));
        else if (!has_variable(vars_, name))
          return usage_error(
              fmt::format("it has {{{{{}}}}}, which the test does not set; promptfoo writes "
                          "nothing in its place",
                          name));
    }
    if (!importer_.options.accepts) return {};
    return importer_.options.accepts(expectation, vars_.is_null() ? Json::object() : vars_);
  }

  // A metric inside of a group counts nothing.
  void collect_metrics(const Json& expectation) {
    if (const auto metric = expectation.find("metric");
        metric != expectation.end() && metric->is_string())
      importer_.metrics.insert(metric->get<std::string>());
    const Json& inner = expectation.contains("not") ? expectation["not"] : expectation;
    importer_.has_scripts =
        importer_.has_scripts || inner.contains("javascript") || inner.contains("python");
  }

  void collect_judges(const Json& value) {
    if (value.is_object() && value.contains("by") && value["by"].is_string())
      importer_.judges_used.insert(value["by"].get<std::string>());
    if (value.is_structured())
      for (const Json& member : value) collect_judges(member);
  }

  void lose(const AssertionDraft& assertion, std::string_view why) {
    made_.lost.push_back(fmt::format("not here: {} ({}:{}): {}", type_of(assertion.value),
                                     assertion.at.file != nullptr ? assertion.at.file->name : "",
                                     assertion.at.line, excerpt(why, 300)));
    tell(assertion, ImportOutcome::refused, why);
  }

  void tell(const AssertionDraft& assertion, ImportOutcome outcome, std::string_view note) {
    if (!tells_) return;
    for (const AssertionDraft& part : assertion.parts) tell(part, outcome, note);
    if (!assertion.parts.empty()) return;
    const std::string type = type_of(assertion.value);
    importer_.account.add_assertion(
        assertion.at,
        fmt::format("{} {} of {}", assertion.place, type.empty() ? "?" : excerpt(type, 40), of_),
        outcome, note);
  }

  Importer& importer_;
  const TestDraft& draft_;
  const Json& vars_;
  std::string_view of_;
  bool tells_;
  ImportedTransform transform_;
  bool is_object_ = false;
  bool may_be_object_ = false;
  Expected made_;
};

}  // namespace

Expected import_assertions(Importer& importer, const std::vector<AssertionDraft>& assertions,
                           const TestDraft& draft, const Json& vars, std::string_view of,
                           bool tells) {
  AssertionImport import(importer, draft, vars, of, tells);
  for (const AssertionDraft& assertion : assertions) import.import(assertion);
  return import.take();
}

}  // namespace assay
