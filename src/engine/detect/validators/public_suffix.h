// The Public Suffix List (publicsuffix.org): under which endings people register domains, and so
// which part of a name belongs to one owner.
//
// `shop.example.co.uk` belongs to whoever registered `example.co.uk`; `co.uk` to nobody. Names may
// be in any case and have letters beyond ASCII, as they are or as xn--…; a name's letters beyond
// ASCII are expected in lower case. Pure, without allocation.

#pragma once

#include <string_view>

namespace holdfast::detect {

enum class SuffixSection {
  Internet,     // the registries' suffixes alone: what can exist in the domain name system
  WithPrivate,  // and those under which companies give names to their customers: github.io
};

// Views into the name that was asked about.
struct DomainParts {
  std::string_view suffix;       // "co.uk"; the last label where the list has no rule for it
  std::string_view registrable;  // the suffix and one label more; empty where there is none
  bool is_listed = false;        // its last label is a top-level domain of the internet
};

// Empty parts for what is no name: an empty label, a dot at either end.
DomainParts domain_parts(std::string_view name, SuffixSection section = SuffixSection::WithPrivate);

// `example.co.uk` of `shop.example.co.uk`; empty where there is none, as for a suffix itself.
std::string_view registrable_domain(std::string_view name);

// A top-level domain of the internet, or one kept for documents, tests and networks of one's own.
bool is_top_level_domain(std::string_view label);

// Whether a mail or a browser could reach this: labels as the domain name system allows them, at
// least one below a suffix of the internet or one that is kept as above.
bool is_domain(std::string_view name);

// How many bytes of `text`, which holds nothing but what domains are made of, are such a domain:
// the longest that is not the begin of another sentence, as in "example.com.Thanks". 0 when none
// is.
std::size_t domain_size(std::string_view text);

}  // namespace holdfast::detect
