#include "narrow.h"
#include "harness.h"

#include <sys/socket.h>

char narrow_data[NARROW_LARGE], narrow_got[NARROW_LARGE];

void narrow_fill(char byte) {
    memset(narrow_data, byte, sizeof(narrow_data));
}

void narrow_open(struct pair *pair) {
    const int size = 40000;

    pair_connect(pair, SOCKETPAIR);
    assert_int_equal(setsockopt(pair->subject_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)), 0);
    narrow_fill('a');
}

void narrow_stop(SSL *ssl, int length) {
    int ret = SSL_write(ssl, narrow_data, length);

    assert_int_equal(ret, -1);
    assert_int_equal(SSL_get_error(ssl, ret), SSL_ERROR_WANT_WRITE);
    assert_no_error();
}

int narrow_drain(SSL *ssl, int have) {
    int ret = 1;

    while (have < NARROW_LARGE && (ret = SSL_read(ssl, narrow_got + have, NARROW_LARGE - have)) > 0)
        have += ret;
    if (ret <= 0)
        assert_int_equal(SSL_get_error(ssl, ret), SSL_ERROR_WANT_READ);
    return have;
}

int narrow_repeat(struct pair *pair, const char *from, int length, int *have) {
    int ret;

    for (int i = 0; i < 1000; i++) {
        *have = narrow_drain(pair->peer, *have);
        ret = SSL_write(pair->subject, from, length);
        if (ret > 0)
            break;
        assert_int_equal(SSL_get_error(pair->subject, ret), SSL_ERROR_WANT_WRITE);
    }
    *have = narrow_drain(pair->peer, *have);
    return ret;
}

void narrow_finish(struct pair *pair, int have) {
    assert_int_equal(narrow_repeat(pair, narrow_data, NARROW_LARGE, &have), NARROW_LARGE);
    assert_int_equal(have, NARROW_LARGE);
    assert_memory_equal(narrow_got, narrow_data, NARROW_LARGE);
}

void narrow_ask_for_key_update(struct pair *pair) {
    assert_int_equal(SSL_key_update(pair->peer, SSL_KEY_UPDATE_REQUESTED), 1);
    assert_int_equal(SSL_do_handshake(pair->peer), 1);
}

void narrow_nothing_to_read(SSL *ssl) {
    char byte;
    int ret = SSL_read(ssl, &byte, 1);

    assert_int_equal(ret, -1);
    assert_int_equal(SSL_get_error(ssl, ret), SSL_ERROR_WANT_READ);
}
