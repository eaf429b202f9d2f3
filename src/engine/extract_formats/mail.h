// Mail as RFC 5322 and MIME (RFC 2045 to 2049) have it.

#pragma once

#include "engine/extract_formats/document_builder.h"

namespace holdfast::extract {

// Adds "headers", "body", "attachment[n]" below `prefix`, "" or ending in '/'. A message within it
// is read as far as limits.depth_max allows; `depth` counts those around it.
struct MailPlace {
  std::string prefix;
  std::size_t depth = 0;
};
void read_mail(std::string_view bytes, const MailPlace& place, DocumentBuilder& out);

// Each message of a mailbox below "message[n]/".
void read_mbox(std::string_view bytes, const MailPlace& place, DocumentBuilder& out);

}  // namespace holdfast::extract
