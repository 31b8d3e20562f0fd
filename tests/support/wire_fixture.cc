#include "tests/support/wire_fixture.h"

#include <algorithm>
#include <stdexcept>

#include "harness/base/text.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBodyMarker = "--- body\n";
constexpr std::string_view kReplyMarker = "\n--- reply\n";
constexpr std::string_view kFailureMarker = "\n--- failure\n";

[[noreturn]] void malformed(const WireFixture& fixture, std::string_view why) {
  throw std::runtime_error("wire/" + fixture.dialect + "/" + fixture.name +
                           ".http: " + std::string(why));
}

void parse_head_line(std::string_view line, WireFixture& fixture) {
  if (line.starts_with('#')) {
    if (!fixture.about.empty()) fixture.about += ' ';
    fixture.about += trim(line.substr(1));
    return;
  }
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos) malformed(fixture, "a head line without ': '");
  const std::string_view field = line.substr(0, colon);
  const std::string_view value = line.substr(colon + 2);
  if (field == "request-stream") {
    fixture.request_stream = value == "true";
  } else if (field == "application") {
    fixture.application = value;
  } else if (field == "status") {
    fixture.status = static_cast<int>(parse_integer(value).value_or(0));
  } else if (field == "header") {
    const std::size_t split = value.find(": ");
    if (split == std::string_view::npos) malformed(fixture, "a header without ': '");
    fixture.headers.push_back(
        {std::string(value.substr(0, split)), std::string(value.substr(split + 2))});
  } else {
    malformed(fixture, "an unknown field in its head");
  }
}

}  // namespace

WireFixture parse_wire_fixture(std::string_view text, std::string_view dialect,
                               std::string_view name) {
  WireFixture fixture;
  fixture.dialect = dialect;
  fixture.name = name;
  const std::size_t body_at = text.find(kBodyMarker);  // the head has no such line
  if (body_at == std::string_view::npos || body_at == 0) malformed(fixture, "no body marker");
  for (const std::string_view line : split(text.substr(0, body_at - 1), '\n')) {
    parse_head_line(line, fixture);
  }
  if (fixture.status == 0) malformed(fixture, "no status");
  // The last marker: a body may quote the others.
  const std::string_view rest = text.substr(body_at + kBodyMarker.size());
  const std::size_t reply_at = rest.rfind(kReplyMarker);
  const std::size_t failure_at = rest.rfind(kFailureMarker);
  fixture.expects_reply = failure_at == std::string_view::npos;
  const std::size_t end = fixture.expects_reply ? reply_at : failure_at;
  if (end == std::string_view::npos) malformed(fixture, "neither reply nor failure");
  fixture.body = rest.substr(0, end);
  const std::size_t marker = (fixture.expects_reply ? kReplyMarker : kFailureMarker).size();
  Result<Json> expected = parse_json(rest.substr(end + marker));
  if (!expected) malformed(fixture, expected.error().message);
  fixture.expected = std::move(*expected);
  return fixture;
}

WireFixture load_wire_fixture(const fs::path& path) {
  return parse_wire_fixture(read_text(path), path.parent_path().filename().string(),
                            path.stem().string());
}

std::vector<std::string> wire_fixtures(std::string_view dialect) {
  std::vector<std::string> paths;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(source_path("tests/wire") / dialect)) {
    if (entry.path().extension() == ".http") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace assay::testing
