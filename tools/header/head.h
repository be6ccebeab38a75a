/*
 * libssl_rs.h: OpenSSL 3.0's libssl in Rust.
 *
 * Stands in for <openssl/ssl.h>, and may be included together with it in either order. The types
 * of libcrypto (X509, EVP_PKEY, BIO, ...) are libcrypto's own and come from its headers.
 *
 * Left to <openssl/ssl.h>, because C forbids saying them twice: the members of SSL_COMP,
 * SRTP_PROTECTION_PROFILE and of what QUIC alone needs, and the enumerators TLS_ST_* and
 * SSL_CT_VALIDATION_*.
 *
 * What OpenSSL got after 3.0 is declared where libcrypto's headers are as new, and everywhere if the
 * program defines LIBSSL_RS_NEWER before it includes this file.
 *
 * Generated from src/abi by `make header`; do not edit.
 */
#ifndef LIBSSL_RS_H
#define LIBSSL_RS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

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
/* Since 3.2 libcrypto's comp.h has it. */
#ifndef sk_SSL_COMP_num
DEFINE_STACK_OF(SSL_COMP)
#endif
STACK_OF(SRTP_PROTECTION_PROFILE);
LHASH_OF(SSL_SESSION);

/* Callbacks. */
typedef int (*tls_session_ticket_ext_cb_fn)(SSL *s, const unsigned char *data, int len, void *arg);
typedef int (*tls_session_secret_cb_fn)(SSL *s, void *secret, int *secret_len,
    STACK_OF(SSL_CIPHER) *peer_ciphers, const SSL_CIPHER **cipher, void *arg);
typedef int (*custom_ext_add_cb)(SSL *s, unsigned int ext_type, const unsigned char **out,
    size_t *outlen, int *al, void *add_arg);
typedef void (*custom_ext_free_cb)(SSL *s, unsigned int ext_type, const unsigned char *out,
    void *add_arg);
typedef int (*custom_ext_parse_cb)(SSL *s, unsigned int ext_type, const unsigned char *in,
    size_t inlen, int *al, void *parse_arg);
typedef int (*SSL_custom_ext_add_cb_ex)(SSL *s, unsigned int ext_type, unsigned int context,
    const unsigned char **out, size_t *outlen, X509 *x, size_t chainidx, int *al, void *add_arg);
typedef void (*SSL_custom_ext_free_cb_ex)(SSL *s, unsigned int ext_type, unsigned int context,
    const unsigned char *out, void *add_arg);
typedef int (*SSL_custom_ext_parse_cb_ex)(SSL *s, unsigned int ext_type, unsigned int context,
    const unsigned char *in, size_t inlen, X509 *x, size_t chainidx, int *al, void *parse_arg);
typedef int (*SSL_verify_cb)(int preverify_ok, X509_STORE_CTX *x509_ctx);
typedef int (*SSL_async_callback_fn)(SSL *s, void *arg);
typedef int (*GEN_SESSION_CB)(SSL *ssl, unsigned char *id, unsigned int *id_len);
typedef int (*SSL_CTX_npn_advertised_cb_func)(SSL *ssl, const unsigned char **out,
    unsigned int *outlen, void *arg);
typedef int (*SSL_CTX_npn_select_cb_func)(SSL *s, unsigned char **out, unsigned char *outlen,
    const unsigned char *in, unsigned int inlen, void *arg);
typedef int (*SSL_CTX_alpn_select_cb_func)(SSL *ssl, const unsigned char **out,
    unsigned char *outlen, const unsigned char *in, unsigned int inlen, void *arg);
typedef unsigned int (*SSL_psk_client_cb_func)(SSL *ssl, const char *hint, char *identity,
    unsigned int max_identity_len, unsigned char *psk, unsigned int max_psk_len);
typedef unsigned int (*SSL_psk_server_cb_func)(SSL *ssl, const char *identity, unsigned char *psk,
    unsigned int max_psk_len);
typedef int (*SSL_psk_find_session_cb_func)(SSL *ssl, const unsigned char *identity,
    size_t identity_len, SSL_SESSION **sess);
typedef int (*SSL_psk_use_session_cb_func)(SSL *ssl, const EVP_MD *md, const unsigned char **id,
    size_t *idlen, SSL_SESSION **sess);
typedef void (*SSL_CTX_keylog_cb_func)(const SSL *ssl, const char *line);
typedef int (*SSL_client_hello_cb_fn)(SSL *s, int *al, void *arg);
typedef int (*ssl_ct_validation_cb)(const CT_POLICY_EVAL_CTX *ctx, const STACK_OF(SCT) *scts,
    void *arg);
typedef int (*SSL_CTX_generate_session_ticket_fn)(SSL *s, void *arg);
typedef SSL_TICKET_RETURN (*SSL_CTX_decrypt_session_ticket_fn)(SSL *s, SSL_SESSION *ss,
    const unsigned char *keyname, size_t keyname_length, SSL_TICKET_STATUS status, void *arg);
typedef unsigned int (*DTLS_timer_cb)(SSL *s, unsigned int timer_us);
typedef int (*SSL_allow_early_data_cb_fn)(SSL *s, void *arg);
#endif
struct openssl_ssl_test_functions;

#ifdef LIBSSL_RS_NEWER
#define LIBSSL_RS_SINCE(major, minor) 1
#else
#define LIBSSL_RS_SINCE(major, minor) OPENSSL_VERSION_PREREQ(major, minor)
#endif
#if LIBSSL_RS_SINCE(3, 2)
struct timeval;
#if !OPENSSL_VERSION_PREREQ(3, 2)
typedef struct bio_poll_descriptor_st BIO_POLL_DESCRIPTOR;
#endif
#if !OPENSSL_VERSION_PREREQ(3, 2) || !defined(OPENSSL_SSL_H)
typedef struct ssl_shutdown_ex_args_st SSL_SHUTDOWN_EX_ARGS;
typedef struct ssl_stream_reset_args_st SSL_STREAM_RESET_ARGS;
typedef struct ssl_conn_close_info_st SSL_CONN_CLOSE_INFO;
#endif
#if !OPENSSL_VERSION_PREREQ(3, 3) || !defined(OPENSSL_SSL_H)
typedef struct ssl_poll_item_st SSL_POLL_ITEM;
#endif
#if !OPENSSL_VERSION_PREREQ(3, 5) || !defined(OPENSSL_SSL_H)
typedef int (*SSL_new_pending_conn_cb_fn)(SSL_CTX *ctx, SSL *new_ssl, void *arg);
#endif
#endif
