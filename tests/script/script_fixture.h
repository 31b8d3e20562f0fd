// Scripts under test: written to a folder of their own, asked, and counted when they are gone.
#pragma once

#include <dirent.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/script/marker.h"
#include "tests/support/test_files.h"

namespace assay::testing {

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The program of that name on the PATH; "": it is not installed.
inline std::string installed(const std::string& name) {
  const char* const path = std::getenv("PATH");
  for (const std::string_view folder : split(path == nullptr ? "/usr/bin" : path, ':')) {
    const std::filesystem::path candidate = std::filesystem::path(folder) / name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return "";
}

// A folder of scripts whose path stands in the environment of all that they start.
class ScriptFolder {
 public:
  ScriptFolder() = default;

  const std::filesystem::path& path() const { return folder_.path(); }

  ScriptProgram program(std::vector<std::string> words, milliseconds timeout) const {
    ScriptProgram program;
    program.shown = join(words, " ");
    program.path = installed(words.front());
    program.words = std::move(words);
    program.environment = {"ASSAY_TEST_FOLDER=" + path().string(),
                           std::string("PATH=") + std::getenv("PATH")};
    if (const char* const home = std::getenv("HOME"))
      program.environment.push_back(std::string("HOME=") + home);
    program.folder = path();
    program.timeout = timeout;
    return program;
  }

  // Processes that a script of this folder has started, and those of them that are scripts.
  int alive() const {
    int count = 0;
    for (const std::string& pid : processes())
      if (file_text("/proc/" + pid + "/environ").find(path().string()) != std::string::npos)
        ++count;
    return count;
  }
  // Children of this process: keepers.
  static int children() {
    int count = 0;
    for (const std::string& pid : processes()) {
      const std::string stat = file_text("/proc/" + pid + "/stat");
      const std::size_t name_end = stat.rfind(')');
      if (name_end == std::string::npos) continue;
      std::istringstream rest(stat.substr(name_end + 1));
      std::string state;
      int parent = 0;
      if (rest >> state >> parent && parent == ::getpid()) ++count;
    }
    return count;
  }

 private:
  static std::vector<std::string> processes() {
    std::vector<std::string> pids;
    DIR* const proc = ::opendir("/proc");
    while (const dirent* const entry = ::readdir(proc))
      if (is_ascii_digit(entry->d_name[0])) pids.emplace_back(entry->d_name);
    ::closedir(proc);
    return pids;
  }

  TemporaryFolder folder_;
};

// What a program says of each question, in the order of the questions.
inline std::vector<ScriptReply> marks_of(ScriptProgram program,
                                         const std::vector<std::string>& questions) {
  auto marker = Marker::start({std::move(program)}, [] {});
  EXPECT_TRUE(marker.has_value());
  for (std::size_t i = 0; i < questions.size(); ++i) (*marker)->ask(0, i, questions[i]);
  std::map<std::uint64_t, ScriptReply> replies;
  while (replies.size() < questions.size()) {
    (*marker)->wait(std::chrono::seconds{60});
    std::vector<Marked> marked = (*marker)->take();
    if (marked.empty()) break;
    for (Marked& each : marked) {
      const bool is_new = replies.emplace(each.ticket, std::move(each.reply)).second;
      EXPECT_TRUE(is_new) << "question " << each.ticket << " was settled twice";
    }
  }
  EXPECT_EQ(replies.size(), questions.size());
  std::vector<ScriptReply> in_order;
  for (auto& [ticket, reply] : replies) in_order.push_back(std::move(reply));
  return in_order;
}

inline std::string shown(const ScriptReply& reply) {
  return reply ? mark_to_json(*reply) : "error: " + reply.error();
}

}  // namespace assay::testing
