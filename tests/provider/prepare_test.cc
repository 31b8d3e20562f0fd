// What each dialect sends: golden bodies, parsed and compared.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "harness/provider/dialect.h"

namespace assay {
namespace {

Provider provider(std::string_view preset, std::string_view key = "sk-secret-1") {
  Provider made = provider_from(*find_preset(preset));
  made.key = key;
  if (made.base_url.empty()) made.base_url = "http://127.0.0.1:9/v1";
  return made;
}

Result<PreparedRequest> prepare(const Provider& where, std::string_view params) {
  Params set;
  const Json object = Json::parse(params);
  for (const auto& [name, value] : object.items()) set[name] = value;
  return where.dialect->prepare(where, "m-1", set);
}

const Messages kQuestion = {{Role::system, "Be brief.", {}, ""}, {Role::user, "2+2?", {}, ""}};
const Messages kToolTalk = {
    {Role::user, "Weather?", {}, ""},
    {Role::assistant, "", {{"c1", "weather", R"({"city":"Paris"})"}, {"c2", "now", "oops"}}, ""},
    {Role::tool, "sunny", {}, "c1"},
    {Role::tool, "noon", {}, "c2"},
    {Role::system, "In French.", {}, ""},
};

Attachment attached(AttachmentKind kind, std::size_t at, std::string name, std::string type) {
  return {
      kind, at, std::move(name), {std::move(type), "5f", 3}, std::make_shared<std::string>("abc")};
}
// "See" IMAGE "and" FILE SOUND.
Messages with_attachments(bool with_sound, std::string file_type = "application/pdf") {
  Message said{Role::user, "See and", {}, ""};
  said.attachments = {
      attached(AttachmentKind::image, 3, "img/a.png", "image/png"),
      attached(AttachmentKind::file, 7, "doc/b.pdf", std::move(file_type)),
  };
  if (with_sound)
    said.attachments.push_back(attached(AttachmentKind::audio, 7, "c.mp3", "audio/mpeg"));
  return {std::move(said)};
}
const Messages kAttached = with_attachments(true);
const Messages kPictured = with_attachments(false);
const Messages kNoted = with_attachments(false, "text/plain");

// Calls that Gemini signed, and a result that is JSON.
const Messages kSignedTalk = {
    {Role::user, "Weather?", {}, ""},
    {Role::assistant,
     "I look.",
     {{"", "weather", R"({"city":"Paris"})", "c2ln"}, {"c2", "now", "{}", ""}},
     ""},
    {Role::tool, R"({"sky":"blue"})", {}, ""},
    {Role::tool, "noon", {}, "c2"},
    {Role::user, "And then?", {}, ""},
};
const Messages kFailedTool = {
    {Role::user, "Weather?", {}, ""},
    {Role::assistant, "", {{"c1", "weather", "{}"}}, ""},
    {Role::tool, "no such city", {}, "c1", "", "", {}, /*is_error=*/true},
};
const Messages kBareQuestion = {{Role::user, "2+2?", {}, ""}};

// A preset that its suite asks in the Responses format.
Provider responses() {
  Provider made = provider("openai");
  made.dialect = find_dialect("openai_responses");
  return made;
}

std::string body_of(const PreparedRequest& request, const Messages& messages) {
  std::string body = "kept";
  request.dialect->append_body(request, messages, body);
  EXPECT_EQ(body.substr(0, 4), "kept") << "append_body appends";
  return body.substr(4);
}

struct Golden {
  const char* preset;
  const char* params;
  const Messages* messages;
  const char* body;
};

const Golden kGolden[] = {
    {"modelslab", R"({"stream":false})", &kQuestion,
     R"({"model":"m-1","stream":false,"messages":[{"role":"system","content":"Be brief."},
         {"role":"user","content":"2+2?"}]})"},
    {"modelslab", R"({"temperature":0.7,"max_tokens":99})", &kQuestion,  // no stream_options
     R"({"model":"m-1","stream":true,"temperature":0.7,"max_tokens":99,"messages":[
         {"role":"system","content":"Be brief."},{"role":"user","content":"2+2?"}]})"},
    {"openai", R"({"max_tokens":5,"seed":7,"stop":["a","b"],"response_format":"json_object"})",
     &kQuestion,
     R"({"model":"m-1","stream":true,"stream_options":{"include_usage":true},
         "max_completion_tokens":5,"seed":7,"stop":["a","b"],
         "response_format":{"type":"json_object"},"messages":[
         {"role":"system","content":"Be brief."},{"role":"user","content":"2+2?"}]})"},
    {"mistral", R"({"seed":7,"stream":false})", &kQuestion,
     R"({"model":"m-1","stream":false,"random_seed":7,"messages":[
         {"role":"system","content":"Be brief."},{"role":"user","content":"2+2?"}]})"},
    {"vllm",
     R"({"stream":false,"top_k":3,"extra":{"min_p":0.1,"guided":{"x":[1]}},"tool_choice":"auto"})",
     &kToolTalk,
     R"({"model":"m-1","stream":false,"top_k":3,"min_p":0.1,"guided":{"x":[1]},"tool_choice":"auto",
         "messages":[{"role":"user","content":"Weather?"},
         {"role":"assistant","content":null,"tool_calls":[
           {"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}},
           {"id":"c2","type":"function","function":{"name":"now","arguments":"oops"}}]},
         {"role":"tool","content":"sunny","tool_call_id":"c1"},
         {"role":"tool","content":"noon","tool_call_id":"c2"},
         {"role":"system","content":"In French."}]})"},
    {"modelslab-native", R"({"max_tokens":4096,"stream":false})", &kQuestion,
     R"({"key":"sk-secret-1","model_id":"m-1","max_tokens":4096,"stream":false,"messages":[
         {"role":"system","content":"Be brief."},{"role":"user","content":"2+2?"}]})"},
    {"anthropic", R"({"stop":"END","temperature":0,"service_tier":"auto"})", &kQuestion,
     R"({"model":"m-1","max_tokens":4096,"stream":true,"stop_sequences":["END"],"temperature":0,
         "service_tier":"auto",
         "system":"Be brief.","messages":[{"role":"user","content":"2+2?"}]})"},
    {"anthropic",
     R"({"max_tokens":9,"stream":false,"tool_choice":"required","reasoning_effort":"low",
         "tools":[{"type":"function","function":{"name":"weather","description":"d",
                   "parameters":{"type":"object"}}},{"name":"own","input_schema":{}}],
         "extra":{"thinking":{"type":"adaptive"}}})",
     &kToolTalk,
     R"({"model":"m-1","max_tokens":9,"stream":false,"tool_choice":{"type":"any"},
         "output_config":{"effort":"low"},"thinking":{"type":"adaptive"},
         "tools":[{"name":"weather","description":"d","input_schema":{"type":"object"}},
                  {"name":"own","input_schema":{}}],
         "system":"In French.","messages":[{"role":"user","content":"Weather?"},
         {"role":"assistant","content":[
           {"type":"tool_use","id":"c1","name":"weather","input":{"city":"Paris"}},
           {"type":"tool_use","id":"c2","name":"now","input":{"arguments":"oops"}}]},
         {"role":"user","content":[
           {"type":"tool_result","tool_use_id":"c1","content":"sunny"},
           {"type":"tool_result","tool_use_id":"c2","content":"noon"}]}]})"},
    {"anthropic",
     R"({"reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":
         {"name":"city","strict":true,"schema":{"type":"object"}}}})",
     &kQuestion,
     R"({"model":"m-1","max_tokens":4096,"stream":true,
         "output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}},
         "system":"Be brief.","messages":[{"role":"user","content":"2+2?"}]})"},
    {"anthropic",
     R"({"stream":false,"response_format":{"type":"json_schema","schema":{"type":"object"}}})",
     &kQuestion,
     R"({"model":"m-1","max_tokens":4096,"stream":false,
         "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},
         "system":"Be brief.","messages":[{"role":"user","content":"2+2?"}]})"},
    {"anthropic", R"({"stream":false,"response_format":"text"})", &kQuestion,
     R"({"model":"m-1","max_tokens":4096,"stream":false,
         "system":"Be brief.","messages":[{"role":"user","content":"2+2?"}]})"},
    {"openai", R"({"stream":false})", &kAttached,
     R"({"model":"m-1","stream":false,"messages":[{"role":"user","content":[
         {"type":"text","text":"See"},
         {"type":"image_url","image_url":{"url":"data:image/png;base64,YWJj"}},
         {"type":"text","text":" and"},
         {"type":"file","file":{"filename":"b.pdf","file_data":"data:application/pdf;base64,YWJj"}},
         {"type":"input_audio","input_audio":{"data":"YWJj","format":"mp3"}}]}]})"},
    {"anthropic", R"({"stream":false})", &kPictured,
     R"({"model":"m-1","max_tokens":4096,"stream":false,"messages":[{"role":"user","content":[
         {"type":"text","text":"See"},
         {"type":"image","source":{"type":"base64","media_type":"image/png","data":"YWJj"}},
         {"type":"text","text":" and"},
         {"type":"document","title":"b.pdf",
          "source":{"type":"base64","media_type":"application/pdf","data":"YWJj"}}]}]})"},
    {"anthropic", R"({"stream":false})", &kNoted,
     R"({"model":"m-1","max_tokens":4096,"stream":false,"messages":[{"role":"user","content":[
         {"type":"text","text":"See"},
         {"type":"image","source":{"type":"base64","media_type":"image/png","data":"YWJj"}},
         {"type":"text","text":" and"},
         {"type":"document","title":"b.pdf",
          "source":{"type":"text","media_type":"text/plain","data":"abc"}}]}]})"},
    {"google", R"({"stream":false})", &kAttached,
     R"({"contents":[{"role":"user","parts":[{"text":"See"},
         {"inlineData":{"mimeType":"image/png","data":"YWJj"}},{"text":" and"},
         {"inlineData":{"mimeType":"application/pdf","data":"YWJj"}},
         {"inlineData":{"mimeType":"audio/mpeg","data":"YWJj"}}]}]})"},
    {"modelslab-anthropic",
     R"({"stream":false,"tool_choice":{"type":"function","function":{"name":"f"}}})", &kQuestion,
     R"({"model":"m-1","max_tokens":4096,"stream":false,"tool_choice":{"type":"tool","name":"f"},
         "system":"Be brief.","messages":[{"role":"user","content":"2+2?"}]})"},
    {"google", R"({})", &kQuestion,
     R"({"systemInstruction":{"parts":[{"text":"Be brief."}]},
         "contents":[{"role":"user","parts":[{"text":"2+2?"}]}]})"},
    {"google", R"({"stream":false})", &kBareQuestion,
     R"({"contents":[{"role":"user","parts":[{"text":"2+2?"}]}]})"},
    {"google", R"({"service_tier":"flex"})", &kBareQuestion,
     R"({"serviceTier":"flex","contents":[{"role":"user","parts":[{"text":"2+2?"}]}]})"},
    {"google",
     R"({"temperature":0.5,"top_p":0.9,"top_k":3,"max_tokens":99,"seed":7,"stop":"END",
         "presence_penalty":0.1,"frequency_penalty":0.2,"reasoning_effort":"low",
         "response_format":"json_object",
         "extra":{"generationConfig":{"thinkingConfig":{"includeThoughts":true}},
                  "safetySettings":[]}})",
     &kBareQuestion,
     R"({"generationConfig":{"temperature":0.5,"topP":0.9,"topK":3,"maxOutputTokens":99,"seed":7,
           "stopSequences":["END"],"presencePenalty":0.1,"frequencyPenalty":0.2,
           "responseMimeType":"application/json",
           "thinkingConfig":{"thinkingLevel":"LOW","includeThoughts":true}},
         "safetySettings":[],"contents":[{"role":"user","parts":[{"text":"2+2?"}]}]})"},
    {"google",
     R"({"response_format":{"type":"json_schema","json_schema":{"name":"city","strict":true,
         "schema":{"type":"object"}}}})",
     &kBareQuestion,
     R"({"generationConfig":{"responseMimeType":"application/json",
           "responseJsonSchema":{"type":"object"}},
         "contents":[{"role":"user","parts":[{"text":"2+2?"}]}]})"},
    {"google",
     R"({"tool_choice":"required","tools":[{"googleSearch":{}},
         {"type":"function","function":{"name":"weather","description":"d","strict":false,
          "parameters":{"type":"object"}}},{"type":"function","function":{"name":"now"}}]})",
     &kToolTalk,
     R"({"toolConfig":{"functionCallingConfig":{"mode":"ANY"}},
         "tools":[{"functionDeclarations":[
           {"name":"weather","description":"d","parametersJsonSchema":{"type":"object"}},
           {"name":"now"}]},{"googleSearch":{}}],
         "systemInstruction":{"parts":[{"text":"In French."}]},
         "contents":[{"role":"user","parts":[{"text":"Weather?"}]},
           {"role":"model","parts":[
             {"functionCall":{"id":"c1","name":"weather","args":{"city":"Paris"}},
              "thoughtSignature":"skip_thought_signature_validator"},
             {"functionCall":{"id":"c2","name":"now","args":{"arguments":"oops"}}}]},
           {"role":"user","parts":[
             {"functionResponse":{"id":"c1","name":"weather","response":{"output":"sunny"}}},
             {"functionResponse":{"id":"c2","name":"now","response":{"output":"noon"}}}]}]})"},
    {"google", R"({"tool_choice":{"type":"function","function":{"name":"f"}}})", &kSignedTalk,
     R"({"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
         "contents":[{"role":"user","parts":[{"text":"Weather?"}]},
           {"role":"model","parts":[{"text":"I look."},
             {"functionCall":{"name":"weather","args":{"city":"Paris"}},"thoughtSignature":"c2ln"},
             {"functionCall":{"id":"c2","name":"now","args":{}}}]},
           {"role":"user","parts":[
             {"functionResponse":{"name":"weather","response":{"sky":"blue"}}},
             {"functionResponse":{"id":"c2","name":"now","response":{"output":"noon"}}}]},
           {"role":"user","parts":[{"text":"And then?"}]}]})"},
    {"anthropic", R"({"max_tokens":9,"stream":false})", &kFailedTool,
     R"({"model":"m-1","max_tokens":9,"stream":false,"messages":[
         {"role":"user","content":"Weather?"},
         {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"weather","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1",
           "content":"no such city","is_error":true}]}]})"},
    {"vllm", R"({"stream":false})", &kFailedTool,
     R"({"model":"m-1","stream":false,"messages":[{"role":"user","content":"Weather?"},
         {"role":"assistant","content":null,"tool_calls":[
           {"id":"c1","type":"function","function":{"name":"weather","arguments":"{}"}}]},
         {"role":"tool","content":"no such city","tool_call_id":"c1"}]})"},
    {"google", "{}", &kFailedTool,
     R"({"contents":[{"role":"user","parts":[{"text":"Weather?"}]},
           {"role":"model","parts":[{"functionCall":{"id":"c1","name":"weather","args":{}},
              "thoughtSignature":"skip_thought_signature_validator"}]},
           {"role":"user","parts":[{"functionResponse":{"id":"c1","name":"weather",
              "response":{"error":"no such city"}}}]}]})"},
};

TEST(Prepare, SendsWhatWasSetAndNothingElse) {
  for (const Golden& row : kGolden) {
    SCOPED_TRACE(std::string(row.preset) + " " + row.params);
    const Result<PreparedRequest> request = prepare(provider(row.preset), row.params);
    ASSERT_TRUE(request) << request.error().message;
    const Json sent = Json::parse(body_of(*request, *row.messages));
    EXPECT_EQ(sent, Json::parse(row.body)) << sent.dump();
    if (std::string_view(row.preset) == "google") continue;  // there the URL says it
    EXPECT_EQ(request->stream, sent.value("stream", false));
  }
}

TEST(Prepare, SendsAttachmentsAsInputsOfResponses) {
  const Json sent = Json::parse(body_of(*prepare(responses(), "{}"), kPictured));
  EXPECT_EQ(sent.at("input"), Json::parse(R"([{"role":"user","content":[
      {"type":"input_text","text":"See"},
      {"type":"input_image","image_url":"data:image/png;base64,YWJj"},
      {"type":"input_text","text":" and"},
      {"type":"input_file","filename":"b.pdf","file_data":"data:application/pdf;base64,YWJj"}]}])"))
      << sent.dump();
}

TEST(Messages, KeepAttachmentsAndHashThemByTheirBytes) {
  Messages said = with_attachments(true);
  said[0].attachments[0].media.width = 640;
  said[0].attachments[0].media.height = 480;
  said[0].attachments[2].media.seconds = 1.5;
  const Result<Messages> back = messages_from_json(messages_to_json(said));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, said);
  EXPECT_EQ(back->front().attachments[0].bytes, nullptr);

  Messages renamed = said;
  renamed[0].attachments[0].name = "elsewhere.png";
  EXPECT_NE(messages_to_json(renamed), messages_to_json(said));
  EXPECT_EQ(messages_to_key_json(renamed), messages_to_key_json(said));
  Messages changed = said;
  changed[0].attachments[0].media.sha256 = "60";
  EXPECT_NE(messages_to_key_json(changed), messages_to_key_json(said));
  EXPECT_NE(last_question_hash(changed), last_question_hash(said));
  Messages moved = said;
  moved[0].attachments[0].at = 0;
  EXPECT_NE(messages_to_key_json(moved), messages_to_key_json(said));

  for (const char* const bad :
       {R"([{"role":"user","content":"a","attachments":[{"kind":"image","at":2}]}])",
        R"([{"role":"user","content":"a","attachments":[{"kind":"smell","at":0}]}])",
        R"([{"role":"user","content":"a","attachments":[{"kind":"image","at":-1}]}])"})
    EXPECT_FALSE(messages_from_json(bad)) << bad;
}

// No provider counts more for them by the rules that are known.
TEST(Attachments, AreCountedByTheDearestRule) {
  Attachment image{AttachmentKind::image, 0, "a", {"image/png", "", 10, 64, 64}};
  EXPECT_EQ(estimate_tokens(image), 1445);
  image.media = {"image/png", "", 10, 4000, 3000};
  EXPECT_EQ(estimate_tokens(image), 143 * 108);
  EXPECT_EQ(estimate_tokens({AttachmentKind::audio, 0, "a", {"audio/wav", "", 9, 0, 0, 2.01}}), 65);
  EXPECT_EQ(estimate_tokens({AttachmentKind::audio, 0, "a", {"audio/mpeg", "", 3000}}), 96);
  EXPECT_EQ(estimate_tokens({AttachmentKind::file, 0, "a", {"application/pdf", "", 3000}}), 3000);
}

TEST(Attachments, AreRefusedWithWhatWouldBeTaken) {
  const auto why = [](std::string_view preset, AttachmentKind kind, Media media) {
    return refusal_of(provider(preset).dialect->attachments, {kind, 0, "a", std::move(media)});
  };
  EXPECT_EQ(why("openai", AttachmentKind::image, {"image/png", "", 1, 1, 1}), "");
  EXPECT_EQ(why("openai", AttachmentKind::image, {"image/png", "", 50'000'001, 1, 1}),
            "it has 50000001 bytes, and 50000000 is the most");
  EXPECT_EQ(why("openai", AttachmentKind::file, {"text/plain", "", 1}),
            "it is text/plain, and of this kind it takes application/pdf");
  EXPECT_EQ(why("anthropic", AttachmentKind::audio, {"audio/wav", "", 1}),
            "it takes no audio at all");
  EXPECT_EQ(why("anthropic", AttachmentKind::image, {"image/png", "", 1, 9000, 1}),
            "it is 9000 x 1 pixels, and 8000 a side is the most");
  EXPECT_EQ(why("modelslab-native", AttachmentKind::image, {"image/png", "", 1, 1, 1}),
            "only text can be sent");
}

struct Refused {
  const char* preset;
  const char* params;
  const char* message_contains;
};

const Refused kRefused[] = {
    {"anthropic", R"({"seed":1})", "'seed' cannot be sent: anthropic_messages"},
    {"anthropic", R"({"frequency_penalty":1})", "frequency_penalty"},
    {"anthropic", R"({"presence_penalty":1})", "presence_penalty"},
    {"anthropic", R"({"response_format":"json_object"})", "JSON by a schema only"},
    {"anthropic", R"({"response_format":{"type":"grammar"}})", "text, or an object of type"},
    {"anthropic", R"({"response_format":{"type":"json_schema"}})", "no schema"},
    {"anthropic", R"({"response_format":{"type":"json_schema","json_schema":7}})", "no schema"},
    {"anthropic", R"({"tool_choice":"sometimes"})", "tool_choice"},
    {"anthropic", R"({"tools":[{"type":"function","function":{}}]})", "no name"},
    {"anthropic", R"({"extra":{"system":"x"}})", "the prompt"},
    {"openai", R"({"temperture":1})", "unknown parameter 'temperture'"},
    {"openai", R"({"extra":[1]})", "`extra` is a map"},
    {"openai", R"({"extra":{"model":"x"}})", "the model's id"},
    {"openai", R"({"extra":{"stream":true}})", "params.stream"},
    {"openai", R"({"temperature":1,"extra":{"temperature":2}})", "both"},
    {"openai", R"({"response_format":"yaml"})", "response_format"},
    {"modelslab-native", R"({"extra":{"key":"x"}})", "key_env"},
    {"google", R"({"reasoning_effort":"none"})", "thinkingBudget: 0"},
    {"google",
     R"({"reasoning_effort":"low","extra":{"generationConfig":{"thinkingConfig":
         {"thinkingBudget":0}}}})",
     "two ways to say one thing"},
    {"google",
     R"({"response_format":{"type":"json_schema","schema":{}},
         "extra":{"generationConfig":{"responseSchema":{}}}})",
     "two schemas"},
    {"google", R"({"max_tokens":9,"extra":{"generationConfig":{"maxOutputTokens":8}}})",
     "'generationConfig.maxOutputTokens' is set both"},
    {"google", R"({"extra":{"system_instruction":{}}})", "the prompt"},
    {"google", R"({"extra":{"contents":[]}})", "the prompt"},
    {"google", R"({"extra":{"generation_config":{}}})", "that is generationConfig"},
    {"google", R"({"response_format":{"type":"grammar"}})", "text, json_object, or an object"},
    {"google", R"({"response_format":{"type":"json_schema"}})", "no schema"},
    {"google", R"({"response_format":"json_schema"})", "no schema"},
    {"google", R"({"tool_choice":"sometimes"})", "tool_choice"},
    {"google", R"({"tools":[{"type":"function","function":{}}]})", "no name"},
    {"google", R"({"tools":[{"function":{"name":"f","strict":true}}]})", "strict: true"},
};

TEST(Prepare, RefusesWhatTheDialectCannotCarryAndNamesIt) {
  for (const Refused& row : kRefused) {
    SCOPED_TRACE(row.params);
    const Result<PreparedRequest> request = prepare(provider(row.preset), row.params);
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().kind, ErrorKind::usage);
    EXPECT_NE(request.error().message.find(row.message_contains), std::string::npos)
        << request.error().message;
  }
}

const Golden kResponses[] = {
    {"openai", R"({"max_tokens":5,"temperature":0,"top_p":0.5})", &kQuestion,
     R"({"model":"m-1","store":false,"stream":true,"max_output_tokens":5,"temperature":0,
         "top_p":0.5,"input":[
         {"role":"system","content":"Be brief."},{"role":"user","content":"2+2?"}]})"},
    {"openai",
     R"({"stream":false,"reasoning_effort":"low","tool_choice":{"type":"function","function":{"name":"f"}},
         "tools":[{"type":"function","function":{"name":"f","description":"d",
                   "parameters":{"type":"object"}}},
                  {"type":"function","name":"own","parameters":{},"strict":true}],
         "extra":{"store":true,"reasoning":{"summary":"auto"},"text":{"verbosity":"low"},
                  "include":["reasoning.encrypted_content"]}})",
     &kToolTalk,
     R"({"model":"m-1","store":true,"stream":false,"reasoning":{"effort":"low","summary":"auto"},
         "text":{"verbosity":"low"},"include":["reasoning.encrypted_content"],
         "tool_choice":{"type":"function","name":"f"},
         "tools":[{"type":"function","name":"f","description":"d","strict":false,
                   "parameters":{"type":"object"}},
                  {"type":"function","name":"own","parameters":{},"strict":true}],
         "input":[{"role":"user","content":"Weather?"},
         {"type":"function_call","call_id":"c1","name":"weather","arguments":"{\"city\":\"Paris\"}"},
         {"type":"function_call","call_id":"c2","name":"now","arguments":"oops"},
         {"type":"function_call_output","call_id":"c1","output":"sunny"},
         {"type":"function_call_output","call_id":"c2","output":"noon"},
         {"role":"system","content":"In French."}]})"},
    {"openai",
     R"({"stream":false,"response_format":{"type":"json_schema","json_schema":
         {"name":"city","strict":true,"schema":{"type":"object"}}},
         "extra":{"text":{"verbosity":"low"}}})",
     &kQuestion,
     R"({"model":"m-1","store":false,"stream":false,"text":{"verbosity":"low","format":
         {"type":"json_schema","name":"city","strict":true,"schema":{"type":"object"}}},"input":[
         {"role":"system","content":"Be brief."},{"role":"user","content":"2+2?"}]})"},
    {"openai",
     R"({"stream":false,"tools":[{"function":{"name":"f"}}],"response_format":"json_object"})",
     &kQuestion,
     R"({"model":"m-1","store":false,"stream":false,"text":{"format":{"type":"json_object"}},
         "tools":[{"type":"function","name":"f","strict":false,
                   "parameters":{"type":"object","properties":{}}}],"input":[
         {"role":"system","content":"Be brief."},{"role":"user","content":"2+2?"}]})"},
};

TEST(Prepare, FlattensForResponses) {
  for (const Golden& row : kResponses) {
    SCOPED_TRACE(row.params);
    const Result<PreparedRequest> request = prepare(responses(), row.params);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->url, "https://api.openai.com/v1/responses");
    const Json sent = Json::parse(body_of(*request, *row.messages));
    EXPECT_EQ(sent, Json::parse(row.body)) << sent.dump();
    EXPECT_EQ(request->stream, sent.value("stream", false));
    EXPECT_TRUE(request->bound.unknown.empty());
  }
}

// An assistant's words before its calls are a message of their own.
TEST(Prepare, KeepsTheWordsBeforeACallForResponses) {
  const Messages talk = {{Role::assistant, "I look.", {{"c1", "f", "{}"}}, ""}};
  const Json sent = Json::parse(body_of(*prepare(responses(), "{}"), talk));
  EXPECT_EQ(sent["input"], Json::parse(R"([{"role":"assistant","content":"I look."},
      {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"}])"));
}

// Encrypted reasoning goes back with all that stood around it, in place of what was read of it.
TEST(Prepare, SendsTheItemsOfAReplyBackForResponses) {
  const std::string items =
      R"([{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA"},)"
      R"({"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{}"}])";
  Messages talk = {{Role::user, "go", {}, ""},
                   {Role::assistant, "not sent", {{"c1", "f", "{}"}}, "", "", items},
                   {Role::tool, "done", {}, "c1"}};
  const Json sent = Json::parse(body_of(*prepare(responses(), "{}"), talk));
  ASSERT_EQ(sent["input"].size(), 4U);
  EXPECT_EQ(sent["input"][1], Json::parse(items)[0]);
  EXPECT_EQ(sent["input"][2], Json::parse(items)[1]);
  EXPECT_EQ(*messages_from_json(messages_to_json(talk)), talk);
  // Another dialect has no use for them.
  const Json chat = Json::parse(body_of(*prepare(provider("groq"), "{}"), talk));
  EXPECT_EQ(chat["messages"][1]["content"], "not sent");
}

// What a cap reserves: max_output_tokens ends the reply, whoever set it.
TEST(Prepare, BoundsTheOutputOfResponses) {
  EXPECT_EQ(prepare(responses(), R"({"max_tokens":50})")->bound.max_tokens, 50);
  EXPECT_EQ(prepare(responses(), R"({"extra":{"max_output_tokens":60}})")->bound.max_tokens, 60);
  EXPECT_FALSE(prepare(responses(), "{}")->bound.max_tokens);
}

const Refused kRefusedByResponses[] = {
    {"", R"({"seed":1})", "'seed' cannot be sent: openai_responses"},
    {"", R"({"stop":"x"})", "'stop' cannot be sent: openai_responses"},
    {"", R"({"top_k":1})", "top_k"},
    {"", R"({"frequency_penalty":1})", "frequency_penalty"},
    {"", R"({"presence_penalty":1})", "presence_penalty"},
    {"", R"({"response_format":"yaml"})", "response_format is json_object, text"},
    {"", R"({"response_format":{"type":"json_schema"}})", "no schema"},
    {"", R"({"response_format":{"type":"json_schema","schema":{}}})", "no name"},
    {"", R"({"tool_choice":"sometimes"})", "tool_choice"},
    {"", R"({"tools":[{"type":"function","function":{}}]})", "no name"},
    {"", R"({"extra":{"input":"x"}})", "'input': that is the prompt"},
    {"", R"({"extra":{"instructions":"x"}})", "'instructions': that is the prompt"},
    {"", R"({"extra":{"max_tokens":5}})", "max_output_tokens"},
    {"", R"({"extra":{"background":true}})", "fetched later"},
    {"", R"({"reasoning_effort":"low","extra":{"reasoning":{"effort":"high"}}})",
     "'reasoning.effort' is set both"},
    {"", R"({"max_tokens":1,"extra":{"max_output_tokens":2}})", "both"},
};

TEST(Prepare, RefusesWhatResponsesCannotCarryAndNamesIt) {
  for (const Refused& row : kRefusedByResponses) {
    SCOPED_TRACE(row.params);
    const Result<PreparedRequest> request = prepare(responses(), row.params);
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().kind, ErrorKind::usage);
    EXPECT_NE(request.error().message.find(row.message_contains), std::string::npos)
        << request.error().message;
  }
}

TEST(Prepare, NeedsABaseUrl) {
  Provider azure = provider_from(*find_preset("azure-openai"));
  const Result<PreparedRequest> request = prepare(azure, "{}");
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().message, "provider 'azure-openai' needs a base_url");
}

TEST(Prepare, RenamesParametersOnlyAtThePresetsOwnAddress) {
  Provider proxy = provider("openai");
  proxy.base_url = "http://127.0.0.1:1/v1";
  const Json sent = Json::parse(body_of(*prepare(proxy, R"({"max_tokens":5})"), kQuestion));
  EXPECT_EQ(sent["max_tokens"], 5);
}

struct Travel {
  const char* preset;
  const char* url;
  const char* header;
  const char* value;
};

const Travel kTravels[] = {
    {"modelslab", "https://modelslab.com/api/v7/llm/chat/completions", "Authorization",
     "Bearer sk-secret-1"},
    {"modelslab-anthropic", "https://modelslab.com/api/v7/llm/v1/messages", "X-Api-Key",
     "sk-secret-1"},
    {"modelslab-native", "https://modelslab.com/api/v7/llm/chat/completions", "Authorization",
     nullptr},
    {"anthropic", "https://api.anthropic.com/v1/messages", "anthropic-version", "2023-06-01"},
    {"azure-openai", "http://127.0.0.1:9/v1/chat/completions", "api-key", "sk-secret-1"},
    {"google",
     "https://generativelanguage.googleapis.com/v1beta/models/m-1:streamGenerateContent?alt=sse",
     "x-goog-api-key", "sk-secret-1"},
    {"ollama", "http://127.0.0.1:11434/v1/chat/completions", "authorization", nullptr},
    {"groq", "https://api.groq.com/openai/v1/chat/completions", "content-type", "application/json"},
};

TEST(Prepare, PutsTheKeyWhereThePresetSays) {
  for (const Travel& row : kTravels) {
    SCOPED_TRACE(row.preset);
    const Result<PreparedRequest> request = prepare(provider(row.preset), "{}");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->url, row.url);
    const Header* const header = find_header(request->headers, row.header);
    ASSERT_EQ(header != nullptr, row.value != nullptr);
    if (header != nullptr) {
      EXPECT_EQ(header->value, row.value);
    }
  }
}

TEST(Prepare, OwnHeadersWinAndAQueryStaysAtTheEnd) {
  Provider own = provider("anthropic");
  own.headers = {{"Anthropic-Version", "2026-10-21"}};
  own.base_url = "https://example.test/anthropic/v1/?api-version=3";
  const Result<PreparedRequest> request = prepare(own, "{}");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->url, "https://example.test/anthropic/v1/messages?api-version=3");
  EXPECT_EQ(find_header(request->headers, "anthropic-version")->value, "2026-10-21");
  EXPECT_EQ(request->headers.size(), 3u);
}

struct PathRow {
  const char* model;
  const char* url;
};

TEST(Prepare, PutsTheModelIntoThePathOfGemini) {
  Provider own = provider("google");
  own.base_url = "https://example.test/v1beta/?tenant=3";
  const PathRow rows[] = {
      {"m-1.5", "/v1beta/models/m-1.5:generateContent?tenant=3"},
      {"models/m-1", "/v1beta/models/m-1:generateContent?tenant=3"},
      {"tunedModels/mine", "/v1beta/tunedModels/mine:generateContent?tenant=3"},
      {"a/b c?d#e:f", "/v1beta/models/a%2Fb%20c%3Fd%23e%3Af:generateContent?tenant=3"},
      {"models/../x", "/v1beta/models/..%2Fx:generateContent?tenant=3"},
      {"m\u00E9", "/v1beta/models/m%C3%A9:generateContent?tenant=3"},
  };
  for (const PathRow& row : rows) {
    const auto request = own.dialect->prepare(own, row.model, {{"stream", false}});
    ASSERT_TRUE(request);
    EXPECT_EQ(request->url, std::string("https://example.test") + row.url);
  }
  const auto streamed = own.dialect->prepare(own, "m", {});
  EXPECT_EQ(streamed->url,
            "https://example.test/v1beta/models/m:streamGenerateContent?tenant=3&alt=sse");
  EXPECT_EQ(streamed->url.find("sk-secret"), std::string::npos);
}

// What ends a reply, and what the provider runs itself, wherever the format has it.
TEST(Prepare, BoundsTheCostOfGemini) {
  const auto bound_of = [](const char* params) {
    return prepare(provider("google"), params)->bound;
  };
  EXPECT_EQ(bound_of(R"({"max_tokens":100})").output(), 100);
  EXPECT_EQ(bound_of(R"({"extra":{"generationConfig":{"maxOutputTokens":100}}})").output(), 100);
  EXPECT_EQ(bound_of(R"({"max_tokens":100,"extra":{"generationConfig":{"candidateCount":3,
                         "thinkingConfig":{"thinkingBudget":50}}}})")
                .output(),
            450);
  const ReplyBound bound = bound_of(R"({"max_tokens":9,"reasoning_effort":"low","top_k":1,
      "response_format":{"type":"json_schema","schema":{"type":"object"}},"tool_choice":"auto",
      "tools":[{"type":"function","function":{"name":"f"}}],"extra":{"safetySettings":[]}})");
  EXPECT_TRUE(bound.unknown.empty()) << bound.unknown.front();
  EXPECT_TRUE(bound.unbounded.empty()) << bound.unbounded.front();
  for (const char* const fee :
       {R"({"tools":[{"googleSearch":{}}]})", R"({"extra":{"tools":[{"codeExecution":{}}]}})",
        R"({"extra":{"cachedContent":"cachedContents/x"}})",
        R"({"extra":{"generationConfig":{"thinkingConfig":
                                    {"thinkingBudget":-1}}}})"}) {
    EXPECT_FALSE(bound_of(fee).unbounded.empty()) << fee;
  }
}

// An embedding request is its model, its texts and what `extra` says; all of it is input.
TEST(Embeddings, AreAskedForBesideChat) {
  Provider own = provider("openai");
  own.base_url = "https://example.test/v1?api-version=3";
  const Dialect& dialect = *own.dialect->embeddings;
  const auto prepared =
      dialect.prepare(own, "e-1", {{"extra", Json::parse(R"({"dimensions":8})")}});
  ASSERT_TRUE(prepared) << prepared.error().message;
  EXPECT_EQ(prepared->url, "https://example.test/v1/embeddings?api-version=3");
  EXPECT_EQ(prepared->bound.max_tokens, 0);
  EXPECT_EQ(prepared->bound.output(), 0);
  EXPECT_TRUE(prepared->bound.unknown.empty());
  std::string body;
  dialect.append_body(*prepared, {{Role::user, "a\n\"b\"", {}, {}}, {Role::user, "c", {}, {}}},
                      body);
  EXPECT_EQ(body, R"({"dimensions":8,"model":"e-1","input":["a\n\"b\"","c"]})");
  for (const Params& refused :
       {Params{{"temperature", 0}}, Params{{"stream", true}}, Params{{"max_tokens", 5}},
        Params{{"extra", Json::parse(R"({"input":"x"})")}},
        Params{{"extra", Json::parse(R"({"model":"x"})")}}}) {
    EXPECT_FALSE(dialect.prepare(own, "e-1", refused));
  }
}

TEST(Models, AreAskedForWhereTheProviderListsThem) {
  const HttpRequest modelslab = provider("modelslab").dialect->list_models(provider("modelslab"));
  EXPECT_EQ(modelslab.method, "GET");
  EXPECT_EQ(modelslab.url, "https://modelslab.com/api/v7/llm/v1/models");
  const Provider native = provider("modelslab-native");
  const HttpRequest request = native.dialect->list_models(native);
  EXPECT_EQ(find_header(request.headers, "authorization")->value, "Bearer sk-secret-1");
  EXPECT_EQ(request.url.find("sk-secret"), std::string::npos);
  EXPECT_EQ(provider("openai").dialect->list_models(provider("openai")).url,
            "https://api.openai.com/v1/models");
}

TEST(Models, AreReadFromEveryShape) {
  const Dialect& dialect = *find_dialect("openai_chat");
  for (const char* const body :
       {R"({"object":"list","data":[{"id":"a/b","owned_by":"lab"},{"id":"c"},{"x":1}]})",
        R"([{"id":"a/b","display_name":"lab"},{"id":"c"}])"}) {
    const Result<std::vector<ListedModel>> models = dialect.decode_models(body);
    ASSERT_TRUE(models);
    ASSERT_EQ(models->size(), 2u);
    EXPECT_EQ((*models)[0].id, "a/b");
    EXPECT_EQ((*models)[0].note, "lab");
  }
  EXPECT_FALSE(dialect.decode_models(R"({"error":{"message":"no"}})"));
  EXPECT_FALSE(dialect.decode_models("<html>"));
}

TEST(Models, AreReadFromGeminisShape) {
  const Provider google = provider("google");
  const HttpRequest request = google.dialect->list_models(google);
  EXPECT_EQ(request.url, "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000");
  EXPECT_EQ(find_header(request.headers, "x-goog-api-key")->value, "sk-secret-1");
  const auto models = google.dialect->decode_models(
      R"({"models":[{"name":"models/m-1","displayName":"M 1","inputTokenLimit":9,
          "supportedGenerationMethods":["generateContent","countTokens"]},
          {"name":"models/e-1","supportedGenerationMethods":["embedContent"]},{"x":1}]})");
  ASSERT_TRUE(models);
  ASSERT_EQ(models->size(), 2u);
  EXPECT_EQ((*models)[0].id, "m-1");
  EXPECT_EQ((*models)[0].note, "M 1");
  EXPECT_EQ((*models)[1].note, "no generateContent");
  EXPECT_FALSE(google.dialect->decode_models(R"({"models":[],"nextPageToken":"x"})"));
  EXPECT_FALSE(google.dialect->decode_models(R"({"data":[]})"));
  EXPECT_FALSE(google.dialect->decode_models(R"({"error":{"code":403,"message":"no"}})"));
}

TEST(CountTokens, OfGeminiTakesSystemMessagesInAFormOfTheirOwn) {
  const Provider google = provider("google");
  HttpRequest request = google.dialect->count_tokens(google, "m-1", kQuestion);
  EXPECT_EQ(request.url, "https://generativelanguage.googleapis.com/v1beta/models/m-1:countTokens");
  EXPECT_EQ(find_header(request.headers, "x-goog-api-key")->value, "sk-secret-1");
  EXPECT_EQ(Json::parse(request.body), Json::parse(R"({"generateContentRequest":{
      "model":"models/m-1","systemInstruction":{"parts":[{"text":"Be brief."}]},
      "contents":[{"role":"user","parts":[{"text":"2+2?"}]}]}})"));
  request = google.dialect->count_tokens(google, "models/m-1", kBareQuestion);
  EXPECT_EQ(Json::parse(request.body),
            Json::parse(R"({"contents":[{"role":"user","parts":[{"text":"2+2?"}]}]})"));
  EXPECT_EQ(google.dialect->decode_token_count(R"({"totalTokens":15})").value(), 15);
  EXPECT_FALSE(google.dialect->decode_token_count(R"({"input_tokens":15})"));
  EXPECT_FALSE(google.dialect->decode_token_count(R"({"error":{"message":"x"}})"));
}

TEST(CountTokens, AsksAndReads) {
  const Provider where = provider("modelslab-native");
  const HttpRequest request = where.dialect->count_tokens(where, "m-1", kQuestion);
  EXPECT_EQ(request.url, "https://modelslab.com/api/v7/llm/v1/messages/count_tokens");
  EXPECT_EQ(Json::parse(request.body),
            Json::parse(R"({"key":"sk-secret-1","model":"m-1","system":"Be brief.",
                            "messages":[{"role":"user","content":"2+2?"}]})"));
  EXPECT_EQ(where.dialect->decode_token_count(R"({"input_tokens":15})").value(), 15);
  EXPECT_FALSE(where.dialect->decode_token_count(R"({"input_tokens":-1})"));
  EXPECT_FALSE(where.dialect->decode_token_count(R"({"status":"error","message":"x"})"));
}

// A dialect that counts tokens has both functions, one that does not has neither.
TEST(Dialects, AreWholeRows) {
  for (const Dialect* const dialect : dialects()) {
    EXPECT_EQ(find_dialect(dialect->name), dialect);
    EXPECT_EQ(dialect->count_tokens_path.empty(), dialect->count_tokens == nullptr);
    EXPECT_EQ(dialect->count_tokens == nullptr, dialect->decode_token_count == nullptr);
    EXPECT_EQ(dialect->embeddings == nullptr, !dialect->no_embeddings.empty()) << dialect->name;
    if (dialect->embeddings == nullptr) continue;
    EXPECT_EQ(find_dialect(dialect->embeddings->name), dialect->embeddings);
  }
  EXPECT_EQ(find_dialect("smoke_signals"), nullptr);
}

RC_GTEST_PROP(AppendBody, AlwaysMakesJson, (const std::vector<std::string>& contents)) {
  Messages messages;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    messages.push_back({static_cast<Role>(i % 4), contents[i], {}, i % 4 == 3 ? contents[i] : ""});
    if (i % 4 == 2) messages.back().tool_calls.push_back({contents[i], contents[i], contents[i]});
  }
  for (const char* const preset : {"openai", "anthropic", "modelslab-native"}) {
    const Json sent = Json::parse(body_of(*prepare(provider(preset), "{}"), messages));
    RC_ASSERT(sent.at("messages").is_array());
  }
  RC_ASSERT(
      Json::parse(body_of(*prepare(provider("google"), "{}"), messages)).at("contents").is_array());
  RC_ASSERT(Json::parse(body_of(*prepare(responses(), "{}"), messages)).at("input").is_array());
}

}  // namespace
}  // namespace assay
