/* Client certificates: requested, required, refused, chosen by a callback. */
#include "harness.h"
#include "resumption.h"

static void ask(struct pair *pair, int mode) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
    SSL_CTX_set_verify(pair->server_ctx, mode, NULL);
}

#define REQUIRED (SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT)

static void asked_for_and_given(void **state) {
    struct pair *pair = *state;

    ask(pair, SSL_VERIFY_PEER);
    use_identity(pair->client_ctx, CLIENT_EC);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_verify_result(pair->server), X509_V_OK);
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(pair->server), identity_cert(CLIENT_EC)),
                     0);
    /* On the server's side the chain leaves the certificate itself out; the CA came along from
     * the client's store. */
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->server)), 1);
    assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->server)), 2);
    pair_exchange(pair->client, pair->server, "authenticated");
}

static void asked_for_and_not_given(void **state) {
    struct pair *pair = *state;

    ask(pair, SSL_VERIFY_PEER);
    pair_connect(pair, MEMORY);
    assert_null(SSL_get0_peer_certificate(pair->server));
    assert_int_equal(SSL_get_verify_result(pair->server), X509_V_OK);
}

static void not_asked_for_is_not_sent(void **state) {
    struct pair *pair = *state;

    use_identity(pair->client_ctx, CLIENT_EC);
    pair_connect(pair, MEMORY);
    assert_null(SSL_get0_peer_certificate(pair->server));
}

static void required_and_not_given_is_refused(void **state) {
    struct pair *pair = *state;
    struct alert_log log;
    int ret;
    char byte;

    ask(pair, REQUIRED);
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    for (int i = 0; i < 4 && log.sent == 0; i++) {
        handshake_step(pair->client);
        ret = SSL_do_handshake(pair->server);
    }
    assert_int_equal(ret, -1);
    assert_reports(pair->server, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
    assert_int_equal(log.sent_level, SSL3_AL_FATAL);
    if (pair->version == TLS1_3_VERSION) {
        assert_int_equal(log.sent_code, SSL_AD_CERTIFICATE_REQUIRED);
        assert_int_equal(SSL_read(pair->client, &byte, 1), 0);
        assert_reports(pair->client, 0, SSL_ERROR_SSL);
        assert_ssl_error(SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED);
    } else {
        assert_int_equal(log.sent_code, SSL_AD_HANDSHAKE_FAILURE);
        assert_int_equal(SSL_do_handshake(pair->client), -1);
        assert_ssl_error(SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
    }
}

static void required_and_given(void **state) {
    struct pair *pair = *state;

    ask(pair, REQUIRED);
    use_identity(pair->client_ctx, CLIENT_EC);
    pair_connect(pair, MEMORY);
    assert_non_null(SSL_get0_peer_certificate(pair->server));
}

static void an_rsa_client(void **state) {
    struct pair *pair = *state;

    ask(pair, REQUIRED);
    use_identity(pair->client_ctx, CLIENT_RSA);
    pair_connect(pair, MEMORY);
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(pair->server), identity_cert(CLIENT_RSA)),
                     0);
}

static void an_untrusted_client_is_refused(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    ask(pair, SSL_VERIFY_PEER);
    use_identity(pair->client_ctx, CLIENT_UNTRUSTED);
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->server),
                     X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    assert_int_equal(log.sent_code, SSL_AD_UNKNOWN_CA);
    assert_int_equal(pair->server_failure, SSL_R_CERTIFICATE_VERIFY_FAILED);
}

static void a_servers_certificate_is_no_clients(void **state) {
    struct pair *pair = *state;

    ask(pair, SSL_VERIFY_PEER);
    use_identity(pair->client_ctx, SERVER_EC);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->server), X509_V_ERR_INVALID_PURPOSE);
}

static int accept_anything(int preverify, X509_STORE_CTX *store) {
    (void)preverify;
    (void)store;
    return 1;
}

static void the_servers_callback_may_accept(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_verify(pair->server_ctx, REQUIRED, accept_anything);
    use_identity(pair->client_ctx, CLIENT_UNTRUSTED);
    pair_connect(pair, MEMORY);
    assert_int_equal(
        X509_cmp(SSL_get0_peer_certificate(pair->server), identity_cert(CLIENT_UNTRUSTED)), 0);
}

static void ca_names_reach_the_client(void **state) {
    struct pair *pair = *state;
    const STACK_OF(X509_NAME) * names;

    ask(pair, SSL_VERIFY_PEER);
    assert_int_equal(SSL_CTX_add_client_CA(pair->server_ctx, identity_cert(CA)), 1);
    assert_int_equal(SSL_CTX_add_client_CA(pair->server_ctx, identity_cert(OTHER_CA)), 1);
    assert_int_equal(sk_X509_NAME_num(SSL_CTX_get_client_CA_list(pair->server_ctx)), 2);
    pair_open(pair, MEMORY);
    assert_int_equal(sk_X509_NAME_num(SSL_get_client_CA_list(pair->server)), 2);
    assert_true(pair_handshake(pair));
    names = SSL_get0_peer_CA_list(pair->client);
    assert_int_equal(sk_X509_NAME_num(names), 2);
    assert_int_equal(
        X509_NAME_cmp(sk_X509_NAME_value(names, 0), X509_get_subject_name(identity_cert(CA))), 0);
    assert_int_equal(sk_X509_NAME_num(SSL_get_client_CA_list(pair->client)), 2);
}

static void a_file_of_ca_names(void **state) {
    struct pair *pair = *state;
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(identity_chain_file(SERVER_BELOW));

    assert_int_equal(sk_X509_NAME_num(names), 2);
    assert_int_equal(SSL_add_file_cert_subjects_to_stack(names, identity_chain_file(CA)), 1);
    assert_int_equal(sk_X509_NAME_num(names), 3);
    /* Names that are there already are not added again. */
    assert_int_equal(SSL_add_file_cert_subjects_to_stack(names, identity_chain_file(CA)), 1);
    assert_int_equal(sk_X509_NAME_num(names), 3);
    SSL_CTX_set_client_CA_list(pair->server_ctx, names);
    assert_ptr_equal(SSL_CTX_get_client_CA_list(pair->server_ctx), names);
    assert_null(SSL_load_client_CA_file("/nonexistent"));
    assert_some_error();
    ask(pair, SSL_VERIFY_PEER);
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_X509_NAME_num(SSL_get0_peer_CA_list(pair->client)), 3);
}

static void the_connections_list_overrides_the_contexts(void **state) {
    struct pair *pair = *state;

    ask(pair, SSL_VERIFY_PEER);
    SSL_CTX_add_client_CA(pair->server_ctx, identity_cert(CA));
    SSL_CTX_add_client_CA(pair->server_ctx, identity_cert(OTHER_CA));
    pair_open(pair, MEMORY);
    SSL_set_client_CA_list(pair->server, NULL);
    assert_int_equal(SSL_add_client_CA(pair->server, identity_cert(OTHER_CA)), 1);
    assert_true(pair_handshake(pair));
    assert_int_equal(sk_X509_NAME_num(SSL_get0_peer_CA_list(pair->client)), 1);
}

static const STACK_OF(X509_NAME) * told_by_client;
static int told_to_servername, told_to_cert_cb;

static int note_names(SSL *ssl, int *alert, void *arg) {
    (void)alert, (void)arg;
    told_by_client = SSL_get0_peer_CA_list(ssl);
    told_to_servername = told_by_client == NULL ? -1 : sk_X509_NAME_num(told_by_client);
    return SSL_TLSEXT_ERR_OK;
}

static int note_names_later(SSL *ssl, void *arg) {
    (void)arg;
    told_to_cert_cb = SSL_get0_peer_CA_list(ssl) == told_by_client;
    return 1;
}

static void a_clients_ca_names_reach_a_server_of_tls13(void **state) {
    struct pair *pair = *state;
    int count = pair->version == TLS1_3_VERSION ? 2 : -1;
    SSL_SESSION *session;

    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, note_names);
    SSL_CTX_set_cert_cb(pair->server_ctx, note_names_later, NULL);
    assert_int_equal(SSL_CTX_add1_to_CA_list(pair->client_ctx, identity_cert(CA)), 1);
    assert_int_equal(SSL_CTX_add1_to_CA_list(pair->client_ctx, identity_cert(OTHER_CA)), 1);
    /* That list is for servers alone. */
    assert_int_equal(SSL_CTX_add_client_CA(pair->client_ctx, identity_cert(CLIENT_EC)), 1);
    resumption_prepare(pair);
    session = resumption_first(pair);
    assert_int_equal(told_to_servername, count);
    assert_true(told_to_cert_cb);
    /* A list of the connection's own replaces the context's. */
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_add1_to_CA_list(pair->client, identity_cert(OTHER_CA)), 1);
    assert_true(pair_handshake(pair));
    assert_int_equal(told_to_servername, count < 0 ? count : 1);
    if (pair->version == TLS1_3_VERSION)
        assert_int_equal(X509_NAME_cmp(sk_X509_NAME_value(told_by_client, 0),
                                       X509_get_subject_name(identity_cert(OTHER_CA))),
                         0);
    resumption_close(pair);
    assert_true(resumption_second(pair, session));
    assert_int_equal(told_to_servername, count);
    SSL_SESSION_free(session);
}

static int chosen, choices;

static int choose(SSL *ssl, X509 **cert, EVP_PKEY **key) {
    (void)ssl;
    choices++;
    if (chosen < 0)
        return chosen;
    if (chosen == 0)
        return 0;
    *cert = identity_cert(CLIENT_EC);
    *key = identity_key(CLIENT_EC);
    X509_up_ref(*cert);
    EVP_PKEY_up_ref(*key);
    return 1;
}

static void a_callback_chooses_the_certificate(void **state) {
    struct pair *pair = *state;

    ask(pair, REQUIRED);
    chosen = 1;
    choices = 0;
    SSL_CTX_set_client_cert_cb(pair->client_ctx, choose);
    assert_true(SSL_CTX_get_client_cert_cb(pair->client_ctx) == choose);
    pair_connect(pair, MEMORY);
    assert_int_equal(choices, 1);
    assert_non_null(SSL_get0_peer_certificate(pair->server));
}

static void a_callback_may_choose_none(void **state) {
    struct pair *pair = *state;

    ask(pair, SSL_VERIFY_PEER);
    chosen = 0;
    SSL_CTX_set_client_cert_cb(pair->client_ctx, choose);
    pair_connect(pair, MEMORY);
    assert_null(SSL_get0_peer_certificate(pair->server));
}

static void a_callback_may_suspend(void **state) {
    struct pair *pair = *state;
    int ret;

    ask(pair, REQUIRED);
    chosen = -1;
    SSL_CTX_set_client_cert_cb(pair->client_ctx, choose);
    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(handshake_step(pair->server), 0);
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_WANT_X509_LOOKUP);
    chosen = 1;
    assert_true(pair_handshake(pair));
    assert_non_null(SSL_get0_peer_certificate(pair->server));
}

static int load_in_cert_cb(SSL *ssl, void *argument) {
    assert_non_null(argument);
    return SSL_use_certificate(ssl, identity_cert(CLIENT_EC)) == 1 &&
           SSL_use_PrivateKey(ssl, identity_key(CLIENT_EC)) == 1;
}

static void cert_cb_may_load_it(void **state) {
    struct pair *pair = *state;

    ask(pair, REQUIRED);
    SSL_CTX_set_cert_cb(pair->client_ctx, load_in_cert_cb, pair);
    pair_connect(pair, MEMORY);
    assert_non_null(SSL_get0_peer_certificate(pair->server));
}

static void verify_client_once_asks_in_the_first_handshake(void **state) {
    struct pair *pair = *state;

    ask(pair, REQUIRED | SSL_VERIFY_CLIENT_ONCE);
    use_identity(pair->client_ctx, CLIENT_EC);
    pair_connect(pair, MEMORY);
    assert_non_null(SSL_get0_peer_certificate(pair->server));
}

static void asking_later_is_for_tls13_and_for_clients_that_offer_it(void **state) {
    struct pair *pair = *state;
    int tls13 = pair->version == TLS1_3_VERSION;

    ask(pair, REQUIRED | SSL_VERIFY_POST_HANDSHAKE);
    use_identity(pair->client_ctx, CLIENT_EC);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get0_peer_certificate(pair->server) == NULL, tls13);
    assert_int_equal(SSL_verify_client_post_handshake(pair->client), 0);
    assert_ssl_error(tls13 ? SSL_R_NOT_SERVER : SSL_R_WRONG_SSL_VERSION);
    assert_int_equal(SSL_verify_client_post_handshake(pair->server), 0);
    assert_ssl_error(tls13 ? SSL_R_EXTENSION_NOT_RECEIVED : SSL_R_WRONG_SSL_VERSION);
    pair_exchange(pair->client, pair->server, "unharmed");
}

/* An SSL serves one client after the other; the second one shows no certificate. */
static void a_server_used_again_forgets_its_last_client(void **state) {
    struct pair *pair = *state;
    int client = 0, server = 0;

    ask(pair, SSL_VERIFY_PEER);
    use_identity(pair->client_ctx, CLIENT_EC);
    pair_connect(pair, MEMORY);
    assert_non_null(SSL_get0_peer_certificate(pair->server));
    SSL_shutdown(pair->client);
    SSL_shutdown(pair->server);
    assert_int_equal(SSL_clear(pair->client), 1);
    assert_int_equal(SSL_clear(pair->server), 1);
    SSL_set_session(pair->client, NULL);
    SSL_certs_clear(pair->client);
    pair_wire(pair, MEMORY);
    for (int i = 0; i < 10 && (client != 1 || server != 1); i++) {
        if (client != 1)
            client = SSL_do_handshake(pair->client);
        /* Whatever it is at first: the question must not change the answer in the end. */
        SSL_get0_peer_certificate(pair->server);
        SSL_get_peer_cert_chain(pair->server);
        if (server != 1)
            server = SSL_do_handshake(pair->server);
    }
    assert_true(client == 1 && server == 1);
    assert_null(SSL_get0_peer_certificate(pair->server));
    assert_null(SSL_SESSION_get0_peer(SSL_get_session(pair->server)));
    pair_exchange(pair->client, pair->server, "nobody");
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(asked_for_and_given),
    CASE_VERSIONS(asked_for_and_not_given),
    CASE_VERSIONS(not_asked_for_is_not_sent),
    CASE_VERSIONS(required_and_not_given_is_refused),
    CASE_VERSIONS(required_and_given),
    CASE_VERSIONS(an_rsa_client),
    CASE_VERSIONS(an_untrusted_client_is_refused),
    CASE_VERSIONS(a_servers_certificate_is_no_clients),
    CASE_VERSIONS(the_servers_callback_may_accept),
    CASE_VERSIONS(ca_names_reach_the_client),
    CASE_VERSIONS(a_file_of_ca_names),
    CASE_VERSIONS(the_connections_list_overrides_the_contexts),
    CASE_VERSIONS(a_clients_ca_names_reach_a_server_of_tls13),
    CASE_VERSIONS(a_callback_chooses_the_certificate),
    CASE_VERSIONS(a_callback_may_choose_none),
    CASE_VERSIONS(a_callback_may_suspend),
    CASE_VERSIONS(cert_cb_may_load_it),
    CASE_VERSIONS(verify_client_once_asks_in_the_first_handshake),
    CASE_VERSIONS(a_server_used_again_forgets_its_last_client),
    CASE_VERSIONS(asking_later_is_for_tls13_and_for_clients_that_offer_it),
};

CASES_MAIN(cases)
