#include "harness/store/columns.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/base/json.h"
#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/provider/wire_json.h"

namespace assay {
namespace {

std::optional<Nanoseconds> duration_column(const Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return Nanoseconds(rows.integer(column));
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append(out.back() == '{' ? "\"" : ",\"").append(name).append("\":");
  append_json_string(out, Storable(value).view());
}

void append_member(std::string& out, std::string_view name, double value) {
  out.append(out.back() == '{' ? "\"" : ",\"").append(name).append("\":");
  out += std::isfinite(value) ? format_number(value) : "null";
}

}  // namespace

bool is_sound(const Rows& rows, int first_column, int sum_column) {
  RowSum sum;
  rows.add_to(sum, first_column, sum_column - first_column);
  return !rows.is_null(sum_column) && rows.integer(sum_column) == sum.value();
}

bool is_sound_attempt(const Rows& rows, int first_column) {
  const int settled = first_column + kIntentSum + 1;
  RowSum outcome;
  rows.add_to(outcome, first_column, 2);  // run, attempt
  rows.add_to(outcome, settled, first_column + kAttemptSum - settled);
  return is_sound(rows, first_column, first_column + kIntentSum) &&
         rows.integer(first_column + kAttemptSum) == outcome.value();
}

Result<void> check_run_record(const Database& database, const Rows& rows) {
  if (is_sound(rows, 0, kRunSum)) return {};
  return database.damaged("the record of run '" + excerpt(rows.text(1), 100) +
                          "' is not as it was written");
}

std::optional<std::int64_t> to_column(const std::optional<Nanoseconds>& duration) {
  if (!duration) return std::nullopt;
  return duration->count();
}

std::optional<std::int64_t> to_column(const std::optional<Money>& amount) {
  if (!amount) return std::nullopt;
  return amount->picos;
}

std::optional<Money> money_column(const Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return Money{rows.integer(column)};
}

Timings timings_columns(const Rows& rows, int first_column) {
  Timings timings;
  timings.sent = duration_column(rows, first_column);
  timings.first_byte = duration_column(rows, first_column + 1);
  timings.first_reasoning = duration_column(rows, first_column + 2);
  timings.first_answer = duration_column(rows, first_column + 3);
  timings.last_token = duration_column(rows, first_column + 4);
  timings.done = duration_column(rows, first_column + 5);
  timings.pieces = rows.optional_integer(first_column + 6);
  timings.longest_gap = duration_column(rows, first_column + 7);
  return timings;
}

FailureColumns::FailureColumns(const std::optional<Failure>& failure)
    : message(failure ? std::string_view(failure->message) : std::string_view()),
      code(failure ? std::string_view(failure->code) : std::string_view()) {
  if (!failure) return;
  ASSAY_MARK("store.failure_kept");
  kind = to_string(failure->kind);
  retryable = failure->retryable;
  retry_after_ns = to_column(failure->retry_after);
  http_status = failure->http_status;
  message_text = message.view();
  code_text = code.view();
}

Result<std::optional<Failure>> failure_columns(const Database& database, const Rows& rows,
                                               int first_column) {
  if (rows.is_null(first_column)) return std::nullopt;
  const std::optional<FailureKind> kind = failure_kind_from(rows.text(first_column));
  if (!kind) {
    return database.damaged("unknown failure kind '" + std::string(rows.text(first_column)) + "'");
  }
  Failure failure;
  failure.kind = *kind;
  failure.retryable = rows.integer(first_column + 1) != 0;
  failure.retry_after = duration_column(rows, first_column + 2);
  failure.http_status = static_cast<int>(rows.integer(first_column + 3));
  failure.message = rows.text(first_column + 4);
  failure.code = rows.text(first_column + 5);
  return failure;
}

Blob to_column(const Key& key) {
  return {key.view()};
}

Result<Key> key_column(const Database& database, const Rows& rows, int column) {
  const std::string_view bytes = rows.blob(column);
  Key key;
  if (bytes.size() != key.bytes.size()) return database.damaged("a Key that is not 32 bytes long");
  std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
  return key;
}

Result<std::uint32_t> index_column(const Database& database, const Rows& rows, int column) {
  const std::int64_t value = rows.integer(column);
  if (value < 0 || value > std::numeric_limits<std::uint32_t>::max()) {
    return database.damaged("an index out of range: " + std::to_string(value));
  }
  return static_cast<std::uint32_t>(value);
}

Result<CellId> cell_columns(const Database& database, const Rows& rows, int first_column) {
  CellId cell;
  ASSAY_TRY(cell.case_index, index_column(database, rows, first_column));
  ASSAY_TRY(cell.variant, index_column(database, rows, first_column + 1));
  ASSAY_TRY(cell.repeat, index_column(database, rows, first_column + 2));
  return cell;
}

namespace {

std::optional<bool> label_from(std::string_view text) {
  if (text == "pass") return true;
  if (text == "fail") return false;
  return std::nullopt;
}

void append_pairs(std::string& out, const std::vector<ComparedPair>& pairs) {
  out += ",\"pairs\":[";
  for (const ComparedPair& pair : pairs) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "judge", pair.judge);
    append_member(out, "as_first", pair.as_first);
    append_member(out, "as_second", pair.as_second);
    append_member(out, "pair", pair.pair);
    out += '}';
  }
  out += ']';
}

std::vector<ComparedPair> pairs_from(const WireValue& list) {
  std::vector<ComparedPair> pairs;
  list.for_each([&](const WireValue& value) {
    pairs.push_back({std::string(value["judge"].text()), std::string(value["as_first"].text()),
                     std::string(value["as_second"].text()), std::string(value["pair"].text())});
  });
  return pairs;
}

using Metrics = std::vector<std::pair<std::string, double>>;

void append_metrics(std::string& out, const Metrics& metrics) {
  out += ",\"metrics\":{";
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, Storable(metrics[i].first).view());
    out += ':' + dump_json(metrics[i].second);
  }
  out += '}';
}

void append_open(std::string& out, const OpenScore& open) {
  out += ",\"open\":{";
  append_member(out, "up", open.up);
  append_member(out, "down", open.down);
  if (open.has_error) out += ",\"has_error\":true";
  if (open.waits) out += ",\"waits\":true";
  out += '}';
}

OpenScore open_from(const WireValue& object) {
  return {object["has_error"].is_true(), object["waits"].is_true(),
          object["up"].number().value_or(0), object["down"].number().value_or(0)};
}

Metrics metrics_from(const WireValue& object) {
  Metrics metrics;
  object.for_each_member([&](std::string_view name, const WireValue& value) {
    metrics.emplace_back(name, value.number().value_or(0));
  });
  return metrics;
}

}  // namespace

std::string parts_to_json(const std::vector<ScorePart>& parts) {
  std::string out = "[";
  for (const ScorePart& part : parts) {
    out += out.size() > 1 ? ",{" : "{";
    append_member(out, "name", part.name);
    if (!part.metric.empty()) append_member(out, "metric", part.metric);
    append_member(out, "verdict", to_string(part.verdict));
    append_member(out, "value", part.value);
    append_member(out, "weight", part.weight);
    if (!part.reason.empty()) append_member(out, "reason", part.reason);
    if (!part.extracted.empty()) append_member(out, "extracted", part.extracted);
    if (!part.judge.empty()) append_member(out, "judge", part.judge);
    if (part.label) append_member(out, "label", *part.label ? "pass" : "fail");
    if (part.label_value) append_member(out, "label_value", *part.label_value);
    if (part.label_weight != 1) append_member(out, "label_weight", part.label_weight);
    if (part.waits) out += ",\"waits\":true";
    if (!part.pairs.empty()) append_pairs(out, part.pairs);
    if (!part.metrics.empty()) append_metrics(out, part.metrics);
    if (part.turn != 0) append_member(out, "turn", part.turn);
    if (part.open.any()) append_open(out, part.open);
    out += '}';
  }
  return out += ']';
}

Result<std::vector<ScorePart>> parts_from_json(const Database& database, std::string_view json) {
  std::vector<ScorePart> parts;
  const WireValue root = parse_wire(json);
  bool sound = root.is_array();
  root.for_each([&](const WireValue& value) {
    const std::optional<Verdict> verdict = verdict_from(value["verdict"].text());
    sound = sound && verdict;
    parts.push_back({std::string(value["name"].text()), std::string(value["metric"].text()),
                     verdict.value_or(Verdict::unscored), value["value"].number().value_or(0),
                     value["weight"].number().value_or(0), std::string(value["reason"].text()),
                     std::string(value["extracted"].text()), std::string(value["judge"].text()),
                     label_from(value["label"].text()), value["label_weight"].number().value_or(1),
                     value["waits"].is_true(), pairs_from(value["pairs"]),
                     metrics_from(value["metrics"]),
                     static_cast<int>(value["turn"].number().value_or(0)),
                     value["label_value"].number(), open_from(value["open"])});
  });
  if (!sound) return database.damaged("a score whose parts cannot be read");
  return parts;
}

}  // namespace assay
