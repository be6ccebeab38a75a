/* Handshakes with a changed byte or missing bytes: they give an error with a reason, never a
 * hang, a crash, or a connection whose ends disagree. */
#include "harness.h"

/* Runs a handshake in which the subject's input is changed: byte `at` of everything that the peer
 * has sent it is inverted, or (if `cut`) everything from there on is missing and the transport
 * ends. Returns the subject's result. */
static int tampered_handshake(struct pair *pair, long at, int cut, long *total) {
    BIO *inbox = BIO_new(BIO_s_mem());
    long seen = 0;
    int subject = 0, peer = 0, ended = 0;

    pair_open(pair, MEMORY);
    BIO_set_mem_eof_return(inbox, -1);
    BIO_up_ref(pair->from_peer);
    SSL_set0_rbio(pair->subject, inbox);
    for (int i = 0; i < 20 && subject == 0; i++) {
        unsigned char bytes[8192];
        int length;

        if (peer == 0)
            peer = handshake_step(pair->peer);
        ERR_clear_error();
        length = BIO_read(pair->from_peer, bytes, sizeof(bytes));
        if (length > 0 && !ended) {
            if (at >= seen && at < seen + length) {
                if (cut) {
                    length = (int)(at - seen);
                    ended = 1;
                } else {
                    bytes[at - seen] ^= 0xff;
                }
            }
            if (length > 0)
                BIO_write(inbox, bytes, length);
            seen += length;
            if (ended)
                BIO_set_mem_eof_return(inbox, 0);
        }
        subject = SSL_do_handshake(pair->subject);
        if (subject <= 0) {
            int error = SSL_get_error(pair->subject, subject);

            if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
                subject = 0;
            } else {
                assert_int_equal(error, SSL_ERROR_SSL);
                assert_true(ERR_peek_error() != 0);
                subject = -1;
            }
        }
    }
    *total = seen;
    BIO_free(pair->from_peer);
    return subject;
}

static void a_changed_byte_never_connects_silently(void **state) {
    struct pair *pair = *state;
    long total = 1, unused;

    assert_int_equal(tampered_handshake(pair, -1, 0, &total), 1);
    for (long at = 0; at < total; at += 3) {
        int result = tampered_handshake(pair, at, 0, &unused);

        /* Only the record header's version bytes mean nothing. */
        if (result == 1)
            assert_true(SSL_version(pair->subject) == pair->version);
        ERR_clear_error();
    }
}

static void a_cut_handshake_is_an_unexpected_end(void **state) {
    struct pair *pair = *state;
    long total = 1, unused;

    assert_int_equal(tampered_handshake(pair, -1, 0, &total), 1);
    for (long at = 0; at < total; at += 7) {
        int result = tampered_handshake(pair, at, 1, &unused);

        if (result == 1)
            continue; /* the client is done before the server's last records */
        assert_int_equal(result, -1);
        assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
    }
}

static void a_changed_data_record_is_refused_at_every_byte(void **state) {
    struct pair *pair = *state;
    int length = 1;

    for (int at = 0; at < length; at++) {
        unsigned char record[128];
        char byte;
        int ret;

        pair_connect(pair, MEMORY);
        assert_int_equal(SSL_write(pair->peer, "a secret", 8), 8);
        length = BIO_read(pair->from_peer, record, sizeof(record));
        record[at] ^= 0x01;
        assert_int_equal(BIO_write(pair->from_peer, record, length), length);
        BIO_set_mem_eof_return(pair->from_peer, 0);
        ret = SSL_read(pair->subject, &byte, 1);
        assert_true(ret <= 0);
        assert_reports(pair->subject, ret, SSL_ERROR_SSL);
        assert_some_error();
    }
}

/* Shorter than nonce and tag, as no peer makes them: the alert is the one for a forged record. */
static void a_record_shorter_than_its_tag_is_a_forged_one(void **state) {
    static const char *const suites[][2] = {
        {"TLS_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"},
        {"TLS_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"},
    };
    static const int lengths[] = {0, 1, 7, 8, 15, 16, 17, 23, 24, 25};
    struct pair *pair = *state;

    for (size_t i = 0; i < 2; i++) {
        SSL_CTX_set_ciphersuites(pair->client_ctx, suites[i][0]);
        SSL_CTX_set_cipher_list(pair->client_ctx, suites[i][1]);
        for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]); j++) {
            unsigned char record[5 + 32] = {SSL3_RT_APPLICATION_DATA, 3, 3, 0, lengths[j]};
            char byte;

            pair_connect(pair, MEMORY);
            assert_int_equal(BIO_write(pair->from_peer, record, 5 + lengths[j]), 5 + lengths[j]);
            assert_int_equal(SSL_read(pair->subject, &byte, 1), -1);
            assert_ssl_error_among(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
            assert_int_equal(SSL_read(pair->peer, &byte, 1), 0);
            assert_ssl_error(SSL_R_SSLV3_ALERT_BAD_RECORD_MAC);
        }
    }
}

/* Records as large as those for which another implementation of a cipher may be the faster one. */
static void a_changed_large_record_is_refused(void **state) {
    static const char *const suites[][2] = {
        {"TLS_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"},
        {"TLS_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"},
        {"TLS_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"},
    };
    static const int places[] = {20, 8000, 16384, -17, -16, -1};
    static char data[16384];
    struct pair *pair = *state;

    for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
        SSL_CTX_set_ciphersuites(pair->client_ctx, suites[i][0]);
        SSL_CTX_set_cipher_list(pair->client_ctx, suites[i][1]);
        for (size_t j = 0; j < sizeof(places) / sizeof(places[0]); j++) {
            static unsigned char record[20000];
            int length, ret;

            pair_connect(pair, MEMORY);
            assert_int_equal(SSL_write(pair->peer, data, sizeof(data)), sizeof(data));
            length = BIO_read(pair->from_peer, record, sizeof(record));
            record[places[j] < 0 ? length + places[j] : places[j]] ^= 0x80;
            assert_int_equal(BIO_write(pair->from_peer, record, length), length);
            ret = SSL_read(pair->subject, data, sizeof(data));
            assert_int_equal(ret, -1);
            assert_reports(pair->subject, ret, SSL_ERROR_SSL);
            assert_ssl_error_among(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
        }
    }
}

static void records_out_of_order_are_refused(void **state) {
    struct pair *pair = *state;
    unsigned char first[128];
    char byte;
    int length;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "first", 5), 5);
    length = BIO_read(pair->from_peer, first, sizeof(first));
    assert_int_equal(SSL_write(pair->peer, "second", 6), 6);
    assert_int_equal(BIO_write(pair->from_peer, first, length), length);
    assert_int_equal(SSL_read(pair->subject, &byte, 1), -1);
    assert_ssl_error_among(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
}

static void a_replayed_record_is_refused(void **state) {
    struct pair *pair = *state;
    unsigned char record[128];
    char byte;
    int length;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "once", 4), 4);
    length = BIO_read(pair->from_peer, record, sizeof(record));
    for (int i = 0; i < 2; i++)
        assert_int_equal(BIO_write(pair->from_peer, record, length), length);
    expect_text(pair->subject, "once");
    assert_int_equal(SSL_read(pair->subject, &byte, 1), -1);
    assert_ssl_error_among(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(a_changed_byte_never_connects_silently),
    CASE_ALL(a_cut_handshake_is_an_unexpected_end),
    CASE_ALL(a_changed_data_record_is_refused_at_every_byte),
    CASE_ALL(a_record_shorter_than_its_tag_is_a_forged_one),
    CASE_ALL(a_changed_large_record_is_refused),
    CASE_ALL(records_out_of_order_are_refused),
    CASE_ALL(a_replayed_record_is_refused),
};

CASES_MAIN(cases)
