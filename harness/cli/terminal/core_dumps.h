// A core dump holds every key that the program has read.
#pragma once

namespace assay {

// None is written from here on, of this process or its children, whatever the limits and the
// kernel's core_pattern say; nor may a process of the same user read its memory.
void forbid_core_dumps();

}  // namespace assay
