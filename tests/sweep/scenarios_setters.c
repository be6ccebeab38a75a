/* Setters, each before and after the getters, to see whether a value that was returned before is
 * replaced. */
#include "scenarios.h"

#include <openssl/ct.h>

struct on_connection {
    const char *name;
    void (*set)(SSL *ssl);
};

static STACK_OF(X509_NAME) * authorities(enum identity identity) {
    STACK_OF(X509_NAME) *list = sk_X509_NAME_new_null();

    sk_X509_NAME_push(list, X509_NAME_dup(X509_get_subject_name(identity_cert(identity))));
    return list;
}

static STACK_OF(X509) * chain(void) {
    STACK_OF(X509) *list = sk_X509_new_null();

    X509_up_ref(identity_cert(INTERMEDIATE));
    sk_X509_push(list, identity_cert(INTERMEDIATE));
    return list;
}

static X509_STORE *store(void) {
    X509_STORE *made = X509_STORE_new();

    X509_STORE_add_cert(made, identity_cert(OTHER_CA));
    return made;
}

static void options(SSL *ssl) {
    SSL_set_options(ssl, SSL_OP_NO_QUERY_MTU);
}

static void cipher_list(SSL *ssl) {
    SSL_set_cipher_list(ssl, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
}

static void ciphersuites(SSL *ssl) {
    SSL_set_ciphersuites(ssl, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
}

static void groups(SSL *ssl) {
    SSL_set1_groups_list(ssl, "P-256:X25519");
}

static void signature_algorithms(SSL *ssl) {
    SSL_set1_sigalgs_list(ssl, "ECDSA+SHA256:RSA-PSS+SHA256");
    SSL_set1_client_sigalgs_list(ssl, "ECDSA+SHA256:RSA-PSS+SHA256");
}

static void protocols(SSL *ssl) {
    SSL_set_alpn_protos(ssl, (const unsigned char *)"\2h2\3foo", 7);
}

static void server_name(SSL *ssl) {
    SSL_set_tlsext_host_name(ssl, "second.example");
}

static void no_server_name(SSL *ssl) {
    SSL_set_tlsext_host_name(ssl, NULL);
}

static void host(SSL *ssl) {
    SSL_set1_host(ssl, "second.example");
    SSL_add1_host(ssl, "third.example");
}

static void parameters(SSL *ssl) {
    X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new();

    X509_VERIFY_PARAM_set1_host(param, "fourth.example", 0);
    SSL_set1_param(ssl, param);
    X509_VERIFY_PARAM_free(param);
}

static void verify(SSL *ssl) {
    SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    SSL_set_verify_depth(ssl, 7);
}

static void own_certificate(SSL *ssl) {
    SSL_use_certificate(ssl, identity_cert(SERVER_EC_2));
    SSL_use_PrivateKey(ssl, identity_key(SERVER_EC_2));
}

static void certificate_of_another_type(SSL *ssl) {
    SSL_use_certificate(ssl, identity_cert(SERVER_RSA));
    SSL_use_PrivateKey(ssl, identity_key(SERVER_RSA));
}

static void set_chain(SSL *ssl) {
    SSL_set0_chain(ssl, chain());
}

static void longer_chain(SSL *ssl) {
    SSL_add1_chain_cert(ssl, identity_cert(OTHER_CA));
}

static void no_chain(SSL *ssl) {
    SSL_clear_chain_certs(ssl);
}

static void no_certificates(SSL *ssl) {
    SSL_certs_clear(ssl);
}

static void authority_list(SSL *ssl) {
    SSL_set0_CA_list(ssl, authorities(CA));
    SSL_set_client_CA_list(ssl, authorities(OTHER_CA));
}

static void longer_authority_list(SSL *ssl) {
    for (int i = 0; i < 20; i++) {
        SSL_add1_to_CA_list(ssl, identity_cert(INTERMEDIATE));
        SSL_add_client_CA(ssl, identity_cert(INTERMEDIATE));
    }
}

static void status_answer(SSL *ssl) {
    SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
    SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_strdup("another answer"), 14);
}

static void verify_store(SSL *ssl) {
    SSL_set0_verify_cert_store(ssl, store());
}

static void chain_store(SSL *ssl) {
    SSL_set0_chain_cert_store(ssl, store());
}

static void id_context(SSL *ssl) {
    SSL_set_session_id_context(ssl, (const unsigned char *)"another", 7);
}

static void dane(SSL *ssl) {
    static const unsigned char digest[32] = "32 bytes that match no key at al";

    SSL_CTX_dane_enable(SSL_get_SSL_CTX(ssl));
    SSL_dane_enable(ssl, "fifth.example");
    SSL_dane_tlsa_add(ssl, 3, 1, 1, digest, sizeof(digest));
    SSL_dane_tlsa_add(ssl, 2, 1, 1, digest, sizeof(digest));
}

static void session_names(SSL *ssl) {
    SSL_SESSION *session = SSL_get_session(ssl);

    if (session == NULL)
        return;
    SSL_SESSION_set1_hostname(session, "sixth.example");
    SSL_SESSION_set1_alpn_selected(session, (const unsigned char *)"foo", 3);
    SSL_SESSION_set1_ticket_appdata(session, "application data", 16);
}

static void session_ids(SSL *ssl) {
    SSL_SESSION *session = SSL_get_session(ssl);

    if (session == NULL)
        return;
    SSL_SESSION_set1_id(session, (const unsigned char *)"an id", 5);
    SSL_SESSION_set1_id_context(session, (const unsigned char *)"a context", 9);
    SSL_SESSION_set_time(session, 1000000000);
}

/* Where there is a version already, OpenSSL's SSL_set_session takes half of the connection back to
 * its beginning, and getters look for a session that is gone. */
static void another_session(SSL *ssl) {
    SSL_SESSION *old = SSL_get_session(ssl), *session;

    if (old == NULL || !SSL_in_before(ssl))
        return;
    session = SSL_SESSION_dup(old);
    SSL_set_session(ssl, session);
    SSL_SESSION_free(session);
}

static void no_session(SSL *ssl) {
    if (SSL_in_before(ssl))
        SSL_set_session(ssl, NULL);
}

static void transport(SSL *ssl) {
    SSL_set0_rbio(ssl, BIO_new(BIO_s_mem()));
    SSL_set0_wbio(ssl, BIO_new(BIO_s_mem()));
}

static void another_context(SSL *ssl) {
    SSL_CTX *ctx = SSL_CTX_new(SSL_is_server(ssl) ? TLS_server_method() : TLS_client_method());

    SSL_CTX_use_certificate(ctx, identity_cert(SERVER_P384));
    SSL_CTX_use_PrivateKey(ctx, identity_key(SERVER_P384));
    SSL_set_SSL_CTX(ssl, ctx);
    SSL_CTX_free(ctx);
}

static void cleared(SSL *ssl) {
    SSL_clear(ssl);
}

static void role(SSL *ssl) {
    if (SSL_is_server(ssl))
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
}

/* In an order in which the last ones take away what the others need. */
static const struct on_connection on_connection[] = {
    {"options", options},
    {"cipher_list", cipher_list},
    {"ciphersuites", ciphersuites},
    {"groups", groups},
    {"sigalgs", signature_algorithms},
    {"alpn_protos", protocols},
    {"host_name", server_name},
    {"no-host_name", no_server_name},
    {"host", host},
    {"param", parameters},
    {"verify", verify},
    {"certificate", own_certificate},
    {"certificate-rsa", certificate_of_another_type},
    {"chain", set_chain},
    {"chain-longer", longer_chain},
    {"no-chain", no_chain},
    {"CA_list", authority_list},
    {"CA_list-longer", longer_authority_list},
    {"status", status_answer},
    {"verify_store", verify_store},
    {"chain_store", chain_store},
    {"id_context", id_context},
    {"dane", dane},
    {"session-names", session_names},
    {"session-ids", session_ids},
    {"session", another_session},
    {"no-session", no_session},
    {"certs_clear", no_certificates},
    {"bio", transport},
    {"SSL_CTX", another_context},
    {"clear", cleared},
    {"role", role},
};

struct on_context {
    const char *name;
    void (*set)(SSL_CTX *ctx);
};

static void context_options(SSL_CTX *ctx) {
    SSL_CTX_set_options(ctx, SSL_OP_NO_QUERY_MTU);
}

static void context_cipher_list(SSL_CTX *ctx) {
    SSL_CTX_set_cipher_list(ctx, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
}

static void context_ciphersuites(SSL_CTX *ctx) {
    SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
}

static void context_groups(SSL_CTX *ctx) {
    SSL_CTX_set1_groups_list(ctx, "P-256:X25519");
}

static void context_certificate(SSL_CTX *ctx) {
    SSL_CTX_use_certificate(ctx, identity_cert(SERVER_EC_2));
    SSL_CTX_use_PrivateKey(ctx, identity_key(SERVER_EC_2));
}

static void context_certificate_of_another_type(SSL_CTX *ctx) {
    SSL_CTX_use_certificate(ctx, identity_cert(SERVER_RSA));
    SSL_CTX_use_PrivateKey(ctx, identity_key(SERVER_RSA));
}

static void context_chain(SSL_CTX *ctx) {
    SSL_CTX_set0_chain(ctx, chain());
    SSL_CTX_add_extra_chain_cert(ctx, X509_dup(identity_cert(CA)));
}

static void context_longer_chain(SSL_CTX *ctx) {
    for (int i = 0; i < 20; i++) {
        SSL_CTX_add1_chain_cert(ctx, identity_cert(OTHER_CA));
        SSL_CTX_add_extra_chain_cert(ctx, X509_dup(identity_cert(OTHER_CA)));
    }
}

static void context_no_chain(SSL_CTX *ctx) {
    SSL_CTX_clear_chain_certs(ctx);
    SSL_CTX_clear_extra_chain_certs(ctx);
}

static void context_authorities(SSL_CTX *ctx) {
    SSL_CTX_set0_CA_list(ctx, authorities(CA));
    SSL_CTX_set_client_CA_list(ctx, authorities(OTHER_CA));
}

static void context_longer_authorities(SSL_CTX *ctx) {
    for (int i = 0; i < 20; i++) {
        SSL_CTX_add1_to_CA_list(ctx, identity_cert(INTERMEDIATE));
        SSL_CTX_add_client_CA(ctx, identity_cert(INTERMEDIATE));
    }
}

static void context_stores(SSL_CTX *ctx) {
    SSL_CTX_set0_verify_cert_store(ctx, store());
    SSL_CTX_set0_chain_cert_store(ctx, store());
}

static void context_store(SSL_CTX *ctx) {
    SSL_CTX_set_cert_store(ctx, store());
}

static void context_parameters(SSL_CTX *ctx) {
    X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new();

    X509_VERIFY_PARAM_set1_host(param, "fourth.example", 0);
    SSL_CTX_set1_param(ctx, param);
    X509_VERIFY_PARAM_free(param);
}

static void context_log_store(SSL_CTX *ctx) {
    SSL_CTX_set0_ctlog_store(ctx, CTLOG_STORE_new());
}

static void context_flushed(SSL_CTX *ctx) {
    SSL_CTX_flush_sessions(ctx, 0);
}

static const struct on_context on_context[] = {
    {"ctx-options", context_options},
    {"ctx-cipher_list", context_cipher_list},
    {"ctx-ciphersuites", context_ciphersuites},
    {"ctx-groups", context_groups},
    {"ctx-certificate", context_certificate},
    {"ctx-certificate-rsa", context_certificate_of_another_type},
    {"ctx-chain", context_chain},
    {"ctx-chain-longer", context_longer_chain},
    {"ctx-no-chain", context_no_chain},
    {"ctx-CA_list", context_authorities},
    {"ctx-CA_list-longer", context_longer_authorities},
    {"ctx-stores", context_stores},
    {"ctx-cert_store", context_store},
    {"ctx-param", context_parameters},
    {"ctx-ctlog_store", context_log_store},
    {"ctx-flush_sessions", context_flushed},
};

/* Each twice: the second time there is a value of one's own to replace. */
static void set_all(const struct end *end) {
    sweep(end->ssl, "before-setters");
    ask_context(end->ctx);
    for (int time = 0; time < 2; time++) {
        for (size_t i = 0; i < COUNT_OF(on_context); i++) {
            on_context[i].set(end->ctx);
            ERR_clear_error();
            sweep(end->ssl, on_context[i].name);
            ask_context(end->ctx);
        }
        for (size_t i = 0; i < COUNT_OF(on_connection); i++) {
            on_connection[i].set(end->ssl);
            ERR_clear_error();
            sweep(end->ssl, on_connection[i].name);
            ask_context(end->ctx);
        }
    }
}

static void before_handshake(const struct scenario *scenario) {
    ends_prepare(&scenario->plan);
    ends_open_quietly();
    set_all(scenario->server ? &ends.server : &ends.client);
}

static void connected(const struct scenario *scenario) {
    ends_connect(&scenario->plan);
    deliver_all(&ends.server, &ends.client);
    read_at(&ends.client, "tickets");
    ERR_clear_error();
    set_all(scenario->server ? &ends.server : &ends.client);
}

static void amid_handshake(const struct scenario *scenario) {
    ends_prepare(&scenario->plan);
    ends_open_quietly();
    SSL_do_handshake(ends.client.ssl);
    deliver_all(&ends.client, &ends.server);
    SSL_do_handshake(ends.server.ssl);
    if (!scenario->server) {
        deliver_all(&ends.server, &ends.client);
        SSL_do_handshake(ends.client.ssl);
    }
    ERR_clear_error();
    set_all(scenario->server ? &ends.server : &ends.client);
}

#define EACH(suffix, function, ...)                                                                \
    {"tls12-client-" suffix, function, {.version = TLS1_2_VERSION, .quiet = 1, __VA_ARGS__}, 0},   \
        {"tls12-server-" suffix,                                                                   \
         function,                                                                                 \
         {.version = TLS1_2_VERSION, .quiet = 1, __VA_ARGS__},                                     \
         1},                                                                                       \
        {"tls13-client-" suffix,                                                                   \
         function,                                                                                 \
         {.version = TLS1_3_VERSION, .quiet = 1, __VA_ARGS__},                                     \
         0},                                                                                       \
    {                                                                                              \
        "tls13-server-" suffix, function, {.version = TLS1_3_VERSION, .quiet = 1, __VA_ARGS__}, 1  \
    }

const struct scenario setters[] = {
    EACH("setters-before", before_handshake, .fixed = 0),
    EACH("setters-amid", amid_handshake, .client_certificate = GIVEN),
    EACH("setters-connected", connected, .client_certificate = GIVEN),
    EACH("setters-resumed", connected, .resumption = TICKET),
};
const size_t setter_count = COUNT_OF(setters);
