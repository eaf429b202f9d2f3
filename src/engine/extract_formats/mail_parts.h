// The pieces of reading mail that mail.cc puts together.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <gmime/gmime.h>

#include "engine/extract_formats/document_builder.h"

namespace holdfast::extract {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

// The fields that people write or read, one a line and decoded, without the traces that servers
// leave.
std::string header_text(GMimeObject* object);

// What a leaf of the mail holds, its transfer encoding undone.
struct Content {
  std::string bytes;
  std::string declared_type;  // "text/plain"
  std::string charset;        // as declared, or ""
  std::string name;           // file name, or ""
  bool is_attachment = false;
  std::string_view doubt;  // why `bytes` may not be what others see; empty when they are
};
Content content_of(GMimePart* part);

}  // namespace holdfast::extract
