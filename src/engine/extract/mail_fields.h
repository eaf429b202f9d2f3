// The header of a mail, field by field: read as people see it, written as programs want it.
//
// RFC 5322 (fields, addresses), RFC 2047 (encoded words), RFC 2045 (parameters). For rewriting in
// place; what only has to be read, holdfast-extract reads. Pure and thread-safe.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::extract {

struct MailField {
  std::string_view name;   // as written
  std::string_view value;  // behind the colon, with its folding and without its line end
  std::string_view whole;  // from the name to behind the line end
};

struct MailHead {
  std::vector<MailField> fields;
  std::size_t end = 0;  // behind the empty line
  std::string_view line_end = "\r\n";
};
// Lines that are no field and continue none are left out.
MailHead read_mail_head(std::string_view mail);

// In lower case, ASCII.
std::string lower_case(std::string_view text);

// Unfolded, encoded words decoded, in UTF-8. Nothing where a word is in a character set that is
// not read here.
std::optional<std::string> decoded_field(std::string_view value);

// As decoded_field() reads it back: ASCII as it is, folded between words; else in encoded words of
// UTF-8. `begin` is how long the line already is.
std::string encoded_field(std::string_view text, std::size_t begin, std::string_view line_end);

struct Mailbox {
  std::string name;     // decoded, or ""
  std::string address;  // what stands in the brackets
};
// Groups are read as their members. Nothing where a name cannot be decoded.
std::optional<std::vector<Mailbox>> read_mailboxes(std::string_view value);
// An address that is none is put into quotes at a domain that nobody has:
// "[email]"@redacted.invalid
std::string written_mailboxes(const std::vector<Mailbox>& mailboxes, std::size_t begin,
                              std::string_view line_end);
// What stands in such quotes; the address itself where there are none.
std::string unquoted_address(std::string_view address);

// "text/plain; charset=utf-8": the value and its parameters, their names in lower case.
struct ParameterField {
  std::string value;
  struct Parameter {
    std::string name, value;
  };
  std::vector<Parameter> parameters;

  std::string_view get(std::string_view name) const;  // "" when absent
};
ParameterField read_parameters(std::string_view value);
std::string written_parameters(const ParameterField& field, std::string_view line_end);

}  // namespace holdfast::extract
