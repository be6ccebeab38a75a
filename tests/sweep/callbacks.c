/* Callbacks that call all getters of their connection. */
#include "ends.h"
#include "lent.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

static void within(const SSL *ssl, const char *callback) {
    if (ssl != NULL && !ends.silent)
        sweep((SSL *)ssl, callback);
}

static int client_hello(SSL *ssl, int *alert, void *arg) {
    (void)alert;
    (void)arg;
    within(ssl, "in-client_hello");
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int server_name(SSL *ssl, int *alert, void *arg) {
    (void)alert;
    (void)arg;
    within(ssl, "in-servername");
    return SSL_TLSEXT_ERR_OK;
}

static int alpn_select(SSL *ssl, const unsigned char **out, unsigned char *length,
                       const unsigned char *in, unsigned in_length, void *arg) {
    (void)arg;
    within(ssl, "in-alpn_select");
    if (!ends.silent)
        lent_bytes("alpn_select:in", in, in_length);
    *out = in + 1;
    *length = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int certificate_wanted(SSL *ssl, void *arg) {
    (void)arg;
    within(ssl, "in-cert_cb");
    return 1;
}

static int client_certificate_wanted(SSL *ssl, X509 **cert, EVP_PKEY **key) {
    within(ssl, "in-client_cert_cb");
    *cert = identity_cert(CLIENT_EC);
    *key = identity_key(CLIENT_EC);
    X509_up_ref(*cert);
    EVP_PKEY_up_ref(*key);
    return 1;
}

static int verify(int ok, X509_STORE_CTX *ctx) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    char stage[40];

    snprintf(stage, sizeof(stage), "in-verify-depth-%d", X509_STORE_CTX_get_error_depth(ctx));
    within(ssl, stage);
    if (!ends.silent) {
        lent_certificate("verify:cert", X509_STORE_CTX_get_current_cert(ctx));
        lent_certificates("verify:chain", X509_STORE_CTX_get0_chain(ctx));
    }
    return ok;
}

static void info(const SSL *ssl, int where, int ret) {
    char stage[60];

    if (where & SSL_CB_ALERT)
        snprintf(stage, sizeof(stage), "in-info-%x-alert-%x", where, ret);
    else
        snprintf(stage, sizeof(stage), "in-info-%x-%s", where, SSL_state_string(ssl));
    within(ssl, stage);
}

static void message(int written, int version, int type, const void *content, size_t length,
                    SSL *ssl, void *arg) {
    char stage[60];

    (void)version;
    (void)arg;
    if (type == SSL3_RT_HEADER || type == SSL3_RT_INNER_CONTENT_TYPE)
        return;
    snprintf(stage, sizeof(stage), "in-msg-%s-%d-%d", written ? "out" : "in", type,
             type == SSL3_RT_HANDSHAKE && length > 0 ? *(const unsigned char *)content : 0);
    within(ssl, stage);
}

static int status(SSL *ssl, void *arg) {
    (void)arg;
    within(ssl, "in-status");
    if (SSL_is_server(ssl)) {
        SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_strdup("answer"), 6);
        return SSL_TLSEXT_ERR_OK;
    }
    return 1;
}

static void key_log(const SSL *ssl, const char *line) {
    char stage[80];

    snprintf(stage, sizeof(stage), "in-keylog-%.*s", (int)strcspn(line, " "), line);
    within(ssl, stage);
}

/* The server keeps its sessions outside of the cache. */
static int new_session(SSL *ssl, SSL_SESSION *session) {
    within(ssl, "in-new_session");
    if (!ends.silent) {
        stage_begin(role_of(ssl), "given-new_session");
        lent_object("new_session:session", session);
        ask_session(session);
    }
    for (int i = 0; i < STORED && SSL_is_server(ssl); i++)
        if (ends.stored[i] == NULL) {
            ends.stored[i] = session;
            return 1;
        }
    return 0;
}

static SSL_SESSION *get_session(SSL *ssl, const unsigned char *id, int length, int *copy) {
    within(ssl, "in-get_session");
    if (!ends.silent)
        lent_bytes("get_session:id", id, (size_t)length);
    *copy = 1;
    for (int i = 0; i < STORED && ends.stored[i] != NULL; i++) {
        unsigned stored_length;
        const unsigned char *stored = SSL_SESSION_get_id(ends.stored[i], &stored_length);

        if ((int)stored_length == length && memcmp(stored, id, stored_length) == 0)
            return ends.stored[i];
    }
    return NULL;
}

static void remove_session(SSL_CTX *ctx, SSL_SESSION *session) {
    if (ends.silent)
        return;
    stage_begin(ctx == ends.client.ctx ? "client" : "server", "given-remove_session");
    lent_object("remove_session:session", session);
    ask_session(session);
}

static int ticket_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                      EVP_MAC_CTX *mac, int encrypt) {
    unsigned char key[32] = "a key of the sweep's tickets....";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key, 32),
                           OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, "SHA256", 0),
                           OSSL_PARAM_construct_end()};

    within(ssl, encrypt ? "in-ticket_key-encrypt" : "in-ticket_key-decrypt");
    if (encrypt) {
        memcpy(name, "the key's name..", 16);
        memset(iv, 7, 16);
    }
    EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv, encrypt);
    EVP_MAC_CTX_set_params(mac, params);
    return 1;
}

static int ticket_made(SSL *ssl, void *arg) {
    (void)arg;
    within(ssl, "in-generate_ticket");
    return 1;
}

static SSL_TICKET_RETURN ticket_opened(SSL *ssl, SSL_SESSION *session, const unsigned char *name,
                                       size_t length, SSL_TICKET_STATUS status, void *arg) {
    (void)name;
    (void)length;
    (void)arg;
    within(ssl, "in-decrypt_ticket");
    if (!ends.silent) {
        stage_begin(role_of(ssl), "given-decrypt_ticket-%d", status);
        lent_object("decrypt_ticket:session", session);
        ask_session(session);
    }
    return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_IGNORE_RENEW;
}

static size_t padding(SSL *ssl, int type, size_t length, void *arg) {
    char stage[40];

    (void)length;
    (void)arg;
    snprintf(stage, sizeof(stage), "in-padding-type-%d", type);
    within(ssl, stage);
    return 0;
}

static int may_not_resume(SSL *ssl, int forward_secure) {
    char stage[40];

    snprintf(stage, sizeof(stage), "in-not_resumable-%d", forward_secure);
    within(ssl, stage);
    return 0;
}

void callbacks_set(struct end *end) {
    SSL_CTX *ctx = end->ctx;
    int mode = SSL_CTX_get_verify_mode(ctx);

    SSL_CTX_set_info_callback(ctx, info);
    SSL_CTX_set_msg_callback(ctx, message);
    SSL_CTX_set_keylog_callback(ctx, key_log);
    SSL_CTX_set_cert_cb(ctx, certificate_wanted, NULL);
    SSL_CTX_set_verify(ctx, mode, verify);
    SSL_CTX_sess_set_new_cb(ctx, new_session);
    SSL_CTX_sess_set_remove_cb(ctx, remove_session);
    SSL_CTX_set_tlsext_status_cb(ctx, status);
    SSL_CTX_set_record_padding_callback(ctx, padding);
    SSL_CTX_set_not_resumable_session_callback(ctx, may_not_resume);
    if (end == &ends.client) {
        SSL_CTX_set_client_cert_cb(ctx, client_certificate_wanted);
        SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\2h2\10http/1.1", 12);
        SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp);
    } else {
        SSL_CTX_set_client_hello_cb(ctx, client_hello, NULL);
        SSL_CTX_set_tlsext_servername_callback(ctx, server_name);
        SSL_CTX_set_alpn_select_cb(ctx, alpn_select, NULL);
        SSL_CTX_sess_set_get_cb(ctx, get_session);
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, ticket_key);
        SSL_CTX_set_session_ticket_cb(ctx, ticket_made, ticket_opened, NULL);
    }
}
