// The files that the labels of one rater go to: one for most, and those that expectations
// name.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/report/gold/gold_labels.h"
#include "harness/report/gold/gold_writer.h"
#include "harness/report/label/sample.h"

namespace assay {

class LabelFiles {
 public:
  // `usual`: of what names no file. Each is this process's alone while this lives, once it
  // is there. A usage error where one cannot be written, or says two things of an answer.
  static Result<LabelFiles> open(const std::filesystem::path& usual,
                                 std::span<const SampledAnswer> sample);

  // A line, as in GoldWriter, to the file of this name (AnswerRecord::file).
  Result<void> append(const std::string& file, std::string_view line);
  // What they say by now, by name.
  Result<std::map<std::string, GoldLabels>> read() const;
  // Of one rater alone.
  Result<std::map<std::string, GoldLabels>> read_of(std::string_view rater) const;
  std::string shown() const;  // their paths, ", " between

 private:
  struct File {
    std::filesystem::path path;
    GoldWriter writer;
  };
  std::map<std::string, File> files_;
};

}  // namespace assay
