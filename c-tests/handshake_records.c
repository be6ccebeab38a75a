/* Unprotected records during a handshake. */
#include "harness.h"

static void put_record(BIO *bio, int version, int type, const void *content, int length) {
    unsigned char header[5] = {type, 3, version, length >> 8, length & 0xff};

    assert_int_equal(BIO_write(bio, header, 5), 5);
    assert_int_equal(BIO_write(bio, content, length), length);
}

/* Nothing is to be requested from who is at it. */
static void a_hello_request_is_passed_over(void **state) {
    struct pair *pair = *state;

    for (int before = 0; before < 2; before++) {
        pair_open(pair, MEMORY);
        assert_int_equal(handshake_step(pair->client), 0);
        if (before)
            put_record(pair->from_peer, 3, SSL3_RT_HANDSHAKE, "\0\0\0\0", 4);
        assert_int_equal(handshake_step(pair->server), 0);
        if (!before)
            put_record(pair->from_peer, 3, SSL3_RT_HANDSHAKE, "\0\0\0\0", 4);
        assert_true(pair_handshake(pair));
        pair_exchange(pair->client, pair->server, "with the same transcript");
    }
}

static void a_record_in_the_clear_is_no_longer_than_its_plaintext(void **state) {
    static const unsigned char content[16384 + 1] = {SSL3_MT_CLIENT_HELLO, 0, 0x40, 0};
    struct pair *pair = *state;
    struct alert_log log;
    int ret;

    pair_open(pair, MEMORY);
    note_alerts(pair->subject, &log);
    put_record(pair->from_peer, 1, SSL3_RT_HANDSHAKE, content, sizeof(content));
    ret = SSL_do_handshake(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_DATA_LENGTH_TOO_LONG);
    assert_int_equal(log.sent, 1);
    assert_int_equal(log.sent_code, SSL_AD_RECORD_OVERFLOW);
}

static const struct CMUnitTest cases[] = {
    CASE_TLS12(a_hello_request_is_passed_over),
    CASE_ALL(a_record_in_the_clear_is_no_longer_than_its_plaintext),
};

CASES_MAIN(cases)
