/* Padding of TLS 1.3 records, by blocks and by callback: the padded records, and the callback's
 * arguments. */
#include "harness.h"

#define MAX_CALLS 32

static struct {
    int type[MAX_CALLS];
    size_t length[MAX_CALLS], answer;
    int count;
} asked;

static size_t on_padding(SSL *ssl, int type, size_t length, void *argument) {
    (void)ssl;
    (void)argument;
    if (asked.count < MAX_CALLS) {
        asked.type[asked.count] = type;
        asked.length[asked.count] = length;
    }
    asked.count++;
    return asked.answer;
}

static void watch(SSL *ssl) {
    memset(&asked, 0, sizeof(asked));
    SSL_set_record_padding_callback(ssl, on_padding);
}

static void expect_asked(int count, int type, size_t length) {
    assert_int_equal(asked.count, count);
    assert_int_equal(asked.type[count - 1], type);
    assert_int_equal(asked.length[count - 1], length);
}

/* Lengths count the byte of the content's type. */
static void the_callback_is_asked_for_data_alerts_and_messages(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    watch(pair->subject);
    assert_int_equal(SSL_write(pair->subject, "abc", 3), 3);
    expect_asked(1, SSL3_RT_APPLICATION_DATA, 4);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    assert_int_equal(SSL_write(pair->subject, "abcdef", 6), 6);
    assert_int_equal(asked.type[1], SSL3_RT_HANDSHAKE);
    assert_int_equal(asked.length[1], 6);
    expect_asked(3, SSL3_RT_APPLICATION_DATA, 7);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_asked(4, SSL3_RT_ALERT, 3);
    expect_text(pair->peer, "abc");
    expect_text(pair->peer, "abcdef");
    expect_closed(pair->peer);
}

static void it_is_not_asked_where_there_is_no_room(void **state) {
    static char data[16384 + 100];
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    watch(pair->subject);
    assert_int_equal(SSL_write(pair->subject, data, 16384), 16384);
    assert_int_equal(SSL_write(pair->subject, data, 16383), 16383);
    assert_int_equal(asked.count, 0);
    assert_int_equal(SSL_write(pair->subject, data, 16382), 16382);
    expect_asked(1, SSL3_RT_APPLICATION_DATA, 16383);
    assert_int_equal(SSL_write(pair->subject, data, 16384 + 100), 16384 + 100);
    expect_asked(2, SSL3_RT_APPLICATION_DATA, 101);
}

static void a_ticket_is_a_record_too(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    watch(pair->server);
    assert_int_equal(SSL_new_session_ticket(pair->server), 1);
    assert_int_equal(SSL_do_handshake(pair->server), 1);
    assert_int_equal(asked.count, 1);
    assert_int_equal(asked.type[0], SSL3_RT_HANDSHAKE);
    pair_exchange(pair->server, pair->client, "behind it");
}

/* The server's EncryptedExtensions, Certificate, CertificateVerify and Finished; the client's
 * Finished. */
static void it_is_asked_for_the_protected_records_of_a_handshake(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    watch(pair->subject);
    asked.answer = 100;
    assert_true(pair_handshake(pair));
    assert_int_equal(asked.count, pair->subject_is_server ? 4 : 1);
    for (int i = 0; i < asked.count; i++)
        assert_int_equal(asked.type[i], SSL3_RT_HANDSHAKE);
    pair_exchange(pair->subject, pair->peer, "padded");
    pair_exchange(pair->peer, pair->subject, "back");
}

static void blocks_hide_the_lengths_of_a_handshake(void **state) {
    struct pair *pair = *state;
    struct record records[16];
    int count, protected = 0;

    pair_open(pair, MEMORY);
    SSL_set_block_padding(pair->server, 512);
    handshake_step(pair->client);
    handshake_step(pair->server);
    count = records_in(pair->subject_is_server ? pair->from_subject : pair->from_peer, records, 16);
    for (int i = 0; i < count; i++) {
        if (records[i].type != SSL3_RT_APPLICATION_DATA)
            continue;
        protected++;
        assert_int_equal((records[i].length - 16) % 512, 0);
    }
    assert_int_equal(protected, 4);
    assert_true(pair_handshake(pair));
}

static void a_handshake_that_fails_is_padded_too(void **state) {
    struct pair *pair = *state;

    /* The server's certificate is that of nobody whom the client knows. */
    SSL_CTX_set_cert_store(pair->client_ctx, X509_STORE_new());
    pair_open(pair, MEMORY);
    watch(pair->server);
    SSL_set_block_padding(pair->client, 64);
    assert_false(pair_handshake(pair));
    assert_int_equal(asked.count, 4);
}

static void tls12_has_none(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    watch(pair->subject);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_write(pair->subject, "abc", 3), 3);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(asked.count, 0);
}

#define CASE_TLS13(f)                                                                              \
    CASE_NAMED(f, "/client", setting_tls13), CASE_NAMED(f, "/server", setting_tls13_server)

static const struct CMUnitTest cases[] = {
    CASE_TLS13(the_callback_is_asked_for_data_alerts_and_messages),
    CASE_TLS13(it_is_not_asked_where_there_is_no_room),
    CASE(a_ticket_is_a_record_too),
    CASE_TLS13(it_is_asked_for_the_protected_records_of_a_handshake),
    CASE_TLS13(blocks_hide_the_lengths_of_a_handshake),
    CASE(a_handshake_that_fails_is_padded_too),
    CASE_TLS12(tls12_has_none),
};

CASES_MAIN(cases)
