/*
 * libssl_rs.h: OpenSSL 3.0's libssl in Rust.
 *
 * Stands in for <openssl/ssl.h>, and may be included together with it in either order. The types
 * of libcrypto (X509, EVP_PKEY, BIO, ...) are libcrypto's own and come from its headers.
 *
 * Left to <openssl/ssl.h>, because C forbids saying them twice: the members of SSL_COMP and
 * SRTP_PROTECTION_PROFILE, and the enumerators TLS_ST_* and SSL_CT_VALIDATION_*.
 *
 * Generated from src/abi by `make header`; do not edit.
 */
#ifndef LIBSSL_RS_H
#define LIBSSL_RS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <openssl/async.h>
#include <openssl/bio.h>
#include <openssl/comp.h>
#include <openssl/crypto.h>
#include <openssl/ct.h>
#include <openssl/evp.h>
#include <openssl/lhash.h>
#include <openssl/pem.h>
#include <openssl/prov_ssl.h>
#include <openssl/safestack.h>
#include <openssl/sslerr.h>
#include <openssl/types.h>
#include <openssl/x509.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef OPENSSL_SSL_H
typedef struct ssl_method_st SSL_METHOD;
typedef struct ssl_cipher_st SSL_CIPHER;
typedef struct ssl_session_st SSL_SESSION;
typedef struct ssl_conf_ctx_st SSL_CONF_CTX;
typedef struct ssl_comp_st SSL_COMP;
typedef struct srtp_protection_profile_st SRTP_PROTECTION_PROFILE;
typedef int SSL_TICKET_STATUS;
typedef int SSL_TICKET_RETURN;

DEFINE_STACK_OF(SSL_CIPHER)
STACK_OF(SSL_COMP);
STACK_OF(SRTP_PROTECTION_PROFILE);
LHASH_OF(SSL_SESSION);
#endif
struct openssl_ssl_test_functions;
