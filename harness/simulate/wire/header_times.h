// Times in header values, in the forms in which servers write them:
// "{{epoch_ms+30}}" is the millisecond 30 s from now.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/base/result.h"

namespace assay {

// {{http_date}}, {{epoch_s}}, {{epoch_ms}}, {{rfc3339}}, each with +N or -N
// seconds or without, become times after `now`. A usage error for any other {{.
Result<std::string> fill_times(std::string_view value, WallTime now);

// RFC 9110, 5.6.7: Sun, 09 Sep 2001 01:46:47 GMT.
std::string to_http_date(WallTime time);

}  // namespace assay
