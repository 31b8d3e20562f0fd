#include "harness/simulate/reply/wire_fixtures.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/base/file.h"
#include "harness/base/text.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFixtures = 10'000;
constexpr std::size_t kMaxFixtureBytes = std::size_t{16} << 20;

std::string_view dialect_of(WireShape shape) {
  switch (shape) {
    case WireShape::openai:
      return "openai_chat";
    case WireShape::responses:
      return "openai_responses";
    case WireShape::anthropic:
      return "anthropic_messages";
    case WireShape::native:
      return "modelslab_native";
    case WireShape::gemini:
      return "gemini";
  }
  return {};
}

// The framing is this server's own.
bool is_framing(std::string_view name) {
  return equals_ignoring_ascii_case(name, "content-length") ||
         equals_ignoring_ascii_case(name, "transfer-encoding") ||
         equals_ignoring_ascii_case(name, "connection");
}

void add_header(std::string_view line, ServedResponse& response) {
  const std::size_t colon = line.find(':');
  const std::string_view name = trim(line.substr(0, colon));
  const std::string_view value =
      colon == std::string_view::npos ? std::string_view{} : trim(line.substr(colon + 1));
  if (is_framing(name)) return;
  if (equals_ignoring_ascii_case(name, "content-type")) {
    response.content_type = value;
    response.event_stream = value.starts_with("text/event-stream");
  } else {
    response.headers.push_back({std::string(name), std::string(value)});
  }
}

Result<void> read_head_line(std::string_view line, std::string_view name,
                            ServedResponse& response) {
  if (trim(line).empty() || line.starts_with('#')) return {};
  const std::size_t colon = line.find(':');
  const std::string_view key = trim(line.substr(0, colon));
  const std::string_view value =
      colon == std::string_view::npos ? std::string_view{} : trim(line.substr(colon + 1));
  if (key == "status") {
    const std::optional<long long> status = parse_integer(value);
    if (!status || *status < 100 || *status > 599) {
      return usage_error(fmt::format("{}: bad status '{}'", name, excerpt(value, 40)));
    }
    response.status = static_cast<int>(*status);
  } else if (key == "header") {
    add_header(value, response);
  } else if (key != "request-stream" && key != "application") {  // of who asks
    return usage_error(
        fmt::format("{}: unknown line '{}' before '--- body'", name, excerpt(line, 60)));
  }
  return {};
}

std::string_view without_carriage_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The body ends at the newline before its end mark, whatever it contains.
std::string_view body_of(std::string_view rest) {
  std::size_t end = rest.size();
  for (const std::string_view mark : {"--- reply", "--- failure"}) {
    if (rest.starts_with(mark)) return {};
    const std::size_t at = rest.find("\n" + std::string(mark));
    end = std::min(end, at);
  }
  return rest.substr(0, end);
}

}  // namespace

Result<ServedResponse> parse_wire_fixture(std::string_view text, std::string_view name) {
  ServedResponse response;
  response.content_type.clear();
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::string_view line = without_carriage_return(text.substr(0, newline));
    text = newline == std::string_view::npos ? std::string_view{} : text.substr(newline + 1);
    if (line == "--- body") {
      response.body.push_back({Nanoseconds{0}, std::string(body_of(text))});
      response.is_reply = response.status == 200;
      return response;
    }
    ASSAY_CHECK(read_head_line(line, name, response));
  }
  return usage_error(fmt::format("{}: no line '--- body'", name));
}

Result<WireFixtures> WireFixtures::load(const fs::path& root, const std::string& folder) {
  WireFixtures fixtures;
  std::size_t count = 0;
  std::error_code error;
  fs::recursive_directory_iterator files(root / folder, error);
  if (error) {
    return usage_error(fmt::format("wire: cannot read folder '{}': {}", folder, error.message()));
  }
  for (; files != fs::recursive_directory_iterator(); files.increment(error)) {
    if (error) return usage_error(fmt::format("wire: {}", error.message()));
    const fs::path& path = files->path();
    if (path.extension() != ".http") continue;
    if (++count > kMostFixtures) return usage_error("wire: too many fixtures");
    const std::string relative = path.lexically_relative(root).generic_string();
    ASSAY_TRY(const std::string text, read_confined(root, relative, kMaxFixtureBytes));
    ASSAY_TRY(ServedResponse response, parse_wire_fixture(text, relative));
    fixtures.fixtures_[path.stem().string()].push_back(
        {path.parent_path().filename().string(), std::move(response)});
  }
  // The order of a folder is the file system's; "the first" must not be.
  for (auto& [name, namesakes] : fixtures.fixtures_) {
    std::sort(namesakes.begin(), namesakes.end(),
              [](const Fixture& a, const Fixture& b) { return a.folder < b.folder; });
  }
  return fixtures;
}

const ServedResponse* WireFixtures::find(std::string_view name, WireShape shape) const {
  const auto found = fixtures_.find(name);
  if (found == fixtures_.end()) return nullptr;
  for (const Fixture& fixture : found->second) {
    if (fixture.folder == dialect_of(shape)) return &fixture.response;
  }
  return &found->second.front().response;
}

std::vector<std::string> WireFixtures::names() const {
  std::vector<std::string> names;
  for (const auto& [name, namesakes] : fixtures_) names.push_back(name);
  return names;
}

}  // namespace assay
