// The scripts of a run, on a thread of their own: a slow one keeps no event loop.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/script/conversation.h"
#include "harness/script/descriptor.h"
#include "harness/script/script_program.h"

namespace assay {

class Marker {
 public:
  // A program is started with the first question to it. `on_marked` is called on the thread
  // when take() has something. An infrastructure error where there is no descriptor to be had.
  static Result<std::unique_ptr<Marker>> start(std::vector<ScriptProgram> programs,
                                               std::function<void()> on_marked);
  Marker(const Marker&) = delete;
  Marker& operator=(const Marker&) = delete;
  // Ends the programs and all that they have started. What is not answered never will be.
  ~Marker();

  // `program` is an index into the list; `ticket` and `question` as Conversation::ask() has
  // them. From any thread, as the rest.
  void ask(std::size_t program, std::uint64_t ticket, std::string question);
  // Every question comes back here, once.
  std::vector<Marked> take();
  // Returns when take() has something, or after `most`.
  void wait(Nanoseconds most);

 private:
  struct Asked {
    std::size_t program;
    std::uint64_t ticket;
    std::string question;
  };

  Marker(std::vector<ScriptProgram> programs, std::function<void()> on_marked, Descriptor news);
  void work();
  void wait_for_news();
  void wake();

  std::vector<Conversation> conversations_;  // of the thread alone
  const std::function<void()> on_marked_;
  Descriptor news_;  // an eventfd

  std::mutex mutex_;
  std::condition_variable has_marks_;
  std::vector<Asked> asked_;
  std::vector<Marked> marked_;
  bool is_stopping_ = false;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace assay
