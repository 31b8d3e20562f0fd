// Members of report.json's objects by type. Absent is null.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/money.h"
#include "harness/provider/parameter.h"
#include "harness/provider/reply.h"
#include "harness/report/report.h"
#include "reporters/json_writer.h"

namespace assay {

void text_member(JsonWriter& json, std::string_view key, std::string_view value);
void optional_text_member(JsonWriter& json, std::string_view key, std::string_view value);
void integer_member(JsonWriter& json, std::string_view key, std::optional<std::int64_t> value);
void number_member(JsonWriter& json, std::string_view key, std::optional<double> value);
void money_member(JsonWriter& json, std::string_view key, const std::optional<Money>& value);
void boolean_member(JsonWriter& json, std::string_view key, bool value);
void texts_member(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts,
                  Layout layout);
void params_member(JsonWriter& json, std::string_view key, const Params& params);
void estimated_member(JsonWriter& json, std::string_view key, const Estimated& estimate);
// Of attempts: the sum where every cost is known, and what is known of it.
void spending_members(const Ledger& spent, JsonWriter& json);
// Of a variant, or of a judge: what its replies cost, and what this run spent on it.
void cost_members(const std::optional<Money>& cost, const Ledger& replies, const Ledger& spent,
                  JsonWriter& json);
// The member "reply" unless it is called otherwise; null for no reply.
void write_reply(const Reply* reply, JsonWriter& json, std::string_view key = "reply");

}  // namespace assay
