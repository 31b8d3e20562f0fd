// Scripts that hang, flood, fork, die and lie: the answer that they were at is an error that says
// what happened, the others are marked, and nothing of them is left.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "tests/script/script_fixture.h"

namespace assay::testing {
namespace {

// Enough for an interpreter to start on a busy machine.
constexpr milliseconds kTimeout{4000};

// Each does something to the question "bad", then answers as it does the others, unless it
// says `continue`.
struct Hostile {
  const char* name;
  const char* does;
  const char* says;  // of the bad question: the begin of its reply or error
};

const Hostile kHostilePython[] = {
    {"hangs", "time.sleep(1000)", "error: it gave no answer within 4 s, and was ended"},
    {"hangs and ignores SIGTERM", "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)",
     "error: it gave no answer within 4 s, and was ended"},
    {"writes a line without an end", "while True: sys.stdout.write('x' * 65536)",
     "error: it wrote more than 1 MiB for one answer, and was ended"},
    {"prints a gigabyte", "for _ in range(1 << 25): print('x' * 31)",
     "error: it wrote more than 1 MiB for one answer, and was ended"},
    {"floods its standard error", "while True: sys.stderr.write('y' * 65536)",
     "error: it gave no answer within 4 s, and was ended; it said: yyy"},
    {"exits", "sys.stderr.write('sorry\\n'); sys.stderr.flush(); os._exit(3)",
     "error: it ended without an answer, with exit code 3; it said: sorry"},
    {"raises", "raise ValueError('no number')",
     "error: it ended without an answer, with exit code 1; it said: "},
    {"kills itself", "os.kill(os.getpid(), 9)", "error: it was killed by signal 9 (Killed)"},
    {"crashes", "os.kill(os.getpid(), signal.SIGSEGV)",
     "error: it was killed by signal 11 (Segmentation fault)"},
    {"closes its output", "os.close(1); time.sleep(1000)",
     "error: it closed its output, and was ended"},
    {"closes its input and hangs", "os.close(0); time.sleep(1000)",
     "error: it gave no answer within 4 s, and was ended"},
    {"answers for an id that nobody asked", "say(id=10**6, **{'pass': True}); continue",
     "error: it answered for id 1000000, which it was not asked"},
    {"answers twice", "say(id=id, **{'pass': True})", "error: it answered twice"},
    {"answers twice and contradicts itself", "say(id=id, **{'pass': False})",
     "error: it answered twice"},
    {"answers without an id", "say(**{'pass': True}); continue",
     "error: it wrote '{\"pass\": true}' without the id of what it was asked"},
    {"writes broken JSON", "print('{nope', flush=True); continue",
     "error: it wrote '{nope', which is no JSON"},
    {"prints beside its answer", "print('loading', flush=True)",
     "error: it wrote 'loading' to its standard output, where only replies belong"},
    {"contradicts itself in one reply",
     "print('{\"id\":%d,\"pass\":true,\"pass\":false}' % id, flush=True); continue",
     "error: it wrote '{\"id\":2,\"pass\":true,\"pass\":false}', in which a name comes twice"},
    {"names a metric twice",
     "print('{\"id\":%d,\"pass\":true,\"metrics\":{\"a\":1,\"a\":2}}' % id, flush=True); continue",
     "error: it wrote '{\"id\":2,\"pass\":true,\"metrics\":{\"a\":1,\"a\":2}}', in which a name "
     "comes "
     "twice"},
    {"answers without a newline and ends",
     "sys.stdout.write(json.dumps({'id': id, 'pass': False})); sys.stdout.flush(); sys.exit(0)",
     "{\"pass\":false}"},
    {"ends within its answer",
     "sys.stdout.write('{\"id\": %d, \"pa' % id); sys.stdout.flush(); sys.exit(0)",
     "error: it ended without an answer, with exit code 0"},
    {"gives a score out of range", "say(id=id, score=7); continue",
     "error: \"score\" is 7, and must be a number from 0 to 1"},
    {"gives no number", "print('{\"id\":%d,\"score\":NaN}' % id, flush=True); continue",
     "error: it wrote '{"},
    {"says that it cannot", "say(id=id, error='no such word'); continue", "error: no such word"},
    {"leaves a child", "subprocess.Popen(['sleep', '1000'])", "{\"pass\":true}"},
    {"leaves a daemon that ignores SIGTERM",
     "subprocess.Popen(['setsid', 'sh', '-c', 'trap \"\" TERM HUP; (sleep 1000; sleep 1000) & "
     "sleep 1000'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)",
     "{\"pass\":true}"},
    {"forks and dies", "os.fork() or os.fork() or time.sleep(1000); os._exit(4)",
     "error: it ended without an answer, with exit code 4"},
};

std::string python_text(const Hostile& hostile) {
  return std::string(R"(import json, os, signal, subprocess, sys, time
def say(**reply): print(json.dumps(reply), flush=True)
for line in sys.stdin:
    question = json.loads(line)
    id = question["id"]
    if question["output"] == "bad":
        )") +
         hostile.does + R"(
    say(id=id, **{"pass": True})
)";
}

const std::vector<std::string> kQuestions = {R"({"output":"one"})", R"({"output":"bad"})",
                                             R"({"output":"two"})", R"({"output":"three"})"};

void expect_only_the_bad_one_to_fail(const Hostile& hostile, ScriptFolder& folder,
                                     ScriptProgram program) {
  const std::vector<ScriptReply> replies = marks_of(std::move(program), kQuestions);
  ASSERT_EQ(replies.size(), 4U) << hostile.name;
  for (const std::size_t good : {0U, 2U, 3U})
    EXPECT_EQ(shown(replies[good]), R"({"pass":true})") << hostile.name << ", " << good;
  EXPECT_TRUE(shown(replies[1]).starts_with(hostile.says))
      << hostile.name << ": " << shown(replies[1]);
  EXPECT_EQ(folder.alive(), 0) << hostile.name;
  EXPECT_EQ(ScriptFolder::children(), 0) << hostile.name;
}

TEST(HostileScripts, InPythonCostTheirOwnAnswerAlone) {
  for (const Hostile& hostile : kHostilePython) {
    ScriptFolder folder;
    write_text(folder.path() / "mark.py", python_text(hostile));
    expect_only_the_bad_one_to_fail(hostile, folder,
                                    folder.program({"python3", "-B", "mark.py"}, kTimeout));
  }
}

const Hostile kHostileNode[] = {
    {"hangs", "while (true) {}", "error: it gave no answer within 4 s, and was ended"},
    {"waits for ever", "await new Promise(() => setInterval(() => {}, 1000))",
     "error: it gave no answer within 4 s, and was ended"},
    {"prints a gigabyte", "while (true) fs.writeSync(1, 'x'.repeat(65536))",
     "error: it wrote more than 1 MiB for one answer, and was ended"},
    {"exits", "process.exit(5)", "error: it ended without an answer, with exit code 5"},
    {"throws", "throw new Error('no number')",
     "error: it ended without an answer, with exit code 1; it said: "},
    {"kills itself", "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})",
     "error: it was killed by signal 9 (Killed)"},
    {"answers twice", "say({id, pass: true})", "error: it answered twice"},
    {"answers for another", "say({id: 99, pass: true}); continue",
     "error: it answered for id 99, which it was not asked"},
    {"leaves a daemon",
     "require('child_process').spawn('sleep', ['1000'], {detached: true, stdio: 'ignore'}).unref()",
     "{\"pass\":true}"},
};

std::string node_text(const Hostile& hostile) {
  return std::string(R"(const fs = require('fs');
const say = (reply) => fs.writeSync(1, JSON.stringify(reply) + '\n');
async function main() {
  for await (const line of require('readline').createInterface({input: process.stdin})) {
    const {id, output} = JSON.parse(line);
    if (output === 'bad') { )") +
         hostile.does + R"( }
    say({id, pass: true});
  }
}
main();
)";
}

TEST(HostileScripts, InJavaScriptCostTheirOwnAnswerAlone) {
  if (installed("node").empty()) GTEST_SKIP() << "node is not installed";
  for (const Hostile& hostile : kHostileNode) {
    ScriptFolder folder;
    write_text(folder.path() / "mark.js", node_text(hostile));
    expect_only_the_bad_one_to_fail(hostile, folder, folder.program({"node", "mark.js"}, kTimeout));
  }
}

TEST(HostileScripts, AreNotStartedForEver) {
  ScriptFolder folder;
  write_text(folder.path() / "mark.sh", "echo started >> starts; exit 9\n");
  const std::vector<ScriptReply> replies =
      marks_of(folder.program({"sh", "mark.sh"}, kTimeout), std::vector<std::string>(50, "{}"));
  for (const ScriptReply& reply : replies)
    EXPECT_TRUE(shown(reply).starts_with("error: it ended without an answer, with exit code 9"))
        << shown(reply);
  EXPECT_EQ(shown(replies.back()),
            "error: it ended without an answer, with exit code 9 (not started again after 10 times "
            "without an answer)");
  EXPECT_EQ(split(read_text(folder.path() / "starts"), '\n').size(), 11U);  // 10 lines
}

TEST(HostileScripts, ThatCannotBeStartedSaySo) {
  ScriptFolder folder;
  write_text(folder.path() / "mark.txt", "no program\n");
  ScriptProgram program = folder.program({"sh"}, kTimeout);
  program.path = folder.path() / "mark.txt";
  const std::vector<ScriptReply> replies = marks_of(program, {"{}", "{}"});
  for (const ScriptReply& reply : replies)
    EXPECT_EQ(shown(reply), "error: it cannot be started: Permission denied");
}

TEST(Scripts, MayEndAfterEachAnswer) {
  ScriptFolder folder;
  write_text(folder.path() / "mark.py",
             "import json\n"
             "question = json.loads(input())\n"
             "print(json.dumps({'id': question['id'], 'pass': question['good']}))\n");
  const std::vector<ScriptReply> replies =
      marks_of(folder.program({"python3", "-B", "mark.py"}, milliseconds{60'000}),
               {R"({"good":true})", R"({"good":false})", R"({"good":true})"});
  EXPECT_EQ(shown(replies[0]), R"({"pass":true})");
  EXPECT_EQ(shown(replies[1]), R"({"pass":false})");
  EXPECT_EQ(shown(replies[2]), R"({"pass":true})");
}

TEST(Scripts, MayAnswerInAnyOrder) {
  ScriptFolder folder;
  write_text(folder.path() / "mark.py", R"(import json, sys
lines = [json.loads(sys.stdin.readline()) for _ in range(20)]
for line in reversed(lines):
    print(json.dumps({"id": line["id"], "score": line["n"] / 20}), flush=True)
sys.stdin.read()
)");
  std::vector<std::string> questions;
  for (int i = 0; i < 20; ++i) questions.push_back("{\"n\":" + std::to_string(i) + "}");
  const std::vector<ScriptReply> replies =
      marks_of(folder.program({"python3", "-B", "mark.py"}, milliseconds{60'000}), questions);
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_EQ(replies[i].value().score, static_cast<double>(i) / 20);
}

TEST(Scripts, AreOneProcessForThousandsOfMarks) {
  ScriptFolder folder;
  write_text(folder.path() / "mark.py", R"(import json, os, sys
for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps({"id": question["id"], "pass": question["n"] % 2 == 0,
                      "metrics": {"pid": os.getpid()}}), flush=True)
)");
  std::vector<std::string> questions;
  for (int i = 0; i < 5000; ++i) questions.push_back("{\"n\":" + std::to_string(i) + "}");
  const std::vector<ScriptReply> replies =
      marks_of(folder.program({"python3", "-B", "mark.py"}, milliseconds{60'000}), questions);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    ASSERT_TRUE(replies[i]) << replies[i].error();
    EXPECT_EQ(replies[i]->pass, i % 2 == 0);
    EXPECT_EQ(replies[i]->metrics, replies[0]->metrics);
  }
  EXPECT_EQ(folder.alive(), 0);
}

// Whoever is killed cannot clean up: the keeper does.
TEST(Scripts, DoNotOutliveAMarkerThatIsKilled) {
  ScriptFolder folder;
  write_text(folder.path() / "mark.py", R"(import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen(["setsid", "sleep", "1000"])
open("started", "w").close()
time.sleep(1000)
)");
  const pid_t child = ::fork();
  if (child == 0) {
    auto marker =
        Marker::start({folder.program({"python3", "-B", "mark.py"}, milliseconds{600'000})}, [] {});
    (*marker)->ask(0, 1, "{}");
    while (true) ::pause();
  }
  while (!std::filesystem::exists(folder.path() / "started"))
    std::this_thread::sleep_for(milliseconds{10});
  EXPECT_GE(folder.alive(), 2);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  for (int i = 0; folder.alive() > 0 && i < 6000; ++i)
    std::this_thread::sleep_for(milliseconds{10});
  EXPECT_EQ(folder.alive(), 0);
}

}  // namespace
}  // namespace assay::testing
