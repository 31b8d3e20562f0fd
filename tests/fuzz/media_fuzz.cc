#include "harness/suite/media_type.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(media) {
  const assay::Media media = assay::media_of(input);
  assay::require(media.bytes == input.size());
  // An image has a size, or it is none.
  assay::require((media.width > 0) == media.type.starts_with("image/"));
  assay::require(media.seconds >= 0);
}
