/* Pointers that getters lend: taken in each callback, and read again in later callbacks and at
 * the end. OpenSSL keeps each of these objects until the SSL is freed; valgrind and ASan detect
 * a shorter life. tests/sweep compares the lives of all other pointers. */
#include "harness.h"

struct loan {
    const char *getter, *place;
    const unsigned char *address;
    size_t length;
    unsigned char content[512];
};

static struct loan loans[2000];
static size_t loan_count;
static const char *places[32];
static size_t place_count;

static const void *server_name(SSL *ssl, size_t *length) {
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

    *length = name != NULL ? strlen(name) + 1 : 0;
    return name;
}

static const void *protocol(SSL *ssl, size_t *length) {
    const unsigned char *name = NULL;
    unsigned name_length = 0;

    SSL_get0_alpn_selected(ssl, &name, &name_length);
    *length = name_length;
    return name;
}

static const void *raw_suites(SSL *ssl, size_t *length) {
    unsigned char *list = NULL;
    long got = SSL_is_server(ssl) ? SSL_get0_raw_cipherlist(ssl, &list) : 0;

    *length = got > 0 ? (size_t)got : 0;
    return list;
}

static const void *certificate_types(SSL *ssl, size_t *length) {
    const unsigned char *types = NULL;
    long got = SSL_get0_certificate_types(ssl, &types);

    *length = got > 0 ? (size_t)got : 0;
    return types;
}

static const void *peer_name(SSL *ssl, size_t *length) {
    const char *name = SSL_get0_peername(ssl);

    *length = name != NULL ? strlen(name) + 1 : 0;
    return name;
}

static const void *status_response(SSL *ssl, size_t *length) {
    const unsigned char *response = NULL;
    long got = SSL_get_tlsext_status_ocsp_resp(ssl, &response);

    *length = got > 0 ? (size_t)got : 0;
    return response;
}

/* Of an object its serial number, which is inside of it. */
static const void *serial(const X509 *certificate, size_t *length) {
    const ASN1_INTEGER *number = certificate ? X509_get0_serialNumber(certificate) : NULL;

    *length = number != NULL ? (size_t)ASN1_STRING_length(number) : 0;
    return number != NULL ? ASN1_STRING_get0_data(number) : NULL;
}

static const void *own_certificate(SSL *ssl, size_t *length) {
    return serial(SSL_get_certificate(ssl), length);
}

static const void *verified_chain(SSL *ssl, size_t *length) {
    STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);

    return serial(chain != NULL ? sk_X509_value(chain, 0) : NULL, length);
}

static const void *peer_authorities(SSL *ssl, size_t *length) {
    const STACK_OF(X509_NAME) *names = SSL_is_server(ssl) ? NULL : SSL_get0_peer_CA_list(ssl);
    const unsigned char *der = NULL;

    *length = 0;
    if (sk_X509_NAME_num(names) > 0)
        X509_NAME_get0_der(sk_X509_NAME_value(names, 0), &der, length);
    return der;
}

static const struct {
    const char *name;
    const void *(*get)(SSL *ssl, size_t *length);
} rows[] = {
    {"SSL_get_servername", server_name},
    {"SSL_get0_alpn_selected", protocol},
    {"SSL_get0_raw_cipherlist", raw_suites},
    {"SSL_get0_certificate_types", certificate_types},
    {"SSL_get0_peername", peer_name},
    {"SSL_get_tlsext_status_ocsp_resp", status_response},
    {"SSL_get_certificate", own_certificate},
    {"SSL_get0_verified_chain", verified_chain},
    {"SSL_get0_peer_CA_list", peer_authorities},
};

static void keep(const char *getter, const char *place, const void *address, size_t length) {
    struct loan loan = {.getter = getter, .place = place, .address = address, .length = length};

    if (address == NULL || length == 0)
        return;
    assert_true(length <= sizeof(loan.content));
    assert_true(loan_count < sizeof(loans) / sizeof(loans[0]));
    memcpy(loan.content, address, length);
    loans[loan_count++] = loan;
}

static void read_again(const char *place) {
    for (size_t i = 0; i < loan_count; i++)
        if (memcmp(loans[i].address, loans[i].content, loans[i].length) != 0)
            fail_msg("%s of %s is another in %s", loans[i].getter, loans[i].place, place);
}

static void take_all(const SSL *ssl, const char *place) {
    read_again(place);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t length;
        const void *address = rows[i].get((SSL *)ssl, &length);

        keep(rows[i].name, place, address, length);
    }
    for (size_t i = 0; i < place_count; i++)
        if (strcmp(places[i], place) == 0)
            return;
    places[place_count++] = place;
}

static int on_server_name(SSL *ssl, int *alert, void *argument) {
    (void)alert;
    (void)argument;
    take_all(ssl, "servername");
    return SSL_TLSEXT_ERR_OK;
}

/* The list stays as well, and a part of it is the choice. */
static int on_protocols(SSL *ssl, const unsigned char **out, unsigned char *out_length,
                        const unsigned char *in, unsigned in_length, void *argument) {
    (void)argument;
    keep("the list", "alpn_select", in, in_length);
    take_all(ssl, "alpn_select");
    *out = in + 1;
    *out_length = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int on_certificate(SSL *ssl, void *argument) {
    (void)argument;
    take_all(ssl, "cert_cb");
    return 1;
}

static int on_verify(int ok, X509_STORE_CTX *ctx) {
    take_all(X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx()), "verify");
    return ok;
}

static void on_info(const SSL *ssl, int where, int ret) {
    (void)where;
    (void)ret;
    take_all(ssl, "info");
}

static void on_message(int written, int version, int type, const void *content, size_t length,
                       SSL *ssl, void *argument) {
    (void)written, (void)version, (void)type, (void)content, (void)length, (void)argument;
    take_all(ssl, "msg");
}

static int on_status(SSL *ssl, void *argument) {
    (void)argument;
    if (SSL_is_server(ssl))
        SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_strdup("answer"), 7);
    take_all(ssl, "status");
    return SSL_is_server(ssl) ? SSL_TLSEXT_ERR_OK : 1;
}

static void on_key_log(const SSL *ssl, const char *line) {
    (void)line;
    take_all(ssl, "keylog");
}

static int on_session(SSL *ssl, SSL_SESSION *session) {
    (void)session;
    take_all(ssl, "new_session");
    return 0;
}

static void call_back(SSL_CTX *ctx) {
    SSL_CTX_set_cert_cb(ctx, on_certificate, NULL);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify);
    SSL_CTX_set_info_callback(ctx, on_info);
    SSL_CTX_set_msg_callback(ctx, on_message);
    SSL_CTX_set_tlsext_status_cb(ctx, on_status);
    SSL_CTX_set_keylog_callback(ctx, on_key_log);
    SSL_CTX_sess_set_new_cb(ctx, on_session);
}

static void prepare(struct pair *pair) {
    loan_count = place_count = 0;
    resumption_prepare(pair);
    use_identity(pair->client_ctx, CLIENT_EC);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
    assert_int_equal(SSL_CTX_add_client_CA(pair->server_ctx, identity_cert(CA)), 1);
    SSL_CTX_set_alpn_protos(pair->client_ctx, (const unsigned char *)"\2h2\10http/1.1", 12);
    SSL_CTX_set_tlsext_status_type(pair->client_ctx, TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_set_alpn_select_cb(pair->server_ctx, on_protocols, NULL);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, on_server_name);
    call_back(pair->client_ctx);
    call_back(pair->server_ctx);
}

/* The names of the client are its own, and those of the session last until the session is replaced.
 */
static void all_getters_in_all_callbacks(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    SSL_set1_host(pair->client, "localhost");
    assert_true(pair_handshake(pair));
    take_all(pair->client, "established");
    take_all(pair->server, "established");
    pair_exchange(pair->client, pair->server, "data");
    pair_exchange(pair->server, pair->client, "data, and a ticket before it");
    take_all(pair->client, "data");
    take_all(pair->server, "data");
    SSL_shutdown(pair->client);
    SSL_shutdown(pair->server);
    SSL_shutdown(pair->client);
    take_all(pair->client, "closed");
    take_all(pair->server, "closed");
    read_again("the end");
    assert_true(place_count == 12);
    assert_true(loan_count > 100);
}

/* What the client_hello callback was shown, every later callback of the hello may still read. */
static int hello_calls, suspend;

static int on_hello(SSL *ssl, int *alert, void *argument) {
    static const unsigned extensions[] = {TLSEXT_TYPE_server_name,
                                          TLSEXT_TYPE_application_layer_protocol_negotiation,
                                          TLSEXT_TYPE_supported_groups};
    const unsigned char *data;
    size_t length;

    (void)alert;
    (void)argument;
    read_again("client_hello");
    for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
        if (SSL_client_hello_get0_ext(ssl, extensions[i], &data, &length))
            keep("SSL_client_hello_get0_ext", "client_hello", data, length);
    length = SSL_client_hello_get0_ciphers(ssl, &data);
    keep("SSL_client_hello_get0_ciphers", "client_hello", data, length);
    if (hello_calls++ == 0 && suspend)
        return SSL_CLIENT_HELLO_RETRY;
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int name_after_hello(SSL *ssl, int *alert, void *argument) {
    (void)ssl, (void)alert, (void)argument;
    read_again("servername");
    return SSL_TLSEXT_ERR_OK;
}

static int protocols_after_hello(SSL *ssl, const unsigned char **out, unsigned char *out_length,
                                 const unsigned char *in, unsigned in_length, void *argument) {
    (void)ssl, (void)in_length, (void)argument;
    read_again("alpn_select");
    *out = in + 1;
    *out_length = in[0];
    return SSL_TLSEXT_ERR_OK;
}

/* The last one: the server's first message takes the hello's place in OpenSSL's buffer. */
static int certificate_after_hello(SSL *ssl, void *argument) {
    (void)ssl, (void)argument;
    read_again("cert_cb");
    return 1;
}

static void greet(struct pair *pair, int suspended) {
    loan_count = 0;
    hello_calls = 0;
    suspend = suspended;
    SSL_CTX_set_alpn_protos(pair->client_ctx, (const unsigned char *)"\2h2\10http/1.1", 12);
    SSL_CTX_set_client_hello_cb(pair->server_ctx, on_hello, NULL);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, name_after_hello);
    SSL_CTX_set_alpn_select_cb(pair->server_ctx, protocols_after_hello, NULL);
    SSL_CTX_set_cert_cb(pair->server_ctx, certificate_after_hello, NULL);
    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "localhost");
}

static void the_hello_stays_for_the_callbacks(void **state) {
    struct pair *pair = *state;

    greet(pair, 0);
    assert_true(pair_handshake(pair));
    assert_int_equal(hello_calls, 1);
    assert_int_equal(loan_count, 4);
}

static void the_hello_stays_while_its_callback_is_suspended(void **state) {
    struct pair *pair = *state;
    int ret;

    greet(pair, 1);
    assert_int_equal(handshake_step(pair->client), 0);
    ret = SSL_do_handshake(pair->server);
    assert_reports(pair->server, ret, SSL_ERROR_WANT_CLIENT_HELLO_CB);
    assert_int_equal(loan_count, 4);
    assert_true(pair_handshake(pair));
    assert_int_equal(hello_calls, 2);
    assert_int_equal(loan_count, 8);
    assert_ptr_equal(loans[0].address, loans[4].address);
}

/* A connection has the context's chains when the context gets more certificates. */
static void chains_stay_where_they_are(void **state) {
    struct pair *pair = *state;
    STACK_OF(X509) *chain = NULL, *again = NULL;

    assert_int_equal(SSL_CTX_add1_chain_cert(pair->server_ctx, identity_cert(CA)), 1);
    assert_int_equal(SSL_CTX_get0_chain_certs(pair->server_ctx, &chain), 1);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_CTX_add1_chain_cert(pair->server_ctx, identity_cert(INTERMEDIATE)), 1);
    pair_close(pair);
    assert_ptr_equal(sk_X509_value(chain, 0), identity_cert(CA));
    assert_int_equal(SSL_CTX_get0_chain_certs(pair->server_ctx, &chain), 1);
    assert_int_equal(sk_X509_num(chain), 2);
    assert_int_equal(SSL_CTX_clear_chain_certs(pair->server_ctx), 1);

    X509_up_ref(identity_cert(CA));
    assert_int_equal(SSL_CTX_add_extra_chain_cert(pair->server_ctx, identity_cert(CA)), 1);
    SSL_CTX_get_extra_chain_certs_only(pair->server_ctx, &chain);
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->client)), 2);
    X509_up_ref(identity_cert(INTERMEDIATE));
    assert_int_equal(SSL_CTX_add_extra_chain_cert(pair->server_ctx, identity_cert(INTERMEDIATE)),
                     1);
    pair_close(pair);
    SSL_CTX_get_extra_chain_certs_only(pair->server_ctx, &again);
    assert_ptr_equal(again, chain);
    assert_int_equal(sk_X509_num(chain), 2);
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->client)), 3);
    /* As programs do it that know no better. */
    X509_free(sk_X509_pop(chain));
    pair_close(pair);
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->client)), 2);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(chains_stay_where_they_are),
    CASE_VERSIONS(all_getters_in_all_callbacks),
    CASE_VERSIONS(the_hello_stays_for_the_callbacks),
    CASE_VERSIONS(the_hello_stays_while_its_callback_is_suspended),
};

CASES_MAIN(cases)
