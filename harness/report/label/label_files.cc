#include "harness/report/label/label_files.h"

#include <set>
#include <system_error>
#include <utility>

namespace assay {

namespace fs = std::filesystem;

Result<LabelFiles> LabelFiles::open(const fs::path& usual, std::span<const SampledAnswer> sample) {
  std::set<std::string> names;
  for (const SampledAnswer& one : sample) names.insert(one.answer.file);
  LabelFiles files;
  for (const std::string& name : names) {
    const fs::path path = name.empty() ? usual : fs::path(name);
    ASSAY_TRY(GoldWriter writer, GoldWriter::open(path));
    files.files_.emplace(name, File{path, std::move(writer)});
  }
  ASSAY_CHECK(files.read());
  return files;
}

Result<void> LabelFiles::append(const std::string& file, std::string_view line) {
  return files_.at(file).writer.append(line);
}

Result<std::map<std::string, GoldLabels>> LabelFiles::read() const {
  std::map<std::string, GoldLabels> labels;
  for (const auto& [name, file] : files_) {
    std::error_code ignored;
    if (!fs::exists(file.path, ignored)) {
      labels.emplace(name, GoldLabels());
      continue;
    }
    ASSAY_TRY(GoldLabels read, load_gold(file.path));
    labels.emplace(name, std::move(read));
  }
  return labels;
}

Result<std::map<std::string, GoldLabels>> LabelFiles::read_of(std::string_view rater) const {
  ASSAY_TRY(auto labels, read());
  for (auto& [name, of_file] : labels) of_file = of_file.of_rater(rater);
  return labels;
}

std::string LabelFiles::shown() const {
  std::string text;
  for (const auto& [name, file] : files_) text += (text.empty() ? "" : ", ") + file.path.string();
  return text;
}

}  // namespace assay
