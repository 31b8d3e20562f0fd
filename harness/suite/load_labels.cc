// human: the files of what people said.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "harness/suite/expectation_arguments.h"
#include "harness/suite/loader.h"

namespace assay {
namespace {

constexpr std::size_t kMostLabelBytes = std::size_t{256} << 20;

}  // namespace

std::string default_label_file(std::string_view suite_name) {
  return "gold/" + name_for_file(suite_name) + ".jsonl";
}

bool name_labels(Loader& loader, const YamlNode& item, Json& arguments) {
  if (!are_fixed(loader, item, arguments, {"labels", "scale"})) return false;
  const auto written = arguments.find("labels");
  std::string name = written == arguments.end() ? default_label_file(loader.suite.name)
                                                : written->get<std::string>();
  const std::vector<LabelFile>& known = loader.suite.label_files;
  arguments["labels"] = name;
  const bool is_known = std::any_of(known.begin(), known.end(),
                                    [&](const LabelFile& file) { return file.name == name; });
  if (is_known) return true;
  std::optional<std::string> text =
      loader.files.read_if_there(name, item.position(), kMostLabelBytes);
  if (!text) return false;
  LabelFile file{name, loader.files.shown(name), loader.files.absolute(name), std::move(*text)};
  loader.suite.label_files.push_back(std::move(file));
  return true;
}

}  // namespace assay
