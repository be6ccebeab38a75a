/* Messages that are due while a record is being written wait until it is written. OpenSSL 3.0
 * ends the connection if another message of the peer arrives meanwhile (SSL_R_BAD_LENGTH). Runs
 * only on the library under test. */
#include "harness.h"
#include "narrow.h"

/* The subject's write stops. */
static void stop(struct pair *pair) {
    narrow_open(pair);
    for (int i = 0; i < NARROW_LARGE; i++)
        narrow_data[i] = (char)(i * 5 + i / NARROW_RECORD);
    narrow_stop(pair->subject, NARROW_LARGE);
}

/* The write is finished, and both directions go on. */
static void go_on(struct pair *pair, int have) {
    narrow_finish(pair, have);
    pair_exchange(pair->subject, pair->peer, "updated");
    pair_exchange(pair->peer, pair->subject, "both");
}

static void key_updates(void **state) {
    struct pair *pair = *state;

    stop(pair);
    for (int i = 0; i < 3; i++)
        narrow_ask_for_key_update(pair);
    narrow_nothing_to_read(pair->subject);
    go_on(pair, 0);
}

static void key_updates_between_parts_of_the_write(void **state) {
    struct pair *pair = *state;
    int have, ret;

    stop(pair);
    narrow_ask_for_key_update(pair);
    narrow_nothing_to_read(pair->subject);
    have = narrow_drain(pair->peer, 0);
    ret = SSL_write(pair->subject, narrow_data, NARROW_LARGE);
    assert_int_equal(ret, -1);
    narrow_ask_for_key_update(pair);
    narrow_nothing_to_read(pair->subject);
    go_on(pair, have);
}

static void a_ticket(void **state) {
    struct pair *pair = *state;

    stop(pair);
    assert_int_equal(SSL_new_session_ticket(pair->subject), 1);
    narrow_ask_for_key_update(pair);
    narrow_nothing_to_read(pair->subject);
    go_on(pair, 0);
}

static const struct CMUnitTest cases[] = {
    CASE_NAMED(key_updates, "/client", setting_tls13),
    CASE_NAMED(key_updates, "/server", setting_tls13_server),
    CASE_NAMED(key_updates_between_parts_of_the_write, "/client", setting_tls13),
    CASE_NAMED(key_updates_between_parts_of_the_write, "/server", setting_tls13_server),
    CASE_NAMED(a_ticket, "/server", setting_tls13_server),
};

CASES_MAIN(cases)
