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

/* ------------------------------------------------------------------------
 * Ending a connection: SSL_shutdown(3), SSL_set_shutdown(3), SSL_CTX_set_quiet_shutdown(3)
 * ------------------------------------------------------------------------ */

/**
 * Ends a connection: sends our close_notify, and on a further call waits for the peer's.
 *
 * The first call sends close_notify and sets `SSL_SENT_SHUTDOWN`, even if the transport did not
 * take the alert. It reads nothing. Afterwards `SSL_write` fails, but `SSL_read` still works: read
 * the peer's remaining data until `SSL_ERROR_ZERO_RETURN`, and only then call again.
 *
 * Returns:
 * - 1: close_notify was sent and the peer's was received (or quiet shutdown is on). The connection
 *   is closed. The transport may carry other data now: nothing after the peer's close_notify was
 *   read, unless read_ahead is set.
 * - 0: ours was sent, and the peer's has not arrived yet. This is no error: do not call
 *   `SSL_get_error`, which would return `SSL_ERROR_SYSCALL`. This is enough before closing the
 *   transport; otherwise read the remaining data and call again.
 * - -1: `SSL_get_error` gives the reason. `SSL_ERROR_WANT_READ` or `SSL_ERROR_WANT_WRITE`: call
 *   again when the transport is ready. `SSL_ERROR_SSL`: the error queue has the reason, and the
 *   connection can only be freed: `SSL_R_UNINITIALIZED` (276) without `SSL_set_connect_state` or
 *   `SSL_set_accept_state`, `SSL_R_SHUTDOWN_WHILE_IN_INIT` (407) before the handshake is complete
 *   and after any fatal error, also when quiet; `SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY` (291)
 *   if data arrived that must be read first; `SSL_R_UNEXPECTED_EOF_WHILE_READING` (294) when the
 *   peer closed the transport without close_notify. `SSL_ERROR_SYSCALL`: `errno` has it.
 *
 * See SSL_shutdown(3) and RFC 8446 section 6.1.
 */
int SSL_shutdown(SSL *ssl);

/**
 * The shutdown flags: `SSL_SENT_SHUTDOWN` (1) once we sent close_notify, or tried to;
 * `SSL_RECEIVED_SHUTDOWN` (2) once the peer's close_notify or a fatal alert arrived.
 * `SSL_set_shutdown` sets both too. 0 for NULL with an error on the queue. See SSL_set_shutdown(3).
 */
int SSL_get_shutdown(const SSL *ssl);

/**
 * Replaces the shutdown flags with `mode`; any int is kept unchanged.
 *
 * Nothing is sent. With `SSL_SENT_SHUTDOWN` the session counts as properly closed and stays in the
 * cache, and `SSL_write` fails; with `SSL_RECEIVED_SHUTDOWN` `SSL_read` returns 0. See
 * SSL_set_shutdown(3).
 */
void SSL_set_shutdown(SSL *ssl, int mode);

/**
 * Sets the quiet shutdown of connections made from now on: with a `mode` other than 0,
 * `SSL_shutdown` sends nothing and returns 1. Before and during the handshake it fails as usual.
 * See SSL_CTX_set_quiet_shutdown(3).
 */
void SSL_CTX_set_quiet_shutdown(SSL_CTX *ctx, int mode);

/**
 * The value that `SSL_CTX_set_quiet_shutdown` set, 0 by default. See SSL_CTX_set_quiet_shutdown(3).
 */
int SSL_CTX_get_quiet_shutdown(const SSL_CTX *ctx);

/**
 * As `SSL_CTX_set_quiet_shutdown`, for this connection alone. `SSL_clear` keeps the value.
 * See SSL_CTX_set_quiet_shutdown(3).
 */
void SSL_set_quiet_shutdown(SSL *ssl, int mode);

/**
 * The connection's value, from its context or `SSL_set_quiet_shutdown`. See
 * SSL_CTX_set_quiet_shutdown(3).
 */
int SSL_get_quiet_shutdown(const SSL *ssl);

/**
 * The reason why the last operation on `ssl` returned `ret`: one of `SSL_ERROR_*`.
 *
 * Call it right after the operation and in the same thread. The oldest entry of the thread's error
 * queue decides first, even a stale one, so clear the queue (`ERR_clear_error`) before the
 * operation.
 * - `SSL_ERROR_NONE` for `ret` above 0.
 * - `SSL_ERROR_SSL`: the queue has an entry. The connection can only be freed or cleared.
 * - `SSL_ERROR_SYSCALL`: the entry is the operating system's, or there is none and the transport
 *   failed: look at `errno`. Also, misleadingly, for 0 from `SSL_shutdown`.
 * - `SSL_ERROR_ZERO_RETURN`: the peer sent close_notify.
 * - `SSL_ERROR_WANT_READ`, `_WRITE`, `_CONNECT`, `_ACCEPT`: repeat the operation when the transport
 *   is ready for that.
 * - `SSL_ERROR_WANT_X509_LOOKUP`, `_CLIENT_HELLO_CB`, `_RETRY_VERIFY`: a callback asked to be
 *   called again: repeat the operation.
 *
 * `SSL_ERROR_SSL` for NULL, with an error on the queue. See SSL_get_error(3).
 */
int SSL_get_error(const SSL *ssl, int ret);

/**
 * What the last operation waits for: `SSL_NOTHING` (1), `SSL_WRITING` (2), `SSL_READING` (3),
 * `SSL_X509_LOOKUP` (4), `SSL_CLIENT_HELLO_CB` (7), `SSL_RETRY_VERIFY` (8). Prefer `SSL_get_error`,
 * which also considers the transport. See SSL_want(3).
 */
int SSL_want(const SSL *ssl);

/* ------------------------------------------------------------------------
 * Names of alerts (SSL_alert_type_string(3))
 * ------------------------------------------------------------------------ */

/**
 * The level of an alert as a letter: "W", "F", or "U" for unknown.
 *
 * `value` is the info callback's value: the level from bit 8 on, the description below it. Returns
 * a static string, never NULL. See SSL_alert_type_string(3).
 */
const char *SSL_alert_type_string(int value);

/**
 * The level of an alert: "warning", "fatal" or "unknown".
 *
 * As `SSL_alert_type_string`. See SSL_alert_type_string(3).
 */
const char *SSL_alert_type_string_long(int value);

/**
 * The description of an alert in two letters, "UK" for an unknown one.
 *
 * Only the lower 8 bits of `value` are used. Returns a static string, never NULL. See
 * SSL_alert_type_string(3).
 */
const char *SSL_alert_desc_string(int value);

/**
 * The description of an alert, such as "close notify", or "unknown".
 *
 * As `SSL_alert_desc_string`. See SSL_alert_type_string(3).
 */
const char *SSL_alert_desc_string_long(int value);

/* ------------------------------------------------------------------------
 * Application protocols: ALPN and its predecessor NPN (SSL_CTX_set_alpn_select_cb(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the protocols that clients made from now on offer.
 *
 * `protos` has `protos_len` bytes in wire format: names of 1 to 255 bytes, each after its length.
 * It is copied; an empty list or NULL means that none is offered. **Returns 0 for success**; 1 for
 * a malformed list, with nothing changed, and, with an error on the queue, for a NULL context. See
 * SSL_CTX_set_alpn_select_cb(3).
 */
int SSL_CTX_set_alpn_protos(SSL_CTX *ctx, const unsigned char *protos, unsigned int protos_len);

/**
 * Sets the protocols that this client offers.
 *
 * As `SSL_CTX_set_alpn_protos`: **returns 0 for success**. See SSL_CTX_set_alpn_select_cb(3).
 */
int SSL_set_alpn_protos(SSL *ssl, const unsigned char *protos, unsigned int protos_len);

/**
 * Sets the callback with which servers choose one of a client's protocols.
 *
 * `cb` gets `arg` and the client's list in wire format, points `*out` to the name that it chooses
 * (in the list or in static memory, because it is copied after the callback) and returns
 * SSL_TLSEXT_ERR_OK. SSL_TLSEXT_ERR_NOACK continues without ALPN, SSL_TLSEXT_ERR_ALERT_FATAL fails
 * the handshake. NULL removes the callback; clients then get no answer. A NULL context gives an
 * error on the queue. See SSL_CTX_set_alpn_select_cb(3).
 */
void SSL_CTX_set_alpn_select_cb(SSL_CTX *ctx, SSL_CTX_alpn_select_cb_func cb, void *arg);

/**
 * The protocol that ALPN selected.
 *
 * `*data` gets a pointer to the name, which belongs to the connection, and `*len` its length;
 * without a protocol, and for a NULL connection, they get NULL and 0. A NULL connection gives an
 * error on the queue. See SSL_CTX_set_alpn_select_cb(3).
 */
void SSL_get0_alpn_selected(const SSL *ssl, const unsigned char **data, unsigned int *len);

/**
 * Chooses the first protocol of a server's list that a client's list has too.
 *
 * Both lists are in wire format, and `client` must not be empty. `*out` and `*outlen` get the
 * name: a part of `server` with the result OPENSSL_NPN_NEGOTIATED; with OPENSSL_NPN_NO_OVERLAP
 * the first of `client`, or NULL and 0 if that list is empty or malformed. Nothing is copied. An
 * error is queued, and OPENSSL_NPN_NO_OVERLAP returned, if `out` or `outlen` is NULL. See
 * SSL_CTX_set_alpn_select_cb(3).
 */
int SSL_select_next_proto(unsigned char **out,
                          unsigned char *outlen,
                          const unsigned char *server,
                          unsigned int server_len,
                          const unsigned char *client,
                          unsigned int client_len);

/**
 * Not supported: sets the callback that gives an NPN server its protocols.
 *
 * Queues an error unless the callback is NULL. NPN is never advertised. See
 * SSL_CTX_set_next_proto_select_cb(3).
 */
void SSL_CTX_set_next_protos_advertised_cb(SSL_CTX *_ctx,
                                           SSL_CTX_npn_advertised_cb_func cb,
                                           void *_arg);

/**
 * Not supported: sets the callback with which an NPN client chooses a protocol.
 *
 * Queues an error unless the callback is NULL. NPN is never offered. See
 * SSL_CTX_set_next_proto_select_cb(3).
 */
void SSL_CTX_set_next_proto_select_cb(SSL_CTX *_ctx, SSL_CTX_npn_select_cb_func cb, void *_arg);

/**
 * The protocol that NPN selected: always none.
 *
 * `*data` gets NULL and `*len` 0. An error is queued for a NULL connection. See
 * SSL_CTX_set_next_proto_select_cb(3).
 */
void SSL_get0_next_proto_negotiated(const SSL *ssl, const unsigned char **data, unsigned int *len);

/* ------------------------------------------------------------------------
 * The BIO that speaks TLS (BIO_f_ssl(3))
 * ------------------------------------------------------------------------ */

/**
 * The method of the filter BIO that speaks TLS: data written to it is encrypted and sent through
 * the BIO below. Static: never freed. See BIO_f_ssl(3).
 */
const BIO_METHOD *BIO_f_ssl(void);

/**
 * Makes a TLS BIO with a new SSL of the context, which the BIO owns; a client unless `client` is 0.
 * Returns a BIO that the caller frees, or NULL with an error on the queue. See BIO_new_ssl(3).
 */
BIO *BIO_new_ssl(SSL_CTX *ctx, int client);

/**
 * Makes a chain of a TLS BIO (client) and a BIO that connects to the host that
 * `BIO_set_conn_hostname` sets. Returns the chain, or NULL with an error on the queue. See
 * BIO_new_ssl_connect(3).
 */
BIO *BIO_new_ssl_connect(SSL_CTX *ctx);

/**
 * As `BIO_new_ssl_connect`, with a BIO before it that buffers lines.
 * See BIO_new_buffer_ssl_connect(3).
 */
BIO *BIO_new_buffer_ssl_connect(SSL_CTX *ctx);

/**
 * Gives the SSL in one chain the session of the SSL in another, with certificates and method.
 * Returns 1, or 0 if one of the chains has none. See BIO_ssl_copy_session_id(3).
 */
int BIO_ssl_copy_session_id(BIO *to, BIO *from);

/**
 * Calls `SSL_shutdown` once on every SSL in a chain of BIOs. See BIO_ssl_shutdown(3).
 */
void BIO_ssl_shutdown(BIO *ssl_bio);

/* ------------------------------------------------------------------------
 * Padding of TLS 1.3 records, and the buffers (SSL_CTX_set_block_padding(3),
 * SSL_alloc_buffers(3))
 * ------------------------------------------------------------------------ */

/**
 * Pads the TLS 1.3 records of new connections to a multiple of `block_size` bytes; 0 or 1 for
 * none. Returns 1, or 0 if `block_size` is more than 16384. See SSL_CTX_set_block_padding(3).
 */
int SSL_CTX_set_block_padding(SSL_CTX *ctx, size_t block_size);

/**
 * Pads the TLS 1.3 records of one connection to a multiple of `block_size` bytes; 0 or 1 for none.
 * Returns 1, or 0 if `block_size` is more than 16384. See SSL_set_block_padding(3).
 */
int SSL_set_block_padding(SSL *ssl, size_t block_size);

/**
 * Sets the callback that returns the padding of each TLS 1.3 record of new connections; NULL for
 * none. See SSL_CTX_set_record_padding_callback(3).
 */
void SSL_CTX_set_record_padding_callback(SSL_CTX *ctx, size_t (*cb)(SSL *ssl,
                                                                    int type_,
                                                                    size_t len,
                                                                    void *arg));

/**
 * Sets the callback that returns the padding of each TLS 1.3 record of one connection; NULL for
 * none. Returns
 * 1. See SSL_set_record_padding_callback(3).
 */
int SSL_set_record_padding_callback(SSL *ssl, size_t (*cb)(SSL *ssl,
                                                           int type_,
                                                           size_t len,
                                                           void *arg));

/**
 * Sets the argument of the padding callback. See SSL_CTX_set_record_padding_callback_arg(3).
 */
void SSL_CTX_set_record_padding_callback_arg(SSL_CTX *ctx, void *arg);

/**
 * The argument of the padding callback. See SSL_CTX_get_record_padding_callback_arg(3).
 */
void *SSL_CTX_get_record_padding_callback_arg(const SSL_CTX *ctx);

/**
 * Sets the argument of the padding callback. See SSL_set_record_padding_callback_arg(3).
 */
void SSL_set_record_padding_callback_arg(SSL *ssl, void *arg);

/**
 * The argument of the padding callback. See SSL_get_record_padding_callback_arg(3).
 */
void *SSL_get_record_padding_callback_arg(const SSL *ssl);

/**
 * Sets how many bytes are read ahead at once if read_ahead is on; 0 for the default.
 * See SSL_CTX_set_default_read_buffer_len(3).
 */
void SSL_CTX_set_default_read_buffer_len(SSL_CTX *ctx, size_t len);

/**
 * Sets how many bytes are read ahead at once if read_ahead is on; 0 for the default.
 * See SSL_set_default_read_buffer_len(3).
 */
void SSL_set_default_read_buffer_len(SSL *ssl, size_t len);

/**
 * Not supported: asks servers for shorter records. Returns 1 for
 * `TLSEXT_max_fragment_length_DISABLED`, and 0 with an error on the queue for every length, because
 * the extension is never offered. See SSL_CTX_set_tlsext_max_fragment_length(3).
 */
int SSL_CTX_set_tlsext_max_fragment_length(SSL_CTX *ctx, uint8_t mode);

/**
 * Not supported: asks servers for shorter records. Returns 1 for
 * `TLSEXT_max_fragment_length_DISABLED`, and 0 with an error on the queue for every length, because
 * the extension is never offered. See SSL_set_tlsext_max_fragment_length(3).
 */
int SSL_set_tlsext_max_fragment_length(SSL *ssl, uint8_t mode);

/**
 * Allocates the buffers of a connection. Here the first read and write do that, so this only
 * returns 1. See SSL_alloc_buffers(3).
 */
int SSL_alloc_buffers(SSL *ssl);

/**
 * Frees the buffers. Returns 1, or 0 if they hold data. See SSL_free_buffers(3).
 */
int SSL_free_buffers(SSL *ssl);

/**
 * Not supported: sends a file through the kernel's TLS. Returns -1 with OpenSSL's error for a
 * connection without it on the queue, `SSL_R_UNINITIALIZED`, or `SSL_R_PROTOCOL_IS_SHUTDOWN` after
 * our close_notify. See SSL_sendfile(3).
 */
ptrdiff_t SSL_sendfile(SSL *s, int _fd, off_t _offset, size_t _size, int _flags);

/* ------------------------------------------------------------------------
 * The certificate authorities that we accept and that the peer accepts (SSL_CTX_set0_CA_list(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the authorities that we tell the peer we accept; NULL for none. The context takes the list
 * over. See SSL_CTX_set0_CA_list(3).
 */
void SSL_CTX_set0_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) *name_list);

/**
 * As `SSL_CTX_set0_CA_list`, for this connection alone.
 */
void SSL_set0_CA_list(SSL *ssl, STACK_OF(X509_NAME) *name_list);

/**
 * The list of `SSL_CTX_set0_CA_list`, NULL for none. It remains the context's. See
 * SSL_CTX_get0_CA_list(3).
 */
const STACK_OF(X509_NAME) *SSL_CTX_get0_CA_list(const SSL_CTX *ctx);

/**
 * The list of `SSL_set0_CA_list`, or else the context's; NULL for none. See SSL_get0_CA_list(3).
 */
const STACK_OF(X509_NAME) *SSL_get0_CA_list(const SSL *ssl);

/**
 * Sets the authorities that a server tells the client; this list takes precedence over that of
 * `SSL_CTX_set0_CA_list`. The context takes the list over. See SSL_CTX_set_client_CA_list(3).
 */
void SSL_CTX_set_client_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) *name_list);

/**
 * As `SSL_CTX_set_client_CA_list`, for this connection alone.
 */
void SSL_set_client_CA_list(SSL *ssl, STACK_OF(X509_NAME) *name_list);

/**
 * The list of `SSL_CTX_set_client_CA_list`, NULL for none. It remains the context's. See
 * SSL_CTX_get_client_CA_list(3).
 */
STACK_OF(X509_NAME) *SSL_CTX_get_client_CA_list(const SSL_CTX *ctx);

/**
 * Server: the list of `SSL_set_client_CA_list`, or else the context's. Client: the authorities that
 * the server accepts. NULL for none. The list remains the connection's. See
 * SSL_get_client_CA_list(3).
 */
STACK_OF(X509_NAME) *SSL_get_client_CA_list(const SSL *ssl);

/**
 * The authorities that the peer accepts: on clients after the server asked for a certificate, on
 * servers of TLS 1.3 from the server name callback on. NULL for none. The list remains the
 * connection's, until the next handshake. See SSL_get0_peer_CA_list(3).
 */
const STACK_OF(X509_NAME) *SSL_get0_peer_CA_list(const SSL *ssl);

/**
 * Adds the subject of a certificate to the list of `SSL_CTX_set0_CA_list`. Returns 1, or 0 on
 * failure and for NULL. See SSL_CTX_add1_to_CA_list(3).
 */
int SSL_CTX_add1_to_CA_list(SSL_CTX *ctx, const X509 *x);

/**
 * As `SSL_CTX_add1_to_CA_list`, for this connection alone.
 */
int SSL_add1_to_CA_list(SSL *ssl, const X509 *x);

/**
 * Adds the subject of a certificate to the list of `SSL_CTX_set_client_CA_list`. Returns 1, or 0 on
 * failure and for NULL. See SSL_CTX_add_client_CA(3).
 */
int SSL_CTX_add_client_CA(SSL_CTX *ctx, X509 *x);

/**
 * As `SSL_CTX_add_client_CA`, for this connection alone.
 */
int SSL_add_client_CA(SSL *ssl, X509 *x);

/**
 * The subjects of all certificates of a PEM file, each once. Returns a list that the caller frees,
 * or NULL with libcrypto's error on the queue. See SSL_load_client_CA_file(3).
 */
STACK_OF(X509_NAME) *SSL_load_client_CA_file(const char *file);

/**
 * As `SSL_load_client_CA_file`. The library context is ignored, because names do not depend on it.
 * See SSL_load_client_CA_file_ex(3).
 */
STACK_OF(X509_NAME) *SSL_load_client_CA_file_ex(const char *file,
                                                OSSL_LIB_CTX *_libctx,
                                                const char *_propq);

/**
 * A copy of a list of names (an empty list for NULL), which the caller frees; NULL when memory is
 * out. See SSL_dup_CA_list(3).
 */
STACK_OF(X509_NAME) *SSL_dup_CA_list(const STACK_OF(X509_NAME) *sk);

/**
 * Adds the subjects of the certificates of a PEM file to the caller's list, each once, and sorts
 * the list. Returns 1, or 0 with an error on the queue. See SSL_add_file_cert_subjects_to_stack(3).
 */
int SSL_add_file_cert_subjects_to_stack(STACK_OF(X509_NAME) *stack, const char *file);

/**
 * Adds the subjects of the certificates of all PEM files in a directory to the caller's list, each
 * once, and sorts the list. Returns 1, or 0 with an error on the queue. See
 * SSL_add_dir_cert_subjects_to_stack(3).
 */
int SSL_add_dir_cert_subjects_to_stack(STACK_OF(X509_NAME) *stack, const char *dir);

/**
 * Adds the subjects of the certificates of an OSSL_STORE URI to the caller's list, each once, and
 * sorts the list. Returns 1, or 0 with an error on the queue. See
 * SSL_add_store_cert_subjects_to_stack(3).
 */
int SSL_add_store_cert_subjects_to_stack(STACK_OF(X509_NAME) *stack, const char *uri);

/* ------------------------------------------------------------------------
 * Our own certificates and private keys, from objects and buffers (SSL_CTX_use_certificate(3))
 * ------------------------------------------------------------------------ */

/**
 * Uses a certificate, for its key type. The context takes a reference of its own.
 *
 * A private key of that type that does not belong to the certificate is dropped. Returns 1, or 0
 * with an error on the queue: a security level that it misses (`SSL_R_EE_KEY_TOO_SMALL`,
 * `SSL_R_CA_MD_TOO_WEAK`), `SSL_R_UNKNOWN_CERTIFICATE_TYPE`. See SSL_CTX_use_certificate(3).
 */
int SSL_CTX_use_certificate(SSL_CTX *ctx, X509 *x);

/**
 * As `SSL_CTX_use_certificate`, for this connection alone.
 */
int SSL_use_certificate(SSL *ssl, X509 *x);

/**
 * Uses a certificate of `len` bytes of DER at `d`. Returns 1, or 0 with an error on the queue:
 * `ERR_R_ASN1_LIB` below libcrypto's own. See SSL_CTX_use_certificate(3).
 */
int SSL_CTX_use_certificate_ASN1(SSL_CTX *ctx, int len, const unsigned char *d);

/**
 * As `SSL_CTX_use_certificate_ASN1`, for this connection alone.
 */
int SSL_use_certificate_ASN1(SSL *ssl, const unsigned char *d, int len);

/**
 * Uses a private key, for its type. The context takes a reference of its own.
 *
 * Returns 1, or 0 with an error on the queue: libcrypto's, if the certificate of that type has
 * another key, or `SSL_R_UNKNOWN_CERTIFICATE_TYPE`. See SSL_CTX_use_PrivateKey(3).
 */
int SSL_CTX_use_PrivateKey(SSL_CTX *ctx, EVP_PKEY *pkey);

/**
 * As `SSL_CTX_use_PrivateKey`, for this connection alone.
 */
int SSL_use_PrivateKey(SSL *ssl, EVP_PKEY *pkey);

/**
 * Uses a private key of the type `pk` (`EVP_PKEY_RSA`, …) from `len` bytes of DER at `d`. Returns
 * 1, or 0 with an error on the queue. See SSL_CTX_use_PrivateKey_ASN1(3).
 */
int SSL_CTX_use_PrivateKey_ASN1(int pk, SSL_CTX *ctx, const unsigned char *d, long len);

/**
 * As `SSL_CTX_use_PrivateKey_ASN1`, for this connection alone.
 */
int SSL_use_PrivateKey_ASN1(int pk, SSL *ssl, const unsigned char *d, long len);

/**
 * Uses an RSA private key, and takes a reference of its own. Returns 1, or 0 with an error on the
 * queue. See SSL_CTX_use_RSAPrivateKey(3).
 */
int SSL_CTX_use_RSAPrivateKey(SSL_CTX *ctx, RSA *rsa);

/**
 * As `SSL_CTX_use_RSAPrivateKey`, for this connection alone.
 */
int SSL_use_RSAPrivateKey(SSL *ssl, RSA *rsa);

/**
 * Uses an RSA private key from `len` bytes of PKCS#1 DER at `d`. Returns 1, or 0 with an error on
 * the queue. See SSL_CTX_use_RSAPrivateKey_ASN1(3).
 */
int SSL_CTX_use_RSAPrivateKey_ASN1(SSL_CTX *ctx, const unsigned char *d, long len);

/**
 * As `SSL_CTX_use_RSAPrivateKey_ASN1`, for this connection alone.
 */
int SSL_use_RSAPrivateKey_ASN1(SSL *ssl, const unsigned char *d, long len);

/**
 * Uses a certificate, its private key and its chain at once, and takes references to all. With a
 * NULL key it keeps the certificate's public key; the chain may be NULL.
 *
 * With `override_` 0, it fails if that key type has a certificate, key or chain already. Returns 1,
 * or 0 with an error on the queue: `SSL_R_PRIVATE_KEY_MISMATCH`, `SSL_R_NOT_REPLACING_CERTIFICATE`,
 * …. See SSL_CTX_use_cert_and_key(3).
 */
int SSL_CTX_use_cert_and_key(SSL_CTX *ctx,
                             X509 *x509,
                             EVP_PKEY *privatekey,
                             STACK_OF(X509) *chain,
                             int override_);

/**
 * As `SSL_CTX_use_cert_and_key`, for this connection alone.
 */
int SSL_use_cert_and_key(SSL *ssl,
                         X509 *x509,
                         EVP_PKEY *privatekey,
                         STACK_OF(X509) *chain,
                         int override_);

/**
 * Whether the current certificate and its private key belong together. The current certificate is
 * the one that was set or selected last.
 *
 * Returns 1, or 0 with an error on the queue: `SSL_R_NO_CERTIFICATE_ASSIGNED` (also for NULL),
 * `SSL_R_NO_PRIVATE_KEY_ASSIGNED`, or libcrypto's about the mismatch.
 * See SSL_CTX_check_private_key(3).
 */
int SSL_CTX_check_private_key(const SSL_CTX *ctx);

/**
 * As `SSL_CTX_check_private_key`, for this connection's certificates.
 */
int SSL_check_private_key(const SSL *ssl);

/**
 * Removes all certificates, private keys and chains of the connection. See SSL_certs_clear(3).
 */
void SSL_certs_clear(SSL *ssl);

/**
 * The current certificate, which the connection would send; NULL for none. It remains the
 * connection's. See SSL_get_certificate(3).
 */
X509 *SSL_get_certificate(const SSL *ssl);

/**
 * As `SSL_get_certificate`, for the context.
 */
X509 *SSL_CTX_get0_certificate(const SSL_CTX *ctx);

/**
 * The private key of the current certificate, NULL for none. It remains the connection's. See
 * SSL_get_privatekey(3).
 */
EVP_PKEY *SSL_get_privatekey(const SSL *ssl);

/**
 * As `SSL_get_privatekey`, for the context.
 */
EVP_PKEY *SSL_CTX_get0_privatekey(const SSL_CTX *ctx);

/* ------------------------------------------------------------------------
 * Choosing a certificate during the handshake, and server information (SSL_CTX_set_cert_cb(3),
 * SSL_CTX_set_client_cert_cb(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the callback that runs before a certificate is needed: on servers for each full handshake,
 * on clients when the server asks for one.
 *
 * It may set certificates of the connection. It returns 1 to continue, 0 to fail the handshake, or
 * a negative number to suspend it (`SSL_ERROR_WANT_X509_LOOKUP`). See SSL_CTX_set_cert_cb(3).
 */
void SSL_CTX_set_cert_cb(SSL_CTX *ctx, int (*cb)(SSL *ssl, void *arg), void *arg);

/**
 * As `SSL_CTX_set_cert_cb`, for this connection alone.
 */
void SSL_set_cert_cb(SSL *ssl, int (*cb)(SSL *ssl, void *arg), void *arg);

/**
 * Sets the callback that gives a client a certificate when the server requests one and none is set.
 *
 * It returns 1 with a certificate and a key, and gives its references to both away; 0 to continue
 * without a certificate; a negative number to suspend the handshake (`SSL_ERROR_WANT_X509_LOOKUP`).
 * See SSL_CTX_set_client_cert_cb(3).
 */
void SSL_CTX_set_client_cert_cb(SSL_CTX *ctx, int (*client_cert_cb)(SSL *ssl,
                                                                    X509 **x509,
                                                                    EVP_PKEY **pkey));

/**
 * The callback of `SSL_CTX_set_client_cert_cb`, NULL for none. See SSL_CTX_get_client_cert_cb(3).
 */
int (*SSL_CTX_get_client_cert_cb(SSL_CTX *ctx))(SSL *ctx, X509 **arg1, EVP_PKEY **arg2);

/**
 * Sets the engine that gives a client a certificate when the server requests one and none is set.
 * The callback of `SSL_CTX_set_client_cert_cb` is called after it.
 *
 * The context takes a functional reference of its own. Returns 1, or 0 with an error on the queue:
 * `ERR_R_ENGINE_LIB` if the engine can't be initialised, `SSL_R_NO_CLIENT_CERT_METHOD` if it has no
 * certificates. See SSL_CTX_set_client_cert_engine(3).
 */
int SSL_CTX_set_client_cert_engine(SSL_CTX *ctx, ENGINE *e);

/**
 * Not supported: always 0. Custom extensions cannot be sent. See SSL_CTX_use_serverinfo(3).
 */
int SSL_CTX_use_serverinfo(SSL_CTX *_ctx,
                           const unsigned char *serverinfo,
                           size_t _serverinfo_length);

/**
 * Not supported: always 0. Custom extensions cannot be sent. See SSL_CTX_use_serverinfo_ex(3).
 */
int SSL_CTX_use_serverinfo_ex(SSL_CTX *_ctx,
                              unsigned int _version,
                              const unsigned char *serverinfo,
                              size_t _serverinfo_length);

/**
 * Not supported: always 0. Custom extensions cannot be sent. See SSL_CTX_use_serverinfo_file(3).
 */
int SSL_CTX_use_serverinfo_file(SSL_CTX *_ctx, const char *file);

/**
 * Whether a certificate with its private key and its chain suits the peer, for certificate
 * callbacks that choose among several.
 *
 * `chain` may be NULL. Returns bits `CERT_PKEY_*`. `CERT_PKEY_VALID` is set if all checks succeed:
 * those of the whole chain with `SSL_CERT_FLAG_TLS_STRICT`, of the leaf without it. Returns 0 if
 * `x` or `pk` is NULL, and for a key that TLS cannot use. See SSL_check_chain(3).
 */
int SSL_check_chain(SSL *ssl, X509 *x, EVP_PKEY *pk, STACK_OF(X509) *chain);

/* ------------------------------------------------------------------------
 * Our own certificates and private keys from files (SSL_CTX_use_certificate_file(3))
 * ------------------------------------------------------------------------ */

/**
 * Uses the first certificate of a file. `type_`: `SSL_FILETYPE_PEM` or `SSL_FILETYPE_ASN1`.
 *
 * Returns 1, or 0 with an error on the queue: `ERR_R_SYS_LIB` if the file can't be opened,
 * `ERR_R_PEM_LIB` or `ERR_R_ASN1_LIB` if it can't be read, `SSL_R_BAD_SSL_FILETYPE`, or as
 * `SSL_CTX_use_certificate`. See SSL_CTX_use_certificate_file(3).
 */
int SSL_CTX_use_certificate_file(SSL_CTX *ctx, const char *file, int type_);

/**
 * As `SSL_CTX_use_certificate_file`, for this connection alone.
 */
int SSL_use_certificate_file(SSL *ssl, const char *file, int type_);

/**
 * Uses the first certificate of a PEM file, and all later ones as its chain.
 *
 * The error queue is emptied first. Returns 1, or 0 with an error on the queue.
 * See SSL_CTX_use_certificate_chain_file(3).
 */
int SSL_CTX_use_certificate_chain_file(SSL_CTX *ctx, const char *file);

/**
 * As `SSL_CTX_use_certificate_chain_file`, for this connection alone.
 */
int SSL_use_certificate_chain_file(SSL *ssl, const char *file);

/**
 * Uses the first private key of a file. `type_`: `SSL_FILETYPE_PEM` or `SSL_FILETYPE_ASN1`. The
 * callback of `SSL_CTX_set_default_passwd_cb` gives an encrypted key's password.
 *
 * Returns 1, or 0 with an error on the queue. See SSL_CTX_use_PrivateKey_file(3).
 */
int SSL_CTX_use_PrivateKey_file(SSL_CTX *ctx, const char *file, int type_);

/**
 * As `SSL_CTX_use_PrivateKey_file`, for this connection alone.
 */
int SSL_use_PrivateKey_file(SSL *ssl, const char *file, int type_);

/**
 * Uses the first RSA private key of a file, as `SSL_CTX_use_PrivateKey_file`; in DER it is PKCS#1.
 * See SSL_CTX_use_RSAPrivateKey_file(3).
 */
int SSL_CTX_use_RSAPrivateKey_file(SSL_CTX *ctx, const char *file, int type_);

/**
 * As `SSL_CTX_use_RSAPrivateKey_file`, for this connection alone.
 */
int SSL_use_RSAPrivateKey_file(SSL *ssl, const char *file, int type_);

/**
 * Sets the callback that gives the password of an encrypted PEM file; NULL asks on the terminal.
 * See SSL_CTX_set_default_passwd_cb(3).
 */
void SSL_CTX_set_default_passwd_cb(SSL_CTX *ctx, pem_password_cb * cb);

/**
 * As `SSL_CTX_set_default_passwd_cb`, for this connection alone.
 */
void SSL_set_default_passwd_cb(SSL *ssl, pem_password_cb * cb);

/**
 * Sets the last argument of the password callback; without a callback, the password itself.
 * See SSL_CTX_set_default_passwd_cb_userdata(3).
 */
void SSL_CTX_set_default_passwd_cb_userdata(SSL_CTX *ctx, void *u);

/**
 * As `SSL_CTX_set_default_passwd_cb_userdata`, for this connection alone.
 */
void SSL_set_default_passwd_cb_userdata(SSL *ssl, void *u);

/**
 * The password callback, NULL for none. See SSL_CTX_get_default_passwd_cb(3).
 */
pem_password_cb * SSL_CTX_get_default_passwd_cb(SSL_CTX *ctx);

/**
 * As `SSL_CTX_get_default_passwd_cb`, for this connection alone.
 */
pem_password_cb * SSL_get_default_passwd_cb(SSL *ssl);

/**
 * The last argument of the password callback. See SSL_CTX_get_default_passwd_cb_userdata(3).
 */
void *SSL_CTX_get_default_passwd_cb_userdata(SSL_CTX *ctx);

/**
 * As `SSL_CTX_get_default_passwd_cb_userdata`, for this connection alone.
 */
void *SSL_get_default_passwd_cb_userdata(SSL *ssl);

/* ------------------------------------------------------------------------
 * SSL_CIPHER: the properties of a cipher suite (SSL_CIPHER_get_name(3))
 * ------------------------------------------------------------------------ */

/**
 * OpenSSL's name of the suite, such as "ECDHE-RSA-AES256-GCM-SHA384".
 *
 * Returns a static string; "(NONE)" for NULL. See SSL_CIPHER_get_name(3).
 */
const char *SSL_CIPHER_get_name(const SSL_CIPHER *cipher);

/**
 * The name of the suite in TLS's registry, such as "TLS_AES_128_GCM_SHA256".
 *
 * Returns a static string; "(NONE)" for NULL. See SSL_CIPHER_get_name(3).
 */
const char *SSL_CIPHER_standard_name(const SSL_CIPHER *cipher);

/**
 * OpenSSL's name for a suite's name in TLS's registry.
 *
 * Returns a static string; "(NONE)" for NULL and for names of no suite. See
 * SSL_CIPHER_get_name(3).
 */
const char *OPENSSL_cipher_name(const char *stdname);

/**
 * The lowest protocol version that has the suite: "SSLv3", "TLSv1.0", "TLSv1.2" or "TLSv1.3".
 *
 * Returns a static string; "(NONE)" for NULL. See SSL_CIPHER_get_name(3).
 */
const char *SSL_CIPHER_get_version(const SSL_CIPHER *cipher);

/**
 * The strength of the suite's encryption in bits, 0 for NULL.
 *
 * `alg_bits`, if not NULL, gets the bits that the algorithm processes, which are the same for
 * every suite here; it is not written if `cipher` is NULL. See SSL_CIPHER_get_name(3).
 */
int SSL_CIPHER_get_bits(const SSL_CIPHER *cipher, int *alg_bits);

/**
 * OpenSSL's number of the suite: `0x03000000` plus its number on the wire.
 *
 * Returns 0, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
 */
uint32_t SSL_CIPHER_get_id(const SSL_CIPHER *cipher);

/**
 * The suite's number on the wire.
 *
 * Returns 0, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
 */
uint16_t SSL_CIPHER_get_protocol_id(const SSL_CIPHER *cipher);

/**
 * NID of the suite's encryption, such as NID_aes_256_gcm.
 *
 * Returns NID_undef for a suite without encryption and for NULL. See SSL_CIPHER_get_name(3).
 */
int SSL_CIPHER_get_cipher_nid(const SSL_CIPHER *cipher);

/**
 * NID of the digest of the suite's MAC.
 *
 * Returns NID_undef for an AEAD suite, which has no separate MAC, and, with an error on the queue,
 * for NULL. See SSL_CIPHER_get_name(3).
 */
int SSL_CIPHER_get_digest_nid(const SSL_CIPHER *cipher);

/**
 * NID of the suite's key exchange: NID_kx_ecdhe, …; NID_kx_any for suites of TLS 1.3.
 *
 * Returns NID_undef, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
 */
int SSL_CIPHER_get_kx_nid(const SSL_CIPHER *cipher);

/**
 * NID of the suite's authentication: NID_auth_rsa, …; NID_auth_any for suites of TLS 1.3.
 *
 * Returns NID_undef, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
 */
int SSL_CIPHER_get_auth_nid(const SSL_CIPHER *cipher);

/**
 * The digest of the handshake under this suite.
 *
 * Returns libcrypto's static EVP_MD, or NULL, with an error on the queue, for NULL. See
 * SSL_CIPHER_get_name(3).
 */
const EVP_MD *SSL_CIPHER_get_handshake_digest(const SSL_CIPHER *cipher);

/**
 * 1 if the suite's encryption is an AEAD, 0 if not.
 *
 * Returns 0, with an error on the queue, for NULL. See SSL_CIPHER_get_name(3).
 */
int SSL_CIPHER_is_aead(const SSL_CIPHER *cipher);

/**
 * Describes the suite in one line that ends in a newline.
 *
 * Writes to `buf`, which has `len` bytes, at least 128, and returns it. If `buf` is NULL, returns
 * a new string that the caller frees with `OPENSSL_free`. Returns NULL if `len` is too small
 * and, with an error on the queue, if memory is out or `cipher` is NULL. See
 * SSL_CIPHER_get_name(3).
 */
char *SSL_CIPHER_description(const SSL_CIPHER *cipher, char *buf, int len);

/**
 * The suite with a number on the wire, even if this library cannot use the suite.
 *
 * `ptr` points to the two bytes of the number. Returns a static suite; NULL if there is none
 * (the GOST suites are not known) and, with an error on the queue, for NULL arguments. See
 * SSL_CIPHER_get_name(3).
 */
const SSL_CIPHER *SSL_CIPHER_find(SSL *ssl, const unsigned char *ptr);

/**
 * The default cipher list, in the form for `SSL_CTX_set_cipher_list`.
 *
 * Returns a static string. See SSL_CTX_set_cipher_list(3).
 */
const char *OSSL_default_cipher_list(void);

/**
 * The default TLS 1.3 suites, in the form for `SSL_CTX_set_ciphersuites`.
 *
 * Returns a static string. See SSL_CTX_set_cipher_list(3).
 */
const char *OSSL_default_ciphersuites(void);

/* ------------------------------------------------------------------------
 * Cipher lists: the suites that may be used, and those that both peers have
 * (SSL_CTX_set_cipher_list(3), SSL_get_ciphers(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the cipher suites below TLS 1.3 that connections made from now on may use.
 *
 * `str` is a list in the language of openssl-ciphers(1). Suites that this library does not
 * implement are listed too, but neither offered nor chosen. Returns 1; 0, with an error on the
 * queue, if nothing is selected (`SSL_R_NO_CIPHER_MATCH`; the list is empty afterwards) or if the
 * list is malformed (`SSL_R_INVALID_COMMAND`; nothing changes except a security level given before
 * the mistake); 0 for NULL. See SSL_CTX_set_cipher_list(3).
 */
int SSL_CTX_set_cipher_list(SSL_CTX *ctx, const char *str);

/**
 * Sets the cipher suites below TLS 1.3 that this connection may use.
 *
 * As `SSL_CTX_set_cipher_list`. See SSL_CTX_set_cipher_list(3).
 */
int SSL_set_cipher_list(SSL *ssl, const char *str);

/**
 * Sets the cipher suites of TLS 1.3 that connections made from now on may use.
 *
 * `str` holds their standard names, the most preferred first, separated by colons; an empty
 * string means none. Names that are unknown, or that this library does not have
 * (TLS_AES_128_CCM_SHA256, TLS_AES_128_CCM_8_SHA256), are skipped. Returns 1; 0, with
 * `SSL_R_NO_CIPHER_MATCH` on the queue and nothing changed, if none is left; 0, with an error on
 * the queue, for NULL. See SSL_CTX_set_cipher_list(3).
 */
int SSL_CTX_set_ciphersuites(SSL_CTX *ctx, const char *str);

/**
 * Sets the cipher suites of TLS 1.3 that this connection may use.
 *
 * As `SSL_CTX_set_ciphersuites`. See SSL_CTX_set_cipher_list(3).
 */
int SSL_set_ciphersuites(SSL *ssl, const char *str);

/**
 * The suites that connections of the context may use, the most preferred first.
 *
 * Returns a stack that belongs to the context and is valid until its list is set again; NULL for
 * NULL. See SSL_get_ciphers(3).
 */
STACK_OF(SSL_CIPHER) *SSL_CTX_get_ciphers(const SSL_CTX *ctx);

/**
 * The suites that the connection may use, the most preferred first.
 *
 * Returns a stack that belongs to the connection and is valid until its list is set again; NULL for
 * NULL. See SSL_get_ciphers(3).
 */
STACK_OF(SSL_CIPHER) *SSL_get_ciphers(const SSL *ssl);

/**
 * The name of the suite at index `n`, from 0, of the connection's list.
 *
 * Returns a static string; NULL past the end of the list and for NULL. See SSL_get_ciphers(3).
 */
const char *SSL_get_cipher_list(const SSL *ssl, int n);

/**
 * The suites of the connection's list that a client with its versions, security level and signature
 * algorithms can use, the most preferred first.
 *
 * Returns a new stack that the caller frees with `sk_SSL_CIPHER_free` (its elements are static);
 * NULL if there are none, and for NULL. See SSL_get_ciphers(3).
 */
STACK_OF(SSL_CIPHER) *SSL_get1_supported_ciphers(SSL *ssl);

/**
 * The suites that the client offered and that are known here, in the client's order.
 *
 * Returns a stack that belongs to the connection and is valid until its next handshake; NULL on
 * clients, before the server knows the client's suites, and for NULL. See SSL_get_ciphers(3).
 */
STACK_OF(SSL_CIPHER) *SSL_get_client_ciphers(const SSL *ssl);

/**
 * Writes the names of the suites that the client offered and the server's list has, in the
 * client's order, separated by colons.
 *
 * `buf` has `size` bytes; the list ends before the first name that does not fit. Returns `buf`;
 * NULL on clients, before the handshake, if `size` is below 2, and if no suite is shared; NULL with
 * an error on the queue if `buf` is NULL and suites are shared. See SSL_get_ciphers(3).
 */
char *SSL_get_shared_ciphers(const SSL *ssl, char *buf, int size);

/**
 * Makes stacks of the suites in a list from the wire.
 *
 * `bytes` are `len` bytes of two-byte numbers; with `isv2format`, of three-byte numbers as in an
 * SSLv2 ClientHello; numbers of SSLv2's own suites are skipped. `*sk` gets the known suites and
 * `*scsvs` the signalling values; the caller frees both with `sk_SSL_CIPHER_free` (their elements
 * are static), and passes NULL for a stack that it does not need. Returns 1; 0, with an error on
 * the queue, for an empty list (`SSL_R_NO_CIPHERS_SPECIFIED`), half a number
 * (`SSL_R_ERROR_IN_RECEIVED_CIPHER_LIST`) and a NULL connection. See SSL_get_ciphers(3).
 */
int SSL_bytes_to_cipher_list(SSL *ssl,
                             const unsigned char *bytes,
                             size_t len,
                             int isv2format,
                             STACK_OF(SSL_CIPHER) **sk,
                             STACK_OF(SSL_CIPHER) **scsvs);

/**
 * The suite in use; before the handshake, the suite of the session to be resumed.
 *
 * Returns a static suite; NULL if there is none yet and, with an error on the queue, for NULL.
 * See SSL_get_current_cipher(3).
 */
const SSL_CIPHER *SSL_get_current_cipher(const SSL *ssl);

/**
 * The suite that was negotiated.
 *
 * Returns a static suite; NULL if there is none yet and, with an error on the queue, for NULL.
 * See SSL_get_current_cipher(3).
 */
const SSL_CIPHER *SSL_get_pending_cipher(const SSL *ssl);

/* ------------------------------------------------------------------------
 * The ClientHello, for a server's callback that runs before it is processed
 * (SSL_CTX_set_client_hello_cb(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the callback that a server calls with each ClientHello before processing it, and the
 * callback's argument. It may suspend the handshake (`SSL_CLIENT_HELLO_RETRY`). See
 * SSL_CTX_set_client_hello_cb(3).
 */
void SSL_CTX_set_client_hello_cb(SSL_CTX *c, int (*cb)(SSL *s, int *al, void *arg), void *arg);

/**
 * Always 0: a ClientHello in SSL 2 format is refused before any callback.
 * See SSL_client_hello_isv2(3).
 */
int SSL_client_hello_isv2(SSL *s);

/**
 * The version field of the ClientHello, 0x0303 from clients of TLS 1.2 and 1.3; 0 without one.
 * See SSL_client_hello_get0_legacy_version(3).
 */
unsigned int SSL_client_hello_get0_legacy_version(SSL *s);

/**
 * Stores the address of the random value, unless `out` is NULL. Returns its length; 0 without a
 * ClientHello. See SSL_client_hello_get0_random(3).
 */
size_t SSL_client_hello_get0_random(SSL *s, const unsigned char **out);

/**
 * As `SSL_client_hello_get0_random`, for the session id. See SSL_client_hello_get0_session_id(3).
 */
size_t SSL_client_hello_get0_session_id(SSL *s, const unsigned char **out);

/**
 * As `SSL_client_hello_get0_random`, for the cipher suites, two bytes each.
 * See SSL_client_hello_get0_ciphers(3).
 */
size_t SSL_client_hello_get0_ciphers(SSL *s, const unsigned char **out);

/**
 * As `SSL_client_hello_get0_random`, for the compression methods, one byte each.
 * See SSL_client_hello_get0_compression_methods(3).
 */
size_t SSL_client_hello_get0_compression_methods(SSL *s, const unsigned char **out);

/**
 * Stores the address of an extension's body and its length, each unless NULL. Returns 1, or 0 if
 * the ClientHello has no such extension. See SSL_client_hello_get0_ext(3).
 */
int SSL_client_hello_get0_ext(SSL *s,
                              unsigned int type_,
                              const unsigned char **out,
                              size_t *outlen);

/**
 * Makes an array of the extensions' numbers in the order received, which the caller frees with
 * `OPENSSL_free`; NULL and 0 if there are none. Returns 1, or 0 without a ClientHello.
 * See SSL_client_hello_get1_extensions_present(3).
 */
int SSL_client_hello_get1_extensions_present(SSL *s, int **out, size_t *outlen);

/* ------------------------------------------------------------------------
 * SSL_COMP: compression methods, not supported (SSL_COMP_add_compression_method(3))
 * ------------------------------------------------------------------------ */

/**
 * The compression methods: an empty stack, unless it was replaced.
 *
 * Returns the stack, which remains the library's, or NULL if memory is out. See
 * SSL_COMP_add_compression_method(3).
 */
STACK_OF(SSL_COMP) *SSL_COMP_get_compression_methods(void);

/**
 * Replaces the stack of compression methods. None of them is ever negotiated.
 *
 * The library takes `meths` (NULL for none) over. Returns the old stack, which the caller owns now.
 * See SSL_COMP_add_compression_method(3).
 */
STACK_OF(SSL_COMP) *SSL_COMP_set0_compression_methods(STACK_OF(SSL_COMP) *meths);

/**
 * Not supported: adds a compression method.
 *
 * Returns 1, which is this function's failure value: without an error for NULL and for a method
 * without an algorithm (as all methods are if libcrypto was built without zlib), otherwise with an
 * error on the queue. See SSL_COMP_add_compression_method(3).
 */
int SSL_COMP_add_compression_method(int _id, COMP_METHOD *cm);

/**
 * The name of one of libcrypto's compression methods.
 *
 * Returns libcrypto's static string; NULL for a method without a name and for NULL. See
 * SSL_COMP_add_compression_method(3).
 */
const char *SSL_COMP_get_name(const COMP_METHOD *comp);

/**
 * The name of a compression method of libssl.
 *
 * Returns NULL with an error on the queue. See SSL_COMP_add_compression_method(3).
 */
const char *SSL_COMP_get0_name(const SSL_COMP *_comp);

/**
 * The number of a compression method of libssl.
 *
 * Returns -1 with an error on the queue. See SSL_COMP_add_compression_method(3).
 */
int SSL_COMP_get_id(const SSL_COMP *_comp);

/**
 * The compression of sent data: always NULL, for none.
 *
 * A NULL connection gives an error on the queue.
 */
const COMP_METHOD *SSL_get_current_compression(const SSL *ssl);

/**
 * The compression of received data: always NULL, for none.
 *
 * A NULL connection gives an error on the queue.
 */
const COMP_METHOD *SSL_get_current_expansion(const SSL *ssl);

/* ------------------------------------------------------------------------
 * SSL_CONF: configuration by named commands (SSL_CONF_cmd(3), SSL_CONF_CTX_new(3),
 * SSL_CTX_config(3))
 * ------------------------------------------------------------------------ */

/**
 * Makes a configuration, which the caller frees with `SSL_CONF_CTX_free`.
 * See SSL_CONF_CTX_new(3).
 */
SSL_CONF_CTX *SSL_CONF_CTX_new(void);

/**
 * Frees a configuration; NULL does nothing. See SSL_CONF_CTX_free(3).
 */
void SSL_CONF_CTX_free(SSL_CONF_CTX *cctx);

/**
 * Ends a configuration: loads the keys that are still missing from the files of their certificates
 * (with `SSL_CONF_FLAG_REQUIRE_PRIVATE`) and sets the authorities that were given. Returns 1, or 0
 * with an error on the queue. See SSL_CONF_CTX_finish(3).
 */
int SSL_CONF_CTX_finish(SSL_CONF_CTX *cctx);

/**
 * Adds flags (`SSL_CONF_FLAG_*`): whether commands come from a file or a command line, for which
 * side, and which are allowed. Returns all flags that are set. See SSL_CONF_CTX_set_flags(3).
 */
unsigned int SSL_CONF_CTX_set_flags(SSL_CONF_CTX *cctx, unsigned int flags);

/**
 * Clears flags. Returns the flags that are still set. See SSL_CONF_CTX_clear_flags(3).
 */
unsigned int SSL_CONF_CTX_clear_flags(SSL_CONF_CTX *cctx, unsigned int flags);

/**
 * Sets the prefix of commands, which replaces the hyphen of a command line; NULL for none. Returns
 * 1. See SSL_CONF_CTX_set1_prefix(3).
 */
int SSL_CONF_CTX_set1_prefix(SSL_CONF_CTX *cctx, const char *prefix);

/**
 * Applies commands to a connection from now on, without a reference to it. With NULL, commands are
 * only checked. See SSL_CONF_CTX_set_ssl(3).
 */
void SSL_CONF_CTX_set_ssl(SSL_CONF_CTX *cctx, SSL *ssl);

/**
 * Applies commands to a context from now on, without a reference to it. With NULL, commands are
 * only checked. See SSL_CONF_CTX_set_ssl_ctx(3).
 */
void SSL_CONF_CTX_set_ssl_ctx(SSL_CONF_CTX *cctx, SSL_CTX *ctx);

/**
 * Executes a command with its value.
 *
 * Returns 2 if both were used and 1 if the command has no value; 0 for a bad value, -2 for a
 * command that is unknown or not allowed, -3 for a missing value, with an error on the queue if
 * `SSL_CONF_FLAG_SHOW_ERRORS` is set. See SSL_CONF_cmd(3).
 */
int SSL_CONF_cmd(SSL_CONF_CTX *cctx, const char *cmd, const char *value);

/**
 * Executes the first command of a command line and removes it from the line.
 *
 * `pargc`: NULL, or the number of arguments left; `pargv`: the arguments, which end with NULL if
 * `pargc` is NULL. Returns the number of arguments used, by which both advance; 0 for an unknown
 * command, -1 for a bad value and -3 for a missing one. See SSL_CONF_cmd_argv(3).
 */
int SSL_CONF_cmd_argv(SSL_CONF_CTX *cctx, int *pargc, char ***pargv);

/**
 * The type of a command's value: `SSL_CONF_TYPE_STRING`, `FILE`, `DIR`, `STORE`, `NONE`, or
 * `SSL_CONF_TYPE_UNKNOWN` if it is unknown or not allowed. See SSL_CONF_cmd_value_type(3).
 */
int SSL_CONF_cmd_value_type(SSL_CONF_CTX *cctx, const char *cmd);

/**
 * Applies the commands of a section of openssl.cnf to a context.
 *
 * Returns 1, or 0 if there is no such section (with an error on the queue) or a command in it
 * failed; the other commands are still applied. See SSL_CTX_config(3).
 */
int SSL_CTX_config(SSL_CTX *ctx, const char *name);

/**
 * Applies the commands of a section of openssl.cnf to a connection, as `SSL_CTX_config` does to a
 * context. See SSL_config(3).
 */
int SSL_config(SSL *s, const char *name);

/**
 * Does nothing, as in OpenSSL, because libcrypto loads the sections for TLS itself.
 */
void SSL_add_ssl_module(void);

/* ------------------------------------------------------------------------
 * SSL: making, counting and freeing it (SSL_new(3), SSL_free(3))
 * ------------------------------------------------------------------------ */

/**
 * Makes a connection object that inherits the settings of `ctx` and keeps a reference to it.
 *
 * Returns an object that the caller owns and frees with `SSL_free`, or NULL with an error on the
 * queue (`SSL_R_NULL_SSL_CTX` for NULL). See SSL_new(3).
 */
SSL *SSL_new(SSL_CTX *ctx);

/**
 * Takes one more reference. Returns 1, or 0 for NULL with an error on the queue. See SSL_up_ref(3).
 */
int SSL_up_ref(SSL *ssl);

/**
 * Releases one reference; the last one frees the connection with its BIOs. It sends nothing. After a
 * handshake, and without SSL_SENT_SHUTDOWN, it removes the session from the cache. NULL does nothing. See
 * SSL_free(3).
 */
void SSL_free(SSL *ssl);

/**
 * A second object with the same settings, in the state before the handshake. If the object's
 * handshake has begun, this is only another reference to it, so that ending one ends the other.
 *
 * Copies what was set on the object, its session and extra data, the shutdown flags and the side,
 * but not the BIOs and not quiet shutdown. Returns an object that the caller frees with `SSL_free`,
 * or NULL with an error on the queue. See SSL_dup(3).
 */
SSL *SSL_dup(SSL *ssl);

/**
 * The context of the connection. The caller gets no reference of its own. See SSL_get_SSL_CTX(3).
 */
SSL_CTX *SSL_get_SSL_CTX(const SSL *ssl);

/**
 * Moves the connection to another context, as a server name callback does. From now on it uses that
 * context's certificates and callbacks, and its session id context unless the connection has one of
 * its own. NULL means the context that made the connection.
 *
 * The connection takes a reference of its own. Returns the context now in force. See
 * SSL_set_SSL_CTX(3).
 */
SSL_CTX *SSL_set_SSL_CTX(SSL *ssl, SSL_CTX *ctx);

/* ------------------------------------------------------------------------
 * SSL_CTX: making, counting and freeing it (SSL_CTX_new(3), SSL_CTX_free(3))
 * ------------------------------------------------------------------------ */

/**
 * Makes a context with OpenSSL's defaults.
 *
 * `method` comes from `TLS_method` or one of its siblings. Returns a context that the caller owns
 * and frees with `SSL_CTX_free`, or NULL with an error on the queue: `SSL_R_NULL_SSL_METHOD_PASSED`
 * for NULL, `SSL_R_LIBRARY_HAS_NO_CIPHERS` if libcrypto's providers have no ciphers. See
 * SSL_CTX_new(3).
 */
SSL_CTX *SSL_CTX_new(const SSL_METHOD *method);

/**
 * Makes a context whose cryptography comes from a library context of libcrypto, and there from the
 * algorithms that a property query selects.
 *
 * `libctx` is NULL for the default one. The caller keeps it, and frees it after the context and all
 * objects made with it. `propq` is NULL or a query, which is copied. Cipher suites, groups and
 * signature algorithms that the library context lacks are not offered. Fails as `SSL_CTX_new`. See
 * SSL_CTX_new_ex(3).
 */
SSL_CTX *SSL_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq, const SSL_METHOD *meth);

/**
 * Takes one more reference. Returns 1, or 0 for NULL with an error on the queue.
 * See SSL_CTX_up_ref(3).
 */
int SSL_CTX_up_ref(SSL_CTX *ctx);

/**
 * Releases one reference; the last one frees the context. NULL does nothing. See SSL_CTX_free(3).
 */
void SSL_CTX_free(SSL_CTX *ctx);

/* ------------------------------------------------------------------------
 * Certificate Transparency (SSL_CTX_set_ct_validation_callback(3)): timestamps are not checked,
 * and functions that require a check refuse
 * ------------------------------------------------------------------------ */

/**
 * Not supported: sets the callback that judges a server's timestamps. Returns 0 with an error on
 * the queue; for NULL, which switches Certificate Transparency off, 1. See
 * SSL_CTX_set_ct_validation_callback(3).
 */
int SSL_CTX_set_ct_validation_callback(SSL_CTX *ctx, int (*callback)(const CT_POLICY_EVAL_CTX *ctx,
                                                                     const STACK_OF(SCT) *scts,
                                                                     void *arg), void *_arg);

/**
 * Not supported: sets the callback that judges a server's timestamps. Returns 0 with an error on
 * the queue; for NULL, which switches Certificate Transparency off, 1. See
 * SSL_set_ct_validation_callback(3).
 */
int SSL_set_ct_validation_callback(SSL *ssl, int (*callback)(const CT_POLICY_EVAL_CTX *ctx,
                                                             const STACK_OF(SCT) *scts,
                                                             void *arg), void *_arg);

/**
 * Certificate Transparency is not supported: always 0. See SSL_CTX_enable_ct(3).
 */
int SSL_CTX_enable_ct(SSL_CTX *_ctx, int _validation_mode);

/**
 * Certificate Transparency is not supported: always 0. See SSL_enable_ct(3).
 */
int SSL_enable_ct(SSL *_ssl, int _validation_mode);

/**
 * Whether Certificate Transparency is in use: always 0. See SSL_CTX_ct_is_enabled(3).
 */
int SSL_CTX_ct_is_enabled(const SSL_CTX *ctx);

/**
 * Whether Certificate Transparency is in use: always 0. See SSL_ct_is_enabled(3).
 */
int SSL_ct_is_enabled(const SSL *ssl);

/**
 * Adds the logs of libcrypto's default file to the context's list. The list is kept for the
 * application; no check uses it.
 *
 * Returns 1, or 0 with libcrypto's error on the queue. See SSL_CTX_set_default_ctlog_list_file(3).
 */
int SSL_CTX_set_default_ctlog_list_file(SSL_CTX *ctx);

/**
 * Adds the logs of a file to the context's list, as `SSL_CTX_set_default_ctlog_list_file`.
 * See SSL_CTX_set_ctlog_list_file(3).
 */
int SSL_CTX_set_ctlog_list_file(SSL_CTX *ctx, const char *path);

/**
 * Replaces the context's list of logs. The list is kept for the application; no check uses it. The
 * context takes `logs` (NULL for no list) over and frees the old list. See
 * SSL_CTX_set0_ctlog_store(3).
 */
void SSL_CTX_set0_ctlog_store(SSL_CTX *ctx, CTLOG_STORE *logs);

/**
 * The context's list of logs, which remains the context's; NULL if the application replaced it with
 * NULL. See SSL_CTX_get0_ctlog_store(3).
 */
const CTLOG_STORE *SSL_CTX_get0_ctlog_store(const SSL_CTX *ctx);

/**
 * The timestamps that a server sent: always NULL, because they are not requested. See
 * SSL_get0_peer_scts(3).
 */
const STACK_OF(SCT) *SSL_get0_peer_scts(SSL *ssl);

/* ------------------------------------------------------------------------
 * SSL_ctrl and its siblings, to which most of OpenSSL's macros expand (SSL_CTX_ctrl(3))
 * ------------------------------------------------------------------------ */

/**
 * Carries out a command on a connection.
 *
 * `cmd` is one of `SSL_CTRL_*`; `larg` and `parg` are as the macro for the command gives them.
 * Returns what that macro documents; 0 for unknown commands. See SSL_ctrl(3).
 */
long SSL_ctrl(SSL *ssl, int cmd, long larg, void *parg);

/**
 * Carries out a command on a context.
 *
 * As `SSL_ctrl`. With a NULL context the commands for lists of groups and signature algorithms
 * check the list. See SSL_CTX_ctrl(3).
 */
long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg);

/**
 * Sets a callback of a connection. Returns 1, or 0 for unknown commands. See SSL_callback_ctrl(3).
 */
long SSL_callback_ctrl(SSL *ssl, int cmd, void (*fp)(void));

/**
 * Sets a callback of a context. Returns 1, or 0 for unknown commands. See
 * SSL_CTX_callback_ctrl(3).
 */
long SSL_CTX_callback_ctrl(SSL_CTX *ctx, int cmd, void (*fp)(void));

/* ------------------------------------------------------------------------
 * DANE: certificates authenticated by records in the DNS (SSL_CTX_dane_enable(3))
 * ------------------------------------------------------------------------ */

/**
 * Allows DANE in connections of the context, with the matching types SHA2-256 (1) and SHA2-512 (2).
 *
 * Returns 1; further calls do nothing. See SSL_CTX_dane_enable(3).
 */
int SSL_CTX_dane_enable(SSL_CTX *ctx);

/**
 * Sets the digest of a matching type and its rank. Among records with the same usage and selector,
 * only those of the highest rank are used, and those of type 0, which contain the full data.
 *
 * The context takes no reference to `md`, which must outlive it. NULL removes the type. Returns 1,
 * or 0 with `SSL_R_DANE_CANNOT_OVERRIDE_MTYPE_FULL` on the queue. See SSL_CTX_dane_enable(3).
 */
int SSL_CTX_dane_mtype_set(SSL_CTX *ctx, const EVP_MD *md, uint8_t mtype, uint8_t ord);

/**
 * Sets flags for connections made from now on: `DANE_FLAG_NO_DANE_EE_NAMECHECKS` (1), the only one,
 * skips name checks if a record of usage DANE-EE(3) matches.
 *
 * Returns the old flags. See SSL_CTX_dane_set_flags(3).
 */
unsigned long SSL_CTX_dane_set_flags(SSL_CTX *ctx, unsigned long flags);

/**
 * Clears flags for connections made from now on. Returns the old flags. See
 * SSL_CTX_dane_clear_flags(3).
 */
unsigned long SSL_CTX_dane_clear_flags(SSL_CTX *ctx, unsigned long flags);

/**
 * Switches DANE on for one connection, before its handshake. The peer is verified as without DANE
 * until `SSL_dane_tlsa_add` gives a first record.
 *
 * `basedomain` is copied: it is the name that the certificate must have, even if it reads as an IP
 * address, and the server name that a client sends, unless one is set. NULL, or an empty name where
 * a server name is set, checks no name. Returns 1; 0 with `SSL_R_CONTEXT_NOT_DANE_ENABLED` or
 * `SSL_R_DANE_ALREADY_ENABLED`, -1 with `SSL_R_ERROR_SETTING_TLSA_BASE_DOMAIN` on the queue. See
 * SSL_dane_enable(3).
 */
int SSL_dane_enable(SSL *ssl, const char *basedomain);

/**
 * Adds a TLSA record. With one record or more, a peer that matches none of them fails verification
 * with `X509_V_ERR_DANE_NO_MATCH`.
 *
 * The data, in binary, is copied. Returns 1; 0 for an unusable record, with a reason
 * `SSL_R_DANE_TLSA_*` on the queue; -1 if DANE is not enabled (`SSL_R_DANE_NOT_ENABLED`), for empty
 * data, and if memory is out. See SSL_dane_tlsa_add(3).
 */
int SSL_dane_tlsa_add(SSL *ssl,
                      uint8_t usage,
                      uint8_t selector,
                      uint8_t mtype,
                      const unsigned char *data,
                      size_t dlen);

/**
 * Sets flags of this connection, as `SSL_CTX_dane_set_flags`. Returns the old flags. See
 * SSL_dane_set_flags(3).
 */
unsigned long SSL_dane_set_flags(SSL *ssl, unsigned long flags);

/**
 * Clears flags of this connection. Returns the old flags. See SSL_dane_clear_flags(3).
 */
unsigned long SSL_dane_clear_flags(SSL *ssl, unsigned long flags);

/**
 * The connection's records and their match, for `X509_STORE_CTX_set0_dane`. The result remains the
 * connection's, and exists even if DANE is not enabled; NULL for NULL.
 */
SSL_DANE *SSL_get0_dane(SSL *ssl);

/**
 * The certificate or key that a TLSA record matched, and its depth in the chain.
 *
 * On success stores the certificate that matched and NULL for the key, or NULL for the certificate
 * and the bare key that signed the chain. Both remain the connection's, until its next handshake;
 * `mcert` and `mspki` may be NULL. Returns the depth; -1 without records, if verification failed,
 * and after a resumption; then nothing is stored. See SSL_get0_dane_authority(3).
 */
int SSL_get0_dane_authority(SSL *ssl, X509 **mcert, EVP_PKEY **mspki);

/**
 * The TLSA record that matched, and the depth of its match.
 *
 * Stores each value whose pointer is not NULL; the data remains the connection's, until it is
 * freed. Returns as `SSL_get0_dane_authority`. See SSL_get0_dane_tlsa(3).
 */
int SSL_get0_dane_tlsa(SSL *ssl,
                       uint8_t *usage,
                       uint8_t *selector,
                       uint8_t *mtype,
                       const unsigned char **data,
                       size_t *dlen);

/* ------------------------------------------------------------------------
 * Early data of TLS 1.3: never sent and never accepted (SSL_read_early_data(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the most early data that a ticket of ours may promise, in bytes. Returns 1. None is ever
 * accepted. See SSL_CTX_set_max_early_data(3).
 */
int SSL_CTX_set_max_early_data(SSL_CTX *ctx, uint32_t max_early_data);

/**
 * The value that was set. See SSL_CTX_get_max_early_data(3).
 */
uint32_t SSL_CTX_get_max_early_data(const SSL_CTX *ctx);

/**
 * Sets the most early data that a ticket of ours may promise, in bytes. Returns 1. None is ever
 * accepted. See SSL_set_max_early_data(3).
 */
int SSL_set_max_early_data(SSL *ssl, uint32_t max_early_data);

/**
 * The value that was set. See SSL_get_max_early_data(3).
 */
uint32_t SSL_get_max_early_data(const SSL *ssl);

/**
 * Sets the most early data that is skipped, in bytes. Returns 1. None is ever
 * accepted. See SSL_CTX_set_recv_max_early_data(3).
 */
int SSL_CTX_set_recv_max_early_data(SSL_CTX *ctx, uint32_t recv_max_early_data);

/**
 * The value that was set. See SSL_CTX_get_recv_max_early_data(3).
 */
uint32_t SSL_CTX_get_recv_max_early_data(const SSL_CTX *ctx);

/**
 * Sets the most early data that is skipped, in bytes. Returns 1. None is ever
 * accepted. See SSL_set_recv_max_early_data(3).
 */
int SSL_set_recv_max_early_data(SSL *ssl, uint32_t recv_max_early_data);

/**
 * The value that was set. See SSL_get_recv_max_early_data(3).
 */
uint32_t SSL_get_recv_max_early_data(const SSL *ssl);

/**
 * Sets the callback that may forbid a server to accept early data. It is never called, because no
 * early data is accepted. See SSL_CTX_set_allow_early_data_cb(3).
 *
 * Accepted, no effect: No early data is accepted.
 */
void SSL_CTX_set_allow_early_data_cb(SSL_CTX *ctx, int (*cb)(SSL *s, void *arg), void *arg);

/**
 * Sets the callback that may forbid a server to accept early data. It is never called, because no
 * early data is accepted. See SSL_set_allow_early_data_cb(3).
 *
 * Accepted, no effect: No early data is accepted.
 */
void SSL_set_allow_early_data_cb(SSL *ssl, int (*cb)(SSL *s, void *arg), void *arg);

/**
 * Not supported: sends early data. Returns 0 with an error on the queue. See
 * SSL_write_early_data(3).
 */
int SSL_write_early_data(SSL *_s, const void *_buf, size_t _num, size_t *_written);

/**
 * Does a server's handshake, in which no early data is accepted. Returns
 * `SSL_READ_EARLY_DATA_FINISH` with 0 in `*readbytes` when it is complete, otherwise
 * `SSL_READ_EARLY_DATA_ERROR`: `SSL_get_error` says whether to call again. See
 * SSL_read_early_data(3).
 */
int SSL_read_early_data(SSL *s, void *_buf, size_t _num, size_t *readbytes);

/**
 * Whether early data was accepted: `SSL_EARLY_DATA_REJECTED` on a server whose client offered some,
 * otherwise `SSL_EARLY_DATA_NOT_SENT`. See SSL_get_early_data_status(3).
 */
int SSL_get_early_data_status(const SSL *s);

/* ------------------------------------------------------------------------
 * Extra data: the application's own pointers on our objects (SSL_get_ex_data(3),
 * SSL_CTX_get_ex_data(3))
 * ------------------------------------------------------------------------ */

/**
 * Stores a pointer under an index that `SSL_get_ex_new_index` gave. Returns 1, or 0 with an error
 * on the queue. See SSL_set_ex_data(3).
 */
int SSL_set_ex_data(SSL *ssl, int idx, void *data);

/**
 * The pointer stored under an index, or NULL. See SSL_get_ex_data(3).
 */
void *SSL_get_ex_data(const SSL *ssl, int idx);

/**
 * Stores a pointer under an index that `SSL_CTX_get_ex_new_index` gave. Returns 1, or 0 with an
 * error on the queue. See SSL_CTX_set_ex_data(3).
 */
int SSL_CTX_set_ex_data(SSL_CTX *ssl, int idx, void *data);

/**
 * The pointer stored under an index, or NULL. See SSL_CTX_get_ex_data(3).
 */
void *SSL_CTX_get_ex_data(const SSL_CTX *ssl, int idx);

/**
 * The index under which an X509_STORE_CTX holds the SSL that it verifies for. -1 when memory is
 * out. See SSL_get_ex_data_X509_STORE_CTX_idx(3).
 */
int SSL_get_ex_data_X509_STORE_CTX_idx(void);

/* ------------------------------------------------------------------------
 * Keying material for the application (SSL_export_keying_material(3))
 * ------------------------------------------------------------------------ */

/**
 * Derives keying material that only the two peers of this connection can derive (RFC 5705, RFC 8446
 * section 7.5).
 *
 * Fills the `olen` bytes of `out`. `label` has `llen` bytes. The context has `contextlen` bytes; it
 * is used only if `use_context` is not 0. In TLS 1.2 an empty context differs from no context.
 * Returns 1; -1 if there is no session yet; 0 otherwise, and then, in TLS 1.2 and for a NULL `out`,
 * with an error on the queue (`SSL_R_TLS_ILLEGAL_EXPORTER_LABEL` for a label that is TLS's own,
 * otherwise `ERR_R_INTERNAL_ERROR`, also if there is no master secret yet, and in TLS 1.2 for no
 * bytes). See SSL_export_keying_material(3).
 */
int SSL_export_keying_material(SSL *s,
                               unsigned char *out,
                               size_t olen,
                               const char *label,
                               size_t llen,
                               const unsigned char *context,
                               size_t contextlen,
                               int use_context);

/**
 * Keying material for early data: returns 0, as OpenSSL does if no early data was sent or accepted.
 * There is no early data. See SSL_export_keying_material_early(3).
 */
int SSL_export_keying_material_early(SSL *_s,
                                     unsigned char *_out,
                                     size_t _olen,
                                     const char *_label,
                                     size_t _llen,
                                     const unsigned char *_context,
                                     size_t _contextlen);

/* ------------------------------------------------------------------------
 * Doing the handshake: SSL_connect(3), SSL_accept(3), SSL_do_handshake(3),
 * SSL_set_connect_state(3)
 * ------------------------------------------------------------------------ */

/**
 * Makes `ssl` a client and returns it to the state before the handshake; the shutdown flags become
 * 0. See SSL_set_connect_state(3).
 */
void SSL_set_connect_state(SSL *ssl);

/**
 * Makes `ssl` a server and returns it to the state before the handshake; the shutdown flags become
 * 0. See SSL_set_connect_state(3).
 */
void SSL_set_accept_state(SSL *ssl);

/**
 * Does the handshake as the side that was set. After the handshake, sends what is due (a KeyUpdate
 * or tickets).
 *
 * Returns 1 when it is complete. 0 or a negative value: `SSL_get_error` says why; after
 * `SSL_ERROR_WANT_READ`, `_WRITE`, `_X509_LOOKUP` and `_CLIENT_HELLO_CB` repeat the call; after
 * `SSL_ERROR_SSL` the connection can only be freed or cleared. `SSL_R_CONNECTION_TYPE_NOT_SET`
 * (144) means that no side was set. See SSL_do_handshake(3).
 */
int SSL_do_handshake(SSL *ssl);

/**
 * `SSL_set_connect_state`, unless a side was set already, and `SSL_do_handshake`. See
 * SSL_connect(3).
 */
int SSL_connect(SSL *ssl);

/**
 * `SSL_set_accept_state`, unless a side was set already, and `SSL_do_handshake`. See SSL_accept(3).
 */
int SSL_accept(SSL *ssl);

/**
 * Returns the object to the state before the handshake, for another connection with the same
 * settings, BIOs and session. The shutdown flags become 0; without SSL_SENT_SHUTDOWN, the session
 * is removed from the cache. Returns 1. See SSL_clear(3).
 */
int SSL_clear(SSL *ssl);

/* ------------------------------------------------------------------------
 * Values from the hello and Finished messages (SSL_get_client_random(3), SSL_get_finished(3))
 * ------------------------------------------------------------------------ */

/**
 * Copies up to `outlen` bytes of the client's random value to `out`. Returns the number of bytes
 * copied; with `outlen` 0 the value's length. The bytes are zeros before the handshake. See
 * SSL_get_client_random(3).
 */
size_t SSL_get_client_random(const SSL *ssl, unsigned char *out, size_t outlen);

/**
 * As `SSL_get_client_random`, for the server's random value. See SSL_get_server_random(3).
 */
size_t SSL_get_server_random(const SSL *ssl, unsigned char *out, size_t outlen);

/**
 * Copies up to `count` bytes of the Finished message that we sent to `buf`. Returns its whole
 * length; 0 before the handshake. See SSL_get_finished(3).
 */
size_t SSL_get_finished(const SSL *s, void *buf, size_t count);

/**
 * As `SSL_get_finished`, for the message that the peer sent. See SSL_get_peer_finished(3).
 */
size_t SSL_get_peer_finished(const SSL *s, void *buf, size_t count);

/* ------------------------------------------------------------------------
 * Callbacks that observe a connection: states and alerts, and messages
 * (SSL_CTX_set_info_callback(3), SSL_CTX_set_msg_callback(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the callback for each state of the handshake and each alert, of connections without a
 * callback of their own; NULL for none. See SSL_CTX_set_info_callback(3).
 */
void SSL_CTX_set_info_callback(SSL_CTX *ctx, void (*cb)(const SSL *ssl, int type_, int val));

/**
 * The callback that `SSL_CTX_set_info_callback` set, or NULL. See SSL_CTX_get_info_callback(3).
 */
void (*SSL_CTX_get_info_callback(SSL_CTX *ctx))(const SSL *ssl, int type_, int val);

/**
 * Sets the callback of one connection for states and alerts; with NULL the context's is called.
 * See SSL_set_info_callback(3).
 */
void SSL_set_info_callback(SSL *ssl, void (*cb)(const SSL *ssl, int type_, int val));

/**
 * This connection's own callback for states and alerts, or NULL. See SSL_get_info_callback(3).
 */
void (*SSL_get_info_callback(const SSL *ssl))(const SSL *ssl, int type_, int val);

/**
 * Sets the callback that new connections call for each message, sent or received; NULL for none.
 * Its argument is set with `SSL_CTX_set_msg_callback_arg`. See SSL_CTX_set_msg_callback(3).
 */
void SSL_CTX_set_msg_callback(SSL_CTX *ctx, void (*cb)(int write_p,
                                                       int version,
                                                       int content_type,
                                                       const void *buf,
                                                       size_t len,
                                                       SSL *ssl,
                                                       void *arg));

/**
 * Sets the callback of one connection for messages. See SSL_set_msg_callback(3).
 */
void SSL_set_msg_callback(SSL *ssl, void (*cb)(int write_p,
                                               int version,
                                               int content_type,
                                               const void *buf,
                                               size_t len,
                                               SSL *ssl,
                                               void *arg));

/**
 * A message callback that prints: a line for each record header and message, with its bytes in
 * hexadecimal. `arg` is the BIO that it writes to. OpenSSL's prints the fields of each message.
 * See SSL_trace(3).
 */
void SSL_trace(int write_p,
               int version,
               int content_type,
               const void *buf,
               size_t len,
               SSL *_ssl,
               void *arg);

/**
 * Does nothing, as in OpenSSL. See SSL_set_debug(3).
 */
void SSL_set_debug(SSL *_s, int _debug);

/**
 * Hooks for OpenSSL's own unit tests: always NULL.
 */
const struct openssl_ssl_test_functions *SSL_test_functions(void);

/* ------------------------------------------------------------------------
 * Initialisation of the library, which is automatic (OPENSSL_init_ssl(3))
 * ------------------------------------------------------------------------ */

/**
 * Initialises libcrypto and this library; further calls do nothing.
 *
 * `opts`: bits `OPENSSL_INIT_*`; `settings`: NULL, or which configuration file to load. Returns 1,
 * or 0 if libcrypto cannot be initialised. See OPENSSL_init_ssl(3).
 */
int OPENSSL_init_ssl(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings);

/**
 * Loads the texts of `ERR_LIB_SSL`'s reasons. Returns 1. See ERR_load_SSL_strings(3).
 */
int ERR_load_SSL_strings(void);

/* ------------------------------------------------------------------------
 * Application data: SSL_read(3), SSL_write(3), SSL_pending(3)
 * ------------------------------------------------------------------------ */

/**
 * Reads up to `num` bytes of application data into `buf`, after the handshake if one is due.
 *
 * Returns:
 * - above 0: so many bytes, all of one record. Call again for more; `SSL_pending` says whether more
 *   can be read without the transport.
 * - 0 or negative: nothing was read, and `SSL_get_error` gives the reason:
 *   - `SSL_ERROR_ZERO_RETURN`: the peer sent close_notify. All data that it sent before has been
 *     read. `SSL_write` still works; answer with `SSL_shutdown` when you are done.
 *   - `SSL_ERROR_WANT_READ`, `SSL_ERROR_WANT_WRITE` (and in a handshake the other `WANT`s): wait
 *     until the transport can do that, then repeat the call.
 *   - `SSL_ERROR_SSL`: a protocol error, or the peer's fatal alert; the error queue has the reason:
 *     `SSL_R_UNEXPECTED_EOF_WHILE_READING` (294) if the transport ended without close_notify, so
 *     that data may be missing; 1000 plus the alert's number if the peer sent one. An alert was
 *     sent if the protocol requires one, and the session was removed from the cache. Only
 *     `SSL_free` and `SSL_clear` can follow: `SSL_shutdown` fails with 407.
 *   - `SSL_ERROR_SYSCALL`: the transport failed, and `errno` has the reason. Nothing more can be
 *     sent.
 *
 * A negative `num` gives -1 and `SSL_R_BAD_LENGTH`; a `num` of 0 gives 0. See SSL_read(3).
 */
int SSL_read(SSL *ssl, void *buf, int num);

/**
 * As `SSL_read`, but the bytes stay unread. See SSL_read(3).
 */
int SSL_peek(SSL *ssl, void *buf, int num);

/**
 * As `SSL_read`, with the number of bytes in `*readbytes`. Returns 1 for success and 0 otherwise.
 * See SSL_read(3).
 */
int SSL_read_ex(SSL *ssl, void *buf, size_t num, size_t *readbytes);

/**
 * As `SSL_read_ex`, but the bytes stay unread. See SSL_read(3).
 */
int SSL_peek_ex(SSL *ssl, void *buf, size_t num, size_t *readbytes);

/**
 * Sends `num` bytes of application data, after the handshake if one is due.
 *
 * Returns:
 * - above 0: so many bytes were sent: all of them, or with `SSL_MODE_ENABLE_PARTIAL_WRITE` at least
 *   one record; call again with the rest.
 * - 0 or negative: `SSL_get_error` gives the reason:
 *   - `SSL_ERROR_WANT_WRITE`, `SSL_ERROR_WANT_READ` (and in a handshake the other `WANT`s): wait
 *     until the transport can do that, then repeat the call with the same bytes, at the same
 *     address unless `SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER` is set. Anything else, `SSL_shutdown`
 *     included, ends the connection with `SSL_R_BAD_WRITE_RETRY` (127) or `SSL_R_BAD_LENGTH` (271).
 *   - `SSL_ERROR_SSL`: the error queue has the reason. `SSL_R_PROTOCOL_IS_SHUTDOWN` (207) after
 *     `SSL_shutdown`: nothing is lost, and `SSL_read` still works. After any other reason only
 *     `SSL_free` and `SSL_clear` can follow.
 *   - `SSL_ERROR_SYSCALL`: the transport failed, and `errno` has the reason (EPIPE if the peer is
 *     gone; ignore SIGPIPE, or it kills the process first). Also for a `num` of 0, which sends
 *     nothing and returns 0.
 *
 * It still works after the peer has closed its own direction. See SSL_write(3).
 */
int SSL_write(SSL *ssl, const void *buf, int num);

/**
 * As `SSL_write`, with the number of bytes in `*written`. Returns 1 for success and 0 otherwise.
 * See SSL_write(3).
 */
int SSL_write_ex(SSL *ssl, const void *buf, size_t num, size_t *written);

/**
 * Bytes of application data that `SSL_read` can return without the transport: the rest of the
 * current record. See SSL_pending(3).
 */
int SSL_pending(const SSL *ssl);

/**
 * 1 if received bytes of any type are unread, processed or not; otherwise 0. See SSL_pending(3).
 */
int SSL_has_pending(const SSL *ssl);

/**
 * Requests new keys (TLS 1.3): a KeyUpdate goes out with the next write or handshake call.
 *
 * `updatetype` is `SSL_KEY_UPDATE_NOT_REQUESTED` (0: ours alone) or `SSL_KEY_UPDATE_REQUESTED` (1:
 * the peer's too). Returns 1, or 0 with an error on the queue: `SSL_R_WRONG_SSL_VERSION`,
 * `SSL_R_INVALID_KEY_UPDATE_TYPE`, `SSL_R_STILL_IN_INIT`, or `SSL_R_BAD_WRITE_RETRY` while an
 * unfinished write must be repeated. See SSL_key_update(3), RFC 8446 section 4.6.3.
 */
int SSL_key_update(SSL *ssl, int updatetype);

/**
 * The type of the requested KeyUpdate that is not sent yet, or `SSL_KEY_UPDATE_NONE` (-1). See
 * SSL_key_update(3).
 */
int SSL_get_key_update_type(const SSL *ssl);

/**
 * Sets whether the transport is read for more than the next record. Bytes after a close_notify may
 * be read then, and are lost to other readers of the transport. Off by default. See
 * SSL_CTX_set_read_ahead(3).
 */
void SSL_set_read_ahead(SSL *ssl, int yes);

/**
 * The value that `SSL_set_read_ahead` set. See SSL_CTX_set_read_ahead(3).
 */
int SSL_get_read_ahead(const SSL *ssl);

/* ------------------------------------------------------------------------
 * The key log (SSL_CTX_set_keylog_callback(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the callback that gets each secret of a connection as a line of text in NSS's key log
 * format, without a newline; NULL for none. See SSL_CTX_set_keylog_callback(3).
 */
void SSL_CTX_set_keylog_callback(SSL_CTX *ctx, SSL_CTX_keylog_cb_func cb);

/**
 * The callback that `SSL_CTX_set_keylog_callback` set. See SSL_CTX_get_keylog_callback(3).
 */
SSL_CTX_keylog_cb_func SSL_CTX_get_keylog_callback(const SSL_CTX *ctx);

/* ------------------------------------------------------------------------
 * SSL_METHOD: the sides and versions that an object may have (SSL_CTX_new(3))
 * ------------------------------------------------------------------------ */

/**
 * The method of both sides and of all versions that the options allow. Static: never freed, never
 * NULL. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLS_method(void);

/**
 * As `TLS_method`, for clients only. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLS_client_method(void);

/**
 * As `TLS_method`, for servers only. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLS_server_method(void);

/**
 * The method of both sides for TLS 1.2 alone. Static: never freed, never NULL. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLSv1_2_method(void);

/**
 * As `TLSv1_2_method`, for clients only. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLSv1_2_client_method(void);

/**
 * As `TLSv1_2_method`, for servers only. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLSv1_2_server_method(void);

/**
 * The method of both sides for TLS 1.1 alone, which is not supported. Static: never freed, never
 * NULL. Contexts can be made and configured with it. A handshake fails at once: with OpenSSL's
 * error if the security level forbids the version, otherwise with `SSL_R_UNSUPPORTED_PROTOCOL`. See
 * SSL_CTX_new(3).
 */
const SSL_METHOD *TLSv1_1_method(void);

/**
 * As `TLSv1_1_method`, for clients only. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLSv1_1_client_method(void);

/**
 * As `TLSv1_1_method`, for servers only. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLSv1_1_server_method(void);

/**
 * The method of both sides for TLS 1.0 alone, which is not supported. Static: never freed, never
 * NULL. Contexts can be made and configured with it. A handshake fails at once: with OpenSSL's
 * error if the security level forbids the version, otherwise with `SSL_R_UNSUPPORTED_PROTOCOL`. See
 * SSL_CTX_new(3).
 */
const SSL_METHOD *TLSv1_method(void);

/**
 * As `TLSv1_method`, for clients only. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLSv1_client_method(void);

/**
 * As `TLSv1_method`, for servers only. See SSL_CTX_new(3).
 */
const SSL_METHOD *TLSv1_server_method(void);

/* ------------------------------------------------------------------------
 * Options: bits that change the protocol's details (SSL_CTX_set_options(3))
 * ------------------------------------------------------------------------ */

/**
 * Adds options (`SSL_OP_*`) for connections made from now on. Returns all options that are set.
 * See SSL_CTX_set_options(3).
 */
uint64_t SSL_CTX_set_options(SSL_CTX *ctx, uint64_t op);

/**
 * Clears options for connections made from now on. Returns the options that are still set. See
 * SSL_CTX_set_options(3).
 */
uint64_t SSL_CTX_clear_options(SSL_CTX *ctx, uint64_t op);

/**
 * The options of a context. See SSL_CTX_set_options(3).
 */
uint64_t SSL_CTX_get_options(const SSL_CTX *ctx);

/**
 * Adds options to one connection. Returns all options that are set. See SSL_CTX_set_options(3).
 */
uint64_t SSL_set_options(SSL *s, uint64_t op);

/**
 * Clears options of one connection. Returns the options that are still set. See
 * SSL_CTX_set_options(3).
 */
uint64_t SSL_clear_options(SSL *s, uint64_t op);

/**
 * The options of a connection. See SSL_CTX_set_options(3).
 */
uint64_t SSL_get_options(const SSL *s);

/* ------------------------------------------------------------------------
 * The peer's certificates (SSL_get_peer_certificate(3), SSL_get_peer_cert_chain(3))
 * ------------------------------------------------------------------------ */

/**
 * The peer's certificate; NULL for none (and for NULL). It remains the connection's, until the next
 * handshake. A server has one only if it requested it. See SSL_get0_peer_certificate(3).
 */
X509 *SSL_get0_peer_certificate(const SSL *ssl);

/**
 * As `SSL_get0_peer_certificate`, with a reference that the caller frees with `X509_free`.
 * See SSL_get1_peer_certificate(3).
 */
X509 *SSL_get1_peer_certificate(const SSL *ssl);

/**
 * The certificates that the peer sent; NULL for none (and for NULL). They remain the connection's,
 * until the next handshake. On clients the peer's own certificate comes first; on servers it is
 * left out. See SSL_get_peer_cert_chain(3).
 */
STACK_OF(X509) *SSL_get_peer_cert_chain(const SSL *ssl);

/**
 * The chain that was verified, from the peer's certificate to the trusted one, or as far as it was
 * built. NULL if nothing was verified, as after a resumption. It remains the connection's. See
 * SSL_get0_verified_chain(3).
 */
STACK_OF(X509) *SSL_get0_verified_chain(const SSL *ssl);

/**
 * Writes the type of the signature that the peer made in the handshake (`EVP_PKEY_RSA`,
 * `EVP_PKEY_RSA_PSS`, `EVP_PKEY_EC`, …) to `pnid`. Returns 1, or 0 without a signature.
 * See SSL_get_peer_signature_type_nid(3).
 */
int SSL_get_peer_signature_type_nid(const SSL *ssl, int *pnid);

/**
 * Writes the type of the signature that we made in the handshake (`EVP_PKEY_RSA`,
 * `EVP_PKEY_RSA_PSS`, `EVP_PKEY_EC`, …) to `pnid`. Returns 1, or 0 without a signature.
 * See SSL_get_peer_signature_type_nid(3).
 */
int SSL_get_signature_type_nid(const SSL *ssl, int *pnid);

/* ------------------------------------------------------------------------
 * Compatibility profiles: a function that only libssl-rs has
 * ------------------------------------------------------------------------ */

/**
 * Makes connections of `ctx` end like those of another generation of OpenSSL, for programs that
 * were written against it.
 *
 * `name` is "3.0" (the default), "1.1.1" or "1.0.1". It applies to connections made from now on;
 * the environment variable LIBSSL_RS_PROFILE sets it for all contexts of a process.
 * docs/CONFORMANCE.md lists the differences. The main one: before 3.0, an end of the transport
 * without close_notify was `SSL_ERROR_SYSCALL` with an empty error queue, and the connection
 * remained usable. No profile repeats a security defect.
 *
 * Returns 1, or 0 for any other name, with an error on the queue
 * (`ERR_R_PASSED_INVALID_ARGUMENT`, the name in its text), and for NULL.
 */
int libssl_rs_CTX_set_profile(SSL_CTX *ctx, const char *name);

/* ------------------------------------------------------------------------
 * Pausing a handshake for an asynchronous engine (SSL_get_all_async_fds(3))
 * ------------------------------------------------------------------------ */

/**
 * Not supported: sets the callback for the end of a pause. Returns 0 with an error on the queue; 1
 * for NULL. See SSL_set_async_callback(3).
 */
int SSL_CTX_set_async_callback(SSL_CTX *_ctx, SSL_async_callback_fn callback);

/**
 * Not supported: sets that callback's argument. Returns 0 with an error on the queue; 1 for NULL.
 * See SSL_set_async_callback(3).
 */
int SSL_CTX_set_async_callback_arg(SSL_CTX *_ctx, void *arg);

/**
 * Not supported: sets the callback for the end of a pause. Returns 0 with an error on the queue; 1
 * for NULL. See SSL_set_async_callback(3).
 */
int SSL_set_async_callback(SSL *_s, SSL_async_callback_fn callback);

/**
 * Not supported: sets that callback's argument. Returns 0 with an error on the queue; 1 for NULL.
 * See SSL_set_async_callback(3).
 */
int SSL_set_async_callback_arg(SSL *_s, void *arg);

/**
 * Whether the last call was paused by an engine: always 0. See SSL_waiting_for_async(3).
 */
int SSL_waiting_for_async(SSL *_s);

/**
 * The file descriptors to wait for: 0, because no connection is ever paused; stores nothing. See
 * SSL_get_all_async_fds(3).
 */
int SSL_get_all_async_fds(SSL *_s, int *_fds, size_t *_numfds);

/**
 * The changes of the file descriptors: 0, because no connection is ever paused; stores nothing. See
 * SSL_get_changed_async_fds(3).
 */
int SSL_get_changed_async_fds(SSL *_s,
                              int *_addfd,
                              size_t *_numaddfds,
                              int *_delfd,
                              size_t *_numdelfds);

/**
 * The engine's status: 0, because no connection is ever paused; stores nothing. See
 * SSL_get_async_status(3).
 */
int SSL_get_async_status(SSL *_s, int *_status);

/* ------------------------------------------------------------------------
 * Extensions of the application (SSL_CTX_add_custom_ext(3))
 * ------------------------------------------------------------------------ */

/**
 * Not supported: adds an extension to messages of both sides. Returns 0, with an error on the queue
 * if OpenSSL would add it. See SSL_CTX_add_custom_ext(3).
 */
int SSL_CTX_add_custom_ext(SSL_CTX *_ctx,
                           unsigned int ext_type,
                           unsigned int _context,
                           SSL_custom_ext_add_cb_ex add_cb,
                           SSL_custom_ext_free_cb_ex free_cb,
                           void *_add_arg,
                           SSL_custom_ext_parse_cb_ex _parse_cb,
                           void *_parse_arg);

/**
 * Not supported: adds an extension to a client's hello. As `SSL_CTX_add_custom_ext`. See
 * SSL_CTX_add_client_custom_ext(3).
 */
int SSL_CTX_add_client_custom_ext(SSL_CTX *_ctx,
                                  unsigned int ext_type,
                                  custom_ext_add_cb add_cb,
                                  custom_ext_free_cb free_cb,
                                  void *_add_arg,
                                  custom_ext_parse_cb _parse_cb,
                                  void *_parse_arg);

/**
 * Not supported: adds an extension to a server's hello. As `SSL_CTX_add_custom_ext`. See
 * SSL_CTX_add_server_custom_ext(3).
 */
int SSL_CTX_add_server_custom_ext(SSL_CTX *_ctx,
                                  unsigned int ext_type,
                                  custom_ext_add_cb add_cb,
                                  custom_ext_free_cb free_cb,
                                  void *_add_arg,
                                  custom_ext_parse_cb _parse_cb,
                                  void *_parse_arg);

/**
 * Whether the application has added an extension of this type: always 0.
 * See SSL_CTX_has_client_custom_ext(3).
 */
int SSL_CTX_has_client_custom_ext(const SSL_CTX *_ctx, unsigned int _ext_type);

/**
 * Whether the library itself processes an extension, so that an application cannot add it: 1 or 0.
 * See SSL_extension_supported(3).
 */
int SSL_extension_supported(unsigned int ext_type);

/* ------------------------------------------------------------------------
 * Pre-shared keys of the application (SSL_CTX_use_psk_identity_hint(3))
 * ------------------------------------------------------------------------ */

/**
 * Not supported: sets a context's callback that gives a client's key. Queues an error unless it is
 * NULL. See SSL_CTX_set_psk_client_callback(3).
 */
void SSL_CTX_set_psk_client_callback(SSL_CTX *_ctx, SSL_psk_client_cb_func cb);

/**
 * Not supported: sets a context's callback that gives a server's key. Queues an error unless it is
 * NULL. See SSL_CTX_set_psk_server_callback(3).
 */
void SSL_CTX_set_psk_server_callback(SSL_CTX *_ctx, SSL_psk_server_cb_func cb);

/**
 * Not supported: sets a context's callback that gives a client's TLS 1.3 key. Queues an error
 * unless it is NULL. See SSL_CTX_set_psk_use_session_callback(3).
 */
void SSL_CTX_set_psk_use_session_callback(SSL_CTX *_ctx, SSL_psk_use_session_cb_func cb);

/**
 * Not supported: sets a context's callback that finds a TLS 1.3 key. Queues an error unless it is
 * NULL. See SSL_CTX_set_psk_find_session_callback(3).
 */
void SSL_CTX_set_psk_find_session_callback(SSL_CTX *_ctx, SSL_psk_find_session_cb_func cb);

/**
 * Not supported: sets a connection's callback that gives a client's key. Queues an error unless it
 * is NULL. See SSL_CTX_set_psk_client_callback(3).
 */
void SSL_set_psk_client_callback(SSL *_ssl, SSL_psk_client_cb_func cb);

/**
 * Not supported: sets a connection's callback that gives a server's key. Queues an error unless it
 * is NULL. See SSL_CTX_set_psk_server_callback(3).
 */
void SSL_set_psk_server_callback(SSL *_ssl, SSL_psk_server_cb_func cb);

/**
 * Not supported: sets a connection's callback that gives a client's TLS 1.3 key. Queues an error
 * unless it is NULL. See SSL_CTX_set_psk_use_session_callback(3).
 */
void SSL_set_psk_use_session_callback(SSL *_s, SSL_psk_use_session_cb_func cb);

/**
 * Not supported: sets a connection's callback that finds a TLS 1.3 key. Queues an error unless it
 * is NULL. See SSL_CTX_set_psk_find_session_callback(3).
 */
void SSL_set_psk_find_session_callback(SSL *_s, SSL_psk_find_session_cb_func cb);

/**
 * Not supported: sets a server's hint. Returns 0 with an error on the queue; 1 for NULL. See
 * SSL_CTX_use_psk_identity_hint(3).
 */
int SSL_CTX_use_psk_identity_hint(SSL_CTX *_ctx, const char *identity_hint);

/**
 * Not supported: sets a server's hint. Returns 0 with an error on the queue; 1 for NULL. See
 * SSL_use_psk_identity_hint(3).
 */
int SSL_use_psk_identity_hint(SSL *_s, const char *identity_hint);

/**
 * The identity of the pre-shared key in use: always NULL, because no such key is used. See
 * SSL_get_psk_identity(3).
 */
const char *SSL_get_psk_identity(const SSL *_s);

/**
 * The server's hint: always NULL, because no hint is read. See SSL_get_psk_identity_hint(3).
 */
const char *SSL_get_psk_identity_hint(const SSL *_s);

/* ------------------------------------------------------------------------
 * Secure remote password (SSL_CTX_set_srp_password(3))
 * ------------------------------------------------------------------------ */

/**
 * Not supported: prepares the SRP state of an object. Returns 0 with an error on the queue. See
 * SSL_SRP_CTX_init(3).
 */
int SSL_CTX_SRP_CTX_init(SSL_CTX *_ctx);

/**
 * Not supported: prepares the SRP state of an object. Returns 0 with an error on the queue. See
 * SSL_SRP_CTX_init(3).
 */
int SSL_SRP_CTX_init(SSL *_s);

/**
 * Frees the SRP state of an object. Returns 1; there is no state. See SSL_SRP_CTX_free(3).
 */
int SSL_CTX_SRP_CTX_free(SSL_CTX *_ctx);

/**
 * Frees the SRP state of an object. Returns 1; there is no state. See SSL_SRP_CTX_free(3).
 */
int SSL_SRP_CTX_free(SSL *_ctx);

/**
 * Not supported: makes a client's public value. Returns 0 with an error on the queue. See
 * SRP_Calc_A_param(3).
 */
int SRP_Calc_A_param(SSL *_s);

/**
 * Not supported: asks the application for a user's parameters. Returns 2 (`SSL3_AL_FATAL`) with an
 * error on the queue. See SSL_srp_server_param_with_username(3).
 */
int SSL_srp_server_param_with_username(SSL *_s, int *_ad);

/**
 * Not supported: sets the argument of the SRP callbacks. Returns 0 with an error on the queue; 1
 * for NULL. See SSL_CTX_set_srp_cb_arg(3).
 */
int SSL_CTX_set_srp_cb_arg(SSL_CTX *_ctx, void *arg);

/**
 * Not supported: sets the callback that gives a client's password. Returns 0 with an error on the
 * queue; 1 for NULL. See SSL_CTX_set_srp_client_pwd_callback(3).
 */
int SSL_CTX_set_srp_client_pwd_callback(SSL_CTX *_ctx, char *(*cb)(SSL *arg1, void *arg2));

/**
 * Not supported: sets a client's password. Returns 0 with an error on the queue. See
 * SSL_CTX_set_srp_password(3).
 */
int SSL_CTX_set_srp_password(SSL_CTX *_ctx, char *_password);

/**
 * Not supported: sets the least size of a group. Returns 0 with an error on the queue; 1 for 0. See
 * SSL_CTX_set_srp_strength(3).
 */
int SSL_CTX_set_srp_strength(SSL_CTX *_ctx, int strength);

/**
 * Not supported: sets a client's user name. Returns 0 with an error on the queue; 1 for NULL. See
 * SSL_CTX_set_srp_username(3).
 */
int SSL_CTX_set_srp_username(SSL_CTX *_ctx, char *name);

/**
 * Not supported: sets the callback that gives a user's parameters. Returns 0 with an error on the
 * queue; 1 for NULL. See SSL_CTX_set_srp_username_callback(3).
 */
int SSL_CTX_set_srp_username_callback(SSL_CTX *_ctx, int (*cb)(SSL *arg1, int *arg2, void *arg3));

/**
 * Not supported: sets the callback that judges a group. Returns 0 with an error on the queue; 1 for
 * NULL. See SSL_CTX_set_srp_verify_param_callback(3).
 */
int SSL_CTX_set_srp_verify_param_callback(SSL_CTX *_ctx, int (*cb)(SSL *arg1, void *arg2));

/**
 * Not supported: sets a user's parameters. Returns -1, with an error on the queue unless all are
 * NULL. See SSL_set_srp_server_param(3).
 */
int SSL_set_srp_server_param(SSL *_s,
                             const BIGNUM *N,
                             const BIGNUM *g,
                             BIGNUM *sa,
                             BIGNUM *v,
                             char *info);

/**
 * Not supported: sets a user's parameters from a password. Returns -1, with an error on the queue
 * unless one is missing. See SSL_set_srp_server_param_pw(3).
 */
int SSL_set_srp_server_param_pw(SSL *_s, const char *user, const char *pass, const char *_grp);

/**
 * The modulus of an SRP handshake: always NULL. See SSL_get_srp_N(3).
 */
BIGNUM *SSL_get_srp_N(SSL *_s);

/**
 * The generator of an SRP handshake: always NULL. See SSL_get_srp_g(3).
 */
BIGNUM *SSL_get_srp_g(SSL *_s);

/**
 * The information about the user of an SRP handshake: always NULL. See SSL_get_srp_userinfo(3).
 */
char *SSL_get_srp_userinfo(SSL *_s);

/**
 * The user name of an SRP handshake: always NULL. See SSL_get_srp_username(3).
 */
char *SSL_get_srp_username(SSL *_s);

/* ------------------------------------------------------------------------
 * Keys for SRTP (SSL_CTX_set_tlsext_use_srtp(3))
 * ------------------------------------------------------------------------ */

/**
 * Not supported: offers SRTP profiles. Returns 1, this function's failure value, with an error on
 * the queue. See SSL_CTX_set_tlsext_use_srtp(3).
 */
int SSL_CTX_set_tlsext_use_srtp(SSL_CTX *_ctx, const char *_profiles);

/**
 * Not supported: offers SRTP profiles. Returns 1, this function's failure value, with an error on
 * the queue. See SSL_set_tlsext_use_srtp(3).
 */
int SSL_set_tlsext_use_srtp(SSL *_ssl, const char *_profiles);

/**
 * The profiles that are offered: always NULL. See SSL_get_srtp_profiles(3).
 */
STACK_OF(SRTP_PROTECTION_PROFILE) *SSL_get_srtp_profiles(SSL *_ssl);

/**
 * The profile that was negotiated: always NULL. See SSL_get_selected_srtp_profile(3).
 */
SRTP_PROTECTION_PROFILE *SSL_get_selected_srtp_profile(SSL *_s);

/* ------------------------------------------------------------------------
 * Handshakes that leave the state with the client (SSL_stateless(3))
 * ------------------------------------------------------------------------ */

/**
 * Not supported: answers a ClientHello with a cookie. Returns -1 with an error on the queue. See
 * SSL_stateless(3).
 */
int SSL_stateless(SSL *_s);

/**
 * Not supported: sets the callback that makes a cookie. Queues an error unless it is NULL. See
 * SSL_stateless(3).
 */
void SSL_CTX_set_stateless_cookie_generate_cb(SSL_CTX *_ctx,
                                              int (*gen_stateless_cookie_cb)(SSL *ssl,
                                                                             unsigned char *cookie,
                                                                             size_t *cookie_len));

/**
 * Not supported: sets the callback that checks a cookie. Queues an error unless it is NULL. See
 * SSL_stateless(3).
 */
void SSL_CTX_set_stateless_cookie_verify_cb(SSL_CTX *_ctx,
                                            int (*verify_stateless_cookie_cb)(SSL *ssl,
                                                                              const unsigned char *cookie,
                                                                              size_t cookie_len));

/**
 * Not supported: sets the callback that makes a cookie for DTLS. Queues an error unless it is NULL.
 * See SSL_CTX_set_cookie_generate_cb(3).
 */
void SSL_CTX_set_cookie_generate_cb(SSL_CTX *_ctx,
                                    int (*app_gen_cookie_cb)(SSL *ssl,
                                                             unsigned char *cookie,
                                                             unsigned int *cookie_len));

/**
 * Not supported: sets the callback that checks a cookie of DTLS. Queues an error unless it is NULL.
 * See SSL_CTX_set_cookie_verify_cb(3).
 */
void SSL_CTX_set_cookie_verify_cb(SSL_CTX *_ctx,
                                  int (*app_verify_cookie_cb)(SSL *ssl,
                                                              const unsigned char *cookie,
                                                              unsigned int cookie_len));

/* ------------------------------------------------------------------------
 * DTLS: not supported (SSL_CTX_new(3))
 * ------------------------------------------------------------------------ */

/**
 * The method of both sides for DTLS of all versions: NULL with an error on the queue, which
 * `SSL_CTX_new` refuses in turn. See SSL_CTX_new(3).
 */
const SSL_METHOD *DTLS_method(void);

/**
 * The method of clients for DTLS of all versions: NULL with an error on the queue, which
 * `SSL_CTX_new` refuses in turn. See SSL_CTX_new(3).
 */
const SSL_METHOD *DTLS_client_method(void);

/**
 * The method of servers for DTLS of all versions: NULL with an error on the queue, which
 * `SSL_CTX_new` refuses in turn. See SSL_CTX_new(3).
 */
const SSL_METHOD *DTLS_server_method(void);

/**
 * The method of both sides for DTLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
 * refuses in turn. See SSL_CTX_new(3).
 */
const SSL_METHOD *DTLSv1_method(void);

/**
 * The method of clients for DTLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
 * refuses in turn. See SSL_CTX_new(3).
 */
const SSL_METHOD *DTLSv1_client_method(void);

/**
 * The method of servers for DTLS 1.0: NULL with an error on the queue, which `SSL_CTX_new`
 * refuses in turn. See SSL_CTX_new(3).
 */
const SSL_METHOD *DTLSv1_server_method(void);

/**
 * The method of both sides for DTLS 1.2: NULL with an error on the queue, which `SSL_CTX_new`
 * refuses in turn. See SSL_CTX_new(3).
 */
const SSL_METHOD *DTLSv1_2_method(void);

/**
 * The method of clients for DTLS 1.2: NULL with an error on the queue, which `SSL_CTX_new`
 * refuses in turn. See SSL_CTX_new(3).
 */
const SSL_METHOD *DTLSv1_2_client_method(void);

/**
 * The method of servers for DTLS 1.2: NULL with an error on the queue, which `SSL_CTX_new`
 * refuses in turn. See SSL_CTX_new(3).
 */
const SSL_METHOD *DTLSv1_2_server_method(void);

/**
 * Not supported: answers a ClientHello with a cookie. Returns -1 with an error on the queue. See
 * DTLSv1_listen(3).
 */
int DTLSv1_listen(SSL *_s, BIO_ADDR *_client);

/**
 * Not supported: the most data that fits into a datagram. Returns 0 with an error on the queue. See
 * DTLS_get_data_mtu(3).
 */
size_t DTLS_get_data_mtu(const SSL *_s);

/**
 * Not supported: sets the callback for a timer's duration. Queues an error. See
 * DTLS_set_timer_cb(3).
 */
void DTLS_set_timer_cb(SSL *_s, DTLS_timer_cb _cb);

/* ------------------------------------------------------------------------
 * Handshakes on an established connection: renegotiation and post-handshake authentication
 * (SSL_key_update(3), SSL_verify_client_post_handshake(3))
 * ------------------------------------------------------------------------ */

/**
 * Not supported: asks for a new handshake. Returns 0 with an error on the queue: TLS 1.3 has no
 * renegotiation, and in TLS 1.2 it is not supported. See SSL_renegotiate(3).
 */
int SSL_renegotiate(SSL *s);

/**
 * As `SSL_renegotiate`, for a handshake that resumes the session. See
 * SSL_renegotiate_abbreviated(3).
 */
int SSL_renegotiate_abbreviated(SSL *s);

/**
 * Whether a renegotiation was requested and is incomplete: always 0. See
 * SSL_renegotiate_pending(3).
 */
int SSL_renegotiate_pending(const SSL *s);

/**
 * Sets whether clients made from now on agree to authenticate after the handshake. They do not tell
 * the server, so it never asks. See SSL_CTX_set_post_handshake_auth(3).
 *
 * Accepted, no effect: Servers are not told, and therefore never ask.
 */
void SSL_CTX_set_post_handshake_auth(SSL_CTX *ctx, int val);

/**
 * As `SSL_CTX_set_post_handshake_auth`, for one client. See SSL_set_post_handshake_auth(3).
 *
 * Accepted, no effect: Servers are not told, and therefore never ask.
 */
void SSL_set_post_handshake_auth(SSL *s, int val);

/**
 * Not supported: requests a client's certificate after the handshake. Returns 0 with an error on
 * the queue. See SSL_verify_client_post_handshake(3).
 */
int SSL_verify_client_post_handshake(SSL *s);

/* ------------------------------------------------------------------------
 * The security level (SSL_CTX_set_security_level(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the security level, 0 to 5, which is the required strength of keys, signatures and cipher
 * suites. See SSL_CTX_set_security_level(3).
 */
void SSL_CTX_set_security_level(SSL_CTX *ctx, int level);

/**
 * As `SSL_CTX_set_security_level`, for this connection alone.
 */
void SSL_set_security_level(SSL *ssl, int level);

/**
 * The security level. See SSL_CTX_get_security_level(3).
 */
int SSL_CTX_get_security_level(const SSL_CTX *ctx);

/**
 * As `SSL_CTX_get_security_level`, for this connection alone.
 */
int SSL_get_security_level(const SSL *ssl);

/**
 * Sets the callback that decides whether something is secure enough; NULL for our own rules.
 * See SSL_CTX_set_security_callback(3).
 */
void SSL_CTX_set_security_callback(SSL_CTX *ctx, int (*cb)(const SSL *s,
                                                           const SSL_CTX *ctx,
                                                           int op,
                                                           int bits,
                                                           int nid,
                                                           void *other,
                                                           void *ex));

/**
 * As `SSL_CTX_set_security_callback`, for this connection alone.
 */
void SSL_set_security_callback(SSL *ssl, int (*cb)(const SSL *s,
                                                   const SSL_CTX *ctx,
                                                   int op,
                                                   int bits,
                                                   int nid,
                                                   void *other,
                                                   void *ex));

/**
 * The callback that decides whether something is secure enough: our own rules, unless another was
 * set. See SSL_CTX_get_security_callback(3).
 */
int (*SSL_CTX_get_security_callback(const SSL_CTX *ctx))(const SSL *s,
                                                         const SSL_CTX *ctx,
                                                         int op,
                                                         int bits,
                                                         int nid,
                                                         void *other,
                                                         void *ex);

/**
 * As `SSL_CTX_get_security_callback`, for this connection alone.
 */
int (*SSL_get_security_callback(const SSL *ssl))(const SSL *s,
                                                 const SSL_CTX *ctx,
                                                 int op,
                                                 int bits,
                                                 int nid,
                                                 void *other,
                                                 void *ex);

/**
 * Sets the last argument of the security callback. See SSL_CTX_set0_security_ex_data(3).
 */
void SSL_CTX_set0_security_ex_data(SSL_CTX *ctx, void *ex);

/**
 * As `SSL_CTX_set0_security_ex_data`, for this connection alone.
 */
void SSL_set0_security_ex_data(SSL *ssl, void *ex);

/**
 * The last argument of the security callback. See SSL_CTX_get0_security_ex_data(3).
 */
void *SSL_CTX_get0_security_ex_data(const SSL_CTX *ctx);

/**
 * As `SSL_CTX_get0_security_ex_data`, for this connection alone.
 */
void *SSL_get0_security_ex_data(const SSL *ssl);

/* ------------------------------------------------------------------------
 * The server name extension (SSL_get_servername(3))
 * ------------------------------------------------------------------------ */

/**
 * The host name of the connection: on a client the name that `SSL_set_tlsext_host_name` set, on a
 * server the one that the client asked for. Valid until the name changes; NULL for none, and for
 * types other than `TLSEXT_NAMETYPE_host_name`. See SSL_get_servername(3).
 */
const char *SSL_get_servername(const SSL *s, int type_);

/**
 * `TLSEXT_NAMETYPE_host_name` if the connection has a host name, otherwise -1.
 * See SSL_get_servername_type(3).
 */
int SSL_get_servername_type(const SSL *s);

/* ------------------------------------------------------------------------
 * SSL_SESSION: making, counting and freeing it (SSL_SESSION_free(3)), its extra data, and the
 * session of a connection (SSL_get_session(3), SSL_set_session(3))
 * ------------------------------------------------------------------------ */

/**
 * Makes an empty session with a timeout of 304 seconds from now.
 *
 * Returns an object that the caller owns and frees with `SSL_SESSION_free`. See SSL_SESSION_new(3).
 */
SSL_SESSION *SSL_SESSION_new(void);

/**
 * Makes a copy of a session, with copies of its extra data.
 *
 * Returns an object that the caller owns, or NULL with an error on the queue. See
 * SSL_SESSION_dup(3).
 */
SSL_SESSION *SSL_SESSION_dup(const SSL_SESSION *src);

/**
 * Takes one more reference. Returns 1, or 0 for NULL with an error on the queue. See
 * SSL_SESSION_up_ref(3).
 */
int SSL_SESSION_up_ref(SSL_SESSION *ses);

/**
 * Releases one reference; the last one frees the session. NULL does nothing. See
 * SSL_SESSION_free(3).
 */
void SSL_SESSION_free(SSL_SESSION *ses);

/**
 * The connection's session, or NULL. Borrowed: valid until the connection changes it or is freed.
 *
 * In TLS 1.3 a session that can be resumed exists only after the server's ticket was read. See
 * SSL_get_session(3).
 */
SSL_SESSION *SSL_get_session(const SSL *ssl);

/**
 * As `SSL_get_session`, with a reference that the caller owns. See SSL_get1_session(3).
 */
SSL_SESSION *SSL_get1_session(SSL *ssl);

/**
 * Sets the session that a client offers to resume; NULL for none. The connection takes a reference
 * of its own. With a session that cannot be resumed, the handshake is a full one.
 *
 * Returns 1, or 0 for a NULL connection. See SSL_set_session(3).
 */
int SSL_set_session(SSL *to, SSL_SESSION *session);

/**
 * Whether the handshake resumed a session: 1, or 0. See SSL_session_reused(3).
 */
int SSL_session_reused(const SSL *s);

/**
 * Gives `to` the session, the method, the certificates and the session id context of `from`.
 *
 * Returns 1, or 0 with an error on the queue. See SSL_set_session(3).
 */
int SSL_copy_session_id(SSL *to, const SSL *from);

/**
 * Stores a pointer under an index that `SSL_SESSION_get_ex_new_index` gave. Returns 1, or 0 with an
 * error on the queue. See SSL_SESSION_set_ex_data(3).
 */
int SSL_SESSION_set_ex_data(SSL_SESSION *ss, int idx, void *data);

/**
 * The pointer stored under an index, or NULL. See SSL_SESSION_get_ex_data(3).
 */
void *SSL_SESSION_get_ex_data(const SSL_SESSION *ss, int idx);

/* ------------------------------------------------------------------------
 * Sessions as DER and PEM (d2i_SSL_SESSION(3), PEM_read_bio_SSL_SESSION(3))
 * ------------------------------------------------------------------------ */

/**
 * Writes a session as DER.
 *
 * With `pp` NULL nothing is written. With `*pp` NULL, `*pp` gets a buffer that the caller frees
 * with `OPENSSL_free`; otherwise the bytes are written to `*pp`, which advances behind them.
 * Returns the number of bytes; 0 for NULL and for a session without a cipher; -1 when memory is
 * out. See i2d_SSL_SESSION(3).
 */
int i2d_SSL_SESSION(const SSL_SESSION *in, unsigned char **pp);

/**
 * Reads a session from the `length` bytes at `*pp`, which advances behind the session.
 *
 * With `a` and `*a` not NULL that session is changed, up to the first malformed field; otherwise a
 * new one is made, which `*a` gets too. Returns the session, or NULL, with an error on the queue
 * unless a field is too long or the suite is unknown. See d2i_SSL_SESSION(3).
 */
SSL_SESSION *d2i_SSL_SESSION(SSL_SESSION **a, const unsigned char **pp, long length);

/**
 * Reads a session from the next PEM block "SSL SESSION PARAMETERS". `x` is used like `a` of
 * `d2i_SSL_SESSION`; `cb` and `u` give the password of an encrypted block.
 *
 * Returns the session, or NULL with an error on the queue. See PEM_read_bio_SSL_SESSION(3).
 */
SSL_SESSION *PEM_read_bio_SSL_SESSION(BIO *out, SSL_SESSION **x, pem_password_cb * cb, void *u);

/**
 * As `PEM_read_bio_SSL_SESSION`, from a stdio file. See PEM_read_SSL_SESSION(3).
 */
SSL_SESSION *PEM_read_SSL_SESSION(FILE *out, SSL_SESSION **x, pem_password_cb * cb, void *u);

/**
 * Writes a session as a PEM block, unencrypted: it contains the session's secret.
 *
 * Returns 1, or 0 with an error on the queue. See PEM_write_bio_SSL_SESSION(3).
 */
int PEM_write_bio_SSL_SESSION(BIO *out, const SSL_SESSION *x);

/**
 * As `PEM_write_bio_SSL_SESSION`, to a stdio file. See PEM_write_SSL_SESSION(3).
 */
int PEM_write_SSL_SESSION(FILE *out, const SSL_SESSION *x);

/* ------------------------------------------------------------------------
 * The session cache of an SSL_CTX and the application's part in it
 * (SSL_CTX_set_session_cache_mode(3), SSL_CTX_add_session(3), SSL_CTX_sess_set_get_cb(3),
 * SSL_CTX_set_timeout(3))
 * ------------------------------------------------------------------------ */

/**
 * Adds a session to the cache, which takes a reference of its own.
 *
 * Returns 1, or 0 if the same session object is in the cache, or for NULL. See
 * SSL_CTX_add_session(3).
 */
int SSL_CTX_add_session(SSL_CTX *ctx, SSL_SESSION *session);

/**
 * Removes the session with this session's id from the cache. The given session becomes unusable for
 * resumption, even if the cache did not have it.
 *
 * Returns 1, or 0 if the cache did not have it. See SSL_CTX_remove_session(3).
 */
int SSL_CTX_remove_session(SSL_CTX *ctx, SSL_SESSION *session);

/**
 * Removes the sessions that have expired at `tm`, in seconds since 1970; all sessions for 0. See
 * SSL_CTX_flush_sessions(3).
 */
void SSL_CTX_flush_sessions(SSL_CTX *ctx, long tm);

/**
 * The sessions in the cache, as a table that belongs to the context and is kept up to date. It is
 * not locked: while the caller reads it, no other thread may use the cache. The caller changes it
 * only through `SSL_CTX_add_session`, `SSL_CTX_remove_session` and `SSL_CTX_flush_sessions`.
 *
 * Returns NULL with an error on the queue for NULL and when memory is out. See SSL_CTX_sessions(3).
 */
LHASH_OF(SSL_SESSION) *SSL_CTX_sessions(SSL_CTX *ctx);

/**
 * Sets how many seconds new sessions may be resumed; 0 for the default of 7200.
 *
 * Returns the old value; 0 for NULL. See SSL_CTX_set_timeout(3).
 */
long SSL_CTX_set_timeout(SSL_CTX *ctx, long t);

/**
 * The value that `SSL_CTX_set_timeout` set; 0 for NULL. See SSL_CTX_get_timeout(3).
 */
long SSL_CTX_get_timeout(const SSL_CTX *ctx);

/**
 * The default timeout of sessions in seconds: 7200. See SSL_get_default_timeout(3).
 */
long SSL_get_default_timeout(const SSL *s);

/**
 * Sets the callback for new sessions, which is called depending on the cache's mode; NULL for none.
 * It returns 1 to keep the reference that it gets, 0 to leave it. See SSL_CTX_sess_set_new_cb(3).
 */
void SSL_CTX_sess_set_new_cb(SSL_CTX *ctx, int (*new_session_cb)(SSL*, SSL_SESSION*));

/**
 * The callback that `SSL_CTX_sess_set_new_cb` set. See SSL_CTX_sess_get_new_cb(3).
 */
int (*SSL_CTX_sess_get_new_cb(SSL_CTX *ctx))(SSL*, SSL_SESSION*);

/**
 * Sets the callback for sessions that leave the cache or must not be resumed; NULL for none. See
 * SSL_CTX_sess_set_remove_cb(3).
 */
void SSL_CTX_sess_set_remove_cb(SSL_CTX *ctx, void (*remove_session_cb)(SSL_CTX*, SSL_SESSION*));

/**
 * The callback that `SSL_CTX_sess_set_remove_cb` set. See SSL_CTX_sess_get_remove_cb(3).
 */
void (*SSL_CTX_sess_get_remove_cb(SSL_CTX *ctx))(SSL_CTX*, SSL_SESSION*);

/**
 * Sets the callback that finds a session which the internal cache does not have; NULL for none.
 * With `*copy` 0 it gives a reference away; with `*copy` 1, the value before the call, it keeps its
 * reference. See SSL_CTX_sess_set_get_cb(3).
 */
void SSL_CTX_sess_set_get_cb(SSL_CTX *ctx, SSL_SESSION *(*get_session_cb)(SSL*,
                                                                          const unsigned char*,
                                                                          int,
                                                                          int*));

/**
 * The callback that `SSL_CTX_sess_set_get_cb` set. See SSL_CTX_sess_get_get_cb(3).
 */
SSL_SESSION *(*SSL_CTX_sess_get_get_cb(SSL_CTX *ctx))(SSL*, const unsigned char*, int, int*);

/* ------------------------------------------------------------------------
 * The fields of an SSL_SESSION (SSL_SESSION_get_id(3), SSL_SESSION_get_time(3) and the manual
 * pages of the others)
 * ------------------------------------------------------------------------ */

/**
 * The session id; `len`, if not NULL, gets its bytes (0 to 32). Borrowed from the session. See
 * SSL_SESSION_get_id(3).
 */
const unsigned char *SSL_SESSION_get_id(const SSL_SESSION *s, unsigned int *len);

/**
 * Sets the session id, up to 32 bytes. The session must not be in a cache.
 *
 * Returns 1, or 0 with `SSL_R_SSL_SESSION_ID_TOO_LONG`. See SSL_SESSION_set1_id(3).
 */
int SSL_SESSION_set1_id(SSL_SESSION *s, const unsigned char *sid, unsigned int sid_len);

/**
 * The session id context of the server that made the session; `len`, if not NULL, gets its bytes
 * (0 to 32). Borrowed from the session. See SSL_SESSION_get0_id_context(3).
 */
const unsigned char *SSL_SESSION_get0_id_context(const SSL_SESSION *s, unsigned int *len);

/**
 * Sets the session id context, up to 32 bytes.
 *
 * Returns 1, or 0 with `SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG`. See
 * SSL_SESSION_set1_id_context(3).
 */
int SSL_SESSION_set1_id_context(SSL_SESSION *s,
                                const unsigned char *sid_ctx,
                                unsigned int sid_ctx_len);

/**
 * The time when the session was made, in seconds since 1970; 0 for NULL. See
 * SSL_SESSION_get_time(3).
 */
long SSL_SESSION_get_time(const SSL_SESSION *s);

/**
 * Sets the time when the session was made, in seconds since 1970. Returns it, or 0 for NULL. See
 * SSL_SESSION_set_time(3).
 */
long SSL_SESSION_set_time(SSL_SESSION *s, long t);

/**
 * The timeout in seconds after the session's start; 0 for NULL. See SSL_SESSION_get_timeout(3).
 */
long SSL_SESSION_get_timeout(const SSL_SESSION *s);

/**
 * Sets the timeout in seconds after the session's start. Returns 1, or 0 for NULL and for a
 * negative number. See SSL_SESSION_set_timeout(3).
 */
long SSL_SESSION_set_timeout(SSL_SESSION *s, long t);

/**
 * The protocol version, such as `TLS1_3_VERSION`. See SSL_SESSION_get_protocol_version(3).
 */
int SSL_SESSION_get_protocol_version(const SSL_SESSION *s);

/**
 * Sets the protocol version. Returns 1, or 0 for NULL. See SSL_SESSION_set_protocol_version(3).
 */
int SSL_SESSION_set_protocol_version(SSL_SESSION *s, int version);

/**
 * The cipher suite, or NULL if there is none. Static. See SSL_SESSION_get0_cipher(3).
 */
const SSL_CIPHER *SSL_SESSION_get0_cipher(const SSL_SESSION *s);

/**
 * Sets the cipher suite; NULL for none. Returns 1, or 0 for a NULL session. See
 * SSL_SESSION_set_cipher(3).
 */
int SSL_SESSION_set_cipher(SSL_SESSION *s, const SSL_CIPHER *cipher);

/**
 * The server's name in the handshake, or NULL. Borrowed from the session. See
 * SSL_SESSION_get0_hostname(3).
 */
const char *SSL_SESSION_get0_hostname(const SSL_SESSION *s);

/**
 * Sets the server's name; NULL for none. Returns 1, or 0 for a NULL session. See
 * SSL_SESSION_set1_hostname(3).
 */
int SSL_SESSION_set1_hostname(SSL_SESSION *s, const char *hostname);

/**
 * The application protocol: `*alpn` gets the name, NULL if there is none, `*len` its bytes.
 * Borrowed from the session. See SSL_SESSION_get0_alpn_selected(3).
 */
void SSL_SESSION_get0_alpn_selected(const SSL_SESSION *s, const unsigned char **alpn, size_t *len);

/**
 * Sets the application protocol; NULL or no bytes for none. Returns 1, or 0 for a NULL session. See
 * SSL_SESSION_set1_alpn_selected(3).
 */
int SSL_SESSION_set1_alpn_selected(SSL_SESSION *s, const unsigned char *alpn, size_t len);

/**
 * Copies the master secret (TLS 1.3: the pre-shared key, once known) to `out`, at most `outlen`
 * bytes.
 *
 * Returns the number of bytes copied; with `outlen` 0 the secret's length. See
 * SSL_SESSION_get_master_key(3).
 */
size_t SSL_SESSION_get_master_key(const SSL_SESSION *sess, unsigned char *out, size_t outlen);

/**
 * Sets the master secret, up to 512 bytes. Returns 1, or 0 for more. See
 * SSL_SESSION_set1_master_key(3).
 */
int SSL_SESSION_set1_master_key(SSL_SESSION *sess, const unsigned char *in, size_t len);

/**
 * The peer's certificate, or NULL. Borrowed from the session. See SSL_SESSION_get0_peer(3).
 */
X509 *SSL_SESSION_get0_peer(SSL_SESSION *s);

/**
 * Whether the session has a ticket: 1, or 0. See SSL_SESSION_has_ticket(3).
 */
int SSL_SESSION_has_ticket(const SSL_SESSION *s);

/**
 * The lifetime in seconds that the server promised for the ticket. See
 * SSL_SESSION_get_ticket_lifetime_hint(3).
 */
unsigned long SSL_SESSION_get_ticket_lifetime_hint(const SSL_SESSION *s);

/**
 * The ticket: `*tick`, if not NULL, gets its address, NULL if there is none, `*len` its bytes.
 * Borrowed from the session. See SSL_SESSION_get0_ticket(3).
 */
void SSL_SESSION_get0_ticket(const SSL_SESSION *s, const unsigned char **tick, size_t *len);

/**
 * The application's own data in the ticket: `*data` gets its address, NULL if there is none, `*len`
 * its bytes. Borrowed from the session. Returns 1. See SSL_SESSION_get0_ticket_appdata(3).
 */
int SSL_SESSION_get0_ticket_appdata(SSL_SESSION *ss, void **data, size_t *len);

/**
 * Sets the application's own data in the ticket; NULL or no bytes for none. Returns 1, or 0 for a
 * NULL session. See SSL_SESSION_set1_ticket_appdata(3).
 */
int SSL_SESSION_set1_ticket_appdata(SSL_SESSION *ss, const void *data, size_t len);

/**
 * Bytes of early data that the server takes with the session; 0 for none. See
 * SSL_SESSION_get_max_early_data(3).
 */
uint32_t SSL_SESSION_get_max_early_data(const SSL_SESSION *s);

/**
 * Sets the bytes of early data. Returns 1, or 0 for NULL. See SSL_SESSION_set_max_early_data(3).
 */
int SSL_SESSION_set_max_early_data(SSL_SESSION *s, uint32_t max_early_data);

/**
 * The maximum fragment length extension of the session: 0, because it is never negotiated. See
 * SSL_SESSION_get_max_fragment_length(3).
 */
uint8_t SSL_SESSION_get_max_fragment_length(const SSL_SESSION *sess);

/**
 * The compression method: 0, unless a session that was read from DER has another. See
 * SSL_SESSION_get_compress_id(3).
 */
unsigned int SSL_SESSION_get_compress_id(const SSL_SESSION *s);

/**
 * Whether the session can be resumed, as far as this side knows: 1, or 0. See
 * SSL_SESSION_is_resumable(3).
 */
int SSL_SESSION_is_resumable(const SSL_SESSION *s);

/* ------------------------------------------------------------------------
 * Session ids and session id contexts, which separate the sessions of applications
 * (SSL_CTX_set_session_id_context(3), SSL_CTX_set_generate_session_id(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the session id context: a server resumes only sessions that were made with the same one. A
 * server that verifies clients must set it for its sessions to be resumed at all.
 *
 * `sid_ctx` has `sid_ctx_len` bytes, at most 32, which are copied. Returns 1, or 0 with
 * `SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG`. See SSL_CTX_set_session_id_context(3).
 */
int SSL_CTX_set_session_id_context(SSL_CTX *ctx,
                                   const unsigned char *sid_ctx,
                                   unsigned int sid_ctx_len);

/**
 * As `SSL_CTX_set_session_id_context`, for one connection. See SSL_set_session_id_context(3).
 */
int SSL_set_session_id_context(SSL *ssl, const unsigned char *sid_ctx, unsigned int sid_ctx_len);

/**
 * Whether the internal cache has a session with this id and the connection's version: 1, or 0. See
 * SSL_has_matching_session_id(3).
 */
int SSL_has_matching_session_id(const SSL *ssl, const unsigned char *id, unsigned int id_len);

/**
 * Sets the callback that makes the ids of a server's sessions; NULL for random ids. It gets 32 zero
 * bytes and their number, fills them, and returns 1. If it returns 0 the handshake fails
 * (`SSL_R_SSL_SESSION_ID_CALLBACK_FAILED`), as it does with an id that is in the cache already. In
 * TLS 1.2 it cannot make the id shorter (`SSL_R_SSL_SESSION_ID_HAS_BAD_LENGTH`).
 *
 * Returns 1; 0 for NULL with an error on the queue. See SSL_CTX_set_generate_session_id(3).
 */
int SSL_CTX_set_generate_session_id(SSL_CTX *ctx, GEN_SESSION_CB cb);

/**
 * As `SSL_CTX_set_generate_session_id`, for one connection. See SSL_set_generate_session_id(3).
 */
int SSL_set_generate_session_id(SSL *s, GEN_SESSION_CB cb);

/**
 * Sets a callback that may forbid a server to make a session resumable, by returning something
 * other than 0; NULL for none. It is called in each full handshake once the cipher suite is chosen.
 * Its argument says whether the suite alone determines forward secrecy (1 in TLS 1.2, 0 in TLS
 * 1.3). See SSL_CTX_set_not_resumable_session_callback(3).
 */
void SSL_CTX_set_not_resumable_session_callback(SSL_CTX *ctx, int (*cb)(SSL*, int));

/**
 * As `SSL_CTX_set_not_resumable_session_callback`, for one connection. See
 * SSL_set_not_resumable_session_callback(3).
 */
void SSL_set_not_resumable_session_callback(SSL *ssl, int (*cb)(SSL*, int));

/* ------------------------------------------------------------------------
 * Sessions as text (SSL_SESSION_print(3))
 * ------------------------------------------------------------------------ */

/**
 * Writes a session as text, with its secret. Returns 1, or 0 if the session is NULL or writing to
 * `fp` fails. See SSL_SESSION_print(3).
 */
int SSL_SESSION_print(BIO *fp, const SSL_SESSION *ses);

/**
 * As `SSL_SESSION_print`, to a stdio file. See SSL_SESSION_print(3).
 */
int SSL_SESSION_print_fp(FILE *fp, const SSL_SESSION *ses);

/**
 * Writes id and secret as a line of NSS's key log format. Returns 1, or 0 if the session is NULL or
 * lacks one of them, or if writing to `bp` fails. See SSL_SESSION_print_keylog(3).
 */
int SSL_SESSION_print_keylog(BIO *bp, const SSL_SESSION *x);

/* ------------------------------------------------------------------------
 * Signature algorithms and groups of the peers (SSL_get_shared_sigalgs(3), SSL_group_to_name)
 * ------------------------------------------------------------------------ */

/**
 * A signature algorithm that the peer offered, and how many it offered.
 *
 * With an `idx` of 0 or more, the places that are not NULL get the algorithm at that index of the
 * peer's list: NIDs of key type, digest and both together (NID_undef if there is none), and the
 * lower and upper byte of its number on the wire. With a negative `idx` nothing is written. Returns
 * the number of algorithms; 0 if the peer sent none, past the end of its list and, with an error on
 * the queue, for NULL. See SSL_get_shared_sigalgs(3).
 */
int SSL_get_sigalgs(SSL *ssl,
                    int idx,
                    int *psign,
                    int *phash,
                    int *psignhash,
                    unsigned char *rsig,
                    unsigned char *rhash);

/**
 * A signature algorithm that both peers have, and how many they share.
 *
 * As `SSL_get_sigalgs`, but of the algorithms that are also ours, in the order of preference;
 * a negative `idx` gives 0. See SSL_get_shared_sigalgs(3).
 */
int SSL_get_shared_sigalgs(SSL *ssl,
                           int idx,
                           int *psign,
                           int *phash,
                           int *psignhash,
                           unsigned char *rsig,
                           unsigned char *rhash);

/**
 * The name of a group, such as "secp256r1" or "x25519".
 *
 * `nid` is a NID, or 0x1000000 (TLSEXT_nid_unknown) plus the group's number on the wire. Returns
 * a static string; NULL for an unknown group and, with an error on the queue, for a NULL
 * connection. See SSL_CTX_set1_curves(3).
 */
const char *SSL_group_to_name(SSL *ssl, int nid);

/* ------------------------------------------------------------------------
 * The state of a connection, by name and number (SSL_get_state(3), SSL_state_string(3),
 * SSL_rstate_string(3))
 * ------------------------------------------------------------------------ */

/**
 * The name of the handshake state in up to six letters, for logs. A static string.
 * See SSL_state_string(3).
 */
const char *SSL_state_string(const SSL *s);

/**
 * The name of the handshake state in words, for logs. A static string. See
 * SSL_state_string_long(3).
 */
const char *SSL_state_string_long(const SSL *s);

/**
 * The state of reading a record in two letters: "RH" if the header is next, "RB" if the body is. A
 * static string. See SSL_rstate_string(3).
 */
const char *SSL_rstate_string(const SSL *s);

/**
 * The state of reading a record in words: "read header" or "read body". A static string.
 * See SSL_rstate_string_long(3).
 */
const char *SSL_rstate_string_long(const SSL *s);

#ifdef OPENSSL_SSL_H
/**
 * The state of the handshake (`TLS_ST_*`): `TLS_ST_BEFORE` before it, `TLS_ST_OK` when it is
 * complete. See SSL_get_state(3).
 */
OSSL_HANDSHAKE_STATE SSL_get_state(const SSL *ssl);
#elif !defined(__cplusplus)
unsigned int SSL_get_state(const SSL *ssl);
#endif

/**
 * 1 while a handshake is due or under way, and after a fatal error; otherwise 0. See
 * SSL_in_init(3).
 */
int SSL_in_init(const SSL *s);

/**
 * 1 if no handshake was started yet, otherwise 0. See SSL_in_before(3).
 */
int SSL_in_before(const SSL *s);

/**
 * 1 if the handshake is complete and none is under way, otherwise 0. See SSL_is_init_finished(3).
 */
int SSL_is_init_finished(const SSL *s);

/**
 * 1 if this is a server, otherwise 0. See SSL_is_server(3).
 */
int SSL_is_server(const SSL *s);

/* ------------------------------------------------------------------------
 * Session tickets: their number, keys, and the application's data in them
 * (SSL_CTX_set_num_tickets(3), SSL_CTX_set_tlsext_ticket_key_cb(3),
 * SSL_CTX_set_session_ticket_cb(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets the callback that chooses the keys of tickets by initialising the contexts that it gets;
 * NULL for the context's own keys.
 *
 * Its last argument is 1 for a new ticket: it fills in the 16 bytes of key name and the IV, and
 * returns 1, 0 for no ticket, or -1. With 0 it looks up the key name and returns 1, 2 to use the
 * ticket and send a new one, 0 for an unknown key, or -1. Returns 1. See
 * SSL_CTX_set_tlsext_ticket_key_evp_cb(3).
 */
int SSL_CTX_set_tlsext_ticket_key_evp_cb(SSL_CTX *ctx, int (*fp)(SSL*,
                                                                 unsigned char*,
                                                                 unsigned char*,
                                                                 EVP_CIPHER_CTX*,
                                                                 EVP_MAC_CTX*,
                                                                 int));

/**
 * Sets callbacks that add data to a new ticket and judge a received one.
 *
 * `gen_cb` runs before a ticket is sealed; `SSL_get_session` returns the session to be sealed then;
 * returning 0 means no ticket. `dec_cb` gets the session that was in a ticket, the key's name and
 * `SSL_TICKET_SUCCESS`, `SSL_TICKET_SUCCESS_RENEW` or `SSL_TICKET_NO_DECRYPT`; it returns
 * `SSL_TICKET_RETURN_*`. Either may be NULL. Returns 1. See SSL_CTX_set_session_ticket_cb(3).
 */
int SSL_CTX_set_session_ticket_cb(SSL_CTX *ctx,
                                  SSL_CTX_generate_session_ticket_fn gen_cb,
                                  SSL_CTX_decrypt_session_ticket_fn dec_cb,
                                  void *arg);

/**
 * Sets the number of tickets that a TLS 1.3 server sends after a handshake. Returns 1. See
 * SSL_CTX_set_num_tickets(3).
 */
int SSL_CTX_set_num_tickets(SSL_CTX *ctx, size_t num_tickets);

/**
 * The number of tickets that a TLS 1.3 server sends: 2 by default. See SSL_CTX_get_num_tickets(3).
 */
size_t SSL_CTX_get_num_tickets(const SSL_CTX *ctx);

/**
 * As `SSL_CTX_set_num_tickets`, for one connection. See SSL_set_num_tickets(3).
 */
int SSL_set_num_tickets(SSL *s, size_t num_tickets);

/**
 * As `SSL_CTX_get_num_tickets`, for one connection. See SSL_get_num_tickets(3).
 */
size_t SSL_get_num_tickets(const SSL *s);

/**
 * Makes a TLS 1.3 server send another ticket with the next `SSL_write` or `SSL_do_handshake`.
 * Returns 1, or 0 on clients, with TLS 1.2 and before the end of the handshake. See
 * SSL_new_session_ticket(3).
 */
int SSL_new_session_ticket(SSL *s);

/**
 * Sets a TLS 1.2 client's ticket extension. With NULL none is sent, and this returns 1. All other
 * values (EAP-FAST) are not supported: 0 with an error on the queue. See
 * SSL_set_session_ticket_ext(3).
 */
int SSL_set_session_ticket_ext(SSL *s, void *ext_data, int _ext_len);

/**
 * Not supported: sets the callback for the client's ticket extension (EAP-FAST). Returns 0 with an
 * error on the queue; 1 for NULL. See SSL_set_session_ticket_ext_cb(3).
 */
int SSL_set_session_ticket_ext_cb(SSL *_s, tls_session_ticket_ext_cb_fn cb, void *_arg);

/**
 * Not supported: sets the callback that gives the master secret (EAP-FAST). Returns 0 with an error
 * on the queue; 1 for NULL. See SSL_set_session_secret_cb(3).
 */
int SSL_set_session_secret_cb(SSL *_s, tls_session_secret_cb_fn session_secret_cb, void *_arg);

/* ------------------------------------------------------------------------
 * Parameters of finite-field Diffie-Hellman in TLS 1.2 (SSL_CTX_set0_tmp_dh_pkey(3))
 * ------------------------------------------------------------------------ */

/**
 * Keeps DH parameters for connections made from now on. Returns 1 and takes over the caller's
 * reference; or 0 with an error on the queue (`SSL_R_DH_KEY_TOO_SMALL`), and the caller keeps its
 * reference. See SSL_CTX_set0_tmp_dh_pkey(3).
 *
 * Accepted, no effect: There are no suites with DHE.
 */
int SSL_CTX_set0_tmp_dh_pkey(SSL_CTX *ctx, EVP_PKEY *dhpkey);

/**
 * As `SSL_CTX_set0_tmp_dh_pkey`, for one connection. See SSL_set0_tmp_dh_pkey(3).
 *
 * Accepted, no effect: There are no suites with DHE.
 */
int SSL_set0_tmp_dh_pkey(SSL *s, EVP_PKEY *dhpkey);

/**
 * Sets the callback that gives DH parameters to suites with DHE, of which this library has none.
 * See SSL_CTX_set_tmp_dh_callback(3).
 *
 * Accepted, no effect: There are no suites with DHE.
 */
void SSL_CTX_set_tmp_dh_callback(SSL_CTX *ctx, DH *(*_dh)(SSL *ssl, int is_export, int keylength));

/**
 * As `SSL_CTX_set_tmp_dh_callback`, for one connection. See SSL_set_tmp_dh_callback(3).
 *
 * Accepted, no effect: There are no suites with DHE.
 */
void SSL_set_tmp_dh_callback(SSL *ssl, DH *(*_dh)(SSL *ssl, int is_export, int keylength));

/* ------------------------------------------------------------------------
 * The BIOs of a connection: SSL_set_bio(3), SSL_set_fd(3), SSL_get_rbio(3)
 * ------------------------------------------------------------------------ */

/**
 * Connects `ssl` to its transport: it reads from `rbio` and writes to `wbio`.
 *
 * Takes over the caller's references: two, but only one if both are the same BIO, if only `wbio`
 * changes, or if only `rbio` changes and the two were different; none if nothing changes. The old
 * BIOs are freed. NULL removes a side. See SSL_set_bio(3).
 */
void SSL_set_bio(SSL *ssl, BIO *rbio, BIO *wbio);

/**
 * Sets the BIO to read from and takes over the caller's reference; the old BIO is freed. See
 * SSL_set_bio(3).
 */
void SSL_set0_rbio(SSL *ssl, BIO *rbio);

/**
 * Sets the BIO to write to and takes over the caller's reference; the old BIO is freed. See
 * SSL_set_bio(3).
 */
void SSL_set0_wbio(SSL *ssl, BIO *wbio);

/**
 * The BIO that is read from, NULL if there is none. Still owned by `ssl`. See SSL_get_rbio(3).
 */
BIO *SSL_get_rbio(const SSL *ssl);

/**
 * The BIO that is written to, NULL if there is none. Still owned by `ssl`. See SSL_get_rbio(3).
 */
BIO *SSL_get_wbio(const SSL *ssl);

/**
 * Sets the socket `fd` as the transport, in a new socket BIO. The descriptor remains the caller's:
 * `SSL_free` does not close it. Returns 1, or 0 when memory is out. See SSL_set_fd(3).
 */
int SSL_set_fd(SSL *ssl, int fd);

/**
 * As `SSL_set_fd`, for reading only. If output goes to the same `fd`, its BIO is used for both. See
 * SSL_set_fd(3).
 */
int SSL_set_rfd(SSL *ssl, int fd);

/**
 * As `SSL_set_fd`, for writing only. If input comes from the same `fd`, its BIO is used for both.
 * See SSL_set_fd(3).
 */
int SSL_set_wfd(SSL *ssl, int fd);

/**
 * The read BIO's descriptor, -1 if it has none. See SSL_get_fd(3).
 */
int SSL_get_fd(const SSL *ssl);

/**
 * As `SSL_get_fd`. See SSL_get_fd(3).
 */
int SSL_get_rfd(const SSL *ssl);

/**
 * The write BIO's descriptor, -1 if it has none. See SSL_get_fd(3).
 */
int SSL_get_wfd(const SSL *ssl);

/* ------------------------------------------------------------------------
 * Verifying the peer's certificate (SSL_CTX_set_verify(3))
 * ------------------------------------------------------------------------ */

/**
 * Sets whether and how the peer's certificate is verified, and a callback (NULL for none) that is
 * called for each certificate of the chain and may change the verdict.
 *
 * `mode`: `SSL_VERIFY_NONE`, or `SSL_VERIFY_PEER` with other `SSL_VERIFY_*` flags.
 * See SSL_CTX_set_verify(3).
 */
void SSL_CTX_set_verify(SSL_CTX *ctx, int mode, int (*callback)(int preverify_ok,
                                                                X509_STORE_CTX *x509_ctx));

/**
 * As `SSL_CTX_set_verify`, for this connection alone; NULL leaves the callback as it is.
 */
void SSL_set_verify(SSL *ssl,
                    int mode,
                    int (*callback)(int preverify_ok, X509_STORE_CTX *x509_ctx));

/**
 * The mode of `SSL_CTX_set_verify`. See SSL_CTX_get_verify_mode(3).
 */
int SSL_CTX_get_verify_mode(const SSL_CTX *ctx);

/**
 * As `SSL_CTX_get_verify_mode`, for this connection alone.
 */
int SSL_get_verify_mode(const SSL *ssl);

/**
 * The callback of `SSL_CTX_set_verify`, NULL for none. See SSL_CTX_get_verify_callback(3).
 */
int (*SSL_CTX_get_verify_callback(const SSL_CTX *ctx))(int preverify_ok, X509_STORE_CTX *x509_ctx);

/**
 * As `SSL_CTX_get_verify_callback`, for this connection alone.
 */
int (*SSL_get_verify_callback(const SSL *ssl))(int preverify_ok, X509_STORE_CTX *x509_ctx);

/**
 * The most certificates between the peer's and the trusted one; -1 for no limit of its own. See
 * SSL_CTX_get_verify_depth(3).
 */
int SSL_CTX_get_verify_depth(const SSL_CTX *ctx);

/**
 * As `SSL_CTX_get_verify_depth`, for this connection alone.
 */
int SSL_get_verify_depth(const SSL *ssl);

/**
 * Sets the most certificates between the peer's and the trusted one. See
 * SSL_CTX_set_verify_depth(3).
 */
void SSL_CTX_set_verify_depth(SSL_CTX *ctx, int depth);

/**
 * As `SSL_CTX_set_verify_depth`, for this connection alone.
 */
void SSL_set_verify_depth(SSL *ssl, int depth);

/**
 * Sets a callback that verifies the peer's chain instead of `X509_verify_cert`; NULL for none.
 *
 * It gets the prepared X509_STORE_CTX and `arg`, sets the error in the X509_STORE_CTX, and returns
 * 1 for success. See SSL_CTX_set_cert_verify_callback(3).
 */
void SSL_CTX_set_cert_verify_callback(SSL_CTX *ctx,
                                      int (*cb)(X509_STORE_CTX *arg1, void *arg2),
                                      void *arg);

/**
 * The result of verifying the peer's certificate: `X509_V_OK` or an `X509_V_ERR_*`, even if the
 * mode let the handshake continue. It is `X509_V_OK` if there was no certificate. See
 * SSL_get_verify_result(3).
 */
long SSL_get_verify_result(const SSL *ssl);

/**
 * Sets the value that `SSL_get_verify_result` returns. See SSL_set_verify_result(3).
 */
void SSL_set_verify_result(SSL *ssl, long v);

/* ------------------------------------------------------------------------
 * The purpose and the name that the peer's certificate must have (SSL_CTX_set1_param(3),
 * SSL_set1_host(3))
 * ------------------------------------------------------------------------ */

/**
 * The verification parameters. They remain the context's; the application may change them. See
 * SSL_CTX_get0_param(3).
 */
X509_VERIFY_PARAM *SSL_CTX_get0_param(SSL_CTX *ctx);

/**
 * As `SSL_CTX_get0_param`, for this connection alone.
 */
X509_VERIFY_PARAM *SSL_get0_param(SSL *ssl);

/**
 * Copies all verification parameters that are set in `vpm`. Returns 1, or 0 on failure. See
 * SSL_CTX_set1_param(3).
 */
int SSL_CTX_set1_param(SSL_CTX *ctx, X509_VERIFY_PARAM *vpm);

/**
 * As `SSL_CTX_set1_param`, for this connection alone.
 */
int SSL_set1_param(SSL *ssl, X509_VERIFY_PARAM *vpm);

/**
 * Sets the purpose that the peer's certificate must have (`X509_PURPOSE_*`). Returns 1, or 0 for an
 * unknown purpose. See SSL_CTX_set_purpose(3).
 */
int SSL_CTX_set_purpose(SSL_CTX *ctx, int purpose);

/**
 * As `SSL_CTX_set_purpose`, for this connection alone.
 */
int SSL_set_purpose(SSL *ssl, int purpose);

/**
 * Sets how the root certificate must be trusted (`X509_TRUST_*`). Returns 1, or 0 for an unknown
 * setting. See SSL_CTX_set_trust(3).
 */
int SSL_CTX_set_trust(SSL_CTX *ctx, int trust);

/**
 * As `SSL_CTX_set_trust`, for this connection alone.
 */
int SSL_set_trust(SSL *ssl, int trust);

/**
 * Sets the name, or the IP address, that the peer's certificate must be for; NULL or "" for any.
 * Returns 1, or 0 on failure. See SSL_set1_host(3).
 */
int SSL_set1_host(SSL *ssl, const char *hostname);

/**
 * Adds a name that the peer's certificate may be for. Returns 1, or 0 on failure: a second IP
 * address fails. See SSL_add1_host(3).
 */
int SSL_add1_host(SSL *ssl, const char *hostname);

/**
 * Sets how names are compared (`X509_CHECK_FLAG_*`). See SSL_set_hostflags(3).
 */
void SSL_set_hostflags(SSL *ssl, unsigned int flags);

/**
 * The name in the peer's certificate that matched, NULL for none. The string remains the
 * connection's, until the next handshake. See SSL_get0_peername(3).
 */
const char *SSL_get0_peername(SSL *ssl);

/* ------------------------------------------------------------------------
 * The certificates that we trust (SSL_CTX_load_verify_locations(3), SSL_CTX_set_cert_store(3))
 * ------------------------------------------------------------------------ */

/**
 * Trusts the certificates of a PEM file. Returns 1, or 0 with libcrypto's error on the queue.
 * See SSL_CTX_load_verify_file(3).
 */
int SSL_CTX_load_verify_file(SSL_CTX *ctx, const char *CAfile);

/**
 * Trusts the certificates of a directory, whose files have hashed names. Returns 1, or 0
 * with libcrypto's error on the queue. See SSL_CTX_load_verify_dir(3).
 */
int SSL_CTX_load_verify_dir(SSL_CTX *ctx, const char *CApath);

/**
 * Trusts the certificates of an OSSL_STORE URI. Returns 1, or 0 with libcrypto's error on the
 * queue. See SSL_CTX_load_verify_store(3).
 */
int SSL_CTX_load_verify_store(SSL_CTX *ctx, const char *CAstore);

/**
 * Trusts the certificates of a PEM file and of a directory, one of which may be NULL. Returns 1, or
 * 0 with libcrypto's error on the queue (without one if both are NULL). See
 * SSL_CTX_load_verify_locations(3).
 */
int SSL_CTX_load_verify_locations(SSL_CTX *ctx, const char *CAfile, const char *CApath);

/**
 * Trusts the certificates in libcrypto's default file, directory and store, which need not exist.
 * Returns 1, or 0 on failure. See SSL_CTX_set_default_verify_paths(3).
 */
int SSL_CTX_set_default_verify_paths(SSL_CTX *ctx);

/**
 * Trusts the certificates in libcrypto's default directory, which need not exist. Returns 1, or 0
 * on failure. See SSL_CTX_set_default_verify_dir(3).
 */
int SSL_CTX_set_default_verify_dir(SSL_CTX *ctx);

/**
 * Trusts the certificates in libcrypto's default file, which need not exist. Returns 1, or 0 on
 * failure. See SSL_CTX_set_default_verify_file(3).
 */
int SSL_CTX_set_default_verify_file(SSL_CTX *ctx);

/**
 * Trusts the certificates in libcrypto's default store, which need not exist. Returns 1, or 0 on
 * failure. See SSL_CTX_set_default_verify_store(3).
 */
int SSL_CTX_set_default_verify_store(SSL_CTX *ctx);

/**
 * The store of trusted certificates, which remains the context's. See SSL_CTX_get_cert_store(3).
 */
X509_STORE *SSL_CTX_get_cert_store(const SSL_CTX *ctx);

/**
 * Replaces the store of trusted certificates; the context takes over the caller's reference. See
 * SSL_CTX_set_cert_store(3).
 */
void SSL_CTX_set_cert_store(SSL_CTX *ctx, X509_STORE *store);

/**
 * As `SSL_CTX_set_cert_store`, with a reference of the context's own.
 * See SSL_CTX_set1_cert_store(3).
 */
void SSL_CTX_set1_cert_store(SSL_CTX *ctx, X509_STORE *store);

/* ------------------------------------------------------------------------
 * The protocol version of a connection, and changing the method (SSL_get_version(3),
 * SSL_set_ssl_method(3))
 * ------------------------------------------------------------------------ */

/**
 * The protocol version in use: `TLS1_2_VERSION` or `TLS1_3_VERSION`; before one is chosen the
 * highest of the method, then the highest that a client offers or the one in the ClientHello. 0 for
 * NULL. See SSL_version(3).
 */
int SSL_version(const SSL *ssl);

/**
 * The name of the version that `SSL_version` returns, such as "TLSv1.3". A static string. See
 * SSL_get_version(3).
 */
const char *SSL_get_version(const SSL *s);

/**
 * The version in the ClientHello that a server received or a client sent; a TLS 1.3 ClientHello has
 * 1.2 there. Before the handshake, the method's number (`TLS_ANY_VERSION`). See
 * SSL_client_version(3).
 */
int SSL_client_version(const SSL *s);

/**
 * Always 0, because DTLS is not supported. See SSL_is_dtls(3).
 */
int SSL_is_dtls(const SSL *s);

/**
 * The method of a context: a static object, not to be freed. See SSL_CTX_get_ssl_method(3).
 */
const SSL_METHOD *SSL_CTX_get_ssl_method(const SSL_CTX *ctx);

/**
 * The method of a connection: a static object, not to be freed. If it allows several versions, the
 * method of the negotiated version replaces it until `SSL_clear`. See SSL_get_ssl_method(3).
 */
const SSL_METHOD *SSL_get_ssl_method(const SSL *s);

/**
 * Sets the method for connections made from now on, and the cipher lists to their defaults.
 * Returns 1, or 0 for NULL with an error on the queue. See SSL_CTX_set_ssl_version(3).
 */
int SSL_CTX_set_ssl_version(SSL_CTX *ctx, const SSL_METHOD *meth);

/**
 * Sets the method of a connection until its handshake begins, when the context's method is in force
 * again. Returns 1, or 0 for NULL with an error on the queue. See SSL_set_ssl_method(3).
 */
int SSL_set_ssl_method(SSL *s, const SSL_METHOD *method);

/* ------------------------------------------------------------------------
 * Since OpenSSL 3.2
 * ------------------------------------------------------------------------ */

#if LIBSSL_RS_SINCE(3, 2)

/**
 * As `SSL_shutdown`; flags and arguments are for QUIC only. See SSL_shutdown_ex(3).
 */
int SSL_shutdown_ex(SSL *ssl, uint64_t _flags, const SSL_SHUTDOWN_EX_ARGS *_args, size_t _args_len);

/**
 * Not supported: sets the algorithms that may compress certificates. Returns 1 for an empty list
 * (NULL or 0), otherwise 0 with an error on the queue. See SSL_CTX_set1_cert_comp_preference(3).
 */
int SSL_CTX_set1_cert_comp_preference(SSL_CTX *_ctx, int *algs, size_t len);

/**
 * Not supported: sets the algorithms that may compress certificates. Returns 1 for an empty list
 * (NULL or 0), otherwise 0 with an error on the queue. See SSL_set1_cert_comp_preference(3).
 */
int SSL_set1_cert_comp_preference(SSL *_ssl, int *algs, size_t len);

/**
 * Not supported: compresses a context's certificates before handshakes. Returns 0 with an error on
 * the queue. See SSL_CTX_compress_certs(3).
 */
int SSL_CTX_compress_certs(SSL_CTX *_ctx, int _alg);

/**
 * Not supported: compresses a connection's certificates before the handshake. Returns 0 with an
 * error on the queue. See SSL_compress_certs(3).
 */
int SSL_compress_certs(SSL *_ssl, int _alg);

/**
 * Not supported: sets the compressed form of a context's certificate. Returns 0 with an error on
 * the queue. See SSL_CTX_set1_compressed_cert(3).
 */
int SSL_CTX_set1_compressed_cert(SSL_CTX *_ctx,
                                 int _algorithm,
                                 unsigned char *_comp_data,
                                 size_t _comp_length,
                                 size_t _orig_length);

/**
 * Not supported: sets the compressed form of a connection's certificate. Returns 0 with an error on
 * the queue. See SSL_set1_compressed_cert(3).
 */
int SSL_set1_compressed_cert(SSL *_ssl,
                             int _algorithm,
                             unsigned char *_comp_data,
                             size_t _comp_length,
                             size_t _orig_length);

/**
 * Not supported: gives the compressed form of a context's certificate. Returns 0 with an error on
 * the queue. See SSL_CTX_get1_compressed_cert(3).
 */
size_t SSL_CTX_get1_compressed_cert(SSL_CTX *_ctx,
                                    int _alg,
                                    unsigned char **_data,
                                    size_t *_orig_len);

/**
 * Not supported: gives the compressed form of a connection's certificate. Returns 0 with an error
 * on the queue. See SSL_get1_compressed_cert(3).
 */
size_t SSL_get1_compressed_cert(SSL *_ssl, int _alg, unsigned char **_data, size_t *_orig_len);

/**
 * Stores the extensions' numbers in the order received.
 *
 * `*num_exts` is the capacity of `exts`, and gets the number of extensions; with `exts` NULL only
 * that is stored. Returns 1, or 0 without a ClientHello, for a NULL `num_exts`, and if the capacity
 * is too small. See SSL_client_hello_get_extension_order(3).
 */
int SSL_client_hello_get_extension_order(SSL *s, uint16_t *exts, size_t *num_exts);

/**
 * The name of the key exchange's group, such as `x25519`. For a resumed TLS 1.2 session it is the
 * original handshake's group. NULL before the key exchange.
 *
 * The name is static, and each call returns the same memory. A program that writes into it (haproxy
 * changes the letters to capitals) reads its own text later. See SSL_get0_group_name(3).
 */
const char *SSL_get0_group_name(SSL *s);

/**
 * The time that the peer took to answer in the handshake: `*rtt` gets microseconds.
 *
 * Client: from the ClientHello to the end of the server's flight. Server: from the end of its
 * flight to the client's Finished. Returns 1; 0 while it is unknown and if a TLS 1.2 session was
 * resumed; -1 for NULL. See SSL_get_handshake_rtt(3).
 */
int SSL_get_handshake_rtt(const SSL *s, uint64_t *rtt);

/**
 * Handles events that are due, such as timers; TLS objects have none. Returns 1. See
 * SSL_handle_events(3).
 */
int SSL_handle_events(SSL *_s);

/**
 * The time until `SSL_handle_events` has something to do: never for TLS objects. `*tv` gets a
 * million seconds and `*is_infinite` 1. Returns 1. See SSL_get_event_timeout(3).
 */
int SSL_get_event_timeout(SSL *_s, struct timeval *tv, int *is_infinite);

/**
 * The descriptor to wait for until more can be read. Returns 1 and stores it in `*desc` if the BIO
 * has one; otherwise 0. Socket BIOs have one since libcrypto 3.2. See SSL_get_rpoll_descriptor(3).
 */
int SSL_get_rpoll_descriptor(SSL *s, BIO_POLL_DESCRIPTOR *desc);

/**
 * As `SSL_get_rpoll_descriptor`, until more can be written. See SSL_get_wpoll_descriptor(3).
 */
int SSL_get_wpoll_descriptor(SSL *s, BIO_POLL_DESCRIPTOR *desc);

/**
 * Whether the last operation waits until the transport can be read, like `SSL_want_read`. See
 * SSL_net_read_desired(3).
 */
int SSL_net_read_desired(SSL *s);

/**
 * Whether the last operation waits until the transport can be written, like `SSL_want_write`. See
 * SSL_net_write_desired(3).
 */
int SSL_net_write_desired(SSL *s);

/**
 * The method of QUIC clients: NULL with an error on the queue, which `SSL_CTX_new` refuses in turn.
 * See OSSL_QUIC_client_method(3).
 */
const SSL_METHOD *OSSL_QUIC_client_method(void);

/**
 * The method of QUIC clients with a thread of their own: NULL with an error on the queue, which
 * `SSL_CTX_new` refuses in turn. See OSSL_QUIC_client_thread_method(3).
 */
const SSL_METHOD *OSSL_QUIC_client_thread_method(void);

/**
 * Whether an object is a TLS connection: 1 for all but NULL. See SSL_is_tls(3).
 */
int SSL_is_tls(const SSL *ssl);

/**
 * Whether an object is one of QUIC: 0. See SSL_is_quic(3).
 */
int SSL_is_quic(const SSL *_ssl);

/**
 * The connection that a stream belongs to: a TLS object itself. See SSL_get0_connection(3).
 */
SSL *SSL_get0_connection(SSL *s);

/**
 * Whether an object is its own connection: 1. See SSL_is_connection(3).
 */
int SSL_is_connection(SSL *_s);

/**
 * Sets the address that a QUIC client connects to: 0, which is failure, for TLS objects.
 * See SSL_set1_initial_peer_addr(3).
 */
int SSL_set1_initial_peer_addr(SSL *_s, const BIO_ADDR *_peer_addr);

/**
 * Gives a QUIC object a datagram: 0 with `ERR_R_INTERNAL_ERROR` for TLS objects.
 * See SSL_inject_net_dgram(3).
 */
int SSL_inject_net_dgram(SSL *_s,
                         const unsigned char *_buf,
                         size_t _buf_len,
                         const BIO_ADDR *_peer,
                         const BIO_ADDR *_local);

/**
 * How a QUIC connection was closed: -1, which is failure, for TLS objects.
 * See SSL_get_conn_close_info(3).
 */
int SSL_get_conn_close_info(SSL *_s, SSL_CONN_CLOSE_INFO *_info, size_t _info_len);

/**
 * Sets whether calls on a QUIC object block: 0, which is failure, for TLS objects, whose BIO
 * decides that. See SSL_set_blocking_mode(3).
 */
int SSL_set_blocking_mode(SSL *_s, int _blocking);

/**
 * Whether calls on a QUIC object block: -1, which is failure, for TLS objects. See
 * SSL_get_blocking_mode(3).
 */
int SSL_get_blocking_mode(SSL *_s);

/**
 * Makes a stream: NULL for TLS objects. See SSL_new_stream(3).
 */
SSL *SSL_new_stream(SSL *_s, uint64_t _flags);

/**
 * Accepts a stream that the peer made: NULL for TLS objects. See SSL_accept_stream(3).
 */
SSL *SSL_accept_stream(SSL *_s, uint64_t _flags);

/**
 * Streams that wait to be accepted: 0 for TLS objects. See SSL_get_accept_stream_queue_len(3).
 */
size_t SSL_get_accept_stream_queue_len(SSL *_s);

/**
 * The directions of an object's stream: `SSL_STREAM_TYPE_BIDI` (3) for TLS objects.
 * See SSL_get_stream_type(3).
 */
int SSL_get_stream_type(SSL *_s);

/**
 * The number of an object's stream: `UINT64_MAX` for TLS objects. See SSL_get_stream_id(3).
 */
uint64_t SSL_get_stream_id(SSL *_s);

/**
 * Whether a stream was made on this side: -1, which is failure, for TLS objects.
 * See SSL_is_stream_local(3).
 */
int SSL_is_stream_local(SSL *_s);

/**
 * Sets the type of a connection's default stream: always 0, which is failure, for TLS objects. See
 * SSL_set_default_stream_mode(3).
 */
int SSL_set_default_stream_mode(SSL *_s, uint32_t _mode);

/**
 * Sets what happens to streams that the peer makes: always 0, which is failure, for TLS objects.
 * See SSL_set_incoming_stream_policy(3).
 */
int SSL_set_incoming_stream_policy(SSL *_s, int _policy, uint64_t _aec);

/**
 * Ends the sending side of a stream: 0, which is failure, for TLS objects.
 * See SSL_stream_conclude(3).
 */
int SSL_stream_conclude(SSL *_ssl, uint64_t _flags);

/**
 * Resets a stream: 0, which is failure, for TLS objects. See SSL_stream_reset(3).
 */
int SSL_stream_reset(SSL *_ssl, const SSL_STREAM_RESET_ARGS *_args, size_t _args_len);

/**
 * The state of a stream's receiving side: `SSL_STREAM_STATE_NONE` (0) for TLS objects.
 * See SSL_get_stream_read_state(3).
 */
int SSL_get_stream_read_state(SSL *_ssl);

/**
 * The state of a stream's sending side: `SSL_STREAM_STATE_NONE` (0) for TLS objects.
 * See SSL_get_stream_write_state(3).
 */
int SSL_get_stream_write_state(SSL *_ssl);

/**
 * The code with which the peer reset a stream: -1, which is failure, for TLS objects.
 * See SSL_get_stream_read_error_code(3).
 */
int SSL_get_stream_read_error_code(SSL *_ssl, uint64_t *_app_error_code);

/**
 * The code with which a stream was reset on this side: -1, which is failure, for TLS objects.
 * See SSL_get_stream_write_error_code(3).
 */
int SSL_get_stream_write_error_code(SSL *_ssl, uint64_t *_app_error_code);

/**
 * Not supported: sets the types of its own certificate that a client offers. Returns 1 for the
 * default (NULL and 0), 0 for a malformed list, and 0 with an error on the queue for every valid
 * one. See SSL_set1_client_cert_type(3).
 */
int SSL_set1_client_cert_type(SSL *_s, const unsigned char *val, size_t len);

/**
 * Not supported: as `SSL_set1_client_cert_type`, for the server's certificate. See
 * SSL_set1_server_cert_type(3).
 */
int SSL_set1_server_cert_type(SSL *_s, const unsigned char *val, size_t len);

/**
 * Not supported: as `SSL_set1_client_cert_type`, for new connections. See
 * SSL_CTX_set1_client_cert_type(3).
 */
int SSL_CTX_set1_client_cert_type(SSL_CTX *_ctx, const unsigned char *val, size_t len);

/**
 * Not supported: as `SSL_set1_client_cert_type`, for the server's certificate in new connections.
 * See SSL_CTX_set1_server_cert_type(3).
 */
int SSL_CTX_set1_server_cert_type(SSL_CTX *_ctx, const unsigned char *val, size_t len);

/**
 * The list that `SSL_set1_client_cert_type` set. There is never one: `*t` gets NULL and `*len` 0.
 * Returns 1, or 0 if a place is NULL. See SSL_get0_client_cert_type(3).
 */
int SSL_get0_client_cert_type(const SSL *_s, unsigned char **t, size_t *len);

/**
 * As `SSL_get0_client_cert_type`, for the server's certificate. See SSL_get0_server_cert_type(3).
 */
int SSL_get0_server_cert_type(const SSL *_s, unsigned char **t, size_t *len);

/**
 * As `SSL_get0_client_cert_type`, for a context. See SSL_CTX_get0_client_cert_type(3).
 */
int SSL_CTX_get0_client_cert_type(const SSL_CTX *_ctx, unsigned char **t, size_t *len);

/**
 * As `SSL_get0_client_cert_type`, for a context and the server's certificate. See
 * SSL_CTX_get0_server_cert_type(3).
 */
int SSL_CTX_get0_server_cert_type(const SSL_CTX *_ctx, unsigned char **t, size_t *len);

/**
 * The type of the client's certificate: `TLSEXT_cert_type_x509` (0).
 * See SSL_get_negotiated_client_cert_type(3).
 */
int SSL_get_negotiated_client_cert_type(const SSL *_s);

/**
 * The type of the server's certificate: `TLSEXT_cert_type_x509` (0).
 * See SSL_get_negotiated_server_cert_type(3).
 */
int SSL_get_negotiated_server_cert_type(const SSL *_s);

/**
 * The peer's raw public key: always NULL, because peers send certificates. See
 * SSL_get0_peer_rpk(3).
 */
EVP_PKEY *SSL_get0_peer_rpk(const SSL *_s);

/**
 * The raw public key of a session's peer: always NULL, because peers send certificates. See
 * SSL_SESSION_get0_peer_rpk(3).
 */
EVP_PKEY *SSL_SESSION_get0_peer_rpk(SSL_SESSION *_s);

/**
 * Adds a public key that the peer may have, as the TLSA record "3 1 0". The peer must present the
 * key in a certificate.
 *
 * DANE must have been enabled before (SSL_dane_enable(3)). The key remains the caller's. Returns 1,
 * or 0 without DANE and for a key that cannot be encoded. See SSL_add_expected_rpk(3).
 */
int SSL_add_expected_rpk(SSL *s, EVP_PKEY *rpk);

/**
 * As `d2i_SSL_SESSION`. The library context and the property query are ignored: they concern a
 * peer's raw public key, which no session has. See d2i_SSL_SESSION_ex(3).
 */
SSL_SESSION *d2i_SSL_SESSION_ex(SSL_SESSION **a,
                                const unsigned char **pp,
                                long length,
                                OSSL_LIB_CTX *_libctx,
                                const char *_propq);

#endif

/* ------------------------------------------------------------------------
 * Since OpenSSL 3.3
 * ------------------------------------------------------------------------ */

#if LIBSSL_RS_SINCE(3, 3)

/**
 * As `SSL_write_ex`, with flags. All flags are for QUIC: with any flag it returns 0 with
 * `SSL_R_UNSUPPORTED_WRITE_FLAG`. See SSL_write_ex2(3).
 */
int SSL_write_ex2(SSL *s, const void *buf, size_t num, uint64_t flags, size_t *written);

/**
 * Waits for events of QUIC objects. Objects here are not QUIC objects.
 *
 * `items` are `num_items` of `SSL_POLL_ITEM`, each `stride` bytes after the one before. Without
 * items it sleeps for `timeout`, unless that is NULL, and returns 1. Items without an object have
 * no events. The first other item fails: its `revents` is `SSL_POLL_EVENT_F`, later items get no
 * events, 0 is returned, and the queue has `SSL_R_POLL_REQUEST_NOT_SUPPORTED`. `*result_count`,
 * unless NULL, gets the number of items with events. See SSL_poll(3).
 */
int SSL_poll(SSL_POLL_ITEM *items,
             size_t num_items,
             size_t stride,
             const struct timeval *timeout,
             uint64_t _flags,
             size_t *result_count);

/**
 * A number that concerns a QUIC connection or stream: 0 with `SSL_R_UNSUPPORTED_PROTOCOL` for TLS
 * objects. See SSL_get_value_uint(3).
 */
int SSL_get_value_uint(SSL *_s, uint32_t _class_, uint32_t _id, uint64_t *_v);

/**
 * Sets a number that concerns a QUIC connection or stream: 0 with `SSL_R_UNSUPPORTED_PROTOCOL` for
 * TLS objects. See SSL_set_value_uint(3).
 */
int SSL_set_value_uint(SSL *_s, uint32_t _class_, uint32_t _id, uint64_t _v);

/**
 * As `SSL_SESSION_get_time`, in a type that covers the years after 2038 on every machine. See
 * SSL_SESSION_get_time_ex(3).
 */
time_t SSL_SESSION_get_time_ex(const SSL_SESSION *s);

/**
 * As `SSL_SESSION_set_time`, in a type that covers the years after 2038 on every machine. See
 * SSL_SESSION_set_time_ex(3).
 */
time_t SSL_SESSION_set_time_ex(SSL_SESSION *s, time_t t);

#endif

/* ------------------------------------------------------------------------
 * Since OpenSSL 3.4
 * ------------------------------------------------------------------------ */

#if LIBSSL_RS_SINCE(3, 4)

/**
 * As `SSL_CTX_set_block_padding`, with a multiple for records of application data and one for those
 * of the handshake and of alerts. Returns 1, or 0 if one of them is more than 16384. See
 * SSL_CTX_set_block_padding_ex(3).
 */
int SSL_CTX_set_block_padding_ex(SSL_CTX *ctx, size_t app_block_size, size_t hs_block_size);

/**
 * As `SSL_CTX_set_block_padding_ex`, for one connection. See SSL_set_block_padding_ex(3).
 */
int SSL_set_block_padding_ex(SSL *ssl, size_t app_block_size, size_t hs_block_size);

/**
 * As `SSL_CTX_flush_sessions`, with a type of time that covers the years after 2038 on every
 * machine. See SSL_CTX_flush_sessions_ex(3).
 */
void SSL_CTX_flush_sessions_ex(SSL_CTX *ctx, time_t tm);

/**
 * The signature algorithms that libcrypto's providers can make and check, by name, separated by
 * colons. They are those of OpenSSL 3.5; a handshake may support fewer.
 *
 * `libctx` has the providers, NULL for the default. Returns a string that the caller frees with
 * `OPENSSL_free`, or NULL if memory is out. See SSL_get1_builtin_sigalgs(3).
 */
char *SSL_get1_builtin_sigalgs(OSSL_LIB_CTX *libctx);

#endif

/* ------------------------------------------------------------------------
 * Since OpenSSL 3.5
 * ------------------------------------------------------------------------ */

#if LIBSSL_RS_SINCE(3, 5)

/**
 * The method of QUIC servers: NULL with an error on the queue, which `SSL_CTX_new` refuses in turn.
 * See OSSL_QUIC_server_method(3).
 */
const SSL_METHOD *OSSL_QUIC_server_method(void);

/**
 * The listener that accepted a QUIC connection: NULL for TLS objects. See SSL_get0_listener(3).
 */
SSL *SSL_get0_listener(SSL *_s);

/**
 * Whether an object is its own listener: 0 for all but NULL. See SSL_is_listener(3).
 */
int SSL_is_listener(SSL *s);

/**
 * The event domain of a QUIC object: NULL for TLS objects. See SSL_get0_domain(3).
 */
SSL *SSL_get0_domain(SSL *_s);

/**
 * Whether an object is its own event domain: 0 for all but NULL. See SSL_is_domain(3).
 */
int SSL_is_domain(SSL *s);

/**
 * Makes a QUIC listener: NULL for a context of TLS. See SSL_new_listener(3).
 */
SSL *SSL_new_listener(SSL_CTX *_ctx, uint64_t _flags);

/**
 * Makes a QUIC listener in an event domain: NULL for TLS objects. See SSL_new_listener_from(3).
 */
SSL *SSL_new_listener_from(SSL *_ssl, uint64_t _flags);

/**
 * Makes a QUIC client on a listener's socket: NULL for TLS objects. See SSL_new_from_listener(3).
 */
SSL *SSL_new_from_listener(SSL *_ssl, uint64_t _flags);

/**
 * Accepts a QUIC connection: NULL for TLS objects. See SSL_accept_connection(3).
 */
SSL *SSL_accept_connection(SSL *_ssl, uint64_t _flags);

/**
 * QUIC connections that wait to be accepted: 0 for TLS objects.
 * See SSL_get_accept_connection_queue_len(3).
 */
size_t SSL_get_accept_connection_queue_len(SSL *_ssl);

/**
 * Starts a QUIC listener: 0, which is failure, for TLS objects. See SSL_listen(3).
 */
int SSL_listen(SSL *_ssl);

/**
 * Makes an event domain of QUIC: NULL for a context of TLS. See SSL_new_domain(3).
 */
SSL *SSL_new_domain(SSL_CTX *_ctx, uint64_t _flags);

/**
 * Sets the flags of the event domains of a QUIC context: 0 with `ERR_R_UNSUPPORTED` for a context
 * of TLS. See SSL_CTX_set_domain_flags(3).
 */
int SSL_CTX_set_domain_flags(SSL_CTX *_ctx, uint64_t _domain_flags);

/**
 * The flags of the event domains of a QUIC context: 0 with `ERR_R_UNSUPPORTED` for a context of
 * TLS; `*domain_flags` does not change. See SSL_CTX_get_domain_flags(3).
 */
int SSL_CTX_get_domain_flags(const SSL_CTX *_ctx, uint64_t *_domain_flags);

/**
 * The flags of a QUIC object's event domain: 0, which is failure, for TLS objects; `*domain_flags`
 * does not change. See SSL_get_domain_flags(3).
 */
int SSL_get_domain_flags(const SSL *_ssl, uint64_t *_domain_flags);

/**
 * Not supported: sets the callback that a QUIC listener calls with each new connection. Queues an
 * error unless `cb` is NULL. See SSL_CTX_set_new_pending_conn_cb(3).
 */
void SSL_CTX_set_new_pending_conn_cb(SSL_CTX *_c, SSL_new_pending_conn_cb_fn cb, void *_arg);

/**
 * Not supported: sets the callbacks with which a QUIC library carries the handshake's messages.
 * Returns 0 with an error on the queue. See SSL_set_quic_tls_cbs(3).
 */
int SSL_set_quic_tls_cbs(SSL *_s, const OSSL_DISPATCH *_qtdis, void *_arg);

/**
 * Not supported: sets the transport parameters that the handshake carries. Returns 0 with an error
 * on the queue. See SSL_set_quic_tls_transport_params(3).
 */
int SSL_set_quic_tls_transport_params(SSL *_s, const unsigned char *_params, size_t _params_len);

/**
 * Not supported: allows early data in a QUIC connection. Returns 0 with an error on the queue. See
 * SSL_set_quic_tls_early_data_enabled(3).
 */
int SSL_set_quic_tls_early_data_enabled(SSL *_s, int _enabled);

#endif

#ifdef __cplusplus
}
#endif

/* Protocol versions. */
#ifndef SSL3_VERSION
#define SSL3_VERSION 0x300
#endif
#ifndef TLS1_VERSION
#define TLS1_VERSION 0x301
#endif
#ifndef TLS1_1_VERSION
#define TLS1_1_VERSION 0x302
#endif
#ifndef TLS1_2_VERSION
#define TLS1_2_VERSION 0x303
#endif
#ifndef TLS1_3_VERSION
#define TLS1_3_VERSION 0x304
#endif
#ifndef DTLS1_VERSION
#define DTLS1_VERSION 0xfeff
#endif
#ifndef DTLS1_2_VERSION
#define DTLS1_2_VERSION 0xfefd
#endif
#ifndef DTLS1_BAD_VER
#define DTLS1_BAD_VER 0x100
#endif
#ifndef TLS_MAX_VERSION
#define TLS_MAX_VERSION 0x304
#endif
#ifndef TLS_ANY_VERSION
#define TLS_ANY_VERSION 0x00010000
#endif
#ifndef DTLS_MAX_VERSION
#define DTLS_MAX_VERSION 0xfefd
#endif
#ifndef DTLS_ANY_VERSION
#define DTLS_ANY_VERSION 0x0001ffff
#endif

/* What `SSL_get_error` returns. */
#ifndef SSL_ERROR_NONE
#define SSL_ERROR_NONE 0
#endif
#ifndef SSL_ERROR_SSL
#define SSL_ERROR_SSL 1
#endif
#ifndef SSL_ERROR_WANT_READ
#define SSL_ERROR_WANT_READ 2
#endif
#ifndef SSL_ERROR_WANT_WRITE
#define SSL_ERROR_WANT_WRITE 3
#endif
#ifndef SSL_ERROR_WANT_X509_LOOKUP
#define SSL_ERROR_WANT_X509_LOOKUP 4
#endif
#ifndef SSL_ERROR_SYSCALL
#define SSL_ERROR_SYSCALL 5
#endif
#ifndef SSL_ERROR_ZERO_RETURN
#define SSL_ERROR_ZERO_RETURN 6
#endif
#ifndef SSL_ERROR_WANT_CONNECT
#define SSL_ERROR_WANT_CONNECT 7
#endif
#ifndef SSL_ERROR_WANT_ACCEPT
#define SSL_ERROR_WANT_ACCEPT 8
#endif
#ifndef SSL_ERROR_WANT_ASYNC
#define SSL_ERROR_WANT_ASYNC 9
#endif
#ifndef SSL_ERROR_WANT_ASYNC_JOB
#define SSL_ERROR_WANT_ASYNC_JOB 10
#endif
#ifndef SSL_ERROR_WANT_CLIENT_HELLO_CB
#define SSL_ERROR_WANT_CLIENT_HELLO_CB 11
#endif
#ifndef SSL_ERROR_WANT_RETRY_VERIFY
#define SSL_ERROR_WANT_RETRY_VERIFY 12
#endif

/* What `SSL_want` returns. */
#ifndef SSL_NOTHING
#define SSL_NOTHING 1
#endif
#ifndef SSL_WRITING
#define SSL_WRITING 2
#endif
#ifndef SSL_READING
#define SSL_READING 3
#endif
#ifndef SSL_X509_LOOKUP
#define SSL_X509_LOOKUP 4
#endif
#ifndef SSL_ASYNC_PAUSED
#define SSL_ASYNC_PAUSED 5
#endif
#ifndef SSL_ASYNC_NO_JOBS
#define SSL_ASYNC_NO_JOBS 6
#endif
#ifndef SSL_CLIENT_HELLO_CB
#define SSL_CLIENT_HELLO_CB 7
#endif
#ifndef SSL_RETRY_VERIFY
#define SSL_RETRY_VERIFY 8
#endif

/* The two flags of `SSL_get_shutdown` and `SSL_set_shutdown`. */
#ifndef SSL_SENT_SHUTDOWN
#define SSL_SENT_SHUTDOWN 1
#endif
#ifndef SSL_RECEIVED_SHUTDOWN
#define SSL_RECEIVED_SHUTDOWN 2
#endif

/* Options: bits of `SSL_CTX_set_options` and `SSL_set_options`; 0 for those that no longer do anything. */
#ifndef SSL_OP_NO_EXTENDED_MASTER_SECRET
#define SSL_OP_NO_EXTENDED_MASTER_SECRET ((uint64_t)0x1)
#endif
#ifndef SSL_OP_CLEANSE_PLAINTEXT
#define SSL_OP_CLEANSE_PLAINTEXT ((uint64_t)0x2)
#endif
#ifndef SSL_OP_LEGACY_SERVER_CONNECT
#define SSL_OP_LEGACY_SERVER_CONNECT ((uint64_t)0x4)
#endif
#ifndef SSL_OP_ENABLE_KTLS
#define SSL_OP_ENABLE_KTLS ((uint64_t)0x8)
#endif
#ifndef SSL_OP_TLSEXT_PADDING
#define SSL_OP_TLSEXT_PADDING ((uint64_t)0x10)
#endif
#ifndef SSL_OP_SAFARI_ECDHE_ECDSA_BUG
#define SSL_OP_SAFARI_ECDHE_ECDSA_BUG ((uint64_t)0x40)
#endif
#ifndef SSL_OP_IGNORE_UNEXPECTED_EOF
#define SSL_OP_IGNORE_UNEXPECTED_EOF ((uint64_t)0x80)
#endif
#ifndef SSL_OP_ALLOW_CLIENT_RENEGOTIATION
#define SSL_OP_ALLOW_CLIENT_RENEGOTIATION ((uint64_t)0x100)
#endif
#ifndef SSL_OP_DISABLE_TLSEXT_CA_NAMES
#define SSL_OP_DISABLE_TLSEXT_CA_NAMES ((uint64_t)0x200)
#endif
#ifndef SSL_OP_ALLOW_NO_DHE_KEX
#define SSL_OP_ALLOW_NO_DHE_KEX ((uint64_t)0x400)
#endif
#ifndef SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS
#define SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS ((uint64_t)0x800)
#endif
#ifndef SSL_OP_NO_QUERY_MTU
#define SSL_OP_NO_QUERY_MTU ((uint64_t)0x1000)
#endif
#ifndef SSL_OP_COOKIE_EXCHANGE
#define SSL_OP_COOKIE_EXCHANGE ((uint64_t)0x2000)
#endif
#ifndef SSL_OP_NO_TICKET
#define SSL_OP_NO_TICKET ((uint64_t)0x4000)
#endif
#ifndef SSL_OP_CISCO_ANYCONNECT
#define SSL_OP_CISCO_ANYCONNECT ((uint64_t)0x8000)
#endif
#ifndef SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION
#define SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION ((uint64_t)0x00010000)
#endif
#ifndef SSL_OP_NO_COMPRESSION
#define SSL_OP_NO_COMPRESSION ((uint64_t)0x00020000)
#endif
#ifndef SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION
#define SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION ((uint64_t)0x00040000)
#endif
#ifndef SSL_OP_NO_ENCRYPT_THEN_MAC
#define SSL_OP_NO_ENCRYPT_THEN_MAC ((uint64_t)0x00080000)
#endif
#ifndef SSL_OP_ENABLE_MIDDLEBOX_COMPAT
#define SSL_OP_ENABLE_MIDDLEBOX_COMPAT ((uint64_t)0x00100000)
#endif
#ifndef SSL_OP_PRIORITIZE_CHACHA
#define SSL_OP_PRIORITIZE_CHACHA ((uint64_t)0x00200000)
#endif
#ifndef SSL_OP_CIPHER_SERVER_PREFERENCE
#define SSL_OP_CIPHER_SERVER_PREFERENCE ((uint64_t)0x00400000)
#endif
#ifndef SSL_OP_TLS_ROLLBACK_BUG
#define SSL_OP_TLS_ROLLBACK_BUG ((uint64_t)0x00800000)
#endif
#ifndef SSL_OP_NO_ANTI_REPLAY
#define SSL_OP_NO_ANTI_REPLAY ((uint64_t)0x01000000)
#endif
#ifndef SSL_OP_NO_SSLv3
#define SSL_OP_NO_SSLv3 ((uint64_t)0x02000000)
#endif
#ifndef SSL_OP_NO_TLSv1
#define SSL_OP_NO_TLSv1 ((uint64_t)0x04000000)
#endif
#ifndef SSL_OP_NO_TLSv1_2
#define SSL_OP_NO_TLSv1_2 ((uint64_t)0x08000000)
#endif
#ifndef SSL_OP_NO_TLSv1_1
#define SSL_OP_NO_TLSv1_1 ((uint64_t)0x10000000)
#endif
#ifndef SSL_OP_NO_TLSv1_3
#define SSL_OP_NO_TLSv1_3 ((uint64_t)0x20000000)
#endif
#ifndef SSL_OP_NO_DTLSv1
#define SSL_OP_NO_DTLSv1 ((uint64_t)0x04000000)
#endif
#ifndef SSL_OP_NO_DTLSv1_2
#define SSL_OP_NO_DTLSv1_2 ((uint64_t)0x08000000)
#endif
#ifndef SSL_OP_NO_RENEGOTIATION
#define SSL_OP_NO_RENEGOTIATION ((uint64_t)0x40000000)
#endif
#ifndef SSL_OP_CRYPTOPRO_TLSEXT_BUG
#define SSL_OP_CRYPTOPRO_TLSEXT_BUG ((uint64_t)0x80000000)
#endif
#ifndef SSL_OP_NO_SSL_MASK
#define SSL_OP_NO_SSL_MASK ((uint64_t)0x3e000000)
#endif
#ifndef SSL_OP_NO_DTLS_MASK
#define SSL_OP_NO_DTLS_MASK ((uint64_t)0x0c000000)
#endif
#ifndef SSL_OP_ALL
#define SSL_OP_ALL ((uint64_t)0x80000850)
#endif
#ifndef SSL_OP_MICROSOFT_SESS_ID_BUG
#define SSL_OP_MICROSOFT_SESS_ID_BUG ((uint64_t)0x0)
#endif
#ifndef SSL_OP_NETSCAPE_CHALLENGE_BUG
#define SSL_OP_NETSCAPE_CHALLENGE_BUG ((uint64_t)0x0)
#endif
#ifndef SSL_OP_NETSCAPE_REUSE_CIPHER_CHANGE_BUG
#define SSL_OP_NETSCAPE_REUSE_CIPHER_CHANGE_BUG ((uint64_t)0x0)
#endif
#ifndef SSL_OP_SSLREF2_REUSE_CERT_TYPE_BUG
#define SSL_OP_SSLREF2_REUSE_CERT_TYPE_BUG ((uint64_t)0x0)
#endif
#ifndef SSL_OP_MICROSOFT_BIG_SSLV3_BUFFER
#define SSL_OP_MICROSOFT_BIG_SSLV3_BUFFER ((uint64_t)0x0)
#endif
#ifndef SSL_OP_MSIE_SSLV2_RSA_PADDING
#define SSL_OP_MSIE_SSLV2_RSA_PADDING ((uint64_t)0x0)
#endif
#ifndef SSL_OP_SSLEAY_080_CLIENT_DH_BUG
#define SSL_OP_SSLEAY_080_CLIENT_DH_BUG ((uint64_t)0x0)
#endif
#ifndef SSL_OP_TLS_D5_BUG
#define SSL_OP_TLS_D5_BUG ((uint64_t)0x0)
#endif
#ifndef SSL_OP_TLS_BLOCK_PADDING_BUG
#define SSL_OP_TLS_BLOCK_PADDING_BUG ((uint64_t)0x0)
#endif
#ifndef SSL_OP_SINGLE_ECDH_USE
#define SSL_OP_SINGLE_ECDH_USE ((uint64_t)0x0)
#endif
#ifndef SSL_OP_SINGLE_DH_USE
#define SSL_OP_SINGLE_DH_USE ((uint64_t)0x0)
#endif
#ifndef SSL_OP_EPHEMERAL_RSA
#define SSL_OP_EPHEMERAL_RSA ((uint64_t)0x0)
#endif
#ifndef SSL_OP_NO_SSLv2
#define SSL_OP_NO_SSLv2 ((uint64_t)0x0)
#endif
#ifndef SSL_OP_PKCS1_CHECK_1
#define SSL_OP_PKCS1_CHECK_1 ((uint64_t)0x0)
#endif
#ifndef SSL_OP_PKCS1_CHECK_2
#define SSL_OP_PKCS1_CHECK_2 ((uint64_t)0x0)
#endif
#ifndef SSL_OP_NETSCAPE_CA_DN_BUG
#define SSL_OP_NETSCAPE_CA_DN_BUG ((uint64_t)0x0)
#endif
#ifndef SSL_OP_NETSCAPE_DEMO_CIPHER_CHANGE_BUG
#define SSL_OP_NETSCAPE_DEMO_CIPHER_CHANGE_BUG ((uint64_t)0x0)
#endif

/* Modes: bits of `SSL_CTRL_MODE`. */
#ifndef SSL_MODE_ENABLE_PARTIAL_WRITE
#define SSL_MODE_ENABLE_PARTIAL_WRITE 0x1U
#endif
#ifndef SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
#define SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER 0x2U
#endif
#ifndef SSL_MODE_AUTO_RETRY
#define SSL_MODE_AUTO_RETRY 0x4U
#endif
#ifndef SSL_MODE_NO_AUTO_CHAIN
#define SSL_MODE_NO_AUTO_CHAIN 0x8U
#endif
#ifndef SSL_MODE_RELEASE_BUFFERS
#define SSL_MODE_RELEASE_BUFFERS 0x10U
#endif
#ifndef SSL_MODE_SEND_CLIENTHELLO_TIME
#define SSL_MODE_SEND_CLIENTHELLO_TIME 0x20U
#endif
#ifndef SSL_MODE_SEND_SERVERHELLO_TIME
#define SSL_MODE_SEND_SERVERHELLO_TIME 0x40U
#endif
#ifndef SSL_MODE_SEND_FALLBACK_SCSV
#define SSL_MODE_SEND_FALLBACK_SCSV 0x80U
#endif
#ifndef SSL_MODE_ASYNC
#define SSL_MODE_ASYNC 0x100U
#endif
#ifndef SSL_MODE_DTLS_SCTP_LABEL_LENGTH_BUG
#define SSL_MODE_DTLS_SCTP_LABEL_LENGTH_BUG 0x400U
#endif

/* Session cache modes: bits of `SSL_CTRL_SET_SESS_CACHE_MODE`. */
#ifndef SSL_SESS_CACHE_OFF
#define SSL_SESS_CACHE_OFF 0x0
#endif
#ifndef SSL_SESS_CACHE_CLIENT
#define SSL_SESS_CACHE_CLIENT 0x1
#endif
#ifndef SSL_SESS_CACHE_SERVER
#define SSL_SESS_CACHE_SERVER 0x2
#endif
#ifndef SSL_SESS_CACHE_BOTH
#define SSL_SESS_CACHE_BOTH 0x3
#endif
#ifndef SSL_SESS_CACHE_NO_AUTO_CLEAR
#define SSL_SESS_CACHE_NO_AUTO_CLEAR 0x80
#endif
#ifndef SSL_SESS_CACHE_NO_INTERNAL_LOOKUP
#define SSL_SESS_CACHE_NO_INTERNAL_LOOKUP 0x100
#endif
#ifndef SSL_SESS_CACHE_NO_INTERNAL_STORE
#define SSL_SESS_CACHE_NO_INTERNAL_STORE 0x200
#endif
#ifndef SSL_SESS_CACHE_NO_INTERNAL
#define SSL_SESS_CACHE_NO_INTERNAL 0x300
#endif
#ifndef SSL_SESS_CACHE_UPDATE_TIME
#define SSL_SESS_CACHE_UPDATE_TIME 0x400
#endif
#ifndef SSL_SESSION_CACHE_MAX_SIZE_DEFAULT
#define SSL_SESSION_CACHE_MAX_SIZE_DEFAULT 20480
#endif

/* Verification modes of `SSL_CTX_set_verify` and `SSL_set_verify`. */
#ifndef SSL_VERIFY_NONE
#define SSL_VERIFY_NONE 0x0
#endif
#ifndef SSL_VERIFY_PEER
#define SSL_VERIFY_PEER 0x1
#endif
#ifndef SSL_VERIFY_FAIL_IF_NO_PEER_CERT
#define SSL_VERIFY_FAIL_IF_NO_PEER_CERT 0x2
#endif
#ifndef SSL_VERIFY_CLIENT_ONCE
#define SSL_VERIFY_CLIENT_ONCE 0x4
#endif
#ifndef SSL_VERIFY_POST_HANDSHAKE
#define SSL_VERIFY_POST_HANDSHAKE 0x8
#endif

/* Commands of `SSL_ctrl`, `SSL_CTX_ctrl` and their callback forms. */
#ifndef SSL_CTRL_SET_TMP_DH
#define SSL_CTRL_SET_TMP_DH 3
#endif
#ifndef SSL_CTRL_SET_TMP_ECDH
#define SSL_CTRL_SET_TMP_ECDH 4
#endif
#ifndef SSL_CTRL_SET_TMP_DH_CB
#define SSL_CTRL_SET_TMP_DH_CB 6
#endif
#ifndef SSL_CTRL_GET_CLIENT_CERT_REQUEST
#define SSL_CTRL_GET_CLIENT_CERT_REQUEST 9
#endif
#ifndef SSL_CTRL_GET_NUM_RENEGOTIATIONS
#define SSL_CTRL_GET_NUM_RENEGOTIATIONS 10
#endif
#ifndef SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS
#define SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS 11
#endif
#ifndef SSL_CTRL_GET_TOTAL_RENEGOTIATIONS
#define SSL_CTRL_GET_TOTAL_RENEGOTIATIONS 12
#endif
#ifndef SSL_CTRL_GET_FLAGS
#define SSL_CTRL_GET_FLAGS 13
#endif
#ifndef SSL_CTRL_EXTRA_CHAIN_CERT
#define SSL_CTRL_EXTRA_CHAIN_CERT 14
#endif
#ifndef SSL_CTRL_SET_MSG_CALLBACK
#define SSL_CTRL_SET_MSG_CALLBACK 15
#endif
#ifndef SSL_CTRL_SET_MSG_CALLBACK_ARG
#define SSL_CTRL_SET_MSG_CALLBACK_ARG 16
#endif
#ifndef SSL_CTRL_SET_MTU
#define SSL_CTRL_SET_MTU 17
#endif
#ifndef SSL_CTRL_SESS_NUMBER
#define SSL_CTRL_SESS_NUMBER 20
#endif
#ifndef SSL_CTRL_SESS_CONNECT
#define SSL_CTRL_SESS_CONNECT 21
#endif
#ifndef SSL_CTRL_SESS_CONNECT_GOOD
#define SSL_CTRL_SESS_CONNECT_GOOD 22
#endif
#ifndef SSL_CTRL_SESS_CONNECT_RENEGOTIATE
#define SSL_CTRL_SESS_CONNECT_RENEGOTIATE 23
#endif
#ifndef SSL_CTRL_SESS_ACCEPT
#define SSL_CTRL_SESS_ACCEPT 24
#endif
#ifndef SSL_CTRL_SESS_ACCEPT_GOOD
#define SSL_CTRL_SESS_ACCEPT_GOOD 25
#endif
#ifndef SSL_CTRL_SESS_ACCEPT_RENEGOTIATE
#define SSL_CTRL_SESS_ACCEPT_RENEGOTIATE 26
#endif
#ifndef SSL_CTRL_SESS_HIT
#define SSL_CTRL_SESS_HIT 27
#endif
#ifndef SSL_CTRL_SESS_CB_HIT
#define SSL_CTRL_SESS_CB_HIT 28
#endif
#ifndef SSL_CTRL_SESS_MISSES
#define SSL_CTRL_SESS_MISSES 29
#endif
#ifndef SSL_CTRL_SESS_TIMEOUTS
#define SSL_CTRL_SESS_TIMEOUTS 30
#endif
#ifndef SSL_CTRL_SESS_CACHE_FULL
#define SSL_CTRL_SESS_CACHE_FULL 31
#endif
#ifndef SSL_CTRL_MODE
#define SSL_CTRL_MODE 33
#endif
#ifndef SSL_CTRL_GET_READ_AHEAD
#define SSL_CTRL_GET_READ_AHEAD 40
#endif
#ifndef SSL_CTRL_SET_READ_AHEAD
#define SSL_CTRL_SET_READ_AHEAD 41
#endif
#ifndef SSL_CTRL_SET_SESS_CACHE_SIZE
#define SSL_CTRL_SET_SESS_CACHE_SIZE 42
#endif
#ifndef SSL_CTRL_GET_SESS_CACHE_SIZE
#define SSL_CTRL_GET_SESS_CACHE_SIZE 43
#endif
#ifndef SSL_CTRL_SET_SESS_CACHE_MODE
#define SSL_CTRL_SET_SESS_CACHE_MODE 44
#endif
#ifndef SSL_CTRL_GET_SESS_CACHE_MODE
#define SSL_CTRL_GET_SESS_CACHE_MODE 45
#endif
#ifndef SSL_CTRL_GET_MAX_CERT_LIST
#define SSL_CTRL_GET_MAX_CERT_LIST 50
#endif
#ifndef SSL_CTRL_SET_MAX_CERT_LIST
#define SSL_CTRL_SET_MAX_CERT_LIST 51
#endif
#ifndef SSL_CTRL_SET_MAX_SEND_FRAGMENT
#define SSL_CTRL_SET_MAX_SEND_FRAGMENT 52
#endif
#ifndef SSL_CTRL_SET_TLSEXT_SERVERNAME_CB
#define SSL_CTRL_SET_TLSEXT_SERVERNAME_CB 53
#endif
#ifndef SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG
#define SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG 54
#endif
#ifndef SSL_CTRL_SET_TLSEXT_HOSTNAME
#define SSL_CTRL_SET_TLSEXT_HOSTNAME 55
#endif
#ifndef SSL_CTRL_SET_TLSEXT_DEBUG_CB
#define SSL_CTRL_SET_TLSEXT_DEBUG_CB 56
#endif
#ifndef SSL_CTRL_SET_TLSEXT_DEBUG_ARG
#define SSL_CTRL_SET_TLSEXT_DEBUG_ARG 57
#endif
#ifndef SSL_CTRL_GET_TLSEXT_TICKET_KEYS
#define SSL_CTRL_GET_TLSEXT_TICKET_KEYS 58
#endif
#ifndef SSL_CTRL_SET_TLSEXT_TICKET_KEYS
#define SSL_CTRL_SET_TLSEXT_TICKET_KEYS 59
#endif
#ifndef SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB 63
#endif
#ifndef SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG 64
#endif
#ifndef SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE 65
#endif
#ifndef SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS 66
#endif
#ifndef SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS 67
#endif
#ifndef SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS 68
#endif
#ifndef SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS 69
#endif
#ifndef SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP 70
#endif
#ifndef SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP
#define SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP 71
#endif
#ifndef SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB
#define SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB 72
#endif
#ifndef SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB
#define SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB 75
#endif
#ifndef SSL_CTRL_SET_SRP_VERIFY_PARAM_CB
#define SSL_CTRL_SET_SRP_VERIFY_PARAM_CB 76
#endif
#ifndef SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB
#define SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB 77
#endif
#ifndef SSL_CTRL_SET_SRP_ARG
#define SSL_CTRL_SET_SRP_ARG 78
#endif
#ifndef SSL_CTRL_SET_TLS_EXT_SRP_USERNAME
#define SSL_CTRL_SET_TLS_EXT_SRP_USERNAME 79
#endif
#ifndef SSL_CTRL_SET_TLS_EXT_SRP_STRENGTH
#define SSL_CTRL_SET_TLS_EXT_SRP_STRENGTH 80
#endif
#ifndef SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD
#define SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD 81
#endif
#ifndef DTLS_CTRL_GET_TIMEOUT
#define DTLS_CTRL_GET_TIMEOUT 73
#endif
#ifndef DTLS_CTRL_HANDLE_TIMEOUT
#define DTLS_CTRL_HANDLE_TIMEOUT 74
#endif
#ifndef SSL_CTRL_GET_RI_SUPPORT
#define SSL_CTRL_GET_RI_SUPPORT 76
#endif
#ifndef SSL_CTRL_CLEAR_MODE
#define SSL_CTRL_CLEAR_MODE 78
#endif
#ifndef SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB
#define SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB 79
#endif
#ifndef SSL_CTRL_GET_EXTRA_CHAIN_CERTS
#define SSL_CTRL_GET_EXTRA_CHAIN_CERTS 82
#endif
#ifndef SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS
#define SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS 83
#endif
#ifndef SSL_CTRL_CHAIN
#define SSL_CTRL_CHAIN 88
#endif
#ifndef SSL_CTRL_CHAIN_CERT
#define SSL_CTRL_CHAIN_CERT 89
#endif
#ifndef SSL_CTRL_GET_GROUPS
#define SSL_CTRL_GET_GROUPS 90
#endif
#ifndef SSL_CTRL_SET_GROUPS
#define SSL_CTRL_SET_GROUPS 91
#endif
#ifndef SSL_CTRL_SET_GROUPS_LIST
#define SSL_CTRL_SET_GROUPS_LIST 92
#endif
#ifndef SSL_CTRL_GET_SHARED_GROUP
#define SSL_CTRL_GET_SHARED_GROUP 93
#endif
#ifndef SSL_CTRL_SET_SIGALGS
#define SSL_CTRL_SET_SIGALGS 97
#endif
#ifndef SSL_CTRL_SET_SIGALGS_LIST
#define SSL_CTRL_SET_SIGALGS_LIST 98
#endif
#ifndef SSL_CTRL_CERT_FLAGS
#define SSL_CTRL_CERT_FLAGS 99
#endif
#ifndef SSL_CTRL_CLEAR_CERT_FLAGS
#define SSL_CTRL_CLEAR_CERT_FLAGS 100
#endif
#ifndef SSL_CTRL_SET_CLIENT_SIGALGS
#define SSL_CTRL_SET_CLIENT_SIGALGS 101
#endif
#ifndef SSL_CTRL_SET_CLIENT_SIGALGS_LIST
#define SSL_CTRL_SET_CLIENT_SIGALGS_LIST 102
#endif
#ifndef SSL_CTRL_GET_CLIENT_CERT_TYPES
#define SSL_CTRL_GET_CLIENT_CERT_TYPES 103
#endif
#ifndef SSL_CTRL_SET_CLIENT_CERT_TYPES
#define SSL_CTRL_SET_CLIENT_CERT_TYPES 104
#endif
#ifndef SSL_CTRL_BUILD_CERT_CHAIN
#define SSL_CTRL_BUILD_CERT_CHAIN 105
#endif
#ifndef SSL_CTRL_SET_VERIFY_CERT_STORE
#define SSL_CTRL_SET_VERIFY_CERT_STORE 106
#endif
#ifndef SSL_CTRL_SET_CHAIN_CERT_STORE
#define SSL_CTRL_SET_CHAIN_CERT_STORE 107
#endif
#ifndef SSL_CTRL_GET_PEER_SIGNATURE_NID
#define SSL_CTRL_GET_PEER_SIGNATURE_NID 108
#endif
#ifndef SSL_CTRL_GET_PEER_TMP_KEY
#define SSL_CTRL_GET_PEER_TMP_KEY 109
#endif
#ifndef SSL_CTRL_GET_RAW_CIPHERLIST
#define SSL_CTRL_GET_RAW_CIPHERLIST 110
#endif
#ifndef SSL_CTRL_GET_EC_POINT_FORMATS
#define SSL_CTRL_GET_EC_POINT_FORMATS 111
#endif
#ifndef SSL_CTRL_GET_CHAIN_CERTS
#define SSL_CTRL_GET_CHAIN_CERTS 115
#endif
#ifndef SSL_CTRL_SELECT_CURRENT_CERT
#define SSL_CTRL_SELECT_CURRENT_CERT 116
#endif
#ifndef SSL_CTRL_SET_CURRENT_CERT
#define SSL_CTRL_SET_CURRENT_CERT 117
#endif
#ifndef SSL_CTRL_SET_DH_AUTO
#define SSL_CTRL_SET_DH_AUTO 118
#endif
#ifndef DTLS_CTRL_SET_LINK_MTU
#define DTLS_CTRL_SET_LINK_MTU 120
#endif
#ifndef DTLS_CTRL_GET_LINK_MIN_MTU
#define DTLS_CTRL_GET_LINK_MIN_MTU 121
#endif
#ifndef SSL_CTRL_GET_EXTMS_SUPPORT
#define SSL_CTRL_GET_EXTMS_SUPPORT 122
#endif
#ifndef SSL_CTRL_SET_MIN_PROTO_VERSION
#define SSL_CTRL_SET_MIN_PROTO_VERSION 123
#endif
#ifndef SSL_CTRL_SET_MAX_PROTO_VERSION
#define SSL_CTRL_SET_MAX_PROTO_VERSION 124
#endif
#ifndef SSL_CTRL_SET_SPLIT_SEND_FRAGMENT
#define SSL_CTRL_SET_SPLIT_SEND_FRAGMENT 125
#endif
#ifndef SSL_CTRL_SET_MAX_PIPELINES
#define SSL_CTRL_SET_MAX_PIPELINES 126
#endif
#ifndef SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE 127
#endif
#ifndef SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB 128
#endif
#ifndef SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG
#define SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG 129
#endif
#ifndef SSL_CTRL_GET_MIN_PROTO_VERSION
#define SSL_CTRL_GET_MIN_PROTO_VERSION 130
#endif
#ifndef SSL_CTRL_GET_MAX_PROTO_VERSION
#define SSL_CTRL_GET_MAX_PROTO_VERSION 131
#endif
#ifndef SSL_CTRL_GET_SIGNATURE_NID
#define SSL_CTRL_GET_SIGNATURE_NID 132
#endif
#ifndef SSL_CTRL_GET_TMP_KEY
#define SSL_CTRL_GET_TMP_KEY 133
#endif
#ifndef SSL_CTRL_GET_NEGOTIATED_GROUP
#define SSL_CTRL_GET_NEGOTIATED_GROUP 134
#endif
#ifndef SSL_CTRL_SET_RETRY_VERIFY
#define SSL_CTRL_SET_RETRY_VERIFY 136
#endif
#ifndef SSL_CTRL_GET_VERIFY_CERT_STORE
#define SSL_CTRL_GET_VERIFY_CERT_STORE 137
#endif
#ifndef SSL_CTRL_GET_CHAIN_CERT_STORE
#define SSL_CTRL_GET_CHAIN_CERT_STORE 138
#endif
#ifndef SSL_CTRL_GET_SERVER_TMP_KEY
#define SSL_CTRL_GET_SERVER_TMP_KEY 109
#endif
#ifndef SSL_CTRL_GET_CURVES
#define SSL_CTRL_GET_CURVES 90
#endif
#ifndef SSL_CTRL_SET_CURVES
#define SSL_CTRL_SET_CURVES 91
#endif
#ifndef SSL_CTRL_SET_CURVES_LIST
#define SSL_CTRL_SET_CURVES_LIST 92
#endif
#ifndef SSL_CTRL_GET_SHARED_CURVE
#define SSL_CTRL_GET_SHARED_CURVE 93
#endif

/* Alerts, as `SSL_alert_type_string` and the callbacks know them. */
#ifndef SSL_AD_REASON_OFFSET
#define SSL_AD_REASON_OFFSET 1000
#endif
#ifndef SSL_AD_CLOSE_NOTIFY
#define SSL_AD_CLOSE_NOTIFY 0
#endif
#ifndef SSL_AD_UNEXPECTED_MESSAGE
#define SSL_AD_UNEXPECTED_MESSAGE 10
#endif
#ifndef SSL_AD_BAD_RECORD_MAC
#define SSL_AD_BAD_RECORD_MAC 20
#endif
#ifndef SSL_AD_DECRYPTION_FAILED
#define SSL_AD_DECRYPTION_FAILED 21
#endif
#ifndef SSL_AD_RECORD_OVERFLOW
#define SSL_AD_RECORD_OVERFLOW 22
#endif
#ifndef SSL_AD_DECOMPRESSION_FAILURE
#define SSL_AD_DECOMPRESSION_FAILURE 30
#endif
#ifndef SSL_AD_HANDSHAKE_FAILURE
#define SSL_AD_HANDSHAKE_FAILURE 40
#endif
#ifndef SSL_AD_NO_CERTIFICATE
#define SSL_AD_NO_CERTIFICATE 41
#endif
#ifndef SSL_AD_BAD_CERTIFICATE
#define SSL_AD_BAD_CERTIFICATE 42
#endif
#ifndef SSL_AD_UNSUPPORTED_CERTIFICATE
#define SSL_AD_UNSUPPORTED_CERTIFICATE 43
#endif
#ifndef SSL_AD_CERTIFICATE_REVOKED
#define SSL_AD_CERTIFICATE_REVOKED 44
#endif
#ifndef SSL_AD_CERTIFICATE_EXPIRED
#define SSL_AD_CERTIFICATE_EXPIRED 45
#endif
#ifndef SSL_AD_CERTIFICATE_UNKNOWN
#define SSL_AD_CERTIFICATE_UNKNOWN 46
#endif
#ifndef SSL_AD_ILLEGAL_PARAMETER
#define SSL_AD_ILLEGAL_PARAMETER 47
#endif
#ifndef SSL_AD_UNKNOWN_CA
#define SSL_AD_UNKNOWN_CA 48
#endif
#ifndef SSL_AD_ACCESS_DENIED
#define SSL_AD_ACCESS_DENIED 49
#endif
#ifndef SSL_AD_DECODE_ERROR
#define SSL_AD_DECODE_ERROR 50
#endif
#ifndef SSL_AD_DECRYPT_ERROR
#define SSL_AD_DECRYPT_ERROR 51
#endif
#ifndef SSL_AD_EXPORT_RESTRICTION
#define SSL_AD_EXPORT_RESTRICTION 60
#endif
#ifndef SSL_AD_PROTOCOL_VERSION
#define SSL_AD_PROTOCOL_VERSION 70
#endif
#ifndef SSL_AD_INSUFFICIENT_SECURITY
#define SSL_AD_INSUFFICIENT_SECURITY 71
#endif
#ifndef SSL_AD_INTERNAL_ERROR
#define SSL_AD_INTERNAL_ERROR 80
#endif
#ifndef SSL_AD_USER_CANCELLED
#define SSL_AD_USER_CANCELLED 90
#endif
#ifndef SSL_AD_NO_RENEGOTIATION
#define SSL_AD_NO_RENEGOTIATION 100
#endif
#ifndef SSL_AD_MISSING_EXTENSION
#define SSL_AD_MISSING_EXTENSION 109
#endif
#ifndef SSL_AD_CERTIFICATE_REQUIRED
#define SSL_AD_CERTIFICATE_REQUIRED 116
#endif
#ifndef SSL_AD_UNSUPPORTED_EXTENSION
#define SSL_AD_UNSUPPORTED_EXTENSION 110
#endif
#ifndef SSL_AD_CERTIFICATE_UNOBTAINABLE
#define SSL_AD_CERTIFICATE_UNOBTAINABLE 111
#endif
#ifndef SSL_AD_UNRECOGNIZED_NAME
#define SSL_AD_UNRECOGNIZED_NAME 112
#endif
#ifndef SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE
#define SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE 113
#endif
#ifndef SSL_AD_BAD_CERTIFICATE_HASH_VALUE
#define SSL_AD_BAD_CERTIFICATE_HASH_VALUE 114
#endif
#ifndef SSL_AD_UNKNOWN_PSK_IDENTITY
#define SSL_AD_UNKNOWN_PSK_IDENTITY 115
#endif
#ifndef SSL_AD_INAPPROPRIATE_FALLBACK
#define SSL_AD_INAPPROPRIATE_FALLBACK 86
#endif
#ifndef SSL_AD_NO_APPLICATION_PROTOCOL
#define SSL_AD_NO_APPLICATION_PROTOCOL 120
#endif
#ifndef SSL3_AL_WARNING
#define SSL3_AL_WARNING 1
#endif
#ifndef SSL3_AL_FATAL
#define SSL3_AL_FATAL 2
#endif

/* Bits of the info callback's `where` argument. */
#ifndef SSL_ST_CONNECT
#define SSL_ST_CONNECT 0x1000
#endif
#ifndef SSL_ST_ACCEPT
#define SSL_ST_ACCEPT 0x2000
#endif
#ifndef SSL_ST_MASK
#define SSL_ST_MASK 0xfff
#endif
#ifndef SSL_CB_LOOP
#define SSL_CB_LOOP 0x1
#endif
#ifndef SSL_CB_EXIT
#define SSL_CB_EXIT 0x2
#endif
#ifndef SSL_CB_READ
#define SSL_CB_READ 0x4
#endif
#ifndef SSL_CB_WRITE
#define SSL_CB_WRITE 0x8
#endif
#ifndef SSL_CB_ALERT
#define SSL_CB_ALERT 0x4000
#endif
#ifndef SSL_CB_READ_ALERT
#define SSL_CB_READ_ALERT 0x4004
#endif
#ifndef SSL_CB_WRITE_ALERT
#define SSL_CB_WRITE_ALERT 0x4008
#endif
#ifndef SSL_CB_ACCEPT_LOOP
#define SSL_CB_ACCEPT_LOOP 0x2001
#endif
#ifndef SSL_CB_ACCEPT_EXIT
#define SSL_CB_ACCEPT_EXIT 0x2002
#endif
#ifndef SSL_CB_CONNECT_LOOP
#define SSL_CB_CONNECT_LOOP 0x1001
#endif
#ifndef SSL_CB_CONNECT_EXIT
#define SSL_CB_CONNECT_EXIT 0x1002
#endif
#ifndef SSL_CB_HANDSHAKE_START
#define SSL_CB_HANDSHAKE_START 0x10
#endif
#ifndef SSL_CB_HANDSHAKE_DONE
#define SSL_CB_HANDSHAKE_DONE 0x20
#endif
#ifndef SSL_ST_READ_HEADER
#define SSL_ST_READ_HEADER 0xf0
#endif
#ifndef SSL_ST_READ_BODY
#define SSL_ST_READ_BODY 0xf1
#endif
#ifndef SSL_ST_READ_DONE
#define SSL_ST_READ_DONE 0xf2
#endif

/* Return values of the server name, ALPN and ticket callbacks. */
#ifndef SSL_TLSEXT_ERR_OK
#define SSL_TLSEXT_ERR_OK 0
#endif
#ifndef SSL_TLSEXT_ERR_ALERT_WARNING
#define SSL_TLSEXT_ERR_ALERT_WARNING 1
#endif
#ifndef SSL_TLSEXT_ERR_ALERT_FATAL
#define SSL_TLSEXT_ERR_ALERT_FATAL 2
#endif
#ifndef SSL_TLSEXT_ERR_NOACK
#define SSL_TLSEXT_ERR_NOACK 3
#endif

/* Return values of the ClientHello callback. */
#ifndef SSL_CLIENT_HELLO_SUCCESS
#define SSL_CLIENT_HELLO_SUCCESS 1
#endif
#ifndef SSL_CLIENT_HELLO_ERROR
#define SSL_CLIENT_HELLO_ERROR 0
#endif
#ifndef SSL_CLIENT_HELLO_RETRY
#define SSL_CLIENT_HELLO_RETRY (-1)
#endif

/* Results of `SSL_select_next_proto`. */
#ifndef OPENSSL_NPN_UNSUPPORTED
#define OPENSSL_NPN_UNSUPPORTED 0
#endif
#ifndef OPENSSL_NPN_NEGOTIATED
#define OPENSSL_NPN_NEGOTIATED 1
#endif
#ifndef OPENSSL_NPN_NO_OVERLAP
#define OPENSSL_NPN_NO_OVERLAP 2
#endif

/* Early data. */
#ifndef SSL_READ_EARLY_DATA_ERROR
#define SSL_READ_EARLY_DATA_ERROR 0
#endif
#ifndef SSL_READ_EARLY_DATA_SUCCESS
#define SSL_READ_EARLY_DATA_SUCCESS 1
#endif
#ifndef SSL_READ_EARLY_DATA_FINISH
#define SSL_READ_EARLY_DATA_FINISH 2
#endif
#ifndef SSL_EARLY_DATA_NOT_SENT
#define SSL_EARLY_DATA_NOT_SENT 0
#endif
#ifndef SSL_EARLY_DATA_REJECTED
#define SSL_EARLY_DATA_REJECTED 1
#endif
#ifndef SSL_EARLY_DATA_ACCEPTED
#define SSL_EARLY_DATA_ACCEPTED 2
#endif

/* Kinds of key update. */
#ifndef SSL_KEY_UPDATE_NONE
#define SSL_KEY_UPDATE_NONE (-1)
#endif
#ifndef SSL_KEY_UPDATE_NOT_REQUESTED
#define SSL_KEY_UPDATE_NOT_REQUESTED 0
#endif
#ifndef SSL_KEY_UPDATE_REQUESTED
#define SSL_KEY_UPDATE_REQUESTED 1
#endif

/* Session tickets: arguments and results of the callback that decrypts one. */
#ifndef SSL_TICKET_FATAL_ERR_MALLOC
#define SSL_TICKET_FATAL_ERR_MALLOC 0
#endif
#ifndef SSL_TICKET_FATAL_ERR_OTHER
#define SSL_TICKET_FATAL_ERR_OTHER 1
#endif
#ifndef SSL_TICKET_NONE
#define SSL_TICKET_NONE 2
#endif
#ifndef SSL_TICKET_EMPTY
#define SSL_TICKET_EMPTY 3
#endif
#ifndef SSL_TICKET_NO_DECRYPT
#define SSL_TICKET_NO_DECRYPT 4
#endif
#ifndef SSL_TICKET_SUCCESS
#define SSL_TICKET_SUCCESS 5
#endif
#ifndef SSL_TICKET_SUCCESS_RENEW
#define SSL_TICKET_SUCCESS_RENEW 6
#endif
#ifndef SSL_TICKET_RETURN_ABORT
#define SSL_TICKET_RETURN_ABORT 0
#endif
#ifndef SSL_TICKET_RETURN_IGNORE
#define SSL_TICKET_RETURN_IGNORE 1
#endif
#ifndef SSL_TICKET_RETURN_IGNORE_RENEW
#define SSL_TICKET_RETURN_IGNORE_RENEW 2
#endif
#ifndef SSL_TICKET_RETURN_USE
#define SSL_TICKET_RETURN_USE 3
#endif
#ifndef SSL_TICKET_RETURN_USE_RENEW
#define SSL_TICKET_RETURN_USE_RENEW 4
#endif

/* Files of certificates and keys. */
#ifndef SSL_FILETYPE_ASN1
#define SSL_FILETYPE_ASN1 2
#endif
#ifndef SSL_FILETYPE_PEM
#define SSL_FILETYPE_PEM 1
#endif

/* Contexts of an extension. */
#ifndef SSL_EXT_TLS_ONLY
#define SSL_EXT_TLS_ONLY 0x1
#endif
#ifndef SSL_EXT_DTLS_ONLY
#define SSL_EXT_DTLS_ONLY 0x2
#endif
#ifndef SSL_EXT_TLS_IMPLEMENTATION_ONLY
#define SSL_EXT_TLS_IMPLEMENTATION_ONLY 0x4
#endif
#ifndef SSL_EXT_SSL3_ALLOWED
#define SSL_EXT_SSL3_ALLOWED 0x8
#endif
#ifndef SSL_EXT_TLS1_2_AND_BELOW_ONLY
#define SSL_EXT_TLS1_2_AND_BELOW_ONLY 0x10
#endif
#ifndef SSL_EXT_TLS1_3_ONLY
#define SSL_EXT_TLS1_3_ONLY 0x20
#endif
#ifndef SSL_EXT_IGNORE_ON_RESUMPTION
#define SSL_EXT_IGNORE_ON_RESUMPTION 0x40
#endif
#ifndef SSL_EXT_CLIENT_HELLO
#define SSL_EXT_CLIENT_HELLO 0x80
#endif
#ifndef SSL_EXT_TLS1_2_SERVER_HELLO
#define SSL_EXT_TLS1_2_SERVER_HELLO 0x100
#endif
#ifndef SSL_EXT_TLS1_3_SERVER_HELLO
#define SSL_EXT_TLS1_3_SERVER_HELLO 0x200
#endif
#ifndef SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS
#define SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS 0x400
#endif
#ifndef SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST
#define SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST 0x800
#endif
#ifndef SSL_EXT_TLS1_3_CERTIFICATE
#define SSL_EXT_TLS1_3_CERTIFICATE 0x1000
#endif
#ifndef SSL_EXT_TLS1_3_NEW_SESSION_TICKET
#define SSL_EXT_TLS1_3_NEW_SESSION_TICKET 0x2000
#endif
#ifndef SSL_EXT_TLS1_3_CERTIFICATE_REQUEST
#define SSL_EXT_TLS1_3_CERTIFICATE_REQUEST 0x4000
#endif

/* Flags of the certificates of an object. */
#ifndef SSL_CERT_FLAG_TLS_STRICT
#define SSL_CERT_FLAG_TLS_STRICT 0x1U
#endif
#ifndef SSL_CERT_FLAG_SUITEB_128_LOS_ONLY
#define SSL_CERT_FLAG_SUITEB_128_LOS_ONLY 0x00010000U
#endif
#ifndef SSL_CERT_FLAG_SUITEB_192_LOS
#define SSL_CERT_FLAG_SUITEB_192_LOS 0x00020000U
#endif
#ifndef SSL_CERT_FLAG_SUITEB_128_LOS
#define SSL_CERT_FLAG_SUITEB_128_LOS 0x00030000U
#endif
#ifndef SSL_CERT_FLAG_BROKEN_PROTOCOL
#define SSL_CERT_FLAG_BROKEN_PROTOCOL 0x10000000U
#endif

/* Building a chain, and choosing the current certificate. */
#ifndef SSL_BUILD_CHAIN_FLAG_UNTRUSTED
#define SSL_BUILD_CHAIN_FLAG_UNTRUSTED 0x1
#endif
#ifndef SSL_BUILD_CHAIN_FLAG_NO_ROOT
#define SSL_BUILD_CHAIN_FLAG_NO_ROOT 0x2
#endif
#ifndef SSL_BUILD_CHAIN_FLAG_CHECK
#define SSL_BUILD_CHAIN_FLAG_CHECK 0x4
#endif
#ifndef SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR
#define SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR 0x8
#endif
#ifndef SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR
#define SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR 0x10
#endif
#ifndef SSL_CERT_SET_FIRST
#define SSL_CERT_SET_FIRST 0x1
#endif
#ifndef SSL_CERT_SET_NEXT
#define SSL_CERT_SET_NEXT 0x2
#endif
#ifndef SSL_CERT_SET_SERVER
#define SSL_CERT_SET_SERVER 0x3
#endif

/* Result of `SSL_check_chain`. */
#ifndef CERT_PKEY_VALID
#define CERT_PKEY_VALID 0x1
#endif
#ifndef CERT_PKEY_SIGN
#define CERT_PKEY_SIGN 0x2
#endif
#ifndef CERT_PKEY_EE_SIGNATURE
#define CERT_PKEY_EE_SIGNATURE 0x10
#endif
#ifndef CERT_PKEY_CA_SIGNATURE
#define CERT_PKEY_CA_SIGNATURE 0x20
#endif
#ifndef CERT_PKEY_EE_PARAM
#define CERT_PKEY_EE_PARAM 0x40
#endif
#ifndef CERT_PKEY_CA_PARAM
#define CERT_PKEY_CA_PARAM 0x80
#endif
#ifndef CERT_PKEY_EXPLICIT_SIGN
#define CERT_PKEY_EXPLICIT_SIGN 0x100
#endif
#ifndef CERT_PKEY_ISSUER_NAME
#define CERT_PKEY_ISSUER_NAME 0x200
#endif
#ifndef CERT_PKEY_CERT_TYPE
#define CERT_PKEY_CERT_TYPE 0x400
#endif
#ifndef CERT_PKEY_SUITEB
#define CERT_PKEY_SUITEB 0x800
#endif

/* Configuration commands. */
#ifndef SSL_CONF_FLAG_CMDLINE
#define SSL_CONF_FLAG_CMDLINE 0x1
#endif
#ifndef SSL_CONF_FLAG_FILE
#define SSL_CONF_FLAG_FILE 0x2
#endif
#ifndef SSL_CONF_FLAG_CLIENT
#define SSL_CONF_FLAG_CLIENT 0x4
#endif
#ifndef SSL_CONF_FLAG_SERVER
#define SSL_CONF_FLAG_SERVER 0x8
#endif
#ifndef SSL_CONF_FLAG_SHOW_ERRORS
#define SSL_CONF_FLAG_SHOW_ERRORS 0x10
#endif
#ifndef SSL_CONF_FLAG_CERTIFICATE
#define SSL_CONF_FLAG_CERTIFICATE 0x20
#endif
#ifndef SSL_CONF_FLAG_REQUIRE_PRIVATE
#define SSL_CONF_FLAG_REQUIRE_PRIVATE 0x40
#endif

/* Types of a configuration value. */
#ifndef SSL_CONF_TYPE_UNKNOWN
#define SSL_CONF_TYPE_UNKNOWN 0
#endif
#ifndef SSL_CONF_TYPE_STRING
#define SSL_CONF_TYPE_STRING 1
#endif
#ifndef SSL_CONF_TYPE_FILE
#define SSL_CONF_TYPE_FILE 2
#endif
#ifndef SSL_CONF_TYPE_DIR
#define SSL_CONF_TYPE_DIR 3
#endif
#ifndef SSL_CONF_TYPE_NONE
#define SSL_CONF_TYPE_NONE 4
#endif
#ifndef SSL_CONF_TYPE_STORE
#define SSL_CONF_TYPE_STORE 5
#endif

/* What a security callback is asked. */
#ifndef SSL_SECOP_OTHER_TYPE
#define SSL_SECOP_OTHER_TYPE 0xffff0000U
#endif
#ifndef SSL_SECOP_OTHER_NONE
#define SSL_SECOP_OTHER_NONE 0x0
#endif
#ifndef SSL_SECOP_OTHER_CIPHER
#define SSL_SECOP_OTHER_CIPHER 0x00010000
#endif
#ifndef SSL_SECOP_OTHER_CURVE
#define SSL_SECOP_OTHER_CURVE 0x00020000
#endif
#ifndef SSL_SECOP_OTHER_DH
#define SSL_SECOP_OTHER_DH 0x00030000
#endif
#ifndef SSL_SECOP_OTHER_PKEY
#define SSL_SECOP_OTHER_PKEY 0x00040000
#endif
#ifndef SSL_SECOP_OTHER_SIGALG
#define SSL_SECOP_OTHER_SIGALG 0x00050000
#endif
#ifndef SSL_SECOP_OTHER_CERT
#define SSL_SECOP_OTHER_CERT 0x00060000
#endif
#ifndef SSL_SECOP_PEER
#define SSL_SECOP_PEER 0x1000
#endif
#ifndef SSL_SECOP_CIPHER_SUPPORTED
#define SSL_SECOP_CIPHER_SUPPORTED 0x00010001
#endif
#ifndef SSL_SECOP_CIPHER_SHARED
#define SSL_SECOP_CIPHER_SHARED 0x00010002
#endif
#ifndef SSL_SECOP_CIPHER_CHECK
#define SSL_SECOP_CIPHER_CHECK 0x00010003
#endif
#ifndef SSL_SECOP_CURVE_SUPPORTED
#define SSL_SECOP_CURVE_SUPPORTED 0x00020004
#endif
#ifndef SSL_SECOP_CURVE_SHARED
#define SSL_SECOP_CURVE_SHARED 0x00020005
#endif
#ifndef SSL_SECOP_CURVE_CHECK
#define SSL_SECOP_CURVE_CHECK 0x00020006
#endif
#ifndef SSL_SECOP_TMP_DH
#define SSL_SECOP_TMP_DH 0x00040007
#endif
#ifndef SSL_SECOP_VERSION
#define SSL_SECOP_VERSION 0x9
#endif
#ifndef SSL_SECOP_TICKET
#define SSL_SECOP_TICKET 0xa
#endif
#ifndef SSL_SECOP_SIGALG_SUPPORTED
#define SSL_SECOP_SIGALG_SUPPORTED 0x0005000b
#endif
#ifndef SSL_SECOP_SIGALG_SHARED
#define SSL_SECOP_SIGALG_SHARED 0x0005000c
#endif
#ifndef SSL_SECOP_SIGALG_CHECK
#define SSL_SECOP_SIGALG_CHECK 0x0005000d
#endif
#ifndef SSL_SECOP_SIGALG_MASK
#define SSL_SECOP_SIGALG_MASK 0x0005000e
#endif
#ifndef SSL_SECOP_COMPRESSION
#define SSL_SECOP_COMPRESSION 0xf
#endif
#ifndef SSL_SECOP_EE_KEY
#define SSL_SECOP_EE_KEY 0x00060010
#endif
#ifndef SSL_SECOP_CA_KEY
#define SSL_SECOP_CA_KEY 0x00060011
#endif
#ifndef SSL_SECOP_CA_MD
#define SSL_SECOP_CA_MD 0x00060012
#endif
#ifndef SSL_SECOP_PEER_EE_KEY
#define SSL_SECOP_PEER_EE_KEY 0x00061010
#endif
#ifndef SSL_SECOP_PEER_CA_KEY
#define SSL_SECOP_PEER_CA_KEY 0x00061011
#endif
#ifndef SSL_SECOP_PEER_CA_MD
#define SSL_SECOP_PEER_CA_MD 0x00061012
#endif

/* Kinds of server name, certificate status and extension. */
#ifndef TLSEXT_TYPE_server_name
#define TLSEXT_TYPE_server_name 0
#endif
#ifndef TLSEXT_TYPE_max_fragment_length
#define TLSEXT_TYPE_max_fragment_length 1
#endif
#ifndef TLSEXT_TYPE_client_certificate_url
#define TLSEXT_TYPE_client_certificate_url 2
#endif
#ifndef TLSEXT_TYPE_trusted_ca_keys
#define TLSEXT_TYPE_trusted_ca_keys 3
#endif
#ifndef TLSEXT_TYPE_truncated_hmac
#define TLSEXT_TYPE_truncated_hmac 4
#endif
#ifndef TLSEXT_TYPE_status_request
#define TLSEXT_TYPE_status_request 5
#endif
#ifndef TLSEXT_TYPE_user_mapping
#define TLSEXT_TYPE_user_mapping 6
#endif
#ifndef TLSEXT_TYPE_client_authz
#define TLSEXT_TYPE_client_authz 7
#endif
#ifndef TLSEXT_TYPE_server_authz
#define TLSEXT_TYPE_server_authz 8
#endif
#ifndef TLSEXT_TYPE_cert_type
#define TLSEXT_TYPE_cert_type 9
#endif
#ifndef TLSEXT_TYPE_supported_groups
#define TLSEXT_TYPE_supported_groups 10
#endif
#ifndef TLSEXT_TYPE_elliptic_curves
#define TLSEXT_TYPE_elliptic_curves 10
#endif
#ifndef TLSEXT_TYPE_ec_point_formats
#define TLSEXT_TYPE_ec_point_formats 11
#endif
#ifndef TLSEXT_TYPE_srp
#define TLSEXT_TYPE_srp 12
#endif
#ifndef TLSEXT_TYPE_signature_algorithms
#define TLSEXT_TYPE_signature_algorithms 13
#endif
#ifndef TLSEXT_TYPE_use_srtp
#define TLSEXT_TYPE_use_srtp 14
#endif
#ifndef TLSEXT_TYPE_application_layer_protocol_negotiation
#define TLSEXT_TYPE_application_layer_protocol_negotiation 16
#endif
#ifndef TLSEXT_TYPE_signed_certificate_timestamp
#define TLSEXT_TYPE_signed_certificate_timestamp 18
#endif
#ifndef TLSEXT_TYPE_padding
#define TLSEXT_TYPE_padding 21
#endif
#ifndef TLSEXT_TYPE_encrypt_then_mac
#define TLSEXT_TYPE_encrypt_then_mac 22
#endif
#ifndef TLSEXT_TYPE_extended_master_secret
#define TLSEXT_TYPE_extended_master_secret 23
#endif
#ifndef TLSEXT_TYPE_session_ticket
#define TLSEXT_TYPE_session_ticket 35
#endif
#ifndef TLSEXT_TYPE_psk
#define TLSEXT_TYPE_psk 41
#endif
#ifndef TLSEXT_TYPE_early_data
#define TLSEXT_TYPE_early_data 42
#endif
#ifndef TLSEXT_TYPE_supported_versions
#define TLSEXT_TYPE_supported_versions 43
#endif
#ifndef TLSEXT_TYPE_cookie
#define TLSEXT_TYPE_cookie 44
#endif
#ifndef TLSEXT_TYPE_psk_kex_modes
#define TLSEXT_TYPE_psk_kex_modes 45
#endif
#ifndef TLSEXT_TYPE_certificate_authorities
#define TLSEXT_TYPE_certificate_authorities 47
#endif
#ifndef TLSEXT_TYPE_post_handshake_auth
#define TLSEXT_TYPE_post_handshake_auth 49
#endif
#ifndef TLSEXT_TYPE_signature_algorithms_cert
#define TLSEXT_TYPE_signature_algorithms_cert 50
#endif
#ifndef TLSEXT_TYPE_key_share
#define TLSEXT_TYPE_key_share 51
#endif
#ifndef TLSEXT_TYPE_renegotiate
#define TLSEXT_TYPE_renegotiate 65281
#endif
#ifndef TLSEXT_TYPE_next_proto_neg
#define TLSEXT_TYPE_next_proto_neg 13172
#endif
#ifndef TLSEXT_NAMETYPE_host_name
#define TLSEXT_NAMETYPE_host_name 0
#endif
#ifndef TLSEXT_STATUSTYPE_ocsp
#define TLSEXT_STATUSTYPE_ocsp 1
#endif
#ifndef TLSEXT_max_fragment_length_DISABLED
#define TLSEXT_max_fragment_length_DISABLED 0
#endif
#ifndef TLSEXT_max_fragment_length_512
#define TLSEXT_max_fragment_length_512 1
#endif
#ifndef TLSEXT_max_fragment_length_1024
#define TLSEXT_max_fragment_length_1024 2
#endif
#ifndef TLSEXT_max_fragment_length_2048
#define TLSEXT_max_fragment_length_2048 3
#endif
#ifndef TLSEXT_max_fragment_length_4096
#define TLSEXT_max_fragment_length_4096 4
#endif
#ifndef TLSEXT_max_fragment_length_UNSPECIFIED
#define TLSEXT_max_fragment_length_UNSPECIFIED 255
#endif
#ifndef TLSEXT_MAXLEN_host_name
#define TLSEXT_MAXLEN_host_name 255
#endif

/* Elliptic curve point formats, signatures and hashes of TLS 1.2. */
#ifndef TLSEXT_ECPOINTFORMAT_first
#define TLSEXT_ECPOINTFORMAT_first 0
#endif
#ifndef TLSEXT_ECPOINTFORMAT_uncompressed
#define TLSEXT_ECPOINTFORMAT_uncompressed 0
#endif
#ifndef TLSEXT_ECPOINTFORMAT_ansiX962_compressed_prime
#define TLSEXT_ECPOINTFORMAT_ansiX962_compressed_prime 1
#endif
#ifndef TLSEXT_ECPOINTFORMAT_ansiX962_compressed_char2
#define TLSEXT_ECPOINTFORMAT_ansiX962_compressed_char2 2
#endif
#ifndef TLSEXT_ECPOINTFORMAT_last
#define TLSEXT_ECPOINTFORMAT_last 2
#endif
#ifndef TLSEXT_signature_anonymous
#define TLSEXT_signature_anonymous 0
#endif
#ifndef TLSEXT_signature_rsa
#define TLSEXT_signature_rsa 1
#endif
#ifndef TLSEXT_signature_dsa
#define TLSEXT_signature_dsa 2
#endif
#ifndef TLSEXT_signature_ecdsa
#define TLSEXT_signature_ecdsa 3
#endif
#ifndef TLSEXT_signature_gostr34102001
#define TLSEXT_signature_gostr34102001 237
#endif
#ifndef TLSEXT_signature_gostr34102012_256
#define TLSEXT_signature_gostr34102012_256 238
#endif
#ifndef TLSEXT_signature_gostr34102012_512
#define TLSEXT_signature_gostr34102012_512 239
#endif
#ifndef TLSEXT_signature_num
#define TLSEXT_signature_num 7
#endif
#ifndef TLSEXT_hash_none
#define TLSEXT_hash_none 0
#endif
#ifndef TLSEXT_hash_md5
#define TLSEXT_hash_md5 1
#endif
#ifndef TLSEXT_hash_sha1
#define TLSEXT_hash_sha1 2
#endif
#ifndef TLSEXT_hash_sha224
#define TLSEXT_hash_sha224 3
#endif
#ifndef TLSEXT_hash_sha256
#define TLSEXT_hash_sha256 4
#endif
#ifndef TLSEXT_hash_sha384
#define TLSEXT_hash_sha384 5
#endif
#ifndef TLSEXT_hash_sha512
#define TLSEXT_hash_sha512 6
#endif
#ifndef TLSEXT_hash_gostr3411
#define TLSEXT_hash_gostr3411 237
#endif
#ifndef TLSEXT_hash_gostr34112012_256
#define TLSEXT_hash_gostr34112012_256 238
#endif
#ifndef TLSEXT_hash_gostr34112012_512
#define TLSEXT_hash_gostr34112012_512 239
#endif
#ifndef TLSEXT_hash_num
#define TLSEXT_hash_num 10
#endif

/* Types a client certificate may have. */
#ifndef TLS_CT_RSA_SIGN
#define TLS_CT_RSA_SIGN 1
#endif
#ifndef TLS_CT_DSS_SIGN
#define TLS_CT_DSS_SIGN 2
#endif
#ifndef TLS_CT_RSA_FIXED_DH
#define TLS_CT_RSA_FIXED_DH 3
#endif
#ifndef TLS_CT_DSS_FIXED_DH
#define TLS_CT_DSS_FIXED_DH 4
#endif
#ifndef TLS_CT_ECDSA_SIGN
#define TLS_CT_ECDSA_SIGN 64
#endif
#ifndef TLS_CT_RSA_FIXED_ECDH
#define TLS_CT_RSA_FIXED_ECDH 65
#endif
#ifndef TLS_CT_ECDSA_FIXED_ECDH
#define TLS_CT_ECDSA_FIXED_ECDH 66
#endif
#ifndef TLS_CT_GOST01_SIGN
#define TLS_CT_GOST01_SIGN 22
#endif
#ifndef TLS_CT_GOST12_IANA_SIGN
#define TLS_CT_GOST12_IANA_SIGN 67
#endif
#ifndef TLS_CT_GOST12_IANA_512_SIGN
#define TLS_CT_GOST12_IANA_512_SIGN 68
#endif
#ifndef TLS_CT_GOST12_LEGACY_SIGN
#define TLS_CT_GOST12_LEGACY_SIGN 238
#endif
#ifndef TLS_CT_GOST12_LEGACY_512_SIGN
#define TLS_CT_GOST12_LEGACY_512_SIGN 239
#endif
#ifndef TLS_CT_GOST12_SIGN
#define TLS_CT_GOST12_SIGN 238
#endif
#ifndef TLS_CT_GOST12_512_SIGN
#define TLS_CT_GOST12_512_SIGN 239
#endif
#ifndef TLS_CT_NUMBER
#define TLS_CT_NUMBER 12
#endif

/* Records and handshake messages, as a message callback sees them. */
#ifndef SSL3_RT_HEADER_LENGTH
#define SSL3_RT_HEADER_LENGTH 5
#endif
#ifndef SSL3_RT_MAX_PLAIN_LENGTH
#define SSL3_RT_MAX_PLAIN_LENGTH 16384
#endif
#ifndef SSL3_RT_CHANGE_CIPHER_SPEC
#define SSL3_RT_CHANGE_CIPHER_SPEC 20
#endif
#ifndef SSL3_RT_ALERT
#define SSL3_RT_ALERT 21
#endif
#ifndef SSL3_RT_HANDSHAKE
#define SSL3_RT_HANDSHAKE 22
#endif
#ifndef SSL3_RT_APPLICATION_DATA
#define SSL3_RT_APPLICATION_DATA 23
#endif
#ifndef SSL3_RT_HEADER
#define SSL3_RT_HEADER 256
#endif
#ifndef SSL3_RT_INNER_CONTENT_TYPE
#define SSL3_RT_INNER_CONTENT_TYPE 257
#endif
#ifndef SSL3_MT_HELLO_REQUEST
#define SSL3_MT_HELLO_REQUEST 0
#endif
#ifndef SSL3_MT_CLIENT_HELLO
#define SSL3_MT_CLIENT_HELLO 1
#endif
#ifndef SSL3_MT_SERVER_HELLO
#define SSL3_MT_SERVER_HELLO 2
#endif
#ifndef SSL3_MT_NEWSESSION_TICKET
#define SSL3_MT_NEWSESSION_TICKET 4
#endif
#ifndef SSL3_MT_END_OF_EARLY_DATA
#define SSL3_MT_END_OF_EARLY_DATA 5
#endif
#ifndef SSL3_MT_ENCRYPTED_EXTENSIONS
#define SSL3_MT_ENCRYPTED_EXTENSIONS 8
#endif
#ifndef SSL3_MT_CERTIFICATE
#define SSL3_MT_CERTIFICATE 11
#endif
#ifndef SSL3_MT_SERVER_KEY_EXCHANGE
#define SSL3_MT_SERVER_KEY_EXCHANGE 12
#endif
#ifndef SSL3_MT_CERTIFICATE_REQUEST
#define SSL3_MT_CERTIFICATE_REQUEST 13
#endif
#ifndef SSL3_MT_SERVER_DONE
#define SSL3_MT_SERVER_DONE 14
#endif
#ifndef SSL3_MT_CERTIFICATE_VERIFY
#define SSL3_MT_CERTIFICATE_VERIFY 15
#endif
#ifndef SSL3_MT_CLIENT_KEY_EXCHANGE
#define SSL3_MT_CLIENT_KEY_EXCHANGE 16
#endif
#ifndef SSL3_MT_FINISHED
#define SSL3_MT_FINISHED 20
#endif
#ifndef SSL3_MT_CERTIFICATE_URL
#define SSL3_MT_CERTIFICATE_URL 21
#endif
#ifndef SSL3_MT_CERTIFICATE_STATUS
#define SSL3_MT_CERTIFICATE_STATUS 22
#endif
#ifndef SSL3_MT_SUPPLEMENTAL_DATA
#define SSL3_MT_SUPPLEMENTAL_DATA 23
#endif
#ifndef SSL3_MT_KEY_UPDATE
#define SSL3_MT_KEY_UPDATE 24
#endif
#ifndef SSL3_MT_NEXT_PROTO
#define SSL3_MT_NEXT_PROTO 67
#endif
#ifndef SSL3_MT_MESSAGE_HASH
#define SSL3_MT_MESSAGE_HASH 254
#endif
#ifndef SSL3_MT_CHANGE_CIPHER_SPEC
#define SSL3_MT_CHANGE_CIPHER_SPEC 257
#endif
#ifndef SSL3_MT_CCS
#define SSL3_MT_CCS 1
#endif

/* Whether `OPENSSL_init_ssl` loads the error texts. */
#ifndef OPENSSL_INIT_NO_LOAD_SSL_STRINGS
#define OPENSSL_INIT_NO_LOAD_SSL_STRINGS ((uint64_t)0x00100000)
#endif
#ifndef OPENSSL_INIT_LOAD_SSL_STRINGS
#define OPENSSL_INIT_LOAD_SSL_STRINGS ((uint64_t)0x00200000)
#endif

/* Server info files. */
#ifndef SSL_SERVERINFOV1
#define SSL_SERVERINFOV1 1
#endif
#ifndef SSL_SERVERINFOV2
#define SSL_SERVERINFOV2 2
#endif

/* Groups and signature algorithms that have no number of OpenSSL. */
#ifndef TLSEXT_nid_unknown
#define TLSEXT_nid_unknown 0x01000000
#endif

/* Sizes. */
#ifndef SSL_MAX_MASTER_KEY_LENGTH
#define SSL_MAX_MASTER_KEY_LENGTH 48
#endif
#ifndef SSL_MAX_SSL_SESSION_ID_LENGTH
#define SSL_MAX_SSL_SESSION_ID_LENGTH 32
#endif
#ifndef SSL_MAX_SID_CTX_LENGTH
#define SSL_MAX_SID_CTX_LENGTH 32
#endif
#ifndef SSL_MAX_PIPELINES
#define SSL_MAX_PIPELINES 32
#endif
#ifndef SSL_COOKIE_LENGTH
#define SSL_COOKIE_LENGTH 4096
#endif
#ifndef SSL_MAX_CERT_LIST_DEFAULT
#define SSL_MAX_CERT_LIST_DEFAULT 102400
#endif
#ifndef PSK_MAX_IDENTITY_LEN
#define PSK_MAX_IDENTITY_LEN 256
#endif
#ifndef PSK_MAX_PSK_LEN
#define PSK_MAX_PSK_LEN 512
#endif
#ifndef SSL3_SSL_SESSION_ID_LENGTH
#define SSL3_SSL_SESSION_ID_LENGTH 32
#endif
#ifndef SSL3_MASTER_SECRET_SIZE
#define SSL3_MASTER_SECRET_SIZE 48
#endif
#ifndef SSL3_RANDOM_SIZE
#define SSL3_RANDOM_SIZE 32
#endif
#ifndef SSL3_SESSION_ID_SIZE
#define SSL3_SESSION_ID_SIZE 32
#endif

#ifndef OPENSSL_SSL_H
/* Commands of the SSL_CTX, each with its number. */
#define SSL_CTX_add0_chain_cert(ctx, x509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN_CERT, 0, (void *)(x509))
#define SSL_CTX_add1_chain_cert(ctx, x509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN_CERT, 1, (void *)(x509))
#define SSL_CTX_add_extra_chain_cert(ctx, x509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_EXTRA_CHAIN_CERT, 0, (void *)(x509))
#define SSL_CTX_build_cert_chain(ctx, flags) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_BUILD_CERT_CHAIN, (flags), NULL)
#define SSL_CTX_clear_cert_flags(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_CLEAR_CERT_FLAGS, (op), NULL)
#define SSL_CTX_clear_extra_chain_certs(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS, 0, NULL)
#define SSL_CTX_clear_mode(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_CLEAR_MODE, (op), NULL)
#define SSL_CTX_get0_chain_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_CHAIN_CERT_STORE, 0, (void *)(st))
#define SSL_CTX_get0_chain_certs(ctx, px509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_CHAIN_CERTS, 0, (void *)(px509))
#define SSL_CTX_get0_verify_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_VERIFY_CERT_STORE, 0, (void *)(st))
#define SSL_CTX_get_extra_chain_certs(ctx, px509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_EXTRA_CHAIN_CERTS, 0, (void *)(px509))
#define SSL_CTX_get_extra_chain_certs_only(ctx, px509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_EXTRA_CHAIN_CERTS, 1, (void *)(px509))
#define SSL_CTX_get_max_cert_list(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_MAX_CERT_LIST, 0, NULL)
#define SSL_CTX_get_max_proto_version(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_MAX_PROTO_VERSION, 0, NULL)
#define SSL_CTX_get_min_proto_version(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_MIN_PROTO_VERSION, 0, NULL)
#define SSL_CTX_get_mode(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_MODE, 0, NULL)
#define SSL_CTX_get_read_ahead(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_READ_AHEAD, 0, NULL)
#define SSL_CTX_get_session_cache_mode(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_SESS_CACHE_MODE, 0, NULL)
#define SSL_CTX_get_tlsext_status_arg(ctx, arg) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG, 0, (void *)(arg))
#define SSL_CTX_get_tlsext_status_cb(ctx, cb) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB, 0, (void *)(cb))
#define SSL_CTX_get_tlsext_status_type(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL)
#define SSL_CTX_get_tlsext_ticket_keys(ctx, keys, keylen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET_TLSEXT_TICKET_KEYS, (keylen), (void *)(keys))
#define SSL_CTX_select_current_cert(ctx, x509) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SELECT_CURRENT_CERT, 0, (void *)(x509))
#define SSL_CTX_sess_accept(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_ACCEPT, 0, NULL)
#define SSL_CTX_sess_accept_good(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_ACCEPT_GOOD, 0, NULL)
#define SSL_CTX_sess_accept_renegotiate(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, 0, NULL)
#define SSL_CTX_sess_cache_full(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CACHE_FULL, 0, NULL)
#define SSL_CTX_sess_cb_hits(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CB_HIT, 0, NULL)
#define SSL_CTX_sess_connect(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CONNECT, 0, NULL)
#define SSL_CTX_sess_connect_good(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CONNECT_GOOD, 0, NULL)
#define SSL_CTX_sess_connect_renegotiate(ctx) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_CONNECT_RENEGOTIATE, 0, NULL)
#define SSL_CTX_sess_get_cache_size(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_GET_SESS_CACHE_SIZE, 0, NULL)
#define SSL_CTX_sess_hits(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_HIT, 0, NULL)
#define SSL_CTX_sess_misses(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_MISSES, 0, NULL)
#define SSL_CTX_sess_number(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_NUMBER, 0, NULL)
#define SSL_CTX_sess_set_cache_size(ctx, t) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SESS_CACHE_SIZE, (t), NULL)
#define SSL_CTX_sess_timeouts(ctx) SSL_CTX_ctrl((ctx), SSL_CTRL_SESS_TIMEOUTS, 0, NULL)
#define SSL_CTX_set0_chain(ctx, sk) SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN, 0, (void *)(sk))
#define SSL_CTX_set0_chain_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CHAIN_CERT_STORE, 0, (void *)(st))
#define SSL_CTX_set0_verify_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_VERIFY_CERT_STORE, 0, (void *)(st))
#define SSL_CTX_set1_chain(ctx, sk) SSL_CTX_ctrl((ctx), SSL_CTRL_CHAIN, 1, (void *)(sk))
#define SSL_CTX_set1_chain_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CHAIN_CERT_STORE, 1, (void *)(st))
#define SSL_CTX_set1_client_certificate_types(ctx, clist, clistlen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CLIENT_CERT_TYPES, (clistlen), (void *)(clist))
#define SSL_CTX_set1_client_sigalgs(ctx, slist, slistlen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CLIENT_SIGALGS, (slistlen), (void *)(slist))
#define SSL_CTX_set1_client_sigalgs_list(ctx, s) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CLIENT_SIGALGS_LIST, 0, (void *)(s))
#define SSL_CTX_set1_groups(ctx, glist, glistlen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_GROUPS, (glistlen), (void *)(glist))
#define SSL_CTX_set1_groups_list(ctx, s) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_GROUPS_LIST, 0, (void *)(s))
#define SSL_CTX_set1_sigalgs(ctx, slist, slistlen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SIGALGS, (slistlen), (void *)(slist))
#define SSL_CTX_set1_sigalgs_list(ctx, s) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SIGALGS_LIST, 0, (void *)(s))
#define SSL_CTX_set1_verify_cert_store(ctx, st) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_VERIFY_CERT_STORE, 1, (void *)(st))
#define SSL_CTX_set_cert_flags(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_CERT_FLAGS, (op), NULL)
#define SSL_CTX_set_current_cert(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_CURRENT_CERT, (op), NULL)
#define SSL_CTX_set_dh_auto(ctx, onoff) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_DH_AUTO, (onoff), NULL)
#define SSL_CTX_set_max_cert_list(ctx, m) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_CERT_LIST, (m), NULL)
#define SSL_CTX_set_max_pipelines(ctx, m) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_PIPELINES, (m), NULL)
#define SSL_CTX_set_max_proto_version(ctx, version) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_PROTO_VERSION, (version), NULL)
#define SSL_CTX_set_max_send_fragment(ctx, m) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MAX_SEND_FRAGMENT, (m), NULL)
#define SSL_CTX_set_min_proto_version(ctx, version) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MIN_PROTO_VERSION, (version), NULL)
#define SSL_CTX_set_mode(ctx, op) SSL_CTX_ctrl((ctx), SSL_CTRL_MODE, (op), NULL)
#define SSL_CTX_set_msg_callback_arg(ctx, arg) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, (void *)(arg))
#define SSL_CTX_set_read_ahead(ctx, m) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_READ_AHEAD, (m), NULL)
#define SSL_CTX_set_session_cache_mode(ctx, m) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SESS_CACHE_MODE, (m), NULL)
#define SSL_CTX_set_split_send_fragment(ctx, m) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, (m), NULL)
#define SSL_CTX_set_tlsext_servername_arg(ctx, arg) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, (void *)(arg))
#define SSL_CTX_set_tlsext_servername_callback(ctx, cb) \
    SSL_CTX_callback_ctrl((ctx), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, (void (*)(void))(cb))
#define SSL_CTX_set_tlsext_status_arg(ctx, arg) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, 0, (void *)(arg))
#define SSL_CTX_set_tlsext_status_cb(ctx, cb) \
    SSL_CTX_callback_ctrl((ctx), SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, (void (*)(void))(cb))
#define SSL_CTX_set_tlsext_status_type(ctx, type) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, (type), NULL)
#define SSL_CTX_set_tlsext_ticket_key_cb(ctx, cb) \
    SSL_CTX_callback_ctrl((ctx), SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB, (void (*)(void))(cb))
#define SSL_CTX_set_tlsext_ticket_keys(ctx, keys, keylen) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TLSEXT_TICKET_KEYS, (keylen), (void *)(keys))
#define SSL_CTX_set_tmp_dh(ctx, dh) SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TMP_DH, 0, (void *)(dh))
#define SSL_CTX_set_tmp_ecdh(ctx, ecdh) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_SET_TMP_ECDH, 0, (void *)(ecdh))

/* Commands of the SSL. */
#define DTLS_get_link_min_mtu(ssl) SSL_ctrl((ssl), DTLS_CTRL_GET_LINK_MIN_MTU, 0, NULL)
#define DTLS_set_link_mtu(ssl, mtu) SSL_ctrl((ssl), DTLS_CTRL_SET_LINK_MTU, (mtu), NULL)
#define DTLSv1_get_timeout(ssl, arg) SSL_ctrl((ssl), DTLS_CTRL_GET_TIMEOUT, 0, (void *)(arg))
#define DTLSv1_handle_timeout(ssl) SSL_ctrl((ssl), DTLS_CTRL_HANDLE_TIMEOUT, 0, NULL)
#define SSL_add0_chain_cert(ssl, x509) SSL_ctrl((ssl), SSL_CTRL_CHAIN_CERT, 0, (void *)(x509))
#define SSL_add1_chain_cert(ssl, x509) SSL_ctrl((ssl), SSL_CTRL_CHAIN_CERT, 1, (void *)(x509))
#define SSL_build_cert_chain(ssl, flags) SSL_ctrl((ssl), SSL_CTRL_BUILD_CERT_CHAIN, (flags), NULL)
#define SSL_clear_cert_flags(ssl, op) SSL_ctrl((ssl), SSL_CTRL_CLEAR_CERT_FLAGS, (op), NULL)
#define SSL_clear_mode(ssl, op) SSL_ctrl((ssl), SSL_CTRL_CLEAR_MODE, (op), NULL)
#define SSL_clear_num_renegotiations(ssl) \
    SSL_ctrl((ssl), SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS, 0, NULL)
#define SSL_get0_certificate_types(ssl, clist) \
    SSL_ctrl((ssl), SSL_CTRL_GET_CLIENT_CERT_TYPES, 0, (void *)(clist))
#define SSL_get0_chain_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_GET_CHAIN_CERT_STORE, 0, (void *)(st))
#define SSL_get0_chain_certs(ssl, px509) \
    SSL_ctrl((ssl), SSL_CTRL_GET_CHAIN_CERTS, 0, (void *)(px509))
#define SSL_get0_ec_point_formats(ssl, plst) \
    SSL_ctrl((ssl), SSL_CTRL_GET_EC_POINT_FORMATS, 0, (void *)(plst))
#define SSL_get0_raw_cipherlist(ssl, plst) \
    SSL_ctrl((ssl), SSL_CTRL_GET_RAW_CIPHERLIST, 0, (void *)(plst))
#define SSL_get0_verify_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_GET_VERIFY_CERT_STORE, 0, (void *)(st))
#define SSL_get1_groups(ssl, glist) SSL_ctrl((ssl), SSL_CTRL_GET_GROUPS, 0, (void *)(glist))
#define SSL_get_extms_support(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_EXTMS_SUPPORT, 0, NULL)
#define SSL_get_max_cert_list(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_MAX_CERT_LIST, 0, NULL)
#define SSL_get_max_proto_version(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_MAX_PROTO_VERSION, 0, NULL)
#define SSL_get_min_proto_version(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_MIN_PROTO_VERSION, 0, NULL)
#define SSL_get_mode(ssl) SSL_ctrl((ssl), SSL_CTRL_MODE, 0, NULL)
#define SSL_get_negotiated_group(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_NEGOTIATED_GROUP, 0, NULL)
#define SSL_get_peer_signature_nid(ssl, pn) \
    SSL_ctrl((ssl), SSL_CTRL_GET_PEER_SIGNATURE_NID, 0, (void *)(pn))
#define SSL_get_peer_tmp_key(ssl, pk) SSL_ctrl((ssl), SSL_CTRL_GET_PEER_TMP_KEY, 0, (void *)(pk))
#define SSL_get_secure_renegotiation_support(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_RI_SUPPORT, 0, NULL)
#define SSL_get_shared_group(ssl, n) SSL_ctrl((ssl), SSL_CTRL_GET_SHARED_GROUP, (n), NULL)
#define SSL_get_signature_nid(ssl, pn) SSL_ctrl((ssl), SSL_CTRL_GET_SIGNATURE_NID, 0, (void *)(pn))
#define SSL_get_tlsext_status_exts(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS, 0, (void *)(arg))
#define SSL_get_tlsext_status_ids(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS, 0, (void *)(arg))
#define SSL_get_tlsext_status_ocsp_resp(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, (void *)(arg))
#define SSL_get_tlsext_status_type(ssl) \
    SSL_ctrl((ssl), SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL)
#define SSL_get_tmp_key(ssl, pk) SSL_ctrl((ssl), SSL_CTRL_GET_TMP_KEY, 0, (void *)(pk))
#define SSL_num_renegotiations(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_NUM_RENEGOTIATIONS, 0, NULL)
#define SSL_select_current_cert(ssl, x509) \
    SSL_ctrl((ssl), SSL_CTRL_SELECT_CURRENT_CERT, 0, (void *)(x509))
#define SSL_set0_chain(ssl, sk) SSL_ctrl((ssl), SSL_CTRL_CHAIN, 0, (void *)(sk))
#define SSL_set0_chain_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CHAIN_CERT_STORE, 0, (void *)(st))
#define SSL_set0_verify_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_SET_VERIFY_CERT_STORE, 0, (void *)(st))
#define SSL_set1_chain(ssl, sk) SSL_ctrl((ssl), SSL_CTRL_CHAIN, 1, (void *)(sk))
#define SSL_set1_chain_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CHAIN_CERT_STORE, 1, (void *)(st))
#define SSL_set1_client_certificate_types(ssl, clist, clistlen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CLIENT_CERT_TYPES, (clistlen), (void *)(clist))
#define SSL_set1_client_sigalgs(ssl, slist, slistlen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CLIENT_SIGALGS, (slistlen), (void *)(slist))
#define SSL_set1_client_sigalgs_list(ssl, str) \
    SSL_ctrl((ssl), SSL_CTRL_SET_CLIENT_SIGALGS_LIST, 0, (void *)(str))
#define SSL_set1_groups(ssl, glist, glistlen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_GROUPS, (glistlen), (void *)(glist))
#define SSL_set1_groups_list(ssl, str) SSL_ctrl((ssl), SSL_CTRL_SET_GROUPS_LIST, 0, (void *)(str))
#define SSL_set1_sigalgs(ssl, slist, slistlen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_SIGALGS, (slistlen), (void *)(slist))
#define SSL_set1_sigalgs_list(ssl, str) SSL_ctrl((ssl), SSL_CTRL_SET_SIGALGS_LIST, 0, (void *)(str))
#define SSL_set1_verify_cert_store(ssl, st) \
    SSL_ctrl((ssl), SSL_CTRL_SET_VERIFY_CERT_STORE, 1, (void *)(st))
#define SSL_set_cert_flags(ssl, op) SSL_ctrl((ssl), SSL_CTRL_CERT_FLAGS, (op), NULL)
#define SSL_set_current_cert(ssl, op) SSL_ctrl((ssl), SSL_CTRL_SET_CURRENT_CERT, (op), NULL)
#define SSL_set_dh_auto(ssl, onoff) SSL_ctrl((ssl), SSL_CTRL_SET_DH_AUTO, (onoff), NULL)
#define SSL_set_max_cert_list(ssl, m) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_CERT_LIST, (m), NULL)
#define SSL_set_max_pipelines(ssl, m) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_PIPELINES, (m), NULL)
#define SSL_set_max_proto_version(ssl, version) \
    SSL_ctrl((ssl), SSL_CTRL_SET_MAX_PROTO_VERSION, (version), NULL)
#define SSL_set_max_send_fragment(ssl, m) SSL_ctrl((ssl), SSL_CTRL_SET_MAX_SEND_FRAGMENT, (m), NULL)
#define SSL_set_min_proto_version(ssl, version) \
    SSL_ctrl((ssl), SSL_CTRL_SET_MIN_PROTO_VERSION, (version), NULL)
#define SSL_set_mode(ssl, op) SSL_ctrl((ssl), SSL_CTRL_MODE, (op), NULL)
#define SSL_set_msg_callback_arg(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, (void *)(arg))
#define SSL_set_mtu(ssl, mtu) SSL_ctrl((ssl), SSL_CTRL_SET_MTU, (mtu), NULL)
#define SSL_set_split_send_fragment(ssl, m) \
    SSL_ctrl((ssl), SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, (m), NULL)
#define SSL_set_tlsext_debug_arg(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_DEBUG_ARG, 0, (void *)(arg))
#define SSL_set_tlsext_debug_callback(ssl, cb) \
    SSL_callback_ctrl((ssl), SSL_CTRL_SET_TLSEXT_DEBUG_CB, (void (*)(void))(cb))
#define SSL_set_tlsext_host_name(ssl, name) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, (void *)(name))
#define SSL_set_tlsext_status_exts(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS, 0, (void *)(arg))
#define SSL_set_tlsext_status_ids(ssl, arg) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS, 0, (void *)(arg))
#define SSL_set_tlsext_status_ocsp_resp(ssl, arg, arglen) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, (arglen), (void *)(arg))
#define SSL_set_tlsext_status_type(ssl, type) \
    SSL_ctrl((ssl), SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, (type), NULL)
#define SSL_set_tmp_dh(ssl, dh) SSL_ctrl((ssl), SSL_CTRL_SET_TMP_DH, 0, (void *)(dh))
#define SSL_set_tmp_ecdh(ssl, ecdh) SSL_ctrl((ssl), SSL_CTRL_SET_TMP_ECDH, 0, (void *)(ecdh))
#define SSL_total_renegotiations(ssl) SSL_ctrl((ssl), SSL_CTRL_GET_TOTAL_RENEGOTIATIONS, 0, NULL)

#define SSL_CTX_clear_chain_certs(ctx) SSL_CTX_set0_chain((ctx), NULL)
#define SSL_clear_chain_certs(ssl) SSL_set0_chain((ssl), NULL)
#define SSL_CTX_get_default_read_ahead(ctx) SSL_CTX_get_read_ahead(ctx)
#define SSL_CTX_set_default_read_ahead(ctx, m) SSL_CTX_set_read_ahead((ctx), (m))
#define SSL_get_server_tmp_key(ssl, pk) SSL_get_peer_tmp_key((ssl), (pk))
#define SSL_set_retry_verify(ssl) (SSL_ctrl((ssl), SSL_CTRL_SET_RETRY_VERIFY, 0, NULL) > 0)
#define SSL_CTX_set_ecdh_auto(ctx, onoff) ((onoff) != 0)
#define SSL_set_ecdh_auto(ssl, onoff) ((onoff) != 0)
#define SSL_CTX_disable_ct(ctx) ((void)SSL_CTX_set_validation_callback((ctx), NULL, NULL))
#define SSL_disable_ct(ssl) ((void)SSL_set_validation_callback((ssl), NULL, NULL))

/* What a call waits for. */
#define SSL_want_nothing(ssl) (SSL_want(ssl) == SSL_NOTHING)
#define SSL_want_read(ssl) (SSL_want(ssl) == SSL_READING)
#define SSL_want_write(ssl) (SSL_want(ssl) == SSL_WRITING)
#define SSL_want_x509_lookup(ssl) (SSL_want(ssl) == SSL_X509_LOOKUP)
#define SSL_want_retry_verify(ssl) (SSL_want(ssl) == SSL_RETRY_VERIFY)
#define SSL_want_async(ssl) (SSL_want(ssl) == SSL_ASYNC_PAUSED)
#define SSL_want_async_job(ssl) (SSL_want(ssl) == SSL_ASYNC_NO_JOBS)
#define SSL_want_client_hello_cb(ssl) (SSL_want(ssl) == SSL_CLIENT_HELLO_CB)
#define SSL_in_connect_init(ssl) (SSL_in_init(ssl) && !SSL_is_server(ssl))
#define SSL_in_accept_init(ssl) (SSL_in_init(ssl) && SSL_is_server(ssl))

/* The cipher of a connection. */
#define SSL_get_cipher(ssl) SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))
#define SSL_get_cipher_name(ssl) SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))
#define SSL_get_cipher_version(ssl) SSL_CIPHER_get_version(SSL_get_current_cipher(ssl))
#define SSL_get_cipher_bits(ssl, bits) SSL_CIPHER_get_bits(SSL_get_current_cipher(ssl), (bits))

/* The application's own pointer, and indexes for more of them. */
#define SSL_get_app_data(ssl) (SSL_get_ex_data((ssl), 0))
#define SSL_set_app_data(ssl, arg) (SSL_set_ex_data((ssl), 0, (void *)(arg)))
#define SSL_CTX_get_app_data(ctx) (SSL_CTX_get_ex_data((ctx), 0))
#define SSL_CTX_set_app_data(ctx, arg) (SSL_CTX_set_ex_data((ctx), 0, (void *)(arg)))
#define SSL_SESSION_get_app_data(session) (SSL_SESSION_get_ex_data((session), 0))
#define SSL_SESSION_set_app_data(session, arg) \
    (SSL_SESSION_set_ex_data((session), 0, (void *)(arg)))
#define SSL_get_ex_new_index(l, p, newf, dupf, freef) \
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, (l), (p), (newf), (dupf), (freef))
#define SSL_CTX_get_ex_new_index(l, p, newf, dupf, freef) \
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, (l), (p), (newf), (dupf), (freef))
#define SSL_SESSION_get_ex_new_index(l, p, newf, dupf, freef) \
    CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_SESSION, (l), (p), (newf), (dupf), (freef))

/* Sessions. */
#define SSL_get0_session SSL_get_session
#define SSL_cache_hit(ssl) SSL_session_reused(ssl)
#define SSL_get_time(session) SSL_SESSION_get_time(session)
#define SSL_set_time(session, t) SSL_SESSION_set_time((session), (t))
#define SSL_get_timeout(session) SSL_SESSION_get_timeout(session)
#define SSL_set_timeout(session, t) SSL_SESSION_set_timeout((session), (t))
#define d2i_SSL_SESSION_bio(bio, session) \
    ASN1_d2i_bio_of(SSL_SESSION, SSL_SESSION_new, d2i_SSL_SESSION, bio, session)
#define i2d_SSL_SESSION_bio(bio, session) \
    ASN1_i2d_bio_of(SSL_SESSION, i2d_SSL_SESSION, bio, session)

/* Older names. */
#define SSL_library_init() OPENSSL_init_ssl(0, NULL)
#define OpenSSL_add_ssl_algorithms() SSL_library_init()
#define SSLeay_add_ssl_algorithms() SSL_library_init()
#define SSL_load_error_strings() \
    OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL)
#define SSLv23_method TLS_method
#define SSLv23_client_method TLS_client_method
#define SSLv23_server_method TLS_server_method
#define SSL_get_peer_certificate SSL_get1_peer_certificate
#define SSL_CTX_set1_curves SSL_CTX_set1_groups
#define SSL_CTX_set1_curves_list SSL_CTX_set1_groups_list
#define SSL_set1_curves SSL_set1_groups
#define SSL_set1_curves_list SSL_set1_groups_list
#define SSL_get1_curves SSL_get1_groups
#define SSL_get_shared_curve SSL_get_shared_group
#define SSL_CTX_set_npn_advertised_cb SSL_CTX_set_next_protos_advertised_cb
#define SSL_CTX_set_npn_select_cb SSL_CTX_set_next_proto_select_cb
#define SSL_get0_npn_negotiated SSL_get0_next_proto_negotiated

/* Since OpenSSL 3.2. */
#if LIBSSL_RS_SINCE(3, 2)
#define SSL_CTRL_GET_IANA_GROUPS 135
#define SSL_get0_iana_groups(ssl, numbers) \
    SSL_ctrl((ssl), SSL_CTRL_GET_IANA_GROUPS, 0, (uint16_t **)(numbers))
#endif

/* Since OpenSSL 3.5. */
#if LIBSSL_RS_SINCE(3, 5)
#define SSL_CTRL_GET0_IMPLEMENTED_GROUPS 139
#define SSL_CTRL_GET_SIGNATURE_NAME 140
#define SSL_CTRL_GET_PEER_SIGNATURE_NAME 141
#define SSL_CTX_get0_implemented_groups(ctx, all, names) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET0_IMPLEMENTED_GROUPS, (all), (STACK_OF(OPENSSL_CSTRING) *)(names))
#define SSL_get0_signature_name(ssl, name) \
    SSL_ctrl((ssl), SSL_CTRL_GET_SIGNATURE_NAME, 0, (const char **)(name))
#define SSL_get0_peer_signature_name(ssl, name) \
    SSL_ctrl((ssl), SSL_CTRL_GET_PEER_SIGNATURE_NAME, 0, (const char **)(name))
#endif
#endif

#endif /* LIBSSL_RS_H */
