/*
 * The API under test. The default build sees only the project's own generated header on top of
 * libcrypto's types; -DUSE_OPENSSL_HEADER takes OpenSSL's declarations instead, so that the same
 * tests also prove that the two describe one library.
 */
#ifndef CTESTS_SSL_API_H
#define CTESTS_SSL_API_H

#ifdef USE_OPENSSL_HEADER
#include <openssl/ssl.h>
#else
#include "libssl_rs.h"
/* Two enumerators that the header leaves to OpenSSL's, because C forbids saying them twice. */
enum { TLS_ST_BEFORE = 0, TLS_ST_OK = 1 };
#endif

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sslerr.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#endif
