/* Callbacks of an application: each is reported, and returns what the flow says. */
#include "flows.h"

#include <stdio.h>
#include <string.h>

/* Tells of the callback; whether it asks to be called again. */
static int suspends(const SSL *ssl, struct answer *answer, const char *callback) {
    say(end_of(ssl), "%s callback, %s", callback, SSL_state_string(ssl));
    return answer->suspend > 0 && answer->suspend-- > 0;
}

static int on_client_hello(SSL *ssl, int *alert, void *argument) {
    struct answer *answer = &end_of(ssl)->answers.client_hello;

    (void)argument;
    if (suspends(ssl, answer, "client_hello"))
        return SSL_CLIENT_HELLO_RETRY;
    *alert = answer->alert;
    return answer->result;
}

static int on_servername(SSL *ssl, int *alert, void *argument) {
    struct answers *answers = &end_of(ssl)->answers;
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

    (void)argument;
    suspends(ssl, &answers->servername, "servername");
    say(end_of(ssl), "  name %s, type %d", name != NULL ? name : "none",
        SSL_get_servername_type(ssl));
    if (answers->other != NULL)
        SSL_set_SSL_CTX(ssl, answers->other);
    if (answers->servername.alert != 0)
        *alert = answers->servername.alert;
    return answers->servername.result;
}

static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *length,
                   const unsigned char *in, unsigned in_length, void *argument) {
    struct answer *answer = &end_of(ssl)->answers.alpn;

    (void)argument;
    suspends(ssl, answer, "alpn");
    say(end_of(ssl), "  %u bytes offered", in_length);
    *out = in + 1;
    *length = in[0];
    return answer->result;
}

static int on_cert(SSL *ssl, void *argument) {
    struct answers *answers = &end_of(ssl)->answers;

    (void)argument;
    if (suspends(ssl, &answers->cert, "cert"))
        return -1;
    if (answers->identity != CA) {
        SSL_use_certificate(ssl, identity_cert(answers->identity));
        SSL_use_PrivateKey(ssl, identity_key(answers->identity));
    }
    return answers->cert.result;
}

static int on_client_cert(SSL *ssl, X509 **cert, EVP_PKEY **key) {
    struct answers *answers = &end_of(ssl)->answers;

    if (suspends(ssl, &answers->client_cert, "client_cert"))
        return -1;
    say(end_of(ssl), "  %d authorities", sk_X509_NAME_num(SSL_get_client_CA_list(ssl)));
    if (answers->client_cert.result == 1) {
        *cert = identity_cert(answers->identity);
        *key = identity_key(answers->identity);
        X509_up_ref(*cert);
        EVP_PKEY_up_ref(*key);
    }
    return answers->client_cert.result;
}

static int on_verify(int ok, X509_STORE_CTX *store) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct answer *answer = &end_of(ssl)->answers.verify;

    say(end_of(ssl), "verify callback, ok %d, depth %d, error %d, %s", ok,
        X509_STORE_CTX_get_error_depth(store), X509_STORE_CTX_get_error(store),
        SSL_state_string(ssl));
    return answer->on ? answer->result : ok;
}

static int on_whole_verification(X509_STORE_CTX *store, void *argument) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());

    (void)argument;
    if (suspends(ssl, &end_of(ssl)->answers.verify, "cert_verify"))
        return SSL_set_retry_verify(ssl);
    return end_of(ssl)->answers.verify.result;
}

static int on_status(SSL *ssl, void *argument) {
    static const unsigned char response[] = "a response";
    struct answer *answer = &end_of(ssl)->answers.status;
    const unsigned char *got = NULL;

    (void)argument;
    suspends(ssl, answer, "status");
    if (!SSL_is_server(ssl))
        say(end_of(ssl), "  %ld bytes", SSL_get_tlsext_status_ocsp_resp(ssl, &got));
    else if (answer->result == SSL_TLSEXT_ERR_OK)
        SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup(response, sizeof(response)),
                                        sizeof(response));
    return answer->result;
}

static int on_ticket_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                         EVP_MAC_CTX *mac, int seal) {
    static unsigned char key[32];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string("key", key, sizeof(key)),
        OSSL_PARAM_construct_utf8_string("digest", (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };

    say(end_of(ssl), "ticket key callback to %s, %s", seal ? "seal" : "open",
        SSL_state_string(ssl));
    if (seal) {
        memset(name, 'n', 16);
        memset(iv, 'i', 16);
    }
    if (!EVP_MAC_CTX_set_params(mac, params) ||
        !EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv, seal))
        return -1;
    return seal ? 1 : end_of(ssl)->answers.ticket_key.result;
}

static int on_generate(SSL *ssl, void *argument) {
    struct answers *answers = &end_of(ssl)->answers;
    SSL_SESSION *session = SSL_get_session(ssl);

    (void)argument;
    suspends(ssl, &answers->generate, "ticket generation");
    if (answers->out_of_date)
        SSL_SESSION_set_time(session, SSL_SESSION_get_time(session) - 100000);
    SSL_SESSION_set1_ticket_appdata(session, "appdata", 7);
    return answers->generate.result;
}

static SSL_TICKET_RETURN on_decrypt(SSL *ssl, SSL_SESSION *session, const unsigned char *name,
                                    size_t length, SSL_TICKET_STATUS status, void *argument) {
    void *data = NULL;
    size_t data_length = 0;

    (void)name, (void)argument;
    suspends(ssl, &end_of(ssl)->answers.decrypt, "ticket decryption");
    if (session != NULL)
        SSL_SESSION_get0_ticket_appdata(session, &data, &data_length);
    say(end_of(ssl), "  status %d, name of %zu bytes, appdata of %zu", status, length, data_length);
    /* Without a ticket, or with a foreign one, there is none to use. */
    return status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW
               ? end_of(ssl)->answers.decrypt.result
               : SSL_TICKET_RETURN_IGNORE_RENEW;
}

static SSL_SESSION *on_get_session(SSL *ssl, const unsigned char *id, int length, int *copy) {
    struct end *end = end_of(ssl);

    (void)id;
    suspends(ssl, &end->answers.get_session, "get session");
    say(end, "  id of %d bytes", length);
    *copy = 1;
    return end->answers.get_session.result ? end->stored : NULL;
}

static size_t on_padding(SSL *ssl, int type, size_t length, void *argument) {
    (void)length, (void)argument;
    say(end_of(ssl), "padding callback, type %d", type);
    return 0;
}

static int (*usual_security)(const SSL *, const SSL_CTX *, int, int, int, void *, void *);

static int on_security(const SSL *ssl, const SSL_CTX *ctx, int operation, int bits, int nid,
                       void *other, void *ex) {
    struct end *end = ssl != NULL ? end_of(ssl) : ctx == server.ctx ? &server : &client;

    if (ssl != NULL)
        end->asked[(unsigned)(operation & 0xffff) % COUNT_OF(end->asked)]++;
    return usual_security(ssl, ctx, operation, bits, nid, other, ex);
}

void set_callbacks(struct end *end) {
    struct answers *answers = &end->answers;
    SSL_CTX *ctx = end->ctx;

    if (answers->client_hello.on)
        SSL_CTX_set_client_hello_cb(ctx, on_client_hello, NULL);
    if (answers->servername.on)
        SSL_CTX_set_tlsext_servername_callback(ctx, on_servername);
    if (answers->alpn.on)
        SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
    if (answers->cert.on)
        SSL_CTX_set_cert_cb(ctx, on_cert, NULL);
    if (answers->client_cert.on)
        SSL_CTX_set_client_cert_cb(ctx, on_client_cert);
    if (answers->verify.suspend)
        SSL_CTX_set_cert_verify_callback(ctx, on_whole_verification, NULL);
    if (answers->status.on)
        SSL_CTX_set_tlsext_status_cb(ctx, on_status);
    if (answers->ticket_key.on)
        SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_ticket_key);
    if (answers->generate.on || answers->decrypt.on)
        SSL_CTX_set_session_ticket_cb(ctx, on_generate, on_decrypt, NULL);
    if (answers->get_session.on)
        SSL_CTX_sess_set_get_cb(ctx, on_get_session);
    if (answers->record_padding.on)
        SSL_CTX_set_record_padding_callback(ctx, on_padding);
    if (answers->security.on) {
        usual_security = SSL_CTX_get_security_callback(ctx);
        SSL_CTX_set_security_callback(ctx, on_security);
    }
    SSL_CTX_set_verify(ctx, SSL_CTX_get_verify_mode(ctx), on_verify);
}
