// Whether this program was compiled with a sanitizer, under which all takes up to ten times
// as long: what repeats one promise thousands of times may then repeat it less often.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ASSAY_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ASSAY_SANITIZED true
#endif
#endif
#ifndef ASSAY_SANITIZED
#define ASSAY_SANITIZED false
#endif

namespace assay {

inline constexpr bool kSanitized = ASSAY_SANITIZED;

}  // namespace assay
