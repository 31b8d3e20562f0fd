// The programs that a run asks in place of models, on a thread of their own: one that hangs, dies
// or has to be ended keeps neither the event loop nor the others.
//
// There are as many processes of a program as it has questions at a time: each is at one of
// them, so that what it takes is its own time, and what goes wrong is of one question.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/script/asked_program.h"
#include "harness/script/descriptor.h"
#include "harness/script/keeper.h"

namespace assay {

// What came of a question.
struct ToldAnswer {
  std::uint64_t ticket = 0;
  ProgramAnswer answer;
};

class ProgramDesk {
 public:
  // A process is started when a question finds none that is free. `on_told` is called on the
  // thread when take() has something. An infrastructure error where there is no descriptor to
  // be had.
  static Result<std::unique_ptr<ProgramDesk>> start(std::vector<AnsweringProgram> programs,
                                                    std::function<void()> on_told);
  ProgramDesk(const ProgramDesk&) = delete;
  ProgramDesk& operator=(const ProgramDesk&) = delete;
  // Ends the programs and all that they have started.
  ~ProgramDesk();

  // `program` is an index into the list; `ticket` the asker's, unique among questions under way;
  // `question` as AskedProgram::ask() has it. From any thread, as the rest.
  void ask(std::size_t program, std::uint64_t ticket, std::string question, milliseconds timeout);
  // Ends the process that is at it. An answer that came before is still told.
  void cancel(std::uint64_t ticket);
  // Every question that is not cancelled comes back here, once.
  std::vector<ToldAnswer> take();

 private:
  // `is_cancelled`: all but the ticket means nothing.
  struct Word {
    bool is_cancelled = false;
    std::uint64_t ticket = 0;
    std::size_t program = 0;
    std::string question;
    milliseconds timeout{};
  };
  struct Worker {
    std::size_t program;
    std::uint64_t ticket;
    AskedProgram process;
  };

  ProgramDesk(std::vector<AnsweringProgram> programs, std::function<void()> on_told,
              Descriptor news);
  void say(Word word);
  void work();
  void hear(Word word, Instant now);
  Worker* free_worker(std::size_t program, Instant now);
  void go_on(Instant now);
  void tell(std::vector<ToldAnswer> told);
  void wait_for_news();
  void end_all();

  const std::vector<AnsweringProgram> programs_;
  const std::function<void()> on_told_;
  Descriptor news_;  // an eventfd

  // Of the thread alone.
  std::list<Worker> workers_;
  std::vector<ToldAnswer> not_started_;
  std::list<KeptProgram> ending_;

  std::mutex mutex_;
  std::vector<Word> words_;
  std::vector<ToldAnswer> told_;
  bool is_stopping_ = false;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace assay
