// cases: written out, or rows of a data set.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "harness/base/text.h"
#include "harness/suite/data_file.h"
#include "harness/suite/key_advice.h"
#include "harness/suite/loader.h"
#include "harness/suite/row_map.h"
#include "harness/suite/row_turns.h"
#include "harness/suite/tool_server.h"
#include "harness/suite/weight.h"

namespace assay {
namespace {

constexpr std::size_t kMaxCases = 5'000'000;
constexpr std::size_t kMaxCaseIdBytes = 200;

bool is_case_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxCaseIdBytes &&
         std::none_of(id.begin(), id.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Cases of one `cases:` list.
class CaseLoader {
 public:
  explicit CaseLoader(Loader& loader) : loader_(loader), diagnostics_(loader.diagnostics) {}

  void load(const YamlNode& node, std::size_t number) {
    if (node.find("from") != nullptr) {
      load_data_set(node);
    } else {
      load_inline(node, number);
    }
  }

 private:
  void load_inline(const YamlNode& node, std::size_t number) {
    const YamlNode* id = node.find("id");
    const Fields fields(node, {"case", id != nullptr ? id->text : std::string_view{}},
                        {"id", "vars", "tags", "turns", "history", "simulate", "tool_results",
                         "max_tool_rounds", "expect", "extract", "normalise"},
                        diagnostics_);
    if (!fields.is_map()) return;
    Case made;
    made.id = id != nullptr ? read_label(loader_, *id, "'id'").value_or("")
                            : fmt::format("case-{}", number);
    made.vars = read_vars(fields.find("vars"));
    made.tags = read_tags(fields);
    const Reading reading = read_reading(fields);
    made.expect =
        with_shared(loader_, read_expect(fields.find("expect")), reading, node.position());
    if (const YamlNode* turns = fields.find("turns"))
      made.turns = read_turns(loader_, *turns, reading);
    made.forgets = read_forgets(fields);
    if (const YamlNode* simulate = fields.find("simulate"))
      made.simulate = read_user(*simulate, fields.find("turns") != nullptr);
    made.tools = read_tools(loader_, fields, made.turns);
    add(std::move(made), node.position());
  }

  bool read_forgets(const Fields& fields) {
    const YamlNode* history = fields.find("history");
    if (history != nullptr && fields.find("turns") == nullptr)
      diagnostics_.error(history->position(),
                         "'history' is for 'turns': a single question has none");
    return !fields.boolean("history").value_or(true);
  }

  std::shared_ptr<const SimulatedUser> read_user(const YamlNode& node, bool has_turns) {
    if (has_turns)
      diagnostics_.error(node.position(),
                         "a case has either 'turns', which say what the user says, or "
                         "'simulate', which has a model play the user");
    return read_simulated_user(loader_, node);
  }

  void load_data_set(const YamlNode& node) {
    const YamlNode& from = *node.find("from");
    const Fields fields(
        node, {"data set", from.text},
        {"from", "delimiter", "map", "skip", "id", "vars", "tags", "turns", "history", "simulate",
         "tool_results", "max_tool_rounds", "expect", "extract", "normalise", "limit"},
        diagnostics_);
    Template id;
    const YamlNode* id_node = fields.find("id");
    if (id_node != nullptr) {
      std::optional<Template> parsed = read_template(loader_, *id_node, "'id'");
      if (!parsed) return;
      id = std::move(*parsed);
    }
    std::size_t limit = kMaxCases + 1;
    if (const auto read = fields.integer("limit", {1, std::nullopt})) {
      limit = std::min(limit, static_cast<std::size_t>(*read));
    }
    const Vars extra = read_vars(fields.find("vars"));
    const RowMap map = RowMap::read(fields, extra, diagnostics_);
    const std::vector<std::string> tags = read_tags(fields);
    const Reading reading = read_reading(fields);
    const auto expect =
        with_shared(loader_, read_expect(fields.find("expect")), reading, node.position());
    const YamlNode* turns_node = fields.find("turns");
    std::optional<RowTurns> in_rows;
    std::vector<Turn> turns;
    if (turns_node != nullptr && turns_node->is_map())
      in_rows = RowTurns::read(*turns_node, diagnostics_);
    else if (turns_node != nullptr)
      turns = read_turns(loader_, *turns_node, reading);
    if (turns_node != nullptr && turns.empty() && !in_rows) return;
    const bool forgets = read_forgets(fields);
    const auto tools = read_tools(loader_, fields, turns);
    const bool has_own_tools = fields.find("tool_results") != nullptr;
    const YamlNode* user = fields.find("simulate");
    const auto simulate = user != nullptr ? read_user(*user, turns_node != nullptr) : nullptr;
    const std::uint64_t beside = weight(extra) + weight(tags) + weight(turns);
    const std::string stem = std::filesystem::path(from.text).stem().string();
    const SourceFile* file = nullptr;
    std::size_t row = 0;
    std::size_t skipped = 0;
    const RowSink sink = [&](Vars vars, int line) {
      ++row;
      if (map.skips(vars)) {
        ++skipped;
        return true;
      }
      Case made;
      made.turns = turns;
      made.forgets = forgets;
      made.tools = tools;
      if (in_rows && !read_row_turns(*in_rows, vars, {file, line, 1}, has_own_tools, made))
        return false;
      if (map.maps()) {
        Result<Vars> mapped = map.apply(vars);
        if (!mapped) {
          diagnostics_.error({file, line, 1}, mapped.error().message);
          return false;
        }
        vars = std::move(*mapped);
      }
      if (!loader_.affords("'vars', 'tags' and 'turns' beside 'from', in each row,", beside,
                           from.position())) {
        return false;
      }
      if (id_node != nullptr) {
        Result<std::string> rendered = id.render(vars);
        if (!rendered || !is_case_id(*rendered)) {
          report_id(*id_node, {file, line, 1}, rendered);
          return false;
        }
        made.id = std::move(*rendered);
      } else {
        made.id = fmt::format("{}-{}", stem, row);
      }
      made.vars = std::move(vars);
      made.tags = tags;
      made.expect = expect;
      made.simulate = simulate;
      return add(std::move(made), {file, line, 1}) && row - skipped < limit;
    };
    // Where rows are mapped the variables beside them are put there.
    const Vars none;
    RowNames names(map.maps() ? none : extra);
    read_data_file(loader_.files, from, fields.find("delimiter"), names, diagnostics_, sink, file);
    if (file != nullptr && row == 0 && !diagnostics_.has_errors()) {
      diagnostics_.error(from.position(), fmt::format("'{}' has no rows", from.text));
    }
    if (skipped > 0)
      diagnostics_.warning(from.position(), fmt::format("{} of {} rows of '{}' are no cases: {}",
                                                        skipped, row, from.text, map.skip_text()));
  }

  // The turns that a row brings, and who answers what is called in them; false: an error was told.
  bool read_row_turns(const RowTurns& in_rows, const Vars& row, const Position& at,
                      bool has_own_tools, Case& made) {
    Result<std::vector<Turn>> turns = in_rows.of(row);
    if (!turns) {
      diagnostics_.error(at, turns.error().message);
      return false;
    }
    made.turns = std::move(*turns);
    const bool has_results = std::any_of(made.turns.begin(), made.turns.end(),
                                         [](const Turn& turn) { return !turn.tool.empty(); });
    if (has_results && has_own_tools)
      diagnostics_.error(at,
                         "the row's conversation has results of tools, and 'tool_results' stands "
                         "beside 'from': one of them answers what is called");
    if (has_results) made.tools = nullptr;
    return !has_results || !has_own_tools;
  }

  void report_id(const YamlNode& id, const Position& row, const Result<std::string>& rendered) {
    const std::string why = rendered ? fmt::format("must be one line of 1 to {} bytes, and is '{}'",
                                                   kMaxCaseIdBytes, excerpt(*rendered, 60))
                                     : rendered.error().message;
    diagnostics_.error(id.position(),
                       fmt::format("'id' of the row at {}: {}", to_string(row), why));
  }

  bool add(Case made, const Position& origin) {
    std::vector<Case>& cases = loader_.suite.cases;
    if (cases.size() == kMaxCases) {
      diagnostics_.error(origin, fmt::format("more than {} cases; 'limit' takes fewer", kMaxCases));
      return false;
    }
    if (last_file_ == nullptr || *last_file_ != origin.file->name) {
      last_file_ = std::make_shared<const std::string>(origin.file->name);
    }
    made.file = last_file_;
    made.line = origin.line;
    cases.push_back(std::move(made));
    loader_.case_origins.push_back(origin);
    return true;
  }

  Vars read_vars(const YamlNode* node) {
    if (node == nullptr) return {};
    if (!node->is_map()) {
      diagnostics_.error(node->position(), "'vars' must be a map of names to values");
      return {};
    }
    std::vector<std::string> names;
    std::vector<Json> values;
    for (std::size_t i = 0; i < node->entries(); ++i) {
      const YamlNode& value = node->value(i);
      if (value.is_null()) {
        diagnostics_.error(node->key(i).position(),
                           fmt::format("variable '{}' has no value; \"\" is the empty text",
                                       excerpt(node->key(i).text, 60)));
      }
      names.emplace_back(node->key(i).text);
      values.push_back(to_text_json(value));
    }
    // Most cases of a suite name the same variables.
    if (last_names_ == nullptr || last_names_->all() != names) {
      last_names_ = std::make_shared<const VarNames>(std::move(names));
    }
    return Vars(last_names_, std::move(values));
  }

  std::vector<std::string> read_tags(const Fields& fields) {
    const YamlNode* tags = fields.find("tags");
    return tags != nullptr ? read_text_list(loader_, *tags, "'tags'") : std::vector<std::string>{};
  }

  Expectations read_expect(const YamlNode* node) {
    return node != nullptr ? read_expectations(loader_, *node) : Expectations{};
  }

  Reading read_reading(const Fields& fields) {
    return assay::read_reading(loader_, fields.find("extract"), fields.find("normalise"));
  }

  Loader& loader_;
  Diagnostics& diagnostics_;
  Vars::Names last_names_;
  std::shared_ptr<const std::string> last_file_;
};

}  // namespace

void load_cases(Loader& loader, const YamlNode* cases) {
  if (cases == nullptr) return;
  CaseLoader case_loader(loader);
  std::size_t number = 0;
  for (const YamlNode* item : require_list(loader, *cases, "'cases'")) {
    case_loader.load(*item, ++number);
  }
}

void check_case_ids(Loader& loader) {
  const std::vector<Case>& cases = loader.suite.cases;
  std::unordered_map<std::string_view, std::size_t> seen;
  seen.reserve(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto [first, is_new] = seen.emplace(cases[i].id, i);
    if (is_new) continue;
    loader.diagnostics.error(loader.case_origins[i], [&, other = first->second] {
      return fmt::format("two cases are called '{}'; the other is at {}", cases[i].id,
                         to_string(loader.case_origins[other]));
    });
  }
}

}  // namespace assay
