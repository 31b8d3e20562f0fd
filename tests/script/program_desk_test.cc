// Programs that answer in place of a model: what they say of each question, and what becomes of
// those that hang, lie, die, flood or fork. Nothing of them is left.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "harness/script/program_desk.h"
#include "tests/script/script_fixture.h"

namespace assay::testing {
namespace {

// Enough for a shell to start on a busy machine.
constexpr milliseconds kPatient{20'000};
constexpr milliseconds kShort{400};

class Desk {
 public:
  Desk(ScriptProgram program, bool speaks_lines) {
    auto desk = ProgramDesk::start({AnsweringProgram{std::move(program), speaks_lines}}, [] {});
    EXPECT_TRUE(desk.has_value());
    desk_ = std::move(*desk);
  }

  void ask(std::uint64_t ticket, milliseconds timeout = kPatient,
           std::string question = R"({"case":"a"})") {
    desk_->ask(0, ticket, std::move(question), timeout);
  }
  void cancel(std::uint64_t ticket) { desk_->cancel(ticket); }

  // What came of the next `count` questions, by ticket.
  std::map<std::uint64_t, ProgramAnswer> next(std::size_t count) {
    std::map<std::uint64_t, ProgramAnswer> told;
    for (int i = 0; i < 6000 && told.size() < count; ++i) {
      for (ToldAnswer& each : desk_->take()) {
        const bool is_new = told.emplace(each.ticket, std::move(each.answer)).second;
        EXPECT_TRUE(is_new) << "question " << each.ticket << " was told of twice";
      }
      if (told.size() < count) std::this_thread::sleep_for(milliseconds{5});
    }
    EXPECT_EQ(told.size(), count);
    return told;
  }

 private:
  std::unique_ptr<ProgramDesk> desk_;
};

std::string answer_text(const ProgramAnswer& answer) {
  return answer.fault ? "error: " + answer.fault->why : answer.bytes;
}

ScriptProgram shell(const ScriptFolder& folder, const std::string& code) {
  return folder.program({"sh", "-c", code}, kPatient);
}

void expect_nothing_is_left(const ScriptFolder& folder) {
  for (int i = 0; i < 2000 && folder.alive() + ScriptFolder::children() > 0; ++i)
    std::this_thread::sleep_for(milliseconds{5});
  EXPECT_EQ(folder.alive(), 0);
  EXPECT_EQ(ScriptFolder::children(), 0);
}

// `while read` answers each line with what `does` makes of it; $id is the line's.
std::string lines(const std::string& does) {
  return "while read -r line; do id=${line#*:}; id=${id%%,*}; " + does + "; done";
}
const std::string kAnswers = R"(echo "{\"id\": $id, \"output\": \"x\"}")";

TEST(ProgramDesk, AsksOneProcessAgainAndAgain) {
  const ScriptFolder folder;
  {
    Desk desk(shell(folder, "echo x >> starts; " + lines(kAnswers)), true);
    for (std::uint64_t i = 1; i <= 20; ++i) {
      desk.ask(i);
      const auto told = desk.next(1);
      EXPECT_EQ(answer_text(told.at(i)), "{\"id\": " + std::to_string(i) + ", \"output\": \"x\"}");
    }
    EXPECT_EQ(file_text(folder.path() / "starts"), "x\n");
  }
  expect_nothing_is_left(folder);
}

TEST(ProgramDesk, QuestionsAtATimeHaveAProcessEach) {
  const ScriptFolder folder;
  {
    Desk desk(shell(folder, "echo x >> starts; " + lines("sleep 0.2; " + kAnswers)), true);
    for (std::uint64_t i = 1; i <= 4; ++i) desk.ask(i);
    for (const auto& [ticket, answer] : desk.next(4))
      EXPECT_EQ(answer_text(answer), R"({"id": 1, "output": "x"})");
    EXPECT_EQ(file_text(folder.path() / "starts"), "x\nx\nx\nx\n");
  }
  expect_nothing_is_left(folder);
}

TEST(ProgramDesk, AQuestionOfAnySizeIsReadWhole) {
  const ScriptFolder folder;
  const std::string long_text(std::size_t{3} << 20, 'y');
  Desk desk(shell(folder, "wc -c"), false);
  desk.ask(1, kPatient, "{\"prompt\":\"" + long_text + "\"}");
  EXPECT_EQ(trim(answer_text(desk.next(1).at(1))), std::to_string(long_text.size() + 13));
}

struct Odd {
  const char* name;
  bool speaks_lines;
  std::string code;
  milliseconds timeout;
  ProgramFault::Kind kind;
  const char* says;  // a part of it
};

const std::vector<Odd>& odd_programs() {
  using Kind = ProgramFault::Kind;
  static const std::string kRead = "cat > /dev/null; ";
  static const std::vector<Odd> kOdd = {
      {"hangs", true, lines("sleep 100"), kShort, Kind::timed_out,
       "it gave no answer within 0.4 s, and was ended"},
      {"reads nothing", true, "sleep 100", kShort, Kind::timed_out,
       "it has not read what it was asked"},
      {"says half a line", true, lines("printf half; sleep 100"), kShort, Kind::timed_out,
       "it began with 'half'"},
      {"dies", true, lines("echo sorry >&2; exit 3"), kPatient, Kind::died,
       "it ended without an answer, with exit code 3; it said: sorry"},
      {"leaves", true, lines("exit 0"), kPatient, Kind::died, "with exit code 0"},
      {"kills itself", true, lines("kill -9 $$"), kPatient, Kind::died,
       "it was killed by signal 9"},
      {"closes its output", true, lines("exec >&-; sleep 100"), kPatient, Kind::died,
       "it closed its output, and was ended"},
      {"answers for another id", true, lines("id=77; " + kAnswers), kPatient, Kind::misspoke,
       "it answered for id 77, and was asked 1"},
      {"answers for a negative id", true, lines("id=-1; " + kAnswers), kPatient, Kind::misspoke,
       "looked for a line {\"id\": 1"},
      {"answers twice", true, lines(kAnswers + "; " + kAnswers), kPatient, Kind::misspoke,
       "after its answer"},
      {"answers ahead", true, lines(kAnswers + "; id=2; " + kAnswers), kPatient, Kind::misspoke,
       "after its answer"},
      {"prints", true, lines("echo loading; " + kAnswers), kPatient, Kind::misspoke,
       "it wrote 'loading' to its standard output, where only replies belong"},
      {"prints after it", true, lines(kAnswers + "; printf done"), kPatient, Kind::misspoke,
       "it wrote 'done' after its answer"},
      {"writes broken JSON", true, lines("echo '{nope'"), kPatient, Kind::misspoke,
       "it wrote '{nope': looked for a line"},
      {"answers before it was asked", true, "echo '{\"id\": 1, \"output\": \"x\"}'; sleep 100",
       kShort, Kind::misspoke, "it answered before it had read what it was asked"},
      {"prints a line without an end", true, lines("yes | tr -d '\\n'"), kPatient,
       Kind::wrote_too_much, "it wrote more than 4 MiB for one answer, and was ended"},
      {"prints lines without an end", true, lines("yes"), kPatient, Kind::wrote_too_much,
       "it wrote more than 4 MiB for one answer, and was ended"},
      {"prints for ever, once", false, kRead + "yes", kPatient, Kind::wrote_too_much,
       "it began with 'y"},
      {"hangs, once", false, kRead + "printf half; sleep 100", kShort, Kind::timed_out,
       "it began with 'half'"},
      {"fails", false, kRead + "echo half; echo sorry >&2; exit 4", kPatient, Kind::died,
       "with exit code 4; it began with 'half'; it said: sorry"},
      {"writes nothing", false, kRead + "echo sorry >&2", kPatient, Kind::misspoke,
       "it ended without having written anything, with exit code 0; it said: sorry"},
      {"does not look at the question", false, "echo x", kPatient, Kind::misspoke,
       "it ended without having read what it was asked; it began with 'x'"},
  };
  return kOdd;
}

TEST(ProgramDesk, WhatIsNoAnswerIsAFaultThatSaysHow) {
  for (const Odd& odd : odd_programs()) {
    SCOPED_TRACE(odd.name);
    const ScriptFolder folder;
    {
      Desk desk(shell(folder, odd.code), odd.speaks_lines);
      desk.ask(1, odd.timeout);
      const auto told = desk.next(1);
      ASSERT_TRUE(told.at(1).fault) << answer_text(told.at(1));
      EXPECT_EQ(static_cast<int>(told.at(1).fault->kind), static_cast<int>(odd.kind));
      EXPECT_NE(told.at(1).fault->why.find(odd.says), std::string::npos) << told.at(1).fault->why;
      EXPECT_EQ(told.at(1).fault->why.find("it "), 0U);
    }
    expect_nothing_is_left(folder);
  }
}

TEST(ProgramDesk, OneThatIsAtFaultKeepsNoOther) {
  const ScriptFolder folder;
  Desk desk(shell(folder,
                  "trap '' TERM; " + lines("case $line in *bad*) sleep 100 ;; esac; " + kAnswers)),
            true);
  desk.ask(1, kShort, R"({"case":"bad"})");
  for (std::uint64_t i = 2; i <= 5; ++i) desk.ask(i);
  for (const auto& [ticket, answer] : desk.next(5))
    EXPECT_EQ(answer.fault.has_value(), ticket == 1) << answer_text(answer);
  desk.ask(6);
  EXPECT_FALSE(desk.next(1).at(6).fault);
}

// A second answer that comes later than it is waited for is told of what the process is at then.
TEST(ProgramDesk, ALateSecondAnswerIsNoAnswerToTheNextQuestion) {
  const ScriptFolder folder;
  Desk desk(shell(folder,
                  "read -r a; echo '{\"id\": 1, \"output\": \"x\"}'; read -r b; "
                  "echo '{\"id\": 1, \"output\": \"y\"}'; sleep 100"),
            true);
  desk.ask(1);
  EXPECT_FALSE(desk.next(1).at(1).fault);
  desk.ask(2);
  EXPECT_EQ(answer_text(desk.next(1).at(2)),
            "error: it answered an earlier question a second time");
}

TEST(ProgramDesk, OneThatCannotBeStartedSaysWhy) {
  const ScriptFolder folder;
  ScriptProgram program = shell(folder, "");
  program.path = "/no/such/program";
  Desk desk(program, true);
  desk.ask(1);
  const ProgramAnswer answer = desk.next(1).at(1);
  ASSERT_TRUE(answer.fault);
  EXPECT_EQ(answer.fault->kind, ProgramFault::Kind::not_started);
  EXPECT_EQ(answer.fault->why, "it cannot be started: No such file or directory");
}

TEST(ProgramDesk, WhatWasCancelledIsEndedAndNotTold) {
  const ScriptFolder folder;
  {
    Desk desk(shell(folder, "(trap '' TERM; sleep 1000) & " + lines("touch at; sleep 100")), true);
    desk.ask(1);
    for (int i = 0; i < 2000 && !std::filesystem::exists(folder.path() / "at"); ++i)
      std::this_thread::sleep_for(milliseconds{5});
    EXPECT_GT(folder.alive(), 0);
    desk.cancel(1);
    for (int i = 0; i < 2000 && folder.alive() > 0; ++i)
      std::this_thread::sleep_for(milliseconds{5});
    EXPECT_EQ(folder.alive(), 0);
    EXPECT_TRUE(desk.next(0).empty());
  }
  expect_nothing_is_left(folder);
}

TEST(ProgramDesk, WhatForksIsGoneWithTheDesk) {
  const ScriptFolder folder;
  {
    Desk desk(
        shell(folder, "for i in 1 2 3 4; do setsid sh -c 'trap \"\" TERM; sleep 1000' & done; " +
                          lines(kAnswers)),
        true);
    desk.ask(1);
    EXPECT_FALSE(desk.next(1).at(1).fault);
    EXPECT_GT(folder.alive(), 4);
  }
  expect_nothing_is_left(folder);
}

}  // namespace
}  // namespace assay::testing
