/* The peer's extensions as SSL_set_tlsext_debug_callback reports them, and the ticket extension. */
#include "harness.h"

struct seen {
    SSL *ssl;
    int side, count;
    int types[64], lengths[64];
    unsigned char name[64];
};

static void note(SSL *ssl, int side, int type, const unsigned char *data, int length, void *arg) {
    struct seen *seen = arg;

    assert_ptr_equal(seen->ssl, ssl);
    assert_int_equal(seen->side, side);
    assert_true(seen->count < 64);
    if (type == TLSEXT_TYPE_server_name && length <= (int)sizeof(seen->name))
        memcpy(seen->name, data, (size_t)length);
    seen->types[seen->count] = type;
    seen->lengths[seen->count++] = length;
}

static int sees(const struct seen *seen, int type) {
    int times = 0;

    for (int i = 0; i < seen->count; i++)
        times += seen->types[i] == type;
    return times;
}

static void watch(struct pair *pair, struct seen *seen) {
    memset(seen, 0, sizeof(*seen));
    seen->ssl = pair->subject;
    seen->side = !pair->subject_is_server;
    assert_int_equal(SSL_set_tlsext_debug_callback(pair->subject, note), 1);
    assert_int_equal(SSL_set_tlsext_debug_arg(pair->subject, seen), 1);
    assert_no_error();
}

static void a_client_is_shown_the_servers(void **state) {
    struct pair *pair = *state;
    int tls13 = pair->version == TLS1_3_VERSION;
    struct seen seen;

    pair_open(pair, MEMORY);
    watch(pair, &seen);
    assert_int_equal(pair_handshake(pair), 1);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_supported_versions), tls13);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_key_share), tls13);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_extended_master_secret), !tls13);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_renegotiate), !tls13);
    for (int i = 0; i < seen.count; i++)
        if (seen.types[i] == TLSEXT_TYPE_extended_master_secret)
            assert_int_equal(seen.lengths[i], 0);
}

static void a_server_is_shown_the_clients(void **state) {
    static const unsigned char name[] = "\0\x0c\0\0\x09localhost";
    struct pair *pair = *state;
    int tls13 = pair->version == TLS1_3_VERSION;
    struct seen seen;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_tlsext_host_name(pair->client, "localhost"), 1);
    watch(pair, &seen);
    assert_int_equal(pair_handshake(pair), 1);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_server_name), 1);
    assert_memory_equal(seen.name, name, sizeof(name) - 1);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_supported_groups), 1);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_signature_algorithms), 1);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_key_share), tls13);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_psk_kex_modes), tls13);
}

/* The extensions of a TLS 1.3 CertificateRequest and Certificate are shown as well. */
static void those_of_certificates_are_shown(void **state) {
    struct pair *pair = *state;
    int of_request = 0;
    struct seen seen;

    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, NULL);
    pair_open(pair, MEMORY);
    watch(pair, &seen);
    assert_int_equal(pair_handshake(pair), 1);
    of_request = sees(&seen, TLSEXT_TYPE_signature_algorithms);
    assert_int_equal(of_request, pair->version == TLS1_3_VERSION);
}

static void a_null_callback_shows_nothing(void **state) {
    struct pair *pair = *state;
    struct seen seen;

    pair_open(pair, MEMORY);
    watch(pair, &seen);
    assert_int_equal(SSL_set_tlsext_debug_callback(pair->subject, NULL), 1);
    assert_int_equal(pair_handshake(pair), 1);
    assert_int_equal(seen.count, 0);
}

static void a_null_ticket_leaves_the_extension_out(void **state) {
    struct pair *pair = *state;
    struct seen seen;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_session_ticket_ext(pair->client, NULL, 0), 1);
    assert_no_error();
    watch(pair, &seen);
    assert_int_equal(pair_handshake(pair), 1);
    assert_int_equal(sees(&seen, TLSEXT_TYPE_session_ticket), 0);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(a_client_is_shown_the_servers),
    CASE_NAMED(a_server_is_shown_the_clients, "/tls12", setting_tls12_server),
    CASE_NAMED(a_server_is_shown_the_clients, "/tls13", setting_tls13_server),
    CASE_VERSIONS(those_of_certificates_are_shown),
    CASE_ALL(a_null_callback_shows_nothing),
    CASE_NAMED(a_null_ticket_leaves_the_extension_out, "/tls12", setting_tls12_server),
    CASE_NAMED(a_null_ticket_leaves_the_extension_out, "/tls13", setting_tls13_server),
};

CASES_MAIN(cases)
