/* Transports made by the application: a BIO_METHOD that counts, cuts, refuses and fails. */
#include "harness.h"

#include <errno.h>

static struct {
    BIO *in, *out;               /* the memory BIOs below */
    int read_limit, write_limit; /* bytes per call; 0: no limit */
    int read_error, write_error; /* the next call fails without asking for a retry */
    int refuse_flush;            /* the flush asks for a retry this many times */
    int reads, writes, flushes, largest_read, largest_write;
    int requested[64]; /* sizes of the first reads */
} below;

static int below_read(BIO *bio, char *data, int length) {
    int ret;

    if (below.reads < 64)
        below.requested[below.reads] = length;
    below.reads++;
    if (length > below.largest_read)
        below.largest_read = length;
    BIO_clear_retry_flags(bio);
    if (below.read_error) {
        errno = EIO;
        return -1;
    }
    if (below.read_limit != 0 && length > below.read_limit)
        length = below.read_limit;
    ret = BIO_read(below.in, data, length);
    if (ret <= 0 && BIO_should_retry(below.in))
        BIO_set_retry_read(bio);
    return ret;
}

static int below_write(BIO *bio, const char *data, int length) {
    below.writes++;
    if (length > below.largest_write)
        below.largest_write = length;
    BIO_clear_retry_flags(bio);
    if (below.write_error) {
        errno = EIO;
        return -1;
    }
    if (below.write_limit != 0 && length > below.write_limit)
        length = below.write_limit;
    return BIO_write(below.out, data, length);
}

static long below_control(BIO *bio, int command, long number, void *pointer) {
    (void)number;
    (void)pointer;
    if (command != BIO_CTRL_FLUSH)
        return 0;
    below.flushes++;
    BIO_clear_retry_flags(bio);
    if (below.refuse_flush > 0) {
        below.refuse_flush--;
        BIO_set_retry_write(bio);
        return -1;
    }
    return 1;
}

static BIO_METHOD *below_method, *socket_like;

static BIO_METHOD *make_method(int type, const char *name) {
    BIO_METHOD *method = BIO_meth_new(type, name);

    BIO_meth_set_read(method, below_read);
    BIO_meth_set_write(method, below_write);
    BIO_meth_set_ctrl(method, below_control);
    return method;
}

/* Puts a BIO of that method between the subject and its memory BIOs. */
static void open_with(struct pair *pair, const BIO_METHOD *method) {
    BIO *bio = BIO_new(method);

    pair_open(pair, MEMORY);
    memset(&below, 0, sizeof(below));
    below.in = pair->from_peer;
    below.out = pair->from_subject;
    BIO_set_init(bio, 1);
    /* The peer's references keep the memory BIOs alive. */
    SSL_set_bio(pair->subject, bio, bio);
}

static void open_below(struct pair *pair) {
    if (below_method == NULL)
        below_method = make_method(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "below");
    open_with(pair, below_method);
}

static void connect_below(struct pair *pair) {
    open_below(pair);
    assert_true(pair_handshake(pair));
    pair_exchange(pair->peer, pair->subject, "settled");
}

static void five_bytes_and_then_the_body(void **state) {
    struct pair *pair = *state;

    connect_below(pair);
    below.reads = 0;
    assert_int_equal(SSL_write(pair->peer, "exactly", 7), 7);
    assert_int_equal(SSL_write(pair->peer, "two", 3), 3);
    expect_text(pair->subject, "exactly");
    assert_int_equal(below.reads, 2);
    assert_int_equal(below.requested[0], 5);
    assert_int_equal(below.requested[1], protected_length(pair->version, 7));
    expect_text(pair->subject, "two");
    assert_int_equal(below.requested[2], 5);
    assert_int_equal(below.requested[3], protected_length(pair->version, 3));
}

static void with_read_ahead_more_is_asked_for(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_read_ahead(pair->subject_ctx, 1);
    connect_below(pair);
    below.reads = below.largest_read = 0;
    assert_int_equal(SSL_write(pair->peer, "all", 3), 3);
    expect_text(pair->subject, "all");
    assert_int_equal(below.reads, 1);
    assert_true(below.largest_read > 16384);
}

static void one_byte_per_read(void **state) {
    struct pair *pair = *state;

    open_below(pair);
    below.read_limit = 1;
    assert_true(pair_handshake(pair));
    pair_exchange(pair->peer, pair->subject, "dripping");
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    expect_closed(pair->subject);
}

static void three_bytes_per_write(void **state) {
    struct pair *pair = *state;

    open_below(pair);
    below.write_limit = 3;
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_write(pair->subject, "dripping", 8), 8);
    expect_text(pair->peer, "dripping");
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
}

static void one_write_per_record(void **state) {
    struct pair *pair = *state;

    connect_below(pair);
    below.writes = below.largest_write = 0;
    assert_int_equal(SSL_write(pair->subject, "whole", 5), 5);
    assert_int_equal(below.writes, 1);
    assert_int_equal(below.largest_write, 5 + protected_length(pair->version, 5));
}

/* Programs wrap sockets in methods of their own that pass for libcrypto's. */
static void one_write_per_record_even_as_a_socket(void **state) {
    struct pair *pair = *state;
    static char data[100000];

    if (socket_like == NULL)
        socket_like = make_method(BIO_TYPE_SOCKET, "socket");
    open_with(pair, socket_like);
    assert_true(pair_handshake(pair));
    for (int i = 1; i <= 4; i++) {
        below.writes = below.largest_write = 0;
        assert_int_equal(SSL_write(pair->subject, data, sizeof(data)), sizeof(data));
        assert_int_equal(below.writes, 7);
        assert_int_equal(below.largest_write, 5 + protected_length(pair->version, 16384));
    }
}

static void a_read_error_is_syscall(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    connect_below(pair);
    below.read_error = 1;
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    assert_int_equal(errno, EIO);
    assert_no_error();
    /* It may have been a passing one. */
    below.read_error = 0;
    pair_exchange(pair->peer, pair->subject, "recovered");
}

static void a_write_error_is_syscall(void **state) {
    struct pair *pair = *state;
    int ret;

    connect_below(pair);
    below.write_error = 1;
    ret = SSL_write(pair->subject, "data", 4);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    assert_no_error();
    below.write_error = 0;
    assert_int_equal(SSL_write(pair->subject, "data", 4), 4);
    expect_text(pair->peer, "data");
}

static void a_write_error_fails_the_shutdown(void **state) {
    struct pair *pair = *state;
    int ret;

    connect_below(pair);
    below.write_error = 1;
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    expect_shutdown_state(pair->subject, SSL_SENT_SHUTDOWN);
    /* The next call sends it. */
    below.write_error = 0;
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
}

static void errors_in_the_handshake(void **state) {
    struct pair *pair = *state;
    int ret;

    open_below(pair);
    below.read_error = below.write_error = 1;
    ret = SSL_do_handshake(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    below.read_error = below.write_error = 0;
    assert_true(pair_handshake(pair));
}

static void flights_are_flushed(void **state) {
    struct pair *pair = *state;

    open_below(pair);
    assert_true(pair_handshake(pair));
    assert_true(below.flushes >= 1);
    below.flushes = 0;
    assert_int_equal(SSL_write(pair->subject, "data", 4), 4);
    assert_int_equal(below.flushes, 0);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(below.flushes, 1);
}

static void a_refused_flush_is_repeated(void **state) {
    struct pair *pair = *state;
    int ret = -1;

    open_below(pair);
    below.refuse_flush = 2;
    for (int i = 0; i < 20 && ret != 1; i++) {
        ret = SSL_do_handshake(pair->subject);
        /* Whether it is called WANT_WRITE depends on what was in the buffer. */
        if (ret != 1)
            assert_int_not_equal(SSL_get_error(pair->subject, ret), SSL_ERROR_SSL);
        assert_no_error();
        handshake_step(pair->peer);
    }
    assert_int_equal(ret, 1);
    assert_int_equal(below.refuse_flush, 0);
    pair_exchange(pair->subject, pair->peer, "flushed at last");
}

/* OpenSSL buffers what it sends in a handshake, and its buffer does not ask for a retry. */
static void a_refused_flush_in_the_handshake_is_syscall(void **state) {
    struct pair *pair = *state;
    int ret;

    open_below(pair);
    handshake_step(pair->peer);
    below.refuse_flush = 1;
    ret = SSL_do_handshake(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    assert_no_error();
    assert_true(pair_handshake(pair));
}

static void a_bio_without_flush_is_no_transport(void **state) {
    struct pair *pair = *state;
    int ret = -1;

    open_below(pair);
    below.refuse_flush = 1000;
    for (int i = 0; i < 5; i++)
        ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(five_bytes_and_then_the_body),
    CASE_ALL(with_read_ahead_more_is_asked_for),
    CASE_ALL(one_byte_per_read),
    CASE_ALL(three_bytes_per_write),
    CASE_ALL(one_write_per_record),
    CASE_ALL(one_write_per_record_even_as_a_socket),
    CASE_ALL(a_read_error_is_syscall),
    CASE_ALL(a_write_error_is_syscall),
    CASE_ALL(a_write_error_fails_the_shutdown),
    CASE_ALL(errors_in_the_handshake),
    CASE_ALL(flights_are_flushed),
    CASE_ALL(a_refused_flush_is_repeated),
    CASE_ALL(a_refused_flush_in_the_handshake_is_syscall),
    CASE_VERSIONS(a_bio_without_flush_is_no_transport),
};

int main(int argc, char **argv) {
    int code = run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));

    BIO_meth_free(below_method);
    BIO_meth_free(socket_like);
    return code;
}
