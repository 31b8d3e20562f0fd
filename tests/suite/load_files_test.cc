// The files that a suite names, as people have them.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "harness/suite/load.h"
#include "tests/suite/test_shapes.h"
#include "tests/support/test_files.h"
#include "tests/support/utf16.h"

namespace assay {
namespace {

using testing::TemporaryFolder;
using testing::test_options;
using testing::utf16;
using testing::write_text;

std::string suite_of(std::string_view cases) {
  return "suite: s\nmodels: [openai:m]\nprompts: [{id: p, user: \"{{question}}\"}]\ncases: " +
         std::string(cases) + "\n";
}

struct DataRow {
  const char* file;
  std::string bytes;
  const char* keys = "";  // beside `from`
};

TEST(DataFiles, AreReadByTheirExtension) {
  const std::string csv = "question,answer\nWhy?,1\n";
  const DataRow rows[] = {
      {"d.csv", csv},
      {"D.CSV", csv},
      {"d.csv", "question;answer\nWhy?;1\n"},
      {"d.csv", "question^answer, short\nWhy?^1\n", ", delimiter: \"^\""},
      {"d.tsv", "question\tanswer, short\nWhy?\t1\n"},
      {"d.tsv", "question,answer\nWhy?,1\n", ", delimiter: \",\""},
      {"d.csv", "question\tanswer, short\nWhy?\t1\n", ", delimiter: tab"},
      {"d.csv", utf16("question\tanswer\nWhy?\t1\n", true)},
      {"d.jsonl", "{\"question\": \"Why?\", \"id\": 123456789012345678901234567890}\n"},
      {"d.ndjson", "{\"question\": \"Why?\"}\n"},
      {"d.JSONL", utf16("{\"question\": \"Why?\"}\n", false)},
      {"d.json", "[{\"question\": \"Why?\"}]"},
      {"d.yaml", "- question: Why?\n"},
      {"d.YML", utf16("- {<<: {question: \"Why?\"}}\n", true)},
  };
  for (const DataRow& row : rows) {
    const TemporaryFolder folder;
    write_text(folder / row.file, row.bytes);
    write_text(folder / "s.yaml", suite_of("[{from: " + std::string(row.file) + row.keys + "}]"));
    const Result<Suite> suite = load_suite(folder / "s.yaml", test_options());
    ASSERT_TRUE(suite) << row.file << row.bytes << suite.error().message;
    ASSERT_EQ(suite->cases.size(), 1U);
    EXPECT_EQ(*suite->cases[0].vars.find("question"), "Why?") << row.file;
  }
}

// Data sets as other tools write them.
TEST(DataFiles, BecomeTheVariablesThatMapNames) {
  const DataRow rows[] = {
      {"goldens.json", R"([{"input": "Why?", "expected_output": "So."}])",
       ", map: {question: input, answer: expected_output}"},
      {"goldens.csv", "input,expected_output\nWhy?,So.\n",
       ", map: {question: input, answer: expected_output}"},
      {"evals.jsonl",
       R"({"input": [{"role": "system", "content": "S"}, {"role": "user", "content": "Why?"}], "ideal": "So."})",
       ", map: {question: \"input[-1].content\", answer: ideal}"},
      {"items.json",
       R"([{"status": "ARCHIVED"}, {"status": "ACTIVE", "input": {"q": "Why?"}, "expectedOutput": "So."}])",
       ", map: {question: input.q, answer: expectedOutput}, skip: {status: ARCHIVED}"},
      {"examples.jsonl", R"({"inputs": {"question": "Why?"}, "outputs": {"answer": "So."}})",
       ", map: {question: /inputs/question, answer: outputs.answer}"},
      {"flat.csv", "inputs.question,outputs.answer\nWhy?,So.\n",
       ", map: {question: inputs.question, answer: outputs.answer}"},
      {"inspect.jsonl", R"({"id": 1, "input": "Why?", "target": "So."})",
       ", map: {question: input, answer: target}, vars: {input: mine}"},
  };
  for (const DataRow& row : rows) {
    const TemporaryFolder folder;
    write_text(folder / row.file, row.bytes);
    write_text(folder / "s.yaml", suite_of("[{from: " + std::string(row.file) + row.keys + "}]"));
    const Result<Suite> suite = load_suite(folder / "s.yaml", test_options());
    ASSERT_TRUE(suite) << row.file << suite.error().message;
    ASSERT_EQ(suite->cases.size(), 1U) << row.file;
    EXPECT_EQ(*suite->cases[0].vars.find("question"), "Why?") << row.file;
    EXPECT_EQ(*suite->cases[0].vars.find("answer"), "So.") << row.file;
    EXPECT_EQ(suite->cases[0].vars.find("status"), nullptr) << row.file;
    EXPECT_EQ(suite->warnings.size(),
              std::string(row.keys).find("skip") == std::string::npos ? 0U : 1U)
        << row.file;
  }
}

TEST(SuiteText, WarnsOfARuleThatEveryAnswerKeeps) {
  const std::string yaml = suite_of("[{vars: {question: hi}, expect: [{contains: hi}]}]");
  for (const auto& [pass, warnings] : {std::pair("0.0", 1U), std::pair("0.1", 0U)}) {
    const auto suite =
        load_suite_text(yaml + "\npass: {score: " + pass + "}\n", "s.yaml", test_options());
    ASSERT_TRUE(suite) << suite.error().message;
    EXPECT_EQ(suite->warnings.size(), warnings) << pass;
  }
}

TEST(SuiteText, MayBeUtf16) {
  const std::string yaml = suite_of("[{vars: {question: \"\u00bfPor qu\u00e9?\"}}]");
  for (const bool little_endian : {true, false}) {
    const auto suite = load_suite_text(utf16(yaml, little_endian), "s.yaml", test_options());
    ASSERT_TRUE(suite) << suite.error().message;
    EXPECT_EQ(*suite->cases[0].vars.find("question"), "\u00bfPor qu\u00e9?");
  }
}

struct HashRow {
  const char* file;  // what is edited
  std::string bytes;
};

// Recorded outputs and wire fixtures select replies as the models file itself
// does: a stored reply of the old file must not be taken for one of the new.
TEST(ServedFiles, AreInTheSuitesHashAndTheProvidersKey) {
  const TemporaryFolder folder;
  write_text(folder / "sim/m.yaml",
             "recorded: [{from: sim/r.jsonl, match: q, reply: {m: a}}]\nwire: sim/wire\n");
  write_text(folder / "sim/r.jsonl", "{\"q\": \"why\", \"a\": \"old\"}\n");
  write_text(folder / "sim/wire/openai_chat/w.http", "status: 200\n--- body\n{}");
  write_text(folder / "s.yaml",
             "suite: s\nproviders: {sim: {preset: simulated, serve: sim/m.yaml}}\nmodels: [sim:m]\n"
             "prompts: [{id: p, user: \"{{q}}\"}]\ncases: [{vars: {q: why}}]\n");
  const auto load = [&] {
    Result<Suite> suite = load_suite(folder / "s.yaml", test_options());
    EXPECT_TRUE(suite) << suite.error().message;
    return std::pair(suite->hash, *suite->serve_hashes[0]);
  };
  auto before = load();
  EXPECT_EQ(before, load());
  const HashRow edits[] = {
      {"sim/r.jsonl", "{\"q\": \"why\", \"a\": \"new\"}\n"},
      {"sim/wire/openai_chat/w.http", "status: 503\n--- body\n{}"},
      {"sim/wire/more.http", "status: 200\n--- body\n{}"},
  };
  for (const HashRow& edit : edits) {
    write_text(folder / edit.file, edit.bytes);
    const auto after = load();
    EXPECT_NE(after.first, before.first) << edit.file;
    EXPECT_NE(after.second, before.second) << edit.file;
    before = after;
  }
  std::filesystem::remove(folder / "sim/r.jsonl");
  const Result<Suite> missing = load_suite(folder / "s.yaml", test_options());
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("m.yaml:1:19: "), std::string::npos)
      << missing.error().message;
}

}  // namespace
}  // namespace assay
