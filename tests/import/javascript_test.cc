// What native expectations say of an answer, beside what an engine says of the code.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/import/promptfoo/assertion.h"
#include "harness/import/promptfoo/javascript_meaning.h"
#include "tests/import/importing.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

using Kind = ScriptMeaning::Kind;

struct NativeRow {
  const char* code;
  bool answer_is_object;
  const char* expectation;
};
const NativeRow kNative[] = {
    {"output.includes('Paris')", false, R"j({"contains":{"text":"Paris","exact":true}})j"},
    {"output.includes(\"a\") && !output.includes('b');", false,
     R"j({"all":[{"contains":{"text":"a","exact":true}},
                 {"not":{"contains":{"text":"b","exact":true}}}]})j"},
    {"output.toLowerCase().includes('paris')", false,
     R"j({"icontains":{"text":"paris","exact":true}})j"},
    {"output.length > 20", false, R"j({"min_chars":{"at_least":21,"unit":"utf16","exact":true}})j"},
    {"output.length <= 280", false,
     R"j({"max_chars":{"at_most":280,"unit":"utf16","exact":true}})j"},
    {"output.includes('a') || output.startsWith('b')", false,
     R"j({"any":[{"contains":{"text":"a","exact":true}},
                 {"starts_with":{"text":"b","exact":true}}]})j"},
    {"output === 'yes'", false, R"j({"equals":{"text":"yes","exact":true}})j"},
    {"['yes', 'no'].includes(output)", false,
     R"j({"one_of":{"texts":["yes","no"],"exact":true}})j"},
    {"output.startsWith('Dear')", false, R"j({"starts_with":{"text":"Dear","exact":true}})j"},
    {"/^\\d+$/.test(output)", false, R"j({"regex":{"pattern":"^[\\d]+$","exact":true}})j"},
    {"output.a.b === 'v'", true, R"j({"json":{"path":"a.b","equals":"v","exact":true}})j"},
    {"output.n === 3", true, R"j({"json":{"path":"n","equals":3,"exact":true}})j"},
    {"const r = JSON.parse(output);\nreturn r.x === 'v';", false,
     R"j({"json":{"path":"x","equals":"v","exact":true}})j"},
    {"JSON.parse(output).x === true", false,
     R"j({"json":{"path":"x","equals":true,"exact":true}})j"},
    {"const r = JSON.parse(output); r.x === 'v'", false,
     R"j({"json":{"path":"x","equals":"v","exact":true}})j"},
    {"Array.isArray(output.tags)", true,
     R"j({"json_schema":{"schema":{"type":"object","required":["tags"],
          "properties":{"tags":{"type":"array"}}},"exact":true}})j"},
    {"output.tags.every(t => t.k === 'v')", true,
     R"j({"json_schema":{"schema":{"type":"object","required":["tags"],"properties":{"tags":
          {"type":"array","items":{"type":"object","required":["k"],
           "properties":{"k":{"const":"v"}}}}}},"exact":true}})j"},
    {"(output.match(/!/g) || []).length <= 2", false,
     R"j({"count":{"regex":"!","exact":true,"at_most":2}})j"},
    {"try { JSON.parse(output).a === 1; } catch (e) { return false; }", false, nullptr},
};

TEST(JavascriptMeaning, IsWrittenAsAPersonWould) {
  for (const NativeRow& row : kNative) {
    SCOPED_TRACE(row.code);
    const ScriptMeaning meaning = javascript_meaning(row.code, {row.answer_is_object, false, {}});
    if (row.expectation == nullptr) {
      EXPECT_EQ(meaning.kind, Kind::unknown);
      continue;
    }
    ASSERT_EQ(meaning.kind, Kind::native);
    EXPECT_EQ(meaning.expectation, Json::parse(row.expectation)) << dump_json(meaning.expectation);
    const Result<Suite> suite = suite_expecting(Json::array({meaning.expectation}));
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().message);
  }
}

// Each level would be twice as large.
TEST(JavascriptMeaning, IsBounded) {
  std::string code = "output.includes('a')";
  for (int i = 0; i < 60; ++i) {
    code = "(" + code + " ? output.includes('b" + std::to_string(i) + "') : output === 'c')";
  }
  EXPECT_EQ(javascript_meaning(code, {}).kind, Kind::unknown);
  std::string doubled = "const a0 = output === 'x';\n";
  for (int i = 1; i < 32; ++i) {
    const std::string before = "a" + std::to_string(i - 1);
    doubled += "const a" + std::to_string(i) + " = " + before + " && " + before + ";\n";
  }
  EXPECT_EQ(javascript_meaning(doubled + "return a31;", {}).kind, Kind::unknown);
  const std::string deep = std::string(5000, '(') + "output" + std::string(5000, ')');
  EXPECT_EQ(javascript_meaning(deep, {}).kind, Kind::unknown);
  EXPECT_EQ(javascript_meaning(std::string(5000, '!') + "output", {}).kind, Kind::unknown);
  EXPECT_EQ(javascript_meaning("output" + std::string(5000, '['), {}).kind, Kind::unknown);
}

struct KindRow {
  const char* code;
  Kind kind;
};

TEST(JavascriptMeaning, KnowsWhatItDoesNotKnow) {
  const KindRow rows[] = {
      {"1 / (output.length + 1)", Kind::always_passes},
      {"true", Kind::always_passes},
      {"output.length >= 0", Kind::always_passes},
      {"typeof output === 'string'", Kind::always_passes},
      {"false", Kind::always_fails},
      {"output.toLowerCase().includes('Paris')", Kind::always_fails},
      {"output.length === 2.5", Kind::always_fails},
      {"output.length", Kind::unknown},            // a number
      {"output.x === 'v'", Kind::unknown},         // of a text
      {"output == 'a' || output", Kind::unknown},  // a text as result
      {"output.score > 0.5", Kind::unknown},       // "0.9" is above it, too
      {"output.trim().length > 3", Kind::unknown},
      {"output.includes(context.vars.city)", Kind::unknown},
      {"output.includes('{{city}}')", Kind::unknown},
      {"output.match(/x/)", Kind::unknown},
      {"output.match(/(a)(b)/).length > 1", Kind::unknown},
      {"/^.{1,5}$/.test(output)", Kind::unknown},
      {"(() => output.length > 3)()", Kind::unknown},
      {"output => true", Kind::unknown},
      {"const output = 'x';\nreturn output === 'x';", Kind::unknown},
      {"let n = 0;\nfor (const c of output) n++;\nreturn n > 3;", Kind::unknown},
      {"return output.includes('a')", Kind::unknown},
      {"output.includes('a'", Kind::unknown},
      {"output.includes(`a${1}`)", Kind::unknown},
      {"output.includes('\\ud83d')", Kind::unknown},
      {"", Kind::unknown},
  };
  for (const KindRow& row : rows) {
    SCOPED_TRACE(row.code);
    const bool is_object = std::string_view(row.code).starts_with("output.score");
    EXPECT_EQ(static_cast<int>(javascript_meaning(row.code, {is_object, false, {}}).kind),
              static_cast<int>(row.kind));
  }
}

// One question to the engine: the code as promptfoo takes it, on an answer.
struct EngineCase {
  std::string code;
  bool answer_is_object = false;
  bool inverse = false;
  std::string answer;
};

// Builds functions as promptfoo does: one line is an expression, behind its declarations.
constexpr std::string_view kEngine = R"j(
'use strict';
const cases = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'));
const verdicts = cases.map(({ code, isObject, inverse, answer }) => {
  try {
    let output = answer;
    if (isObject) { try { output = JSON.parse(answer); } catch { return false; } }
    let body = code.trimEnd();
    if (!body.includes('\n')) {
      body = body.trim().replace(/;+\s*$/, '');
      const last = body.lastIndexOf(';');
      body = /^(const|let|var)\s/.test(body)
        ? `${body.slice(0, last + 1)} return ${body.slice(last + 1)}` : `return ${body}`;
    }
    const result = new Function('output', 'context', body)(output, { vars: {} });
    if (typeof result === 'boolean') return result !== inverse;
    if (typeof result === 'number') return (result > 0) !== inverse;
    return false;
  } catch { return false; }
});
process.stdout.write(JSON.stringify(verdicts));
)j";

// What the engine says of each; nothing where there is no engine.
std::optional<std::vector<bool>> ask_engine(const std::vector<EngineCase>& cases) {
  if (std::system("node --version >/dev/null 2>&1") != 0) return std::nullopt;
  const TemporaryFolder folder;
  Json written = Json::array();
  for (const EngineCase& each : cases) {
    written.push_back({{"code", each.code},
                       {"isObject", each.answer_is_object},
                       {"inverse", each.inverse},
                       {"answer", each.answer}});
  }
  write_text(folder / "cases.json", dump_json(written));
  write_text(folder / "engine.js", kEngine);
  const std::string command = "node -e \"$(cat '" + (folder / "engine.js").string() + "')\" '" +
                              (folder / "cases.json").string() + "' > '" +
                              (folder / "verdicts.json").string() + "'";
  EXPECT_EQ(std::system(command.c_str()), 0);
  const Json verdicts = Json::parse(read_text(folder / "verdicts.json"));
  return verdicts.get<std::vector<bool>>();
}

const std::vector<std::string> kTexts = {"",
                                         " ",
                                         "\n",
                                         "yes",
                                         "no",
                                         " yes ",
                                         "YES",
                                         "yes\n",
                                         "Yes, it is.",
                                         "yes no yes",
                                         "a1 b2 c3",
                                         "42",
                                         "3.5",
                                         "\"yes\"",
                                         "null",
                                         "true",
                                         "[]",
                                         "{}",
                                         "{\"a\":1}",
                                         "not {json}",
                                         "\xF0\x9F\x98\x80",
                                         "ab\xF0\x9F\x98\x80",
                                         "\xC2\xA0yes\xC2\xA0",
                                         "na\xC3\xAFve caf\xC3\xA9",
                                         "```json\n{\"a\":\"v\"}\n```",
                                         "line one\nline two\n\nline three",
                                         "x! y! z!",
                                         "a,b,,c",
                                         "\xEF\xBB\xBF{\"a\":1}",
                                         "tab\tand  two",
                                         "aaaa",
                                         "sorry, no",
                                         "a\rb",
                                         "yes\xE2\x80\xA8no"};
const std::vector<std::string> kDocuments = {"{}",
                                             "[]",
                                             "null",
                                             "1",
                                             "\"v\"",
                                             "true",
                                             "{\"a\":null}",
                                             "{\"a\":\"v\"}",
                                             "{\"a\":\"w\"}",
                                             "{\"a\":1}",
                                             "{\"a\":1.0}",
                                             "{\"a\":0}",
                                             "{\"a\":-2.5}",
                                             "{\"a\":true}",
                                             "{\"a\":false}",
                                             "{\"a\":\"\"}",
                                             "{\"a\":\"1\"}",
                                             "{\"a\":[]}",
                                             "{\"a\":[\"v\"]}",
                                             "{\"a\":[\"v\",\"w\",\"x\"]}",
                                             "{\"a\":{\"b\":\"v\"}}",
                                             "{\"a\":{\"b\":null}}",
                                             "{\"a\":{\"b\":3}}",
                                             "{\"a\":{\"b\":\"Very v\"}}",
                                             "{\"a\":{}}",
                                             "{\"a\":[{\"k\":\"v\"},{\"k\":\"v\"}]}",
                                             "{\"a\":[{\"k\":\"v\"},{\"k\":\"w\"}]}",
                                             "{\"a\":[{\"k\":1},{}]}",
                                             " {\"a\": \"v\", \"c\": 2}\n",
                                             "{\"a\":\"has v inside\",\"c\":\"x\"}",
                                             "{\"a\":{\"b\":[1,2,3]}}",
                                             "{\"b\":\"v\"}",
                                             "{\"a\":5,\"c\":7}",
                                             "{\"a\":\"V\"}"};

// Expressions of the grammar, from a seed.
class Maker {
 public:
  Maker(std::uint32_t seed, bool of_document) : random_(seed), of_document_(of_document) {}

  std::string code() {
    if (!of_document_) return condition(2);
    switch (pick(4)) {
      case 0:
        root_ = "r";
        return "const r = JSON.parse(output);\nreturn " + condition(2) + ";";
      case 1:
        root_ = "r";
        return "const r = JSON.parse(output); " + condition(1);
      case 2:
        root_ = "r";
        return "const r = JSON.parse(output);\nif (" + condition(1) + ") return " +
               (pick(2) == 0 ? "true" : "false") + ";\nreturn " + condition(1) + ";";
      default:
        root_ = "JSON.parse(output)";
        return condition(1);
    }
  }
  // The same of an answer that is parsed already.
  std::string code_of_object() {
    root_ = "output";
    return condition(2);
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  std::string one_of(const std::vector<std::string>& from) { return from[pick(from.size())]; }

  std::string condition(int depth) {
    if (depth > 0) {
      switch (pick(6)) {
        case 0:
          return condition(depth - 1) + " && " + condition(depth - 1);
        case 1:
          return "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
        case 2:
          return "!(" + condition(depth - 1) + ")";
        case 3:
          return "(" + condition(depth - 1) + " ? " + condition(depth - 1) + " : " +
                 condition(depth - 1) + ")";
        default:
          break;
      }
    }
    return of_document_ ? place_condition() : text_condition();
  }

  std::string literal() {
    return one_of({"'yes'", "'no'", "\"a\"", "'it is'", "' '", "'v'", "''", "'\xC3\xAF'", "'1'"});
  }
  std::string number() { return one_of({"0", "1", "2", "3", "5", "2.5", "20", "-1"}); }
  std::string sign() { return one_of({">", ">=", "<", "<=", "===", "!=="}); }
  std::string text() {
    return one_of({"output", "output", "output.trim()", "output.toLowerCase()",
                   "output.trim().toLowerCase()", "output.toString()", "String(output)"});
  }
  std::string pattern() {
    return one_of({"/yes/i", "/^yes$/", "/\\d+/", "/^\\s*$/", "/(a|b)\\d/", "/line \\w+$/m",
                   "/^(?!.*sorry)/", "/[^a-z]/", "/yes.no/", "/(.)\\1\\1/", "/\\bno\\b/", "/!/"});
  }

  std::string text_condition() {
    switch (pick(13)) {
      case 0:
        return text() + " === " + literal();
      case 1:
        return text() + " !== " + literal();
      case 2:
        return text() + ".includes(" + literal() + ")";
      case 3:
        return text() + ".startsWith(" + literal() + ")";
      case 4:
        return text() + ".endsWith(" + literal() + ")";
      case 5:
        return "output.length " + sign() + " " + number();
      case 6:
        return "output.trim().length > 0";
      case 7:
        return pattern() + ".test(output)";
      case 8:
        return "(output.match(" + pattern() + "g) || []).length " + sign() + " " + number();
      case 9:
        return one_of({"output", "output.trim()"}) + ".split(/\\s+/)" +
               one_of({"", ".filter(Boolean)", ".filter(w => w.length > 0)"}) + ".length " +
               sign() + " " + number();
      case 10:
        return "output.split(" + one_of({"','", "'yes'", "'\\n'"}) + ").length " + sign() + " " +
               number();
      case 11:
        return "['yes', 'a', 'it'].some(w => " + text() + ".includes(w))";
      default:
        return text() + ".indexOf(" + literal() + ") " +
               one_of({"!== -1", "=== -1", ">= 0", "> -1", "< 0"});
    }
  }

  std::string place() {
    return root_ + one_of({".a", ".a.b", "?.a?.b", ".a?.b", "['a']", ".c", "?.a"});
  }

  std::string place_condition() {
    switch (pick(12)) {
      case 0:
        return place() +
               " === " + one_of({"'v'", "1", "0", "true", "null", "''", "'1'", "undefined"});
      case 1:
        return place() + " !== " + one_of({"'v'", "1", "null", "undefined"});
      case 2:
        return place() + one_of({" == null", " != null", " == undefined"});
      case 3:
        return "typeof " + place() + one_of({" === ", " !== "}) +
               one_of({"'string'", "'number'", "'object'", "'undefined'", "'boolean'"});
      case 4:
        return "Array.isArray(" + place() + ")";
      case 5:
        return place() + ".length " + sign() + " " + number();
      case 6:
        return place() + ".includes(" + one_of({"'v'", "'w'", "' '"}) + ")";
      case 7:
        return place() + one_of({".startsWith('v')", ".endsWith('v')"});
      case 8:
        return place() + one_of({".every", ".some"}) + "(e => " +
               one_of({"e === 'v'", "e?.k === 'v'", "typeof e === 'string'", "e !== 'v'"}) + ")";
      case 9:
        return "['v', 1, true].includes(" + place() + ")";
      case 10: {
        const std::string at = place();
        return "(typeof " + at + " === 'number' && " + at + " " + one_of({">", ">=", "<", "<="}) +
               " " + number() + ")";
      }
      default:
        return one_of({"'a' in " + root_, "!" + place(), "!!" + place()});
    }
  }

  std::mt19937 random_;
  bool of_document_;
  std::string root_ = "output";
};

struct Tried {
  EngineCase asked;
  bool native = false;
};

// Judges by what the code is here; counts the code that is not native.
void try_code(const std::string& code, bool is_object, const std::vector<std::string>& answers,
              std::vector<Tried>& tried, int& unknown) {
  for (const bool inverse : {false, true}) {
    const ScriptMeaning meaning = javascript_meaning(code, {is_object, inverse, {}});
    if (meaning.kind == Kind::unknown) ++unknown;
    if (meaning.kind == Kind::unknown) continue;
    std::optional<Suite> suite;
    std::optional<Scorer> scorer;
    if (meaning.kind == Kind::native) {
      Result<Suite> made = suite_expecting(Json::array({meaning.expectation}));
      ASSERT_TRUE(made) << code << "\n" << made.error().message;
      suite = std::move(*made);
      scorer.emplace(*suite);
    }
    for (const std::string& answer : answers) {
      bool passes = meaning.kind == Kind::always_passes;
      if (scorer) {
        Reply reply;
        reply.answer = answer;
        const Verdict verdict =
            scorer->score(suite->cases.front(), reply, Timings(), std::nullopt).verdict;
        ASSERT_NE(verdict, Verdict::error) << code << " of " << answer;
        passes = verdict == Verdict::pass;
      }
      tried.push_back({{code, is_object, inverse, answer}, passes});
    }
  }
}

void expect_agreement(const std::vector<Tried>& tried) {
  std::vector<EngineCase> cases;
  for (const Tried& each : tried) cases.push_back(each.asked);
  const std::optional<std::vector<bool>> engine = ask_engine(cases);
  if (!engine) GTEST_SKIP() << "no node on the PATH";
  ASSERT_EQ(engine->size(), tried.size());
  int shown = 0;
  for (std::size_t i = 0; i < tried.size(); ++i) {
    if ((*engine)[i] == tried[i].native) continue;
    if (++shown > 10) break;
    const EngineCase& asked = tried[i].asked;
    ADD_FAILURE() << (asked.inverse ? "not- " : "") << asked.code << "\nof '" << asked.answer
                  << "': the engine says " << (*engine)[i] << "\n"
                  << dump_json(
                         javascript_meaning(asked.code, {asked.answer_is_object, asked.inverse, {}})
                             .expectation);
  }
}

constexpr std::uint32_t kExpressions = 150;

TEST(JavascriptProperty, TextsAreJudgedAsByAnEngine) {
  std::vector<Tried> tried;
  int unknown = 0;
  for (std::uint32_t seed = 0; seed < kExpressions; ++seed) {
    try_code(Maker(seed, false).code(), false, kTexts, tried, unknown);
  }
  EXPECT_LT(unknown, static_cast<int>(kExpressions));  // else the grammar reads too little
  expect_agreement(tried);
}

TEST(JavascriptProperty, DocumentsAreJudgedAsByAnEngine) {
  std::vector<Tried> tried;
  int unknown = 0;
  std::vector<std::string> answers = kDocuments;
  answers.insert(answers.end(), {"", "no", "{\"a\":\"v\"", "```json\n{\"a\":\"v\"}\n```"});
  for (std::uint32_t seed = 0; seed < kExpressions; ++seed) {
    try_code(Maker(seed, true).code(), false, answers, tried, unknown);
  }
  EXPECT_LT(unknown, static_cast<int>(kExpressions));
  expect_agreement(tried);
}

TEST(JavascriptProperty, ParsedAnswersAreJudgedAsByAnEngine) {
  std::vector<Tried> tried;
  int unknown = 0;
  for (std::uint32_t seed = 0; seed < kExpressions; ++seed) {
    try_code(Maker(seed, true).code_of_object(), true, kDocuments, tried, unknown);
  }
  EXPECT_LT(unknown, static_cast<int>(kExpressions));
  expect_agreement(tried);
}

}  // namespace
}  // namespace assay::testing
