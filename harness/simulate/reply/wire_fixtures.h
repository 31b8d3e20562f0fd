// Recorded exchanges replayed byte for byte: a request whose model ID is the
// base name of a fixture gets that fixture's status, headers and body.
//
// A fixture is text:
//   # comment lines
//   request-stream: true | false
//   status: N
//   header: name: value        (any number)
//   --- body
//   the body's bytes, up to the newline before a line `--- reply` or `--- failure`
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/simulate/reply/respond.h"
#include "harness/simulate/wire/served_request.h"

namespace assay {

// A usage error says what is wrong with the fixture; `name` stands for it.
Result<ServedResponse> parse_wire_fixture(std::string_view text, std::string_view name);

class WireFixtures {
 public:
  // Every `**/*.http` under `folder`, which lies below `root`; at most 10,000
  // files of 16 MiB.
  static Result<WireFixtures> load(const std::filesystem::path& root, const std::string& folder);

  // By base name. Where several folders have one of that name, the folder that
  // is named for the shape's dialect ("openai_chat", ...) wins, else the first.
  const ServedResponse* find(std::string_view name, WireShape shape) const;
  std::vector<std::string> names() const;  // base names, each once

 private:
  struct Fixture {
    std::string folder;  // name of the folder it is in
    ServedResponse response;
  };
  std::map<std::string, std::vector<Fixture>, std::less<>> fixtures_;
};

}  // namespace assay
