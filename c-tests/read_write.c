/* SSL_read(), SSL_peek(), SSL_write(), their _ex forms and the modes that change them. */
#include "harness.h"

#include <unistd.h>

static void data_goes_both_ways(void **state) {
    struct pair *pair = *state;
    static const enum transport transports[] = {MEMORY, BIO_PAIR,     SOCKETPAIR,
                                                TCP,    TCP_BLOCKING, SOCKETPAIR_BLOCKING};

    for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
        pair_connect(pair, transports[i]);
        pair_exchange(pair->client, pair->server, "from the client");
        pair_exchange(pair->server, pair->client, "from the server");
        pair_exchange(pair->client, pair->server, "again");
    }
}

static void a_short_read_keeps_the_rest_pending(void **state) {
    struct pair *pair = *state;
    char buffer[16];

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_pending(pair->subject), 0);
    assert_int_equal(SSL_has_pending(pair->subject), 0);
    assert_int_equal(SSL_write(pair->peer, "0123456789", 10), 10);
    /* What lies in the transport is not pending. */
    assert_int_equal(SSL_pending(pair->subject), 0);
    assert_int_equal(SSL_read(pair->subject, buffer, 3), 3);
    assert_memory_equal(buffer, "012", 3);
    assert_int_equal(SSL_pending(pair->subject), 7);
    assert_int_equal(SSL_has_pending(pair->subject), 1);
    expect_text(pair->subject, "3456789");
    assert_int_equal(SSL_pending(pair->subject), 0);
    assert_int_equal(SSL_has_pending(pair->subject), 0);
}

static void one_read_delivers_at_most_one_record(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "one", 3), 3);
    assert_int_equal(SSL_write(pair->peer, "two", 3), 3);
    expect_text(pair->subject, "one");
    expect_text(pair->subject, "two");
    expect_nothing_yet(pair->subject);
}

static void peek_does_not_consume(void **state) {
    struct pair *pair = *state;
    char buffer[16];
    size_t got;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "peekaboo", 8), 8);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(SSL_peek(pair->subject, buffer, sizeof(buffer)), 8);
        assert_memory_equal(buffer, "peekaboo", 8);
        assert_int_equal(SSL_pending(pair->subject), 8);
    }
    assert_int_equal(SSL_peek(pair->subject, buffer, 4), 4);
    assert_int_equal(SSL_peek_ex(pair->subject, buffer, 5, &got), 1);
    assert_int_equal(got, 5);
    expect_text(pair->subject, "peekaboo");
}

static void the_ex_forms_return_1_and_a_count(void **state) {
    struct pair *pair = *state;
    char buffer[16];
    size_t n = 0;
    int ret;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write_ex(pair->peer, "12345", 5, &n), 1);
    assert_int_equal(n, 5);
    assert_int_equal(SSL_read_ex(pair->subject, buffer, 2, &n), 1);
    assert_int_equal(n, 2);
    assert_int_equal(SSL_read_ex(pair->subject, buffer, sizeof(buffer), &n), 1);
    assert_int_equal(n, 3);
    ret = SSL_read_ex(pair->subject, buffer, sizeof(buffer), &n);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
    ret = SSL_peek_ex(pair->subject, buffer, sizeof(buffer), &n);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
    SSL_shutdown(pair->peer);
    ret = SSL_read_ex(pair->subject, buffer, sizeof(buffer), &n);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_ZERO_RETURN);
}

static void a_negative_length_is_refused(void **state) {
    struct pair *pair = *state;
    char buffer[1] = "";

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_read(pair->subject, buffer, -1), -1);
    assert_ssl_error(SSL_R_BAD_LENGTH);
    assert_int_equal(SSL_peek(pair->subject, buffer, -1), -1);
    assert_ssl_error(SSL_R_BAD_LENGTH);
    assert_int_equal(SSL_write(pair->subject, buffer, -1), -1);
    assert_ssl_error(SSL_R_BAD_LENGTH);
    pair_exchange(pair->subject, pair->peer, "unharmed");
}

static void reading_0_bytes(void **state) {
    struct pair *pair = *state;
    char buffer[1];

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "stays", 5), 5);
    assert_int_equal(SSL_read(pair->subject, buffer, 0), 0);
    assert_no_error();
    assert_int_equal(SSL_pending(pair->subject), 5);
    expect_text(pair->subject, "stays");
}

static void writing_0_bytes(void **state) {
    struct pair *pair = *state;
    size_t written = 9;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->subject, "", 0), 0);
    assert_int_equal(SSL_write_ex(pair->subject, "", 0, &written), 1);
    assert_int_equal(written, 0);
    assert_no_error();
    assert_int_equal(bytes_in(pair->from_subject), 0);
}

static void a_large_write_is_split_into_records(void **state) {
    struct pair *pair = *state;
    static char big[40000], back[40000];
    struct record records[8];
    int total = 0;

    for (size_t i = 0; i < sizeof(big); i++)
        big[i] = (char)(i * 31 >> 3);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->subject, big, sizeof(big)), sizeof(big));
    assert_int_equal(records_in(pair->from_subject, records, 8), 3);
    assert_int_equal(records[0].type, SSL3_RT_APPLICATION_DATA);
    assert_int_equal(records[0].length, protected_length(pair->version, 16384));
    assert_int_equal(records[1].length, protected_length(pair->version, 16384));
    assert_int_equal(records[2].length, protected_length(pair->version, 40000 - 2 * 16384));
    while (total < (int)sizeof(back)) {
        int got = SSL_read(pair->peer, back + total, (int)sizeof(back) - total);

        assert_in_range(got, 1, 16384);
        total += got;
    }
    assert_memory_equal(big, back, sizeof(big));
}

static void max_send_fragment_limits_records(void **state) {
    struct pair *pair = *state;
    static char data[2000];
    struct record records[8];

    assert_int_equal(SSL_CTX_set_max_send_fragment(pair->subject_ctx, 511), 0);
    assert_int_equal(SSL_CTX_set_max_send_fragment(pair->subject_ctx, 16385), 0);
    assert_int_equal(SSL_CTX_set_max_send_fragment(pair->subject_ctx, 512), 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->subject, data, sizeof(data)), sizeof(data));
    assert_int_equal(records_in(pair->from_subject, records, 8), 4);
    for (int i = 0; i < 3; i++)
        assert_int_equal(records[i].length, protected_length(pair->version, 512));
    BIO_reset(pair->from_subject);
    assert_int_equal(SSL_set_max_send_fragment(pair->subject, 1000), 1);
    assert_int_equal(SSL_write(pair->subject, data, sizeof(data)), sizeof(data));
    /* The split size went down with the context's maximum and stays there. */
    assert_int_equal(records_in(pair->from_subject, records, 8), 4);
}

static void split_send_fragment_must_fit(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_split_send_fragment(pair->subject_ctx, 0), 0);
    assert_int_equal(SSL_CTX_set_split_send_fragment(pair->subject_ctx, 16385), 0);
    assert_int_equal(SSL_CTX_set_split_send_fragment(pair->subject_ctx, 4096), 1);
    assert_int_equal(SSL_CTX_set_max_pipelines(pair->subject_ctx, 0), 0);
    assert_int_equal(SSL_CTX_set_max_pipelines(pair->subject_ctx, 33), 0);
    assert_int_equal(SSL_CTX_set_max_pipelines(pair->subject_ctx, 4), 1);
    pair_connect(pair, MEMORY);
    pair_exchange(pair->subject, pair->peer, "works on");
}

/* Makes SSL_write() stop in the middle: the transport has room for less than the data. */
static int blocked_write(struct pair *pair, const char *data, int length) {
    int ret;

    pair->pair_size = 20000;
    pair_connect(pair, BIO_PAIR);
    ret = SSL_write(pair->subject, data, length);
    if (ret > 0)
        return ret;
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
    return ret;
}

static void read_fully(SSL *ssl, char *data, int length) {
    for (int at = 0; at < length;) {
        int got = SSL_read(ssl, data + at, length - at);

        assert_true(got > 0);
        at += got;
    }
}

static void a_blocked_write_is_repeated_with_the_same_arguments(void **state) {
    struct pair *pair = *state;
    static char data[40000], back[40000];
    int at = 0, ret;

    memset(data, 'd', sizeof(data));
    assert_int_equal(blocked_write(pair, data, sizeof(data)), -1);
    while ((ret = SSL_write(pair->subject, data, sizeof(data))) < 0) {
        int got = SSL_read(pair->peer, back + at, (int)sizeof(back) - at);

        assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
        if (got > 0)
            at += got;
    }
    assert_int_equal(ret, sizeof(data));
    read_fully(pair->peer, back + at, (int)sizeof(back) - at);
    assert_memory_equal(data, back, sizeof(data));
    expect_nothing_yet(pair->peer);
}

static void a_retry_from_another_buffer_is_refused(void **state) {
    struct pair *pair = *state;
    static char data[40000], copy[40000];
    int ret;

    assert_int_equal(blocked_write(pair, data, sizeof(data)), -1);
    ret = SSL_write(pair->subject, copy, sizeof(copy));
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_BAD_WRITE_RETRY);
}

static void a_retry_with_less_is_refused(void **state) {
    struct pair *pair = *state;
    static char data[40000];
    int ret;

    assert_int_equal(blocked_write(pair, data, sizeof(data)), -1);
    ret = SSL_write(pair->subject, data, 10);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    /* Less than what went into records already. */
    assert_ssl_error(SSL_R_BAD_LENGTH);
}

static void a_moving_buffer_is_allowed_by_mode(void **state) {
    struct pair *pair = *state;
    static char data[30000], copy[30000], back[30000];
    int at = 0, ret;

    memset(data, 'm', sizeof(data));
    memcpy(copy, data, sizeof(data));
    SSL_CTX_set_mode(pair->subject_ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    assert_int_equal(blocked_write(pair, data, sizeof(data)), -1);
    while ((ret = SSL_write(pair->subject, copy, sizeof(copy))) < 0) {
        int got = SSL_read(pair->peer, back + at, (int)sizeof(back) - at);

        assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
        if (got > 0)
            at += got;
    }
    assert_int_equal(ret, sizeof(copy));
    read_fully(pair->peer, back + at, (int)sizeof(back) - at);
    assert_memory_equal(data, back, sizeof(data));
}

static void partial_writes_return_what_was_sent(void **state) {
    struct pair *pair = *state;
    static char data[40000], back[40000];
    int sent = 0, got = 0;

    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (char)(i >> 5);
    SSL_CTX_set_mode(pair->subject_ctx,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    sent = blocked_write(pair, data, sizeof(data));
    assert_int_equal(sent, 16384);
    while (got < (int)sizeof(back)) {
        int ret = SSL_read(pair->peer, back + got, (int)sizeof(back) - got);

        if (ret > 0)
            got += ret;
        if (sent < (int)sizeof(data)) {
            ret = SSL_write(pair->subject, data + sent, (int)sizeof(data) - sent);
            assert_true(ret <= 16384);
            if (ret > 0)
                sent += ret;
        }
    }
    assert_int_equal(sent, sizeof(data));
    assert_memory_equal(data, back, sizeof(data));
}

static void reading_goes_on_while_a_write_is_blocked(void **state) {
    struct pair *pair = *state;
    static char data[40000];

    assert_int_equal(blocked_write(pair, data, sizeof(data)), -1);
    assert_int_equal(SSL_write(pair->peer, "meanwhile", 9), 9);
    expect_text(pair->subject, "meanwhile");
    assert_int_equal(SSL_write(pair->subject, data, sizeof(data)), -1);
    assert_reports(pair->subject, -1, SSL_ERROR_WANT_WRITE);
}

static void records_are_read_one_at_a_time(void **state) {
    struct pair *pair = *state;
    char plain[8];

    pair_connect(pair, SOCKETPAIR);
    assert_int_equal(SSL_write(pair->peer, "tls", 3), 3);
    assert_int_equal(write(pair->peer_fd, "plain", 5), 5);
    expect_text(pair->subject, "tls");
    assert_int_equal(SSL_has_pending(pair->subject), 0);
    assert_int_equal(read(pair->subject_fd, plain, sizeof(plain)), 5);
}

static void read_ahead_takes_more_from_the_transport(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_get_read_ahead(pair->subject_ctx), 0);
    SSL_CTX_set_read_ahead(pair->subject_ctx, 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_read_ahead(pair->subject), 1);
    assert_int_equal(SSL_write(pair->peer, "one", 3), 3);
    assert_int_equal(SSL_write(pair->peer, "two", 3), 3);
    expect_text(pair->subject, "one");
    assert_int_equal(bytes_in(pair->from_peer), 0);
    assert_int_equal(SSL_pending(pair->subject), 0);
    assert_int_equal(SSL_has_pending(pair->subject), 1);
    expect_text(pair->subject, "two");
    assert_int_equal(SSL_has_pending(pair->subject), 0);
}

static void a_record_may_arrive_bytewise(void **state) {
    struct pair *pair = *state;
    unsigned char record[64];
    int length;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "drip", 4), 4);
    length = BIO_read(pair->from_peer, record, sizeof(record));
    for (int i = 0; i < length; i++) {
        expect_nothing_yet(pair->subject);
        /* A header that is complete and alone does not count. */
        assert_int_equal(SSL_has_pending(pair->subject), i != 0 && i != 5);
        assert_int_equal(BIO_write(pair->from_peer, record + i, 1), 1);
    }
    expect_text(pair->subject, "drip");
}

static void reading_starts_the_handshake(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_open(pair, MEMORY);
    ret = SSL_read(pair->client, &byte, 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_WANT_READ);
    assert_true(bytes_in(pair->from_subject) + bytes_in(pair->from_peer) > 0);
    for (int i = 0;
         i < 10 && !(SSL_is_init_finished(pair->server) && SSL_is_init_finished(pair->client));
         i++) {
        assert_int_equal(SSL_read(pair->server, &byte, 1), -1);
        assert_int_equal(SSL_read(pair->client, &byte, 1), -1);
    }
    assert_true(SSL_is_init_finished(pair->client));
    pair_exchange(pair->client, pair->server, "done");
}

static void writing_starts_the_handshake(void **state) {
    struct pair *pair = *state;
    int ret = -1;

    pair_open(pair, MEMORY);
    for (int i = 0; i < 10 && ret < 0; i++) {
        ret = SSL_write(pair->client, "early bird", 10);
        handshake_step(pair->server);
    }
    assert_int_equal(ret, 10);
    handshake_step(pair->server);
    expect_text(pair->server, "early bird");
}

static void release_buffers_changes_nothing_visible(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_mode(pair->subject_ctx, SSL_MODE_RELEASE_BUFFERS);
    pair_connect(pair, MEMORY);
    for (int i = 0; i < 3; i++) {
        pair_exchange(pair->subject, pair->peer, "there");
        expect_nothing_yet(pair->subject);
        pair_exchange(pair->peer, pair->subject, "and back");
    }
}

static void without_auto_retry_a_ticket_ends_the_read(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    SSL_CTX_set_num_tickets(pair->server_ctx, 1);
    SSL_CTX_clear_mode(pair->client_ctx, SSL_MODE_AUTO_RETRY);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->server, "x", 1), 1);
    ret = SSL_read(pair->client, &byte, 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_WANT_READ);
    expect_text(pair->client, "x");
}

static void with_auto_retry_a_ticket_is_skipped(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_num_tickets(pair->server_ctx, 1);
    assert_true(SSL_CTX_get_mode(pair->client_ctx) & SSL_MODE_AUTO_RETRY);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->server, "x", 1), 1);
    expect_text(pair->client, "x");
}

static void sendfile_without_ktls_fails(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, SOCKETPAIR);
    assert_int_equal(SSL_sendfile(pair->subject, 0, 0, 10, 0), -1);
    assert_some_error();
}

static void a_buffer_may_be_said_to_be_endless(void **state) {
    struct pair *pair = *state;
    char buffer[64];
    size_t length = 0;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "endless", 7), 7);
    assert_int_equal(SSL_peek_ex(pair->subject, buffer, SIZE_MAX, &length), 1);
    assert_int_equal(SSL_read_ex(pair->subject, buffer, SIZE_MAX, &length), 1);
    assert_int_equal(length, 7);
    assert_memory_equal(buffer, "endless", 7);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(a_buffer_may_be_said_to_be_endless),
    CASE_ALL(data_goes_both_ways),
    CASE_ALL(a_short_read_keeps_the_rest_pending),
    CASE_ALL(one_read_delivers_at_most_one_record),
    CASE_ALL(peek_does_not_consume),
    CASE_ALL(the_ex_forms_return_1_and_a_count),
    CASE_VERSIONS(a_negative_length_is_refused),
    CASE_ALL(reading_0_bytes),
    CASE_ALL(writing_0_bytes),
    CASE_ALL(a_large_write_is_split_into_records),
    CASE_ALL(max_send_fragment_limits_records),
    CASE_VERSIONS(split_send_fragment_must_fit),
    CASE_ALL(a_blocked_write_is_repeated_with_the_same_arguments),
    CASE_ALL(a_retry_from_another_buffer_is_refused),
    CASE_ALL(a_retry_with_less_is_refused),
    CASE_ALL(a_moving_buffer_is_allowed_by_mode),
    CASE_ALL(partial_writes_return_what_was_sent),
    CASE_ALL(reading_goes_on_while_a_write_is_blocked),
    CASE_ALL(records_are_read_one_at_a_time),
    CASE_ALL(read_ahead_takes_more_from_the_transport),
    CASE_ALL(a_record_may_arrive_bytewise),
    CASE_VERSIONS(reading_starts_the_handshake),
    CASE_VERSIONS(writing_starts_the_handshake),
    CASE_ALL(release_buffers_changes_nothing_visible),
    CASE(without_auto_retry_a_ticket_ends_the_read),
    CASE(with_auto_retry_a_ticket_is_skipped),
    CASE(sendfile_without_ktls_fails),
};

CASES_MAIN(cases)
