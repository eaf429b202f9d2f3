// HTTP: GET /v1/contacts and /v1/contacts/{id}.

#pragma once

#include "domain/contacts/views.h"
#include "platform/crypto/keyring.h"
#include "platform/http/http.h"
#include "platform/store/database.h"

namespace holdfast::contacts {

void add_routes(http::Router& router, store::Database& database, const crypto::MasterKeys& keys,
                crypto::Keyring& keyring, const ContactViews& views);

}  // namespace holdfast::contacts
