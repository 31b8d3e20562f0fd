#include "harness/simulate/reply/recorded_replies.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <unordered_map>

#include "harness/base/encoding.h"
#include "harness/base/file.h"
#include "harness/base/text.h"

namespace assay {
namespace {

using simdjson::dom::element;

// Questions at least this long are found inside a message by the rolling hash
// of their first bytes: one pass over the message, however many rows there are.
constexpr std::size_t kWindow = 24;
constexpr std::uint64_t kBase = 0x100000001b3ULL;  // odd: powers never vanish

std::uint64_t window_hash(std::string_view window) {
  std::uint64_t hash = 0;
  for (const char byte : window) hash = hash * kBase + static_cast<unsigned char>(byte);
  return hash;
}

constexpr std::uint64_t leading_power() {
  std::uint64_t power = 1;
  for (std::size_t i = 1; i < kWindow; ++i) power *= kBase;
  return power;
}

// The value at a dotted path, as text; other types as their JSON. Nothing for
// a missing field or null.
std::optional<std::string> value_at(element value, std::string_view path) {
  for (const std::string_view name : split(path, '.')) {
    simdjson::dom::object map;
    simdjson::dom::array list;
    element next;
    if (value.get(map) == simdjson::SUCCESS) {
      if (map.at_key(name).get(next) != simdjson::SUCCESS) return std::nullopt;
    } else if (value.get(list) == simdjson::SUCCESS) {
      const std::optional<long long> index = parse_integer(name);
      if (!index || *index < 0) return std::nullopt;
      if (list.at(static_cast<std::size_t>(*index)).get(next) != simdjson::SUCCESS) {
        return std::nullopt;
      }
    } else {
      return std::nullopt;
    }
    value = next;
  }
  if (value.is_null()) return std::nullopt;
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(value);
}

}  // namespace

struct RecordedReplies::Table {
  struct Question {
    std::string text;
    std::vector<std::string> replies;  // of rows that ask the same
  };
  std::vector<Question> questions;
  std::unordered_map<std::string, std::size_t> by_text;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_window;
  std::vector<std::size_t> short_ones;

  void add(std::string_view question, std::string reply) {
    const auto [found, is_new] = by_text.try_emplace(std::string(trim(question)), questions.size());
    if (is_new) {
      questions.push_back({found->first, {}});
      const std::string& text = questions.back().text;
      if (text.size() >= kWindow) {
        by_window[window_hash(std::string_view(text).substr(0, kWindow))].push_back(found->second);
      } else if (!text.empty()) {
        short_ones.push_back(found->second);
      }
    }
    questions[found->second].replies.push_back(std::move(reply));
  }

  const Question* longest_inside(std::string_view message) const {
    const Question* best = nullptr;
    const auto consider = [&](const Question& question, bool inside) {
      if (inside && (best == nullptr || question.text.size() > best->text.size())) best = &question;
    };
    for (const std::size_t index : short_ones) {
      const Question& question = questions[index];
      consider(question, message.find(question.text) != std::string_view::npos);
    }
    if (message.size() < kWindow || by_window.empty()) return best;
    std::uint64_t hash = window_hash(message.substr(0, kWindow));
    for (std::size_t at = 0;; ++at) {
      if (const auto found = by_window.find(hash); found != by_window.end()) {
        for (const std::size_t index : found->second) {
          const Question& question = questions[index];
          consider(question, message.substr(at, question.text.size()) == question.text);
        }
      }
      if (at + kWindow >= message.size()) return best;
      hash -= leading_power() * static_cast<unsigned char>(message[at]);
      hash = hash * kBase + static_cast<unsigned char>(message[at + kWindow]);
    }
  }
};

RecordedReplies::RecordedReplies() = default;
RecordedReplies::~RecordedReplies() = default;
RecordedReplies::RecordedReplies(RecordedReplies&&) noexcept = default;
RecordedReplies& RecordedReplies::operator=(RecordedReplies&&) noexcept = default;

Result<RecordedReplies> RecordedReplies::load(const std::filesystem::path& root,
                                              const std::vector<RecordedSource>& sources) {
  RecordedReplies replies;
  simdjson::dom::parser parser;
  for (const RecordedSource& source : sources) {
    ASSAY_TRY(std::string bytes, read_confined(root, source.from, kMaxRecordedBytes));
    const tl::expected<std::string, EncodingError> text = decode_text(std::move(bytes));
    if (!text) {
      return usage_error(
          fmt::format("{}:{}: {}", source.from, text.error().line, text.error().message));
    }
    std::map<std::string, bool> found;
    std::size_t line_number = 0;
    for (const std::string_view line : split(*text, '\n')) {
      ++line_number;
      if (trim(line).empty()) continue;
      element row;
      if (const auto error = parser.parse(line.data(), line.size()).get(row)) {
        return usage_error(fmt::format("{}:{}: not JSON: {}", source.from, line_number,
                                       simdjson::error_message(error)));
      }
      const std::optional<std::string> question = value_at(row, source.match);
      if (!question) {
        return usage_error(
            fmt::format("{}:{}: no field '{}'", source.from, line_number, source.match));
      }
      for (const auto& [model, path] : source.reply) {
        std::optional<std::string> reply = value_at(row, path);
        if (!reply) continue;
        found[model] = true;
        std::unique_ptr<Table>& table = replies.tables_[model];
        if (!table) table = std::make_unique<Table>();
        table->add(*question, std::move(*reply));
      }
    }
    for (const auto& [model, path] : source.reply) {
      if (found[model]) continue;
      return usage_error(
          fmt::format("{}: no line has the field '{}' (model '{}')", source.from, path, model));
    }
  }
  return replies;
}

bool RecordedReplies::has_model(std::string_view model) const {
  return tables_.find(model) != tables_.end();
}

std::optional<std::string_view> RecordedReplies::find(std::string_view model,
                                                      std::string_view message,
                                                      std::uint64_t repeat) const {
  const auto table = tables_.find(model);
  if (table == tables_.end()) return std::nullopt;
  const std::string_view question = trim(message);
  const Table::Question* found = nullptr;
  const auto exact = table->second->by_text.find(std::string(question));
  if (exact != table->second->by_text.end()) {
    found = &table->second->questions[exact->second];
  } else {
    found = table->second->longest_inside(question);
  }
  if (found == nullptr) return std::nullopt;
  return found->replies[repeat % found->replies.size()];
}

}  // namespace assay
