// Reads every type of file that this version reads, mail and pages included.
//
// For holdfast-extract (app/extract) and this folder's tests only. Nothing here opens a file: what
// the libraries need is loaded by prepare_formats().

#pragma once

#include "engine/extract/document.h"

namespace holdfast::extract {

// Loads what parsing needs, so that nothing is opened later. Call once, before any thread.
void prepare_formats();

// InvalidInput and LimitExceeded as extract_in_process(). A mail or page is read as far as it goes:
// what could not be read is a part with `unreadable` set, so the result tells both.
Result<Document> read_document(Bytes file, MediaType type, const Limits& limits = {});

}  // namespace holdfast::extract
