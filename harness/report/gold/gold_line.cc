#include "harness/report/gold/gold_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/base/json_number.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/dataset.h"
#include "harness/yaml/fields.h"

namespace assay {
namespace {

// Bounds far beyond what people write, so that one line is no denial of service.
constexpr std::size_t kMaxName = 200;  // code points of a rater, a case, a variant
constexpr std::size_t kMaxComment = 10'000;
constexpr std::int64_t kMaxPoint = 1'000'000;  // of a scale, either way
constexpr std::int64_t kMaxPass = 1'000;
constexpr double kMaxWeight = 1e9;

constexpr std::string_view kUnsure = "unsure";
constexpr std::string_view kSkip = "skip";

// A line while it is read: which of the two ways of naming an answer it has.
struct ReadLine {
  GoldLine line;
  bool has_case = false;
  bool has_answer = false;
  bool has_question_hash = false;
  bool has_answer_hash = false;
  bool has_label = false;
};

// What is wrong with a value; "" nothing is.
using Wrong = std::string;

Wrong take_text(const Json& value, std::size_t most, std::string& text) {
  if (!value.is_string()) return "must be a text";
  text = value.get<std::string>();
  if (text.empty()) return "is empty; leave it out where there is none";
  if (count_code_points(text) > most) return fmt::format("is longer than {} characters", most);
  return {};
}

Wrong take_integer(const Json& value, std::int64_t least, std::int64_t most, std::int64_t& into) {
  // What is above the signed ones is unsigned to Json, and above every bound here.
  const bool is_small = value.is_number_integer() &&
                        (!value.is_number_unsigned() || value <= static_cast<std::uint64_t>(most));
  if (!is_small || value < least || value > most) {
    return fmt::format("must be a whole number from {} to {}", least, most);
  }
  into = value.get<std::int64_t>();
  return {};
}

int hex_digit(char c) {
  if (is_ascii_digit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Wrong take_hash(const Json& value, Key& key) {
  const std::string text = value.is_string() ? value.get<std::string>() : "";
  const bool is_hash =
      text.size() == 2 * key.bytes.size() &&
      std::all_of(text.begin(), text.end(), [](char c) { return hex_digit(c) >= 0; });
  if (!is_hash) return "must be a SHA-256: 64 digits of 0-9 and a-f";
  for (std::size_t i = 0; i < key.bytes.size(); ++i) {
    key.bytes[i] =
        static_cast<std::uint8_t>(hex_digit(text[2 * i]) * 16 + hex_digit(text[2 * i + 1]));
  }
  return {};
}

Wrong take_label(const Json& value, GoldLine& line) {
  constexpr std::string_view kExpected =
      "must be \"pass\", \"fail\", \"unsure\", \"skip\", or a point of a scale as a whole number";
  if (value.is_number()) {
    std::int64_t point = 0;
    if (!take_integer(value, -kMaxPoint, kMaxPoint, point).empty()) return std::string(kExpected);
    line.label = point;
    return {};
  }
  const std::string word = value.is_string() ? value.get<std::string>() : "";
  if (word == "pass") line.label = Verdict::pass;
  if (word == "fail") line.label = Verdict::fail;
  line.is_skipped = word == kSkip;
  if (line.label || word == kUnsure || word == kSkip) return {};
  return std::string(kExpected) + did_you_mean(word, {"pass", "fail", "unsure", "skip"});
}

Wrong take_weight(const Json& value, GoldLine& line) {
  const double weight = value.is_number() ? value.get<double>() : std::nan("");
  if (!(weight > 0 && weight <= kMaxWeight)) return "must be a number above 0, at most 1e9";
  line.weight = weight;
  return {};
}

Wrong take_time(const Json& value, GoldLine& line) {
  line.time = value.is_string() ? value.get<std::string>() : "";
  if (!from_rfc3339(line.time)) return "must be a time such as 2026-11-23T14:53:08Z";
  return {};
}

struct FieldRow {
  std::string_view name;
  Wrong (*take)(const Json& value, ReadLine& read);
};
constexpr FieldRow kFields[] = {
    {"case",
     [](const Json& value, ReadLine& read) {
       read.has_case = true;
       return take_text(value, kMaxName, read.line.case_id);
     }},
    {"answer",
     [](const Json& value, ReadLine& read) -> Wrong {
       read.has_answer = true;
       if (!value.is_string()) return "must be a text";
       read.line.answer = sha256(value.get_ref<const std::string&>());
       return {};
     }},
    {"question_sha256",
     [](const Json& value, ReadLine& read) {
       read.has_question_hash = true;
       return take_hash(value, read.line.question);
     }},
    {"answer_sha256",
     [](const Json& value, ReadLine& read) {
       read.has_answer_hash = true;
       return take_hash(value, read.line.answer);
     }},
    {"label",
     [](const Json& value, ReadLine& read) {
       read.has_label = true;
       return take_label(value, read.line);
     }},
    {"variant",
     [](const Json& value, ReadLine& read) {
       return take_text(value, kMaxName, read.line.variant.emplace());
     }},
    {"criterion_sha256",
     [](const Json& value, ReadLine& read) {
       return take_hash(value, read.line.criterion.emplace());
     }},
    {"rater",
     [](const Json& value, ReadLine& read) { return take_text(value, kMaxName, read.line.rater); }},
    {"weight", [](const Json& value, ReadLine& read) { return take_weight(value, read.line); }},
    {"time", [](const Json& value, ReadLine& read) { return take_time(value, read.line); }},
    {"ms",
     [](const Json& value, ReadLine& read) {
       return take_integer(value, 0, std::int64_t{1} << 53, read.line.ms.emplace());
     }},
    {"pass", [](const Json& value,
                ReadLine& read) { return take_integer(value, 1, kMaxPass, read.line.pass); }},
    {"revision",
     [](const Json& value, ReadLine& read) {
       return take_integer(value, 0, std::int64_t{1} << 31, read.line.revision);
     }},
    {"comment", [](const Json& value,
                   ReadLine& read) { return take_text(value, kMaxComment, read.line.comment); }},
};

std::string unknown_field(const std::string& name) {
  std::vector<std::string> known;
  for (const FieldRow& row : kFields) known.emplace_back(row.name);
  return fmt::format("unknown field '{}' in a label{}", excerpt(name, 60),
                     did_you_mean(name, known));
}

void take_field(const std::string& name, const Json& value, const Position& at, ReadLine& read,
                Diagnostics& diagnostics) {
  if (is_authors_own(name) || value.is_null()) return;
  const auto row = std::find_if(std::begin(kFields), std::end(kFields),
                                [&](const FieldRow& known) { return known.name == name; });
  if (row == std::end(kFields)) return diagnostics.error(at, unknown_field(name));
  const Wrong wrong = row->take(value, read);
  if (!wrong.empty()) diagnostics.error(at, fmt::format("'{}' {}", name, wrong));
}

// What a line must have besides fields that are each right.
void check_whole(const ReadLine& read, const Position& at, Diagnostics& diagnostics) {
  if (!read.has_label) diagnostics.error(at, "a line without a 'label'");
  const bool by_text = read.has_case && read.has_answer;
  const bool by_hash = read.has_question_hash && read.has_answer_hash;
  const int fields =
      read.has_case + read.has_answer + read.has_question_hash + read.has_answer_hash;
  if ((by_text || by_hash) && fields == 2) return;
  diagnostics.error(at,
                    "which answer? expected 'case' and 'answer', or 'question_sha256' and "
                    "'answer_sha256'");
}

}  // namespace

std::string label_text(const GoldLabel& label) {
  if (const Verdict* const verdict = std::get_if<Verdict>(&label)) {
    return std::string(to_string(*verdict));
  }
  return std::to_string(std::get<std::int64_t>(label));
}

std::vector<GoldLine> read_gold_lines(SourceFile& file, Diagnostics& diagnostics) {
  std::vector<GoldLine> lines;
  if (!accept_text(file, diagnostics)) return lines;
  const Vars none;
  RowNames names(none);
  read_jsonl(file, names, diagnostics, [&](const Vars& row, int number) {
    const Position at{&file, number, 1};
    const std::size_t errors = diagnostics.count();
    ReadLine read;
    read.line.line = number;
    for (std::size_t i = 0; i < row.size(); ++i) {
      take_field(row.name(i), row.value(i), at, read, diagnostics);
    }
    if (diagnostics.count() == errors) check_whole(read, at, diagnostics);
    lines.push_back(std::move(read.line));
    return diagnostics.count() < Diagnostics::kMaxShown;
  });
  return lines;
}

std::string gold_line_text(const GoldLine& line) {
  Json json{{"question_sha256", line.question.hex()},
            {"answer_sha256", line.answer.hex()},
            {"pass", line.pass}};
  if (!line.label) {
    json["label"] = line.is_skipped ? kSkip : kUnsure;
  } else if (const std::int64_t* const point = std::get_if<std::int64_t>(&*line.label)) {
    json["label"] = *point;
  } else {
    json["label"] = label_text(*line.label);
  }
  if (line.variant) json["variant"] = *line.variant;
  if (line.criterion) json["criterion_sha256"] = line.criterion->hex();
  if (!line.rater.empty()) json["rater"] = line.rater;
  if (line.weight) json["weight"] = canonical_number(*line.weight);
  if (!line.time.empty()) json["time"] = line.time;
  if (line.ms) json["ms"] = *line.ms;
  if (line.revision != 0) json["revision"] = line.revision;
  if (!line.comment.empty()) json["comment"] = line.comment;
  return dump_json(json) + "\n";
}

}  // namespace assay
