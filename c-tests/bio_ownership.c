/* The ownership of BIOs: SSL_set_bio(), SSL_set0_rbio(), SSL_set0_wbio() and SSL_set_fd(). */
#include "harness.h"

#include <sys/socket.h>
#include <unistd.h>

/* Counts how often a BIO is freed for good. */
static long note_free(BIO *bio, int operation, const char *data, size_t length, int argi, long argl,
                      int ret, size_t *processed) {
    (void)data;
    (void)length;
    (void)argi;
    (void)argl;
    (void)processed;
    if (operation == BIO_CB_FREE)
        ++*(int *)BIO_get_callback_arg(bio);
    return ret;
}

static BIO *watched(int *freed) {
    BIO *bio = BIO_new(BIO_s_mem());

    *freed = 0;
    BIO_set_callback_ex(bio, note_free);
    BIO_set_callback_arg(bio, (char *)freed);
    return bio;
}

static SSL *fresh(struct pair *pair) {
    SSL *ssl = SSL_new(pair->client_ctx);

    assert_non_null(ssl);
    return ssl;
}

static void there_is_none_at_first(void **state) {
    SSL *ssl = fresh(*state);

    assert_null(SSL_get_rbio(ssl));
    assert_null(SSL_get_wbio(ssl));
    assert_int_equal(SSL_get_fd(ssl), -1);
    assert_int_equal(SSL_get_rfd(ssl), -1);
    assert_int_equal(SSL_get_wfd(ssl), -1);
    SSL_free(ssl);
}

static void two_bios_are_freed_with_the_ssl(void **state) {
    SSL *ssl = fresh(*state);
    int one, two;
    BIO *rbio = watched(&one), *wbio = watched(&two);

    SSL_set_bio(ssl, rbio, wbio);
    assert_ptr_equal(SSL_get_rbio(ssl), rbio);
    assert_ptr_equal(SSL_get_wbio(ssl), wbio);
    SSL_free(ssl);
    assert_int_equal(one, 1);
    assert_int_equal(two, 1);
}

static void one_bio_for_both_takes_one_reference(void **state) {
    SSL *ssl = fresh(*state);
    int freed;
    BIO *bio = watched(&freed);

    BIO_up_ref(bio);
    SSL_set_bio(ssl, bio, bio);
    SSL_free(ssl);
    assert_int_equal(freed, 0);
    BIO_free(bio);
    assert_int_equal(freed, 1);
}

static void both_replaced_by_two_new_ones(void **state) {
    SSL *ssl = fresh(*state);
    int freed[4];
    BIO *old_r = watched(&freed[0]), *old_w = watched(&freed[1]);
    BIO *new_r = watched(&freed[2]), *new_w = watched(&freed[3]);

    SSL_set_bio(ssl, old_r, old_w);
    SSL_set_bio(ssl, new_r, new_w);
    assert_int_equal(freed[0], 1);
    assert_int_equal(freed[1], 1);
    assert_ptr_equal(SSL_get_rbio(ssl), new_r);
    SSL_free(ssl);
    assert_int_equal(freed[2], 1);
    assert_int_equal(freed[3], 1);
}

static void the_same_two_again_change_nothing(void **state) {
    SSL *ssl = fresh(*state);
    int one, two;
    BIO *rbio = watched(&one), *wbio = watched(&two);

    SSL_set_bio(ssl, rbio, wbio);
    /* Nothing changes, so no reference is taken. */
    SSL_set_bio(ssl, rbio, wbio);
    assert_int_equal(one + two, 0);
    SSL_free(ssl);
    assert_int_equal(one, 1);
    assert_int_equal(two, 1);
}

static void only_the_write_side_changes(void **state) {
    SSL *ssl = fresh(*state);
    int one, two, three;
    BIO *rbio = watched(&one), *wbio = watched(&two), *other = watched(&three);

    SSL_set_bio(ssl, rbio, wbio);
    /* The read side stays, so only the new write BIO's reference is taken. */
    SSL_set_bio(ssl, rbio, other);
    assert_int_equal(one, 0);
    assert_int_equal(two, 1);
    SSL_free(ssl);
    assert_int_equal(one, 1);
    assert_int_equal(three, 1);
}

static void only_the_read_side_changes(void **state) {
    SSL *ssl = fresh(*state);
    int one, two, three;
    BIO *rbio = watched(&one), *wbio = watched(&two), *other = watched(&three);

    SSL_set_bio(ssl, rbio, wbio);
    SSL_set_bio(ssl, other, wbio);
    assert_int_equal(one, 1);
    assert_int_equal(two, 0);
    SSL_free(ssl);
    assert_int_equal(two, 1);
    assert_int_equal(three, 1);
}

static void from_one_bio_to_two(void **state) {
    SSL *ssl = fresh(*state);
    int shared_freed, one, two;
    BIO *shared = watched(&shared_freed), *rbio = watched(&one), *wbio = watched(&two);

    SSL_set_bio(ssl, shared, shared);
    SSL_set_bio(ssl, rbio, wbio);
    assert_int_equal(shared_freed, 1);
    SSL_free(ssl);
    assert_int_equal(one, 1);
    assert_int_equal(two, 1);
}

static void a_shared_bio_stays_as_read_side(void **state) {
    SSL *ssl = fresh(*state);
    int shared_freed, other_freed;
    BIO *shared = watched(&shared_freed), *other = watched(&other_freed);

    SSL_set_bio(ssl, shared, shared);
    /* The read side stays: it costs no reference. */
    SSL_set_bio(ssl, shared, other);
    assert_int_equal(shared_freed, 0);
    assert_ptr_equal(SSL_get_rbio(ssl), shared);
    assert_ptr_equal(SSL_get_wbio(ssl), other);
    SSL_free(ssl);
    assert_int_equal(shared_freed, 1);
    assert_int_equal(other_freed, 1);
}

static void a_shared_bio_stays_as_write_side(void **state) {
    SSL *ssl = fresh(*state);
    int shared_freed, other_freed;
    BIO *shared = watched(&shared_freed), *other = watched(&other_freed);

    SSL_set_bio(ssl, shared, shared);
    /* With a new read side both references are taken, so the shared one needs another. */
    BIO_up_ref(shared);
    SSL_set_bio(ssl, other, shared);
    assert_int_equal(shared_freed, 0);
    assert_ptr_equal(SSL_get_rbio(ssl), other);
    assert_ptr_equal(SSL_get_wbio(ssl), shared);
    SSL_free(ssl);
    assert_int_equal(shared_freed, 1);
    assert_int_equal(other_freed, 1);
}

static void null_takes_them_away(void **state) {
    SSL *ssl = fresh(*state);
    int one, two;
    BIO *rbio = watched(&one), *wbio = watched(&two);

    SSL_set_bio(ssl, rbio, wbio);
    SSL_set_bio(ssl, NULL, NULL);
    assert_int_equal(one, 1);
    assert_int_equal(two, 1);
    assert_null(SSL_get_rbio(ssl));
    assert_null(SSL_get_wbio(ssl));
    SSL_free(ssl);
}

static void set0_takes_one_reference_per_side(void **state) {
    SSL *ssl = fresh(*state);
    int freed;
    BIO *bio = watched(&freed);

    SSL_set0_rbio(ssl, bio);
    BIO_up_ref(bio);
    SSL_set0_wbio(ssl, bio);
    assert_ptr_equal(SSL_get_rbio(ssl), bio);
    assert_ptr_equal(SSL_get_wbio(ssl), bio);
    SSL_set0_rbio(ssl, NULL);
    assert_int_equal(freed, 0);
    SSL_set0_wbio(ssl, NULL);
    assert_int_equal(freed, 1);
    SSL_free(ssl);
}

static void set0_frees_what_was_there(void **state) {
    SSL *ssl = fresh(*state);
    int one, two;
    BIO *first = watched(&one), *second = watched(&two);

    SSL_set0_wbio(ssl, first);
    SSL_set0_wbio(ssl, second);
    assert_int_equal(one, 1);
    SSL_free(ssl);
    assert_int_equal(two, 1);
}

static void replacing_between_operations_keeps_the_connection(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    pair_exchange(pair->subject, pair->peer, "by memory");
    pair_wire(pair, SOCKETPAIR);
    pair_exchange(pair->subject, pair->peer, "by socket");
    pair->pair_size = 0;
    pair_wire(pair, BIO_PAIR);
    pair_exchange(pair->peer, pair->subject, "by a BIO pair");
}

static void set_fd_makes_socket_bios_that_do_not_close(void **state) {
    SSL *ssl = fresh(*state);
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    assert_int_equal(SSL_set_fd(ssl, fds[0]), 1);
    assert_int_equal(SSL_get_fd(ssl), fds[0]);
    assert_int_equal(SSL_get_rfd(ssl), fds[0]);
    assert_int_equal(SSL_get_wfd(ssl), fds[0]);
    assert_int_equal(BIO_method_type(SSL_get_rbio(ssl)), BIO_TYPE_SOCKET);
    assert_ptr_equal(SSL_get_rbio(ssl), SSL_get_wbio(ssl));
    SSL_free(ssl);
    assert_int_equal(write(fds[0], "x", 1), 1);
    close(fds[0]);
    close(fds[1]);
}

static void read_and_write_descriptors_may_differ(void **state) {
    SSL *ssl = fresh(*state);
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    assert_int_equal(SSL_set_rfd(ssl, fds[0]), 1);
    assert_int_equal(SSL_set_wfd(ssl, fds[1]), 1);
    assert_int_equal(SSL_get_rfd(ssl), fds[0]);
    assert_int_equal(SSL_get_wfd(ssl), fds[1]);
    assert_int_equal(SSL_get_fd(ssl), fds[0]);
    assert_ptr_not_equal(SSL_get_rbio(ssl), SSL_get_wbio(ssl));
    SSL_free(ssl);
    close(fds[0]);
    close(fds[1]);
}

static void equal_descriptors_share_a_bio(void **state) {
    SSL *ssl = fresh(*state);
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    assert_int_equal(SSL_set_wfd(ssl, fds[0]), 1);
    assert_int_equal(SSL_set_rfd(ssl, fds[0]), 1);
    assert_ptr_equal(SSL_get_rbio(ssl), SSL_get_wbio(ssl));
    SSL_free(ssl);
    close(fds[0]);
    close(fds[1]);
}

static void a_memory_bio_has_no_descriptor(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_fd(pair->subject), -1);
}

static void a_buffering_bio_holds_data_back(void **state) {
    struct pair *pair = *state;
    BIO *buffer = BIO_new(BIO_f_buffer()), *below;

    pair_connect(pair, MEMORY);
    below = SSL_get_wbio(pair->subject);
    BIO_up_ref(below);
    SSL_set0_wbio(pair->subject, BIO_push(buffer, below));
    assert_ptr_equal(SSL_get_wbio(pair->subject), buffer);
    /* Data waits until the application flushes, an alert does not. */
    assert_int_equal(SSL_write(pair->subject, "held back", 9), 9);
    assert_int_equal(bytes_in(below), 0);
    assert_int_equal(BIO_flush(buffer), 1);
    expect_text(pair->peer, "held back");
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
}

static void get_wbio_during_the_handshake_is_the_applications(void **state) {
    struct pair *pair = *state;
    BIO *wbio;

    pair_open(pair, MEMORY);
    wbio = SSL_get_wbio(pair->client);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(handshake_step(pair->server), 0);
    assert_ptr_equal(SSL_get_wbio(pair->client), wbio);
    assert_true(pair_handshake(pair));
    assert_ptr_equal(SSL_get_wbio(pair->client), wbio);
}

static void without_a_transport_a_handshake_fails(void **state) {
    SSL *ssl = fresh(*state);
    int ret;

    SSL_set_connect_state(ssl);
    ret = SSL_do_handshake(ssl);
    assert_int_equal(ret, -1);
    assert_reports(ssl, ret, SSL_ERROR_SYSCALL);
    SSL_free(ssl);
}

static const struct CMUnitTest cases[] = {
    CASE(there_is_none_at_first),
    CASE(two_bios_are_freed_with_the_ssl),
    CASE(one_bio_for_both_takes_one_reference),
    CASE(both_replaced_by_two_new_ones),
    CASE(the_same_two_again_change_nothing),
    CASE(only_the_write_side_changes),
    CASE(only_the_read_side_changes),
    CASE(from_one_bio_to_two),
    CASE(a_shared_bio_stays_as_read_side),
    CASE(a_shared_bio_stays_as_write_side),
    CASE(null_takes_them_away),
    CASE(set0_takes_one_reference_per_side),
    CASE(set0_frees_what_was_there),
    CASE_ALL(replacing_between_operations_keeps_the_connection),
    CASE(set_fd_makes_socket_bios_that_do_not_close),
    CASE(read_and_write_descriptors_may_differ),
    CASE(equal_descriptors_share_a_bio),
    CASE(a_memory_bio_has_no_descriptor),
    CASE_ALL(a_buffering_bio_holds_data_back),
    CASE_ALL(get_wbio_during_the_handshake_is_the_applications),
    CASE(without_a_transport_a_handshake_fails),
};

CASES_MAIN(cases)
