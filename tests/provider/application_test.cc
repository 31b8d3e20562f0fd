// What an HTTP application is sent: typed templates whose structure no value can change.
#include "harness/provider/application.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/base/redact.h"
#include "harness/provider/dialect.h"
#include "harness/provider/request_template.h"

namespace assay {
namespace {

const Messages kTalk = {{Role::system, "Be brief.", {}, ""},
                        {Role::user, "Hello", {}, ""},
                        {Role::assistant, "Hi!", {}, ""},
                        {Role::system, "In French.", {}, ""},
                        {Role::user, "2+2 \"now\"?", {}, ""}};

SlotText slots(std::string_view written) {
  return parse_slots(written).value();
}

Application application(Json body) {
  Application made;
  made.path = slots("/chat");
  made.body = std::move(body);
  return made;
}

Provider provider(Application made) {
  Provider where;
  where.name = "app";
  where.dialect = find_dialect("http");
  where.base_url = "http://127.0.0.1:9";
  where.application = std::make_shared<const Application>(std::move(made));
  return where;
}

Result<PreparedRequest> prepare(Application made, const Params& params = {}) {
  const Provider where = provider(std::move(made));
  return where.dialect->prepare(where, "m-1", params);
}

HttpRequest filled(Application made, const Params& params = {}, const Messages& messages = kTalk) {
  const Result<PreparedRequest> prepared = prepare(std::move(made), params);
  HttpRequest request;
  if (!prepared) {
    ADD_FAILURE() << prepared.error().message;
    return request;
  }
  request.method = prepared->method;
  prepared->dialect->write_request(*prepared, messages, {{"s-1", ""}}, request);
  return request;
}

struct SentRow {
  const char* written;
  const char* params;
  const char* sent;
};
const SentRow kSent[] = {
    {R"({"q":"{{prompt}}"})", "{}", R"({"q":"2+2 \"now\"?"})"},
    {R"({"q":"say: {{ prompt }}!"})", "{}", R"({"q":"say: 2+2 \"now\"?!"})"},
    {R"({"s":"{{system}}","id":"{{session}}","q":"{{prompt}}"})", "{}",
     R"({"s":"Be brief.\n\nIn French.","id":"s-1","q":"2+2 \"now\"?"})"},
    {R"({"h":"{{messages}}"})", "{}",
     R"({"h":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"},
         {"role":"assistant","content":"Hi!"},{"role":"system","content":"In French."},
         {"role":"user","content":"2+2 \"now\"?"}]})"},
    // A leaf that is one slot keeps the type, within a text it is text.
    {R"({"q":"{{prompt}}","t":"{{temperature}}","as":"t={{temperature}}","stop":"{{stop}}"})",
     R"({"temperature":0.5,"stop":["a","b"]})",
     R"({"q":"2+2 \"now\"?","t":0.5,"as":"t=0.5","stop":["a","b"]})"},
    // Nobody set it: it is not sent.
    {R"({"a":{"t":"{{temperature}}"},"l":[1,"{{top_p}}",2],"q":"{{prompt}}"})", "{}",
     R"({"a":{},"l":[1,2],"q":"2+2 \"now\"?"})"},
    {R"({"a":null,"b":[true,{"c":1.5}],"m":"{{model}}","on":"{{stream}}","q":"{{prompt}}"})", "{}",
     R"({"a":null,"b":[true,{"c":1.5}],"m":"m-1","on":false,"q":"2+2 \"now\"?"})"},
    {R"("{{prompt}}")", "{}", R"("2+2 \"now\"?")"},
};

TEST(ApplicationBody, IsTheTemplateWithItsSlotsFilled) {
  for (const SentRow& row : kSent) {
    SCOPED_TRACE(row.written);
    Params params;
    const Json set = Json::parse(row.params);
    for (const auto& [name, value] : set.items()) params[name] = value;
    const std::string sent = filled(application(Json::parse(row.written)), params).body;
    EXPECT_EQ(Json::parse(sent), Json::parse(row.sent)) << sent;
  }
}

// As JSON has it: what is no UTF-8 is replaced.
std::string in_json(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  return Json::parse(quoted).get<std::string>();
}

// Quotes, braces, slots, control characters, broken UTF-8: whatever a prompt has is a value.
RC_GTEST_PROP(ApplicationBody, HasTheStructureThatWasWritten, (const std::string& text)) {
  const std::string hostile = text + "\"},{{messages}}{{prompt}}\\u0000${HOME}\n" + text;
  const Messages messages = {{Role::system, text, {}, ""}, {Role::user, hostile, {}, ""}};
  const Json body = {{"whole", "{{prompt}}"},
                     {"within", "<{{system}}|{{prompt}}>"},
                     {"list", {"{{messages}}", 7}}};
  const Json sent = Json::parse(filled(application(body), {}, messages).body);
  const std::string safe = in_json(hostile);
  RC_ASSERT(sent.size() == 3U);
  RC_ASSERT(sent["whole"] == safe);
  RC_ASSERT(sent["within"] == "<" + in_json(text) + "|" + safe + ">");
  RC_ASSERT(sent["list"].size() == 2U && sent["list"][0].size() == 2U);
  RC_ASSERT(sent["list"][0][1]["content"] == safe);
}

// Decodes %XX and nothing else.
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
    i += 2;
  }
  return out;
}

RC_GTEST_PROP(ApplicationUrl, KeepsEveryValueInItsField, (const std::string& text)) {
  Application made = application(nullptr);
  made.body.reset();
  made.method = "GET";
  made.path = slots("/ask/{{session}}/{{model}}");
  made.query = {{"q", slots("{{prompt}}"), false}, {"a b", slots("1&2"), false}};
  const std::string url = filled(std::move(made), {}, {{Role::user, text + "&x=1#?/", {}, ""}}).url;
  const std::string_view begin = "http://127.0.0.1:9/ask/s-1/m-1?q=";
  const std::string_view end = "&a%20b=1%262";
  RC_ASSERT(url.starts_with(begin) && url.ends_with(end));
  const std::string value = url.substr(begin.size(), url.size() - begin.size() - end.size());
  RC_ASSERT(value.find_first_of("&#?/=") == std::string::npos);
  RC_ASSERT(percent_decoded(value) == text + "&x=1#?/");
}

TEST(ApplicationForm, IsEncodedAndSaysSo) {
  Application made = application(nullptr);
  made.body.reset();
  made.form = {{"query", slots("{{prompt}}"), false},
               {"t", slots("{{temperature}}"), false},
               {"p", slots("{{top_p}}"), false}};
  const HttpRequest request = filled(std::move(made), {{"temperature", Json(1)}});
  EXPECT_EQ(request.body, "query=2%2B2%20%22now%22%3F&t=1");
  EXPECT_EQ(find_header(request.headers, "content-type")->value,
            "application/x-www-form-urlencoded");
}

TEST(ApplicationHeaders, AreTheProvidersThenItsOwn) {
  Provider where = provider([] {
    Application made = application(Json{{"q", "{{prompt}}"}});
    made.headers = {{"X-Session", slots("n {{session}}"), false},
                    {"Content-Type", slots("application/vnd.desk+json"), false}};
    return made;
  }());
  where.key = "sk-1";
  where.headers = {{"x-title", "evaluation"}};
  const PreparedRequest prepared = where.dialect->prepare(where, "m-1", {}).value();
  HttpRequest request;
  where.dialect->write_request(prepared, kTalk, {{"s-1", ""}}, request);
  EXPECT_EQ(find_header(request.headers, "content-type")->value, "application/vnd.desk+json");
  EXPECT_EQ(find_header(request.headers, "x-session")->value, "n s-1");
  EXPECT_EQ(find_header(request.headers, "x-title")->value, "evaluation");
  EXPECT_EQ(find_header(request.headers, "authorization")->value, "Bearer sk-1");
}

TEST(ApplicationKey, IsAMemberOfTheBody) {
  for (const char* written : {"{}", R"({"q":"{{prompt}}"})"}) {
    Provider where = provider(application(Json::parse(written)));
    where.key = "sk-\"1";
    where.key_placement = KeyPlacement::body;
    const PreparedRequest prepared = where.dialect->prepare(where, "m-1", {}).value();
    HttpRequest request;
    where.dialect->write_request(prepared, kTalk, {}, request);
    EXPECT_EQ(Json::parse(request.body).at("key"), "sk-\"1") << request.body;
  }
  Provider taken = provider(application(Json{{"key", "x"}, {"q", "{{prompt}}"}}));
  taken.key = "sk-1";
  taken.key_placement = KeyPlacement::body;
  EXPECT_FALSE(taken.dialect->prepare(taken, "m-1", {}));
}

TEST(Application, RefusesWhatItNeverSends) {
  struct Row {
    const char* name;
    Json value;
    const char* said;
  };
  const Row rows[] = {
      {"temperature", 0.5, "'temperature' is set, but the request of provider 'app' never uses it"},
      {"stream", true, "'stream' is set, but the request of provider 'app' has no 'stream'"},
      {"extra", Json{{"a", 1}}, "'extra' is set, but the request of provider 'app' is written out"},
  };
  for (const Row& row : rows) {
    const auto prepared = prepare(application(Json{{"q", "{{prompt}}"}}), {{row.name, row.value}});
    ASSERT_FALSE(prepared) << row.name;
    EXPECT_NE(prepared.error().message.find(row.said), std::string::npos)
        << prepared.error().message;
  }
  EXPECT_TRUE(prepare(application(Json{{"q", "{{prompt}}"}}), {{"stream", Json(false)}}));
  EXPECT_FALSE(prepare(application(Json{{"q", "{{prompt}} at {{temperature}}"}})))
      << "within a text a slot needs a value";
}

HttpRequest asked_with(Application made, const CellWords& words) {
  const Provider where = provider(std::move(made));
  const PreparedRequest prepared = where.dialect->prepare(where, "m-1", {}).value();
  HttpRequest request;
  where.dialect->write_request(prepared, kTalk, words, request);
  return request;
}

TEST(ApplicationBound, IsTheParameterByWhateverNameItIsSent) {
  struct Row {
    const char* body;
    std::int64_t output;
  };
  const Row rows[] = {
      {R"({"q":"{{prompt}}","max_tokens":"{{max_tokens}}"})", 100},
      {R"({"q":"{{prompt}}","longest":"{{max_tokens}}"})", 100},
      {R"({"q":"{{prompt}}","max_output_tokens":"{{max_tokens}}"})", 100},
      // The suite's own fixed limit by a usual name is larger.
      {R"({"q":"{{prompt}}","longest":"{{max_tokens}}","max_tokens":300})", 300},
  };
  for (const Row& row : rows) {
    const auto prepared = prepare(application(Json::parse(row.body)), {{"max_tokens", 100}});
    ASSERT_TRUE(prepared) << row.body;
    EXPECT_EQ(prepared->bound.output(), row.output) << row.body;
  }
  const auto unset = prepare(application(Json::parse(rows[1].body)));
  EXPECT_EQ(unset->bound.max_tokens, std::nullopt);
}

TEST(ApplicationVariables, KeepTheirTypeAndAreEncodedWhereTheyStand) {
  Application made = application(Json::parse(
      R"({"n":"{{vars.n}}","l":"{{ vars.a list }}","s":"{{vars.city}}","t":"{{vars.n}} of {{vars.city}}"})"));
  made.path = slots("/in/{{vars.city}}");
  made.query = {{"near", slots("{{vars.city}}"), false}};
  made.headers = {{"x-n", slots("n={{vars.n}}"), false}};
  CellWords words;
  words.about = R"({"n":3,"a list":[1,{"b":null}],"city":"Ulm/\"?&{{prompt}}"})";
  const HttpRequest request = asked_with(std::move(made), words);
  const std::string encoded = "Ulm%2F%22%3F%26%7B%7Bprompt%7D%7D";
  EXPECT_EQ(request.url, "http://127.0.0.1:9/in/" + encoded + "?near=" + encoded);
  EXPECT_EQ(find_header(request.headers, "x-n")->value, "n=3");
  EXPECT_EQ(Json::parse(request.body),
            Json::parse(R"({"n":3,"l":[1,{"b":null}],"s":"Ulm/\"?&{{prompt}}",
                            "t":"3 of Ulm/\"?&{{prompt}}"})"));
}

// Whatever a variable has, it is a value in its place.
RC_GTEST_PROP(ApplicationVariables, ChangeNothingAroundThem, (const std::string& text)) {
  const std::string city = in_json(text);
  CellWords words;
  const std::string about = dump_json(Json{{"city", city}});
  words.about = about;
  const Json written = {{"a", "{{vars.city}}"}, {"b", "<{{vars.city}}>"}, {"q", "{{prompt}}"}};
  const Json sent = Json::parse(asked_with(application(written), words).body);
  RC_ASSERT(sent.size() == 3U);
  RC_ASSERT(sent["a"] == city);
  RC_ASSERT(sent["b"] == "<" + city + ">");
}

Application with_session(Json body) {
  Application made = application(std::move(body));
  made.session = SessionRules{SessionRules::From::place, "/id"};
  return made;
}

TEST(ApplicationSession, IsLeftOutOfTheFirstRequestAndKeepsItsType) {
  Application made =
      with_session(Json::parse(R"({"q":"{{prompt}}","id":"{{session}}","in":"s-{{session}}"})"));
  made.headers = {{"x-talk", slots("{{session}}"), false}};
  const HttpRequest first = asked_with(made, {});
  EXPECT_EQ(Json::parse(first.body), Json::parse(R"({"q":"2+2 \"now\"?","in":"s-"})"));
  EXPECT_EQ(find_header(first.headers, "x-talk"), nullptr);
  const HttpRequest second = asked_with(made, {SessionName{"7", "7"}});
  EXPECT_EQ(Json::parse(second.body), Json::parse(R"({"q":"2+2 \"now\"?","id":7,"in":"s-7"})"));
  EXPECT_EQ(find_header(second.headers, "x-talk")->value, "7");
  const HttpRequest named = asked_with(made, {SessionName{"7", "\"7\""}});
  EXPECT_EQ(Json::parse(named.body).at("id"), "7");
}

TEST(ApplicationSession, IsHeldWhereOneIsSentOrTold) {
  EXPECT_FALSE(application(Json{{"q", "{{prompt}}"}}).holds_conversation());
  EXPECT_TRUE(application(Json{{"q", {"{{prompt}}", "{{session}}"}}}).holds_conversation());
  EXPECT_TRUE(with_session(Json{{"q", "{{prompt}}"}}).holds_conversation());
}

TEST(Application, ANameOfASessionIsOfItsAttempt) {
  const std::string name = session_name("key", "run", 7);
  EXPECT_EQ(name, session_name("key", "run", 7));
  EXPECT_NE(name, session_name("key", "run", 8));
  EXPECT_NE(name, session_name("kez", "run", 7));
  EXPECT_NE(name, session_name("key", "another", 7));
  ASSERT_EQ(name.size(), 36U);
  EXPECT_EQ(name[14], '4');
  EXPECT_NE(std::string("89ab").find(name[19]), std::string::npos);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) EXPECT_EQ(name[at], '-');
}

TEST(Application, IsNotAskedTwiceWhereItMayHaveActed) {
  struct Row {
    const char* code;
    int status;
    bool may_repeat;
    bool retryable;
  };
  const Row rows[] = {
      {"", 503, false, false},      {"", 0, false, false},  // the connection was lost
      {"not_sent", 0, false, true}, {"", 429, false, true}, {"", 503, true, true},
  };
  for (const Row& row : rows) {
    Application made = application(nullptr);
    made.may_repeat = row.may_repeat;
    Failure failure;
    failure.retryable = true;
    failure.code = row.code;
    failure.http_status = row.status;
    withhold_repeat(failure, made.may_repeat);
    EXPECT_EQ(failure.retryable, row.retryable) << row.code << row.status;
    EXPECT_EQ(failure.message.find("not asked again") != std::string::npos, !row.retryable);
  }
}

TEST(ApplicationRequestTemplate, HasNoSecretAndTheCellsTextsAsSlots) {
  ASSERT_TRUE(register_secret("DESK_TOKEN", "secret-of-the-environment"));
  Application made = application(Json{{"h", "{{messages}}"}, {"id", "{{session}}"}});
  made.path = slots("/chat/{{model}}");
  made.query = {{"token", slots("secret-of-the-environment"), true},
                {"q", slots("{{prompt}}"), false}};
  made.headers = {{"x-desk", slots("secret-of-the-environment"), true},
                  {"x-team", slots("help"), false}};
  Provider where = provider(std::move(made));
  where.key_env = "DESK_KEY";
  where.key_placement = KeyPlacement::body;
  const RequestTemplate request = request_template(where, "m-1", {}).value();
  EXPECT_EQ(request.url,
            (OpenText{"http://127.0.0.1:9/chat/m-1?token=", "TOKEN", "&q=", "{{prompt}}", ""}));
  EXPECT_EQ(request.body, (OpenText{"{\"h\":", "{{messages}}", ",\"id\":\"", "{{session}}",
                                    "\",\"key\":\"", "DESK_KEY", "\"}"}));
  EXPECT_EQ(request.method, "POST");
  for (const auto& [name, value] : request.headers) {
    if (name == "x-desk") {
      EXPECT_EQ(value, (OpenText{"", "X_DESK", ""}));
    }
    if (name == "x-team") {
      EXPECT_EQ(value, OpenText{"help"});
    }
  }
  EXPECT_EQ(request.notes.size(), 3U);
  forget_secrets();
}

}  // namespace
}  // namespace assay
