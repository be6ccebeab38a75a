/* Handshake and data do not depend on how the transport cuts the bytes. */
#include "harness.h"

/* Moves at most `size` bytes from one memory BIO to another. */
static int carry(BIO *from, BIO *to, int size) {
    char bytes[4096];
    int length = BIO_read(from, bytes, size);

    if (length > 0)
        assert_int_equal(BIO_write(to, bytes, length), length);
    return length > 0;
}

/* Takes the pair's transport apart, so that a test carries the bytes itself: what an endpoint
 * writes goes to an outbox, and what lies in its inbox it reads. */
struct carrier {
    BIO *subject_in, *subject_out, *peer_in, *peer_out;
};

static BIO *memory(void) {
    BIO *bio = BIO_new(BIO_s_mem());

    BIO_set_mem_eof_return(bio, -1);
    return bio;
}

static void open_carried(struct pair *pair, struct carrier *carrier) {
    pair_open(pair, MEMORY);
    pair->from_subject = pair->from_peer = NULL;
    carrier->subject_in = memory();
    carrier->subject_out = memory();
    carrier->peer_in = memory();
    carrier->peer_out = memory();
    SSL_set_bio(pair->subject, carrier->subject_in, carrier->subject_out);
    SSL_set_bio(pair->peer, carrier->peer_in, carrier->peer_out);
}

static void handshake_carried(struct pair *pair, struct carrier *carrier, int size) {
    int subject = 0, peer = 0;

    for (int i = 0; i < 100000 && !(subject && peer); i++) {
        if (!subject)
            subject = handshake_step(pair->subject);
        if (!peer)
            peer = handshake_step(pair->peer);
        assert_true(subject >= 0 && peer >= 0);
        carry(carrier->subject_out, carrier->peer_in, size);
        carry(carrier->peer_out, carrier->subject_in, size);
    }
    assert_true(subject && peer);
    while (carry(carrier->subject_out, carrier->peer_in, 4096) ||
           carry(carrier->peer_out, carrier->subject_in, 4096))
        continue;
}

static void a_handshake_in_pieces(void **state) {
    struct pair *pair = *state;
    static const int sizes[] = {1, 2, 3, 5, 7, 64, 333};
    struct carrier carrier;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        open_carried(pair, &carrier);
        handshake_carried(pair, &carrier, sizes[i]);
        assert_int_equal(SSL_write(pair->subject, "in pieces", 9), 9);
        for (int j = 0; j < 8; j++) {
            carry(carrier.subject_out, carrier.peer_in, 1);
            expect_nothing_yet(pair->peer);
        }
        while (carry(carrier.subject_out, carrier.peer_in, 100))
            continue;
        expect_text(pair->peer, "in pieces");
    }
}

static void a_handshake_over_a_narrow_bio_pair(void **state) {
    struct pair *pair = *state;
    static const int sizes[] = {1, 17, 100, 511};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        pair->pair_size = sizes[i];
        pair_open(pair, BIO_PAIR);
        for (int j = 0; j < 20000; j++) {
            int done = SSL_is_init_finished(pair->subject) && SSL_is_init_finished(pair->peer);

            if (done)
                break;
            assert_true(handshake_step(pair->subject) >= 0);
            assert_true(handshake_step(pair->peer) >= 0);
        }
        assert_int_equal(SSL_do_handshake(pair->subject), 1);
        assert_int_equal(SSL_do_handshake(pair->peer), 1);
    }
}

static void data_over_a_narrow_bio_pair(void **state) {
    struct pair *pair = *state;
    static char data[3000], back[3000];
    int sent = -1, got = 0;

    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (char)(i * 7);
    pair->pair_size = 100;
    pair_connect(pair, BIO_PAIR);
    while (got < (int)sizeof(back)) {
        int ret;

        if (sent < 0) {
            sent = SSL_write(pair->subject, data, sizeof(data));
            if (sent < 0)
                assert_reports(pair->subject, sent, SSL_ERROR_WANT_WRITE);
        }
        ret = SSL_read(pair->peer, back + got, (int)sizeof(back) - got);
        if (ret > 0)
            got += ret;
        else
            assert_reports(pair->peer, ret, SSL_ERROR_WANT_READ);
    }
    assert_int_equal(sent, sizeof(data));
    assert_memory_equal(data, back, sizeof(data));
}

static void closing_over_a_narrow_bio_pair(void **state) {
    struct pair *pair = *state;
    int subject = -1, peer = -1;
    char byte;

    pair->pair_size = 5;
    pair_connect(pair, BIO_PAIR);
    for (int i = 0; i < 100 && !(subject == 1 && peer == 1); i++) {
        if (subject != 1)
            subject = SSL_shutdown(pair->subject);
        SSL_read(pair->peer, &byte, 1);
        if (peer != 1)
            peer = SSL_shutdown(pair->peer);
        SSL_read(pair->subject, &byte, 1);
    }
    assert_int_equal(subject, 1);
    assert_int_equal(peer, 1);
    assert_no_error();
}

/* The first handshake message, cut into records of its own. */
static void a_client_hello_in_many_records(void **state) {
    struct pair *pair = *state;
    static const int sizes[] = {1, 3, 4, 5, 50};
    struct carrier carrier;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        unsigned char hello[4096];
        int length;

        open_carried(pair, &carrier);
        assert_int_equal(handshake_step(pair->peer), 0);
        length = BIO_read(carrier.peer_out, hello, sizeof(hello));
        assert_true(length > 5);
        for (int at = 5; at < length; at += sizes[i]) {
            int part = length - at < sizes[i] ? length - at : sizes[i];
            unsigned char header[] = {hello[0], hello[1], hello[2], 0, (unsigned char)part};

            assert_int_equal(handshake_step(pair->subject), 0);
            BIO_write(carrier.subject_in, header, 5);
            BIO_write(carrier.subject_in, hello + at, part);
        }
        handshake_carried(pair, &carrier, 4096);
    }
}

static void many_records_at_once(void **state) {
    struct pair *pair = *state;
    char text[32];

    pair_connect(pair, MEMORY);
    for (int i = 0; i < 200; i++) {
        snprintf(text, sizeof(text), "record %d", i);
        assert_int_equal(SSL_write(pair->subject, text, (int)strlen(text)), strlen(text));
    }
    for (int i = 0; i < 200; i++) {
        snprintf(text, sizeof(text), "record %d", i);
        expect_text(pair->peer, text);
    }
    expect_nothing_yet(pair->peer);
}

static void many_records_at_once_with_read_ahead(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_read_ahead(pair->peer_ctx, 1);
    many_records_at_once(state);
}

static void every_length_around_a_record(void **state) {
    struct pair *pair = *state;
    static const int lengths[] = {1, 2, 15, 16, 17, 255, 256, 16383, 16384, 16385, 32768, 50000};
    static char data[50000], back[50000];

    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (char)(i ^ (i >> 8));
    pair_connect(pair, MEMORY);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        int got = 0;

        assert_int_equal(SSL_write(pair->subject, data, lengths[i]), lengths[i]);
        while (got < lengths[i]) {
            int ret = SSL_read(pair->peer, back + got, (int)sizeof(back) - got);

            assert_true(ret > 0);
            got += ret;
        }
        assert_int_equal(got, lengths[i]);
        assert_memory_equal(data, back, got);
    }
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(a_handshake_in_pieces),
    CASE_ALL(a_handshake_over_a_narrow_bio_pair),
    CASE_ALL(data_over_a_narrow_bio_pair),
    CASE_ALL(closing_over_a_narrow_bio_pair),
    CASE_NAMED(a_client_hello_in_many_records, "/tls12", setting_tls12_server),
    CASE_NAMED(a_client_hello_in_many_records, "/tls13", setting_tls13_server),
    CASE_ALL(many_records_at_once),
    CASE_ALL(many_records_at_once_with_read_ahead),
    CASE_ALL(every_length_around_a_record),
};

CASES_MAIN(cases)
