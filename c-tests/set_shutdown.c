/* SSL_set_shutdown() and what its flags do to later calls; what resets them. */
#include "harness.h"

#define NEITHER 0
#define SENT SSL_SENT_SHUTDOWN
#define RECEIVED SSL_RECEIVED_SHUTDOWN
#define BOTH (SENT | RECEIVED)

static void set_shutdown_assigns(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_shutdown(pair->subject, SENT);
    expect_shutdown_state(pair->subject, SENT);
    SSL_set_shutdown(pair->subject, RECEIVED);
    expect_shutdown_state(pair->subject, RECEIVED);
    SSL_set_shutdown(pair->subject, BOTH);
    expect_shutdown_state(pair->subject, BOTH);
    SSL_set_shutdown(pair->subject, 0);
    expect_shutdown_state(pair->subject, NEITHER);
    SSL_set_shutdown(pair->subject, 4);
    expect_shutdown_state(pair->subject, 4);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    SSL_set_shutdown(pair->subject, 0);
    pair_exchange(pair->subject, pair->peer, "unharmed");
}

static void set_shutdown_works_before_the_handshake(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_set_shutdown(pair->subject, BOTH);
    expect_shutdown_state(pair->subject, BOTH);
    SSL_set_shutdown(pair->subject, 0);
    assert_true(pair_handshake(pair));
}

static void both_flags_set_by_hand_return_1_and_write_nothing(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_shutdown(pair->subject, BOTH);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(bytes_in(pair->from_subject), 0);
}

static void sent_set_by_hand_waits_without_writing(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, MEMORY);
    SSL_set_shutdown(pair->subject, SENT);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    SSL_shutdown(pair->peer);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

static void received_set_by_hand_sends_and_returns_1(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_shutdown(pair->subject, RECEIVED);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_one_alert_record(pair, pair->from_subject);
    expect_shutdown_state(pair->subject, BOTH);
}

static void received_set_by_hand_ends_reading(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "hidden", 6), 6);
    SSL_set_shutdown(pair->subject, RECEIVED);
    expect_closed(pair->subject);
    assert_true(bytes_in(pair->from_peer) > 0);
    SSL_set_shutdown(pair->subject, 0);
    expect_text(pair->subject, "hidden");
}

static void clear_resets_the_flags(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_shutdown(pair->subject);
    SSL_shutdown(pair->peer);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(SSL_clear(pair->subject), 1);
    expect_shutdown_state(pair->subject, NEITHER);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
}

static void two_connections_do_not_share_flags(void **state) {
    struct pair *pair = *state;
    SSL *other = SSL_new(pair->subject_ctx);

    pair_connect(pair, MEMORY);
    SSL_shutdown(pair->subject);
    expect_shutdown_state(other, NEITHER);
    SSL_free(other);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(set_shutdown_assigns),
    CASE_ALL(set_shutdown_works_before_the_handshake),
    CASE_ALL(both_flags_set_by_hand_return_1_and_write_nothing),
    CASE_ALL(sent_set_by_hand_waits_without_writing),
    CASE_ALL(received_set_by_hand_sends_and_returns_1),
    CASE_ALL(received_set_by_hand_ends_reading),
    CASE_ALL(clear_resets_the_flags),
    CASE_ALL(two_connections_do_not_share_flags),
};

CASES_MAIN(cases)
