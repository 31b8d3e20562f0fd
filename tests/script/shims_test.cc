// What `python:` and `javascript:` run around the author's code.
#include "harness/script/shims.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/script/script_fixture.h"

namespace assay::testing {
namespace {

constexpr milliseconds kPatience{60'000};

const std::vector<std::string> kQuestion = {
    R"({"output":"Paris, of course","reasoning":"","tool_calls":[],"vars":{"capital":"Paris"},)"
    R"("messages":[{"role":"user","content":"Capital?"}],"case":"france",)"
    R"("variant":{"model":"m","prompt":"p","params":{"temperature":0}},"config":{"most":3}})"};

struct Row {
  const char* code;
  const char* says;
};

const Row kPythonRows[] = {
    {"vars['capital'] in output", R"({"pass":true})"},
    {"'Rome' in output", R"({"pass":false})"},
    {"len(output) / 100", R"({"score":0.16})"},
    {"context['prompt'] == 'Capital?' and context['config']['most'] == 3", R"({"pass":true})"},
    {"context['variant']['params']['temperature'] == 0 and context['case'] == 'france'",
     R"({"pass":true})"},
    {"context['test']['vars'] == vars", R"({"pass":true})"},
    {"{'pass': True, 'score': 0.5, 'reason': 'half', 'namedScores': {'words': 3}}",
     R"({"metrics":{"words":3.0},"pass":true,"reason":"half","score":0.5})"},
    {"{'pass_': False, 'named_scores': {'a': True}, 'component_results': []}",
     R"({"metrics":{"a":1.0},"pass":false})"},
    {"import re\nfound = re.search('[A-Z]\\w+', output)\nreturn found.group() == vars['capital']",
     R"({"pass":true})"},
    {"print('noise')\nimport os, sys\nos.write(1, b'more')\nsys.stdout.flush()\nreturn True",
     R"({"pass":true})"},
    {"import sys\nreturn sys.stdin.read() == ''", R"({"pass":true})"},
    {"async def later():\n  return True\nreturn later()", R"({"pass":true})"},
    {"x = 1", "error: SyntaxError: "},
    {"x = 1\nx == 1", "error: TypeError: returned nothing; code of several lines needs `return`"},
    {"output +", "error: SyntaxError: "},
    {"'yes'", "error: TypeError: returned str; expected a bool, a number or a dict"},
    {"float('nan')", "error: ValueError: nan is no finite number"},
    {"vars['city']", "error: KeyError: 'city'"},
    {"2", "error: \"score\" is 2, and must be a number from 0 to 1"},
    {"import sys\nsys.exit(3)", "error: SystemExit: 3"},
    {"{'pass': True, 'reason': '\\ud800'}", R"({"pass":true,"reason":"?"})"},
};

const Row kJavaScriptRows[] = {
    {"output.includes(vars.capital)", R"({"pass":true})"},
    {"output.includes('Rome');", R"({"pass":false})"},
    {"output.length / 100", R"({"score":0.16})"},
    {"context.prompt === 'Capital?' && context.config.most === 3", R"({"pass":true})"},
    {"context.variant.params.temperature === 0 && context.case === 'france'", R"({"pass":true})"},
    {"context.vars.capital === context.test.vars.capital", R"({"pass":true})"},
    {"({pass: true, score: 0.5, reason: 'half', namedScores: {words: 3}})",
     R"({"metrics":{"words":3.0},"pass":true,"reason":"half","score":0.5})"},
    {"const found = output.match(/[A-Z]\\w+/);\nreturn found[0] === vars.capital;",
     R"({"pass":true})"},
    {"console.log('noise');\nprocess.stdout.write('more');\nreturn true", R"({"pass":true})"},
    {"Promise.resolve(true)", R"({"pass":true})"},
    {"await new Promise((done) => setTimeout(() => done(true), 5))", R"({"pass":true})"},
    {"require('path').basename('/a/b') === 'b'", R"({"pass":true})"},
    {"const x = 1;\nx === 1;",
     "error: TypeError: returned nothing; code of several lines needs `return`"},
    {"output +", "error: SyntaxError: "},
    {"output.match(/Rome/)", "error: TypeError: returned null; expected a boolean, a number or an"},
    {"NaN", "error: TypeError: NaN is no finite number"},
    {"missing.length", "error: ReferenceError: missing is not defined"},
    {"2", "error: \"score\" is 2, and must be a number from 0 to 1"},
    {"(() => { throw 'words' })()", "error: words"},
    {"({pass: true, reason: '\\ud800'})", "{\"pass\":true,\"reason\":\"\xef\xbf\xbd\"}"},
};

void expect_to_say(const Row& row, const std::vector<std::string>& words) {
  ScriptFolder folder;
  const std::vector<ScriptReply> replies = marks_of(folder.program(words, kPatience), kQuestion);
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_TRUE(shown(replies[0]).starts_with(row.says)) << row.code << ": " << shown(replies[0]);
}

std::vector<std::string> python(const std::string& kind, std::vector<std::string> rest) {
  std::vector<std::string> words{"python3", "-B", "-c", std::string(script_shims::kPython), kind};
  words.insert(words.end(), rest.begin(), rest.end());
  return words;
}
std::vector<std::string> node(const std::string& kind, std::vector<std::string> rest) {
  std::vector<std::string> words{"node", "-e", std::string(script_shims::kJavascript), "--", kind};
  words.insert(words.end(), rest.begin(), rest.end());
  return words;
}

TEST(PythonShim, RunsExpressionsAndBodies) {
  for (const Row& row : kPythonRows) expect_to_say(row, python("code", {row.code}));
}

TEST(JavaScriptShim, RunsExpressionsAndBodies) {
  if (installed("node").empty()) GTEST_SKIP() << "node is not installed";
  for (const Row& row : kJavaScriptRows) expect_to_say(row, node("code", {row.code}));
}

struct File {
  const char* name;
  const char* text;
  const char* function;
  const char* says;
};

const File kFiles[] = {
    {"a.py", "def check(output, context):\n  return context['vars']['capital'] in output\n",
     "check", R"({"pass":true})"},
    {"a.py", "import helper\ndef check(output, context):\n  return helper.most == 3\n", "check",
     R"({"pass":true})"},
    {"a.py", "async def check(output, context):\n  return {'score': 0.25}\n", "check",
     R"({"score":0.25})"},
    {"a.py", "def check(output, context):\n  return output.words\n", "check",
     "error: AttributeError: 'str' object has no attribute 'words' (a.py:2)"},
    {"a.py", "print('hello')\n", "check", "error: LookupError: a.py has no function check()"},
    {"a.py", "import nothing_of_that_name\n", "check",
     "error: ModuleNotFoundError: No module named 'nothing_of_that_name' (a.py:1)"},
    {"a.js", "module.exports = (output, context) => output.includes(context.vars.capital)", "",
     R"({"pass":true})"},
    {"a.js", "module.exports = {check: async (output) => ({score: 0.25})}", "check",
     R"({"score":0.25})"},
    {"a.cjs", "exports.check = () => require('./helper.js').most === 3", "check",
     R"({"pass":true})"},
    {"a.mjs", "export function check(output) { return output.length === 16; }", "check",
     R"({"pass":true})"},
    {"a.mjs", "export default (output) => output.length === 16", "", R"({"pass":true})"},
    {"a.mjs", "export default {check: () => false}", "check", R"({"pass":false})"},
    {"a.mjs", "export const other = 1", "", "error: Error: a.mjs exports no function"},
    {"a.js", "exports.check = (output) => {\n  throw new RangeError('far')\n}", "check",
     "error: RangeError: far (a.js:2)"},
};

TEST(Shims, CallFunctionsOfFilesAndLeaveTheirFolderAlone) {
  for (const File& file : kFiles) {
    const bool is_python = std::string_view(file.name).ends_with(".py");
    if (!is_python && installed("node").empty()) continue;  // as above
    ScriptFolder folder;
    write_text(folder.path() / file.name, file.text);
    write_text(folder.path() / "helper.py", "most = 3\n");
    write_text(folder.path() / "helper.js", "exports.most = 3\n");
    const std::vector<std::string> words = is_python ? python("file", {file.name, file.function})
                                                     : node("file", {file.name, file.function});
    const std::vector<ScriptReply> replies = marks_of(folder.program(words, kPatience), kQuestion);
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_TRUE(shown(replies[0]).starts_with(file.says)) << file.text << ": " << shown(replies[0]);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path()))
      ++files;
    EXPECT_EQ(files, 3U) << file.text;
  }
}

}  // namespace
}  // namespace assay::testing
